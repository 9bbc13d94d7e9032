"""Progress, status, confidence and score of key results and objectives (docs/semantics.md).

Pure and exact: a plan and a day go in, fractions come out. Nothing dated after the day is used. This is the only module
that brings the measures of the package together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from okrcli.model.plan import Checkin, Period, Plan, Ref, key_result_as_of, plan_as_of
from okrcli.model.records import KeyResult, Objective
from okrcli.scoring.alignment import Alignment, alignment_of
from okrcli.scoring.cadence import cadence
from okrcli.scoring.checkin_history import (
    apply_corrections,
    confidence_series,
    count_unchanged,
    decision_on,
    reported_status,
)
from okrcli.scoring.guardrails import breached, guardrail_states
from okrcli.scoring.progress import expected_progress, measure
from okrcli.scoring.results import (
    LEFT_OUT,
    ONE,
    ZERO,
    Contribution,
    KeyResultScore,
    Measurement,
    ObjectiveScore,
    Status,
    StatusInputs,
)
from okrcli.scoring.rollup import mean, objective_status
from okrcli.scoring.status import key_result_status

__all__ = [
    "KeyResultScore",
    "ObjectiveScore",
    "Status",
    "apply_corrections",
    "confidence_series",
    "elapsed_share",
    "score_key_result",
    "score_plan",
]


_FINISHABLE = frozenset(("binary", "milestones"))
"""Kinds whose check-ins are no longer asked for once all is done (docs/semantics.md, "The rhythm of check-ins")."""


# ── Key results ───────────────────────────────────────────────────────────────────────────────────────────────────


def elapsed_share(period: Period, day: date) -> Fraction:
    """The share of a period that is over: 0 on its first day, 1 on its last; a single day is over on that day."""
    span = (period.end - period.start).days
    gone = (day - period.start).days
    if span <= 0:
        return ONE if gone >= 0 else ZERO
    return Fraction(min(max(gone, 0), span), span)


def score_key_result(plan: Plan, ref: Ref, day: date) -> KeyResultScore:
    """The score of the key result at `ref` on `day`. Raises KeyError when there is no such key result."""
    plan = plan_as_of(plan, day)
    return _score_key_result(plan, ref, plan.key_result(ref), day)


def _score_key_result(plan: Plan, ref: Ref, key_result: KeyResult, day: date) -> KeyResultScore:
    seen, history = status_inputs(plan, ref, key_result, day)
    confidence = [value for _, value in confidence_series(history)]
    score = _final_score(plan, ref, key_result, seen)
    return KeyResultScore(
        ref=ref,
        current=seen.measurement.current,
        raw=seen.measurement.raw,
        progress=seen.measurement.progress,
        expected=seen.expected,
        score=score,
        override=_override(key_result, score),
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
        tally=seen.measurement.tally,
        guardrails=seen.guardrails,
    )


def status_inputs(plan: Plan, ref: Ref, key_result: KeyResult, day: date) -> tuple[StatusInputs, tuple[Checkin, ...]]:
    """The inputs of the status of a key result on `day`, and its check-ins up to that day. `plan` is as of `day`."""
    history = apply_corrections(plan.checkins.get(ref, ()), day)
    confidence = [value for _, value in confidence_series(history)]
    period = plan.period_of(ref)
    elapsed = elapsed_share(period, day)
    measurement = measure(key_result, history, day, period)
    duty = cadence(plan, ref, day, history)
    if key_result.measure in _FINISHABLE and measurement.progress == ONE:
        duty = duty.over()
    seen = StatusInputs(
        key_result=key_result,
        type=plan.type_of(ref),
        period=period,
        day=day,
        elapsed=elapsed,
        expected=None if measurement.problem else expected_progress(key_result, elapsed, day, measurement.tally),
        decision=decision_on(key_result, day),
        measurement=measurement,
        confidence=confidence[-1] if confidence else None,
        reported=reported_status(history),
        frequency=plan.frequency_of(ref),
        cadence=duty,
        unchanged=count_unchanged(key_result, history),
        pace=plan.settings.pace,
        guardrails=guardrail_states(plan, ref, day) if key_result.guardrails else (),
    )
    return seen, history


def last_day(plan: Plan, ref: Ref, key_result: KeyResult, day: date) -> date | None:
    """The day whose progress is the score: the end date, or the day on which it (or its objective) was closed early.

    None where there is never a score: for a draft, paused, postponed or cancelled one, and for a baseline.
    """
    last = plan.period_of(ref).end
    for item in (key_result, plan.objectives[ref.parent]):
        decision = decision_on(item, day)
        if decision in LEFT_OUT or key_result.measure == "baseline":
            return None
        if decision == "closed":
            last = min(last, item.since or day)
    return last


def _final_score(plan: Plan, ref: Ref, key_result: KeyResult, seen: StatusInputs) -> Fraction | None:
    """Progress on the last day, with the plan of that day; None before it."""
    last = last_day(plan, ref, key_result, seen.day)
    if last is None or seen.day < last:
        return None
    return measurement_on(plan, ref, key_result, last).progress


def measurement_on(plan: Plan, ref: Ref, key_result: KeyResult, day: date) -> Measurement:
    """The measurement of a key result on `day`, with its fields as of that day."""
    history = apply_corrections(plan.checkins.get(ref, ()), day)
    return measure(key_result_as_of(key_result, day), history, day, plan.period_of(ref))


def _override(item: KeyResult | Objective, computed: Fraction | None) -> Fraction | None:
    """The grade that people gave, where there is one to replace (docs/semantics.md, "The score at the end")."""
    given = item.score.override if item.score else None
    return None if given is None or computed is None else Fraction(given)


# ── Objectives ──────────────────────────────────────────────────────────────────────────────────────────────────────


def score_plan(plan: Plan, day: date, cycle: str | None = None) -> dict[Ref, ObjectiveScore]:
    """The scores of all objectives, children before parents.

    With `cycle` those of that cycle, and of the objectives anywhere that contribute to them.
    """
    plan = plan_as_of(plan, day)
    alignment = alignment_of(plan)
    wanted = _with_descendants(alignment, [ref for ref in plan.objectives if cycle is None or ref.cycle == cycle])
    parts: dict[Ref, Contribution] = {}
    scores: dict[Ref, ObjectiveScore] = {}
    for ref in alignment.order:
        if ref in wanted:
            scores[ref], parts[ref] = _score_objective(plan, ref, day, alignment, parts)
    return scores


def _with_descendants(alignment: Alignment, refs: Iterable[Ref]) -> set[Ref]:
    reached = set(refs)
    waiting = list(reached)
    while waiting:
        new = [child for child in alignment.children[waiting.pop()] if child not in reached]
        reached.update(new)
        waiting.extend(new)
    return reached


def _score_objective(
    plan: Plan, ref: Ref, day: date, alignment: Alignment, scored: Mapping[Ref, Contribution]
) -> tuple[ObjectiveScore, Contribution]:
    """The score of an objective, and its contribution to its parents. `scored` has those of its children."""
    objective = plan.objectives[ref]
    results = tuple(_score_key_result(plan, kr_ref, kr, day) for kr_ref, kr in plan.key_results_of(ref))
    is_looping = not results and ref in alignment.looping
    if results:
        parts = [_key_result_part(result, kr, day) for result, kr in zip(results, objective.key_results, strict=True)]
    else:
        parts = [] if is_looping else [scored[child] for child in alignment.children[ref]]
    counted = [part for part in parts if part.is_counted]
    guardrails = guardrail_states(plan, ref, day) if objective.guardrails else ()
    status, origin = objective_status(plan, ref, day, parts, guardrails, is_looping=is_looping)
    grade = None if any(p.score is None for p in counted) else mean((p.weight, p.score) for p in counted)
    score = ObjectiveScore(
        ref=ref,
        progress=mean((part.weight, part.progress) for part in counted),
        expected=mean((part.weight, part.expected) for part in counted),
        score=grade,
        override=_override(objective, grade),
        status=status,
        confidence=mean((part.weight, part.confidence) for part in counted),
        net_confidence=net_confidence(part.status.shown for part in counted if part.ref.key_result),
        key_results=results,
        children=alignment.children[ref],
        from_children=not results and bool(alignment.children[ref]),
        parts=tuple(parts),
        guardrails=guardrails,
    )
    return score, _objective_part(score, objective, day, origin)


def net_confidence(statuses: Iterable[str | None]) -> Fraction | None:
    """The number on track or achieved less the number off track, in percent of all; None without any."""
    words = list(statuses)
    good = sum(word in ("on_track", "achieved") for word in words)
    return Fraction(100 * (good - words.count("off_track")), len(words)) if words else None


def _key_result_part(score: KeyResultScore, key_result: KeyResult, day: date) -> Contribution:
    return Contribution(
        ref=score.ref,
        origin=score.ref,
        reason=score.status.reason,
        weight=key_result.weight,
        decision=decision_on(key_result, day),
        progress=score.progress,
        expected=score.expected,
        score=score.final,
        confidence=score.confidence,
        status=score.status,
        breaches=tuple(breached(score.guardrails)),
    )


def _objective_part(
    score: ObjectiveScore, objective: Objective, day: date, origin: Contribution | None
) -> Contribution:
    return Contribution(
        ref=score.ref,
        origin=origin.origin if origin else score.ref,
        reason=origin.reason if origin else score.status.reason,
        weight=objective.weight,
        decision=decision_on(objective, day),
        progress=score.progress,
        expected=score.expected,
        score=score.final,
        confidence=score.confidence,
        status=score.status,
    )
