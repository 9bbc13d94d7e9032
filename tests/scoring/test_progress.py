"""Measurement by kind, expected progress and unusable numbers (docs/semantics.md, "Progress")."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from okrcli.model.period import Period
from okrcli.model.records import KeyResult
from okrcli.scoring.measurement import ONE, ZERO, Measurement
from okrcli.scoring.progress import measure, measure_problem, progress_ends
from tests.support.plans import KR, day, one

DAYS = Period(day(0), day(100))


def key_result(**fields: Any) -> KeyResult:
    return one(fields).key_result(KR)


def measured(on: int = 50, **fields: Any) -> Measurement:
    plan = one(fields)
    history = [checkin for checkin in plan.checkins.get(KR, ()) if checkin.date <= day(on)]
    return measure(plan.key_result(KR), history, day(on), DAYS)


def test_a_metric_without_a_check_in_is_at_its_start() -> None:
    assert measured(start=20, target=30) == Measurement(current=Decimal(20), raw=Fraction(0))


def test_a_metric_is_measured_from_start_to_target() -> None:
    assert measured(start=20, target=30, checkins=[(5, 22)]) == Measurement(Decimal(22), Fraction(1, 5), has_data=True)


def test_progress_is_between_0_and_1_and_raw_is_not() -> None:
    assert [Measurement(raw=raw).progress for raw in (Fraction(-1), Fraction(1, 2), Fraction(3))] == [
        Fraction(0),
        Fraction(1, 2),
        Fraction(1),
    ]
    assert Measurement().progress is None


def test_a_limit_has_progress_0_or_1() -> None:
    kept = measured(kind="at_most", target=5, checkins=[(5, 5)])
    missed = measured(kind="at_most", target=5, checkins=[(5, 6)])
    assert (kept.progress, kept.is_met) == (ONE, True)
    assert (missed.progress, missed.is_met) == (ZERO, False)


def test_milestones_count_by_weight() -> None:
    milestones = {"a": {"weight": 3}, "b": {}}
    assert measured(milestones=milestones, checkins=[(5, {"done": ("a",)})]).progress == Fraction(3, 4)


def test_a_day_in_done_counts_from_that_day_on() -> None:
    assert measured(on=9, kind="binary", done=10).progress == 0
    assert measured(on=10, kind="binary", done=10).progress == 1


def test_a_later_check_in_overrides_a_day_in_done() -> None:
    assert measured(on=20, kind="binary", done=10, checkins=[(15, {"done": False})]).progress == 0


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"kind": "metric"}, "no target"),
        ({"target": 0}, "no start, and the target is 0"),
        ({"start": 5, "target": 5}, "target equals start"),
        ({"kind": "milestones"}, "no milestones"),
        ({"milestones": {"a": {"weight": 0}}}, "all milestones have weight 0"),
        ({"kind": "between", "high": 5}, "no low end"),
        ({"low": 6, "high": 5}, "low is above high"),
        ({"kind": "at_most", "target": 0, "measured_by": "distance"}, "no distance: the limit is not above 0"),
        ({"kind": "recurring", "period": "week"}, "no target per period"),
        ({"kind": "recurring", "target_per_period": 3}, "no period"),
        ({}, "no measure"),
        ({"start": 20, "target": 30}, None),
        ({"kind": "baseline"}, None),
    ],
)
def test_numbers_that_cannot_be_used_have_a_reason(fields: dict[str, Any], problem: str | None) -> None:
    assert measure_problem(key_result(**fields)) == problem


def test_a_key_result_with_unusable_numbers_has_a_value_and_no_progress() -> None:
    assert measured(start=5, target=5, checkins=[(3, 7)]) == Measurement(Decimal(7), problem="target equals start")


def test_progress_of_a_metric_runs_from_start_to_target() -> None:
    assert progress_ends(key_result(start=20, target=30), DAYS) == (Fraction(20), Fraction(30))
    assert progress_ends(key_result(kind="at_most", target=5), DAYS) is None


def test_progress_of_a_sum_over_periods_runs_from_0_to_all_targets() -> None:
    weekly = key_result(kind="recurring", period="week", target_per_period=3, measured_by="sum")
    assert progress_ends(weekly, Period(day(0), day(27))) == (ZERO, Fraction(12))
