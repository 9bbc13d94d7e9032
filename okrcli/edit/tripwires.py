"""Tripwires of an objective or key result: a new one, and the answer to one that is reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from okrcli.commandline import command_line
from okrcli.edit.new_fields import in_file_order
from okrcli.edit.set_fields import Edit, append, put, refuse_step
from okrcli.errors import RefusedError, UsageError
from okrcli.model.assignments import value_of
from okrcli.model.plan import Plan
from okrcli.model.records import Tripwire
from okrcli.scoring.tripwires import Tripwires, TripwireState, tripwire_text
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.references import PlanItem
from okrcli.yaml.emitter import OneLine

_NEEDED = ("on", "below", "then")


def add_tripwire(pending: PendingFiles, item: PlanItem, typed: Mapping[str, str]) -> Edit:
    """Add a tripwire at the end of those of an objective or key result. Raises UsageError if a field is missing."""
    refuse_step(item, "have tripwires")
    missing = [name for name in _NEEDED if not typed.get(name)]
    if missing:
        example = command_line("add", "tripwire", str(item.ref), "…", "on=2026-11-16", "below=0.25")
        raise UsageError(f"`{missing[0]}` of the tripwire is missing", example)
    fields = in_file_order(Tripwire, {name: value_of(Tripwire, name, text) for name, text in typed.items()})
    append(pending, item, "tripwires", OneLine(fields))
    return Edit("Added", (f"to {item.name}: {typed['then']}",), (item.ref.full,), following=f"okr show {item.ref}")


def answer_tripwire(
    pending: PendingFiles, plan: Plan, item: PlanItem, on: date | None, note: str, who: str, day: date
) -> Edit:
    """Record what was done at a tripwire that is reached, or why not: the one of the day `on`, else the only one.

    Raises RefusedError if there is none, or if several wait.
    """
    state = _state(Tripwires(plan, day).of(item.ref), item, on)
    position = item.value.tripwires.index(state.tripwire)
    target = PlanItem(item.ref, item.name, state.tripwire, item.location.child("tripwires", position))
    for name, value in (("answer", note), ("answered_by", who), ("answered", day)):
        put(pending, target, name, value)
    return Edit("Answered", (f"{item.name} {tripwire_text(state)}: {note}",), (item.ref.full,))


def _state(states: Sequence[TripwireState], item: PlanItem, on: date | None) -> TripwireState:
    """The tripwire to answer."""
    waiting = [state for state in states if state.state == "reached"]
    if on is not None:
        waiting = [state for state in states if state.tripwire.on == on and state.state in ("reached", "answered")]
    if len(waiting) == 1:
        return waiting[0]
    if waiting:
        hints = [command_line("done", str(item.ref), "--tripwire", f"{s.tripwire.on}", "--note", "…") for s in waiting]
        raise RefusedError(f"several tripwires of {item.name} are reached", *hints)
    of_day = f" of {on}" if on else ""
    lines = [tripwire_text(state) for state in states] or [f'okr add tripwire {item.ref} "…" on=2026-11-16 below=0.25']
    raise RefusedError(f"no tripwire{of_day} of {item.name} waits for an answer", *lines)
