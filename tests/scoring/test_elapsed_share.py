"""The share of a period that is over on a day."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from okrcli.model.plan import Period
from okrcli.scoring.score import elapsed_share


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
