"""The changes of a workspace beside its objectives: settings, cycles, people, teams and definitions."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from okrcli.model.diff_fields import differing_values, noun_of, record_change
from okrcli.model.list_pairs import itself, matched
from okrcli.model.plan import Plan
from okrcli.model.plan_change import Kind, PlanChange
from okrcli.model.reasons import lost_records
from okrcli.model.record_base import field_names, is_record
from okrcli.model.records import Cycle


def workspace_changes(before: Plan, after: Plan) -> Iterator[PlanChange]:
    """Settings, cycles, people, teams and definitions."""
    old_settings, new_settings = _flat_settings(before.settings), _flat_settings(after.settings)
    for name, value in new_settings.items():
        if old_settings[name] != value:
            yield from _setting_changes(name, old_settings[name], value)
    yield from _cycle_changes(before, after)
    yield from _record_changes(before.people, after.people)
    yield from _record_changes(before.teams, after.teams)
    for name in before.definitions.keys() | after.definitions.keys():
        old_text, new_text = before.definitions.get(name), after.definitions.get(name)
        if old_text != new_text:
            kind: Kind = "added" if old_text is None else "removed" if new_text is None else "changed"
            field = "text" if kind == "changed" else ""
            yield PlanChange(kind, "definition", None, name, field, old_text, new_text)


def _setting_changes(name: str, before: Any, after: Any) -> Iterator[PlanChange]:
    """The change of a setting; of a list of records one for each record."""
    if not any(map(is_record, (*before, *after) if isinstance(after, tuple) else ())):
        yield PlanChange("changed", "setting", None, "", name, before, after)
        return
    pairs, gone, new = matched(before, after, [itself, _about])
    changed = [(old, now) for old, now in pairs if old != now]
    for old, now in (*changed, *((old, None) for old in gone), *((None, now) for now in new)):
        yield PlanChange("changed", "setting", None, "", name, old, now)


def _about(record: Any) -> Hashable:
    """The subject of a record in the settings: its rule and paths, or its list and language."""
    return tuple(getattr(record, name, None) for name in ("rule", "paths", "list", "language"))


def _flat_settings(group: Any, prefix: str = "") -> dict[str, Any]:
    """The settings by their full names: `checkin.frequency`."""
    settings: dict[str, Any] = {}
    for field in field_names(type(group)):
        value, name = getattr(group, field), f"{prefix}{field.removesuffix('_')}"
        settings.update(_flat_settings(value, f"{name}.") if is_record(value) else {name: value})
    return settings


def _declared_cycles(plan: Plan) -> dict[str, Cycle]:
    """The cycles that `okrs.yaml` declares with more than their id."""
    return {name: cycle.declared for name, cycle in plan.cycles.items() if cycle.declared != Cycle(id=name)}


def _cycle_changes(before: Plan, after: Plan) -> Iterator[PlanChange]:
    """The changes of declared cycles, and of the days of every cycle that both plans know, declared or by its label."""
    both = before.cycles.keys() & after.cycles.keys()
    declared = [_declared_cycles(plan) for plan in (before, after)]
    for name in (declared[0].keys() ^ declared[1].keys()) & both:
        for side in declared:
            side.setdefault(name, Cycle(id=name))
    for change in _record_changes(*declared):
        if change.item not in both or change.field not in ("start", "end", "length"):
            yield change
    for name in both:
        old, new = before.cycles[name].period, after.cycles[name].period
        for field in ("start", "end"):
            if getattr(old, field) != getattr(new, field):
                yield PlanChange("changed", "cycle", None, name, field, getattr(old, field), getattr(new, field))
        for record in lost_records(before.cycles[name].declared, after.cycles[name].declared):
            yield record_change(None, record, "removed", name)


def _record_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[PlanChange]:
    for name in before.keys() | after.keys():
        old_record, new_record = before.get(name), after.get(name)
        if old_record is None:
            yield PlanChange("added", noun_of(new_record), None, name, after=new_record)
        elif new_record is None:
            yield PlanChange("removed", noun_of(old_record), None, name, before=old_record)
        else:
            for field, old, new in differing_values(old_record, new_record):
                yield PlanChange("changed", noun_of(new_record), None, name, field, old, new)
