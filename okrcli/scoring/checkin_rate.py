"""The share of check-in periods that have a check-in. It changes no status: many people do not check in weekly.

The rules are docs/semantics.md, "The rhythm of check-ins".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from okrcli.model.calendar import days_later
from okrcli.model.period import Period
from okrcli.model.plan import NO_OWNER, Plan, Ref, plan_as_of
from okrcli.scoring.cadence import due_after
from okrcli.scoring.results import KeyResultScore
from okrcli.scoring.score import duty_on


class CheckinRate(NamedTuple):
    """The number of check-in periods in which a check-in was expected, and of those that have one (`checked_in`)."""

    checked_in: int
    expected: int

    def __add__(self, other: object) -> CheckinRate:
        """The sum of both."""
        if not isinstance(other, CheckinRate):
            return NotImplemented
        return CheckinRate(self.checked_in + other.checked_in, self.expected + other.expected)

    @property
    def share(self) -> Fraction | None:
        """Periods with a check-in ÷ periods, 0 to 1; None where none was expected yet."""
        return Fraction(self.checked_in, self.expected) if self.expected else None


NONE = CheckinRate(0, 0)


def checkin_rate_of(plan: Plan, score: KeyResultScore, day: date) -> CheckinRate:
    """The check-in periods of one key result up to a day, and those of them that have a check-in.

    The plan is asked as of each period, so the part of it with the objective alone takes much less time.

    The periods stand still, whoever checks in when, so one check-in more never makes the share worse. A period counts
    once it is over, or has a check-in. It does not count where no check-in is asked for: not added yet, paused, closed,
    finished, or `never`.
    """
    ref = score.ref
    days = {checkin.date for checkin in score.history}
    rate = NONE
    for period in _periods(plan.period_of(ref), plan.frequency_of(ref)):
        if period.start > day:
            break
        has_checkin = any(checkin_day in period for checkin_day in days)
        asked = period.start if has_checkin else period.end
        if (has_checkin or period.end < day) and _is_asked(plan, ref, asked):
            rate += CheckinRate(int(has_checkin), 1)
    return rate


def _is_asked(plan: Plan, ref: Ref, day: date) -> bool:
    """True if a check-in was asked for when `day` began, by the plan of that day."""
    earlier = tuple(checkin for checkin in plan.checkins.get(ref, ()) if checkin.date < day)
    held = plan_as_of(plan, day)
    if not held.has(ref):
        return False
    return duty_on(held.with_checkins({**held.checkins, ref: earlier}), ref, day).next_due is not None


def _periods(days: Period, frequency: str) -> Iterator[Period]:
    """The check-in periods of a key result: the first ends on its first due day, the next one period later.

    A rest of less than half a period belongs to the last one.
    """
    first, due = days.start, due_after(days.start, frequency)
    while due is not None and first <= days.end:
        following = due_after(due, frequency) or days.end
        is_short = 2 * (days.end - due).days < (following - due).days
        last = days.end if due >= days.end or is_short else due
        yield Period(first, last)
        first, due = days_later(last, 1), following


def by_holder(plan: Plan, scores: Mapping[Ref, tuple[KeyResultScore, ...]], day: date) -> dict[str, CheckinRate]:
    """The check-in periods of key results by the id of the person or team that checks them in, sorted by id."""
    rates: dict[str, CheckinRate] = {}
    for ref, several in scores.items():
        part = plan.part([ref])
        for score in several:
            counted = checkin_rate_of(part, score, day)
            if counted.expected:
                holders = plan.duty_holders(score.ref)
                holder = holders[0] if len(holders) == 1 else plan.owner_of(score.ref) or NO_OWNER
                rates[holder] = rates.get(holder, NONE) + counted
    return dict(sorted(rates.items()))
