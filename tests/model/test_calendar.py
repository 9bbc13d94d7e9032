"""Labels, lengths and the current cycle (docs/semantics.md, "Cycles and their labels"), and months."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrcli.model.calendar import (
    current_cycle,
    cycle_in_focus,
    cycles_to_close,
    end_of,
    label_after,
    months_later,
    period_of_label,
)
from okrcli.model.period import Period, PlannedCycle
from tests.support.plans import cycle, day

DAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1))


def _period(text: str) -> Period:
    start, _, end = text.partition(" ")
    return Period(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("label", "days"),
    [
        ("2026", "2026-01-01 2026-12-31"),
        ("2026-Q1", "2026-01-01 2026-03-31"),
        ("2026-Q4", "2026-10-01 2026-12-31"),
        ("2026-H1", "2026-01-01 2026-06-30"),
        ("2026-H2", "2026-07-01 2026-12-31"),
        ("2026-03", "2026-03-01 2026-03-31"),
        ("2026-12", "2026-12-01 2026-12-31"),
        ("2028-02", "2028-02-01 2028-02-29"),
        ("9999-Q4", "9999-10-01 9999-12-31"),
    ],
)
def test_calendar_labels(label: str, days: str) -> None:
    """Both ends inclusive; the fiscal year does not matter to them."""
    assert period_of_label(label) == period_of_label(label, 4, "end") == _period(days)


@pytest.mark.parametrize(
    ("label", "days"),
    [
        ("2026-W41", "2026-10-05 2026-10-11"),
        ("2026-W41-W42", "2026-10-05 2026-10-18"),
        ("2026-W41-W41", "2026-10-05 2026-10-11"),
        ("2026-W01", "2025-12-29 2026-01-04"),  # the first week begins in the old year
        ("2024-W01", "2024-01-01 2024-01-07"),
        ("2026-W53", "2026-12-28 2027-01-03"),  # 2026 has 53 weeks, and the last ends in the new year
        ("2026-W53-W01", "2026-12-28 2027-01-10"),
        ("2025-W52-W01", "2025-12-22 2026-01-04"),
    ],
)
def test_iso_weeks(label: str, days: str) -> None:
    """Weeks are those of ISO 8601, Monday to Sunday."""
    assert period_of_label(label) == _period(days)


@pytest.mark.parametrize(
    ("label", "first_month", "name", "days"),
    [
        # GitLab: the year begins in February and is named by its start here
        ("FY26-Q1", 2, "start", "2026-02-01 2026-04-30"),
        ("FY26-Q4", 2, "start", "2026-11-01 2027-01-31"),
        ("FY27-Q1", 2, "end", "2026-02-01 2026-04-30"),
        ("FY27-Q4", 2, "end", "2026-11-01 2027-01-31"),
        # puzzle/okr: July, both years
        ("FY26-27-Q1", 7, "both", "2026-07-01 2026-09-30"),
        ("FY26-27-Q3", 7, "both", "2027-01-01 2027-03-31"),
        ("FY26-27", 7, "both", "2026-07-01 2027-06-30"),
        ("FY26-27-H2", 7, "both", "2027-01-01 2027-06-30"),
        ("FY26-27-Q3", 7, "start", "2027-01-01 2027-03-31"),  # says both years, so the setting does not matter
        ("FY99-00-Q4", 12, "both", "2100-09-01 2100-11-30"),
        # without a turn of the year, first and last year are the same (s = 1)
        ("FY26", 1, "start", "2026-01-01 2026-12-31"),
        ("FY26", 1, "end", "2026-01-01 2026-12-31"),
        ("FY26-26-Q2", 1, "both", "2026-04-01 2026-06-30"),
        ("FY26", 4, "start", "2026-04-01 2027-03-31"),
        ("FY26", 4, "end", "2025-04-01 2026-03-31"),
        ("FY26-H1", 10, "start", "2026-10-01 2027-03-31"),
        ("FY26-H2", 10, "end", "2026-04-01 2026-09-30"),
        ("FY27-Q4", 12, "start", "2028-09-01 2028-11-30"),
    ],
)
def test_fiscal_labels(label: str, first_month: int, name: str, days: str) -> None:
    """Quarter q begins 3(q − 1) months after the first day of month s of year `first`."""
    assert period_of_label(label, first_month, name) == _period(days)


@pytest.mark.parametrize(
    "name",
    [
        "", "autumn", "2026-Q0", "2026-Q5", "2026-q4", "2026-H3", "2026-00", "2026-13", "2026-1", "26-Q1", "02026",
        "0000", "2026-W00", "2026-W54", "2025-W53", "2026-W1", "2026-W42-W41", "2026-W41-42", "9999-W52-W01",
        "FY2026-Q1", "FY26-Q5", "FY26-H3", "FY26-28-Q1", "FY27-26", "FY26-26", "FY26-", "fy26", "2026-Q4 ", "٢٠٢٦",
    ],
)  # fmt: skip
def test_free_names_have_no_days(name: str) -> None:
    """Free ids need dates."""
    assert period_of_label(name, 7) is None


def test_one_year_does_not_name_a_fiscal_year_where_both_are_asked_for() -> None:
    """With `both` the label has two years."""
    assert period_of_label("FY26-Q1", 7, "both") is None


@given(
    day=st.dates(date(2001, 1, 1), date(2098, 12, 31)),
    first_month=st.integers(1, 12),
    name=st.sampled_from(["start", "end", "both"]),
)
def test_every_day_is_in_the_fiscal_quarter_that_the_formula_names(day: date, first_month: int, name: str) -> None:
    """`first`, `last` and quarter of a date, the formula of the text against the reading of its label."""
    first = day.year if day.month >= first_month else day.year - 1
    last = first if first_month == 1 else first + 1
    quarter = (day.month - first_month) % 12 // 3 + 1
    year = {"start": f"{first % 100:02}", "end": f"{last % 100:02}", "both": f"{first % 100:02}-{last % 100:02}"}[name]
    period = period_of_label(f"FY{year}-Q{quarter}", first_month, name)
    assert period is not None and day in period


@given(label_day=DAYS)
def test_iso_week_labels_agree_with_the_calendar(label_day: date) -> None:
    """A day is in the week of its own ISO label."""
    year, week, _ = label_day.isocalendar()
    period = period_of_label(f"{year}-W{week:02}")
    assert period is not None and label_day in period and period.end - period.start == timedelta(days=6)


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        ("2026-10-05", "14d", "2026-10-18"),
        ("2026-10-05", "1d", "2026-10-05"),
        ("2026-10-05", "6w", "2026-11-15"),
        ("2026-10-01", "3m", "2026-12-31"),
        ("2026-10-15", "3m", "2027-01-14"),
        ("2026-01-31", "1m", "2026-02-27"),  # the next one would start on 28 February
        ("2026-02-28", "1m", "2026-03-27"),
        ("9999-12-01", "3m", "9999-12-31"),
        ("9999-12-31", "999d", "9999-12-31"),
    ],
)
def test_lengths(start: str, length: str, end: str) -> None:
    """The end is the day before the next start."""
    assert end_of(date.fromisoformat(start), length) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("start", "count", "later"),
    [
        ("2026-01-15", 1, "2026-02-15"),
        ("2026-01-30", 1, "2026-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-02-28", 1, "2026-03-31"),  # month end stays month end
        ("2028-02-28", 1, "2028-03-28"),  # a leap year: not the end of the month
        ("2026-04-30", 1, "2026-05-31"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-12-31", 1, "2027-01-31"),
    ],
)
def test_months_later(start: str, count: int, later: str) -> None:
    """The same day of a later month, clamped; month end stays month end."""
    assert months_later(date.fromisoformat(start), count) == date.fromisoformat(later)


# ── The current cycle (docs/semantics.md, "Cycles and their labels") ──────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cycles", "expected"),
    [
        ([], None),
        ([cycle("past", -9, -1), cycle("future", 1, 9)], None),  # never "the last one"
        ([cycle("past", -9, -1, state="active")], None),  # never by state alone
        ([cycle("first-day", 0, 9)], "first-day"),
        ([cycle("last-day", -9, 0)], "last-day"),
        ([cycle("year", -50, 50), cycle("quarter", -5, 5)], "quarter"),  # the newest start
        ([cycle("long", -5, 50), cycle("short", -5, 5)], "short"),  # the earlier end
        ([cycle("b", -5, 5), cycle("a", -5, 5)], "a"),  # the id
        ([cycle("old", -50, 50, state="grading"), cycle("new", -5, 5, state="draft")], "old"),
        ([cycle("new", -5, 5, state="closed"), cycle("old", -50, 50, state="draft")], "old"),
        ([cycle("active", -9, 9), cycle("grading", -5, 5, state="grading")], "grading"),  # equal in rank
        ([cycle("closed", -5, 5, state="closed")], "closed"),
    ],
)
def test_current_cycle(cycles: list[PlannedCycle], expected: str | None) -> None:
    """The order of precedence, step by step."""
    for order in (cycles, cycles[::-1]):
        found = current_cycle({one.id: one for one in order}, day(0))
        assert (found and found.id) == expected


def planned(name: str, state: str = "active", *, has_plan: bool = True) -> PlannedCycle:
    """The cycle of a label."""
    period = period_of_label(name)
    assert period
    return replace(cycle(name, str(period.start), str(period.end), state=state), has_plan=has_plan)


QUARTER = (planned("2026-Q4"),)
CLOSED = (planned("2026-Q4", "closed"),)
EMPTY = (planned("2026-Q4"), planned("2027-Q1", has_plan=False))


@pytest.mark.parametrize(
    ("cycles", "on", "expected"),
    [
        ((), "2026-11-16", None),
        *((QUARTER, on, "2026-Q4") for on in ("2020-01-01", "2026-09-30", "2026-10-01", "2026-12-31", "2027-01-01")),
        *((QUARTER, on, "2026-Q4") for on in ("2027-01-10", "2031-01-01")),
        *((CLOSED, on, "2026-Q4") for on in ("2026-09-30", "2026-12-31", "2027-01-01", "2031-01-01")),
        ((*QUARTER, planned("2027-Q1", "draft")), "2026-12-31", "2026-Q4"),
        ((*QUARTER, planned("2027-Q1", "draft")), "2027-01-01", "2027-Q1"),  # one that runs comes first
        ((*QUARTER, planned("2027-Q2")), "2027-01-01", "2026-Q4"),  # between two cycles
        ((*QUARTER, planned("2027-Q2")), "2027-03-31", "2026-Q4"),
        ((*CLOSED, planned("2027-Q2")), "2027-01-01", "2027-Q2"),  # what is closed is done with
        ((planned("2027"), planned("2027-Q1"), planned("2027-Q2")), "2026-12-31", "2027-Q1"),  # the earliest, shortest
        ((*QUARTER, planned("2026")), "2026-09-30", "2026"),
        ((*QUARTER, planned("2026")), "2026-10-01", "2026-Q4"),
        ((*QUARTER, planned("2026")), "2027-01-01", "2026-Q4"),
        ((*CLOSED, planned("2026")), "2027-01-01", "2026"),  # of two that end together the open one
        ((planned("2026-Q3"), planned("2026")), "2026-10-02", "2026"),  # the year runs
        ((planned("2026-Q3"), *CLOSED), "2027-01-01", "2026-Q4"),  # the last one, closed or not
        (EMPTY, "2027-01-01", "2026-Q4"),  # where nothing is written yet, nothing can be shown
        ((*CLOSED, EMPTY[1]), "2027-01-01", "2027-Q1"),
        ((*CLOSED, EMPTY[1]), "2026-09-30", "2026-Q4"),
        ((EMPTY[1],), "2027-05-01", "2027-Q1"),
    ],
)
def test_the_cycle_in_focus(cycles: tuple[PlannedCycle, ...], on: str, expected: str | None) -> None:
    """The rule of docs/semantics.md, day by day; the order of the cycles does not matter."""
    for order in (cycles, cycles[::-1]):
        focus = cycle_in_focus({each.id: each for each in order}, day(on))
        assert (focus and focus.id) == expected


@pytest.mark.parametrize(
    ("cycles", "expected"),
    [
        ((), []),
        (QUARTER, ["2026-Q4"]),
        (CLOSED, []),
        ((planned("2026-Q3"), *QUARTER), ["2026-Q4"]),
        ((planned("2026-Q3"), *CLOSED), ["2026-Q3"]),
        ((planned("2026"), *QUARTER, planned("2027-Q1")), ["2026-Q4", "2026"]),
        (EMPTY[1:], []),
    ],
)
def test_the_cycles_that_are_to_be_closed(cycles: tuple[PlannedCycle, ...], expected: list[str]) -> None:
    assert [each.id for each in cycles_to_close({each.id: each for each in cycles}, day("2027-01-04"))] == expected


@pytest.mark.parametrize(
    ("label", "following"),
    [
        ("2026-Q4", "2027-Q1"),
        ("2026-H1", "2026-H2"),
        ("2026", "2027"),
        ("2026-12", "2027-01"),
        ("2026-W53", "2027-W01"),
    ],
)
def test_the_label_after_a_label(label: str, following: str) -> None:
    assert label_after(planned(label)) == following
    assert label_after(cycle("spring", 0, 9)) is None
