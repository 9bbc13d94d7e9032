"""Progress, status, confidence and score of key results and objectives (semantics.md §3–§8).

Pure and exact: a plan and a day go in, fractions come out. Nothing dated after the day has any influence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from okrcli.alignment import Alignment, alignment_of
from okrcli.cadence import cadence
from okrcli.model import KeyResult, Objective
from okrcli.plan import Checkin, Period, Plan, Ref
from okrcli.progress import ONE, ZERO, expected_progress, measure
from okrcli.readings import confidence_series, count_unchanged, decision_on, effective, reported_status
from okrcli.rollup import LEFT_OUT, Part, mean, objective_status
from okrcli.status import Situation, Status, key_result_status
from okrcli.validity import valid_on

__all__ = [
    "KeyResultScore",
    "ObjectiveScore",
    "Status",
    "confidence_series",
    "effective",
    "elapsed_share",
    "score_key_result",
    "score_plan",
]


_FINISHABLE = frozenset(("binary", "milestones"))
"""Kinds that nothing can undo by itself: once all is done, nobody is asked any more (own rule)."""


@dataclass(frozen=True, slots=True)
class KeyResultScore:
    """One key result, seen from a day."""

    ref: Ref
    current: Decimal | Fraction | None
    """The value now, in its unit; the start before the first one. None for kinds without a value."""
    raw: Fraction | None
    """Progress as it is, also below 0 and above 1."""
    progress: Fraction | None
    """Progress between 0 and 1; None where the numbers cannot be used."""
    expected: Fraction | None
    """Where progress should be by the day, 0 to 1; None for kinds that are met or not (thresholds, `binary`)."""
    score: Fraction | None
    """The final grade, 0 to 1: progress at the end date or at early closing; None before."""
    has_data: bool
    """Whether anything was measured; without, progress counts as 0."""
    status: Status
    confidence: int | None
    """The last one given, 0 to 10."""
    previous_confidence: int | None
    """The one before."""
    last_checkin: Checkin | None
    """The last check-in, also one that is only a note."""
    days_silent: int | None
    """Days since then."""
    next_due: date | None
    """The last day on which the next check-in is not overdue; None where none is asked for."""
    overdue: bool
    unchanged: int
    """How many of the latest readings repeat the one before: 2 after 22, 22, 22."""
    history: tuple[Checkin, ...]
    """The check-ins up to the day in order, corrections applied."""


@dataclass(frozen=True, slots=True)
class ObjectiveScore:
    """One objective with its key results, seen from a day."""

    ref: Ref
    progress: Fraction | None
    """The weighted mean of its own key results, else of the objectives that contribute to it; None if none counts."""
    expected: Fraction | None
    """The weighted mean of what is expected of those that have a pace."""
    score: Fraction | None
    """The weighted mean of final scores, once all that count have one."""
    status: Status
    confidence: Fraction | None
    """The weighted mean of those that have one, 0 to 10."""
    key_results: tuple[KeyResultScore, ...]
    children: tuple[Ref, ...]
    """The objectives that contribute to it, whether its progress comes from them or not."""
    from_children: bool
    """Whether its progress comes from them: it has no key results of its own."""


# ── Key results ───────────────────────────────────────────────────────────────────────────────────────────────────


def elapsed_share(period: Period, day: date) -> Fraction:
    """The part of a period that is over: 0 on its first day, 1 on its last (§7.1); a single day is over on that day."""
    span = (period.end - period.start).days
    gone = (day - period.start).days
    if span <= 0:
        return ONE if gone >= 0 else ZERO
    return Fraction(min(max(gone, 0), span), span)


def score_key_result(plan: Plan, ref: Ref, day: date) -> KeyResultScore:
    """Everything that is computed of the key result at `ref`. Raises KeyError when there is none."""
    plan = valid_on(plan, day)
    return _score_key_result(plan, ref, plan.key_result(ref), day)


def _score_key_result(plan: Plan, ref: Ref, key_result: KeyResult, day: date) -> KeyResultScore:
    history = effective(plan.checkins.get(ref, ()), day)
    confidence = [value for _, value in confidence_series(history)]
    seen = _situation(plan, ref, key_result, day, history, confidence[-1] if confidence else None)
    return KeyResultScore(
        ref=ref,
        current=seen.measurement.current,
        raw=seen.measurement.raw,
        progress=seen.measurement.progress,
        expected=seen.expected,
        score=_final_score(plan, ref, key_result, seen),
        has_data=seen.measurement.has_data,
        status=key_result_status(seen),
        confidence=seen.confidence,
        previous_confidence=confidence[-2] if len(confidence) > 1 else None,
        last_checkin=seen.cadence.last,
        days_silent=seen.cadence.days_silent,
        next_due=seen.cadence.next_due,
        overdue=seen.cadence.overdue,
        unchanged=seen.unchanged,
        history=history,
    )


def _situation(
    plan: Plan, ref: Ref, key_result: KeyResult, day: date, history: tuple[Checkin, ...], confidence: int | None
) -> Situation:
    period = plan.period_of(ref)
    elapsed = elapsed_share(period, day)
    measurement = measure(key_result, history, day)
    duty = cadence(plan, ref, day, history)
    if key_result.measure in _FINISHABLE and measurement.progress == ONE:
        duty = duty.over()
    return Situation(
        key_result=key_result,
        type=plan.type_of(ref),
        period=period,
        day=day,
        elapsed=elapsed,
        expected=expected_progress(key_result, elapsed, day),
        decision=decision_on(key_result, day),
        measurement=measurement,
        confidence=confidence,
        reported=reported_status(history),
        frequency=plan.frequency_of(ref),
        cadence=duty,
        unchanged=count_unchanged(key_result, history),
    )


def _final_score(plan: Plan, ref: Ref, key_result: KeyResult, seen: Situation) -> Fraction | None:
    """Progress at the end date, or at the day it (or its objective) was closed early; None before (§6)."""
    last = seen.period.end
    for thing in (key_result, plan.objectives[ref.parent]):
        decision = decision_on(thing, seen.day)
        if decision in LEFT_OUT:
            return None
        if decision == "closed":
            last = min(last, thing.since or seen.day)
    if seen.day < last:
        return None
    return measure(key_result, effective(plan.checkins.get(ref, ()), last), last).progress


# ── Objectives ──────────────────────────────────────────────────────────────────────────────────────────────────────


def score_plan(plan: Plan, day: date, cycle: str | None = None) -> dict[Ref, ObjectiveScore]:
    """The scores of all objectives, children before parents.

    With `cycle` those of that cycle, and of the objectives anywhere that contribute to them.
    """
    plan = valid_on(plan, day)
    alignment = alignment_of(plan)
    wanted = _with_descendants(alignment, [ref for ref in plan.objectives if cycle is None or ref.cycle == cycle])
    parts: dict[Ref, Part] = {}
    scores: dict[Ref, ObjectiveScore] = {}
    for ref in alignment.order:
        if ref in wanted:
            scores[ref], parts[ref] = _score_objective(plan, ref, day, alignment, parts)
    return scores


def _with_descendants(alignment: Alignment, refs: Iterable[Ref]) -> set[Ref]:
    found = set(refs)
    waiting = list(found)
    while waiting:
        new = [child for child in alignment.children[waiting.pop()] if child not in found]
        found.update(new)
        waiting.extend(new)
    return found


def _score_objective(
    plan: Plan, ref: Ref, day: date, alignment: Alignment, scored: Mapping[Ref, Part]
) -> tuple[ObjectiveScore, Part]:
    """An objective, and what it is to its parents. Its children, unless in a loop with it, are `scored`."""
    objective = plan.objectives[ref]
    results = tuple(_score_key_result(plan, kr_ref, kr, day) for kr_ref, kr in plan.key_results_of(ref))
    is_looping = not results and ref in alignment.looping
    if results:
        parts = [_key_result_part(result, kr, day) for result, kr in zip(results, objective.key_results, strict=True)]
    else:
        parts = [] if is_looping else [scored[child] for child in alignment.children[ref]]
    counted = [part for part in parts if part.is_counted]
    status, origin = objective_status(plan, ref, day, parts, is_looping=is_looping)
    score = ObjectiveScore(
        ref=ref,
        progress=mean((part.weight, part.progress) for part in counted),
        expected=mean((part.weight, part.expected) for part in counted),
        score=None if any(p.score is None for p in counted) else mean((p.weight, p.score) for p in counted),
        status=status,
        confidence=mean((part.weight, part.confidence) for part in counted),
        key_results=results,
        children=alignment.children[ref],
        from_children=not results and bool(alignment.children[ref]),
    )
    return score, _objective_part(score, objective, day, origin)


def _key_result_part(score: KeyResultScore, key_result: KeyResult, day: date) -> Part:
    return Part(
        ref=score.ref,
        origin=score.ref,
        reason=score.status.reason,
        weight=key_result.weight,
        decision=decision_on(key_result, day),
        progress=score.progress,
        expected=score.expected,
        score=score.score,
        confidence=score.confidence,
        status=score.status,
    )


def _objective_part(score: ObjectiveScore, objective: Objective, day: date, origin: Part | None) -> Part:
    return Part(
        ref=score.ref,
        origin=origin.origin if origin else score.ref,
        reason=origin.reason if origin else score.status.reason,
        weight=objective.weight,
        decision=decision_on(objective, day),
        progress=score.progress,
        expected=score.expected,
        score=score.score,
        confidence=score.confidence,
        status=score.status,
    )
