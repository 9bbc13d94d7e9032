"""Progress, status, confidence and score (docs/semantics.md).

Almost every case is one key result in the cycle of `tests.plans`: day 40 is 40 % of the time.
"""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrcli.model.plan import Checkin, Plan, Ref
from okrcli.model.settings import PaceSettings, Settings
from okrcli.scoring.checkin_history import apply_corrections
from okrcli.scoring.results import KeyResultScore, ObjectiveScore
from okrcli.scoring.score import score_key_result, score_plan
from tests.support.counting import calls
from tests.support.plans import KR, checkin, cycle, day, in_order, one, plan

O = KR.parent  # noqa: E741
Fields = dict[str, Any]


def _seen(fields: Fields, on: int | str = 50, **objective: Any) -> KeyResultScore:
    return score_key_result(one(fields, **objective), KR, day(on))


def _objective(key_results: dict[str, Fields], on: int = 50, **objective: Any) -> ObjectiveScore:
    return score_plan(plan({"o": {**objective, "key_results": key_results}}), day(on))[O]


def _at(value: Any, on: int = 1, **fields: Any) -> Fields:
    """A metric from 0 to 100 (so that values are percents) with one check-in."""
    return {"target": 100, "checkins": [(on, value)], **fields}


# ── Metric (docs/semantics.md, "Progress") ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("start", "target", "value", "raw"),
    [
        # twelve cases of direction
        (0, 100, 40, "2/5"),
        (None, 100, 40, "2/5"),  # start is 0 by default
        (20, 30, 22, "1/5"),
        (100, 50, 75, "1/2"),  # going down
        (5, 3, "4.5", "1/4"),
        (10, 0, 4, "3/5"),  # target 0 with a start
        (-10, 10, 0, "1/2"),  # through zero
        (10, -10, 5, "1/4"),
        (-50, -20, -35, "1/2"),  # negative range
        (-20, -50, -35, "1/2"),
        (0, -8, -2, "1/4"),
        (None, -8, -2, "1/4"),
        # beyond target and below start
        (0, 100, 250, "5/2"),
        (0, 100, -50, "-1/2"),
        (100, 50, 25, "3/2"),
        (100, 50, 120, "-2/5"),
        # exact with large and tiny numbers
        (0, "99999999999.99", "33333333333.33", "1/3"),
        (0, "12345678901234567890.123", "12345678901234567890.123", "1"),
        (0, "1e-320", "5e-321", "1/2"),
        ("-1e308", "1e308", 0, "1/2"),
        (0, "0.3", "0.1", "1/3"),  # 0.1 and 0.3 are exact
    ],
)
def test_metric(start: Any, target: Any, value: Any, raw: str) -> None:
    """Raw is never clamped, progress is raw held between 0 and 1."""
    seen = _seen({"start": start, "target": target, "checkins": [(1, value)]})
    assert seen.raw == Fraction(raw)
    assert seen.progress == min(max(Fraction(raw), 0), 1)
    assert seen.current == Decimal(value)
    assert seen.has_data


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"start": 5, "target": 5}, "target equals start"),  # start_equals_target
        ({"start": 0, "target": 0}, "target equals start"),
        ({"target": 0}, "no start, and the target is 0"),  # missing_start
        ({"kind": "metric", "start": 5}, "no target"),  # missing_target
        ({"kind": "at_most"}, "no target"),
        ({"kind": "between", "low": 5}, "no high end"),
        ({"high": 5}, "no low end"),
        ({"low": 9, "high": 5}, "low is above high"),  # low_above_high
        ({"kind": "milestones"}, "no milestones"),
        ({"milestones": {"a": {"weight": 0}}}, "all milestones have weight 0"),
        ({}, "no measure"),  # unknown kind
    ],
)
def test_numbers_that_cannot_be_used(fields: Fields, reason: str) -> None:
    """Progress null; never NaN, a crash or 100 %; the reason says why."""
    for checkins in ([], [(1, 5)], [(1, {"done": True, "status": "on_track"})]):
        seen = _seen({**fields, "checkins": checkins})
        assert (seen.raw, seen.progress, seen.expected, seen.status.shown) == (None, None, None, None)
        assert seen.status.reason == reason
        found = _objective({"bad": {**fields, "checkins": checkins}, "good": _at(40)})
        assert found.progress == Fraction(2, 5)  # not averaged


# ── Current value (docs/semantics.md, "The value") ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("aggregate", "checkins", "current"),
    [
        ("latest", [], 10),  # no check-in: current = start
        ("latest", [(1, 20), (5, 30)], 30),
        ("latest", [(5, 30), (1, 20)], 30),  # by date, never by file order
        ("latest", [(5, 30), (60, 90)], 30),  # nothing after the day
        ("latest", [(5, 30), (50, 90)], 90),  # the day itself counts
        ("latest", [(5, 30), (9, {"note": "holidays"})], 30),  # carried forward
        ("latest", [(5, {"value": 30, "at": "09:00"}), (5, {"value": 20, "at": "08:00"})], 30),  # entered later
        ("latest", [(5, 30), (5, 20)], 20),  # then the position
        ("latest", [(5, {"value": 30, "id": "b"}), (5, {"value": 20, "id": "a"})], 30),  # then the document's id
        ("sum", [], 10),
        ("sum", [(1, 5), (5, 7), (5, 8)], 30),  # start + Σ, every entry
        ("sum", [(1, 5), (5, -2)], 13),
        ("average", [], 10),
        ("average", [(1, 20), (5, 30), (5, 40)], 30),
        ("average", [(1, 1), (2, 1), (3, 2)], Fraction(4, 3)),
    ],
)
def test_current_value(aggregate: str, checkins: list[Any], current: Any) -> None:
    """Latest, sum and average over the check-ins up to the day."""
    seen = _seen({"start": 10, "target": 110, "aggregate": aggregate, "checkins": checkins})
    assert seen.current == current
    assert seen.raw == (Fraction(current) - 10) / 100


def test_no_value_is_not_data() -> None:
    """Without a value has_data is false and progress 0; a note or a confidence is no measurement."""
    for checkins in ([], [(1, {"note": "hello"})], [(1, {"confidence": 5})]):
        seen = _seen({"start": 3, "target": 9, "checkins": checkins})
        assert (seen.has_data, seen.progress, seen.current) == (False, Fraction(0), Decimal(3))


def _shown(checkins: list[tuple[Any, Any]], on: int = 50) -> str:
    built = in_order([checkin(*item, position=place) for place, item in enumerate(checkins)])
    return " ".join(str(found.reading.value) for found in apply_corrections(built, day(on)))


