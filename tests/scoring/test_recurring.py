"""A target that comes again (docs/semantics.md, "A target that comes again")."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrcli.model.period import Period
from okrcli.scoring.recurring import periods_in
from okrcli.scoring.results import KeyResultScore
from okrcli.scoring.score import score_key_result
from tests.support.plans import KR, day, one

Fields = dict[str, Any]


def _weekly(checkins: list[Any], **fields: Any) -> Fields:
    """Three a week, in a cycle of 28 days: four weeks, from day 0 to day 27."""
    return {"period": "week", "target_per_period": 3, "end_date": 27, "checkins": checkins, **fields}


def _seen(fields: Fields, on: int, **objective: Any) -> KeyResultScore:
    return score_key_result(one(fields, **objective), KR, day(on))


@pytest.mark.parametrize(
    ("stretch", "first", "last", "lasts"),
    [
        # blocks of 1, 7 and 14 days from the first day, whatever day of the week that is
        ("day", "2026-01-01", "2026-01-03", ["01-01", "01-02", "01-03"]),
        ("week", "2026-01-01", "2026-01-14", ["01-07", "01-14"]),
        ("two_weeks", "2026-01-01", "2026-01-28", ["01-14", "01-28"]),
        # calendar steps to the day before the same day
        ("month", "2026-01-15", "2026-04-14", ["02-14", "03-14", "04-14"]),
        ("quarter", "2026-01-01", "2026-12-31", ["03-31", "06-30", "09-30", "12-31"]),
        # … clamped to the month's end, and each counted from the first day of all
        ("month", "2026-01-31", "2026-04-29", ["02-27", "03-30", "04-29"]),
        # a rest of at least half a period is one itself
        ("week", "2026-01-01", "2026-01-11", ["01-07", "01-11"]),
        ("two_weeks", "2026-01-01", "2026-01-21", ["01-14", "01-21"]),
        # a shorter one joins the period before
        ("week", "2026-01-01", "2026-01-10", ["01-10"]),
        ("quarter", "2026-01-01", "2026-04-30", ["04-30"]),
        # at least one period
        ("month", "2026-01-01", "2026-01-03", ["01-03"]),
        ("week", "2026-01-01", "2026-01-01", ["01-01"]),
    ],
)
def test_periods(stretch: str, first: str, last: str, lasts: list[str]) -> None:
    """From the first day on; the rest at the end is a period from half of one."""
    found = periods_in(stretch, Period(date.fromisoformat(first), date.fromisoformat(last)))
    assert [period.end.isoformat()[5:] for period in found] == lasts


@given(st.sampled_from(["day", "week", "two_weeks", "month", "quarter"]), st.dates(), st.integers(0, 800))
def test_periods_lie_end_to_end(stretch: str, first: date, length: int) -> None:
    """Every day of the key result lies in exactly one period."""
    last = date.fromordinal(min(first.toordinal() + length, date.max.toordinal()))
    found = periods_in(stretch, Period(first, last))
    assert (found[0].start, found[-1].end) == (first, last)
    assert all((later.start - earlier.end).days == 1 for earlier, later in pairwise(found))


@pytest.mark.parametrize(
    ("checkins", "on", "met", "decided", "raw", "expected"),
    [
        ([(1, 3)], 6, 1, 1, "1/4", "1/4"),  # met, and over
        ([(1, 3)], 3, 1, 1, "1/4", "1/4"),  # met before it is over: it counts at once
        ([(1, 2)], 5, 0, 0, "0", "0"),  # neither met nor missed yet
        ([(1, 2)], 6, 0, 1, "0", "1/4"),  # its last day is over with it
        ([(1, 2), (5, 1)], 6, 1, 1, "1/4", "1/4"),  # added up inside a period
        ([(1, 5), (5, -2)], 6, 1, 1, "1/4", "1/4"),  # negative values correct earlier ones
        ([(1, 5), (5, -3)], 6, 0, 1, "0", "1/4"),
        ([(1, 9)], 13, 1, 2, "1/4", "1/2"),  # a strong week does not make up for a weak one
        ([(1, 3), (8, 3), (15, 3), (22, 3)], 22, 4, 4, "1", "1"),
        ([(1, 3), (20, 3)], 13, 1, 2, "1/4", "1/2"),  # nothing after the day
    ],
)
def test_share(checkins: list[Any], on: int, met: int, decided: int, raw: str, expected: str) -> None:
    """Progress = met ÷ N; expected = D ÷ N."""
    seen = _seen(_weekly(checkins), on)
    assert seen.tally == (met, decided, 4)
    assert (seen.raw, seen.progress, seen.expected) == (Fraction(raw), Fraction(raw), Fraction(expected))
    assert seen.has_data


@pytest.mark.parametrize(
    ("aggregate", "checkins", "met"),
    [
        (None, [(1, 1), (2, 1), (3, 1)], 1),  # the sum is the default here
        ("sum", [(1, 1), (2, 1), (3, 1)], 1),
        ("latest", [(1, 9), (2, 1)], 0),
        ("latest", [(1, 1), (2, 3)], 1),
        ("average", [(1, 2), (2, 4)], 1),
        ("average", [(1, 2), (2, 3)], 0),
    ],
)
def test_amount_of_a_period(aggregate: str | None, checkins: list[Any], met: int) -> None:
    """The check-ins of a period, combined by `aggregate`; none is 0."""
    seen = _seen(_weekly(checkins, aggregate=aggregate), 6)
    assert seen.tally is not None
    assert seen.tally.met == met


@pytest.mark.parametrize(
    ("checkins", "on", "raw"),
    [
        ([(1, 6)], 6, "1/2"),  # 6 of 4 × 3
        ([(1, 6), (8, 6)], 13, "1"),  # strong periods make up for weak ones
        ([(1, 1)], 2, "1/12"),  # an unfinished period counts with what it has
        ([(1, 24)], 2, "2"),  # raw is not clamped
    ],
)
def test_sum(checkins: list[Any], on: int, raw: str) -> None:
    """Raw = Σ amounts ÷ (N × target per period); expected is the time gone."""
    seen = _seen(_weekly(checkins, measured_by="sum"), on)
    assert (seen.raw, seen.expected) == (Fraction(raw), Fraction(on, 27))


@pytest.mark.parametrize(("on", "status"), [(6, "on_track"), (13, "at_risk"), (20, "off_track")])
def test_met_of_decided_is_the_pace(on: int, status: str) -> None:
    """One met of 1, 2 and 3 decided is a pace of 1, 0.5 and 0.33."""
    assert _seen(_weekly([(1, 3)]), on).status.computed == status


def test_without_a_check_in_nothing_is_known() -> None:
    """No check-in at all: has_data is false."""
    seen = _seen(_weekly([]), 13)
    assert (seen.has_data, seen.progress, seen.status.computed) == (False, Fraction(0), "not_started")
    assert _seen(_weekly([]), 14).status.computed == "off_track"  # past the middle


def test_a_period_uses_the_target_of_its_last_day() -> None:
    """3 a week until day 10, 5 a week from then on: the first week stays met."""
    changed = _weekly([(1, 3), (8, 3)], target_per_period=5, changes=[(10, "target_per_period", 3, 5)])
    assert _seen(changed, 13).tally == (1, 2, 4)
    assert _seen(changed, 9).tally == (2, 2, 4)  # as it was then
    summed = _seen({**changed, "measured_by": "sum"}, 13)
    assert summed.raw == Fraction(6, 3 + 5 + 5 + 5)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"kind": "recurring", "period": "week"}, "no target per period"),
        ({"target_per_period": 3}, "no period"),
        ({"period": "week", "target_per_period": 0}, "the target per period is not above 0"),
        ({"period": "week", "target_per_period": -1}, "the target per period is not above 0"),
        (
            {"period": "week", "target_per_period": 3, "measured_by": "sum", "aggregate": "average"},
            "a sum of average values",
        ),
    ],
)
def test_numbers_that_cannot_be_used(fields: Fields, reason: str) -> None:
    """Null and a reason; never a crash and never 100 %."""
    seen = _seen({**fields, "checkins": [(1, 3)]}, 6)
    assert (seen.raw, seen.progress, seen.expected, seen.status.shown) == (None, None, None, None)
    assert seen.status.reason == reason


def test_a_thousand_years_of_days_take_no_time() -> None:
    """Robustness: more periods than anybody counts have no number."""
    fields = {"period": "day", "target_per_period": 1, "end_date": "9999-12-31", "checkins": [(1, 3)]}
    assert _seen(fields, 6).status.reason == "too many periods"
