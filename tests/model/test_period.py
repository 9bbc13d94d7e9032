"""The days of a cycle."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli.model.period import Period
from tests.support.examples import examples

QUARTER = Period(date(2026, 10, 1), date(2026, 12, 31))
DAY = timedelta(days=1)
DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 1))
PERIODS = st.tuples(DAYS, DAYS).map(lambda days: Period(min(days), max(days)))


@pytest.mark.parametrize(
    ("day", "is_inside"),
    [
        (QUARTER.start - DAY, False),
        (QUARTER.start, True),
        (QUARTER.end, True),
        (QUARTER.end + DAY, False),
        ("2026-11-16", False),
    ],
)
def test_first_and_last_day_are_inside(day: object, is_inside: bool) -> None:
    assert (day in QUARTER) is is_inside


@given(PERIODS, PERIODS)
@settings(max_examples=examples(100))
def test_two_periods_overlap_where_they_share_a_day(first: Period, second: Period) -> None:
    days = [first.start + DAY * number for number in range((first.end - first.start).days + 1)]
    assert first.overlaps(second) is second.overlaps(first) is any(day in second for day in days)


@pytest.mark.parametrize(
    ("day", "late"),
    [
        (QUARTER.start - DAY, None),
        (QUARTER.start, None),
        (QUARTER.start + DAY, QUARTER.start + DAY),
        (QUARTER.end, QUARTER.end),
        (QUARTER.end + DAY, None),
    ],
)
def test_a_late_start_is_a_day_after_the_first_up_to_the_last(day: date, late: date | None) -> None:
    assert QUARTER.late_start(day) == late
