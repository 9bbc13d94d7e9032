"""Goalposts: the fields that people agreed when a cycle began, and the day from which each of them counts as agreed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from okrcli.model.plan import Plan, Ref
from okrcli.model.records import KeyResult, Objective

AGREED: Final[Mapping[type, frozenset[str]]] = {
    KeyResult: frozenset(
        "owner kind start target low high risk_threshold risk_low risk_high measured_by periods period "  # noqa: SIM905
        "target_per_period due unit aggregate weight start_date end_date".split()
    ),
    Objective: frozenset(["owner", "type", "weight"]),
}
"""Fields that were agreed when the cycle began: changing one later is a goalpost that moves."""

_GAPS: Final = frozenset(["owner", "unit"])
"""Agreed fields that may be filled in where there was nothing, and no goalpost moves."""


def agreed_since(plan: Plan, ref: Ref, field: str) -> date | None:
    """The day from which the present value of a field is agreed; None where it is a gap that may be filled in."""
    item: Objective | KeyResult = plan.key_result(ref) if ref.key_result else plan.objectives[ref]
    return None if field in _GAPS and getattr(item, field, None) is None else in_force_since(plan, ref, field)


def in_force_since(plan: Plan, ref: Ref, field: str) -> date | None:
    """The day from which a field of an objective or key result is agreed, whatever its value.

    It is the first day of the cycle, or of the key result where that begins later; for `start_date` itself always that
    of the cycle. None for a field that nobody agrees on, and for what is a draft.
    """
    item: Objective | KeyResult = plan.key_result(ref) if ref.key_result else plan.objectives[ref]
    if field not in AGREED[type(item)]:
        return None
    cycle = plan.cycles.get(ref.cycle)
    if cycle is None or "draft" in (cycle.state, plan.objectives[ref.parent].state, item.state):
        return None
    own_start = item.start_date if isinstance(item, KeyResult) and field != "start_date" else None
    return max(cycle.period.start, own_start or cycle.period.start)
