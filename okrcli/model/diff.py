"""The changes in meaning between two plans, compared by ids and never by positions in a file.

`compare` is the one source of `okr diff`, `okr log` and `okr blame`. An objective or key result with another name
is followed by its `was`, in both directions, and so are the references to it. A `ChangeRecord` is something else: a
change that people wrote into a file with its reason. It gives a `PlanChange` its reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812  (for a class with a field of that name)
from datetime import datetime
from operator import attrgetter
from typing import Any, Final, Literal, NamedTuple, TypeVar

from okrcli.model.agreed_fields import agreed_since, in_force_since
from okrcli.model.goalposts import ComparedPlans, agreed_parts, is_probably_renamed
from okrcli.model.plan import Checkin, Plan, Ref
from okrcli.model.reasons import lost_records, path_between, reason_for
from okrcli.model.record_base import changed, field_names, is_record
from okrcli.model.records import ChangeRecord, CheckinValues, Cycle, KeyResult, Objective

T = TypeVar("T")
Kind = Literal["added", "removed", "renamed", "moved", "changed"]

_COMPARED_APART: Final = frozenset(["id", "key_results", "checkins", "was", "changes"])
"""Fields that are compared in their own way, or are the name."""

_REFERENCES: Final = frozenset(["contributes_to", "supports"])


class RecordedCheckin(NamedTuple):
    """A check-in without its location."""

    date: Date
    at: datetime | None
    by: str | None
    document: str | None
    reading: CheckinValues

    @property
    def entered(self) -> Date | None:
        """The day on which it was entered, where that was more than a day from the one that it speaks of."""
        day = self.at.date() if self.at else None
        return day if day and abs((day - self.date).days) > 1 else None


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One difference between two plans.

    `before` and `after` are values of a field, records that were added or removed, `RecordedCheckin` for check-ins, and
    the two references of an objective or key result that was renamed or moved.
    """

    kind: Kind
    noun: str
    """The kind of part: `objective`, `key result`, `action`, `check-in`, `contributes to`, `person` …"""
    ref: Ref | None = None
    """The objective, key result or action it belongs to, by its name after the change; None for other parts."""
    item: str = ""
    """The item of a list or group: the id or title of an action, the id of a person, the name of a definition."""
    field: str = ""
    before: Any = None
    after: Any = None
    reason: str | None = None
    """The reason that was recorded with the change."""
    agreed_since: Date | None = None
    """The day from which the value before was agreed; None for what nobody agrees on."""
    records: tuple[ChangeRecord, ...] = ()
    """The recorded changes, new with it, that lead from the value before to the one after."""

    @property
    def is_progress(self) -> bool:
        """True for a report of progress, False for a change of the plan itself."""
        return self.noun in ("check-in", "win") or self.field == "done"

    @property
    def alters_record(self) -> bool:
        """True where an earlier check-in or win has another content now, or was removed."""
        return self.noun in ("check-in", "win") and self.kind != "added"

    @property
    def part(self) -> tuple[str, str, str]:
        """The part of its objective, key result or workspace that it is about."""
        return (self.noun, self.item, self.field)

    def moves_goalpost(self, day: Date) -> bool:
        """True where, made on `day`, it changes a value that was agreed by then."""
        return self.agreed_since is not None and self.agreed_since <= day

    def takes_back(self, earlier: PlanChange) -> bool:
        """True where it leads back to what was before an earlier change of the same part of the same thing."""
        is_same = self.part == earlier.part
        return is_same and bool(self.before == earlier.after) and bool(self.after == earlier.before)


def compare(before: Plan, after: Plan) -> tuple[PlanChange, ...]:
    """All changes in meaning, in an order that depends on names and values alone."""
    if before is after:
        return ()
    pairs = paired(before, after)
    names = {old: new for old, new in pairs.items() if old != new}
    changes = [
        *_workspace_changes(before, after),
        *_item_changes(before, after, pairs, names),
        *_checkin_changes(before, after, names),
        *_win_changes(before, after),
    ]
    sides = ComparedPlans(before, after, {new: old for old, new in pairs.items()})
    return tuple(sorted(agreed_parts(changes, sides), key=_order))


def compare_closely(before: Plan, after: Plan) -> tuple[PlanChange, ...]:
    """All changes in meaning, and those of what was removed and added again under another name.

    Of these the agreed fields are compared, by the new name.
    """
    changes = compare(before, after)
    if not any(change.noun in ("objective", "key result") and change.kind == "added" for change in changes):
        return changes
    renames = _probable_renames(before, after, paired(before, after))
    return tuple(sorted((*changes, *renames), key=_order))


