"""Duties by person, and the share of check-ins in time (docs/semantics.md, "The rhythm of check-ins")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from okrcli.git.web_address import WebAddress
from okrcli.model.period import PlannedCycle
from okrcli.model.plan import NO_OWNER, Plan, Ref
from okrcli.reports.duty import DueReport, Duty
from okrcli.reports.owners import name_of
from okrcli.scoring.checkin_rate import NONE, CheckinRate, by_holder, checkin_rate_of
from okrcli.scoring.results import KeyResultScore
from okrcli.scoring.score import score_plan
from okrcli.workspace.selectors import EVERYTHING, Selector


@dataclass(frozen=True, slots=True)
class Reminder:
    """The duties of a person."""

    person: str | None
    """None without an owner."""
    name: str
    """As people write it."""
    email: str | None
    duties: tuple[Duty, ...]
    """The latest first."""

    @property
    def is_now(self) -> bool:
        """True if the day of at least one duty has come."""
        return any(duty.is_now for duty in self.duties)


@dataclass(frozen=True, slots=True)
class Reminders:
    """The duties of all people, as of a day."""

    day: date
    cycles: tuple[PlannedCycle, ...]
    people: tuple[Reminder, ...]
    """The person with the most overdue duty comes first."""
    form: WebAddress | None = None
    """The repository on its hosting service, if it has a form for check-ins."""


def reminders(plan: Plan, due: DueReport, within: int | None = None, person: str | None = None) -> Reminders:
    """Each person with what is due now or soon; with `within`, what is due in at most so many days.

    What any member of a team can do is told to all of them.
    """
    chosen = due.duties_soon() if within is None else [duty for duty in due.duties if duty.days_late >= -within]
    owed: dict[str | None, list[Duty]] = {}
    for duty in chosen:
        for holder in duty.holders or (None,):
            if person is None or holder == person:
                owed.setdefault(holder, []).append(duty)
    return Reminders(due.day, due.cycles, tuple(_reminder(plan, who, duties) for who, duties in owed.items()))


def _reminder(plan: Plan, who: str | None, duties: Sequence[Duty]) -> Reminder:
    known = plan.people.get(who) if who else None
    return Reminder(who, name_of(plan, who) if who else NO_OWNER, known.email if known else None, tuple(duties))


# ── CheckinRate ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class DisciplineReport:
    """Check-in periods with a check-in in a cycle, up to a day."""

    cycle: PlannedCycle
    day: date
    people: tuple[tuple[str, CheckinRate], ...]
    """By whoever checks in alone, in the order of their ids."""
    teams: tuple[tuple[str, CheckinRate], ...]
    """The key results of a team, of the teams in it and of their members; each key result once."""
    all: CheckinRate


def discipline_report(plan: Plan, cycle: PlannedCycle, day: date, selector: Selector = EVERYTHING) -> DisciplineReport:
    """The check-ins of the key results that the selector means."""
    scores = score_plan(plan, day, cycle.id)
    refs = [ref for ref, _ in plan.objectives_of(cycle.id)]
    picked = selector.pick(plan, refs, day, scores)
    results = {ref: tuple(kr for kr in scores[ref].key_results if kr.ref in picked) for ref in refs}
    counted = {
        kr.ref: checkin_rate_of(part, kr, day)
        for ref, several in results.items()
        for part in [plan.part([ref])]
        for kr in several
    }
    people = by_holder(plan, results, day)
    return DisciplineReport(
        cycle=cycle,
        day=day,
        people=tuple((who, rate) for who, rate in people.items() if who not in plan.teams),
        teams=tuple((team, rate) for team in plan.teams if (rate := _of_team(plan, team, results, counted)).expected),
        all=sum(counted.values(), NONE),
    )


def _of_team(
    plan: Plan, team: str, results: dict[Ref, tuple[KeyResultScore, ...]], counted: dict[Ref, CheckinRate]
) -> CheckinRate:
    within = plan.team_and_below(team)
    own = [kr.ref for several in results.values() for kr in several if plan.owner_of(kr.ref) in within]
    return sum((counted[ref] for ref in own), NONE)
