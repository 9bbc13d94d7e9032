"""Numbers as people read them (docs/semantics.md, "How numbers are shown"). Rounding happens here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from okrcli.model.records import KeyResult
from okrcli.text import number_text

_NOTHING = "–"
_DECIMALS = 3
"""Places after the point of a number that has no end, such as an average of three; more where a limit is nearer."""
_PARTS_OF_WAY = 20
"""A projected value is told to about so many parts of the way from start to target."""
_MOST_PERCENT = 9999
"""A share beyond it is shown as `>9999 %`: such a number is a slip, and would push everything else aside."""

Number = Decimal | Fraction
"""A typed number, or a computed one."""


def percent_text(share: Fraction | None) -> str:
    """A share of 1 in whole percent, `20 %`. None prints `–`.

    Half rounds away from zero, but rounding never reaches 0 or 100 %: below 100 % prints at most `99 %`, above zero at
    least `<1 %`, below zero at most `-1 %`.
    """
    return _percent(share)


def percent_texts(share: Fraction | None, other: Fraction | None) -> tuple[str, str]:
    """Two shares side by side in whole percent; with decimals where two that differ would read alike."""
    texts, places = (_percent(share), _percent(other)), 0
    while share is not None and other is not None and share != other and texts[0] == texts[1]:
        places += 1
        texts = (_percent(share, places), _percent(other, places))
    return texts


def _percent(share: Fraction | None, places: int = 0) -> str:
    if share is None:
        return _NOTHING
    if 0 < share < Fraction(1, 200) and not places:
        return "<1 %"
    if abs(share) > _MOST_PERCENT // 100 + 1 and not places:
        return f"{'>' if share > 0 else '<-'}{_MOST_PERCENT} %"
    whole = _between_marks(share * 10 ** (places + 2), 10 ** (places + 2))
    return f"{_with_point(whole, places)} %"


def score_text(score: Fraction | None, *limits: Number) -> str:
    """A score with two decimals, `0.70`; below 1 at most `0.99`, above 0 at least `0.01`. None prints `–`.

    Beside a band or verdict it has as many more as keep it on its side of their `limits`: 0.6999 is below 0.7.
    """
    if score is None:
        return _NOTHING
    text = _with_point(_between_marks(score * 100, 100), 2)
    if all(_side(Fraction(text), Fraction(limit)) == _side(score, Fraction(limit)) for limit in limits):
        return text
    return _rounded_text(score, 3, limits)


def quantity(value: Number | None, *limits: Number | None) -> str:
    """A value as people read it, on its own side of 0 and of the `limits` that are named beside it.

    A Decimal keeps the digits that were typed. A computed number is shown in full where it has an end, as a sum always
    has; else with three decimals, or as many more as it takes not to read like a limit that it has not reached.
    """
    if value is None:
        return _NOTHING
    if isinstance(value, Decimal):
        return number_text(value)
    places = decimal_places(value)
    return _rounded_text(value, _DECIMALS, limits) if places is None else _with_point(int(value * 10**places), places)


def estimate(value: Fraction, *ends: Number | None) -> str:
    """A projected value, to about a twentieth of the way between `ends`, and on its side of each of them."""
    numbers = [Fraction(end) for end in ends if end is not None]
    way, places = max(numbers) - min(numbers) if numbers else Fraction(0), 0
    while way and way * 10**places < _PARTS_OF_WAY:
        places += 1
    return _rounded_text(value, places if way else _DECIMALS, ends)


def decimal_places(value: Fraction) -> int | None:
    """The places after the point that a number has as a decimal; None where it has no end."""
    rest, places = value.denominator, 0
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest, count = rest // prime, count + 1
        places = max(places, count)
    return places if rest == 1 else None


def limits_of(key_result: KeyResult) -> tuple[Decimal, ...]:
    """The numbers of a key result on one side of which its value lies: start, target, range and yellow zone."""
    numbers = (
        key_result.start,
        key_result.target,
        key_result.low,
        key_result.high,
        key_result.risk_threshold,
        key_result.risk_low,
        key_result.risk_high,
        key_result.target_per_period,
    )
    return tuple(number for number in numbers if number is not None)


def measured_text(key_result: KeyResult, value: Number | None, *beside: Number | None) -> str:
    """A value of a key result, on its own side of its limits and of other values that stand beside it."""
    return quantity(value, *limits_of(key_result), *beside)


def value_text(key_result: KeyResult, current: Number | None, *beside: Number | None) -> str:
    """A value and what it is measured against: `51 of 60 requests`, `44 calls, target 15`, `3 alerts, limit 2`.

    The unit is written behind the limit for the value 1, because units are plural: `1, limit 2 alerts`.
    `beside` are other values that are shown with it, such as the one before.
    """
    unit = f" {key_result.unit}" if key_result.unit else ""
    now, kind, target = measured_text(key_result, current, *beside), key_result.measure, key_result.target
    if kind == "between":
        ends = f"range {quantity(key_result.low)} to {quantity(key_result.high)}"
        return f"1, {ends}{unit}" if now == "1" else f"{now}{unit}, {ends}"
    if kind == "recurring":
        how_often = "in two weeks" if key_result.period == "two_weeks" else f"a {key_result.period or 'period'}"
        wanted = f"{quantity(key_result.target_per_period)}{unit} {how_often}"
        return f"{now}{unit}, {wanted}" if not key_result.counts_periods else f"{now} of {wanted}"
    if target is None:
        return f"{now}{unit}"
    if kind != "metric":
        return f"1, limit {quantity(target)}{unit}" if now == "1" else f"{now}{unit}, limit {quantity(target)}"
    falls = target < (key_result.start or 0)
    return f"{now}{unit}, target {quantity(target)}" if falls else f"{now} of {quantity(target)}{unit}"


def moved_text(before: KeyResult, then: Number | None, key_result: KeyResult, now: Number | None) -> str:
    """A value on two days: `638 → 646 of 700 clinics`; `40 of 200 → 50 of 100` where its target or kind moved."""
    if then is None:
        return value_text(key_result, now)
    is_same = (before.measure, before.unit, limits_of(before)) == (
        key_result.measure,
        key_result.unit,
        limits_of(key_result),
    )
    start = measured_text(key_result, then, now) if is_same else value_text(before, then, now)
    return f"{start} → {value_text(key_result, now, then)}"


def _rounded_text(value: Fraction, places: int, limits: Sequence[Number | None]) -> str:
    """The value with so many places, or as many more as keep it on its side of 0 and of each limit."""
    numbers = [Fraction(0), *(Fraction(limit) for limit in limits if limit is not None)]
    while any(_side(value, number) != _rounded_side(value, number, places) for number in numbers):
        places += 1
    text = _with_point(_rounded(value * 10**places), places)
    return text.rstrip("0").rstrip(".") if places else text


def _side(value: Fraction, limit: Fraction) -> int:
    return (value > limit) - (value < limit)


def _rounded_side(value: Fraction, limit: Fraction, places: int) -> int:
    """The side of a limit on which a rounded value lies; a limit without an end is rounded like the value."""
    scale: int = 10**places
    shown = limit * scale if decimal_places(limit) is not None else Fraction(_rounded(limit * scale))
    return _side(Fraction(_rounded(value * scale)), shown)


def _between_marks(number: Fraction, whole: int) -> int:
    """The nearest whole number, but 0 and `whole` only for exactly these."""
    nearest = _rounded(number)
    if number < 0:
        return min(nearest, -1)
    return max(min(nearest, whole - 1), 1) if 0 < number < whole else nearest


def _rounded(number: Fraction) -> int:
    """The nearest whole number; half goes away from zero."""
    whole = (2 * abs(number.numerator) + number.denominator) // (2 * number.denominator)
    return whole if number >= 0 else -whole


def _with_point(number: int, places: int) -> str:
    if not places:
        return str(number)
    whole, rest = divmod(abs(number), 10**places)
    return f"{'-' if number < 0 else ''}{whole}.{rest:0{places}d}"