@pytest.mark.parametrize(
    ("checkins", "on", "values"),
    [
        ([(1, {"value": 1, "id": "a"}), (1, {"value": 2, "id": "b", "corrects": "a"})], 9, "2"),
        ([(5, {"value": 1, "id": "a"}), (2, {"value": 2, "id": "b", "corrects": "a"})], 3, "2"),  # under its own date
        # not yet: the correction is dated later
        ([(1, {"value": 1, "id": "a"}), (7, {"value": 2, "id": "b", "corrects": "a"})], 6, "1"),
        ([(1, {"value": 1, "id": "a"}), (7, {"value": 2, "id": "b", "corrects": "a"})], 7, "2"),
        # a chain
        (
            [
                (1, {"value": 1, "id": "a"}),
                (1, {"value": 2, "id": "b", "corrects": "a"}),
                (1, {"value": 3, "id": "d", "corrects": "b"}),
            ],
            9,
            "3",
        ),
        # a chain, with a clock that was wrong
        (
            [
                (1, {"value": 1, "id": "a"}),
                (1, {"value": 2, "id": "b", "corrects": "a", "at": "10:00"}),
                (1, {"value": 3, "id": "d", "corrects": "b", "at": "09:00"}),
            ],
            9,
            "3",
        ),
        # two corrections of one entry: it has one place, and what was entered last is in it
        (
            [
                (1, {"value": 1, "id": "a"}),
                (3, {"value": 2, "id": "b", "corrects": "a", "at": "08:00"}),
                (3, {"value": 3, "id": "d", "corrects": "a", "at": "07:00"}),
                (4, {"value": 9, "id": "e"}),
            ],
            9,
            "2 9",
        ),
        # each other, and itself: nothing is lost
        ([(1, {"value": 1, "id": "a", "corrects": "b"}), (2, {"value": 2, "id": "b", "corrects": "a"})], 9, "2"),
        ([(1, {"value": 1, "id": "a", "corrects": "a"})], 9, "1"),
        # an unknown document, and one written inside the key result
        ([(1, 1), (2, {"value": 2, "corrects": "gone"})], 9, "1 2"),
        ([(1, {"value": 1, "id": "a"}), (1, {"value": 2, "corrects": "a"}), (1, 3)], 9, "2 3"),
        # a correction that takes the value away
        ([(1, {"value": 1, "id": "a"}), (1, {"note": "was a slip", "id": "b", "corrects": "a"})], 9, "None"),
    ],
)
def test_corrections(checkins: list[tuple[Any, Any]], on: int, values: str) -> None:
    """An entry with `corrects` replaces that document's entry; what is dated later does not exist yet."""
    assert _shown(checkins, on) == values


# ── Thresholds (docs/semantics.md, "Progress" and "Status") ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fields", "met", "missed", "reason"),
    [
        ({"kind": "at_least", "target": 5}, [5, 6], ["4.9"], "below the limit of 5"),
        ({"kind": "at_most", "target": 5}, [5, -1], ["5.1"], "above the limit of 5"),
        ({"kind": "above", "target": 5}, ["5.1"], [5, 4], "not above the limit of 5"),
        ({"kind": "below", "target": 5}, ["4.9"], [5, 6], "not below the limit of 5"),
        ({"kind": "at_most", "target": 0}, [0], [1], "above the limit of 0"),  # no start needed
        ({"low": 12, "high": 16}, [12, 14, 16], ["11.9"], "below the range 12 to 16"),
        ({"low": 12, "high": 16}, [12, 14, 16], ["16.1"], "above the range 12 to 16"),
        ({"low": 12, "high": 12}, [12], [13], "above the range 12 to 12"),
    ],
)
def test_thresholds(fields: Fields, met: list[Any], missed: list[Any], reason: str) -> None:
    """Met is 1 and not met 0, limits included or not; no pace: on track, and achieved after the end."""
    for value in met:
        seen = _seen({**fields, "checkins": [(49, value)]})
        assert (seen.progress, seen.expected) == (Fraction(1), None)
        assert (seen.status.shown, seen.status.reason) == ("on_track", None)
        assert _seen({**fields, "checkins": [(49, value)]}, 100).status.shown == "on_track"
        assert _seen({**fields, "checkins": [(49, value)]}, 101).status.shown == "achieved"
    for value in missed:
        seen = _seen({**fields, "checkins": [(49, value)]})
        assert (seen.progress, seen.status.shown) == (Fraction(0), "off_track")
        assert seen.status.reason == f"{value} is {reason}"


def test_a_threshold_without_a_measurement_is_not_met_and_not_missed() -> None:
    """ "not met" needs a measurement."""
    seen = _seen({"kind": "at_most", "target": 5}, 20)
    assert (seen.progress, seen.has_data, seen.current) == (Fraction(0), False, None)
    assert seen.status.shown == "not_started"


def test_a_threshold_on_an_average() -> None:
    """The average decides."""
    assert _seen({"kind": "at_least", "target": 5, "aggregate": "average", "checkins": [(1, 4), (2, 6)]}).progress == 1


# ── Milestones and binary (docs/semantics.md, "Progress") ─────────────────────────────────────────────────────────────

STEPS: Fields = {"a": {"weight": 2}, "b": {}, "d": {"weight": 0}}


@pytest.mark.parametrize(
    ("steps", "checkins", "raw"),
    [
        (STEPS, [], "0"),
        (STEPS, [(1, {"done": ("a",)})], "2/3"),
        (STEPS, [(1, {"done": ("a",)}), (5, {"done": ("b",)})], "1"),
        (STEPS, [(1, {"done": ("a",)}), (60, {"done": ("b",)})], "2/3"),  # not yet
        (STEPS, [(1, {"done": ("a", "a", "unknown")})], "2/3"),
        (STEPS, [(1, {"done": True})], "1"),
        (STEPS, [(1, {"value": 7})], "0"),  # a value says nothing of milestones
        ({"a": {"done": True}, "b": {}}, [], "1/2"),
        ({"a": {"done": 50}, "b": {"done": 51}}, [], "1/2"),  # counts from its day
        ({"a": {"done": 50}, "b": {}}, [(1, {"done": ("a",)})], "1/2"),  # said twice, counts once
    ],
)
def test_milestones(steps: Fields, checkins: list[Any], raw: str) -> None:
    """Σ(weight · done) / Σ weight; the list is itself data."""
    seen = _seen({"milestones": steps, "checkins": checkins})
    assert (seen.raw, seen.has_data, seen.current) == (Fraction(raw), True, None)


