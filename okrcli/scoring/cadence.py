"""Due days of check-ins, and days since the last one (docs/semantics.md, "The rhythm of check-ins")."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from okrcli.model.calendar import days_later, months_later
from okrcli.model.plan import Checkin, Plan, Ref
from okrcli.scoring.checkin_history import apply_corrections, decision_on
from okrcli.scoring.measurement import Cadence, Reported

_DAYS: Final = {"daily": 1, "weekly": 7, "two_weeks": 14, "twice_monthly": 15}
_MONTHS: Final = {"monthly": 1, "quarterly": 3}


def due_after(day: date, frequency: str) -> date | None:
    """One check-in period after `day`, the last day on which the next one is not overdue; None for `never`."""
    if frequency == "never":
        return None
    if frequency in _MONTHS:
        return months_later(day, _MONTHS[frequency])
    return days_later(day, _DAYS[frequency] if frequency in _DAYS else int(frequency.removesuffix("d")))


def cadence_of(plan: Plan, ref: Ref, day: date) -> Cadence:
    """The check-in duty of the key result at `ref`, seen from `day`."""
    return cadence(plan, ref, day, apply_corrections(plan.checkins.get(ref, ()), day))


def cadence(plan: Plan, ref: Ref, day: date, history: Sequence[Checkin]) -> Cadence:
    """The check-in duty of the key result at `ref` on `day`; `history` are its effective check-ins up to that day."""
    last = history[-1] if history else None
    next_due = _next_due(plan, ref, day, last)
    return Cadence(
        last=last,
        days_silent=(day - last.date).days if last else None,
        next_due=next_due,
        overdue=next_due is not None and next_due < day,
    )


def _next_due(plan: Plan, ref: Ref, day: date, last: Checkin | None) -> date | None:
    """The due day of the next check-in: one period after the last one, or after the start where that is later.

    None where no check-in is asked for: the key result or its objective has a decision (draft, paused …), its time is
    over, it has a check-in on its last day, or its frequency is `never`.
    """
    period = plan.period_of(ref)
    is_answered = last is not None and last.date >= period.end
    if (
        day > period.end
        or is_answered
        or decision_on(plan.key_result(ref), day)
        or decision_on(plan.objectives[ref.parent], day)
    ):
        return None
    since = max(last.date, period.start) if last else period.start
    due = due_after(since, plan.frequency_of(ref))
    return None if due is None else min(due, period.end)


def is_old(reported: Reported | None, frequency: str, day: date) -> bool:
    """True if a reported status is older than one check-in period."""
    fresh_until = due_after(reported.date, frequency) if reported else None
    return fresh_until is not None and fresh_until < day
