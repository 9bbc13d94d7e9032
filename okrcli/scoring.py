"""Progress, status, confidence and score of key results and objectives (semantics.md §3–§8).

Pure and exact: a plan and a day go in, fractions come out. Nothing dated after the day has any influence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from okrcli.alignment import Alignment, alignment_of
from okrcli.cadence import cadence
from okrcli.model import Checkin, KeyResult, Objective, Period, Plan, Ref
from okrcli.progress import ONE, ZERO, expected_progress, measure
from okrcli.readings import (
    confidence_series,
    count_unchanged,
    decision_on,
    effective,
    reported_status,
)
from okrcli.status import (
    GREEN,
    Situation,
    Status,
    age_reason,
    decision_reason,
    differs,
    is_old,
    key_result_status,
    mismatch_reason,
    short,
    worst,
)

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

_LEFT_OUT = frozenset(("draft", "cancelled", "postponed", "paused"))
"""Decisions that take a key result or objective out of every average (§4)."""


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
    return _score_key_result(plan, ref, plan.key_result(ref), day)


def _score_key_result(plan: Plan, ref: Ref, key_result: KeyResult, day: date) -> KeyResultScore:
    history = effective(plan.checkins.get(ref, ()), day)
    period = plan.period_of(ref)
    measurement = measure(key_result, history, day)
    elapsed = elapsed_share(period, day)
    confidence = [value for _, value in confidence_series(history)][-2:]
    situation = Situation(
        key_result=key_result,
        type=plan.type_of(ref),
        period=period,
        day=day,
        elapsed=elapsed,
        expected=expected_progress(key_result, elapsed, day),
        decision=decision_on(key_result, day),
        measurement=measurement,
        confidence=confidence[-1] if confidence else None,
        reported=reported_status(history),
        frequency=plan.frequency_of(ref),
        cadence=cadence(plan, ref, day, history),
        unchanged=count_unchanged(key_result, history),
    )
    return KeyResultScore(
        ref=ref,
        current=measurement.current,
        raw=measurement.raw,
        progress=measurement.progress,
        expected=situation.expected,
        score=_final_score(plan, ref, key_result, period, day),
        has_data=measurement.has_data,
        status=key_result_status(situation),
        confidence=situation.confidence,
        previous_confidence=confidence[0] if len(confidence) == 2 else None,
        last_checkin=situation.cadence.last,
        days_silent=situation.cadence.days_silent,
        next_due=situation.cadence.next_due,
        overdue=situation.cadence.overdue,
        unchanged=situation.unchanged,
        history=history,
    )


def _final_score(plan: Plan, ref: Ref, key_result: KeyResult, period: Period, day: date) -> Fraction | None:
    """Progress at the end date, or at the day it (or its objective) was closed early; None before (§6)."""
    last = period.end
    for thing in (key_result, plan.objectives[ref.parent]):
        decision = decision_on(thing, day)
        if decision in _LEFT_OUT:
            return None
        if decision == "closed":
            last = min(last, thing.since or day)
    if day < last:
        return None
    return measure(key_result, effective(plan.checkins.get(ref, ()), last), last).progress


# ── Objectives ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Part:
    """A key result or a child, as its objective sees it."""

    ref: Ref
    """The part itself."""
    origin: Ref
    """The key result at the bottom of its reason."""
    reason: str | None
    """The reason of that key result."""
    weight: Decimal
    decision: str | None
    progress: Fraction | None
    expected: Fraction | None
    score: Fraction | None
    confidence: int | Fraction | None
    status: Status

    @property
    def is_counted(self) -> bool:
        """Whether it is in the average (§4)."""
        return self.decision not in _LEFT_OUT and self.progress is not None and self.weight > 0

    @property
    def shortfall(self) -> Fraction:
        """How far it is behind; what has no pace is expected to be met."""
        return (ONE if self.expected is None else self.expected) - (self.progress or ZERO)


def score_plan(plan: Plan, day: date, cycle: str | None = None) -> dict[Ref, ObjectiveScore]:
    """The scores of all objectives, children before parents.

    With `cycle` those of that cycle, and of the objectives anywhere that contribute to them.
    """
    alignment = alignment_of(plan)
    wanted = _with_descendants(alignment, [ref for ref in plan.objectives if cycle is None or ref.cycle == cycle])
    parts: dict[Ref, _Part] = {}
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
    plan: Plan, ref: Ref, day: date, alignment: Alignment, scored: Mapping[Ref, _Part]
) -> tuple[ObjectiveScore, _Part]:
    """An objective whose children, unless in a loop with it, are `scored`; and what it is to its parents."""
    objective = plan.objectives[ref]
    results = tuple(_score_key_result(plan, kr_ref, kr, day) for kr_ref, kr in plan.key_results_of(ref))
    from_children = not results
    if not from_children:
        parts = [_part_of(result, kr, day) for result, kr in zip(results, objective.key_results, strict=True)]
    elif ref in alignment.looping:
        parts = []
    else:
        parts = [scored[child] for child in alignment.children[ref]]
    counted = [part for part in parts if part.is_counted]
    status, origin = _objective_status(plan, ref, day, parts, ref in alignment.looping and from_children)
    score = ObjectiveScore(
        ref=ref,
        progress=_mean((part.weight, part.progress) for part in counted),
        expected=_mean((part.weight, part.expected) for part in counted),
        score=None if any(p.score is None for p in counted) else _mean((p.weight, p.score) for p in counted),
        status=status,
        confidence=_mean((part.weight, part.confidence) for part in counted),
        key_results=results,
        children=alignment.children[ref],
        from_children=from_children and bool(alignment.children[ref]),
    )
    part = _Part(
        ref=ref,
        origin=origin.origin if origin else ref,
        reason=origin.reason if origin else status.reason,
        weight=objective.weight,
        decision=decision_on(objective, day),
        progress=score.progress,
        expected=score.expected,
        score=score.score,
        confidence=score.confidence,
        status=status,
    )
    return score, part


def _part_of(result: KeyResultScore, key_result: KeyResult, day: date) -> _Part:
    return _Part(
        ref=result.ref,
        origin=result.ref,
        reason=result.status.reason,
        weight=key_result.weight,
        decision=decision_on(key_result, day),
        progress=result.progress,
        expected=result.expected,
        score=result.score,
        confidence=result.confidence,
        status=result.status,
    )


def _mean(weighted: Iterable[tuple[Decimal, Fraction | int | None]]) -> Fraction | None:
    """The weighted mean of those that have a value; None without any."""
    pairs = [(Fraction(weight), value) for weight, value in weighted if value is not None]
    if not pairs:
        return None
    return sum((weight * value for weight, value in pairs), ZERO) / sum((weight for weight, _ in pairs), ZERO)


# ── The status of an objective (§7.6) ─────────────────────────────────────────────────────────────────────────────


def _objective_status(
    plan: Plan, ref: Ref, day: date, parts: Sequence[_Part], is_looping: bool
) -> tuple[Status, _Part | None]:
    """The status, and the part whose reason it borrowed."""
    objective = plan.objectives[ref]
    reported = reported_status(effective(plan.checkins.get(ref, ()), day)) if ref in plan.checkins else None
    word = reported.status if reported else None
    if decision := decision_on(objective, day):
        return Status(decision, decision, word, decision_reason(objective, decision), ()), None
    counted = [part for part in parts if part.is_counted and part.decision != "closed"]
    others = [part for part in parts if part not in counted]
    computed = worst((p.status.computed for p in counted), (p.status.computed for p in others))
    inherited = worst((p.status.shown for p in counted), (p.status.shown for p in others))
    overrides = word is not None and inherited not in ("closed", "paused", "postponed")
    shown = word if overrides else inherited
    marks: list[str] = []
    if computed is not None and differs(shown, computed):
        marks.append("mismatch")
    if overrides and is_old(reported, plan.frequency_of(ref), day):
        marks.append("stale")
    reason, origin = None, None
    if overrides and "mismatch" in marks:
        reason = mismatch_reason(shown or "", computed or "")
    elif shown is None:
        reason = "contributes to itself" if is_looping else _unmeasured_reason(objective, parts)
    elif (origin := _deciding(parts, shown, marks)) is not None:
        reason = _borrowed(ref, origin)
    elif reported and "stale" in marks:
        reason = age_reason(reported, day)
    return Status(shown, computed, word, reason, tuple(marks)), origin


def _deciding(parts: Sequence[_Part], shown: str, marks: Sequence[str]) -> _Part | None:
    """The weakest of the parts that made the status what it is; None where a green one needs no reason."""
    if shown in GREEN:
        parts = [part for part in parts if "mismatch" in part.status.marks] if "mismatch" in marks else []
    else:
        parts = [part for part in parts if part.status.shown == shown and (part.is_counted or part.decision)]
    return max(parts, key=lambda part: part.shortfall, default=None)


def _borrowed(ref: Ref, origin: _Part) -> str | None:
    """The reason of a part, with its name in front: `mql: 20 % done, 55 % expected`."""
    name = origin.origin.short if origin.origin.parent == ref else str(origin.origin)
    return short(f"{name}: {origin.reason}") if origin.reason else name


def _unmeasured_reason(objective: Objective, parts: Sequence[_Part]) -> str:
    """Why an objective has no status."""
    if not parts:
        return "no key results, nothing contributes"
    if all(part.weight == 0 for part in parts):
        return "all weights are 0"
    unusable = next((part for part in parts if part.decision is None and part.progress is None), None)
    if unusable:
        return short(f"{unusable.ref.short}: {unusable.reason}")
    noun = "key results" if objective.key_results else "children"
    decisions = {part.decision for part in parts}
    return f"only {decisions.pop()} {noun}" if len(decisions) == 1 else f"none of its {noun} counts"
