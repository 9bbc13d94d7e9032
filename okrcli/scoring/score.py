"""Progress, status, confidence and score of key results and objectives (docs/semantics.md).

Pure and exact: a plan and a day go in, fractions come out. Nothing dated after the day is used. This is the only module
that brings the measures of the package together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from okrcli.model.plan import Checkin, Plan, Ref, plan_as_of
from okrcli.model.records import KeyResult, Objective
from okrcli.scoring.alignment import Alignment, alignment_of
from okrcli.scoring.cadence import cadence
from okrcli.scoring.checkin_history import (
    count_unchanged,
    decision_on,
    reported_status,
)
from okrcli.scoring.confidence import opinions
from okrcli.scoring.expected import elapsed_share, expected_progress
from okrcli.scoring.final_score import FinalScores, overriding
from okrcli.scoring.guardrails import breached, guardrail_states
from okrcli.scoring.measurement import ONE, ZERO, Cadence, Measurement, mean
from okrcli.scoring.objective_status import objective_status
from okrcli.scoring.parts import history_of
from okrcli.scoring.progress import measure
from okrcli.scoring.results import LEFT_OUT, Contribution, KeyResultScore, ObjectiveScore, Status, StatusInputs
from okrcli.scoring.status import SILENT_START, key_result_status
from okrcli.scoring.status_reasons import decision_reason, with_reason

_FINISHABLE = frozenset(("binary", "milestones"))
"""Kinds whose check-ins are no longer asked for once all is done (docs/semantics.md, "The rhythm of check-ins")."""


# ── Key results ───────────────────────────────────────────────────────────────────────────────────────────────────


def score_key_result(plan: Plan, ref: Ref, day: date) -> KeyResultScore:
    """The score of the key result at `ref` on `day`. Raises KeyError when there is no such key result.

    On a day before it was added it is scored by the present plan, for a check-in that speaks of such a day.
    """
    held = plan_as_of(plan, day)
    plan = held if held.has(ref) else plan
    return _score_key_result(plan, ref, plan.key_result(ref), day, FinalScores(plan))


def score_at_end(plan: Plan, ref: Ref, day: date) -> KeyResultScore:
    """The score of the key result at `ref` on the day whose progress is its grade, or on `day` if that is earlier."""
    score = score_key_result(plan, ref, day)
    last = score.end.last_day
    return score if last is None or last >= day else score_key_result(plan, ref, last)


def _score_key_result(
    plan: Plan, ref: Ref, key_result: KeyResult, day: date, final_scores: FinalScores
) -> KeyResultScore:
    seen, history = status_inputs(plan, ref, key_result, day)
    end = final_scores.of_key_result(ref, day)
    return KeyResultScore(
        ref=ref,
        current=seen.measurement.current,
        raw=seen.measurement.raw,
        progress=seen.measurement.progress,
        expected=seen.expected,
        due=_expected_in_mean(seen),
        end=end,
        override=overriding(key_result, end),
        has_data=seen.measurement.has_data,
        status=_status(plan, ref, seen),
        confidence=seen.confidence,
        previous_confidence=seen.opinions[0].previous if seen.opinions else None,
        opinions=seen.opinions,
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
    history = history_of(plan, ref, day)
    given = opinions(history, plan.duty_holders(ref))
    period = plan.period_of(ref)
    measurement = measure(key_result, history, day, period)
    duty = _duty(plan, ref, key_result, day, history, measurement)
    seen = StatusInputs(
        key_result=key_result,
        type=plan.type_of(ref),
        period=period,
        day=day,
        elapsed=elapsed_share(period, day),
        expected=None if measurement.problem else expected_progress(key_result, period, day, measurement.tally),
        decision=decision_on(key_result, day),
        measurement=measurement,
        confidence=given[0].value if given else None,
        opinions=given,
        reported=reported_status(history),
        frequency=plan.frequency_of(ref),
        cadence=duty,
        unchanged=count_unchanged(key_result, history),
        pace=plan.settings.pace,
        guardrails=guardrail_states(plan, ref, day) if key_result.guardrails else (),
    )
    return seen, history


def _status(plan: Plan, ref: Ref, inputs: StatusInputs) -> Status:
    """The status of a key result; that of one whose objective is draft, paused, postponed or cancelled is the same.

    The computed status stays beside it.
    """
    status, objective = key_result_status(inputs), plan.objectives[ref.parent]
    decision = decision_on(objective, inputs.day)
    if inputs.decision is None and decision in LEFT_OUT:
        reason = decision_reason(objective, decision)
        inherited = replace(status, shown=decision, marks=())
        return with_reason(inherited, reason and reason._replace(item=ref.parent))
    cause = status.cause
    return status if cause is None or cause.item else replace(status, cause=cause._replace(item=ref))


def _expected_in_mean(inputs: StatusInputs) -> Fraction:
    """The progress that the objective expects of a key result on the day; bar and mark use the same parts.

    A yes or no is expected from its due day on. A limit is to be kept always; before it was measured, from the middle.
    """
    if inputs.expected is not None:
        return inputs.expected
    if inputs.key_result.measure == "binary":
        return ONE if inputs.day >= (inputs.key_result.due or inputs.period.end) else ZERO
    if not inputs.measurement.has_data:
        return ONE if inputs.elapsed > SILENT_START else ZERO
    tally = inputs.measurement.tally
    return Fraction(tally.so_far, tally.whole) if tally is not None and tally.whole else ONE


def duty_on(plan: Plan, ref: Ref, day: date) -> Cadence:
    """The check-in duty of the key result at `ref` on `day`, as its status has it. `plan` is as of `day`."""
    history, key_result = history_of(plan, ref, day), plan.key_result(ref)
    is_finishable = key_result.measure in _FINISHABLE
    measurement = measure(key_result, history, day, plan.period_of(ref)) if is_finishable else Measurement()
    return _duty(plan, ref, key_result, day, history, measurement)


def _duty(
    plan: Plan, ref: Ref, key_result: KeyResult, day: date, history: Sequence[Checkin], measurement: Measurement
) -> Cadence:
    """The duty of the rhythm; none for what is finished (docs/semantics.md, "The rhythm of check-ins")."""
    duty = cadence(plan, ref, day, history)
    return duty.over() if key_result.measure in _FINISHABLE and measurement.progress == ONE else duty


# ── Objectives ──────────────────────────────────────────────────────────────────────────────────────────────────────


def score_plan(plan: Plan, day: date, cycle: str | None = None) -> dict[Ref, ObjectiveScore]:
    """The scores of all objectives, children before parents.

    With `cycle` those of that cycle, and of the objectives anywhere that contribute to them.
    """
    plan = plan_as_of(plan, day)
    alignment = alignment_of(plan)
    wanted = alignment.with_descendants(ref for ref in plan.objectives if cycle is None or ref.cycle == cycle)
    final_scores = FinalScores(plan)
    parts: dict[Ref, Contribution] = {}
    scores: dict[Ref, ObjectiveScore] = {}
    for ref in alignment.order:
        if ref in wanted:
            scores[ref], parts[ref] = _score_objective(plan, ref, day, alignment, parts, final_scores)
    return scores


def _score_objective(
    plan: Plan,
    ref: Ref,
    day: date,
    alignment: Alignment,
    scored: Mapping[Ref, Contribution],
    final_scores: FinalScores,
) -> tuple[ObjectiveScore, Contribution]:
    """The score of an objective, and its contribution to its parents. `scored` has those of its children."""
    objective = plan.objectives[ref]
    results = tuple(_score_key_result(plan, kr_ref, kr, day, final_scores) for kr_ref, kr in plan.key_results_of(ref))
    is_looping = not results and ref in alignment.looping
    if results:
        parts = [_key_result_part(result, kr, day) for result, kr in zip(results, objective.key_results, strict=True)]
    else:
        parts = [] if is_looping else [scored[child] for child in alignment.children[ref]]
    counted = [part for part in parts if part.is_counted]
    guardrails = guardrail_states(plan, ref, day) if objective.guardrails else ()
    status, origin = objective_status(plan, ref, day, parts, guardrails, is_looping=is_looping)
    if status.cause and status.cause.item is None:
        status = replace(status, cause=status.cause._replace(item=ref))
    end = final_scores.of_objective(ref, day)
    due = mean((part.weight, part.due) for part in counted)
    score = ObjectiveScore(
        ref=ref,
        progress=mean((part.weight, part.progress) for part in counted),
        expected=due if any(part.expected is not None for part in counted) else None,
        due=due or ZERO,
        end=end,
        override=overriding(objective, end),
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
        reason=score.status.cause,
        weight=key_result.weight,
        decision=decision_on(key_result, day),
        progress=score.progress,
        expected=score.expected,
        confidence=score.confidence,
        status=score.status,
        raw=score.raw,
        due=score.due,
        breaches=tuple(breached(score.guardrails)),
    )


def _objective_part(
    score: ObjectiveScore, objective: Objective, day: date, origin: Contribution | None
) -> Contribution:
    return Contribution(
        ref=score.ref,
        origin=origin.origin if origin else score.ref,
        reason=score.status.cause,
        weight=objective.weight,
        decision=decision_on(objective, day),
        progress=score.progress,
        expected=score.expected,
        confidence=score.confidence,
        status=score.status,
        due=score.due,
    )
