"""What one thing needs of another, as it stands on a day (semantics.md §14). It never changes a number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from okrcli.model.plan import Plan, Ref
from okrcli.model.records import Agreement, Dependency
from okrcli.scoring.alignment import resolve


@dataclass(frozen=True, slots=True)
class Link:
    """A dependency with both of its ends."""

    ref: Ref
    """Who needs it."""
    target: Ref | None
    """What it leads to; None where that is nothing, or not clear."""
    dependency: Dependency
    agreement: Agreement
    """What the other side had said by the day."""


def links(plan: Plan, day: date) -> Iterator[Link]:
    """Every dependency of a plan, in file order."""
    for ref, objective in plan.objectives.items():
        here = [(ref, objective.depends_on)]
        here += [(found, key_result.depends_on) for found, key_result in plan.key_results_of(ref)]
        for holder, dependencies in here:
            for dependency in dependencies:
                target = resolve(plan, ref.cycle, dependency.to)
                yield Link(holder, target[0] if len(target) == 1 else None, dependency, agreement_on(dependency, day))


def agreement_on(dependency: Dependency, day: date) -> Agreement:
    """The answer in force on a day; one without a name and a day, or of a later day, is none."""
    is_given = dependency.by is not None and dependency.since is not None and dependency.since <= day
    return dependency.agreement if is_given else "asked"
