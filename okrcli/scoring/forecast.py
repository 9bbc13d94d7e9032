"""Projections: the value of a key result at its end if it goes on at the pace so far. They change no status.

The rules are docs/semantics.md, "Projections".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from okrcli.model.plan import Period
from okrcli.model.records import KeyResult
from okrcli.scoring.measurement import Measurement
from okrcli.scoring.progress import has_pace, measure_problem, progress_ends

_FEWEST_DAYS = 3
"""Different days that a straight line needs."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """A projection, or the reason why there is none."""

    method: str
    """`run_rate` or `linear`."""
    value: Fraction | None = None
    """The value at the end, in the unit of the key result; for kinds without a value, progress as a share of 1."""
    reached: date | None = None
    """`linear`: the day on which the target is reached; None where that is not within its days."""
    refusal: str | None = None
    """`no_pace`, `no_data`, `too_early` or `too_few_points`."""


def run_rate(key_result: KeyResult, measurement: Measurement, expected: Fraction | None, period: Period) -> Forecast:
    """The end at the pace so far: start + (value − start) ÷ expected; without a value progress ÷ expected."""
    if not has_pace(key_result) or measure_problem(key_result):
        return Forecast("run_rate", refusal="no_pace")
    if not measurement.has_data or measurement.raw is None:
        return Forecast("run_rate", refusal="no_data")
    if not expected:
        return Forecast("run_rate", refusal="too_early")
    ends = progress_ends(key_result, period)
    if measurement.current is None or ends is None:
        return Forecast("run_rate", measurement.raw / expected)
    start, _ = ends
    return Forecast("run_rate", start + (Fraction(measurement.current) - start) / expected)


def linear(key_result: KeyResult, readings: Sequence[tuple[date, Fraction]], period: Period) -> Forecast:
    """The end of the straight line that lies nearest (least squares) to these readings of the period.

    `readings` are values (with `aggregate: sum` running totals), or progress where there is no value. The start is
    not one of them.
    """
    if not has_pace(key_result) or measure_problem(key_result):
        return Forecast("linear", refusal="no_pace")
    inside = [((day - period.start).days, level) for day, level in readings if day in period]
    if len({day for day, _ in inside}) < _FEWEST_DAYS:
        return Forecast("linear", refusal="too_few_points" if inside else "no_data")
    count = len(inside)
    middle = Fraction(sum(day for day, _ in inside), count)
    mean = sum((level for _, level in inside), Fraction(0)) / count
    slope = sum(((day - middle) * (level - mean) for day, level in inside), Fraction(0))
    slope /= sum(((day - middle) ** 2 for day, _ in inside), Fraction(0))
    _, target = progress_ends(key_result, period) or (Fraction(0), Fraction(1))
    value = mean + slope * ((period.end - period.start).days - middle)
    return Forecast("linear", value, _day_of(target, mean, middle, slope, period))


def _day_of(target: Fraction, mean: Fraction, middle: Fraction, slope: Fraction, period: Period) -> date | None:
    """The whole day from which the line is at the target; None outside of the period, or where it never gets there."""
    if slope == 0:
        return None
    days = middle + (target - mean) / slope
    whole = -(-days.numerator // days.denominator)
    is_inside = 0 <= whole <= (period.end - period.start).days
    return period.start + timedelta(days=whole) if is_inside else None
