"""Days, months and cycles: the days of a label, and the cycle of a day.

The rules are docs/semantics.md, "Cycles and their labels".
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from okrcli.model.period import Period, PlannedCycle

_MONTHS_IN: Final = {"Q": 3, "H": 6}
_LONGEST_WEEK_RANGE: Final = timedelta(weeks=26)
"""A range of weeks that crosses the new year and lasts longer than this is a slip: `2026-W42-W41`."""
_MONTH_NAMES: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_STATE_RANK: Final = {"active": 0, "grading": 0, "draft": 1, "closed": 2}


# ── Days and months ───────────────────────────────────────────────────────────────────────────────────────────────


def day_and_month(day: date) -> str:
    """A day without its year, the same in every locale: `4 Dec`."""
    return f"{day.day} {_MONTH_NAMES[day.month - 1]}"


def days_later(day: date, count: int) -> date:
    """`count` days after `day`, before it where it is negative; at most the first or last day of the calendar."""
    return date.fromordinal(max(date.min.toordinal(), min(day.toordinal() + count, date.max.toordinal())))


def months_later(day: date, count: int) -> date:
    """The same day `count` months later, or that month's last day; the end of a month stays the end."""
    later = _same_day(day, count)
    return _month_end(later) if day == _month_end(day) else later


def end_of(start: date, length: str) -> date:
    """The last day of a stretch that begins on `start`: the day before the next one starts.

    `length` is a number of days, weeks or months: `14d`, `6w`, `3m`.
    """
    count = int(length[:-1])
    if length.endswith("m"):
        following = _same_day(start, count)
    else:
        following = days_later(start, count * (7 if length.endswith("w") else 1))
    return following if following == date.max else following - timedelta(days=1)


def _same_day(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


# ── Labels ────────────────────────────────────────────────────────────────────────────────────────────────────────


def period_of_label(label: str, fiscal_year_start: int = 1, fiscal_year_name: str = "start") -> Period | None:
    """The days that a cycle's label means; None for a free name.

    `fiscal_year_start` is the first month (1 to 12) of the years in `FY…` labels; `fiscal_year_name` says which
    calendar year names them: the one they `start` in, the one they `end` in, or `both` (`FY26-27-Q1`). A label with
    both years is understood under every setting.
    """
    try:
        for pattern, period in _CALENDAR_LABELS:
            if match := pattern.fullmatch(label):
                return period(match)
        if match := _FISCAL_LABEL.fullmatch(label):
            return _fiscal_period(match, fiscal_year_start, fiscal_year_name)
    except (ValueError, OverflowError):
        pass  # month 13, week 53 of a year with 52, the year 0: a free name
    return None


def _months(year: int, month: int, count: int) -> Period:
    """`count` months from the first day of a month."""
    last = _same_day(date(year, month, 1), count - 1)
    return Period(date(year, month, 1), _month_end(last))


def _weeks(match: re.Match[str]) -> Period:
    """ISO weeks, Monday to Sunday. A range may cross the new year: `2026-W53-W01`."""
    year, first, last = int(match["year"]), int(match["first"]), int(match["last"] or match["first"])
    start = date.fromisocalendar(year, first, 1)
    end = date.fromisocalendar(year + (last < first), last, 7)
    if last < first and end - start > _LONGEST_WEEK_RANGE:
        raise ValueError(match[0])
    return Period(start, end)


def _part(match: re.Match[str]) -> Period:
    """A quarter or half of a calendar year."""
    length = _MONTHS_IN[match["part"]]
    return _months(int(match["year"]), 1 + (int(match["number"]) - 1) * length, length)


_CALENDAR_LABELS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Period]], ...]] = (
    (re.compile(r"(?P<year>[0-9]{4})"), lambda match: _months(int(match["year"]), 1, 12)),
    (re.compile(r"(?P<year>[0-9]{4})-(?P<part>Q)(?P<number>[1-4])"), _part),
    (re.compile(r"(?P<year>[0-9]{4})-(?P<part>H)(?P<number>[12])"), _part),
    (
        re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})"),
        lambda match: _months(int(match["year"]), int(match["month"]), 1),
    ),
    (re.compile(r"(?P<year>[0-9]{4})-W(?P<first>[0-9]{2})(-W(?P<last>[0-9]{2}))?"), _weeks),
)
_FISCAL_LABEL: Final = re.compile(
    r"FY(?P<year>[0-9]{2})(-(?P<last>[0-9]{2}))?(-(?P<part>Q(?=[1-4])|H(?=[12]))(?P<number>[1-4]))?"
)