@pytest.mark.parametrize(
    ("planned", "checkins", "progress", "has_data"),
    [
        (False, [], 0, False),
        (True, [], 1, True),
        (50, [], 1, True),
        (51, [], 0, False),  # the day has not come
        (False, [(1, {"done": True})], 1, True),
        (False, [(1, {"done": True}), (5, {"done": False})], 0, True),  # taken back
        (20, [(5, {"done": False})], 1, True),
        (20, [(30, {"done": False})], 0, True),
        (20, [(20, {"done": False})], 0, True),  # of the same day the check-in wins
        (True, [(30, {"done": False})], 1, True),
        (False, [(60, {"done": True})], 0, False),
        (False, [(1, {"confidence": 7})], 0, False),
    ],
)
def test_binary(planned: Any, checkins: list[Any], progress: int, has_data: bool) -> None:
    """0 or 1."""
    seen = _seen({"done": planned, "checkins": checkins})
    assert seen.progress == progress
    assert seen.has_data == has_data


# ── Roll-up (docs/semantics.md, "From key results to objectives") ─────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("key_results", "progress"),
    [
        ({"a": _at(40), "b": _at(60)}, "1/2"),
        ({"a": _at(40, weight=3), "b": _at(60)}, "9/20"),
        ({"a": _at(40, weight="0.5"), "b": _at(60, weight="0.25")}, "7/15"),  # any positive numbers
        ({"a": _at(40, weight=0), "b": _at(60)}, "3/5"),  # weight 0: shown, not counted
        ({"a": _at(40, weight=0)}, None),  # all weights 0: no division
        ({"a": _at(500), "b": _at(0)}, "1/2"),  # capped at 1 per key result
        ({"a": _at(-500), "b": _at(60)}, "3/10"),  # floored at 0 per key result
        ({"a": {"target": 100}, "b": _at(60)}, "3/10"),  # no check-in is 0
        ({"a": _at(1, target=1000), "b": _at(1, target=1)}, "1001/2000"),  # the size of targets is irrelevant
        ({"a": {"start": 5, "target": 5}}, None),
        ({"a": _at(60), "b": _at(0, state="draft")}, "3/5"),
        ({"a": _at(60), "b": _at(0, state="cancelled")}, "3/5"),
        ({"a": _at(60), "b": _at(0, state="postponed")}, "3/5"),
        ({"a": _at(60), "b": _at(0, state="paused")}, "3/5"),
        ({"a": _at(60), "b": _at(0, state="closed")}, "3/10"),  # closed early stays with its credit
        ({"a": _at(60), "b": _at(0, state="paused", since=50)}, "3/5"),
        ({"a": _at(60), "b": _at(0, state="paused", since=51)}, "3/10"),  # decided later
        ({"a": _at(60, state="paused")}, None),
    ],
)
def test_roll_up(key_results: dict[str, Fields], progress: str | None) -> None:
    """The weighted mean of the counted key results, null when there are none."""
    found = _objective(key_results)
    assert found.progress == (progress and Fraction(progress))
    assert len(found.key_results) == len(key_results)
    assert not found.from_children


def test_equal_thirds_make_a_whole() -> None:
    """Shares that binary floats miss are exact."""
    assert _objective({name: _at("0.1", target="0.3", weight="0.1") for name in "abc"}).progress == Fraction(1, 3)
    sums = {"start": 0, "target": 1, "aggregate": "sum", "checkins": [(place, "0.1") for place in range(10)]}
    assert _objective({"a": sums}).progress == 1


def test_roll_up_of_children() -> None:
    """Without key results of its own the children count, each with its objective's weight."""
    found = plan(
        {
            "top": {},
            "a": {"contributes_to": ["top"], "weight": 3, "key_results": {"k": _at(40)}},
            "b": {"contributes_to": ["top", "busy"], "key_results": {"k": _at(80)}},
            "gone": {"contributes_to": ["top"], "state": "cancelled", "key_results": {"k": _at(0)}},
            "empty": {"contributes_to": ["top"]},
            "busy": {"key_results": {"k": _at(10)}},
            "drafts": {"key_results": {"k": _at(10, state="draft")}},
            "year/far": {},
            "leaf": {"contributes_to": ["year/far"], "key_results": {"k": _at(50)}},
        },
        cycles=[cycle("year", -100, 300)],
    )
    scores = score_plan(found, day(50))
    top = scores[Ref("c", "top")]
    assert (top.progress, top.from_children, [ref.objective for ref in top.children]) == (
        Fraction(1, 2),
        True,
        ["a", "b", "gone", "empty"],
    )
    assert scores[Ref("c", "busy")].progress == Fraction(1, 10)  # own key results, if it has any
    assert not scores[Ref("c", "busy")].from_children
    assert scores[Ref("c", "drafts")].progress is None  # counted or not
    assert scores[Ref("c", "empty")].progress is None  # not measured: neither 0 nor 100 %
    assert scores[Ref("year", "far")].progress == Fraction(1, 2)
    order = list(scores)
    assert order.index(Ref("c", "a")) < order.index(Ref("c", "top"))
    assert list(score_plan(found, day(50), "year")) == [Ref("c", "leaf"), Ref("year", "far")]


# ── Expected progress (docs/semantics.md, "Expected progress") ────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fields", "on", "expected"),
    [
        ({}, -5, "0"),
        ({}, 0, "0"),  # 0 on the first day
        ({}, 40, "2/5"),
        ({}, 100, "1"),  # 1 on the last
        ({}, 120, "1"),
        ({"start_date": 20, "end_date": 60}, 30, "1/4"),  # its own days
        ({"start_date": 20, "end_date": 20}, 19, "0"),  # one day: 0 before, 1 from that day
        ({"start_date": 20, "end_date": 20}, 20, "1"),
        ({"start_date": 20, "end_date": 10}, 30, "1"),  # an impossible period is no crash
        ({"milestones": {"a": {"due": 10}, "b": {"due": 90, "weight": 3}}}, 9, "0"),
        ({"milestones": {"a": {"due": 10}, "b": {"due": 90, "weight": 3}}}, 10, "1/4"),  # that day included
        ({"milestones": {"a": {"due": 10}, "b": {"weight": 3}}}, 10, "1/10"),  # not every item has a day
        ({"kind": "at_most"}, 40, None),  # no pace
        ({"kind": "binary"}, 40, None),
    ],
)
def test_expected(fields: Fields, on: int, expected: str | None) -> None:
    """The part of the time that is over, in calendar days; or the milestones due."""
    target = {} if "milestones" in fields else {"target": 100}
    assert _seen({**target, **fields}, on).expected == (expected and Fraction(expected))


