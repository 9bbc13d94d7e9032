"""Movement of key results between two days, and the wins between them."""

from __future__ import annotations

from fractions import Fraction

from okrcli.model.plan import Plan
from okrcli.reports.movement import Movement, movements_since
from okrcli.reports.status import status_report
from tests.support.plans import CYCLE, cycle, day, plan

KEY_RESULTS = {
    "slow": {"start": 0, "target": 100, "checkins": [(10, 20), (30, {"value": 25, "note": "a few"})]},
    "fast": {"start": 0, "target": 100, "checkins": [(10, 20), (30, 60)]},
    "same": {"start": 0, "target": 100, "checkins": [(10, 20), (30, 20)]},
    "silent": {"start": 0, "target": 100, "checkins": [(10, 20)]},
}


def moves_of(made: Plan, since: int, until: int) -> list[Movement]:
    rows = status_report(made, cycle(CYCLE), day(until)).key_results
    return list(movements_since(made, rows, CYCLE, day(since)))


def test_key_results_with_a_checkin_are_listed_the_largest_change_first() -> None:
    found = moves_of(plan({"o": {"key_results": KEY_RESULTS}}), 20, 40)
    assert [(move.row.ref.key_result, move.by) for move in found] == [
        ("fast", Fraction(40, 100)),
        ("slow", Fraction(5, 100)),
        ("same", Fraction(0)),
    ]


def test_a_move_has_the_checkins_since_then_and_the_last_note() -> None:
    slow = moves_of(plan({"o": {"key_results": KEY_RESULTS}}), 20, 40)[1]
    assert [entry.date for entry in slow.entries] == [day(30)]
    assert slow.note == "a few"
    assert slow.before.current == 20


def test_progress_before_the_first_checkin_is_0() -> None:
    (move,) = moves_of(plan({"o": {"key_results": {"fast": KEY_RESULTS["fast"]}}}), 5, 20)
    assert move.by == Fraction(20, 100)
    assert move.row.score.current == 20
