"""The steps of one objective: what it is made of, and its progress, status and score.

The rules are docs/semantics.md, "From key results to objectives", "The score at the end"
and "The status of an objective".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from okrcli.model.number_format import percent_text, quantity, score_text
from okrcli.model.plan import Plan, Ref, plan_as_of
from okrcli.reports.explain import Explanation, ExplanationStep, Fact, added, exact, short_number
from okrcli.reports.explain_key_result import grade_steps, tripwire_steps
from okrcli.reports.explain_promises import promise_steps
from okrcli.reports.explain_status import word
from okrcli.scoring.grades import grade_objective
from okrcli.scoring.guardrails import guardrail_text
from okrcli.scoring.results import LEFT_OUT, Contribution, ObjectiveScore, ScorePart
from okrcli.scoring.score import score_plan

Number = Fraction | int | None


def explain_objective(plan: Plan, ref: Ref, day: date) -> Explanation:
    """Every step from the parts of an objective to its numbers on a day."""
    held = plan_as_of(plan, day)
    objective, score = held.objectives[ref], score_plan(plan, day, ref.cycle)[ref]
    counted = [part for part in score.parts if part.is_counted]
    source = "objectives that contribute to it" if score.from_children else "key results"
    steps = [
        _progress(ref, score, source),
        *_mean(
            ref,
            "expected",
            "the mean of what is expected of all of them",
            "Expected progress",
            counted,
            "due",
            score.expected,
        ),
        *_status(ref, score, counted),
        *_mean(
            ref, "confidence", "the mean of those that have one", "Confidence", counted, "confidence", score.confidence
        ),
        *_net(score, counted),
        *_score(score),
        *tripwire_steps(plan, ref, day),
        *promise_steps(plan, ref, day),
    ]
    if score.score is not None:
        grade = grade_objective(held, score)
        steps += grade_steps(grade, objective.score.why if objective.score else None)
    return Explanation(ref.full, objective.title, day, tuple(steps))


def _progress(ref: Ref, score: ObjectiveScore, source: str) -> ExplanationStep:
    facts = tuple(_fact(ref, part) for part in score.parts)
    counted = [part for part in score.parts if part.is_counted]
    if not counted:
        rule = "nothing counts, so there is no number"
        return ExplanationStep("progress", rule, "From key results to objectives", "–", facts=facts)
    formula = _weighted([(part, part.progress) for part in counted])
    rule = f"the weighted mean of its {source}"
    text = percent_text(score.progress)
    return ExplanationStep("progress", rule, "From key results to objectives", text, formula, score.progress, facts)


def _name(ref: Ref, part: Ref) -> str:
    """The name of a part of an objective; with its cycle where that is another one."""
    if part.parent == ref:
        return part.short
    return str(part) if part.cycle == ref.cycle else part.full


def _fact(ref: Ref, part: Contribution) -> Fact:
    """A part with its weight and its progress, or why it does not count."""
    name = _name(ref, part.ref)
    if part.is_counted:
        weight = f", weight {quantity(part.weight)}" if part.weight != 1 else ""
        return Fact(name, f"{short_number(part.progress)}{weight}")
    if part.decision in LEFT_OUT:
        why = word(part.decision)
    elif part.progress is None:
        why = part.status.reason or "no number"
    else:
        why = "weight 0"
    return Fact(name, f"not counted: {why}", counts=False)


def _weighted(pairs: Sequence[tuple[Contribution | ScorePart, Number]]) -> str:
    """The weighted mean of numbers as a formula; weights of 1 are not written."""
    terms = [exact(value) if part.weight == 1 else f"{exact(part.weight)} * {exact(value)}" for part, value in pairs]
    whole = [exact(part.weight) for part, _ in pairs]
    if all(part.weight == 1 for part, _ in pairs):
        return terms[0] if len(pairs) == 1 else f"{added(terms)} / {len(pairs)}"
    return f"({' + '.join(terms)}) / {added(whole)}"


def _mean(
    ref: Ref, name: str, rule: str, section: str, counted: Sequence[Contribution], field: str, value: Fraction | None
) -> Iterator[ExplanationStep]:
    """The weighted mean of one number of the parts that have it."""
    pairs = [(part, getattr(part, field)) for part in counted if getattr(part, field) is not None]
    if value is None or not pairs:
        return
    text = short_number(value) if name == "confidence" else percent_text(value)
    facts = tuple(Fact(_name(ref, part.ref), short_number(number)) for part, number in pairs)
    yield ExplanationStep(name, rule, section, text, _weighted(pairs), value, facts)


def _status(ref: Ref, score: ObjectiveScore, counted: Sequence[Contribution]) -> Iterator[ExplanationStep]:
    status = score.status
    if status.rule == "decision":
        yield ExplanationStep("status", "set by a person", "Status", word(status.computed))
        return
    facts = tuple(
        Fact(_name(ref, part.ref), word(part.status.computed))
        for part in (counted or score.parts)
        if part.decision != "closed" or not counted
    )
    rule = "the worst status of its parts that count and are not closed"
    computed = status.uncapped or status.computed
    yield ExplanationStep("status", rule, "The status of an objective", word(computed), facts=facts)
    states = [*score.guardrails, *(breach for part in counted for breach in part.breaches)]
    if states:
        facts = tuple(Fact(str(g.ref), guardrail_text(g), g.date, counts=g.is_breached) for g in states)
        rule = "a breached guardrail, also of a key result that counts, holds the status at at risk"
        yield ExplanationStep("guardrails", rule, "Guardrails", word(status.computed), facts=facts)
    if status.shown != status.computed or status.reported:
        facts = (Fact("reported", word(status.reported)),) if status.reported else ()
        rule = "the shown status of its parts, or the reported status"
        yield ExplanationStep("shown", rule, "What the owner says", word(status.shown), facts=facts)


def _net(score: ObjectiveScore, counted: Sequence[Contribution]) -> Iterator[ExplanationStep]:
    if score.net_confidence is None:
        return
    shown = [part.status.shown for part in counted if part.ref.key_result]
    good = sum(status in ("on_track", "achieved") for status in shown)
    formula = f"100 * ({good} - {shown.count('off_track')}) / {len(shown)}"
    rule = "key results on track less those off track, in percent of all that count: from −100 to 100"
    text = short_number(score.net_confidence)
    yield ExplanationStep("net confidence", rule, "Confidence", text, formula, score.net_confidence)


def _score(score: ObjectiveScore) -> Iterator[ExplanationStep]:
    if score.score is None:
        return
    rule = "the weighted mean of the scores of its parts, with those that people set"
    facts = tuple(Fact(_name(score.ref, part.ref), score_text(part.value)) for part in score.end.parts)
    text, formula = score_text(score.score), _weighted([(part, part.value) for part in score.end.parts])
    yield ExplanationStep("score", rule, "The score at the end", text, formula, score.score, facts)
