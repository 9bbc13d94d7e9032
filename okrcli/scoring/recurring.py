"""Recurring key results (a target for each week or month): their periods, with amounts and targets.

The rules are docs/semantics.md, "A target that comes again".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from okrcli.model.calendar import days_later, end_of
from okrcli.model.history import key_result_as_of
from okrcli.model.period import Period
from okrcli.model.plan import Checkin
from okrcli.model.records import KeyResult
from okrcli.scoring.measurement import PeriodResult, Tally

_DAYS: Final = {"day": 1, "week": 7, "two_weeks": 14}
_MONTHS: Final = {"month": 1, "quarter": 3}
_MOST: Final = 2000
"""The most periods that a key result may have; more of them mean a mistyped year."""


def has_too_many(stretch: str, days: Period) -> bool:
    """True if these days have more than 2000 periods (a month counts as 28 days)."""
    length = _DAYS[stretch] if stretch in _DAYS else 28 * _MONTHS[stretch]
    return (days.end - days.start).days > _MOST * length


def periods_in(stretch: str, days: Period) -> list[Period]:
    """The periods of a length (`stretch`) in these days.

    A rest of at least half a period is a period itself, a shorter one belongs to the last period.
    """
    periods: list[Period] = []
    first = days.start
    while first <= days.end:
        last = _last_day(stretch, days.start, len(periods))
        if last <= days.end:
            periods.append(Period(first, last))
        elif periods and 2 * ((days.end - first).days + 1) < (last - first).days + 1:
            periods[-1] = Period(periods[-1].start, days.end)
        else:
            periods.append(Period(first, days.end))
        first = days_later(last, 1)
        if last == date.max:
            break
    return periods or [days]


def _last_day(stretch: str, start: date, number: int) -> date:
    """The last day of the period with this number, from 0. All are counted from `start`, so month ends do not drift."""
    if stretch in _DAYS:
        return days_later(start, _DAYS[stretch] * (number + 1) - 1)
    return end_of(start, f"{_MONTHS[stretch] * (number + 1)}m")


def period_results(key_result: KeyResult, history: Sequence[Checkin], day: date, days: Period) -> list[PeriodResult]:
    """Every period of a recurring key result with the amount reached in it by `day`."""
    amounts_by_day = [(checkin.date, checkin.reading.value) for checkin in history if checkin.reading.value is not None]
    dates = [when for when, _ in amounts_by_day]
    results = []
    for first, last in periods_in(key_result.period or "week", days):
        held = key_result_as_of(key_result, min(last, day))
        inside = slice(bisect_left(dates, first), bisect_right(dates, min(last, day)))
        amounts = [Fraction(value) for _, value in amounts_by_day[inside]]
        amount, target = _put_together(held, amounts), _target(held, key_result)
        results.append(PeriodResult(first, last, amount, target, is_over=last <= day))
    return results


def _target(held: KeyResult, key_result: KeyResult) -> Decimal:
    """The target of a period; today's target where the recorded one is missing or not above 0."""
    usable = (each for each in (held.target_per_period, key_result.target_per_period) if each and each > 0)
    return next(usable, Decimal(1))


def _put_together(key_result: KeyResult, amounts: Sequence[Fraction]) -> Fraction:
    if not amounts:
        return Fraction(0)
    if key_result.aggregation == "latest":
        return amounts[-1]
    total = sum(amounts, Fraction(0))
    return total / len(amounts) if key_result.aggregation == "average" else total


def tally_of(periods: Sequence[PeriodResult]) -> Tally:
    """The number of periods that are met, that are decided, and of all."""
    return Tally(sum(r.is_met for r in periods), sum(r.is_decided for r in periods), len(periods))


def total_share(periods: Sequence[PeriodResult]) -> tuple[Fraction, Fraction]:
    """The amount of all periods together, and its share of all targets together (`measured_by: sum`)."""
    amount = sum((r.amount for r in periods), Fraction(0))
    wanted = sum((Fraction(r.target) for r in periods), Fraction(0))
    return amount, amount / wanted


def current_period(periods: Sequence[PeriodResult], day: date) -> PeriodResult:
    """The period of a day; the first one for an earlier day, the last one for a later day."""
    return next((r for r in periods if day <= r.last), periods[-1])