def _order(change: PlanChange) -> tuple[str, ...]:
    """Sort key: by reference; first whole objectives and key results, then fields, then check-ins by day."""
    ref = change.ref.full if change.ref else "~"
    is_whole = change.kind != "changed" and change.noun in ("objective", "key result")
    rank = "0" if is_whole else "2" if change.noun in ("check-in", "win") else "1"
    state = change.after or change.before
    moment = f"{state.date} {state.at.isoformat() if state.at else ''}" if isinstance(state, RecordedCheckin) else ""
    values = (_stable(change.before), _stable(change.after))
    return (ref, rank, change.noun, moment, change.item, change.field, change.kind, *values)


def _stable(value: object) -> str:
    return repr(value)


# ── Names ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def paired(before: Plan, after: Plan) -> dict[Ref, Ref]:
    """The objectives and key results that both plans have, each with its reference after; equal ones first."""
    old, new = set(_refs(before)), set(_refs(after))
    pairs = {ref: ref for ref in old & new}
    taken = set(pairs)
    for ref in sorted(old - taken, key=lambda ref: ref.full):
        now = after.present(ref)
        if now in new and now not in taken:
            pairs[ref] = now
            taken.add(now)
    for ref in sorted(new - taken, key=lambda ref: ref.full):
        earlier = before.present(ref)
        if earlier in old and earlier not in pairs:
            pairs[earlier] = ref
    return pairs


def _refs(plan: Plan) -> Iterator[Ref]:
    for ref, objective in plan.objectives.items():
        yield ref
        yield from (Ref(*ref[:2], key_result.id) for key_result in objective.key_results)


def _item(plan: Plan, ref: Ref) -> Objective | KeyResult:
    return plan.key_result(ref) if ref.key_result else plan.objectives[ref]


def _with_present_name(cycle: str, text: str, names: Mapping[Ref, Ref]) -> str:
    """A reference of the plan before, with the name that its target has after."""
    if not names:
        return text
    parts = text.split("/")
    known_as = [Ref(cycle, *parts[:3]), *([Ref(*parts[:3])] if len(parts) > 1 else [])]
    for known in known_as:
        if known in names:
            return str(names[known]) if known.cycle == cycle else names[known].full
    return text


# ── Objectives and key results ────────────────────────────────────────────────────────────────────────────────────


def _item_changes(
    before: Plan, after: Plan, pairs: Mapping[Ref, Ref], names: Mapping[Ref, Ref]
) -> Iterator[PlanChange]:
    for old, new in pairs.items():
        old_item, new_item = _item(before, old), _item(after, new)
        if old != new:
            yield from _name_changes(old, new, pairs)
        if old_item != new_item:
            agreed = _AgreementOnBothSides(before, after, old, new)
            yield from _field_changes(
                new, _with_present_names(old_item, old.cycle, names), new_item, agreed, is_renamed=old != new
            )
    kept = set(pairs.values())
    for ref in _refs(before):
        if ref not in pairs:
            yield PlanChange("removed", _noun(_item(before, ref)), ref, before=_without_parts(_item(before, ref)))
    for ref in _refs(after):
        if ref not in kept:
            yield PlanChange("added", _noun(_item(after, ref)), ref, after=_without_parts(_item(after, ref)))


def _probable_renames(before: Plan, after: Plan, pairs: Mapping[Ref, Ref]) -> Iterator[PlanChange]:
    """The agreed fields that changed with what was removed and added again under another name."""
    new = [ref for ref in _refs(after) if ref not in pairs.values()]
    for old in (ref for ref in _refs(before) if ref not in pairs) if new else ():
        for ref in new:
            if ref.cycle == old.cycle and is_probably_renamed(_item(before, old), _item(after, ref)):
                changes = changes_between(before, old, after, ref)
                yield from (change for change in changes if change.agreed_since and change.kind == "changed")
                break


def _name_changes(old: Ref, new: Ref, pairs: Mapping[Ref, Ref]) -> Iterator[PlanChange]:
    """A new name or another objective; a key result whose objective alone was renamed is not moved."""
    noun = "key result" if new.key_result else "objective"
    if new.key_result and pairs.get(old.parent) != new.parent:
        yield PlanChange("moved", noun, new, before=old, after=new)
    elif old.key_result != new.key_result or not new.key_result:
        yield PlanChange("renamed", noun, new, before=old, after=new)


