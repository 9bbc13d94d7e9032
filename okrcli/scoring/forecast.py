"""Projections: the value of a key result at its end if it goes on at the pace so far. They change no status.

The rules are docs/semantics.md, "Projections".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from okrcli.model.period import Period
from okrcli.model.records import KeyResult
from okrcli.scoring.expected import first_day_of_share, has_pace, time_or_path
from okrcli.scoring.measurement import ONE, ZERO, Measurement
from okrcli.scoring.progress import measure_problem, progress_ends

_FEWEST_DAYS = 3
"""Different days, or different shares of a planned path, that a straight line needs."""


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


def run_rate(
    key_result: KeyResult,
    measurement: Measurement,
    expected: Fraction | None,
    period: Period,
    expected_then: Fraction = ONE,
) -> Forecast:
    """The end at the pace so far: start + (value − start) ÷ expected; without a value progress ÷ expected.

    With `expected_then`, the expected progress of another day, it is the value on that day.
    """
    if not has_pace(key_result) or measure_problem(key_result):
        return Forecast("run_rate", refusal="no_pace")
    if not measurement.has_data or measurement.raw is None:
        return Forecast("run_rate", refusal="no_data")
    if not expected:
        return Forecast("run_rate", refusal="too_early")
    ends = progress_ends(key_result, period)
    if measurement.current is None or ends is None:
        return Forecast("run_rate", measurement.raw / expected * expected_then)
    start, _ = ends
    return Forecast("run_rate", start + (Fraction(measurement.current) - start) / expected * expected_then)


def linear(key_result: KeyResult, readings: Sequence[tuple[date, Fraction]], period: Period) -> Forecast:
    """The end of the straight line that lies nearest (least squares) to these readings of the period.

    `readings` are values (with `aggregate: sum` running totals), or progress where there is no value. The start is
    not one of them. With a planned path the line is drawn over the share of the path, not over the days.
    """
    if not has_pace(key_result) or measure_problem(key_result):
        return Forecast("linear", refusal="no_pace")
    inside = [(time_or_path(key_result, period, day), level) for day, level in readings if day in period]
    if len({share for share, _ in inside}) < _FEWEST_DAYS:
        return Forecast("linear", refusal="too_few_points" if inside else "no_data")
    count = len(inside)
    middle = sum((share for share, _ in inside), ZERO) / count
    mean = sum((level for _, level in inside), ZERO) / count
    slope = sum(((share - middle) * (level - mean) for share, level in inside), ZERO)
    slope /= sum(((share - middle) ** 2 for share, _ in inside), ZERO)
    _, target = progress_ends(key_result, period) or (ZERO, ONE)
    reached = first_day_of_share(key_result, period, middle + (target - mean) / slope) if slope else None
    return Forecast("linear", mean + slope * (1 - middle), reached)