# ── Status of a key result (docs/semantics.md, "Status") ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "value", "on", "status"),
    [
        ("aspirational", 35, 50, "on_track"),  # 0.7 exactly: a limit belongs to the better side
        ("aspirational", "34.999", 50, "at_risk"),
        ("aspirational", 20, 50, "at_risk"),
        ("aspirational", "19.999", 50, "off_track"),
        ("learning", 35, 50, "on_track"),
        ("learning", 20, 50, "at_risk"),
        ("committed", 45, 50, "on_track"),
        ("committed", "44.999", 50, "at_risk"),
        ("committed", 35, 50, "at_risk"),
        ("committed", "34.999", 50, "off_track"),
        (None, 35, 50, "on_track"),  # aspirational by default
        ("committed", 100, 50, "achieved"),
        ("committed", 999, 50, "achieved"),
        ("aspirational", 0, 15, "at_risk"),  # step 10: too early for red
        ("aspirational", 0, 16, "off_track"),
        ("aspirational", 0, 0, "on_track"),  # step 8: nothing is expected yet
        ("aspirational", 50, -5, "not_started"),  # step 7
        ("aspirational", 100, -5, "achieved"),  # step 6 before 7
    ],
)
def test_pace(kind: Any, value: Any, on: int, status: str) -> None:
    """Progress ÷ expected against the limits of the type; the first match wins."""
    seen = _seen(_at(value, -9, frequency="never"), on, type=kind)
    assert (seen.status.shown, seen.status.computed) == (status, status)


@pytest.mark.parametrize(
    ("on", "status", "reason"),
    [
        (-5, "not_started", "starts 2026-01-01"),
        (0, "not_started", "no check-in yet"),
        (40, "not_started", "no check-in yet, 40 % of time gone"),
        (50, "not_started", "no check-in yet, 50 % of time gone"),
        (51, "off_track", "no check-in yet, 51 % of time gone"),
        (120, "off_track", "no check-in yet, 100 % of time gone"),
    ],
)
def test_no_check_in_is_never_green(on: int, status: str, reason: str) -> None:
    """Without a check-in nothing is green."""
    for fields in ({"target": 100}, {"kind": "at_most", "target": 5}, {"done": False}):
        seen = _seen(fields, on)
        assert (seen.status.shown, seen.status.reason, seen.has_data) == (status, reason, False)


def test_a_note_is_no_value() -> None:
    """A note-only entry is a check-in for the cadence, not for the pace."""
    seen = _seen({"target": 100, "checkins": [(38, {"note": "soon"})]}, 40)
    assert (seen.status.shown, seen.status.reason) == ("not_started", "no value yet, 40 % of time gone")


@pytest.mark.parametrize(
    ("fields", "on", "status", "reason"),
    [
        ({"checkins": [(1, {"done": True})]}, 50, "achieved", None),
        ({"checkins": [(44, {"done": True})]}, 120, "achieved", None),
        ({"due": 30, "checkins": [(25, {"confidence": 9})]}, 30, "on_track", None),
        ({"due": 30, "checkins": [(25, {"confidence": 9})]}, 31, "off_track", "not done, was due 2026-01-31"),
        ({"checkins": [(99, {"confidence": 9})]}, 101, "off_track", "not done, was due 2026-04-11"),
        ({"checkins": [(45, {"confidence": 7})]}, 50, "on_track", None),
        ({"checkins": [(45, {"confidence": 6})]}, 50, "at_risk", "confidence 6 of 10"),
        ({"checkins": [(45, {"confidence": 0})]}, 50, "at_risk", "confidence 0 of 10"),
        ({"checkins": [(45, {"done": False})]}, 50, "not_started", "not done, 50 % of time gone"),
        ({"checkins": [(45, {"done": False})]}, 51, "at_risk", "not done, 51 % of time gone"),
    ],
)
def test_status_of_binary(fields: Fields, on: int, status: str, reason: str | None) -> None:
    """Done; overdue; else by confidence; none given not started, then at risk."""
    seen = _seen({"done": False, "frequency": "never", **fields}, on)
    assert (seen.status.shown, seen.status.reason) == (status, reason)


@pytest.mark.parametrize(
    ("state", "reason", "shown"),
    [
        ("draft", None, "not agreed yet"),
        ("paused", "waiting for legal", "paused: waiting for legal"),
        ("paused", None, "paused without a reason"),
        ("postponed", "one two three four five six seven eight", "postponed: one two three four five six seven eight"),
        ("cancelled", "a longer story, all of which is data", "cancelled: a longer story, all of which is data"),
        ("closed", None, None),
        ("closed", "done\n early", "closed: done early"),
    ],
)
def test_decisions(state: str, reason: str | None, shown: str | None) -> None:
    """What people decided comes first, also over a reported status; not before its day."""
    seen = _seen(_at({"value": 1, "status": "on_track"}, 45, state=state, reason=reason, since=50))
    assert (seen.status.shown, seen.status.computed, seen.status.reason) == (state, state, shown)
    assert (seen.status.reported, seen.status.marks) == ("on_track", ())
    before = _seen(_at({"value": 1, "status": "on_track"}, 45, state=state, reason=reason, since=51))
    assert (before.status.shown, before.status.computed) == ("on_track", "off_track")


# ── Reported status and marks (docs/semantics.md, "What the owner says") ──────────────────────────────────────────────


