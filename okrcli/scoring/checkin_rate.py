"""The share of check-ins that came in time. It changes no status: many people do not check in weekly.

The rules are docs/semantics.md, "The rhythm of check-ins".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from okrcli.model.plan import Plan, Ref
from okrcli.scoring.cadence import due_after
from okrcli.scoring.checkin_history import decision_on
from okrcli.scoring.results import KeyResultScore


class CheckinRate(NamedTuple):
    """The number of due days that are over (`passed`), and of those on which the check-in was there (`on_time`)."""

    on_time: int
    passed: int

    def __add__(self, other: object) -> CheckinRate:
        """The sum of both."""
        if not isinstance(other, CheckinRate):
            return NotImplemented
        return CheckinRate(self.on_time + other.on_time, self.passed + other.passed)

    @property
    def share(self) -> Fraction | None:
        """On time ÷ due, 0 to 1; None where nothing has been due."""
        return Fraction(self.on_time, self.passed) if self.passed else None


NONE = CheckinRate(0, 0)


def checkin_rate_of(plan: Plan, score: KeyResultScore, day: date) -> CheckinRate:
    """The due days of one key result up to a day.

    Each day with a check-in settles the due day that was open then, and the next due day is one period later. A due
    day that is over without a check-in counts as passed. From the day of a decision (paused, closed …) nothing is due.
    """
    days, frequency = plan.period_of(score.ref), plan.frequency_of(score.ref)
    over = _first_day_without_duty(plan, score.ref, day)
    counted, due = NONE, due_after(days.start, frequency)
    for checkin_day in sorted({checkin.date for checkin in score.history}):
        if due is not None and days.start <= checkin_day <= days.end and checkin_day <= over:
            counted += CheckinRate(checkin_day <= min(due, days.end), 1)
            due = due_after(checkin_day, frequency)
    is_left_open = due is not None and min(due, days.end) < over and not _is_finished(score)
    return counted + CheckinRate(0, 1) if is_left_open else counted


def _first_day_without_duty(plan: Plan, ref: Ref, day: date) -> date:
    """The day itself, or that of an earlier decision about the key result or its objective."""
    items = (plan.key_result(ref), plan.objectives[ref.parent])
    decided = [item.since or date.min for item in items if decision_on(item, day)]
    return min([day, *decided])


def _is_finished(score: KeyResultScore) -> bool:
    """Whether no check-in is asked for any more because all is done."""
    return score.next_due is None and score.status.computed == "achieved"


def by_holder(plan: Plan, scores: Mapping[Ref, tuple[KeyResultScore, ...]], day: date) -> dict[str, CheckinRate]:
    """The due days of key results by the id of the person or team that checks them in, sorted by id."""
    rates: dict[str, CheckinRate] = {}
    for several in scores.values():
        for score in several:
            counted = checkin_rate_of(plan, score, day)
            if counted.passed:
                holders = plan.duty_holders(score.ref)
                holder = holders[0] if len(holders) == 1 else plan.owner_of(score.ref) or "nobody"
                rates[holder] = rates.get(holder, NONE) + counted
    return dict(sorted(rates.items()))
