"""A trend says of each day what the status of that day says (docs/semantics.md, "What was changed on the way")."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli.model.plan import Plan, plan_as_of
from okrcli.reports.movement import movements_since
from okrcli.reports.status import status_report
from okrcli.reports.trend import trend
from okrcli.scoring.score import score_plan
from tests.support.examples import examples
from tests.support.plans import CYCLE, KR, cycle, day, one

MOVED = {"target": 100, "changes": [(42, "target", 200, 100)], "checkins": [(29, 40), (45, 50)]}

_CHANGES = st.one_of(
    st.tuples(st.integers(1, 90), st.just("target"), st.sampled_from([50, 200]), st.just(100)),
    st.tuples(st.integers(1, 90), st.just("start"), st.sampled_from([-10, 5]), st.just(0)),
    st.tuples(st.integers(1, 90), st.just("kind"), st.just("at_least"), st.just("metric")),
    st.tuples(st.integers(1, 90), st.just("aggregate"), st.just("sum"), st.just("latest")),
    st.tuples(st.integers(1, 90), st.just("start_date"), st.just("2026-01-11"), st.none()),
    st.tuples(st.integers(1, 90), st.just("weight"), st.just(3), st.just(1)),
)
_CHECKINS = st.lists(st.tuples(st.integers(0, 95), st.integers(0, 120)), min_size=1, max_size=6)


@given(st.lists(_CHANGES, max_size=3), _CHECKINS, st.integers(20, 110))
@settings(max_examples=examples(120))
def test_each_point_is_what_the_status_of_its_day_says(
    changes: list[tuple[Any, ...]], checkins: list[tuple[int, int]], last: int
) -> None:
    made = one({"start": 0, "target": 100, "changes": changes, "checkins": checkins})
    found = trend(plan_as_of(made, day(last)), KR, day(last))
    assert len(found.points) == len({when for when, _ in checkins if when <= last})
    for point in found.points:
        score = score_plan(made, point.date)[KR.parent]
        (result,) = score.key_results
        assert (point.progress, point.expected, point.value) == (result.raw, result.expected, result.current)
    for point in trend(made, KR.parent, day(last)).points:
        score = score_plan(made, point.date)[KR.parent]
        assert (point.progress, point.expected) == (score.progress, score.expected)


def test_the_expected_line_follows_the_target_that_held() -> None:
    """It ends at 41 % of 200 on the day before, and goes on from 42 % of 100."""
    found = trend(one(MOVED), KR, day(50))
    assert [(when, int(level)) for when, level in found.expected] == [
        (day(0), 0),
        (day(41), 82),
        (day(42), 42),
        (day(100), 100),
    ]
    assert [change.to for change in found.changes] == [Decimal(100)]


def test_a_change_of_the_kind_ends_the_expected_line_of_the_value() -> None:
    """A limit has no way to it; from the change on there is one."""
    found = trend(
        one({"target": 100, "changes": [(40, "kind", "at_least", "metric")], "checkins": [(50, 60)]}), KR, day(60)
    )
    assert [(when, int(level)) for when, level in found.expected] == [(day(40), 40), (day(100), 100)]


def test_a_move_has_both_days_with_the_target_of_each() -> None:
    made: Plan = one(MOVED)
    rows = status_report(made, cycle(CYCLE), day(50)).key_results
    (move,) = movements_since(made, rows, CYCLE, day(30))
    assert (move.key_result_before.target, move.row.key_result.target) == (Decimal(200), Decimal(100))
    assert (move.before.progress, move.row.score.progress) == (Fraction(1, 5), Fraction(1, 2))