def _fiscal_period(match: re.Match[str], first_month: int, name: str) -> Period | None:
    """The days of `FY26`, `FY26-Q1`, `FY26-H1`, `FY26-27-Q1`; None where the two years do not follow each other."""
    named = 2000 + int(match["year"])
    turns = 0 if first_month == 1 else 1
    if match["last"] is not None:
        if int(match["last"]) != (named + turns) % 100:
            return None
        first = named
    elif name == "both":
        return None
    else:
        first = named - turns if name == "end" else named
    start = date(first, first_month, 1)
    if match["part"] is None:
        return _months(start.year, start.month, 12)
    length = _MONTHS_IN[match["part"]]
    start = _same_day(start, (int(match["number"]) - 1) * length)
    return _months(start.year, start.month, length)


# ── The cycle of a day ────────────────────────────────────────────────────────────────────────────────────────────


def current_cycle(cycles: Mapping[str, PlannedCycle], day: date) -> PlannedCycle | None:
    """The cycle that `day` is in; None when it is in none.

    Of several: those with a plan, then active and grading before draft before closed, then the newest start, the
    earlier end, the id.
    """
    running = [cycle for cycle in cycles.values() if day in cycle.period]
    return min(running, key=_precedence, default=None)


def cycle_in_focus(cycles: Mapping[str, PlannedCycle], day: date) -> PlannedCycle | None:
    """The cycle that a command is about if none is named; None if there are no cycles.

    It is the one that runs, else the one that ended last, else the one that begins next. An open cycle that is over
    comes before one that runs without a plan, and a planned one that begins next before one that is closed.
    """
    running = current_cycle(cycles, day)
    if running and running.has_plan:
        return running
    over = max((cycle for cycle in cycles.values() if cycle.is_over(day)), key=_recency, default=None)
    if over and over.has_plan and over.state != "closed":
        return over
    following = [cycle for cycle in cycles.values() if cycle.period.start > day]
    coming = min(following, key=lambda cycle: (not cycle.has_plan, *cycle.period, cycle.id), default=None)
    if running or (coming and coming.has_plan):
        return running or coming
    return over or coming


def cycles_to_close(cycles: Mapping[str, PlannedCycle], day: date) -> list[PlannedCycle]:
    """The cycles with a plan that are over and not closed: those that ended last, the shortest first."""
    over = [cycle for cycle in cycles.values() if cycle.has_plan and cycle.is_over(day) and cycle.state != "closed"]
    last = max((cycle.period.end for cycle in over), default=None)
    ended = [cycle for cycle in over if cycle.period.end == last]
    return sorted(ended, key=lambda cycle: (cycle.period.start, cycle.id), reverse=True)


def shorter_cycle_to_come(
    cycles: Mapping[str, PlannedCycle], cycle: PlannedCycle, day: date, days: int
) -> PlannedCycle | None:
    """The next cycle with a plan inside of the one that runs, if it begins within so many days; else None."""
    last = days_later(day, days)
    coming = [
        other
        for other in cycles.values()
        if other.has_plan and day < other.period.start <= last and other.period.end <= cycle.period.end
    ]
    return min(coming, key=lambda other: (*other.period, other.id), default=None)


def latest_ended_cycle(cycles: Mapping[str, PlannedCycle], day: date) -> PlannedCycle | None:
    """The cycle that ended last by `day`, the shortest of several; None when none is over."""
    over = (cycle for cycle in cycles.values() if cycle.period.end <= day)
    return max(over, key=lambda cycle: (cycle.has_plan, cycle.period.end, cycle.period.start), default=None)


def label_after(cycle: PlannedCycle) -> str | None:
    """The label of the same form for the days after a cycle: `2027-Q1` after `2026-Q4`; None for other names."""
    day = days_later(cycle.period.end, 1)
    year, week, _ = day.isocalendar()
    labels = (
        f"{day.year:04}",
        f"{day.year:04}-Q{(day.month + 2) // 3}",
        f"{day.year:04}-H{(day.month + 5) // 6}",
        f"{day.year:04}-{day.month:02}",
        f"{year:04}-W{week:02}",
    )
    form = re.sub("[0-9]", "0", cycle.id)
    return next((label for label in labels if re.sub("[0-9]", "0", label) == form and label != cycle.id), None)


def _precedence(cycle: PlannedCycle) -> tuple[bool, int, int, date, str]:
    start, end = cycle.period
    return (not cycle.has_plan, _STATE_RANK[cycle.state], -start.toordinal(), end, cycle.id)


def _recency(cycle: PlannedCycle) -> tuple[bool, date, bool, date, str]:
    start, end = cycle.period
    return (cycle.has_plan, end, cycle.state != "closed", start, cycle.id)
