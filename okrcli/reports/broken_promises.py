"""Promises that a change breaks: of a target that was lowered, of what was cancelled, postponed or taken out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from okrcli.model.plan import Plan, Ref
from okrcli.model.plan_change import PlanChange
from okrcli.model.records import KeyResult, Objective
from okrcli.scoring.alignment import DependencyLink, dependency_links
from okrcli.scoring.checkin_history import decision_on
from okrcli.scoring.promise_limits import due_problem, target_short_of

_CAUSES: Final = frozenset(
    ["target", "start", "kind", "state", "start_date", "end_date", "target_per_period", "measured_by", "aggregate"]
)
"""Fields of which another value can make a promise impossible."""


class BrokenPromises(NamedTuple):
    """The promises that one change breaks."""

    change: PlanChange
    """The change of what was promised, or of its objective."""
    links: tuple[DependencyLink, ...]
    """The dependencies whose promise can no longer be kept, in file order."""


def promises_broken_by(
    changes: Sequence[PlanChange], before: Plan, after: Plan, earlier: Mapping[Ref, Ref], day: date
) -> Iterator[BrokenPromises]:
    """The promises of which the plan after cannot keep what the plan before could, by the change that did it.

    `earlier` has the references before of all that both plans have.
    """
    known = {(link.ref, link.target): link for link in dependency_links(before, day) if link.target}
    broken: dict[int, list[DependencyLink]] = {}
    for link in dependency_links(after, day):
        if link.agreement != "agreed":
            continue
        own = earlier.get(link.ref, link.ref)
        target = link.target or _target_before(known, own, link)
        was = known.get((own, earlier.get(target, target))) if target else None
        if was is None or target is None or was.target is None or _is_broken(before, was, was.target, day):
            continue
        if not _is_broken(after, link, link.target, day):
            continue
        cause = next((number for number, change in enumerate(changes) if _is_cause(change, target)), None)
        if cause is not None:
            broken.setdefault(cause, []).append(link)
    return (BrokenPromises(changes[number], tuple(links)) for number, links in broken.items())


def _target_before(known: Mapping[tuple[Ref, Ref], DependencyLink], own: Ref, link: DependencyLink) -> Ref | None:
    """The target that a dependency had, where it leads nowhere now."""
    same = (each for (ref, _), each in known.items() if ref == own and each.dependency.to == link.dependency.to)
    return next((each.target for each in same), None)


def _is_broken(plan: Plan, link: DependencyLink, target: Ref | None, day: date) -> bool:
    """True if a promise cannot be kept: its target is gone, stopped, too low, or over before the promised day."""
    if target is None:
        return True
    items: list[Objective | KeyResult] = [
        plan.objectives[target.parent],
        *([plan.key_result(target)] if target.key_result else []),
    ]
    if any(decision_on(item, day) in ("cancelled", "postponed") for item in items):
        return True
    amount, due = link.dependency.promise
    is_short = amount is not None and target_short_of(plan, target, amount) is not None
    return is_short or (due is not None and due_problem(plan, target, due) is not None)


def _is_cause(change: PlanChange, target: Ref) -> bool:
    """True for a change by which a promise of a target cannot be kept."""
    if change.ref not in (target, target.parent) or change.noun not in ("objective", "key result"):
        return False
    return change.kind == "removed" or (change.kind == "changed" and change.field in _CAUSES)
