"""Opening a cycle: objectives and key results that go on are written into its folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from okrcli.edit.add_objective import plan_record
from okrcli.edit.carried_titles import titles_after
from okrcli.edit.carry_over import CarriedObjective, Handover, goes_on, next_key_result, next_objective
from okrcli.edit.format import formatted
from okrcli.edit.grades import refuse_broken, refuse_early
from okrcli.edit.new_fields import late_start_note
from okrcli.edit.opening_options import refuse_wrong_options
from okrcli.edit.origins import successors
from okrcli.edit.set_fields import Edit, order_of
from okrcli.errors import RefusedError, UsageError
from okrcli.model.number_format import measured_text, quantity
from okrcli.model.period import PlannedCycle
from okrcli.model.plan import Plan, Ref
from okrcli.model.records import Cycle, Decision, Objective, PlanFile, State, WorkspaceFile
from okrcli.suggest import did_you_mean
from okrcli.text import counted, quote_value
from okrcli.urls import modeline
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.planned_cycles import label_period
from okrcli.workspace.sources import PLAN_FOLDER, WORKSPACE_FILE
from okrcli.workspace.workspace import Workspace
from okrcli.yaml import editor
from okrcli.yaml.emitter import block_text

_STOPPED: Final = ("cancelled", "postponed")
_SHOWN: Final = 6
"""The most names in a note."""
_STEM: Final = "objectives"
"""The file name for objectives that are in `okrs.yaml`."""


def open_cycle(
    pending: PendingFiles,
    workspace: Workspace,
    name: str,
    previous: str,
    targets: Mapping[Ref, Decimal],
    day: date,
    *,
    titles: Mapping[Ref, str] | None = None,
    keeps_titles: bool = False,
) -> Edit:
    """Write the items that go on from the previous cycle. Items that are in the new cycle already stay as they are.

    Titles get the new numbers, unless `titles` has another one or `keeps_titles` leaves them as they are.
    Raises RefusedError for cycles that do not follow each other, UsageError if a new target is missing.
    """
    plan = workspace.plan
    following = following_cycle(plan, name, previous)
    handover = Handover(plan, plan.cycles[previous], following, day, targets)
    refuse_unless_following(handover)
    refuse_broken(workspace, previous)
    refuse_wrong_options(handover, titles or {})
    _refuse_incomplete(handover)
    carried_titles = titles_after(handover, titles or {}, keeps=keeps_titles)
    handover = replace(handover, titles=carried_titles.titles)
    before = dict(pending.changed)
    rolled = [ref for objective in handover.carried for ref in _carry(pending, workspace, handover, objective)]
    if pending.changed == before:
        some = any(True for _ in goes_on(plan, previous))
        left = "is there already" if some else f"of {previous} was decided to go on"
        return Edit("Opened", (f"{'all that goes on' if some else 'nothing'} {left}",), notes=_notes(handover))
    for path in pending.changed:
        if pending.before(path) is None:
            pending.put(path, formatted(pending.read(path), path, PlanFile))
    _copy_cycle_settings(pending, handover)
    results = [ref for ref in rolled if ref.key_result]
    count = f"{counted(len(rolled) - len(results), 'objective')} and {counted(len(results), 'key result')}"
    words = f"{name} from {previous}: {count}"
    lines = [_line(handover, ref) for ref in results]
    ids = tuple(new.full for ref in rolled if (new := handover.new_ref(ref)))
    lines += carried_titles.lines_after(handover)
    return Edit(
        "Opened",
        (words,),
        ids,
        following=f"okr list --cycle {name}",
        notes=(*lines, *_late_start(handover, rolled), *_notes(handover)),
        review=tuple(carried_titles.lines_before()),
    )


def following_cycle(plan: Plan, name: str, previous: str) -> PlannedCycle:
    """The cycle to be opened. Raises RefusedError if its dates are not known."""
    if previous not in plan.cycles:
        hint = did_you_mean(previous, list(plan.cycles)) or f"there are: {', '.join(plan.cycles)}"
        raise RefusedError(f"there is no cycle {quote_value(previous)}", hint)
    if name in plan.cycles:
        return plan.cycles[name]
    period = label_period(name, plan.settings)
    if period is None:
        hint = "use a label such as 2027-Q1, or list it with its days in `cycles:` of okrs.yaml"
        raise RefusedError(f"{quote_value(name)} has no days", hint)
    return PlannedCycle(name, period, Cycle(id=name))


def refuse_unless_following(handover: Handover) -> None:
    """Raise RefusedError unless the previous cycle is closed and the other begins after it."""
    previous, following = handover.previous, handover.following
    if following.period.start <= previous.period.start:
        raise RefusedError(f"{following.id} does not follow {previous.id}: it begins {following.period.start}")
    if following.period.end <= previous.period.end:
        raise RefusedError(f"{following.id} does not follow {previous.id}: it is over on {following.period.end}")
    refuse_unless_closed(previous, handover.day)
    if following.state == "closed":
        raise RefusedError(f"{following.id} is closed")


def refuse_unless_closed(cycle: PlannedCycle, day: date) -> None:
    """Raise RefusedError for a cycle that is not closed, with the command that closes it if that can be done by now."""
    if cycle.state != "closed":
        refuse_early(cycle, day)
        raise RefusedError(f"{cycle.id} is not closed, it is {cycle.state}", f"okr cycle close {cycle.id}")


def _refuse_incomplete(handover: Handover) -> None:
    """Raise UsageError, with a line for each, for key results that go on and have nothing left to reach."""
    reached = [(ref, measured_text(handover.plan.key_result(ref), score.current)) for ref, score in handover.reached()]
    lines = [f"{ref} reached its target, it is at {value}: --target {ref}=NUMBER" for ref, value in reached]
    lines += [f"{ref} has no open milestone: decide that it is achieved" for ref in handover.finished()]
    if lines:
        raise UsageError("some key results go on and need a new target first", *lines)


# ── Files ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _carry(pending: PendingFiles, workspace: Workspace, handover: Handover, carried: CarriedObjective) -> Iterator[Ref]:
    """Write an objective and its key results into the new cycle; yields the references of those that are new there."""
    plan = handover.plan
    items = [next_key_result(handover, ref, _written(pending, plan, ref)) for ref in carried.key_results]
    if carried.is_there:
        location = plan.locations[carried.new]
        for item in items:
            raw, keys = pending.read(location.path), (*location.keys, "key_results")
            pending.put(location.path, editor.append_item(raw, location.path, keys, item, order_of(Objective)))
    else:
        item = next_objective(handover, carried.ref, _written(pending, plan, carried.ref))
        if items:
            item["key_results"] = items
        _put_objective(pending, workspace, handover, path_for(handover, plan.locations[carried.ref].path), item)
        yield carried.ref
    yield from carried.key_results


def _written(pending: PendingFiles, plan: Plan, ref: Ref) -> Any:
    location = plan.locations[ref]
    return editor.as_written(pending.read(location.path), location.path, location.keys)


def path_for(handover: Handover, path: str) -> str:
    """The path of an objective's file in the next cycle: the same name in the folder of that cycle."""
    folder = f"{PLAN_FOLDER}/{handover.previous.id}/"
    rest = path.removeprefix(folder) if path.startswith(folder) else f"{_STEM}.yaml"
    return f"{PLAN_FOLDER}/{handover.following.id}/{rest}"


