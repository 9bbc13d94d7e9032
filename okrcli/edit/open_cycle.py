"""Opening a cycle: objectives and key results that go on are written into its folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from okrcli.edit.add import plan_record
from okrcli.edit.carry_over import CarriedObjective, Handover, next_key_result, next_objective
from okrcli.edit.format import formatted
from okrcli.edit.grades import refuse_broken
from okrcli.edit.set_fields import Edit, order_of
from okrcli.errors import RefusedError, UsageError
from okrcli.model.number_format import measured_text, quantity
from okrcli.model.plan import Plan, PlannedCycle, Ref
from okrcli.model.records import Cycle, Objective, PlanFile, WorkspaceFile
from okrcli.suggest import did_you_mean
from okrcli.text import counted, quote_value
from okrcli.urls import modeline
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.plan_builder import label_period
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
    pending: PendingFiles, workspace: Workspace, name: str, previous: str, targets: Mapping[Ref, Decimal], day: date
) -> Edit:
    """Write the items that go on from the previous cycle. Items that are in the new cycle already stay as they are.

    Raises RefusedError for cycles that do not follow each other, UsageError if a new target is missing.
    """
    plan = workspace.plan
    following = following_cycle(plan, name, previous)
    handover = Handover(plan, plan.cycles[previous], following, day, targets)
    refuse_unless_following(handover)
    refuse_broken(workspace, previous)
    carried = handover.goes_on()
    _refuse_incomplete(handover, carried)
    before = dict(pending.changed)
    rolled = [ref for objective in carried for ref in _carry(pending, workspace, handover, objective)]
    if pending.changed == before:
        left = "is there already" if carried else f"of {previous} was decided to go on"
        return Edit("Opened", (f"{'all that goes on' if carried else 'nothing'} {left}",), notes=_notes(handover))
    for path in pending.changed:
        if pending.before(path) is None:
            pending.put(path, formatted(pending.read(path), path, PlanFile))
    _copy_cycle_settings(pending, handover)
    results = [ref for ref in rolled if ref.key_result]
    count = f"{counted(len(rolled) - len(results), 'objective')} and {counted(len(results), 'key result')}"
    words = f"{name} from {previous}: {count}"
    lines = [_line(handover, ref) for ref in results]
    ids = tuple(handover.new_ref(ref).full for ref in rolled)
    look = f"okr list --cycle {name}"
    return Edit("Opened", (words,), ids, following=look, notes=(*lines, *_notes(handover)))


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
        raise RefusedError(f"{quote_value(name)} does not say its days", hint)
    return PlannedCycle(name, period, Cycle(id=name))


def refuse_unless_following(handover: Handover) -> None:
    """Raise RefusedError unless the previous cycle is closed and the other begins after it."""
    previous, following = handover.previous, handover.following
    if following.period.start <= previous.period.start:
        raise RefusedError(f"{following.id} does not follow {previous.id}: it begins {following.period.start}")
    if previous.state != "closed":
        raise RefusedError(f"{previous.id} is not closed, it is {previous.state}", f"okr cycle close {previous.id}")
    if following.state == "closed":
        raise RefusedError(f"{following.id} is closed")


def _refuse_incomplete(handover: Handover, carried: list[CarriedObjective]) -> None:
    """Raise UsageError, with a line for each, for key results that go on and have nothing left to reach."""
    known = {ref for objective in carried for ref in objective.key_results}
    for ref in handover.targets:
        if ref not in known:
            raise UsageError(f"`{ref}` does not go on, so it needs no target", "okr retro shows what was decided")
        if handover.plan.key_result(ref).target is None:
            raise UsageError(f"`{ref}` has no target")
    reached = [(ref, measured_text(handover.plan.key_result(ref), score.current)) for ref, score in handover.reached()]
    lines = [f"{ref} reached its target, it is at {value}: --target {ref}=NUMBER" for ref, value in reached]
    lines += [f"{ref} has no open milestone: decide that it is achieved" for ref in handover.finished()]
    if lines:
        raise UsageError("some key results go on and need a new target first", *lines)


# ── Files ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _carry(pending: PendingFiles, workspace: Workspace, handover: Handover, carried: CarriedObjective) -> Iterator[Ref]:
    """Write an objective and its key results into the new cycle; yields the references of those that are new there."""
    plan, new = handover.plan, handover.new_ref(carried.ref)
    results = [ref for ref in carried.key_results if handover.new_ref(ref) not in plan.locations]
    items = [next_key_result(handover, ref, _written(pending, plan, ref)) for ref in results]
    if new in plan.locations:
        location = plan.locations[new]
        for item in items:
            raw, keys = pending.read(location.path), (*location.keys, "key_results")
            pending.put(location.path, editor.append_item(raw, location.path, keys, item, order_of(Objective)))
    else:
        item = next_objective(handover, carried.ref, _written(pending, plan, carried.ref))
        if items:
            item["key_results"] = items
        _put_objective(pending, workspace, handover, path_for(handover, plan.locations[carried.ref].path), item)
        yield carried.ref
    yield from results


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


def _notes(handover: Handover) -> tuple[str, ...]:
    """Lines about deferred items, items without a decision, and items that must be modified."""
    plan, name = handover.plan, handover.following.id
    deferred, undecided, drafts = [], [], []
    for ref, objective in plan.objectives_of(handover.previous.id):
        decisions = [(ref, objective.decision), *((item_ref, kr.decision) for item_ref, kr in plan.key_results_of(ref))]
        stopped = {item_ref for item_ref, kr in plan.key_results_of(ref) if kr.state in _STOPPED}
        deferred += [str(item_ref) for item_ref, decision in decisions if decision == "defer"]
        if objective.state not in _STOPPED:
            undecided += [
                str(item_ref) for item_ref, decision in decisions if decision is None and item_ref not in stopped
            ]
        drafts += [
            str(item_ref)
            for item_ref, decision in decisions
            if decision == "modify" and item_ref not in handover.targets
        ]
    lines = [
        f"deferred to a later cycle: {_names_text(deferred)}" if deferred else "",
        f"not decided, so left behind: {_names_text(undecided)}" if undecided else "",
    ]
    if drafts:
        lines.append(f"to be modified, so drafts: {_names_text(drafts)}")
        lines.append(f"  change each, then: okr resume {name}/{drafts[0]}")
    return tuple(filter(None, lines))


def _names_text(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{', '.join(names[:_SHOWN])}{more}"


def targets_of(plan: Plan, previous: str, typed: Mapping[str, Decimal]) -> dict[Ref, Decimal]:
    """New targets by key result. Raises RefusedError for an unknown name."""
    from okrcli.workspace.references import resolve_ref

    targets = {}
    for text, number in typed.items():
        ref = resolve_ref(plan, previous, text)
        if ref.key_result is None or ref.action is not None:
            raise RefusedError(f"{quote_value(text)} is not a key result")
        targets[ref] = number
    return targets
