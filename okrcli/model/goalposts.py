"""Goalposts: what was agreed when a cycle began, and from when on it counts as agreed."""

from __future__ import annotations

from datetime import date

from okrcli.model.diff import PlanChange
from okrcli.model.plan import Plan
from okrcli.model.records import KeyResult, Objective


def began(found: PlanChange, after: Plan, day: date) -> date | None:
    """The day on which what was agreed began to hold, where an agreed field was changed after it; else None."""
    ref = found.ref
    if not found.is_agreed or ref is None or ref not in after.homes or ref.cycle not in after.cycles:
        return None
    thing: Objective | KeyResult = after.key_result(ref) if ref.key_result else after.objectives[ref]
    states = (after.cycles[ref.cycle].state, after.objectives[ref.parent].state, thing.state)
    start = after.cycles[ref.cycle].period.start
    if ref.key_result and isinstance(thing, KeyResult) and thing.start_date and found.field != "start_date":
        start = max(start, thing.start_date)
    return start if start <= day and "draft" not in states else None
