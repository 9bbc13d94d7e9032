"""Promises of what a view shows, and those of a person (docs/semantics.md, "Promises")."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from okrcli.model.plan import Plan, Ref
from okrcli.scoring.promises import Promise, promises


def broken_promises(plan: Plan, day: date, shown: Collection[Ref]) -> tuple[Promise, ...]:
    """The promises with something to do of which one side is shown, the one that is due first in front."""
    broken = [promise for promise in promises(plan, day) if promise.is_broken and is_about(promise, shown)]
    return tuple(sorted(broken, key=lambda promise: promise.due or day))


def is_about(promise: Promise, refs: Collection[Ref]) -> bool:
    """True if one of these objectives and key results needs what is promised, or has to deliver it."""
    return promise.link.ref in refs or promise.target in refs


def promises_of_person(plan: Plan, cycle: str, person: str, day: date) -> tuple[Promise, ...]:
    """The promises with something to do of a person, on either side, that something in a cycle needs."""
    refs = [ref for ref in plan.locations if person in plan.people_of(plan.owner_of(ref))]
    return tuple(promise for promise in broken_promises(plan, day, refs) if promise.link.ref.cycle == cycle)
