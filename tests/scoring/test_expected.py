"""Expected progress: by time, by milestones and periods, by a path (docs/semantics.md, "Expected progress").

The law compares a path, also one that was changed on the way, with a model of its own that walks day by day.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli.model.period import Period
from okrcli.model.records import KeyResult
from okrcli.reports.trend import trend
from okrcli.scoring.expected import elapsed_share, expected_progress, has_pace
from okrcli.scoring.measurement import Tally
from okrcli.scoring.score import score_key_result
from tests.support.examples import examples
from tests.support.plans import KR, day, one

DAYS = Period(day(0), day(100))


def key_result(**fields: Any) -> KeyResult:
    return one(fields).key_result(KR)


def test_a_cycle_of_one_day_is_over_on_that_day_and_not_before() -> None:
    day = date(2026, 11, 20)
    period = Period(day, day)
    assert elapsed_share(period, day - timedelta(days=4)) == 0
    assert elapsed_share(period, day) == 1
    assert elapsed_share(period, day + timedelta(days=4)) == 1


def test_a_longer_period_begins_at_nothing_and_ends_whole() -> None:
    period = Period(date(2026, 10, 1), date(2026, 12, 31))
    assert elapsed_share(period, date(2026, 9, 1)) == 0
    assert Fraction(0) < elapsed_share(period, date(2026, 11, 16)) < 1
    assert elapsed_share(period, date(2026, 12, 31)) == 1


def test_expected_progress_is_the_elapsed_share_of_time() -> None:
    assert expected_progress(key_result(target=30), DAYS, day(40)) == Fraction(2, 5)


def test_expected_progress_of_milestones_with_days_is_the_share_that_is_due() -> None:
    milestones = key_result(milestones={"a": {"due": 10}, "b": {"due": 50}})
    assert [expected_progress(milestones, DAYS, day(on)) for on in (9, 10, 50)] == [0, Fraction(1, 2), 1]


def test_expected_progress_of_counted_periods_is_the_share_that_is_decided() -> None:
    weekly = key_result(kind="recurring", period="week", target_per_period=3)
    assert expected_progress(weekly, DAYS, day(50), Tally(met=2, so_far=3, whole=4)) == Fraction(3, 4)


def test_limits_binaries_and_baselines_have_no_pace() -> None:
    kinds: list[dict[str, Any]] = [{"kind": "at_least", "target": 3}, {"done": False}, {"kind": "baseline"}]
    for fields in kinds:
        assert not has_pace(key_result(**fields))
        assert expected_progress(key_result(**fields), DAYS, day(50)) is None
    assert has_pace(key_result(target=30))


# ── A planned path ────────────────────────────────────────────────────────────────────────────────────────────────


def expected_on(when: int, **fields: Any) -> Fraction | None:
    return score_key_result(one(fields), KR, day(when)).expected


@pytest.mark.parametrize(
    ("when", "share"),
    [
        *((-5, 0), (0, 0), (10, Fraction(1, 20)), (20, Fraction(1, 10)), (50, Fraction(1, 10)), (51, Fraction(3, 25))),
        *((95, 1), (99, 1), (100, 1), (120, 1)),
    ],
)
def test_a_path_grows_evenly_between_its_points(when: int, share: Fraction) -> None:
    path = {20: 30, 50: 30, 95: 120}
    assert expected_on(when, start=20, target=120, path=path) == share


def test_a_path_that_falls_is_the_mirror_of_one_that_grows() -> None:
    falling, growing = ({"start": 10, "target": 0, "path": {40: 9}}, {"target": 10, "path": {40: 1}})
    assert [expected_on(when, **falling) for when in range(101)] == [
        expected_on(when, **growing) for when in range(101)
    ]


def test_points_on_the_first_and_last_day_and_on_other_days_change_nothing() -> None:
    path = {-3: 5, 0: 7, 40: 20, 100: 3, 104: 9}
    for when in (1, 39, 40, 99, 100):
        assert expected_on(when, target=100, path=path) == expected_on(when, target=100, path={40: 20})


def test_a_path_of_a_shorter_time_begins_and_ends_with_it() -> None:
    fields: dict[str, Any] = {"target": 10, "start_date": 20, "end_date": 60, "path": {50: 1}}
    assert [expected_on(when, **fields) for when in (20, 35, 50, 55, 60)] == [
        *(0, Fraction(1, 20), Fraction(1, 10), Fraction(11, 20), 1)
    ]


def test_earlier_days_use_the_earlier_path() -> None:
    changes = [(60, "path", "2026-02-10: 10", "2026-02-10: 40")]
    assert [expected_on(when, target=100, path={40: 40}, changes=changes) for when in (40, 59, 60)] == [
        Fraction(1, 10),
        Fraction(1, 10) + Fraction(9, 10) * Fraction(19, 60),
        Fraction(2, 5) + Fraction(3, 5) * Fraction(20, 60),
    ]


def test_a_path_of_another_kind_does_not_count() -> None:
    milestones: dict[str, Any] = {"milestones": {"a": {}, "b": {}}, "path": {50: 1}}
    assert expected_on(50, **milestones) == Fraction(1, 2)
    assert expected_on(50, kind="at_most", target=5, path={50: 1}) is None


def test_nothing_is_late_while_the_path_expects_nothing() -> None:
    late: dict[str, Any] = {"target": 100, "path": {90: 0}}
    silent = [score_key_result(one(late), KR, day(when)).status.shown for when in (80, 95, 96)]
    assert silent == ["not_started", "not_started", "off_track"]
    measured = [
        score_key_result(one({**late, "checkins": [(10, 0)]}), KR, day(when)).status.shown for when in (80, 91, 92)
    ]
    assert measured == ["on_track", "at_risk", "off_track"]


def test_a_straight_line_is_drawn_over_the_share_of_the_path() -> None:
    """The values follow the path to the letter: the end is the target, on the day on which the path is there."""
    path = {40: 10, 80: 20, 90: 100}
    fields = {"target": 100, "path": path, "checkins": [(20, 5), (60, 15), (85, 60)]}
    forecasts = {each.method: each for each in trend(one(fields), KR, day(85)).forecasts}
    assert [forecasts[name].value for name in ("run_rate", "linear")] == [100, 100]
    assert forecasts["linear"].reached == day(90)


def test_a_chart_bends_where_the_path_does() -> None:
    fields = {"target": 100, "path": {40: 10, 80: 20}, "checkins": [(20, 5)]}
    corners = [(corner, float(level)) for corner, level in trend(one(fields), KR, day(85)).expected]
    assert corners == [(day(0), 0), (day(40), 10), (day(80), 20), (day(100), 100)]


@st.composite
def planned(draw: st.DrawFn) -> tuple[int, int, list[tuple[int, dict[int, int]]]]:
    """A start, another target, and paths by the day from which each of them holds; the first one holds from day 0."""
    start, target = draw(st.lists(st.integers(-50, 50), min_size=2, max_size=2, unique=True))
    changed = sorted(draw(st.sets(st.integers(1, 100), max_size=3)))
    paths = []
    for first in (0, *changed):
        days = sorted(draw(st.sets(st.integers(1, 99), max_size=5)))
        levels = draw(st.lists(st.integers(min(start, target), max(start, target)), min_size=len(days)))
        paths.append((first, dict(zip(days, sorted(levels, reverse=target < start), strict=False))))
    return start, target, paths


def walked(start: int, target: int, path: dict[int, int], when: int) -> Fraction:
    """The expected progress by a walk: from day to day the value goes the same way to the next point."""
    stops, value, today = {**path, 100: target}, Fraction(start), 0
    while today < min(when, 100):
        following = min(stop for stop in stops if stop > today)
        value += (stops[following] - value) / (following - today)
        today += 1
    return (value - start) / (target - start)


def text_of(path: dict[int, int]) -> str | None:
    return ", ".join(f"{day(when)}: {value}" for when, value in path.items()) or None


@settings(max_examples=examples(600), deadline=None)
@given(planned(), st.integers(-5, 105))
def test_a_path_that_was_changed_on_the_way_is_exact_on_every_day(
    plan: tuple[int, int, list[tuple[int, dict[int, int]]]], when: int
) -> None:
    start, target, paths = plan
    held = next(path for first, path in reversed(paths) if first <= max(when, 0))
    changes = [(first, "path", text_of(before), text_of(after)) for (_, before), (first, after) in pairwise(paths)]
    fields: dict[str, Any] = {"start": start, "target": target, "path": paths[-1][1], "changes": changes}
    assert expected_on(when, **fields) == walked(start, target, held, when)