def _with_present_names(item: T, cycle: str, names: Mapping[Ref, Ref]) -> T:
    """An objective or key result of the plan before, its references with the names after."""
    if not names:
        return item
    values: dict[str, Any] = {}
    for name in field_names(type(item)):
        value = getattr(item, name)
        if name in _REFERENCES:
            values[name] = tuple(_with_present_name(cycle, text, names) for text in value)
        elif name == "depends_on":
            values[name] = tuple(changed(need, to=_with_present_name(cycle, need.to, names)) for need in value)
    return changed(item, **values)


def changes_between(before: Plan, old: Ref, after: Plan, new: Ref) -> tuple[PlanChange, ...]:
    """The changes of one objective or key result between two plans, as if it had been in both of them all along."""
    old_item, new_item = _without_parts(_item(before, old)), _without_parts(_item(after, new))
    agreed = _AgreementOnBothSides(before, after, old, new)
    return tuple(_field_changes(new, old_item, new_item, agreed, is_renamed=True))


class _AgreementOnBothSides(NamedTuple):
    """An objective or key result before and after a change, to find the day from which its values were agreed."""

    before: Plan
    after: Plan
    old: Ref
    new: Ref

    def since(self, field: str) -> Date | None:
        """The day from which the value before was agreed, by the days of either plan; None where it was not.

        So neither a cycle that is moved nor a `start_date` that is removed with the same edit hides the change. What
        was a draft before is nobody's agreement.
        """
        before = agreed_since(self.before, self.old, field)
        after = in_force_since(self.after, self.new, field) if before else None
        return min(before, after) if before and after else before


def _field_changes(
    ref: Ref, old_item: Any, new_item: Any, agreed: _AgreementOnBothSides, *, is_renamed: bool
) -> Iterator[PlanChange]:
    """The differences within one objective or key result."""
    noun = _noun(new_item)
    _, _, new = matched(old_item.changes, new_item.changes, [_itself])
    records: list[ChangeRecord] = []
    for name, old_value, new_value in _differing_values(old_item, new_item):
        if isinstance(old_value, tuple) or isinstance(new_value, tuple):
            yield from _list_changes(ref, name, old_value or (), new_value or ())
        else:
            since, default = agreed.since(name), _default(new_item, name)
            reason = reason_for(new, name, old_value, new_value, default, since)
            path = path_between(new, name, old_value, new_value, default, since)
            records += path
            yield PlanChange("changed", noun, ref, "", name, old_value, new_value, reason, since, path)
    for change in lost_records(old_item, new_item):
        yield _record_change(ref, change, "removed")
    for change in new:
        if change not in records:
            yield _record_change(ref, change, "added")
    if not is_renamed:
        yield from _list_changes(ref, "was", old_item.was, new_item.was)


def _default(item: Objective | KeyResult, name: str) -> object:
    """The value of a field that is not written; None for a part of a group."""
    field = type(item).model_fields.get(name)
    return field.default if field else None


def _record_change(ref: Ref | None, change: ChangeRecord, kind: Kind, part: str = "") -> PlanChange:
    """A `ChangeRecord` that was itself added or removed; `part` is the cycle or the item of a list that has it."""
    before, after = (None, change) if kind == "added" else (change, None)
    return PlanChange(kind, "recorded change", ref, f"{part} {change.field} {change.date}".strip(), "", before, after)


def _differing_values(old_record: Any, new_record: Any) -> Iterator[tuple[str, Any, Any]]:
    """The fields of two records of one kind whose values differ."""
    for name in field_names(type(new_record)):
        if name not in _COMPARED_APART:
            old, new = getattr(old_record, name), getattr(new_record, name)
            if is_record(old) or is_record(new):
                yield from _differing_group_values(name, old, new)
            elif old != new:
                yield name.removesuffix("_"), old, new


def _differing_group_values(name: str, old_group: Any, new_group: Any) -> Iterator[tuple[str, Any, Any]]:
    """The fields of a group that differ, named like `score.override`; one of the two groups may be None."""
    for part in field_names(type(new_group if old_group is None else old_group)):
        old, new = (None if group is None else getattr(group, part) for group in (old_group, new_group))
        if old != new:
            yield f"{name}.{part.removesuffix('_')}", old, new