@pytest.mark.parametrize(
    ("checkins", "on", "shown", "computed", "marks", "reason"),
    [
        ([(49, 10)], 50, "off_track", "off_track", (), "10 % done, 50 % expected"),
        ([(49, 45)], 50, "on_track", "on_track", (), None),
        (
            [(49, {"value": 45, "status": "at_risk"})], 50,
            "at_risk", "on_track", ("mismatch",), "reported at risk, computed on track",
        ),
        (
            [(49, {"value": 10, "status": "on_track"})], 50,
            "on_track", "off_track", ("mismatch",), "reported on track, computed off track",
        ),
        ([(49, {"value": 25, "status": "at_risk"})], 50, "at_risk", "at_risk", (), "25 % done, 50 % expected"),
        ([(49, {"value": 100, "status": "on_track"})], 50, "on_track", "achieved", (), None),  # equal
        ([(40, {"status": "at_risk"}), (49, {"value": 45, "status": "auto"})], 50, "on_track", "on_track", (), None),
        # carried forward; older than one period
        ([(43, {"status": "on_track"}), (49, 45)], 50, "on_track", "on_track", (), None),
        (
            [(42, {"status": "on_track"}), (49, 45)], 50,
            "on_track", "on_track", ("stale",), "status reported 8 days ago",
        ),
        # silence
        ([(43, 45)], 50, "on_track", "on_track", (), None),
        ([(34, 45)], 50, "on_track", "on_track", ("overdue",), "silent 16 days"),
        ([(34, 10)], 50, "off_track", "off_track", ("overdue",), "10 % done, 50 % expected"),
        (
            [(34, {"value": 45, "status": "on_track"})], 50,
            "on_track", "on_track", ("stale", "overdue"), "silent 16 days",
        ),
        # a value that does not move
        ([(35, 40), (42, 40), (49, 40)], 50, "on_track", "on_track", ("unchanged",), "unchanged ×3"),
        ([(42, 40), (49, 40)], 50, "on_track", "on_track", (), None),
        ([(35, 100), (42, 100), (49, 100)], 50, "achieved", "achieved", (), None),
    ],
)  # fmt: skip
def test_reported_status_and_marks(
    checkins: list[Any], on: int, shown: str, computed: str, marks: tuple[str, ...], reason: str | None
) -> None:
    """The owner's word is shown, the computed one stands beside it; the reason explains what is shown."""
    status = _seen({"target": 100, "checkins": checkins}, on).status
    assert (status.shown, status.computed, status.marks, status.reason) == (shown, computed, marks, reason)


@pytest.mark.parametrize(
    ("fields", "checkins", "count"),
    [
        ({"target": 100}, [], 0),
        ({"target": 100}, [22], 0),
        ({"target": 100}, [22, 22, 22], 2),
        ({"target": 100}, [22, 22, 23], 0),
        ({"target": 100}, [22, 23, "23.0"], 1),
        ({"target": 100}, [22, {"note": "x"}, 22, {"confidence": 3}], 1),  # by readings with a value
        ({"target": 100, "aggregate": "sum"}, [5, 5, 5], 0),  # for a sum only 0 changes nothing
        ({"target": 100, "aggregate": "sum"}, [5, 0, 0], 2),
        ({"target": 100, "aggregate": "average"}, [5, 5], 1),
        ({"done": False}, [{"done": False}, {"done": False}], 1),
        ({"milestones": {"a": {}, "b": {}}}, [{"done": ("a",)}, {"done": ("a",)}], 1),
        ({"milestones": {"a": {}, "b": {}}}, [{"done": ("a",)}, {"done": ("b",)}], 0),
    ],
)
def test_unchanged(fields: Fields, checkins: list[Any], count: int) -> None:
    """How many of the latest readings in a row repeat the one before."""
    assert _seen({**fields, "checkins": list(enumerate(checkins))}).unchanged == count


# ── Status of an objective (docs/semantics.md, "The status of an objective") ──────────────────────────────────────────

GOOD, WEAK, BAD, DONE = _at(50, 49), _at(25, 49), _at(5, 49), _at(100, 49)


@pytest.mark.parametrize(
    ("key_results", "status", "reason"),
    [
        ({"a": GOOD, "b": WEAK, "d": BAD}, "off_track", "d: 5 % done, 50 % expected"),
        ({"a": GOOD, "b": WEAK}, "at_risk", "b: 25 % done, 50 % expected"),
        ({"a": BAD, "b": _at(1, 49)}, "off_track", "b: 1 % done, 50 % expected"),  # names the weakest
        ({"a": DONE, "b": DONE}, "achieved", None),
        ({"a": DONE, "b": GOOD}, "on_track", None),
        ({"a": {"target": 1}, "b": GOOD}, "on_track", None),
        ({"a": {"target": 1}, "b": {"target": 1}}, "not_started", "a: no check-in yet, 50 % of time gone"),
        ({"a": GOOD, "b": {**BAD, "weight": 0}}, "on_track", None),  # over the counted ones
        ({"a": GOOD, "b": {**BAD, "state": "paused"}}, "on_track", None),
        ({"a": GOOD, "b": {**BAD, "state": "closed"}}, "on_track", None),  # that are not closed
        ({"a": {**BAD, "state": "closed"}, "b": {**GOOD, "state": "paused"}}, "closed", None),
        (
            {"a": {**BAD, "state": "postponed"}, "b": {**GOOD, "state": "paused", "reason": "legal"}},
            "paused",
            "b: paused: legal",
        ),
        ({"a": {**BAD, "state": "postponed", "reason": "later"}}, "postponed", "a: postponed: later"),
        ({"a": {**BAD, "state": "draft"}}, None, "only draft key results"),
        ({"a": {**BAD, "state": "draft"}, "b": {**BAD, "state": "cancelled"}}, None, "none of its key results counts"),
        ({"a": {**BAD, "weight": 0}}, None, "all weights are 0"),
        ({"a": {"start": 1, "target": 1}}, None, "a: target equals start"),
        ({}, None, "no key results, nothing contributes"),
        (
            {"a": GOOD, "b": _at({"value": 5, "status": "on_track"}, 49)},
            "on_track",
            "b: reported on track, computed off track",
        ),
    ],
)
def test_status_of_objective(key_results: dict[str, Fields], status: str | None, reason: str | None) -> None:
    """As good as its weakest key result, which the reason names."""
    found = _objective(key_results)
    assert (found.status.shown, found.status.reason) == (status, reason)


def test_shown_and_computed_status_of_objective() -> None:
    """The shown statuses give the shown one, the computed ones the computed one."""
    status = _objective({"a": GOOD, "b": _at({"value": 5, "status": "on_track"}, 49)}).status
    assert (status.shown, status.computed, status.marks) == ("on_track", "off_track", ("mismatch",))


@pytest.mark.parametrize(
    ("fields", "shown", "reason", "marks"),
    [
        ({"checkins": [(49, {"status": "at_risk"})]}, "at_risk", "reported at risk, computed on track", ("mismatch",)),
        ({"checkins": [(49, {"status": "on_track"})]}, "on_track", None, ()),
        ({"checkins": [(40, {"status": "on_track"})]}, "on_track", "status reported 10 days ago", ("stale",)),
        ({"checkins": [(40, {"status": "at_risk"}), (41, {"status": "auto"})]}, "on_track", None, ()),
        ({"state": "paused", "reason": "legal", "since": 50}, "paused", "paused: legal", ()),
        ({"state": "paused", "since": 51}, "on_track", None, ()),
    ],
)
def test_objective_with_a_word_of_its_own(
    fields: Fields, shown: str, reason: str | None, marks: tuple[str, ...]
) -> None:
    """The decision first; objectives may be reported too."""
    status = _objective({"a": GOOD}, **fields).status
    assert (status.shown, status.reason, status.marks) == (shown, reason, marks)


