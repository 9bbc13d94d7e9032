"""State of all objectives and key results: the rows of `okr status`, those that need attention first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, TypeVar

from okrcli.model.calendar import days_later
from okrcli.model.period import PlannedCycle
from okrcli.model.plan import NO_OWNER, Plan, Ref, Win
from okrcli.model.records import KeyResult, Objective
from okrcli.reports.wins import wins_between
from okrcli.scoring.agreements import Agreements
from okrcli.scoring.alignment import dependency_links
from okrcli.scoring.expected import elapsed_share
from okrcli.scoring.guardrails import breached
from okrcli.scoring.promises import Promise, broken_promises, promises_of_person
from okrcli.scoring.results import LEFT_OUT, GuardrailState, KeyResultScore, ObjectiveScore
from okrcli.scoring.score import score_plan
from okrcli.scoring.tripwires import Tripwires, TripwireState
from okrcli.workspace.selectors import EVERYTHING, Selector

_URGENCY = {"off_track": 0, "at_risk": 1, None: 2, "not_started": 3, "in_progress": 3, "on_track": 4, "achieved": 5}
"""Statuses in order of attention; decisions (paused, closed …) come last."""

RECENT_DAYS = 14
"""Age up to which a win is shown."""


@dataclass(frozen=True, slots=True)
class KeyResultRow:
    """A key result with everything that a view may show."""

    ref: Ref
    key_result: KeyResult
    owner: str | None
    score: KeyResultScore
    tripwires: tuple[TripwireState, ...] = ()


@dataclass(frozen=True, slots=True)
class ObjectiveRow:
    """An objective with its key results."""

    ref: Ref
    objective: Objective
    type: str
    score: ObjectiveScore
    key_results: tuple[KeyResultRow, ...]
    tripwires: tuple[TripwireState, ...] = ()
    """Its own."""


@dataclass(frozen=True, slots=True)
class StatusReport:
    """A cycle as of a day."""

    cycle: PlannedCycle
    day: date
    objectives: tuple[ObjectiveRow, ...]
    breached: tuple[GuardrailState, ...]
    """Guardrails of what is shown whose limit is passed; they come first in every view."""
    tripwires: tuple[TripwireState, ...]
    """Tripwires of what is shown that are reached and have no answer; they come before everything else."""
    wins: tuple[Win, ...]
    others: tuple[str, ...]
    """Other cycles that run on the same day and are not shown."""
    unanswered: int
    """The requests of this cycle without an answer."""
    refused: int
    """The requests of this cycle that were refused."""
    agreements: int
    """The agreements to objectives of this cycle that wait for an answer."""
    promises: tuple[Promise, ...]
    """Promises with something to do of which one side is shown."""
    silent: tuple[tuple[str, tuple[KeyResultRow, ...]], ...]
    """People with overdue check-ins, and the key results shown that they are for; the longest list first."""

    @property
    def key_results(self) -> Iterable[KeyResultRow]:
        """All key results shown, in order."""
        return (row for objective in self.objectives for row in objective.key_results)

    @property
    def refs(self) -> frozenset[Ref]:
        """The references of all objectives and key results shown."""
        return frozenset([*(row.ref for row in self.objectives), *(row.ref for row in self.key_results)])

    @property
    def time_gone(self) -> Fraction:
        """The part of the cycle that is over, 0 on the first day and 1 on the last."""
        return elapsed_share(self.cycle.period, self.day)


Row = ObjectiveRow | KeyResultRow
AnyRow = TypeVar("AnyRow", ObjectiveRow, KeyResultRow)
_LAST: Final = Fraction(1000)
SORTS: Final[Mapping[str, Callable[[Row], object]]] = {
    "attention": lambda row: _URGENCY.get(row.score.status.shown, 6),
    "progress": lambda row: _LAST if row.score.progress is None else row.score.progress,
    "confidence": lambda row: _LAST if row.score.confidence is None else row.score.confidence,
    "title": lambda row: (row.objective if isinstance(row, ObjectiveRow) else row.key_result).title.casefold(),
    "file": lambda row: 0,
}
"""For each value of `--sort`: the sort key, smallest first. Equal rows keep the order of the files."""


def status_report(
    plan: Plan, cycle: PlannedCycle, day: date, selector: Selector = EVERYTHING, sort: str = "attention"
) -> StatusReport:
    """The report of one cycle, with those of its objectives and key results that the selector means."""
    scores = score_plan(plan, day, cycle.id)
    refs = [ref for ref, _ in plan.objectives_of(cycle.id)]
    picked = None if selector.is_empty else selector.pick(plan, refs, day, scores)
    tripwires, agreements = Tripwires(plan, day), Agreements(plan, day)
    rows = [_objective_row(plan, ref, scores[ref], picked, tripwires, sort) for ref in refs]
    running = [c.id for c in plan.cycles.values() if c.id != cycle.id and day in c.period and _has_any(plan, c.id)]
    objectives = _sorted((row for row in rows if row is not None), sort)
    shown = [ref for row in objectives for ref in (row.ref, *(each.ref for each in row.key_results))]
    links = [link for link in dependency_links(plan, day) if link.ref.cycle == cycle.id]
    return StatusReport(
        cycle=cycle,
        day=day,
        objectives=objectives,
        breached=tuple(_breached(objectives)),
        tripwires=tuple(state for state in tripwires.reached(cycle.id) if state.ref in shown),
        wins=wins_between(plan, days_later(day, -RECENT_DAYS - 1), day, selector, shown),
        others=tuple(running),
        unanswered=sum(link.is_open for link in links),
        refused=sum(link.agreement == "refused" for link in links),
        agreements=sum(state.is_open for ref in refs for state in agreements.open(ref)),
        promises=broken_promises(plan, day, set(shown)),
        silent=_silent(plan, (row for objective in objectives for row in objective.key_results)),
    )


def _breached(rows: Iterable[ObjectiveRow]) -> Iterator[GuardrailState]:
    """Breached guardrails of objectives and key results that are not given up or put off."""
    for row in rows:
        if row.score.status.shown not in LEFT_OUT:
            yield from breached(row.score.guardrails)
            for score in row.key_results:
                if score.score.status.shown not in LEFT_OUT:
                    yield from breached(score.score.guardrails)


def _silent(plan: Plan, rows: Iterable[KeyResultRow]) -> tuple[tuple[str, tuple[KeyResultRow, ...]], ...]:
    """Overdue key results by whoever checks them in; what any member of a team can do is the team's."""
    by_owner: dict[str, list[KeyResultRow]] = {}
    for row in rows:
        if row.score.overdue:
            holders = plan.duty_holders(row.ref)
            who = holders[0] if len(holders) == 1 else row.owner or NO_OWNER
            by_owner.setdefault(who, []).append(row)
    return tuple(sorted(((who, tuple(several)) for who, several in by_owner.items()), key=lambda item: -len(item[1])))


