"""A digest for readers outside of the team: state, changes, forecasts, wins and needed help."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from okrcli.model.period import PlannedCycle
from okrcli.model.plan import Plan, Ref, Win
from okrcli.model.plan_change import PlanChange
from okrcli.reports.agenda import concerns
from okrcli.reports.cycle import TypeFigures, figures
from okrcli.reports.diff import DiffReport
from okrcli.reports.due import duties
from okrcli.reports.movement import Movement, movements_since
from okrcli.reports.open_work import running
from okrcli.reports.owners import name_of
from okrcli.reports.status import KeyResultRow, StatusReport, status_report
from okrcli.reports.wins import wins_between
from okrcli.scoring.forecast import run_rate
from okrcli.scoring.progress import measure
from okrcli.scoring.results import ObjectiveScore
from okrcli.scoring.score import score_plan
from okrcli.workspace.selectors import EVERYTHING, Selector


class Audience(NamedTuple):
    """The readers."""

    name: str
    days: int
    """The default period, up to the day of the report."""
    in_full: bool
    """True if it shows every key result; otherwise those that are not green."""


AUDIENCES: Final = {
    "leadership": Audience("leadership", 28, in_full=False),
    "team": Audience("team", 7, in_full=True),
}
"""For whom a digest can be."""


@dataclass(frozen=True, slots=True)
class Projection:
    """The forecast of a key result at the pace so far."""

    row: KeyResultRow
    value: Fraction
    """In its unit; without a value, progress as a share of 1."""
    share: Fraction
    """The progress that this is."""


@dataclass(frozen=True, slots=True)
class DigestNeed:
    """Help that is needed from other people."""

    kind: Literal["help", "answer", "promise", "silence"]
    ref: Ref
    title: str
    what: str
    of: str | None
    """Whom it is asked of, or who owns it."""


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything a digest says."""

    status: StatusReport
    audience: Audience
    whose: str | None
    """The team that it is about, as people call it; None if it is about all people."""
    since: date
    types: tuple[TypeFigures, ...]
    """By type; there is no number for all together."""
    before: Mapping[Ref, ObjectiveScore]
    """The objectives on the day since when."""
    changes: tuple[PlanChange, ...] | None
    """The changes of the plan since then, changes of goals first; None without git history."""
    goalposts: frozenset[int]
    """The `id` of those that changed what had been agreed after the cycle began."""
    moved: tuple[Movement, ...]
    projections: tuple[Projection, ...]
    """The farthest from its target first."""
    wins: tuple[Win, ...]
    needs: tuple[DigestNeed, ...]

    @property
    def day(self) -> date:
        """The day it is seen from."""
        return self.status.day

    @property
    def cycle(self) -> PlannedCycle:
        """The cycle it is about."""
        return self.status.cycle

    @property
    def short(self) -> tuple[Projection, ...]:
        """Those that would end before their target."""
        return tuple(projection for projection in self.projections if projection.share < 1)


def digest(
    plan: Plan,
    cycle: PlannedCycle,
    day: date,
    audience: Audience,
    since: date,
    difference: DiffReport | None,
    selector: Selector = EVERYTHING,
    team: str | None = None,
) -> Digest:
    """The digest of one cycle; `difference` is what its history says of the time since."""
    status = status_report(plan, cycle, day, selector)
    rows = list(running(status.objectives))
    wanted = None if selector.is_empty else status.refs
    return Digest(
        status=status,
        audience=audience,
        whose=name_of(plan, team) if team else None,
        since=since,
        types=tuple(figures(plan, [row.score for row in status.objectives])),
        before=score_plan(plan, since, cycle.id),
        changes=None if difference is None else tuple(_changes(difference, cycle, wanted)),
        goalposts=frozenset(id(post.difference) for post in difference.goalposts) if difference else frozenset(),
        moved=tuple(move for move in movements_since(plan, rows, cycle.id, since) if move.is_change),
        projections=projections(plan, rows, day),
        wins=wins_between(plan, since, day, selector, status.refs),
        needs=tuple(_needs(plan, status, rows, selector)),
    )


def _changes(diff: DiffReport, cycle: PlannedCycle, wanted: frozenset[Ref] | None) -> Iterator[PlanChange]:
    """The plan changes of these items in this cycle, without check-ins and done marks, which are progress."""
    for difference in (*(post.difference for post in diff.goalposts), *diff.arrivals, *diff.others):
        ref = difference.ref
        if ref is None or ref.cycle != cycle.id or difference.is_progress:
            continue
        if wanted is None or ref.holder in wanted or ref.parent in wanted:
            yield difference


def projections(plan: Plan, rows: Iterable[KeyResultRow], day: date) -> tuple[Projection, ...]:
    """Forecasts of key results at the pace so far, the farthest from its target first."""
    results = []
    for row in rows:
        period, expected = plan.period_of(row.ref), row.score.expected
        measured = measure(row.key_result, row.score.history, day, period)
        end = run_rate(row.key_result, measured, expected, period)
        if end.value is not None and expected and measured.raw is not None and day < period.end:
            results.append(Projection(row, end.value, measured.raw / expected))
    return tuple(sorted(results, key=lambda each: each.share))


# ── What we need ──────────────────────────────────────────────────────────────────────────────────────────────────


def _needs(plan: Plan, status: StatusReport, rows: list[KeyResultRow], selector: Selector) -> Iterator[DigestNeed]:
    """Promises that are in danger, what blocks, what waits for an answer, who has not been heard of."""
    for objective in status.objectives:
        if objective.type == "committed" and objective.score.status.shown in ("off_track", "at_risk"):
            why = objective.score.status.reason or "it is behind"
            yield DigestNeed("promise", objective.ref, objective.objective.title, why, objective.objective.owner)
    for promise in status.promises:
        owner = plan.owner_of(promise.target)
        yield DigestNeed("promise", promise.target, promise.promised, promise.outcome, owner)
    for row in rows:
        last = row.score.last_checkin
        if last and last.reading.blocker:
            yield DigestNeed("help", row.ref, row.key_result.title, last.reading.blocker, row.owner)
    for duty in duties(plan, status.cycle, status.day, selector):
        if duty.kind in ("request", "agree", "refused"):
            yield DigestNeed("answer", duty.ref, duty.title, duty.about, duty.owner)
    for row in concerns(rows):
        if row.score.overdue:
            days = row.score.days_silent
            silence = "no check-in yet" if days is None else f"no check-in for {days} days"
            yield DigestNeed("silence", row.ref, row.key_result.title, silence, row.owner)