def test_status_over_children() -> None:
    """Without own key results over the children; the reason names the key result at the bottom."""
    found = plan(
        {
            "top": {},
            "mid": {"contributes_to": ["top"]},
            "a": {"contributes_to": ["mid"], "key_results": {"mql": WEAK}},
            "b": {"contributes_to": ["mid"], "key_results": {"k": GOOD}},
            "off": {"contributes_to": ["mid"], "state": "cancelled", "key_results": {"k": BAD}},
        }
    )
    for name in ("mid", "top"):
        status = score_plan(found, day(50))[Ref("c", name)].status
        assert (status.shown, status.reason) == ("at_risk", "a/mql: 25 % done, 50 % expected")


# ── Confidence (docs/semantics.md, "Confidence") ──────────────────────────────────────────────────────────────────────


def test_confidence() -> None:
    """The last one carried forward, "now, was before"; the weighted mean over those that have one."""
    said = [(1, {"confidence": 8}), (9, {"value": 40}), (12, {"confidence": 5}), (60, {"confidence": 1})]
    seen = _seen({"target": 100, "checkins": said})
    assert (seen.confidence, seen.previous_confidence) == (5, 8)
    assert (_seen(GOOD).confidence, _seen(GOOD).previous_confidence) == (None, None)
    found = _objective(
        {
            "a": {"target": 100, "checkins": said, "weight": 2},
            "b": {"target": 100, "checkins": [(1, {"confidence": 6})]},
            "silent": {"target": 100},
            "gone": {"target": 100, "checkins": [(1, {"confidence": 0})], "state": "cancelled"},
        }
    )
    assert found.confidence == Fraction(16, 3)
    assert _objective({"a": GOOD}).confidence is None


@pytest.mark.parametrize(
    ("fields", "on", "score"),
    [
        (_at(40), 99, None),  # before the end
        (_at(40), 100, "2/5"),  # progress at the end date
        ({"target": 100, "checkins": [(90, 40), (105, 90)]}, 120, "2/5"),  # entered under the date it describes
        ({"target": 100, "end_date": 50, "checkins": [(10, 40)]}, 60, "2/5"),
        ({"target": 100}, 100, "0"),  # no check-in counts as 0
        ({"start": 1, "target": 1}, 100, None),
        ({"target": 100, "checkins": [(10, 40), (30, 60)], "state": "closed", "since": 20}, 50, "2/5"),  # closed early
        ({"target": 100, "checkins": [(10, 40)], "state": "closed", "since": 20}, 19, None),
        ({"target": 100, "checkins": [(10, 40)], "state": "closed"}, 50, "2/5"),
        ({"target": 100, "checkins": [(90, 40), (105, 90)], "state": "closed", "since": 110}, 120, "2/5"),  # too late
        (_at(40, state="cancelled"), 100, None),
        (_at(40, state="draft"), 100, None),
        (_at(40, state="postponed"), 100, None),
        (_at(40, state="paused"), 100, None),  # still paused at grading: as postponed
    ],
)
def test_score(fields: Fields, on: int, score: str | None) -> None:
    """Progress at the end date or at early closing; none before and none for what was not pursued."""
    assert _seen(fields, on).score == (score and Fraction(score))


def test_score_of_objective() -> None:
    """The weighted mean of the final scores, once all that count are final."""
    early = {**_at(30), "state": "closed", "since": 20}
    assert _objective({"a": early, "b": _at(60)}, 99).score is None
    assert _objective({"a": early, "b": _at(60, weight=2), "d": _at(0, state="paused")}, 100).score == Fraction(1, 2)
    assert _objective({"a": _at(60)}, 50, state="closed", since=40).score == Fraction(3, 5)
    assert _objective({}, 100).score is None


# ── Laws ──────────────────────────────────────────────────────────────────────────────────────────────────────────

NUMBERS = st.decimals(-(10**12), 10**12, places=3)
ENTRIES = st.fixed_dictionaries(
    {},
    optional={
        "value": NUMBERS,
        "missed": st.just(True),
        "done": st.booleans() | st.lists(st.sampled_from("ab"), max_size=2).map(tuple),
        "confidence": st.integers(0, 10),
        "status": st.sampled_from(["on_track", "at_risk", "off_track", "auto"]),
        "corrects": st.sampled_from([f"doc{place}" for place in range(8)]),
    },
)
CHECKINS = st.lists(st.tuples(st.integers(-10, 110), ENTRIES), max_size=8).map(
    lambda several: [(when, {**entry, "id": f"doc{place}"}) for place, (when, entry) in enumerate(several)]
)
READINGS = st.lists(st.tuples(st.integers(-10, 110), NUMBERS), max_size=2)
MEASURES = st.one_of(
    st.fixed_dictionaries({"start": NUMBERS, "target": NUMBERS, "aggregate": st.sampled_from(["latest", "sum"])}),
    st.fixed_dictionaries({"target": NUMBERS, "kind": st.sampled_from(["at_least", "at_most", "above", "below"])}),
    st.fixed_dictionaries({"low": NUMBERS, "high": NUMBERS, "aggregate": st.just("average")}),
    st.fixed_dictionaries(
        {
            "target": NUMBERS,
            "kind": st.sampled_from(["at_least", "at_most"]),
            "measured_by": st.sampled_from(["share", "average", "distance"]),
            "risk_threshold": NUMBERS,
            "guardrails": st.fixed_dictionaries({"g": st.fixed_dictionaries({"checkins": READINGS})}),
        }
    ),
    st.fixed_dictionaries(
        {
            "period": st.sampled_from(["day", "week", "two_weeks", "month", "quarter"]),
            "target_per_period": NUMBERS,
            "measured_by": st.sampled_from([None, "share", "sum"]),
            "aggregate": st.sampled_from([None, "latest", "average"]),
        }
    ),
    st.just({"milestones": {"a": {"due": 30}, "b": {"weight": 2, "due": 70}}}),
    st.just({"done": False, "due": 60}),
)
DAYS = st.integers(-5, 120)


def _outcome(found: Plan, on: int) -> tuple[KeyResultScore, ObjectiveScore]:
    return score_key_result(found, KR, day(on)), score_plan(found, day(on))[O]


def _with(found: Plan, checkins: list[Checkin]) -> Plan:
    return found.with_checkins({KR: in_order(checkins)})