def _put_objective(
    pending: PendingFiles, workspace: Workspace, handover: Handover, path: str, item: Mapping[str, object]
) -> None:
    cycle = handover.following.id
    if path not in pending.changed and pending.before(path) is None:
        text = block_text({"cycle": cycle, "objectives": [item]})
        pending.put(path, f"{modeline('plan')}\n{text}".encode())
        return
    record = plan_record(workspace, pending, path) if pending.before(path) is not None else None
    if record is not None and not (isinstance(record, WorkspaceFile | PlanFile) and record.cycle == cycle):
        raise RefusedError(f"{path} holds no objectives of {cycle}", "give that file another name")
    raw = pending.read(path)
    pending.put(path, editor.append_item(raw, path, ("objectives",), item, order_of(PlanFile)))


def _copy_cycle_settings(pending: PendingFiles, handover: Handover) -> None:
    """Give the new cycle the type and the check-in frequency of the previous one, if that has its own."""
    if any(cycle.id == handover.following.id for cycle in _declared(handover.plan)):
        return
    own = handover.previous.declared
    fields = {"id": handover.following.id, "type": own.type, "frequency": own.frequency}
    entry = {name: value for name, value in fields.items() if value is not None}
    if len(entry) > 1:
        raw = pending.read(WORKSPACE_FILE)
        pending.put(
            WORKSPACE_FILE,
            editor.append_item(raw, WORKSPACE_FILE, ("cycles",), entry, order_of(WorkspaceFile)),
        )


