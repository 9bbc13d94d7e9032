"""Expected progress of a key result: by the time that is gone, by a planned path, by due milestones, by periods.

The rules are docs/semantics.md, "Expected progress" and "A planned path".
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil

from okrcli.model.period import Period
from okrcli.model.records import THRESHOLD_KINDS, KeyResult
from okrcli.scoring.measurement import ONE, ZERO, Tally
from okrcli.scoring.progress import measure_problem

Corner = tuple[date, Fraction]
"""A day, and the progress that is expected on it, 0 to 1."""


def elapsed_share(period: Period, day: date) -> Fraction:
    """The share of a period that is over: 0 on its first day, 1 on its last; a single day is over on that day."""
    span = (period.end - period.start).days
    gone = (day - period.start).days
    if span <= 0:
        return ONE if gone >= 0 else ZERO
    return Fraction(min(max(gone, 0), span), span)


def has_pace(key_result: KeyResult) -> bool:
    """True if progress is expected to grow with time; thresholds and `binary` are met or not, a baseline has none."""
    return key_result.measure not in ("binary", "baseline", *THRESHOLD_KINDS)


def expected_progress(key_result: KeyResult, days: Period, day: date, tally: Tally | None = None) -> Fraction | None:
    """Expected progress on a day, 0 to 1; `days` are those of the key result.

    It is the share of time that is gone, the planned path, or the share of milestones that are due where each has a
    day. Where periods are counted it is the share of them that is decided, by their `tally`. None for kinds without a
    pace, and for numbers that cannot be used.
    """
    if not has_pace(key_result) or measure_problem(key_result):
        return None
    if tally is not None and key_result.counts_periods:
        return Fraction(tally.so_far, tally.whole)
    if key_result.follows_path:
        return share_on_path(path_corners(key_result, days), day)
    milestones = key_result.milestones if key_result.measure == "milestones" else ()
    if not milestones or any(milestone.due is None for milestone in milestones):
        return elapsed_share(days, day)
    due = (Fraction(m.weight) for m in milestones if m.due is not None and m.due <= day)
    return sum(due, ZERO) / sum((Fraction(m.weight) for m in milestones), ZERO)


# ── A planned path ────────────────────────────────────────────────────────────────────────────────────────────────


def path_corners(key_result: KeyResult, days: Period) -> list[Corner]:
    """The days on which the planned path bends: the first day, the points between, and the last day.

    A point on another day does not count, and a value beyond start or target counts as these. For a metric whose
    numbers can be used.
    """
    start, target = Fraction(key_result.start or 0), Fraction(key_result.target or 0)
    shares = {days.start: ZERO}
    for point in sorted(key_result.path, key=lambda point: point.on):
        if days.start < point.on < days.end:
            shares[point.on] = min(max((Fraction(point.value) - start) / (target - start), ZERO), ONE)
    shares[days.end] = ONE
    return list(shares.items())


def segment_of(corners: list[Corner], day: date) -> tuple[Corner, Corner] | None:
    """The two corners between which a day is; None for a day before the first one or from the last one on."""
    return next(((left, right) for left, right in pairwise(corners) if left[0] <= day < right[0]), None)


def share_on_path(corners: list[Corner], day: date) -> Fraction:
    """The share of the way that a path expects by a day; between two corners it grows evenly."""
    segment = segment_of(corners, day)
    if segment is None:
        return ZERO if day < corners[0][0] else ONE
    (first, low), (last, high) = segment
    return low + (high - low) * Fraction((day - first).days, (last - first).days)


def first_day_of_share(key_result: KeyResult, days: Period, share: Fraction) -> date | None:
    """The first day of a key result by which this share of its time, or of its path, is over; None outside of it."""
    if share == 0:
        return days.start
    corners = path_corners(key_result, days) if key_result.follows_path else [(days.start, ZERO), (days.end, ONE)]
    for (first, low), (last, high) in pairwise(corners):
        if low < share <= high:
            return first + timedelta(days=ceil((share - low) / (high - low) * (last - first).days))
    return None


def time_or_path(key_result: KeyResult, days: Period, day: date) -> Fraction:
    """The share of its planned path that a key result has behind it, else that of its time."""
    if key_result.follows_path:
        return share_on_path(path_corners(key_result, days), day)
    return elapsed_share(days, day)