@given(MEASURES, CHECKINS, DAYS, st.randoms())
def test_order_in_files_never_matters(fields: Fields, said: list[Any], on: int, chance: random.Random) -> None:
    """Order by date, never by file order (each entry here is a file of its own)."""
    found = one(fields)
    entries = [checkin(*item) for item in said]
    shuffled = chance.sample(entries, len(entries))
    assert _outcome(_with(found, entries), on) == _outcome(_with(found, shuffled), on)


@given(MEASURES, CHECKINS, DAYS)
def test_nothing_after_the_day_has_an_influence(fields: Fields, said: list[Any], on: int) -> None:
    """Neither a check-in nor a decision."""
    known = [item for item in said if item[0] <= on]
    later = {**fields, "checkins": said, "state": "cancelled", "since": on + 1}
    seen, above = _outcome(one(later), on)
    before, above_before = _outcome(one({**fields, "checkins": known}), on)
    assert [getattr(seen, name) for name in KeyResultScore.__slots__ if name != "history"] == [
        getattr(before, name) for name in KeyResultScore.__slots__ if name != "history"
    ]
    assert (above.progress, above.status, above.score) == (
        above_before.progress,
        above_before.status,
        above_before.score,
    )


@given(NUMBERS, NUMBERS, st.lists(NUMBERS, max_size=4), st.decimals(-1000, 1000, places=2).filter(bool))
def test_units_never_matter(start: Decimal, target: Decimal, values: list[Decimal], factor: Decimal) -> None:
    """Start, target and values in another unit give the same progress."""
    for aggregate in ("latest", "average"):
        plain = _seen({"start": start, "target": target, "aggregate": aggregate, "checkins": list(enumerate(values))})
        scaled = _seen(
            {
                "start": start * factor,
                "target": target * factor,
                "aggregate": aggregate,
                "checkins": [(place, value * factor) for place, value in enumerate(values)],
            }
        )
        assert (plain.raw, plain.status, plain.expected) == (scaled.raw, scaled.status, scaled.expected)


@given(st.lists(st.tuples(MEASURES, CHECKINS, st.integers(0, 5)), min_size=1, max_size=4), DAYS)
def test_a_key_result_never_adds_more_than_its_weight(parts: list[tuple[Fields, Any, int]], on: int) -> None:
    """Each one is held between 0 and 1 before it is weighted; nothing measurable is null, never 0."""
    named = {f"k{place}": {**fields, "checkins": said, "weight": w} for place, (fields, said, w) in enumerate(parts)}
    found = _objective(named, on)
    counted = [(weight, seen) for (_, _, weight), seen in zip(parts, found.key_results, strict=True)]
    counted = [(weight, seen) for weight, seen in counted if weight and seen.progress is not None]
    assert (found.progress is None) == (not counted)
    assert (found.status.shown is None) == (not counted)
    total = sum(weight for weight, _ in counted)
    for weight, seen in counted:
        assert found.progress is not None and seen.progress is not None
        share = Fraction(weight, total)
        assert 0 <= found.progress - share * seen.progress <= 1 - share


@given(MEASURES, CHECKINS, DAYS)
def test_every_status_that_is_not_plain_green_has_a_reason(fields: Fields, said: list[Any], on: int) -> None:
    """In words and as data; no check-in is never green unless somebody says so."""
    seen, above = _outcome(one({**fields, "checkins": said}), on)
    for status in (seen.status, above.status):
        if status.shown not in ("on_track", "achieved") or status.marks:
            assert status.reason
        assert (status.reason is None) == (status.cause is None)
        if status.cause:
            assert status.cause.item in (seen.ref, above.ref)
            assert status.reason and status.reason.endswith(status.cause.text)
    if not seen.has_data and seen.confidence is None:
        assert seen.status.computed not in ("on_track", "achieved")


@given(st.integers(1, 10**6), st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), max_size=5), DAYS)
def test_units_never_matter_where_periods_or_limits_are_counted(factor: int, said: list[Any], on: int) -> None:
    """Another unit changes neither a share, a distance nor a sum."""
    kinds: list[Fields] = [
        {"period": "week", "target_per_period": 50},
        {"period": "week", "target_per_period": 50, "measured_by": "sum"},
        {"kind": "at_most", "target": 50, "measured_by": "share", "risk_threshold": 60},
        {"kind": "at_most", "target": 50, "measured_by": "distance", "risk_threshold": 60},
    ]
    for fields in kinds:
        scaled = {name: value * factor if isinstance(value, int) else value for name, value in fields.items()}
        one_unit = _seen({**fields, "checkins": said}, on)
        other = _seen({**scaled, "checkins": [(when, value * factor) for when, value in said]}, on)
        assert (one_unit.raw, one_unit.expected, one_unit.tally) == (other.raw, other.expected, other.tally)
        assert one_unit.status.computed == other.status.computed


# ── Baseline, settings, net confidence, changes ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("checkins", "on", "status", "reason"),
    [
        ([], 0, "not_started", "no check-in yet"),
        ([], 90, "not_started", "no check-in yet, 90 % of time gone"),  # no pace, so never off track
        ([(1, 17)], 50, "in_progress", "to be measured"),
        ([(1, {"note": "asked finance"})], 50, "in_progress", "to be measured"),  # after any check-in
        ([(1, {"value": 17, "status": "off_track"})], 50, "in_progress", "to be measured"),  # steps 1 and 2 end it
    ],
)
def test_baseline(checkins: list[Any], on: int, status: str, reason: str) -> None:
    """Null, and in progress after any check-in."""
    seen = _seen({"kind": "baseline", "checkins": checkins}, on)
    assert (seen.raw, seen.progress, seen.expected) == (None, None, None)
    assert (seen.status.shown, seen.status.reason) == (status, reason)


@pytest.mark.parametrize(
    ("others", "progress", "status"),
    [
        ({}, None, "in_progress"),
        ({"b": _at(90)}, Fraction(9, 10), "on_track"),  # it is not counted, and has no say
        ({"b": _at(5)}, Fraction(5, 100), "off_track"),
        ({"b": _at(90, state="closed")}, Fraction(9, 10), "closed"),  # closed, else a baseline
        ({"b": _at(90, state="paused")}, None, "in_progress"),  # … else paused
        ({"b": {"target": 0}}, None, "in_progress"),  # null, not 0
    ],
)
def test_an_objective_with_a_baseline(others: dict[str, Fields], progress: Fraction | None, status: str) -> None:
    """Out of every average; its status only where nothing else decides."""
    found = _objective({"a": {"kind": "baseline", "checkins": [(1, 17)]}, **others})
    assert (found.progress, found.status.shown) == (progress, status)


