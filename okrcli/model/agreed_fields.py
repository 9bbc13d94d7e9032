"""Fields that people agreed when a cycle began, and the day from which each of them counts as agreed.

A change of such a field after that day moves a goalpost: it needs a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from okrcli.model.history import ADDED
from okrcli.model.plan import Plan, Ref
from okrcli.model.records import Dependency, KeyResult, Milestone, Objective

AGREED_FIELDS: Final[Mapping[type, frozenset[str]]] = {
    KeyResult: frozenset(
        "owner kind start target path low high risk_threshold risk_low risk_high measured_by periods period "  # noqa: SIM905
        "target_per_period due unit aggregate value_from parts weight start_date end_date frequency state".split()
    ),
    Objective: frozenset(["owner", "type", "weight", "start_date", "frequency", "state"]),
    Milestone: frozenset(["weight", "due", "state"]),
}
"""The agreed fields of each kind of record. Which parts there are is agreed too: see `parts_agreed_since`."""

_MAY_BE_FILLED_IN: Final = frozenset(["owner", "unit"])
"""Agreed fields that may get a first value later without a reason."""


def agreed_since(plan: Plan, ref: Ref, field: str, milestone: Milestone | None = None) -> date | None:
    """The day from which the present value of a field is agreed; None where it is empty and may be filled in."""
    item = milestone or plan.item(ref)
    if field in _MAY_BE_FILLED_IN and getattr(item, field, None) is None:
        return None
    return in_force_since(plan, ref, field, milestone)


def in_force_since(plan: Plan, ref: Ref, field: str, milestone: Milestone | None = None) -> date | None:
    """The day from which a field of an objective, key result or milestone is agreed, whatever its value.

    It is the first day of the cycle, or of the objective or key result where that begins later; for `start_date` itself
    always that of the cycle. What was added later is agreed from the day of that. `ref` is the key result of a
    `milestone`. None for a field that is not agreed on, and for a draft.
    """
    item = plan.item(ref)
    if field not in AGREED_FIELDS[type(milestone or item)]:
        return None
    cycle = plan.cycles.get(ref.cycle)
    if cycle is None or "draft" in (cycle.state, plan.objectives[ref.parent].state, item.state):
        return None
    first = cycle.period.start if field == "start_date" else plan.period_of(ref).start
    of = (item, milestone) if milestone else (item,)
    added = (change.date for part in of for change in part.changes if change.field == ADDED)
    return max(cycle.period.start, first, *added)


def promised_since(plan: Plan, ref: Ref, dependency: Dependency) -> date | None:
    """The day from which the terms of a dependency of `ref` are promised; None without an agreement.

    It is the day of the answer, or that on which the one who needs it begins, where that is later.
    """
    if dependency.agreement != "agreed" or dependency.by is None or dependency.since is None:
        return None
    first = in_force_since(plan, ref, "weight")
    return max(first, dependency.since) if first else None


def parts_agreed_since(plan: Plan, ref: Ref) -> date | None:
    """The day from which it is agreed which key results an objective has, or which milestones a key result.

    On its first day it is still put together, so it is the day after that. None for a draft.
    """
    first = in_force_since(plan, ref, "weight")
    return first + timedelta(days=1) if first else None
