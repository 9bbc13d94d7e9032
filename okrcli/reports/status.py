"""Where everything stands: the rows of `okr status`, what needs attention first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from okrcli.model import KeyResult, Objective
from okrcli.plan import Plan, PlannedCycle, Ref, Win
from okrcli.scoring import KeyResultScore, ObjectiveScore, score_plan

_URGENCY = {"off_track": 0, "at_risk": 1, None: 2, "not_started": 3, "on_track": 4, "achieved": 5}
"""What needs attention first; decision states (paused, closed …) come last."""

RECENT_DAYS = 14
"""How far back a win is still news."""


@dataclass(frozen=True, slots=True)
class KeyResultRow:
    """One key result with everything a view may show of it."""

    ref: Ref
    key_result: KeyResult
    owner: str | None
    score: KeyResultScore


@dataclass(frozen=True, slots=True)
class ObjectiveRow:
    """One objective with its key results."""

    ref: Ref
    objective: Objective
    type: str
    score: ObjectiveScore
    key_results: tuple[KeyResultRow, ...]


@dataclass(frozen=True, slots=True)
class StatusReport:
    """One cycle seen from one day."""

    cycle: PlannedCycle
    day: date
    objectives: tuple[ObjectiveRow, ...]
    wins: tuple[Win, ...]
    others: tuple[str, ...]
    """Other cycles that run on the same day and are not shown."""

    @property
    def key_results(self) -> Iterable[KeyResultRow]:
        """All key results shown, in order."""
        return (row for objective in self.objectives for row in objective.key_results)

    @property
    def elapsed(self) -> tuple[int, int]:
        """Days gone, and days in all."""
        period = self.cycle.period
        days = (period.end - period.start).days + 1
        return min(max((self.day - period.start).days + 1, 0), days), days

    @property
    def time_gone(self) -> Fraction:
        """The part of the cycle that is over, 0 on the first day and 1 on the last (semantics.md §7.1)."""
        period = self.cycle.period
        span = (period.end - period.start).days
        return Fraction(min(max((self.day - period.start).days, 0), span), span) if span else Fraction(1)


def status_report(
    plan: Plan, cycle: PlannedCycle, day: date, *, refs: Collection[Ref] = (), owners: frozenset[str] = frozenset()
) -> StatusReport:
    """The report of one cycle; with `refs` only these objectives and key results, with `owners` only theirs."""
    scores = score_plan(plan, day, cycle.id)
    rows = [_objective_row(plan, ref, scores[ref], refs, owners) for ref, _ in plan.objectives_of(cycle.id)]
    shown = [row for row in rows if row is not None]
    wins = [win for win in plan.wins if 0 <= (day - win.date).days <= RECENT_DAYS]
    running = [c.id for c in plan.cycles.values() if c.id != cycle.id and day in c.period and _has_any(plan, c.id)]
    return StatusReport(cycle, day, tuple(sorted(shown, key=_urgency)), tuple(reversed(wins)), tuple(running))


def _has_any(plan: Plan, cycle: str) -> bool:
    return next(plan.objectives_of(cycle), None) is not None


def _objective_row(
    plan: Plan, ref: Ref, score: ObjectiveScore, refs: Collection[Ref], owners: frozenset[str]
) -> ObjectiveRow | None:
    """The row of an objective with the key results that were asked for; None when neither it nor any of them was."""
    objective = plan.objectives[ref]
    is_meant = ref in refs or objective.owner in owners or not (refs or owners)
    rows = [
        KeyResultRow(found.ref, plan.key_result(found.ref), plan.owner_of(found.ref), found)
        for found in score.key_results
        if is_meant or found.ref in refs or not owners.isdisjoint(_holders(plan, found.ref))
    ]
    if not (is_meant or rows):
        return None
    ordered = tuple(sorted(rows, key=lambda row: _URGENCY.get(row.score.status.shown, 6)))
    return ObjectiveRow(ref, objective, plan.type_of(ref), score, ordered)


def _holders(plan: Plan, ref: Ref) -> set[str]:
    owner = plan.owner_of(ref)
    return {*plan.duty_holders(ref), *([owner] if owner else [])}


def _urgency(row: ObjectiveRow) -> int:
    return _URGENCY.get(row.score.status.shown, 6)


@dataclass(frozen=True, slots=True)
class Mine:
    """What is one person's in one cycle."""

    person: str
    cycle: str
    day: date
    key_results: tuple[KeyResultRow, ...]
    """What they check in, the most overdue first."""
    objectives: tuple[ObjectiveRow, ...]
    """What they own while others check in for it."""


def mine(plan: Plan, cycle: str, person: str, day: date) -> Mine:
    """A person's key results and objectives."""
    rows = [
        KeyResultRow(found.ref, plan.key_result(found.ref), plan.owner_of(found.ref), found)
        for found in due_for(plan, cycle, person, day)
    ]
    own = {row.ref for row in rows}
    scores = score_plan(plan, day, cycle)
    objectives = [
        _objective_row(plan, ref, scores[ref], (), frozenset())
        for ref, objective in plan.objectives_of(cycle)
        if objective.owner == person and not own.intersection(found for found, _ in plan.key_results_of(ref))
    ]
    return Mine(person, cycle, day, tuple(rows), tuple(filter(None, objectives)))


def due_for(plan: Plan, cycle: str, person: str, day: date) -> list[KeyResultScore]:
    """The key results of one cycle that a person checks in, the most overdue first; those without a duty left out."""
    found = [
        result
        for score in score_plan(plan, day, cycle).values()
        for result in score.key_results
        if score.ref.cycle == cycle and person in plan.duty_holders(result.ref) and result.next_due is not None
    ]
    return sorted(found, key=lambda result: result.next_due or day)
