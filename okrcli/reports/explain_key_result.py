"""The steps of one key result: from its check-ins to its status and its score.

The rules are docs/semantics.md, "Progress" and "Status".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from okrcli.model.assignments import change_text
from okrcli.model.number_format import limits_of, measured_text, percent_text, quantity, score_text
from okrcli.model.plan import Checkin, Plan, Ref, plan_as_of
from okrcli.model.records import THRESHOLD_KINDS, KeyResult
from okrcli.reports.explain import Explanation, ExplanationStep, Fact, added, exact
from okrcli.reports.explain_parts import parts_step
from okrcli.reports.explain_promises import promise_steps
from okrcli.reports.explain_status import expected_step, forecast_step, rhythm_step, status_step
from okrcli.scoring.checkin_history import is_done
from okrcli.scoring.grades import Grade, grade_key_result
from okrcli.scoring.parts import PartValue, part_values
from okrcli.scoring.results import KeyResultScore, StatusInputs
from okrcli.scoring.score import score_key_result, status_inputs
from okrcli.scoring.thresholds import is_met
from okrcli.scoring.tripwires import Tripwires, tripwire_text

_AGGREGATES: Final = {
    "latest": "the latest check-in by date; it stays until the next one",
    "sum": "the start plus all check-ins",
    "average": "the mean of all check-ins",
}
_RAW: Final = {
    "metric": "the completed share of the way from start to target",
    "milestones": "the weight of the done ones, divided by all weight",
    "binary": "1 when it is done, else 0",
    "recurring": "the share of all periods that are met",
    "sum": "all amounts, divided by the target of all periods together",
    "share": "the share of check-ins that keep the limit",
    "distance": "the value compared with the limit: 1 at the limit or better",
    "limit": "1 when the limit is kept, else 0",
}


def explain_key_result(plan: Plan, ref: Ref, day: date) -> Explanation:
    """Every step from the check-ins of a key result to its numbers on a day."""
    held = plan_as_of(plan, day)
    key_result = held.key_result(ref)
    seen, history = status_inputs(held, ref, key_result, day)
    score = score_key_result(plan, ref, day)
    steps = [
        *_changes(plan.key_result(ref), day),
        *_value(seen, history, part_values(plan, ref, day) if key_result.value_from else ()),
        *_progress(seen, history),
        *expected_step(seen),
        *status_step(seen, score),
        *rhythm_step(seen, score),
        *forecast_step(seen, score),
        *_score(held, seen, score),
        *_confidence(seen),
        *tripwire_steps(plan, ref, day),
        *promise_steps(plan, ref, day),
    ]
    return Explanation(ref.full, key_result.title, day, tuple(steps))


def _changes(key_result: KeyResult, day: date) -> Iterator[ExplanationStep]:
    """The values in force on the day, if some were changed during the cycle."""
    if not key_result.changes:
        return
    facts = tuple(
        Fact(change.field, change_text(change.from_, change.to), change.date, counts=change.date <= day)
        for change in sorted(key_result.changes, key=lambda change: change.date)
    )
    late = sum(not fact.counts for fact in facts)
    result = f"{late} of {len(facts)} not yet" if late else "as it is today"
    rule = "changes dated after the day are undone, the newest first"
    yield ExplanationStep("plan", rule, "What was changed on the way", result, facts=facts)


# ── Value and progress ────────────────────────────────────────────────────────────────────────────────────────────


def _value(inputs: StatusInputs, history: Sequence[Checkin], parts: Sequence[PartValue]) -> Iterator[ExplanationStep]:
    key_result, measured = inputs.key_result, inputs.measurement
    if key_result.measure in ("binary", "milestones", None) or measured.problem:
        return
    unit = f" {key_result.unit}" if key_result.unit else ""
    if measured.periods:
        yield _periods(inputs, unit)
        return
    if key_result.value_from:
        yield parts_step(inputs, parts, unit)
        return
    valued = [checkin for checkin in history if checkin.reading.value is not None]
    values = [checkin.reading.value for checkin in valued]
    latest = valued[-1] if valued else None
    way_of = key_result.aggregation
    facts = tuple(_checkin_fact(inputs, checkin, counts=way_of != "latest" or checkin is latest) for checkin in history)
    if not values:
        start = "nothing was measured: it is at its start" if measured.current is not None else "nothing measured"
        yield ExplanationStep(
            "value", start, "The value", measured_text(key_result, measured.current) + unit, facts=facts
        )
        return
    formula = {
        "latest": exact(values[-1]),
        "sum": " + ".join(exact(value) for value in (key_result.start or Decimal(0), *values)),
        "average": f"{added([exact(value) for value in values])} / {len(values)}",
    }[way_of]
    yield ExplanationStep(
        "value",
        _AGGREGATES[way_of],
        "The value",
        measured_text(key_result, measured.current) + unit,
        formula,
        measured.current,
        facts,
        limits_of(key_result),
    )


def _checkin_fact(inputs: StatusInputs, checkin: Checkin, *, counts: bool) -> Fact:
    reading, key_result = checkin.reading, inputs.key_result
    if reading.value is None:
        is_missed = bool(reading.missed)
        counts = is_missed and key_result.counts_periods
        return Fact(checkin.by or "", "missed" if is_missed else "no value", checkin.date, counts=counts)
    text = quantity(reading.value)
    if key_result.measure in THRESHOLD_KINDS:
        text += " keeps the limit" if is_met(key_result, reading.value) else " does not keep the limit"
        counts = counts or key_result.counts_periods
    return Fact(checkin.by or "", text, checkin.date, counts=counts)


def _periods(inputs: StatusInputs, unit: str) -> ExplanationStep:
    """Every period of a recurring key result with what was reached in it."""
    facts = []
    for each in inputs.measurement.periods:
        if each.first > inputs.day:
            break
        word = "met" if each.is_met else "missed" if each.is_over else "open"
        text = f"{quantity(each.amount, each.target)} of {quantity(each.target)}{unit}: {word}"
        facts.append(Fact(f"to {each.last.isoformat()}", text, each.first, counts=each.is_decided))
    tally = inputs.measurement.tally
    result = f"{tally.met} met, {tally.so_far} decided, {tally.whole} in all" if tally else "–"
    rule = "the check-ins of each period put together; a period is decided when it is met or over"
    return ExplanationStep("periods", rule, "A target that comes again", result, facts=tuple(facts))


def _progress(inputs: StatusInputs, history: Sequence[Checkin]) -> Iterator[ExplanationStep]:
    measured = inputs.measurement
    if measured.problem:
        yield ExplanationStep("progress", f"its numbers cannot be used: {measured.problem}", "Progress", "–")
        return
    if measured.raw is None:
        yield ExplanationStep("progress", "a baseline has no progress and does not count", "A baseline to find", "–")
        return
    kind = _kind_of(inputs.key_result)
    formula, facts = _raw_formula(inputs, history)
    section = "A target that comes again" if kind in ("recurring", "sum") else "Progress"
    if kind in ("share", "distance"):
        section = "Other ways to measure a limit"
    if not measured.has_data:
        yield ExplanationStep(
            "progress", "no check-in, which counts as 0", section, percent_text(measured.raw), "0", ZERO
        )
    else:
        yield ExplanationStep("progress", _RAW[kind], section, percent_text(measured.raw), formula, measured.raw, facts)
    if measured.progress != measured.raw:
        clamp = f"min(max({exact(measured.raw)}, 0), 1)"
        rule = "limited to 0…1 for all further computations"
        yield ExplanationStep("counted as", rule, "Progress", percent_text(measured.progress), clamp, measured.progress)


ZERO: Final = Fraction(0)


def _kind_of(key_result: KeyResult) -> str:
    """By which rule progress is made."""
    if key_result.measure == "recurring":
        return "recurring" if key_result.counts_periods else "sum"
    if key_result.measure in THRESHOLD_KINDS:
        return key_result.measured_by if key_result.measured_by in ("share", "distance") else "limit"
    return key_result.measure or "metric"


def _raw_formula(inputs: StatusInputs, history: Sequence[Checkin]) -> tuple[str, tuple[Fact, ...]]:
    key_result, measured = inputs.key_result, inputs.measurement
    kind, value = _kind_of(key_result), exact(measured.current)
    if kind == "milestones":
        return _milestones(inputs, history)
    if kind == "sum":
        return f"{value} / {added([exact(each.target) for each in measured.periods])}", ()
    if measured.tally is not None:
        return f"{measured.tally.met} / {measured.tally.whole}", ()
    if kind == "distance":
        ratio = f"{value} / {exact(key_result.target)}"
        return (f"2 - {ratio}" if key_result.measure in ("at_most", "below") else ratio), ()
    if kind == "metric":
        start, target = exact(key_result.start), exact(key_result.target)
        return f"({value} - {start}) / ({target} - {start})", ()
    return exact(measured.raw), _limit_facts(inputs)


def _limit_facts(inputs: StatusInputs) -> tuple[Fact, ...]:
    key_result = inputs.key_result
    if key_result.measure == "binary":
        return (Fact("done", "yes" if inputs.measurement.raw else "no"),)
    if key_result.measure == "between":
        limit = f"{quantity(key_result.low)} ≤ value ≤ {quantity(key_result.high)}"
    else:
        sign = {"at_least": "≥", "at_most": "≤", "above": ">", "below": "<"}[key_result.measure or "at_least"]
        limit = f"value {sign} {quantity(key_result.target)}"
    return (Fact("kept when", limit),)


def _milestones(inputs: StatusInputs, history: Sequence[Checkin]) -> tuple[str, tuple[Fact, ...]]:
    reported = {name for c in history if isinstance(c.reading.done, tuple) for name in c.reading.done}
    is_all = any(c.reading.done is True for c in history)
    facts, done = [], ["0"]
    for milestone in inputs.key_result.milestones:
        is_reached = (
            is_all or (milestone.id in reported if milestone.id else False) or is_done(milestone.done, inputs.day)
        )
        done_word = "done" if is_reached else "open"
        weight = f", weight {quantity(milestone.weight)}" if milestone.weight != 1 else ""
        due = f", due {milestone.due}" if milestone.due else ""
        facts.append(Fact(milestone.id or milestone.title, done_word + weight + due, counts=is_reached))
        done += [exact(milestone.weight)] if is_reached else []
    whole = added([exact(milestone.weight) for milestone in inputs.key_result.milestones])
    return f"{added(done[1:] or done)} / {whole}", tuple(facts)


def _score(plan: Plan, inputs: StatusInputs, score: KeyResultScore) -> Iterator[ExplanationStep]:
    if score.score is None:
        return
    facts = (Fact("last day", "", score.end.last_day),)
    rule = "progress on its last day, with the values of that day"
    yield ExplanationStep(
        "score", rule, "The score at the end", score_text(score.score), exact(score.score), score.score, facts
    )
    grade = grade_key_result(plan, score)
    yield from grade_steps(grade, inputs.key_result.score.why if inputs.key_result.score else None)


def grade_steps(grade: Grade, reason: str | None) -> Iterator[ExplanationStep]:
    """The override and the verdict of a grade."""
    if (value := grade.override) is not None:
        rule, said = "a person set another score; the computed one stays beside it", Fact("reason", reason or "none")
        yield ExplanationStep("override", rule, "The score at the end", score_text(value), exact(value), value, (said,))
    if grade.verdict is not None:
        facts = (Fact("type", grade.type), Fact("band", grade.band or "–"))
        yield ExplanationStep("verdict", "what the score means for its type", "Verdicts", grade.verdict, facts=facts)


def _confidence(inputs: StatusInputs) -> Iterator[ExplanationStep]:
    """The confidence that counts, where several people gave one."""
    if len(inputs.opinions) < 2:
        return
    facts = tuple(
        Fact(each.by or "no name", f"{each.value} of 10", each.date, counts=not number)
        for number, each in enumerate(inputs.opinions)
    )
    rule = "the last one of the people who check in, else the last one of all"
    yield ExplanationStep("confidence", rule, "Confidence", f"{inputs.confidence} of 10", facts=facts)


def tripwire_steps(plan: Plan, ref: Ref, day: date) -> Iterator[ExplanationStep]:
    """The tripwires of an objective or key result, if it has some."""
    states = Tripwires(plan, day).of(ref)
    if states:
        facts = tuple(
            Fact(each.state, tripwire_text(each), each.tripwire.on, counts=each.state == "reached") for each in states
        )
        waiting = sum(each.state == "reached" for each in states)
        rule = "progress of the day, as it was known then, compared with the share; reached until it is answered"
        yield ExplanationStep("tripwires", rule, "Tripwires", f"{waiting} of {len(states)} to answer", facts=facts)
