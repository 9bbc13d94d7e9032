"""Amounts and days that cannot be promised: no number, the wrong direction, beyond the target, outside the days.

The rules are docs/semantics.md, "Promises".
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from okrcli.model.calendar import day_and_month
from okrcli.model.number_format import quantity
from okrcli.model.plan import Plan, Ref
from okrcli.model.records import Dependency, KeyResult
from okrcli.scoring.progress import measure_problem, progress_ends
from okrcli.text import number_text


def promised_direction(key_result: KeyResult) -> int:
    """The direction in which the value of a key result keeps a promise: 1 upwards, -1 downwards, 0 without a number."""
    if measure_problem(key_result):
        return 0
    if key_result.measure == "metric":
        return 1 if Fraction(key_result.target or 0) > Fraction(key_result.start or 0) else -1
    if key_result.measure == "recurring":
        return 0 if key_result.counts_periods else 1
    return {"at_least": 1, "above": 1, "at_most": -1, "below": -1}.get(key_result.measure or "", 0)


class PromiseProblem(NamedTuple):
    """The reason why an amount or a day cannot be promised."""

    kind: Literal["number", "direction", "days"]
    message: str
    hint: str


def amount_problem(plan: Plan, target: Ref, amount: Decimal) -> PromiseProblem | None:
    """The problem of an amount of a key result: it has no number, or the amount is no progress from its start."""
    key_result = plan.key_result(target) if target.key_result else None
    direction = promised_direction(key_result) if key_result else 0
    if key_result is None or direction == 0:
        noun = "key result" if target.key_result else "objective"
        message = f"the {noun} `{target}` has no number to compare {quantity(amount)} with"
        return PromiseProblem("number", message, "leave the amount out, or name a key result with a target")
    if key_result.measure != "metric" or direction * amount > direction * (key_result.start or 0):
        return None
    start, side = quantity(key_result.start or Decimal(0)), "above" if direction > 0 else "below"
    message = f"{quantity(amount)} is no progress: `{target}` goes from {start} to {quantity(key_result.target)}"
    return PromiseProblem("direction", message, f"give a value {side} {start}")


def due_problem(plan: Plan, target: Ref, due: date) -> PromiseProblem | None:
    """The problem of a day: it is outside the days of the objective or key result that must deliver."""
    period = plan.period_of(target)
    if due in period:
        return None
    message = f"{due} is outside the days of `{target}` ({period.start} to {period.end})"
    return PromiseProblem("days", message, f"give a day from {period.start} to {period.end}")


def target_short_of(plan: Plan, target: Ref, amount: Decimal) -> Decimal | None:
    """The target, or limit, of a key result that does not reach an amount; None where it does."""
    key_result = plan.key_result(target) if target.key_result else None
    direction = promised_direction(key_result) if key_result else 0
    if key_result is None or direction == 0:
        return None
    ends = progress_ends(key_result, plan.period_of(target))
    goal = ends[1] if ends else Fraction(key_result.target or 0)
    if direction * goal >= direction * amount:
        return None
    return key_result.target if key_result.target is not None else key_result.target_per_period


def terms_text(plan: Plan, target: Ref, amount: Decimal | None, due: date | None) -> str:
    """An amount and a day in words: `3000 leads by 4 Dec`; empty without both."""
    unit = plan.key_result(target).unit if target.key_result else None
    words = [] if amount is None else [f"{quantity(amount)}{f' {unit}' if unit else ''}"]
    return " ".join([*words, *([f"by {day_and_month(due)}"] if due else [])])


def terms_to_agree(need: Dependency) -> str:
    """The options of `okr request agree` with which the other side promises what is asked; none where it does."""
    amount, due = need.promise
    options = f" --amount {number_text(need.amount)}" if need.amount is not None and need.amount != amount else ""
    options += f" --due {need.due}" if need.due and need.due != due else ""
    return f'{options} --reason "…"' if options else ""
