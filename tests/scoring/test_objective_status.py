"""Weighted means and the worst status (docs/semantics.md, "The status of an objective")."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli.model.plan import Ref
from okrcli.scoring.objective_status import objective_status, worst
from okrcli.scoring.results import Contribution, Reason, Status
from okrcli.scoring.score import score_plan
from tests.support.examples import examples
from tests.support.plans import day, plan

OBJECTIVE = Ref("c", "o")


def part(name: str, shown: str | None, **fields: Any) -> Contribution:
    """A key result with this status; half of what is expected of it is done."""
    ref = Ref("c", "o", name)
    values: dict[str, Any] = {
        "reason": Reason(f"reason of {name}", "pace"),
        "weight": Decimal(1),
        "decision": None,
        "progress": Fraction(1, 4),
        "expected": Fraction(1, 2),
        "confidence": None,
        **fields,
    }
    return Contribution(ref=ref, origin=ref, status=Status(shown, shown, None, None, ()), **values)


def status_of(*parts: Contribution, **objective: Any) -> tuple[Status, Contribution | None]:
    held = plan({"o": objective})
    return objective_status(held, OBJECTIVE, day(50), parts, (), is_looping=False)


@pytest.mark.parametrize(
    ("counted", "others", "status"),
    [
        (["on_track", "at_risk", "off_track"], [], "off_track"),
        (["achieved", "at_risk"], [], "at_risk"),
        (["achieved", "not_started"], [], "on_track"),
        (["achieved", "achieved"], [], "achieved"),
        (["not_started"], ["closed"], "not_started"),
        ([], ["paused", "closed"], "closed"),
        ([], ["postponed", "paused"], "paused"),
        (["in_progress"], ["paused"], "in_progress"),
        ([], ["draft"], None),
        ([], [], None),
    ],
)
def test_the_worst_status_of_the_parts(counted: list[str], others: list[str], status: str | None) -> None:
    assert worst(counted, others) == status


def test_the_reason_is_that_of_the_part_that_is_farthest_behind() -> None:
    near, far = part("near", "at_risk"), part("far", "at_risk", progress=Fraction(0))
    status, origin = status_of(near, far)
    assert (status.shown, status.reason, origin) == ("at_risk", "far: reason of far", far)


def test_an_objective_whose_parts_are_on_track_needs_no_reason() -> None:
    status, origin = status_of(part("a", "on_track"), part("b", "achieved"))
    assert (status.shown, status.reason, origin) == ("on_track", None, None)


def test_a_reported_status_is_shown_and_a_different_computed_one_is_marked() -> None:
    status, origin = status_of(part("a", "on_track"), checkins=[(50, {"status": "off_track"})])
    assert (status.shown, status.computed, status.marks) == ("off_track", "on_track", ("mismatch",))
    assert status.reason == "reported off track, computed on track"
    assert origin is None


def test_a_decision_about_the_objective_replaces_the_status_of_its_parts() -> None:
    status, _ = status_of(part("a", "off_track"), state="paused", since=10, reason="waiting for legal")
    assert (status.shown, status.reason) == ("paused", "paused: waiting for legal")


def test_an_objective_without_parts_has_no_status() -> None:
    status, _ = status_of()
    assert (status.shown, status.reason) == (None, "no key results, nothing contributes")


def test_an_objective_of_cancelled_key_results_has_no_status() -> None:
    status, _ = status_of(part("a", "cancelled", decision="cancelled"), key_results={"a": {"target": 1}})
    assert (status.shown, status.reason) == (None, "only cancelled key results")


def test_a_loop_is_the_reason_where_an_objective_is_in_one() -> None:
    status, _ = objective_status(plan({"o": {}}), OBJECTIVE, day(50), (), (), is_looping=True)
    assert status.reason == "contributes to itself"


LIMIT: dict[str, Any] = {"kind": "at_most", "target": 5, "checkins": [(1, 4)]}


@pytest.mark.parametrize(
    ("key_results", "progress", "expected"),
    [
        # Two limits that are kept and a metric at 0: behind, as its status says.
        ({"a": LIMIT, "b": LIMIT, "m": {"target": 10, "checkins": [(1, 0)]}}, Fraction(2, 3), Fraction(5, 6)),
        # A yes or no is not expected before its day.
        (
            {"y": {"done": False, "checkins": [(1, {"confidence": 9})]}, "m": {"target": 10, "checkins": [(1, 5)]}},
            Fraction(1, 4),
            Fraction(1, 4),
        ),
        ({"y": {"done": False, "due": 50}, "m": {"target": 10, "checkins": [(1, 5)]}}, Fraction(1, 4), Fraction(3, 4)),
        ({"a": {"kind": "at_most", "target": 5}, "m": {"target": 10}}, Fraction(0), Fraction(1, 4)),
        ({"a": LIMIT}, Fraction(1), None),
    ],
)
def test_bar_and_mark_are_made_of_the_same_parts(
    key_results: dict[str, Any], progress: Fraction, expected: Fraction | None
) -> None:
    score = score_plan(plan({"o": {"key_results": key_results}}), day(50))[Ref("c", "o")]
    assert (score.progress, score.expected) == (progress, expected)


_PARTS = st.sampled_from(
    [LIMIT, {"kind": "at_least", "target": 5}, {"done": False, "due": 40}, {"done": False}, {"done": 3}]
    + [{"target": 10, "checkins": [(1, value)]} for value in (0, 5, 10)]
)


@given(st.lists(st.tuples(_PARTS, st.sampled_from([1, 2, 0])), min_size=1, max_size=5), st.integers(0, 100))
@settings(max_examples=examples(120))
def test_an_objective_whose_parts_are_all_where_they_should_be_is_where_it_should_be(
    parts: list[tuple[dict[str, Any], int]], on: int
) -> None:
    """And one whose parts are all behind is behind: the mean of the same parts with the same weights."""
    key_results = {f"k{number}": {**fields, "weight": weight} for number, (fields, weight) in enumerate(parts)}
    score = score_plan(plan({"o": {"key_results": key_results}}), day(on))[Ref("c", "o")]
    counted = [part for part in score.parts if part.is_counted]
    if score.expected is None or score.progress is None:
        assert all(part.expected is None for part in counted)
        return
    gaps = [(part.progress or 0) - part.due for part in counted]
    assert min(gaps) <= score.progress - score.expected <= max(gaps)