def _declared(plan: Plan) -> Iterator[Cycle]:
    """The entries of `cycles:` that hold more than an id."""
    return (cycle.declared for cycle in plan.cycles.values() if cycle.declared != Cycle(id=cycle.id))


# ── Words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _line(handover: Handover, ref: Ref) -> str:
    """A line with start and target of a key result: `demand/mql 27 → 30 MQL`."""
    key_result = handover.plan.key_result(ref)
    if key_result.measure == "metric":
        target = handover.targets.get(ref, key_result.target)
        way = f"{measured_text(key_result, handover.score(ref).current, target)} → {quantity(target)}"
        return f"{ref}  {way}{f' {key_result.unit}' if key_result.unit else ''}"
    return f"{ref}  {key_result.title}"


def _late_start(handover: Handover, rolled: list[Ref]) -> Iterator[str]:
    """A line about the first day of what is new, if the cycle has begun already."""
    first, new = handover.following.period.late_start(handover.day), handover.new_ref(rolled[0])
    if first and new:
        yield late_start_note("they begin", new.full, first, handover.following.period.start)


def _notes(handover: Handover) -> tuple[str, ...]:
    """Lines about what waits, what was not decided, what must be modified, and what went on in another cycle."""
    plan, name = handover.plan, handover.following.id
    undecided: list[str] = []
    drafts: list[str] = []
    unchanged: list[str] = []
    for ref, decision, state in _decisions(plan, handover.previous.id):
        if decision is None and state not in _STOPPED:
            undecided.append(str(ref))
        if decision == "modify" and ref not in handover.targets and (new := handover.new_ref(ref)):
            (drafts if _is_draft(plan, new) else unchanged).append(str(new))
    elsewhere = [f"{ref} ({new.cycle})" for ref, new in handover.known.items() if new.cycle != name]
    lines = [
        f"deferred to a later cycle: {_names_text(waiting)}" if (waiting := _waiting(handover)) else "",
        f"not decided, so left behind: {_names_text(undecided)}" if undecided else "",
        f"went on in another cycle already: {_names_text(elsewhere)}" if elsewhere else "",
    ]
    without_path = [new.full for ref in handover.key_results if _has_path(plan, ref) and (new := handover.new_ref(ref))]
    if without_path:
        lines.append(f"the planned path is not carried over: {_names_text(without_path)}")
        lines.append(f"  to plan another one: okr set {without_path[0]} path=…")
    if drafts:
        lines.append(f"to be modified, so drafts: {_names_text(drafts)}")
        lines.append(f"  change each, then: okr set {name}/{drafts[0]} state=active")
    if unchanged:
        lines.append(f"to be modified, but there already, and not as drafts: {_names_text(unchanged)}")
        lines.append(f"  change them: okr edit {name}/{unchanged[0]}")
    return tuple(filter(None, lines))


def _has_path(plan: Plan, ref: Ref) -> bool:
    return plan.key_result(ref).follows_path


def _is_draft(plan: Plan, new: Ref) -> bool:
    """True if an item of the following cycle is a draft, or is written as one by this run."""
    if new not in plan.locations:
        return True
    record = plan.item(new)
    return record.state == "draft"


def _decisions(plan: Plan, cycle: str) -> Iterator[tuple[Ref, Decision | None, State | None]]:
    """Each objective and key result of a cycle with its decision and its state, or that of its objective."""
    for ref, objective in plan.objectives_of(cycle):
        yield ref, objective.decision, objective.state
        for item_ref, key_result in plan.key_results_of(ref):
            yield item_ref, key_result.decision, objective.state or key_result.state


def _waiting(handover: Handover) -> list[str]:
    """The items that were deferred or postponed and have not gone on: of the previous cycle, then of earlier closed
    ones."""
    plan, previous = handover.plan, handover.previous
    before = [
        cycle
        for cycle in plan.cycles.values()
        if cycle.state == "closed" and cycle != previous and cycle.period.end < handover.following.period.start
    ]
    before.sort(key=lambda cycle: cycle.period, reverse=True)
    later = successors(plan)
    return [
        str(ref) if cycle == previous else ref.full
        for cycle in (previous, *before)
        for ref, decision, state in _decisions(plan, cycle.id)
        if (decision == "defer" or (decision is None and state == "postponed")) and ref not in later
    ]


def _names_text(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{', '.join(names[:_SHOWN])}{more}"
