"""The steps of the promises of one objective or key result: what was promised, and where its pace leads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from okrcli.model.number_format import quantity
from okrcli.model.plan import Plan, Ref, plan_as_of
from okrcli.model.records import THRESHOLD_KINDS
from okrcli.reports.explain import ExplanationStep, Fact, Number, exact
from okrcli.scoring.expected import expected_progress
from okrcli.scoring.progress import progress_ends
from okrcli.scoring.promises import Promise, is_about, promises
from okrcli.scoring.score import score_key_result

_SECTION = "Promises"
_PACE = "start + (value − start) ÷ expected progress of today × expected progress of the promised day"
_RULES = {
    "open": "at the pace so far it is kept",
    "reached": "the value reaches the promise before its day",
    "short": "at the pace so far it is not kept",
    "failed": "what was promised is stopped or off track",
    "kept": "the value of the promised day reaches it",
    "missed": "the value of the promised day does not reach it",
    "late": "the value reached it after the promised day",
}


def promise_steps(plan: Plan, ref: Ref, day: date) -> Iterator[ExplanationStep]:
    """The promises in force of which an objective or key result is one side, in file order."""
    for promise in promises(plan, day):
        if is_about(promise, (ref,)):
            yield _step(plan, promise, day)


def _step(plan: Plan, promise: Promise, day: date) -> ExplanationStep:
    """One promise: its state, its terms, and the projection with its formula where it has one."""
    facts = [
        Fact("promised", promise.promised, promise.link.dependency.since),
        Fact("by", str(promise.target)),
        Fact("to", str(promise.link.ref)),
    ]
    if promise.value is not None and promise.amount is not None:
        facts.append(Fact("value", quantity(promise.value)))
    if condition := promise.link.dependency.condition:
        facts.append(Fact("condition", condition))
    formula = _formula(plan, promise, day)
    rule = _RULES[promise.state] + (f": {_PACE}" if formula else "")
    result = f"{promise.state}, {promise.outcome}" if promise.outcome and promise.state != "kept" else promise.state
    value: Number | None = promise.forecast if formula else None
    return ExplanationStep("promise", rule, _SECTION, result, formula, value, tuple(facts))


def _formula(plan: Plan, promise: Promise, day: date) -> str | None:
    """The projection of the promised day with exact numbers; None where it is not made of the pace."""
    target, due = promise.target, promise.due
    if promise.forecast is None or promise.amount is None or due is None or day >= due or target.key_result is None:
        return None
    held = plan_as_of(plan, day)
    key_result, score, period = held.key_result(target), score_key_result(plan, target, day), held.period_of(target)
    ends, then = progress_ends(key_result, period), expected_progress(key_result, period, due)
    if key_result.measure in THRESHOLD_KINDS or ends is None or then is None or not score.expected:
        return None
    if promise.value is None or promise.forecast == promise.value:
        return None
    start = exact(ends[0])
    return f"{start} + ({exact(promise.value)} - {start}) / {exact(score.expected)} * {exact(then)}"
