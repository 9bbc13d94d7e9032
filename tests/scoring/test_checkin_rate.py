"""How many check-in periods have a check-in (docs/semantics.md, "The rhythm of check-ins")."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli.scoring.checkin_rate import by_holder, checkin_rate_of
from okrcli.scoring.score import score_plan
from tests.support.examples import examples
from tests.support.plans import KR, day, plan

Fields = dict[str, Any]
O = KR.parent  # noqa: E741


def _told(fields: Fields, on: int, **objective: Any) -> tuple[int, int]:
    built = plan({"o": {**objective, "key_results": {"k": {"target": 100, **fields}}}})
    return checkin_rate_of(built, score_plan(built, day(on))[O].key_results[0], day(on))


@pytest.mark.parametrize(
    ("fields", "on", "told"),
    [
        ({}, 7, (0, 0)),  # due today is not overdue
        ({}, 8, (0, 1)),
        ({}, 60, (0, 8)),  # silence is not one missed check-in
        ({"checkins": [(7, 1)]}, 8, (1, 1)),
        ({"checkins": [(8, 1)]}, 8, (1, 2)),
        ({"checkins": [(3, 1), (10, 1)]}, 12, (2, 2)),
        ({"checkins": [(9, 1), (16, 1)]}, 17, (2, 3)),  # periods stand still
        ({"checkins": [(8 * n, 1) for n in range(1, 12)]}, 92, (11, 13)),  # every eight days is not 0 %
        ({"checkins": [(3, 1), (3, 2)]}, 5, (1, 1)),  # two on one day are one
        ({"checkins": [(3, 1), (60, 2)]}, 20, (1, 2)),  # nothing after the day
        ({"checkins": [(97, 1)]}, 105, (1, 14)),  # a short rest belongs to the last period
        ({"changes": [(15, "added", None, None)]}, 22, (0, 1)),  # no duty before it was added
        ({"checkins": [(3, 1)], "state": "paused", "since": 8}, 50, (1, 1)),  # no duty from then on
        ({"checkins": [(3, 1)], "state": "paused", "since": 12}, 50, (1, 1)),
        ({"checkins": [(3, 1)], "state": "draft"}, 50, (0, 0)),
        ({"frequency": "never", "checkins": [(3, 1)]}, 50, (0, 0)),
        ({"frequency": "monthly", "checkins": [(31, 1)]}, 40, (1, 1)),  # 1 January to 1 February
        ({"end_date": 13, "checkins": [(7, 1), (13, 2)]}, 15, (2, 2)),  # both due days are answered
        ({"end_date": 3, "frequency": "daily", "checkins": [(1, 1), (2, 1), (3, 1)]}, 9, (3, 3)),
        ({"target": None, "done": False, "checkins": [(13, {"done": True})]}, 50, (1, 2)),  # the miss before stays
        ({"target": None, "done": False, "checkins": [(3, {"done": True})]}, 50, (1, 1)),  # done: nobody is asked
    ],
)
def test_due_days(fields: Fields, on: int, told: tuple[int, int]) -> None:
    """Check-in periods with a check-in, of those in which one was expected."""
    assert _told(fields, on) == told


def test_it_is_told_per_duty_holder() -> None:
    """Of the updater, else the owner; what any member of a team can do is the team's."""
    built = plan(
        {
            "o": {
                "owner": "mai",
                "key_results": {
                    "a": {"target": 9, "checkins": [(3, 1)]},
                    "b": {"target": 9, "updater": "linh"},
                    "d": {"target": 9, "owner": "mai", "checkins": [(9, 1)]},
                },
            }
        }
    )
    scores = {ref: score.key_results for ref, score in score_plan(built, day(9)).items()}
    assert by_holder(built, scores, day(9)) == {"linh": (0, 1), "mai": (2, 3)}


@given(
    st.lists(st.integers(0, 100), max_size=8),
    st.lists(st.integers(0, 100), max_size=4),
    st.sampled_from(["daily", "weekly", "twice_monthly", "monthly", "13d"]),
    st.integers(0, 110),
    st.sampled_from([{}, {"state": "paused", "since": 40, "reason": "x"}]),
)
@settings(max_examples=examples(120))
def test_silence_never_looks_better_than_effort(
    days: list[int], more: list[int], frequency: str, on: int, decision: Fields
) -> None:
    """Whoever checks in on more days has at least the same share."""
    fields = {"frequency": frequency, **decision}
    few, many = (_told({**fields, "checkins": [(when, 1) for when in found]}, on) for found in (days, days + more))
    assert Fraction(few[0], few[1] or 1) <= Fraction(many[0], many[1] or 1)
    assert few[0] <= few[1]