def _sorted(rows: Iterable[AnyRow], sort: str) -> tuple[AnyRow, ...]:
    return tuple(sorted(rows, key=SORTS[sort]))  # type: ignore[arg-type]  # what one key gives can be compared


def _has_any(plan: Plan, cycle: str) -> bool:
    return next(plan.objectives_of(cycle), None) is not None


def _objective_row(
    plan: Plan,
    ref: Ref,
    score: ObjectiveScore,
    picked: frozenset[Ref] | None,
    tripwires: Tripwires,
    sort: str = "attention",
) -> ObjectiveRow | None:
    """The row of an objective with those of its key results that were asked for; None when none of it was."""
    rows = [
        key_result_row(plan, result, tripwires)
        for result in score.key_results
        if picked is None or result.ref in picked
    ]
    if picked is not None and ref not in picked and not rows:
        return None
    return ObjectiveRow(ref, plan.objectives[ref], plan.type_of(ref), score, _sorted(rows, sort), tripwires.of(ref))


def key_result_row(plan: Plan, score: KeyResultScore, tripwires: Tripwires) -> KeyResultRow:
    """The row of a key result."""
    ref = score.ref
    return KeyResultRow(ref, plan.key_result(ref), plan.owner_of(ref), score, tripwires.of(ref))


@dataclass(frozen=True, slots=True)
class Mine:
    """The items of a person in a cycle."""

    person: str
    cycle: str
    day: date
    key_results: tuple[KeyResultRow, ...]
    """Key results that the person checks in, the most overdue first."""
    objectives: tuple[ObjectiveRow, ...]
    """Items that the person owns and others check in."""
    tripwires: tuple[TripwireState, ...]
    """Tripwires that are reached and that the person is asked about."""
    promises: tuple[Promise, ...]
    """Promises with something to do that the person gave or got."""


def mine(plan: Plan, cycle: str, person: str, day: date) -> Mine:
    """A person's key results and objectives."""
    tripwires = Tripwires(plan, day)
    rows = [key_result_row(plan, due, tripwires) for due in due_for(plan, cycle, person, day)]
    own = {row.ref for row in rows}
    scores = score_plan(plan, day, cycle)
    objectives = [
        _objective_row(plan, ref, scores[ref], None, tripwires)
        for ref, objective in plan.objectives_of(cycle)
        if objective.owner == person and not own.intersection(due for due, _ in plan.key_results_of(ref))
    ]
    asked = tuple(state for state in tripwires.reached(cycle) if person in state.holders)
    owed = promises_of_person(plan, cycle, person, day)
    return Mine(person, cycle, day, tuple(rows), tuple(filter(None, objectives)), asked, owed)


def due_for(plan: Plan, cycle: str, person: str, day: date) -> list[KeyResultScore]:
    """The key results of one cycle that a person checks in, the most overdue first; those without a duty left out.

    Of a cycle that is over and not closed these are the ones without a check-in of their last day.
    """
    is_open = plan.cycles[cycle].is_over(day) and plan.cycles[cycle].state != "closed"
    results = [
        result
        for score in score_plan(plan, day, cycle).values()
        for result in score.key_results
        if score.ref.cycle == cycle
        and person in plan.duty_holders(result.ref)
        and (result.next_due is not None or (is_open and _lacks_last_value(plan, result)))
    ]
    return sorted(results, key=lambda result: result.next_due or day)


def _lacks_last_value(plan: Plan, result: KeyResultScore) -> bool:
    """True if a key result counts, and has no check-in of its last day or later."""
    last = result.last_checkin
    is_asked = plan.frequency_of(result.ref) != "never" and result.status.shown not in LEFT_OUT | {"closed"}
    return is_asked and (last is None or last.date < plan.period_of(result.ref).end)
