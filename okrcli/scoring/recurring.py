"""A target that comes again every week or month: periods, amounts, and which were good enough.

The rules are docs/semantics.md, "A target that comes again".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from okrcli.model.as_of import key_result_as_of
from okrcli.model.calendar import days_later, end_of
from okrcli.model.plan import Checkin, Period
from okrcli.model.records import KeyResult
from okrcli.scoring.results import Round, Tally

_DAYS: Final = {"day": 1, "week": 7, "two_weeks": 14}
_MONTHS: Final = {"month": 1, "quarter": 3}
_MOST: Final = 2000
"""Periods that a key result may have; more is a slip in a year."""


def has_too_many(stretch: str, days: Period) -> bool:
    """Whether there would be more periods than anybody counts."""
    length = _DAYS[stretch] if stretch in _DAYS else 28 * _MONTHS[stretch]
    return (days.end - days.start).days > _MOST * length


def periods_in(stretch: str, days: Period) -> list[Period]:
    """The periods from the first day on. A rest of at least half a period is one itself, else it joins the last."""
    found: list[Period] = []
    first = days.start
    while first <= days.end:
        last = _last_day(stretch, days.start, len(found))
        if last <= days.end:
            found.append(Period(first, last))
        elif found and 2 * ((days.end - first).days + 1) < (last - first).days + 1:
            found[-1] = Period(found[-1].start, days.end)
        else:
            found.append(Period(first, days.end))
        first = days_later(last, 1)
        if last == date.max:
            break
    return found or [days]


def _last_day(stretch: str, start: date, number: int) -> date:
    """The last day of the period with this number, from 0: every one is counted from the first day of all."""
    if stretch in _DAYS:
        return days_later(start, _DAYS[stretch] * (number + 1) - 1)
    return end_of(start, f"{_MONTHS[stretch] * (number + 1)}m")


def rounds(key_result: KeyResult, history: Sequence[Checkin], day: date, days: Period) -> list[Round]:
    """Every period of a recurring key result with what was reached in it by `day`."""
    said = [(checkin.date, checkin.reading.value) for checkin in history if checkin.reading.value is not None]
    dates = [when for when, _ in said]
    found = []
    for first, last in periods_in(key_result.period or "week", days):
        held = key_result_as_of(key_result, min(last, day))
        inside = slice(bisect_left(dates, first), bisect_right(dates, min(last, day)))
        amounts = [Fraction(value) for _, value in said[inside]]
        found.append(Round(first, last, _put_together(held, amounts), _target(held, key_result), is_over=last <= day))
    return found


def _target(held: KeyResult, key_result: KeyResult) -> Decimal:
    """The target that held in a period; today's where the record of it makes no sense."""
    usable = (each for each in (held.target_per_period, key_result.target_per_period) if each and each > 0)
    return next(usable, Decimal(1))


def _put_together(key_result: KeyResult, amounts: Sequence[Fraction]) -> Fraction:
    if not amounts:
        return Fraction(0)
    if key_result.aggregation == "latest":
        return amounts[-1]
    total = sum(amounts, Fraction(0))
    return total / len(amounts) if key_result.aggregation == "average" else total


def tally_of(found: Sequence[Round]) -> Tally:
    """How many periods are met, decided, and there in all."""
    return Tally(sum(r.is_met for r in found), sum(r.is_decided for r in found), len(found))


def total_share(found: Sequence[Round]) -> tuple[Fraction, Fraction]:
    """All that was reached, and the part that it is of all that is to be reached (measured by `sum`)."""
    amount = sum((r.amount for r in found), Fraction(0))
    wanted = sum((Fraction(r.target) for r in found), Fraction(0))
    return amount, amount / wanted


def current_round(found: Sequence[Round], day: date) -> Round:
    """The period that a day lies in; before the first one that, after the last one that."""
    return next((r for r in found if day <= r.last), found[-1])
