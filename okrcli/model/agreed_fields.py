"""Fields that people agreed when a cycle began, and the day from which each of them counts as agreed.

A change of such a field after that day moves a goalpost: it needs a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from okrcli.model.plan import Plan, Ref
from okrcli.model.records import KeyResult, Objective

AGREED_FIELDS: Final[Mapping[type, frozenset[str]]] = {
    KeyResult: frozenset(
        "owner kind start target low high risk_threshold risk_low risk_high measured_by periods period "  # noqa: SIM905
        "target_per_period due unit aggregate weight start_date end_date".split()
    ),
    Objective: frozenset(["owner", "type", "weight", "start_date"]),
}
"""The agreed fields of each kind of record."""

_MAY_BE_FILLED_IN: Final = frozenset(["owner", "unit"])
"""Agreed fields that may get a first value later without a reason."""


def agreed_since(plan: Plan, ref: Ref, field: str) -> date | None:
    """The day from which the present value of a field is agreed; None where it is empty and may be filled in."""
    item: Objective | KeyResult = plan.key_result(ref) if ref.key_result else plan.objectives[ref]
    if field in _MAY_BE_FILLED_IN and getattr(item, field, None) is None:
        return None
    return in_force_since(plan, ref, field)


def in_force_since(plan: Plan, ref: Ref, field: str) -> date | None:
    """The day from which a field of an objective or key result is agreed, whatever its value.

    It is the first day of the cycle, or of the objective or key result where that begins later; for `start_date` itself
    always that of the cycle. None for a field that nobody agrees on, and for what is a draft.
    """
    item: Objective | KeyResult = plan.key_result(ref) if ref.key_result else plan.objectives[ref]
    if field not in AGREED_FIELDS[type(item)]:
        return None
    cycle = plan.cycles.get(ref.cycle)
    if cycle is None or "draft" in (cycle.state, plan.objectives[ref.parent].state, item.state):
        return None
    return cycle.period.start if field == "start_date" else max(cycle.period.start, plan.period_of(ref).start)
