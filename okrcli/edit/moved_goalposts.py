"""Goalposts that were moved by hand in a file: finding them, and writing the reason beside each.

The reason is written where `okr set` writes it, so that `okr audit` finds nothing and earlier days keep their numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from okrcli.edit.set_fields import missing_reason, order_of, put, written
from okrcli.model.diff import compare_closely
from okrcli.model.goalposts import LISTS
from okrcli.model.history import ADDED, AGREEMENT, STATE
from okrcli.model.plan import Location, Plan, Ref
from okrcli.model.plan_change import PlanChange
from okrcli.model.reasons import says_something
from okrcli.model.records import Cycle, Dependency, Milestone, WorkspaceFile
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.references import PlanItem, resolve_item
from okrcli.workspace.sources import WORKSPACE_FILE
from okrcli.workspace.workspace import Workspace
from okrcli.yaml import editor
from okrcli.yaml.emitter import OneLine

_OVERRIDE: Final = "score.override"


def moved_goalposts(before: Plan, after: Plan, today: date) -> list[PlanChange]:
    """The changes of what was agreed between two plans that have no reason yet: all that `okr audit` would tell."""
    return [
        change
        for change in compare_closely(before, after)
        if change.moves_goalpost(today) and not says_something(change.reason)
    ]


def missing_reasons(workspace: Workspace, moved: Iterable[PlanChange]) -> str:
    """The message for goalposts without a reason. `workspace` has the new values."""
    items: dict[Ref, dict[str, date]] = {}
    cycles: dict[str, None] = {}
    for change in moved:
        if change.agreed_since is None:
            continue
        if change.ref is None:
            field = change.field or STATE
            cycles[f"`{field}` of {change.item} is agreed since {change.agreed_since}: a change needs a reason"] = None
        else:
            items.setdefault(_holder(change.ref), {})[LISTS.get(change.noun, change.field)] = change.agreed_since
    of_items = (missing_reason(workspace.plan, resolve_item(workspace, ref.full), days) for ref, days in items.items())
    return "; ".join([*of_items, *cycles])


def record_reason(
    pending: PendingFiles, workspace: Workspace, moved: Iterable[PlanChange], reason: str, day: date
) -> None:
    """Write the reason of each moved goalpost into the pending files. `workspace` has the new values."""
    records: dict[str, None] = {}
    for change in moved:
        if change.ref is None:
            _record_of_cycle(pending, workspace.plan, change, reason, day)
            continue
        item = resolve_item(workspace, _holder(change.ref).full)
        entry = {"date": day, "field": change.field, "from": change.before, "to": change.after}
        keys = item.at("changes")
        if change.field == STATE and change.after is not None and change.noun not in LISTS:
            put(pending, item, "reason", reason)
            continue
        if change.field == _OVERRIDE and change.after is not None:
            _put_at(pending, item, ("score", "reason"), reason)
            continue
        if change.noun in LISTS:
            step = _milestone(pending, item, change) or _dependency(pending, item, change)
            if step and change.field == AGREEMENT:
                _put_at(pending, item, (*step, "reason"), reason)
                continue
            if step and change.field == STATE and change.after is not None:
                _put_at(pending, item, (*step, "reason"), reason)
                continue
            if step and change.field != STATE:
                keys = item.at(*step, "changes")
                entry = entry if change.kind == "changed" else {"date": day, "field": ADDED}
            else:
                side = "to" if change.kind == "added" else "from"
                entry = {"date": day, "field": LISTS[change.noun], side: change.item}
        key = f"{keys} {entry}"
        if key not in records:
            records[key] = None
            kind = Milestone if "milestones" in keys else Dependency if "depends_on" in keys else item.kind
            order = order_of(kind)
            _append(pending, item.location.path, keys, _entry(entry, reason), order)


def _holder(ref: Ref) -> Ref:
    """The objective or key result whose `changes` tell of a change."""
    return ref._replace(action=None, guardrail=None)


def _milestone(pending: PendingFiles, item: PlanItem, change: PlanChange) -> tuple[str | int, ...] | None:
    """The path of a milestone inside its key result, by its id or title; None for anything else, or if it is gone."""
    if change.noun != "milestone" or change.kind == "removed":
        return None
    steps = written(pending, item.location).get("milestones") or ()
    positions = (number for number, step in enumerate(steps) if change.item in (step.get("id"), step.get("title")))
    position = next(positions, None)
    return None if position is None else ("milestones", position)


def _dependency(pending: PendingFiles, item: PlanItem, change: PlanChange) -> tuple[str | int, ...] | None:
    """The path of a dependency whose promise moved; None for anything else."""
    if change.answer is None:
        return None
    needs = written(pending, item.location).get("depends_on") or ()
    position = next((number for number, need in enumerate(needs) if need.get("to") == change.item), None)
    return None if position is None else ("depends_on", position)


def _record_of_cycle(pending: PendingFiles, plan: Plan, change: PlanChange, reason: str, day: date) -> None:
    """Add a record to the `changes` of a cycle, which is declared for it if it is not yet."""
    before, after = change.before, change.after
    if change.kind == "added":
        before, after = Cycle.model_fields[STATE].default, plan.cycles[change.item].state
    entry = _entry({"date": day, "field": change.field or STATE, "from": before, "to": after}, reason)
    declared = written(pending, Location(WORKSPACE_FILE, ())).get("cycles") or []
    names = [cycle["id"] for cycle in declared]
    if change.item not in names:
        _append(pending, WORKSPACE_FILE, ("cycles",), {"id": change.item}, order_of(WorkspaceFile))
        names.append(change.item)
    keys = ("cycles", names.index(change.item), "changes")
    _append(pending, WORKSPACE_FILE, keys, entry, order_of(Cycle))


def _entry(values: dict[str, Any], reason: str) -> OneLine:
    pairs: Iterator[tuple[str, Any]] = ((name, value) for name, value in values.items() if value is not None)
    return OneLine({**{name: _plain(value) for name, value in pairs}, "reason": reason})


def _append(
    pending: PendingFiles, path: str, keys: tuple[str | int, ...], element: object, order: Sequence[str]
) -> None:
    pending.put(path, editor.append_item(pending.read(path), path, keys, element, list(order)))


def _put_at(pending: PendingFiles, item: PlanItem, keys: tuple[str | int, ...], value: object) -> None:
    path = item.location.path
    pending.put(path, editor.set_value(pending.read(path), path, item.at(*keys), value))


def _plain(value: object) -> object:
    """A value of a record as a file has it."""
    return value if isinstance(value, date | Decimal | bool | int) else str(value)
