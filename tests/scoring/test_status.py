"""Rules, marks and reasons of a status (docs/semantics.md, "Status")."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli.model.number_format import value_text
from okrcli.model.settings import PaceSettings
from okrcli.scoring.score import score_key_result, status_inputs
from okrcli.scoring.status import ORDER, key_result_status, pace_limits
from tests.support.examples import examples
from tests.support.plans import KR, day, one


def rule_and_status(fields: dict[str, Any], on: int = 50) -> tuple[str | None, str | None]:
    plan = one(fields)
    inputs, _ = status_inputs(plan, KR, plan.key_result(KR), day(on))
    status = key_result_status(inputs)
    return status.rule, status.shown


@pytest.mark.parametrize(
    ("fields", "on", "rule", "shown"),
    [
        ({"target": 100, "state": "paused", "checkins": [(1, 50)]}, 50, "decision", "paused"),
        ({"start": 5, "target": 5}, 50, "unusable", None),
        ({"kind": "baseline"}, 50, "baseline", "not_started"),
        ({"kind": "baseline", "checkins": [(1, 7)]}, 50, "baseline", "in_progress"),
        ({"target": 100}, 50, "silent", "not_started"),
        ({"target": 100}, 51, "silent", "off_track"),
        ({"kind": "at_most", "target": 5, "checkins": [(1, 4)]}, 50, "limit", "on_track"),
        ({"kind": "at_most", "target": 5, "risk_threshold": 7, "checkins": [(1, 6)]}, 50, "zone", "at_risk"),
        ({"target": 100, "checkins": [(1, 100)]}, 50, "done", "achieved"),
        ({"done": False, "checkins": [(1, {"confidence": 7})]}, 50, "binary", "on_track"),
        ({"done": False, "checkins": [(1, {"confidence": 6})]}, 50, "binary", "at_risk"),
        ({"target": 100, "checkins": [(1, 50)]}, 50, "pace", "on_track"),
        ({"target": 100, "checkins": [(1, 1)]}, 50, "pace", "off_track"),
        ({"target": 100, "checkins": [(0, 0)]}, 0, "unexpected", "on_track"),
    ],
)
def test_the_first_rule_that_fits_decides(fields: dict[str, Any], on: int, rule: str, shown: str | None) -> None:
    assert rule_and_status(fields, on) == (rule, shown)
    assert rule in ORDER


def test_the_limits_of_the_pace_depend_on_the_type() -> None:
    pace = PaceSettings()
    assert pace_limits(pace, "committed") == tuple(map(Fraction, pace.committed))
    assert pace_limits(pace, "aspirational") == tuple(map(Fraction, pace.aspirational))


_STEPS = st.integers(-3, 3).map(lambda step: Decimal(2) + step * Decimal("0.001"))
_SIDES = {"at_most": "above", "at_least": "below", "above": "not above", "below": "not below"}


@given(st.sampled_from(sorted(_SIDES)), st.lists(_STEPS, min_size=1, max_size=7))
@settings(max_examples=examples(120))
def test_the_reason_of_a_missed_limit_is_true_as_it_is_written(kind: str, values: list[Decimal]) -> None:
    """The average of a few values near the limit is never said to be above a number that it looks equal to."""
    plan = one(
        {"kind": kind, "target": 2, "measured_by": "average", "aggregate": "average"}
        | {"checkins": list(enumerate(values, 1))}
    )
    score = score_key_result(plan, KR, day(50))
    shown = value_text(plan.key_result(KR), score.current).split(",")[0]
    assert Fraction(shown) == score.current or Fraction(shown) != 2
    if score.status.shown == "off_track":
        number, _, side = (score.status.reason or "").partition(" is ")
        assert side == f"{_SIDES[kind]} the limit of 2"
        assert {"above": Fraction(number) > 2, "below": Fraction(number) < 2}.get(_SIDES[kind], True)
        assert number == shown