def _list_changes(ref: Ref | None, name: str, before: Iterable[Any], after: Iterable[Any]) -> Iterator[PlanChange]:
    """The differences of two lists, whose items are matched by id, title or target."""
    pairs, gone, new = matched(before, after, [_itself, item_name, _without_title])
    for old_item, new_item in pairs:
        if old_item != new_item:
            for field, old_value, new_value in _differing_values(old_item, new_item):
                yield PlanChange("changed", _noun(new_item), ref, item_name(new_item), field, old_value, new_value)
            if getattr(old_item, "changes", ()):
                for record in lost_records(old_item, new_item):
                    yield _record_change(ref, record, "removed", item_name(new_item))
    for item in gone:
        yield PlanChange("removed", _noun(item, name), ref, item_name(item), before=item)
    for item in new:
        yield PlanChange("added", _noun(item, name), ref, item_name(item), after=item)


def _noun(item: object, name: str = "") -> str:
    """The noun for a record; for a text in a list the name of the list."""
    if not is_record(item):
        return {"was": "earlier name", "members": "member"}.get(name, name.replace("_", " "))
    return re.sub(r"(?<!^)(?=[A-Z])", " ", type(item).__name__).lower()


def _without_parts(item: Objective | KeyResult) -> Objective | KeyResult:
    """An objective without its key results, or a key result without its check-ins: they have changes of their own."""
    return changed(item, key_results=()) if isinstance(item, Objective) else changed(item, checkins=())


# ── Check-ins ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _checkin_changes(before: Plan, after: Plan, names: Mapping[Ref, Ref]) -> Iterator[PlanChange]:
    old, new = (_checkins_by_present_name(plan, after, names) for plan in (before, after))
    for ref in old.keys() | new.keys():
        earlier, later = old.get(ref, []), new.get(ref, [])
        if list(map(_contents, earlier)) == list(map(_contents, later)):
            continue
        pairs, gone, added = matched(
            list(map(recorded, earlier)), list(map(recorded, later)), [_itself, _document, _content, _occasion]
        )
        for was, now in pairs:
            if was != now and was._replace(document=None) != now._replace(document=None):
                yield PlanChange("changed", "check-in", ref, _checkin_name(now), before=was, after=now)
        for checkin in gone:
            yield PlanChange("removed", "check-in", ref, _checkin_name(checkin), before=checkin)
        for checkin in added:
            yield PlanChange("added", "check-in", ref, _checkin_name(checkin), after=checkin)


def _checkins_by_present_name(plan: Plan, after: Plan, names: Mapping[Ref, Ref]) -> dict[Ref, list[Checkin]]:
    """All check-ins of a plan, by the reference that their target has after."""
    checkins: dict[Ref, list[Checkin]] = {}
    for ref, several in plan.checkins.items():
        goal = Ref(*ref[:3])
        now = names.get(goal, goal)._replace(action=ref.action, guardrail=ref.guardrail)
        checkins.setdefault(after.present(now), []).extend(several)
    return checkins


def _contents(checkin: Checkin) -> tuple[object, ...]:
    """A check-in as plain values without its location. It is compared very often, so no record is made."""
    return checkin.date, checkin.at, checkin.by, checkin.document, _values_of(checkin.reading)


_values_of = attrgetter(*field_names(CheckinValues))


def recorded(checkin: Checkin) -> RecordedCheckin:
    """A check-in without its location."""
    values = zip(field_names(CheckinValues), _values_of(checkin.reading), strict=True)
    return RecordedCheckin(checkin.date, checkin.at, checkin.by, checkin.document, CheckinValues(**dict(values)))


def _checkin_name(checkin: RecordedCheckin) -> str:
    return checkin.document or f"{checkin.date}"


def _document(checkin: RecordedCheckin) -> Hashable:
    return checkin.document


def _content(checkin: RecordedCheckin) -> Hashable:
    return checkin._replace(document=None)


def _occasion(checkin: RecordedCheckin) -> Hashable:
    return None if checkin.document else (checkin.date, checkin.by)


def _win_changes(before: Plan, after: Plan) -> Iterator[PlanChange]:
    old, new = (Counter((win.date, win.by, win.text) for win in plan.wins) for plan in (before, after))
    for (day, by, text), count in (old - new).items():
        for _ in range(count):
            yield PlanChange(
                "removed", "win", item=text, before=RecordedCheckin(day, None, by, None, CheckinValues(note=text))
            )
    for (day, by, text), count in (new - old).items():
        for _ in range(count):
            yield PlanChange(
                "added", "win", item=text, after=RecordedCheckin(day, None, by, None, CheckinValues(note=text))
            )


