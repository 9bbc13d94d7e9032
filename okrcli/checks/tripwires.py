"""Rules about tripwires: one for a day, on a day that counts, with a whole answer."""

from __future__ import annotations

from collections.abc import Iterator

from okrcli.checks.registry import rule
from okrcli.diagnostics import Severity
from okrcli.model.plan import Location, Plan, Ref
from okrcli.model.records import KeyResult, Objective, Tripwire
from okrcli.workspace.located_finding import LocatedFinding
from okrcli.workspace.workspace import Workspace


def _tripwires(plan: Plan) -> Iterator[tuple[Ref, Location, Objective | KeyResult, Tripwire]]:
    """Every tripwire with its location and the objective or key result that has it."""
    for ref, location in plan.locations.items():
        item = plan.item(ref)
        for position, tripwire in enumerate(item.tripwires):
            yield ref, location.child("tripwires", position), item, tripwire


@rule("OKR165", "unclear-tripwire")
def unclear_tripwire(workspace: Workspace) -> Iterator[LocatedFinding]:
    """An objective or key result has one tripwire for a day, and an answer has a text, a person and a day.

    Why: tripwires are known by their day. An answer without a person or a day is in force for no one and from no day.

    Bad: `{on: 2026-11-16, below: 0.25, then: Drop a project, answer: Dropped}`

    Good: `{on: 2026-11-16, below: 0.25, then: Drop a project, answer: Dropped, answered_by: mai, answered: 2026-11-17}`
    """
    seen: set[tuple[Ref, object]] = set()
    for ref, location, _, tripwire in _tripwires(workspace.plan):
        if (ref, tripwire.on) in seen:
            message = f"`{ref}` has a tripwire of {tripwire.on} already"
            yield LocatedFinding(location.child("on"), message, "choose another day, or put both into one")
        seen.add((ref, tripwire.on))
        given = {name: getattr(tripwire, name) for name in ("answer", "answered_by", "answered")}
        missing = [name for name, value in given.items() if value is None]
        if 0 < len(missing) < len(given):
            names = " and ".join(f"`{name}`" for name in missing)
            message = f"the answer to the tripwire of {tripwire.on} has no {names}"
            yield LocatedFinding(location, message, f'answer again: okr done {ref} --tripwire {tripwire.on} --note "…"')
        if tripwire.answered and tripwire.answered < tripwire.on:
            message = f"the tripwire of {tripwire.on} is answered on {tripwire.answered}, before its day"
            yield LocatedFinding(location.child("answered"), message, "give the day of the answer")


@rule("OKR166", "tripwire-never-reached", Severity.WARNING)
def tripwire_never_reached(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A tripwire is on a day of its objective or key result, and can be reached.

    Why: outside of these days nothing is measured, and no progress is below 0. A baseline has no progress.

    Bad: `{on: 2027-11-16, below: 0.25, then: Drop a project}` in 2026-Q4

    Good: `{on: 2026-11-16, below: 0.25, then: Drop a project}`
    """
    for ref, location, item, tripwire in _tripwires(workspace.plan):
        days = workspace.plan.period_of(ref)
        if tripwire.on not in days and days.start <= days.end:
            message = f"the tripwire of {tripwire.on} is not on a day of `{ref}`"
            yield LocatedFinding(location.child("on"), message, f"its days: {days.start} to {days.end}")
        if tripwire.below == 0:
            hint = "write the share below which it is reached, such as 0.25"
            yield LocatedFinding(location.child("below"), "no progress is below 0", hint)
        if isinstance(item, KeyResult) and item.measure == "baseline":
            message = f"`{ref}` is a baseline, which has no progress"
            yield LocatedFinding(location, message, "give the tripwire to its objective, or choose another kind")
