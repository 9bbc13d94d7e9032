"""Limits that are kept or not: at least, at most, above, below, between.

The rules are docs/semantics.md, "Progress" and "Other ways to measure a limit".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from okrcli.model.plan import Checkin
from okrcli.model.records import KeyResult
from okrcli.scoring.measurement import Tally

_KEEPS_LIMIT: Final[Mapping[str | None, Callable[[Fraction, Fraction], bool]]] = {
    "at_least": lambda value, limit: value >= limit,
    "at_most": lambda value, limit: value <= limit,
    "above": lambda value, limit: value > limit,
    "below": lambda value, limit: value < limit,
}
_NEARLY: Final = Fraction(99, 100)
"""The most progress of a limit that is not kept."""
_FALLS: Final = frozenset(("at_most", "below"))
"""Kinds for which a smaller value is a better one."""


def is_met(key_result: KeyResult, current: Decimal | Fraction) -> bool:
    """True if a value keeps the limits of a threshold kind whose numbers are usable."""
    value = Fraction(current)
    if key_result.measure == "between":
        return Fraction(key_result.low or 0) <= value <= Fraction(key_result.high or 0)
    return _KEEPS_LIMIT[key_result.measure](value, Fraction(key_result.target or 0))


def is_near(key_result: KeyResult, current: Decimal | Fraction) -> bool:
    """True if a value that misses the limit lies in the yellow zone beside it, its end included."""
    value, limit = Fraction(current), key_result.risk_threshold
    if is_met(key_result, current):
        return False
    if key_result.measure == "between":
        is_below = value < Fraction(key_result.low or 0)
        end = key_result.risk_low if is_below else key_result.risk_high
        return end is not None and (value >= end if is_below else value <= end)
    if limit is None:
        return False
    return value <= limit if key_result.measure in _FALLS else value >= limit


def distance(key_result: KeyResult, current: Decimal | Fraction) -> Fraction:
    """Progress as the distance to a limit above 0: 1 on it, more on its good side.

    A strict limit (`above`, `below`) that is only reached is not kept: it counts as 99 %.
    """
    ratio = Fraction(current) / Fraction(key_result.target or 1)
    raw = 2 - ratio if key_result.measure in _FALLS else ratio
    return raw if is_met(key_result, current) else min(raw, _NEARLY)


def tally_of(key_result: KeyResult, history: Sequence[Checkin]) -> Tally:
    """The number of check-ins that kept the limit, of those with a value and those that were missed."""
    values = [checkin.reading.value for checkin in history]
    missed = sum(bool(checkin.reading.missed) and checkin.reading.value is None for checkin in history)
    met = sum(value is not None and is_met(key_result, value) for value in values)
    so_far = missed + sum(value is not None for value in values)
    return Tally(met, so_far, key_result.periods or so_far)
