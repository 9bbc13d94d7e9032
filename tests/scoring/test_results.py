"""Properties of the results of scoring."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from okrcli.model.plan import Ref
from okrcli.model.records import Guardrail, State
from okrcli.scoring.results import Contribution, GuardrailState, Status
from tests.support.plans import KR, day

PART = Contribution(
    ref=KR,
    origin=KR,
    reason=None,
    weight=Decimal(1),
    decision=None,
    progress=Fraction(1, 4),
    expected=Fraction(1, 2),
    confidence=None,
    status=Status("at_risk", "at_risk", None, None, ()),
)


@pytest.mark.parametrize("decision", ["draft", "cancelled", "postponed", "paused"])
def test_what_is_left_out_is_neither_in_the_average_nor_in_the_status(decision: State) -> None:
    part = replace(PART, decision=decision)
    assert not part.is_counted
    assert not part.counts_for_status
    assert part.is_fallback


def test_what_is_closed_is_in_the_average_and_not_in_the_status() -> None:
    part = replace(PART, decision="closed")
    assert part.is_counted
    assert not part.counts_for_status
    assert part.is_fallback


def test_weight_0_and_missing_progress_do_not_count() -> None:
    assert PART.is_counted
    assert not replace(PART, weight=Decimal(0)).is_counted
    assert not replace(PART, progress=None).is_counted


def test_the_shortfall_is_what_is_expected_and_not_reached() -> None:
    assert PART.shortfall == Fraction(1, 4)
    assert replace(PART, expected=None).shortfall == Fraction(3, 4)
    assert replace(PART, progress=None).shortfall == Fraction(1, 2)


def test_only_a_breached_guardrail_has_a_reason() -> None:
    guardrail = Guardrail(id="overtime", title="Overtime", must_not_exceed=Decimal(4))
    state = GuardrailState(Ref("c", "o", None, None, "overtime"), guardrail, "breached", Decimal(5), day(3), 1, ())
    assert state.reason == ("overtime: 5 is above 4", "guardrail", Decimal(5), Decimal(4), state.ref)
    assert replace(state, state="kept", value=Decimal(4)).reason is None
