"""Retrospective of a cycle: facts, then questions (docs/semantics.md, "What goes on in the next cycle").

Facts are what files and history say: grades, goalposts that moved, silence, what was foreseen at half-time, guardrails.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

from okrcli.edit.grades import questions_of
from okrcli.model.agreed_fields import in_force_since
from okrcli.model.assignments import change_text
from okrcli.model.history import ADDED, STATE
from okrcli.model.list_pairs import item_name
from okrcli.model.period import PlannedCycle
from okrcli.model.plan import Plan, Ref, Win, plan_as_of
from okrcli.model.plan_change import PlanChange
from okrcli.model.records import ChangeRecord, Decision, KeyResult, Milestone, Objective, QuestionAnswer
from okrcli.reports.log import LogEntry
from okrcli.reports.score import ScoreReport, score_report
from okrcli.scoring.forecast import run_rate
from okrcli.scoring.progress import measure, progress_ends
from okrcli.scoring.promises import Promise, promises
from okrcli.scoring.results import GuardrailState, KeyResultScore, ObjectiveScore
from okrcli.scoring.score import duty_on, score_key_result, score_plan


@dataclass(frozen=True, slots=True)
class Moved:
    """A goalpost that moved: a field that was agreed, changed after the cycle had begun."""

    ref: Ref
    field: str
    before: Any
    after: Any
    date: date
    reason: str | None
    by: str | None
    """The author of the commit; None if only the file records it."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A key result whose check-ins came later than they were due."""

    ref: Ref
    overdue: int
    """Days on which its status said that a check-in was overdue, all together."""
    first: date
    """The last check-in before the longest time without one; the first day where there was none."""
    last: date
    """The last day of that time on which it was overdue."""

    @property
    def longest(self) -> int:
        """The days of that time."""
        return (self.last - self.first).days


@dataclass(frozen=True, slots=True)
class Foresight:
    """The forecast at half-time, beside the result."""

    ref: Ref
    day: date
    """Half-time of the key result."""
    projected: Fraction
    """The value, without one the progress, at the end if it had gone on as until then."""
    confidence: int | None
    """The last one given by then, 0 to 10."""
    outcome: Decimal | Fraction
    """The value, or progress, at the end."""
    score: Fraction | None


@dataclass(frozen=True, slots=True)
class Retro:
    """The facts and questions for a retrospective."""

    plan: Plan
    cycle: PlannedCycle
    day: date
    scores: ScoreReport
    moved: tuple[Moved, ...]
    silences: tuple[Silence, ...]
    foresights: tuple[Foresight, ...]
    breached: tuple[GuardrailState, ...]
    """Guardrails that were beyond a limit at least once."""
    promises: tuple[Promise, ...]
    """The promises with an amount or a day, and those that failed, as of the last day of the cycle."""
    wins: tuple[Win, ...]
    questions: tuple[QuestionAnswer, ...]

    def decision(self, ref: Ref) -> Decision | None:
        """The decision on an objective or key result."""
        thing = self.plan.item(ref)
        return thing.decision


def retro(plan: Plan, cycle: PlannedCycle, day: date, history: Iterable[LogEntry]) -> Retro:
    """The facts and questions of a cycle; `history` are the commits since its first day, where there is git."""
    scores = score_plan(plan, day, cycle.id)
    objectives = [scores[ref] for ref, _ in plan.objectives_of(cycle.id)]
    results = [found for objective in objectives for found in objective.key_results]
    last = min(day, cycle.period.end)
    return Retro(
        plan=plan,
        cycle=cycle,
        day=day,
        scores=score_report(plan, cycle, day),
        moved=tuple(_moved(plan, cycle, history)),
        silences=tuple(sorted(_silences(plan, [found.ref for found in results], last), key=_worst)),
        foresights=tuple(filter(None, (_foresight(plan, found.ref, day) for found in results))),
        breached=tuple(_breached(objectives)),
        promises=tuple(_given(plan, cycle, last)),
        wins=tuple(win for win in plan.wins if win.date in cycle.period and win.date <= day),
        questions=tuple(questions_of(plan, cycle)),
    )


# ── Goalposts ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _moved(plan: Plan, cycle: PlannedCycle, history: Iterable[LogEntry]) -> list[Moved]:
    """The moved goals from the git history, and those that only the files record; the earliest first."""
    found = [
        _moved_by(one, plan.present(one.ref), entry)
        for entry, one in _not_undone(plan, history)
        if one.ref is not None and one.ref.cycle == cycle.id
    ]
    known = {(one.ref, one.field, str(one.after)) for one in found}
    found += [one for one in _recorded(plan, cycle) if (one.ref, one.field, str(one.after)) not in known]
    return sorted(found, key=lambda one: (one.date, one.ref, one.field))


def _not_undone(plan: Plan, history: Iterable[LogEntry]) -> Iterator[tuple[LogEntry, PlanChange]]:
    """The goalposts that moved, newest first, without those that the same person reverted by `okr undo`."""
    undone: dict[tuple[Ref, tuple[str, str, str]], tuple[LogEntry, PlanChange]] = {}
    for entry in history:
        for change in (line.difference for line in entry.lines if line.is_goalpost):
            part = (plan.present(change.ref), change.part) if change.ref else None
            later, undoing = undone.pop(part, (entry, None)) if part else (entry, None)
            if undoing is not None:
                if undoing.takes_back(change) and later.commit.email == entry.commit.email:
                    continue
                yield later, undoing
            if part and entry.commit.undoes:
                undone[part] = (entry, change)
            else:
                yield entry, change
    yield from undone.values()


