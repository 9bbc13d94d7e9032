"""The amount and the day of a request: those that are typed, else those that its words name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from okrcli.edit.dependencies import Asked
from okrcli.errors import UsageError
from okrcli.language.request_words import amount_in, day_in
from okrcli.model.plan import Plan, Ref
from okrcli.model.scalars import InvalidValueError, parse_number, read_day
from okrcli.scoring.promise_limits import amount_problem


def asked_terms(plan: Plan, target: Ref | None, need: str, amount: str | None, due: str | None) -> Asked:
    """The need with the amount and the day that are given, else those that its words name."""
    key_result = plan.key_result(target) if target and target.key_result else None
    number = typed_amount(amount)
    if amount is None and key_result and target:
        number = amount_in(need, f"{key_result.unit or ''} {key_result.title} {key_result.id}")
        number = None if number is not None and amount_problem(plan, target, number) else number
    last = typed_due(due)
    if due is None and target and (said := day_in(need, plan.period_of(target))) in plan.period_of(target):
        last = said
    return Asked(need or None, number, last)


def typed_amount(text: str | None) -> Decimal | None:
    """A typed amount; None without one, and for `none`. Raises UsageError."""
    try:
        return parse_number(text) if text and text != "none" else None
    except InvalidValueError as refusal:
        raise UsageError(f"--amount: {refusal.message}", *filter(None, [refusal.hint])) from None


def typed_due(text: str | None) -> date | None:
    """A typed day; None without one, and for `none`. Raises UsageError."""
    try:
        return read_day(text) if text and text != "none" else None
    except InvalidValueError as refusal:
        raise UsageError(f"--due: {refusal.message}", *filter(None, [refusal.hint])) from None
