"""How many check-ins came in time. Told without a judgement: many people do not check in weekly.

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


class Discipline(NamedTuple):
    """How many due days there were, and on how many of them the check-in was there."""

    on_time: int
    passed: int

    def __add__(self, other: object) -> Discipline:
        """Both together."""
        if not isinstance(other, Discipline):
            return NotImplemented
        return Discipline(self.on_time + other.on_time, self.passed + other.passed)

    @property
    def share(self) -> Fraction | None:
        """On time ÷ due, 0 to 1; None where nothing has been due."""
        return Fraction(self.on_time, self.passed) if self.passed else None


NONE = Discipline(0, 0)


def discipline_of(plan: Plan, score: KeyResultScore, day: date) -> Discipline:
    """The due days of one key result up to a day.

    Each day with a check-in answers the due day that was open then, and opens the next, one period later. An open one
    that is over without a check-in counts as passed. From the day of a decision (paused, closed …) nothing is due.
    """
    days, frequency = plan.period_of(score.ref), plan.frequency_of(score.ref)
    over = _first_day_without_duty(plan, score.ref, day)
    found, due = NONE, due_after(days.start, frequency)
    for said in sorted({checkin.date for checkin in score.history}):
        if due is not None and days.start <= said <= days.end and said <= over:
            found += Discipline(said <= min(due, days.end), 1)
            due = due_after(said, frequency)
    is_left_open = due is not None and min(due, days.end) < over and not _is_finished(score)
    return found + Discipline(0, 1) if is_left_open else found


def _first_day_without_duty(plan: Plan, ref: Ref, day: date) -> date:
    """The day itself, or that of an earlier decision about the key result or its objective."""
    things = (plan.key_result(ref), plan.objectives[ref.parent])
    decided = [thing.since or date.min for thing in things if decision_on(thing, day)]
    return min([day, *decided])


def _is_finished(score: KeyResultScore) -> bool:
    """Whether nobody is asked any more because all is done."""
    return score.next_due is None and score.status.computed == "achieved"


def by_holder(plan: Plan, scores: Mapping[Ref, tuple[KeyResultScore, ...]], day: date) -> dict[str, Discipline]:
    """The due days of key results by whoever checks them in; what any member of a team can do is the team's."""
    found: dict[str, Discipline] = {}
    for several in scores.values():
        for score in several:
            counted = discipline_of(plan, score, day)
            if counted.passed:
                holders = plan.duty_holders(score.ref)
                who = holders[0] if len(holders) == 1 else plan.owner_of(score.ref) or "nobody"
                found[who] = found.get(who, NONE) + counted
    return dict(sorted(found.items()))