# ── The workspace ─────────────────────────────────────────────────────────────────────────────────────────────────


def _workspace_changes(before: Plan, after: Plan) -> Iterator[PlanChange]:
    """Settings, cycles, people, teams and definitions."""
    old_settings, new_settings = _flat_settings(before.settings), _flat_settings(after.settings)
    for name, value in new_settings.items():
        if old_settings[name] != value:
            yield PlanChange("changed", "setting", None, "", name, old_settings[name], value)
    yield from _cycle_changes(before, after)
    yield from _record_changes(before.people, after.people)
    yield from _record_changes(before.teams, after.teams)
    for name in before.definitions.keys() | after.definitions.keys():
        old_text, new_text = before.definitions.get(name), after.definitions.get(name)
        if old_text != new_text:
            kind: Kind = "added" if old_text is None else "removed" if new_text is None else "changed"
            field = "text" if kind == "changed" else ""
            yield PlanChange(kind, "definition", None, name, field, old_text, new_text)


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
    for change in _record_changes(_declared_cycles(before), _declared_cycles(after)):
        if change.item not in both or change.field not in ("start", "end", "length"):
            yield change
    for name in both:
        old, new = before.cycles[name].period, after.cycles[name].period
        for field in ("start", "end"):
            if getattr(old, field) != getattr(new, field):
                yield PlanChange("changed", "cycle", None, name, field, getattr(old, field), getattr(new, field))
        for record in lost_records(before.cycles[name].declared, after.cycles[name].declared):
            yield _record_change(None, record, "removed", name)


def _record_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[PlanChange]:
    for name in before.keys() | after.keys():
        old_record, new_record = before.get(name), after.get(name)
        if old_record is None:
            yield PlanChange("added", _noun(new_record), None, name, after=new_record)
        elif new_record is None:
            yield PlanChange("removed", _noun(old_record), None, name, before=old_record)
        else:
            for field, old, new in _differing_values(old_record, new_record):
                yield PlanChange("changed", _noun(new_record), None, name, field, old, new)


# ── Lists without an order ────────────────────────────────────────────────────────────────────────────────────────


def matched(
    before: Iterable[T], after: Iterable[T], names: Sequence[Callable[[T], Hashable]]
) -> tuple[list[tuple[T, T]], list[T], list[T]]:
    """The pairs of items that belong together, the items that are gone, and the new items.

    Two items are a pair by the first of `names` that gives both the same key; None is no key. Among several items of
    one key their values decide, never their positions.
    """
    gone, new = list(before), list(after)
    pairs: list[tuple[T, T]] = []
    for name in names:
        if not gone or not new:
            break
        old_by_name, new_by_name = _grouped(gone, name), _grouped(new, name)
        gone, new = old_by_name.pop(None, []), new_by_name.pop(None, [])
        for key in old_by_name.keys() | new_by_name.keys():
            old_items, new_items = old_by_name.get(key, []), new_by_name.get(key, [])
            count = min(len(old_items), len(new_items))
            pairs.extend(zip(old_items, new_items, strict=False))
            gone.extend(old_items[count:])
            new.extend(new_items[count:])
    return pairs, gone, new


def _grouped(items: Iterable[T], name: Callable[[T], Hashable]) -> dict[Hashable, list[T]]:
    groups: dict[Hashable, list[T]] = {}
    for item in items:
        groups.setdefault(name(item), []).append(item)
    return {key: sorted(group, key=_stable) if len(group) > 1 else group for key, group in groups.items()}


def _itself(item: Any) -> Hashable:
    key: Hashable = item
    return key


def item_name(item: Any) -> str:
    """The name of an item of a list: its id, else its title or target, or the text itself."""
    if isinstance(item, str):
        return item
    names = (getattr(item, name, None) for name in ("id", "title", "to", "metric", "field"))
    return next((str(name) for name in names if name), "")


def _without_title(item: Any) -> Hashable:
    """An item without an id with a dummy title, to match items of which only the title was changed; else None."""
    if isinstance(item, str) or getattr(item, "title", None) is None or item.id is not None:
        return None
    key: Hashable = changed(item, title="-")
    return key
