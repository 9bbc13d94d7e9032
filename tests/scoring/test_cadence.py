"""Due dates and silence in rolling mode (docs/semantics.md, "The rhythm of check-ins")."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrcli.model.settings import CheckinSettings, Settings
from okrcli.scoring.cadence import cadence_of, due_after, is_old
from okrcli.scoring.measurement import Reported
from tests.support.plans import KR, cycle, day, one, plan


@pytest.mark.parametrize(
    ("frequency", "last", "due"),
    [
        ("daily", "2026-03-02", "2026-03-03"),
        ("weekly", "2026-03-02", "2026-03-09"),
        ("two_weeks", "2026-03-02", "2026-03-16"),
        ("twice_monthly", "2026-03-02", "2026-03-17"),
        ("10d", "2026-03-02", "2026-03-12"),
        ("monthly", "2026-03-02", "2026-04-02"),
        ("monthly", "2026-01-31", "2026-02-28"),  # clamped to the month's end
        ("monthly", "2026-02-28", "2026-03-31"),  # month end stays month end
        ("monthly", "2026-01-30", "2026-02-28"),
        ("quarterly", "2026-03-02", "2026-06-02"),
        ("quarterly", "2026-11-30", "2027-02-28"),
        ("never", "2026-03-02", None),
        ("999d", "9999-12-01", "9999-12-31"),
    ],
)
def test_periods(frequency: str, last: str, due: str | None) -> None:
    """Each frequency, from the last check-in to the last day that is not overdue."""
    assert due_after(date.fromisoformat(last), frequency) == (due and date.fromisoformat(due))


def _months_before(when: date, count: int) -> date:
    """The plain reading of "as_of − one period": the same day of an earlier month, clamped to its end."""
    months = when.year * 12 + when.month - 1 - count
    for candidate in range(when.day, 0, -1):
        try:
            return date(months // 12, months % 12 + 1, candidate)
        except ValueError:
            continue
    raise AssertionError


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from([("monthly", 1), ("quarterly", 3)]))
def test_next_due_is_the_last_day_that_is_not_overdue(last: date, frequency: tuple[str, int]) -> None:
    """Both sentences say the same: overdue when last < as_of − one period, month end stays month end."""
    name, months = frequency
    due = due_after(last, name)
    assert due is not None
    assert last >= _months_before(due, months)
    assert last < _months_before(due + timedelta(days=1), months)


@pytest.mark.parametrize(
    ("checkins", "on", "silent", "due", "overdue"),
    [
        ([], 0, None, 7, False),
        ([], 7, None, 7, False),  # due today is not overdue
        ([], 8, None, 7, True),  # before the first check-in the start takes its place
        ([(3, 1)], 8, 5, 10, False),
        ([(3, 1)], 10, 7, 10, False),
        ([(3, 1)], 11, 8, 10, True),
        ([(3, 1), (20, 2)], 21, 1, 27, False),  # a late check-in moves the next due date
        ([(3, 1), (20, 2)], 19, 16, 10, True),  # what comes later is not known yet
        ([(3, 1), (20, {"note": "nothing new"})], 21, 1, 27, False),  # a note-only entry is a check-in
        ([(-9, 1)], 3, 12, 7, False),  # before its start it is early, not late
        ([(96, 1)], 99, 3, 100, False),  # the last one is due on the last day
        ([(3, 1)], 101, 98, None, False),  # after the end date never (then hint `grade`)
        ([], -5, None, 7, False),
    ],
)
def test_rolling(checkins: list[Any], on: int, silent: int | None, due: int | None, overdue: bool) -> None:
    """Weekly, in a cycle from day 0 to day 100."""
    seen = cadence_of(one({"target": 10, "checkins": checkins}), KR, day(on))
    assert (seen.days_silent, seen.next_due, seen.overdue) == (silent, None if due is None else day(due), overdue)


@pytest.mark.parametrize("state", ["draft", "paused", "postponed", "cancelled", "closed"])
def test_a_decision_ends_the_duty(state: str) -> None:
    """None of the decision states has a check-in duty, from the day of the decision, of the KR or above it."""
    decided = {"state": state, "since": 20}
    for found in (one({"target": 10, **decided}), one({"target": 10}, **decided)):
        assert cadence_of(found, KR, day(19)).overdue
        assert cadence_of(found, KR, day(20)).next_due is None
        assert not cadence_of(found, KR, day(20)).overdue


def test_own_days_and_never() -> None:
    """The key result's own start counts; `never` is never due."""
    assert cadence_of(one({"target": 10, "start_date": 40}), KR, day(39)).next_due == day(47)
    assert cadence_of(one({"target": 10, "end_date": 5}), KR, day(3)).next_due == day(5)
    assert cadence_of(one({"target": 10, "frequency": "never"}), KR, day(90)).next_due is None


def test_whose_frequency() -> None:
    """Precedence is key result, objective, cycle, configuration."""
    settings = Settings(checkin=CheckinSettings(frequency="9d"))
    for levels, expected in (((1, 2, 3), 1), ((0, 2, 3), 2), ((0, 0, 3), 3), ((0, 0, 0), 9)):
        own, above, around = (f"{count}d" if count else None for count in levels)
        found = plan(
            {"o": {"frequency": above, "key_results": {"k": {"target": 10, "frequency": own}}}},
            cycles=[cycle("c", frequency=around)],
            settings=settings,
        )
        assert cadence_of(found, KR, day(0)).next_due == day(expected)


@pytest.mark.parametrize("frequency", ["daily", "weekly", "monthly"])
def test_a_check_in_on_the_last_day_answers_the_last_due_day(frequency: str) -> None:
    """Nobody is asked again for a day that has a check-in."""
    fields = {"target": 9, "end_date": 14, "frequency": frequency}
    early = plan({"o": {"key_results": {"k": {**fields, "checkins": [(13, 1)]}}}})
    late = plan({"o": {"key_results": {"k": {**fields, "checkins": [(13, 1), (14, 2)]}}}})
    assert cadence_of(early, KR, day(14)).next_due == day(14)
    assert cadence_of(late, KR, day(13)).next_due == day(14)
    assert cadence_of(late, KR, day(14)).next_due is None


def test_a_reported_status_is_old_after_one_check_in_period() -> None:
    reported = Reported("on_track", day(10))
    assert not is_old(reported, "weekly", day(17))
    assert is_old(reported, "weekly", day(18))
    assert not is_old(reported, "never", day(90))
    assert not is_old(None, "weekly", day(90))
