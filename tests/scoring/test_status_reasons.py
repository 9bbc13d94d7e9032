"""Reasons that key results and objectives share."""

from __future__ import annotations

from typing import Any

from okrcli.scoring.measurement import Reported
from okrcli.scoring.results import Reason
from okrcli.scoring.status_reasons import age_reason, decision_reason, differs, mismatch_reason
from tests.support.plans import KR, day, one


def test_achieved_and_on_track_do_not_differ() -> None:
    assert not differs("achieved", "on_track")
    assert differs("at_risk", "on_track")
    assert differs("on_track", None)


def test_reasons_are_words() -> None:
    assert mismatch_reason("on_track", "off_track").text == "reported on track, computed off track"
    assert age_reason(Reported("on_track", day(10)), day(11)).text == "status reported 1 day ago"


def _text(reason: Reason | None) -> str | None:
    return reason.text if reason else None


def test_the_reason_of_a_decision_is_the_one_that_is_written() -> None:
    def key_result(**fields: Any) -> Any:
        return one({"target": 1, **fields}).key_result(KR)

    assert _text(decision_reason(key_result(reason="waiting for legal"), "paused")) == "paused: waiting for legal"
    assert _text(decision_reason(key_result(), "paused")) == "paused without a reason"
    assert _text(decision_reason(key_result(), "draft")) == "not agreed yet"
    assert decision_reason(key_result(), "closed") is None
