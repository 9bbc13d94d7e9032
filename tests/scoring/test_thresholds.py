"""Measures of threshold kinds (docs/semantics.md, "Other ways to measure a limit" and "Status")."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from okrcli.scoring.results import KeyResultScore
from okrcli.scoring.score import score_key_result
from tests.support.plans import KR, day, one

Fields = dict[str, Any]
AT_MOST: Fields = {"kind": "at_most", "target": 5}


def _seen(fields: Fields, on: int = 50, **objective: Any) -> KeyResultScore:
    return score_key_result(one(fields, **objective), KR, day(on))


@pytest.mark.parametrize(
    ("measured_by", "checkins", "raw"),
    [
        ("latest", [(1, 9), (2, 5)], "1"),  # the default: the latest value decides
        (None, [(1, 9), (2, 5)], "1"),
        ("latest", [(1, 5), (2, 9)], "0"),
        ("average", [(1, 3), (2, 7)], "1"),  # the average decides
        ("average", [(1, 3), (2, 8)], "0"),
        ("share", [(1, 5), (2, 9), (3, 4)], "2/3"),  # periods met ÷ check-ins so far
        ("share", [(1, 5), (2, {"missed": True}), (3, 9)], "1/3"),  # a missed one is not met
        ("share", [(1, 5), (2, {"note": "nothing new"})], "1"),  # a note is no period
        ("distance", [(1, 5)], "1"),  # 2 − value ÷ target
        ("distance", [(1, "2.5")], "3/2"),
        ("distance", [(1, 10)], "0"),
        ("distance", [(1, 15)], "-1"),
    ],
)
def test_measures(measured_by: str | None, checkins: list[Any], raw: str) -> None:
    """Four ways to read a limit of at most 5."""
    seen = _seen({**AT_MOST, "measured_by": measured_by, "checkins": checkins})
    assert (seen.raw, seen.has_data) == (Fraction(raw), True)


def test_distance_to_a_lower_limit() -> None:
    """Value ÷ target for `at_least` and `above`; with `aggregate: average` the average is the value."""
    fields: Fields = {"kind": "at_least", "target": 10, "measured_by": "distance", "checkins": [(1, 4), (2, 8)]}
    assert _seen(fields).raw == Fraction(8, 10)
    assert _seen({**fields, "aggregate": "average"}).raw == Fraction(6, 10)
    assert _seen({**fields, "kind": "above", "checkins": [(1, 10)]}).raw == Fraction(99, 100)  # reached, not kept


def test_distance_never_makes_a_missed_limit_green() -> None:
    """`below` 5 with a value of 5 is missed: its progress is not whole either."""
    seen = _seen({"kind": "below", "target": 5, "measured_by": "distance", "checkins": [(1, 5)]})
    assert (seen.progress, seen.status.computed) == (Fraction(99, 100), "off_track")


@pytest.mark.parametrize(("periods", "raw"), [(None, "1"), (4, "1/2"), (2, "1"), (1, "2")])
def test_planned_periods(periods: int | None, raw: str) -> None:
    """With `periods` the planned number divides, without it the check-ins so far."""
    seen = _seen({**AT_MOST, "measured_by": "share", "periods": periods, "checkins": [(1, 5), (2, 4)]})
    assert seen.raw == Fraction(raw)
    assert seen.tally is not None
    assert seen.tally.share_so_far == 1


@pytest.mark.parametrize(
    ("met", "missed", "kind", "status"),
    [
        (7, 3, "aspirational", "on_track"),
        (4, 6, "aspirational", "at_risk"),
        (3, 7, "aspirational", "off_track"),
        (9, 1, "committed", "on_track"),
        (7, 3, "committed", "at_risk"),
        (6, 4, "committed", "off_track"),
    ],
)
def test_share_is_read_like_a_pace(met: int, missed: int, kind: str, status: str) -> None:
    """The share so far against the limits of the type in 7.2."""
    checkins = [(number, 5 if number < met else 9) for number in range(met + missed)]
    fields = {**AT_MOST, "measured_by": "share", "periods": 100, "checkins": checkins}
    assert _seen(fields, type=kind).status.computed == status


def test_a_whole_share_is_achieved_after_the_end() -> None:
    """Met is on track, and after the end date achieved."""
    fields = {**AT_MOST, "measured_by": "share", "checkins": [(1, 5)]}
    assert (_seen(fields, 100).status.computed, _seen(fields, 101).status.computed) == ("on_track", "achieved")


@pytest.mark.parametrize(
    ("fields", "value", "status"),
    [
        ({**AT_MOST, "risk_threshold": 7}, 5, "on_track"),
        ({**AT_MOST, "risk_threshold": 7}, "5.1", "at_risk"),
        ({**AT_MOST, "risk_threshold": 7}, 7, "at_risk"),  # its end is included
        ({**AT_MOST, "risk_threshold": 7}, "7.1", "off_track"),
        ({"kind": "below", "target": 5, "risk_threshold": 7}, 5, "at_risk"),
        ({"kind": "at_least", "target": 5, "risk_threshold": 3}, 3, "at_risk"),
        ({"kind": "above", "target": 5, "risk_threshold": 3}, "2.9", "off_track"),
        ({"low": 10, "high": 20, "risk_low": 8, "risk_high": 25}, 8, "at_risk"),
        ({"low": 10, "high": 20, "risk_low": 8, "risk_high": 25}, 25, "at_risk"),
        ({"low": 10, "high": 20, "risk_low": 8, "risk_high": 25}, 7, "off_track"),
        ({"low": 10, "high": 20, "risk_low": 8}, 21, "off_track"),  # the other side has no zone
    ],
)
def test_the_yellow_zone(fields: Fields, value: Any, status: str) -> None:
    """`risk_threshold` changes status, never progress."""
    seen = _seen({**fields, "checkins": [(1, value)]})
    assert seen.status.computed == status
    assert seen.progress == (1 if status == "on_track" else 0)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"kind": "at_most", "target": 0}, "no distance: the limit is not above 0"),
        ({"kind": "at_least", "target": -5}, "no distance: the limit is not above 0"),
        ({"low": 1, "high": 2}, "no distance: a range has two limits"),
    ],
)
def test_no_distance(fields: Fields, reason: str) -> None:
    """Distance needs a limit above 0, and is not for a range."""
    seen = _seen({**fields, "measured_by": "distance", "checkins": [(1, 1)]})
    assert (seen.progress, seen.status.shown, seen.status.reason) == (None, None, reason)


def test_a_missed_check_in_keeps_the_value() -> None:
    """The value stays; alone it is no measurement."""
    seen = _seen({**AT_MOST, "checkins": [(1, 4), (2, {"missed": True})]})
    assert (seen.current, seen.status.computed) == (Fraction(4), "on_track")
    assert not _seen({**AT_MOST, "measured_by": "share", "checkins": [(1, {"missed": True})]}).has_data
