"""Weighted means and the worst status (docs/semantics.md, "The status of an objective")."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from okrcli.model.plan import Ref
from okrcli.scoring.results import Contribution, Status
from okrcli.scoring.rollup import mean, objective_status, worst
from tests.support.plans import day, plan

OBJECTIVE = Ref("c", "o")


def part(name: str, shown: str | None, **fields: Any) -> Contribution:
    """A key result with this status; half of what is expected of it is done."""
    ref = Ref("c", "o", name)
    values: dict[str, Any] = {
        "reason": f"reason of {name}",
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


def test_a_mean_is_weighted_and_leaves_out_what_has_no_value() -> None:
    assert mean([(Decimal(3), 1), (Decimal(1), 0), (Decimal(5), None)]) == Fraction(3, 4)
    assert mean([(Decimal(5), None)]) is None


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
