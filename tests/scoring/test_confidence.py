"""Confidence of several people (docs/semantics.md, "Confidence"): who counts, what is a change, what is wide."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli.model.plan import Plan
from okrcli.render.labels import confidence_text
from okrcli.scoring.results import KeyResultScore
from okrcli.scoring.score import score_key_result
from tests.support.examples import examples
from tests.support.plans import KR, day, one

Said = tuple[int, int, str | None]
"""The day, the confidence and the person of a check-in."""


def plan_of(said: list[Said], **fields: Any) -> Plan:
    checkins = [(when, {"confidence": value, "by": by}) for when, value, by in said]
    return one({"target": 100, "owner": "mai", **fields, "checkins": checkins})


def scored(said: list[Said], on: int = 50, **fields: Any) -> KeyResultScore:
    return score_key_result(plan_of(said, **fields), KR, day(on))


@pytest.mark.parametrize(
    ("said", "fields", "text"),
    [
        ([(10, 7, "mai"), (20, 8, "mai"), (30, 3, "linh")], {}, "8 ▲1 (3–8)"),
        ([(10, 7, "mai"), (20, 4, "linh")], {}, "7"),
        ([(10, 8, "linh"), (20, 6, "linh")], {}, "6 ▼2"),
        ([(10, 8, "linh"), (20, 6, "an")], {}, "6"),
        ([(10, 8, None), (20, 6, "mai")], {}, "6 ▼2"),
        ([(10, 8, "mai"), (20, 6, "linh")], {"updater": "linh"}, "6"),
        ([(10, 0, "mai"), (20, 10, "linh")], {}, "0 (0–10)"),
    ],
)
def test_the_confidence_of_who_checks_in_counts(said: list[Said], fields: dict[str, Any], text: str) -> None:
    assert confidence_text(scored(said, **fields)) == text


def test_a_second_opinion_changes_no_status() -> None:
    alone, both = [(10, 8, "mai")], [(10, 8, "mai"), (20, 2, "linh")]
    shown = [scored(said, target=None, done=False).status.shown for said in (alone, both)]  # type: ignore[arg-type]
    assert shown == ["on_track", "on_track"]


def test_only_the_same_person_is_compared_between_two_days() -> None:
    said: list[Said] = [(10, 8, "linh"), (30, 5, "mai"), (40, 4, "mai")]
    days = [scored(said, on) for on in (20, 35, 45)]
    assert [days[1].confidence_before(days[0]), days[2].confidence_before(days[1])] == [None, 5]


@settings(max_examples=examples(300), deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 100), st.integers(0, 10), st.sampled_from(["mai", "linh", "an"])), max_size=8),
    st.sampled_from(["mai", "linh"]),
    st.integers(0, 100),
)
def test_each_person_has_the_latest_of_their_own(said: list[Said], updater: str, on: int) -> None:
    known = [each for _, each in sorted(enumerate(said), key=lambda pair: (pair[1][0], pair[0])) if each[0] <= on]
    latest = {by: value for _, value, by in known}
    score = scored(said, on, updater=updater)
    assert {each.by: each.value for each in score.opinions} == latest
    assert score.confidence == (latest.get(updater) if updater in latest else known[-1][1] if known else None)
    wide = bool(latest) and max(latest.values()) - min(latest.values()) >= 4
    assert score.spread == ((min(latest.values()), max(latest.values())) if wide else None)
