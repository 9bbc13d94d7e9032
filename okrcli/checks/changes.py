"""Rules about earlier names (`was`) and recorded changes (`changes`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from okrcli.checks.registry import rule
from okrcli.diagnostics import Severity
from okrcli.model.field_errors import fields_of
from okrcli.model.history import ADDED, AGREEMENT, STATE
from okrcli.model.list_pairs import item_name
from okrcli.model.plan import Location, Plan, Ref
from okrcli.model.planned_path import PATH, is_path, recorded_value
from okrcli.model.reasons import says_something
from okrcli.model.record_base import field_infos
from okrcli.model.records import ChangeRecord, Dependency, KeyResult, Milestone, Objective
from okrcli.suggest import did_you_mean
from okrcli.text import quote_value
from okrcli.workspace.located_finding import LocatedFinding
from okrcli.workspace.plan_names import ClearNames
from okrcli.workspace.workspace import Workspace


def _recorded(plan: Plan) -> Iterator[tuple[Ref, Location, Objective | KeyResult]]:
    """Every objective and key result that has a record of changes or earlier names."""
    for ref, location in plan.locations.items():
        item = plan.item(ref)
        if item.was or item.changes:
            yield ref, location, item


def _changed(plan: Plan) -> Iterator[tuple[Ref, Location, Objective | KeyResult | Milestone | Dependency]]:
    """All that has a record of changes; a milestone and a dependency with the objective or key result they are in."""
    for ref, location in plan.locations.items():
        item = plan.item(ref)
        if item.changes:
            yield ref, location, item
        for position, dependency in enumerate(item.depends_on):
            if dependency.changes:
                yield ref, location.child("depends_on", position), dependency
        if isinstance(item, KeyResult):
            for position, milestone in enumerate(item.milestones):
                if milestone.changes:
                    yield ref, location.child("milestones", position), milestone


@rule("OKR221", "reused-name")
def earlier_name_in_use(workspace: Workspace) -> Iterator[LocatedFinding]:
    """An earlier id (`was`) is not the id of another item today.

    Why: check-ins under that name would count for the new item, although they were made for the old one.

    Bad: a new objective `growth` beside one with `was: [growth]`

    Good: a new objective `brand` beside one with `was: [growth]`
    """
    plan = workspace.plan
    for ref, location, item in _recorded(plan):
        for position, name in enumerate(item.was):
            earlier = _earlier(ref, name)
            if earlier in plan.locations:
                hint = "give the new item another id"
                yield LocatedFinding(
                    location.child("was", position), f"`{earlier}` is now the id of another item", hint
                )
            elif plan.renamed.get(earlier, ref) != ref:
                other = plan.renamed[earlier]
                yield LocatedFinding(
                    location.child("was", position),
                    f"`{earlier}` is also an earlier id of `{other}`",
                    "remove it from one of them",
                )


def _earlier(ref: Ref, name: str) -> Ref:
    """The reference that a name in `was` of `ref` stands for."""
    if ref.key_result is None:
        return Ref(ref.cycle, name)
    first, _, last = name.rpartition("/")
    return Ref(ref.cycle, first or ref.objective, last)


@rule("OKR131", "change-of-unknown-field")
def change_of_unknown_field(workspace: Workspace) -> Iterator[LocatedFinding]:
    """`field` of a recorded change is a field of the changed item.

    Why: a change of a field that is not there changes nothing, and earlier days show the wrong values.

    Bad: `{date: 2026-11-02, field: targt, from: 30, to: 25}`

    Good: `{date: 2026-11-02, field: target, from: 30, to: 25}`
    """
    for _, location, item in _changed(workspace.plan):
        kind: type = type(item)
        known = list(fields_of(kind))
        for position, change in enumerate(item.changes):
            if change.field not in known and change.field != ADDED:
                hint = did_you_mean(change.field, known) or f"its fields: {', '.join(known[1:9])} …"
                yield LocatedFinding(
                    location.child("changes", position, "field"), f"there is no field {quote_value(change.field)}", hint
                )


@rule("OKR134", "unreadable-path")
def unreadable_path(workspace: Workspace) -> Iterator[LocatedFinding]:
    """The values of a recorded change of `path` are days and values: `"2026-11-15: 30, 2026-12-10: 80"`.

    Why: another text gives no path, and earlier days would expect a straight line.

    Bad: `field: path, from: as planned`

    Good: `field: path, from: "2026-11-15: 30"`
    """
    for _, location, item in _changed(workspace.plan):
        for position, change in enumerate(item.changes):
            for name, value in (("from", change.from_), ("to", change.to)):
                if change.field == PATH and value is not None and not is_path(value):
                    message = f"{quote_value(value)} is no path"
                    hint = 'write days and values: "2026-11-15: 30, 2026-12-10: 80"'
                    yield LocatedFinding(location.child("changes", position, name), message, hint)


@rule("OKR132", "unrecorded-change", Severity.WARNING)
def change_leads_elsewhere(workspace: Workspace) -> Iterator[LocatedFinding]:
    """The last recorded change of a field ends at the value that the field has.

    Why: the field was changed again by hand, without a reason. `okr set` writes both.

    Bad: `target: 20` below `{date: 2026-11-02, field: target, from: 30, to: 25, reason: The budget was cut}`

    Good: `target: 25` with the same record
    """
    names = ClearNames(workspace.plan, workspace.day)
    for ref, location, item in _changed(workspace.plan):
        last: dict[str, tuple[date, int, ChangeRecord]] = {}
        for position, change in enumerate(item.changes):
            if change.field not in last or change.date >= last[change.field][0]:
                last[change.field] = (change.date, position, change)
        for field, (_, position, change) in last.items():
            if field in (ADDED, AGREEMENT) or (field == STATE and getattr(item, STATE, None) is not None):
                continue
            now = recorded_value(getattr(item, field, change.to))
            if isinstance(now, tuple):  # a record of a list tells of one item
                continue
            if now != change.to and str(now) != str(change.to) and not _is_default(item, field, change):
                recorded = quote_value(change.to)
                message = f"`{field}` is {quote_value(now)} now, but the last recorded change set it to {recorded}"
                name = names.whole(ref) + (f"/{item.id}" if isinstance(item, Milestone) and item.id else "")
                command = f'okr set {name} {field}=… --reason "…"'
                if isinstance(item, Dependency):
                    command = f'okr request agree {name} --to {item.to} --reason "…"'
                hint = f"record the last change too: {command}"
                yield LocatedFinding(location.child("changes", position, "to"), message, hint)


def _is_default(item: Objective | KeyResult | Milestone | Dependency, field: str, change: ChangeRecord) -> bool:
    """True if the change removed the field, and it still has its default."""
    return change.to is None and bool(field_infos(type(item))[field].default == getattr(item, field))


@rule("OKR133", "change-without-reason", Severity.WARNING)
def change_without_reason(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A change of an agreed field has a reason.

    A draft was not agreed, and a new objective changes no other one, so these need no reason.

    Why: without a reason, a reader cannot see why a target was lowered.

    Bad: `{date: 2026-11-02, field: target, from: 30, to: 25}`

    Good: `{date: 2026-11-02, field: target, from: 30, to: 25, reason: The budget was cut by half}`
    """
    for _, location, item in _changed(workspace.plan):
        for position, change in enumerate(item.changes):
            is_new = change.field == ADDED and isinstance(item, Objective)
            was_draft = change.field == STATE and change.from_ == "draft"
            is_answer = change.field == AGREEMENT and change.from_ == "asked"
            if not (is_new or was_draft or is_answer or says_something(change.reason)):
                message = f"the change of `{change.field}` of `{item_name(item)}` has no reason"
                yield LocatedFinding(location.child("changes", position), message, "add `reason:`")
