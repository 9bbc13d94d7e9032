"""Projections (docs/semantics.md, "Projections"): what they say, and when they refuse."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrcli.model.period import Period
from okrcli.reports.trend import trend
from okrcli.scoring.forecast import linear
from tests.support.plans import KR, START, day, one


def forecasts(key_result: dict[str, Any], on: int) -> dict[str, Any]:
    return {found.method: found for found in trend(one(key_result), KR, day(on)).forecasts}


def told(found: Any) -> Any:
    return found.refusal or float(found.value)


@pytest.mark.parametrize(
    ("key_result", "on", "run_rate", "straight"),
    [
        ({"start": 20, "target": 30, "checkins": [(50, 24)]}, 50, 28.0, "too_few_points"),
        ({"start": 7, "target": 3, "checkins": [(50, 5)]}, 50, 3.0, "too_few_points"),
        ({"target": 100, "checkins": [(10, 10), (20, 20), (30, 30)]}, 50, 60.0, 100.0),
        ({"target": 100, "checkins": [(10, 10), (20, 20), (30, 30)]}, 30, 100.0, 100.0),
        ({"target": 100, "checkins": [(10, 10), (20, 10), (30, 10)]}, 50, 20.0, 10.0),
        ({"target": 100, "aggregate": "sum", "checkins": [(10, 10), (20, 10), (30, 10)]}, 50, 60.0, 100.0),
        ({"target": 100, "checkins": [(10, 10), (20, 20), (20, 25)]}, 50, 50.0, "too_few_points"),
        ({"target": 100, "checkins": [(0, 10)]}, 0, "too_early", "too_few_points"),
        ({"target": 100}, 50, "no_data", "no_data"),
        ({"target": 100, "checkins": [(10, {"confidence": 5})]}, 50, "no_data", "no_data"),
        ({"start": 5, "target": 5, "checkins": [(10, 5)]}, 50, "no_pace", "no_pace"),
        ({"kind": "at_most", "target": 5, "checkins": [(10, 5)]}, 50, "no_pace", "no_pace"),
        ({"done": False}, 50, "no_pace", "no_pace"),
        ({"milestones": {"a": {"done": 10}, "b": {}}}, 50, 1.0, "too_few_points"),
        ({"milestones": {"a": {"done": 10}, "b": {"done": 20}, "c": {"done": 30}, "d": {}}}, 50, 1.5, 2.5),
    ],
)
def test_where_it_would_end(key_result: dict[str, Any], on: int, run_rate: Any, straight: Any) -> None:
    found = forecasts(key_result, on)
    assert (told(found["run_rate"]), told(found["linear"])) == (run_rate, straight)


@pytest.mark.parametrize(
    ("values", "reached"),
    [
        ([10, 20, 30], 100),
        ([20, 40, 60], 50),
        ([21, 42, 63], 48),  # 47.6 days: the next whole day
        ([1, 2, 3], None),  # long after the end
        ([5, 5, 5], None),  # never
        ([30, 20, 10], None),  # in the past of the cycle, before its start
    ],
)
def test_the_day_of_the_target_is_a_whole_one_within_the_cycle(values: list[int], reached: int | None) -> None:
    checkins = list(zip((10, 20, 30), values, strict=True))
    found = forecasts({"target": 100, "checkins": checkins}, 50)["linear"]
    assert found.reached == (None if reached is None else day(reached))


def test_nothing_is_projected_for_what_was_decided() -> None:
    paused = {"target": 100, "state": "paused", "checkins": [(10, 10), (20, 20), (30, 30)]}
    assert forecasts(paused, 50) == {}


@given(st.dictionaries(st.integers(0, 100), st.integers(-100, 100), min_size=3), st.integers(1, 1000))
def test_another_unit_is_another_number_and_no_other_day(readings: dict[int, int], factor: int) -> None:
    def line(times: int) -> Any:
        made = one({"target": 50 * times}).key_result(KR)
        points = [(day(when), Fraction(value * times)) for when, value in readings.items()]
        return linear(made, points, Period(START, day(100)))

    assert line(factor).value == line(1).value * factor
    assert line(factor).reached == line(1).reached
