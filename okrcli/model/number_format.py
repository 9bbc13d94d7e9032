"""Numbers as people read them (docs/semantics.md, "How numbers are shown"). Rounding happens here and nowhere else."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from okrcli.model.records import KeyResult
from okrcli.text import number_text

_NOTHING = "–"
_DECIMALS = 3
"""Places after the point of a number that has no end, such as an average of three."""


def percent_text(share: Fraction | None) -> str:
    """A share of 1 in whole percent, `20 %`.

    Half rounds away from zero, but below 100 % prints at most `99 %`, above zero at least `<1 %`; None prints `–`.
    """
    return _percent(share, " %")


def compact_percent(share: Fraction | None) -> str:
    """The same as `percent_text` without the space: `20%`."""
    return _percent(share, "%")


def _percent(share: Fraction | None, sign: str) -> str:
    if share is None:
        return _NOTHING
    if 0 < share < Fraction(1, 200):
        return f"<1{sign}"
    whole = _rounded(share * 100)
    return f"{min(whole, 99) if share < 1 else whole}{sign}"


def score_text(score: Fraction | None) -> str:
    """A score with two decimals, `0.70`; below 1 at most `0.99`. None prints `–`."""
    if score is None:
        return _NOTHING
    hundredths = _rounded(score * 100)
    return _with_point(min(hundredths, 99) if score < 1 else hundredths, 2)


def quantity(value: Decimal | Fraction | None) -> str:
    """A measured value: a Decimal with the digits that were typed, a Fraction with at most three decimals."""
    if value is None:
        return _NOTHING
    if isinstance(value, Decimal):
        return number_text(value)
    text = _with_point(_rounded(value * 10**_DECIMALS), _DECIMALS)
    return text.rstrip("0").rstrip(".")


def value_text(key_result: KeyResult, current: Decimal | Fraction | None) -> str:
    """A value beside what it is measured against: `51 of 60 requests`, `44 calls, target 15`, `3 alerts, limit 2`."""
    unit = f" {key_result.unit}" if key_result.unit else ""
    now, kind, target = quantity(current), key_result.measure, key_result.target
    if kind == "between":
        return f"{now}{unit}, range {quantity(key_result.low)} to {quantity(key_result.high)}"
    if kind == "recurring":
        how_often = "in two weeks" if key_result.period == "two_weeks" else f"a {key_result.period or 'period'}"
        wanted = f"{quantity(key_result.target_per_period)}{unit} {how_often}"
        return f"{now}{unit}, {wanted}" if not key_result.counts_periods else f"{now} of {wanted}"
    if target is None:
        return f"{now}{unit}"
    if kind != "metric":
        return f"{now}{unit}, limit {quantity(target)}"
    falls = target < (key_result.start or 0)
    return f"{now}{unit}, target {quantity(target)}" if falls else f"{now} of {quantity(target)}{unit}"


def _rounded(number: Fraction) -> int:
    """The nearest whole number; half goes away from zero."""
    whole = (2 * abs(number.numerator) + number.denominator) // (2 * number.denominator)
    return whole if number >= 0 else -whole


def _with_point(number: int, places: int) -> str:
    whole, rest = divmod(abs(number), 10**places)
    return f"{'-' if number < 0 else ''}{whole}.{rest:0{places}d}"