@pytest.mark.parametrize(
    ("pace", "kind", "value", "on", "status"),
    [
        (PaceSettings(aspirational=(Decimal("0.9"), Decimal("0.8"))), None, 44, 50, "at_risk"),
        (PaceSettings(aspirational=(Decimal("0.9"), Decimal("0.8"))), "learning", 45, 50, "on_track"),
        (PaceSettings(aspirational=(Decimal("0.9"), Decimal("0.8"))), "committed", 44, 50, "at_risk"),
        (PaceSettings(committed=(Decimal("1"), Decimal("0.5"))), "committed", 49, 50, "at_risk"),
        (PaceSettings(grace=Decimal(0)), None, 0, 10, "off_track"),
        (PaceSettings(grace=Decimal(1)), None, 0, 90, "at_risk"),
        (PaceSettings(grace=Decimal("0.15")), None, 1, 15, "at_risk"),  # up to it
        (PaceSettings(grace=Decimal("0.15")), None, 1, 16, "off_track"),
    ],
)
def test_pace_settings(pace: PaceSettings, kind: Any, value: int, on: int, status: str) -> None:
    """The pairs and the grace are settings; a limit belongs to the better side."""
    built = plan({"o": {"type": kind, "key_results": {"k": _at(value)}}}, settings=Settings(pace=pace))
    assert score_key_result(built, KR, day(on)).status.computed == status


@pytest.mark.parametrize(
    ("on", "fields", "is_late"),
    [
        (6, {}, False),
        (7, {}, True),  # from seven days after the start
        (100, {}, True),
        (101, {}, False),  # its time is over
        (7, {"start_date": 1}, False),
        (50, {"checkins": [(3, {"note": "not yet"})]}, False),
        (50, {"frequency": "never"}, False),
        (50, {"state": "draft"}, False),
        (50, {"target": None, "milestones": {"a": {}}}, False),  # a list of milestones is itself data
    ],
)
def test_not_started_late(on: int, fields: Fields, is_late: bool) -> None:
    """A mark from seven days after the start date."""
    assert ("not_started_late" in _seen({"target": 100, **fields}, on).status.marks) == is_late


@pytest.mark.parametrize(
    ("key_results", "net"),
    [
        ({}, None),
        ({"a": _at(60)}, 100),
        ({"a": _at(100)}, 100),  # achieved counts as on track
        ({"a": _at(5)}, -100),
        ({"a": _at(25)}, 0),  # at risk is neither
        ({"a": _at(60), "b": _at(60), "d": _at(5)}, Fraction(100, 3)),
        ({"a": _at(60), "b": _at(5, weight=0)}, 100),  # those that count
        ({"a": _at(60), "b": _at(5, state="paused")}, 100),
    ],
)
def test_net_confidence(key_results: dict[str, Fields], net: Any) -> None:
    """% on track − % off track of the counted key results, −100 to 100."""
    assert _objective(key_results).net_confidence == net


def test_earlier_days_use_the_values_that_held_then() -> None:
    """A target that was lowered on day 20 changes nothing on day 19."""
    lowered = _at(40, target=50, changes=[(20, "target", 100, 50), (30, "weight", 1, 2)])
    assert [_seen(lowered, on).raw for on in (19, 20)] == [Fraction(2, 5), Fraction(4, 5)]


# ── Speed ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_thousand_key_results_with_twenty_check_ins_each() -> None:
    """Some 600 calls for each key result, and no more of them in a larger plan."""
    said = [(place * 4, {"value": place, "confidence": place % 11, "id": f"d{place}"}) for place in range(20)]
    key_results = {name: {"target": 30, "checkins": said} for name in "abcde"}
    small, large = (
        plan({f"o{number}": {"key_results": key_results} for number in range(count)}) for count in (20, 200)
    )
    work = calls(lambda: score_plan(large, day(90)))
    assert work <= 1000 * 800
    assert work <= 10.5 * calls(lambda: score_plan(small, day(90)))


@pytest.mark.parametrize("state", ["draft", "paused", "postponed", "cancelled"])
def test_key_results_of_a_stopped_objective_are_stopped_too(state: str) -> None:
    """What is computed stays beside it; a decision of its own comes first, and a closed objective hides nothing."""
    late = {"target": 10, "checkins": [(1, 1)]}
    built = plan(
        {"o": {"state": state, "reason": "no money", "key_results": {"k": late, "x": {**late, "state": "closed"}}}}
    )
    own, closed = score_plan(built, day(60))[Ref("c", "o")].key_results
    assert (own.status.shown, own.status.computed, own.status.marks) == (state, "off_track", ())
    assert (own.status.reason, own.next_due, own.overdue) == (f"{state}: no money", None, False)
    assert own.status.cause is not None and own.status.cause.item == Ref("c", "o")
    assert closed.status.shown == "closed"
    over = plan({"o": {"state": "closed", "key_results": {"k": late}}})
    assert score_plan(over, day(60))[Ref("c", "o")].key_results[0].status.shown == "off_track"


@pytest.mark.parametrize(
    ("fields", "on", "cause"),
    [
        ({"target": 10, "checkins": [(48, 1)]}, 50, ("pace", Fraction(1, 10), Fraction(1, 2))),
        ({"kind": "at_most", "target": 2, "checkins": [(48, 3)]}, 50, ("limit", 3, 2)),
        ({"low": 4, "high": 6, "checkins": [(48, 3)]}, 50, ("limit", 3, 4)),
        ({"target": 10}, 60, ("no_checkin", Fraction(3, 5), None)),
        ({"done": False, "due": 40, "checkins": [(48, {"confidence": 5})]}, 50, ("past_due", 10, None)),
        ({"done": False, "checkins": [(48, {"confidence": 5})]}, 50, ("confidence", 5, 7)),
        ({"target": 10, "checkins": [(30, 9)]}, 50, ("overdue", 20, None)),
    ],
)
def test_a_reason_is_data(fields: Fields, on: int, cause: tuple[str, Any, Any]) -> None:
    """Of a key result, and of the objective that it decides."""
    score = score_plan(plan({"o": {"key_results": {"k": fields}}}), day(on))[Ref("c", "o")]
    for status in (score.status, score.key_results[0].status):
        if status.cause:
            assert status.cause[1:4] == cause
            assert status.cause.item == Ref("c", "o", "k")
    assert score.key_results[0].status.cause