def _moved_by(change: PlanChange, ref: Ref, entry: LogEntry) -> Moved:
    """A goalpost that a commit moved; of what it added or removed the title is the value."""
    part = f"{change.item}/" if change.item else ""
    if change.kind == "changed":
        field, (before, after) = change.field, change.sides
    else:
        field, before, after = change.kind, _title(change.before), _title(change.after)
    return Moved(ref, part + field, before, after, entry.commit.day, change.reason, entry.person)


def _title(item: object) -> str | None:
    """The title of an item; of a recorded change its values."""
    if isinstance(item, ChangeRecord):
        return change_text(item.from_, item.to)
    title: str | None = item if isinstance(item, str) else getattr(item, "title", None)
    return title


def _recorded(plan: Plan, cycle: PlannedCycle) -> Iterator[Moved]:
    """The changes that are recorded in a file."""
    for ref, objective in plan.objectives_of(cycle.id):
        yield from _recorded_of(plan, ref, objective)
        for key_result_ref, key_result in plan.key_results_of(ref):
            yield from _recorded_of(plan, key_result_ref, key_result)
            for milestone in key_result.milestones:
                yield from _recorded_of(plan, key_result_ref, milestone)


def _recorded_of(plan: Plan, ref: Ref, item: Objective | KeyResult | Milestone) -> Iterator[Moved]:
    """The recorded changes of one item, and the decision about it that is in force."""
    milestone = item if isinstance(item, Milestone) else None
    part = f"{item_name(milestone)}/" if milestone else ""
    for change in item.changes:
        if change.field == STATE and change.from_ == "draft":
            continue
        if change.field == ADDED:
            yield Moved(ref, f"{part}added", None, item.title, change.date, change.reason, None)
            continue
        since = in_force_since(plan, ref, change.field, milestone)
        if since and change.date >= since:
            yield Moved(ref, part + change.field, change.from_, change.to, change.date, change.reason, None)
    since = in_force_since(plan, ref, STATE, milestone)
    if since and item.state and item.since and item.since >= since:
        yield Moved(ref, f"{part}{STATE}", None, item.state, item.since, item.reason, None)


# ── Silence and foresight ─────────────────────────────────────────────────────────────────────────────────────────


def _silences(plan: Plan, refs: Sequence[Ref], last: date) -> Iterator[Silence]:
    """The silence of each of these key results that was ever overdue, up to the day `last`."""
    first = min((plan.period_of(ref).start for ref in refs), default=last)
    for parent, several in groupby(refs, key=lambda ref: ref.parent):
        key_results = list(several)
        overdue: dict[Ref, int] = {}
        longest: dict[Ref, Silence] = {}
        part = plan.part([parent])
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            held = plan_as_of(part, day)
            for ref in filter(held.has, key_results):
                duty = duty_on(held, ref, day)
                if duty.overdue:
                    overdue[ref] = overdue.get(ref, 0) + 1
                    since = max(duty.last.date if duty.last else first, held.period_of(ref).start)
                    if ref not in longest or (day - since).days > longest[ref].longest:
                        longest[ref] = Silence(ref, overdue[ref], since, day)
        yield from (replace(silence, overdue=overdue[ref]) for ref, silence in longest.items())


def _worst(silence: Silence) -> tuple[int, Ref]:
    return (-silence.overdue, silence.ref)


def _foresight(plan: Plan, ref: Ref, day: date) -> Foresight | None:
    """The forecast from the first half of the cycle; None without a pace, and before the end of the cycle."""
    period = plan.period_of(ref)
    middle = period.start + timedelta(days=(period.end - period.start).days // 2)
    end = score_key_result(plan, ref, day)
    was = plan_as_of(plan, middle)
    if end.score is None or not was.has(ref):
        return None
    then, key_result, days = score_key_result(was, ref, middle), was.key_result(ref), was.period_of(ref)
    measurement = measure(key_result, then.history, middle, days)
    promise = run_rate(key_result, measurement, then.expected, days)
    if promise.value is None:
        return None
    outcome = _outcome(plan, ref, period.end, end)
    projected = promise.value
    if measurement.current is None or progress_ends(key_result, days) is None:
        projected = min(projected, Fraction(1))  # more than all of them cannot be reached
    return Foresight(ref, middle, projected, then.confidence, outcome, end.final)


def _outcome(plan: Plan, ref: Ref, last: date, end: KeyResultScore) -> Decimal | Fraction:
    at_end = score_key_result(plan, ref, last)
    if at_end.current is not None:
        return at_end.current
    return end.score if end.score is not None else Fraction(0)


def _given(plan: Plan, cycle: PlannedCycle, last: date) -> Iterator[Promise]:
    """The promises that something in the cycle gave or got, as they stand on its last day."""
    for promise in promises(plan, last):
        if cycle.id in (promise.link.ref.cycle, promise.target.cycle) and (promise.due or promise.is_broken):
            yield promise


def _breached(objectives: Sequence[ObjectiveScore]) -> Iterator[GuardrailState]:
    for objective in objectives:
        states = [*objective.guardrails, *(state for found in objective.key_results for state in found.guardrails)]
        yield from (state for state in states if state.breaches)
