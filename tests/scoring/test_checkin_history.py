"""Corrections, decisions, milestones and repeats (docs/semantics.md, "The value" and "What the owner says")."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from okrcli.model.records import KeyResult, Objective
from okrcli.scoring.checkin_history import (
    apply_corrections,
    confidence_series,
    count_unchanged,
    decision_on,
    is_done,
    milestone_states,
    reported_status,
)
from okrcli.scoring.measurement import Reported
from tests.support.plans import KR, checkin, day, in_order, one


def values(*checkins: tuple[int, Any], on: int = 50) -> list[Decimal | None]:
    history = in_order([checkin(when, what) for when, what in checkins])
    return [each.reading.value for each in apply_corrections(history, day(on))]


def test_a_check_in_after_the_day_does_not_count() -> None:
    assert values((1, 5), (9, 7), on=8) == [Decimal(5)]


def test_a_correction_replaces_the_entry_from_its_own_date_on() -> None:
    entries = [(1, {"value": Decimal(5), "id": "aaaa1111"}), (9, {"value": Decimal(6), "corrects": "aaaa1111"})]
    assert values(*entries, on=8) == [Decimal(5)]
    assert values(*entries, on=9) == [Decimal(6)]


def test_of_two_corrections_the_one_entered_last_counts() -> None:
    entries = [
        (1, {"value": Decimal(5), "id": "aaaa1111", "at": "09:00"}),
        (3, {"value": Decimal(6), "id": "bbbb2222", "at": "09:00", "corrects": "aaaa1111"}),
        (4, {"value": Decimal(7), "id": "cccc3333", "at": "09:00", "corrects": "aaaa1111"}),
    ]
    assert values(*entries) == [Decimal(7)]


def test_of_documents_that_correct_each_other_one_counts() -> None:
    entries = [
        (1, {"value": Decimal(5), "id": "aaaa1111", "at": "09:00", "corrects": "bbbb2222"}),
        (2, {"value": Decimal(6), "id": "bbbb2222", "at": "09:00", "corrects": "aaaa1111"}),
    ]
    assert values(*entries) == [Decimal(6)]


def test_a_decision_holds_from_its_day_on() -> None:
    paused = Objective(id="o", title="O", state="paused", since=day(10))
    assert [decision_on(paused, day(on)) for on in (9, 10)] == [None, "paused"]
    assert decision_on(Objective(id="o", title="O", state="draft"), day(0)) == "draft"


def test_done_is_an_answer_or_a_day() -> None:
    assert is_done(True, day(0))
    assert not is_done(False, day(0))
    assert not is_done(None, day(0))
    assert [is_done(day(5), day(on)) for on in (4, 5)] == [False, True]


@pytest.mark.parametrize(("done", "reached"), [(("a",), [True, False]), (True, [True, True])])
def test_a_check_in_names_milestones_or_all_of_them(done: Any, reached: list[bool]) -> None:
    key_result = one({"milestones": {"a": {}, "b": {}}}).key_result(KR)
    states = milestone_states(key_result, [checkin(1, {"done": done})], day(5))
    assert [is_reached for _, is_reached in states] == reached


def test_the_last_reported_status_counts_until_auto_takes_it_back() -> None:
    history = [checkin(1, {"status": "at_risk"}), checkin(2, 5)]
    assert reported_status(history) == Reported("at_risk", day(1))
    assert reported_status([*history, checkin(3, {"status": "auto"})]) is None
    assert reported_status([]) is None


def test_confidences_have_their_days_and_people() -> None:
    history = [checkin(1, {"confidence": 7}), checkin(2, 5), checkin(3, {"confidence": 4})]
    assert confidence_series(history) == ((day(1), 7, None), (day(3), 4, None))


@pytest.mark.parametrize(
    ("fields", "readings", "count"),
    [
        ({"target": 30}, [20, 22, 22, 22], 2),
        ({"target": 30}, [22], 0),
        ({"target": 30}, [], 0),
        ({"target": 30, "aggregate": "sum"}, [5, 0, 0], 2),
        ({"target": 30, "aggregate": "sum"}, [5, 5], 0),
        ({"kind": "baseline"}, [5, 5], 0),
        ({"kind": "recurring", "period": "week", "target_per_period": 3}, [3, 3], 0),
    ],
)
def test_readings_that_repeat_the_one_before_are_counted(
    fields: dict[str, Any], readings: list[int], count: int
) -> None:
    key_result: KeyResult = one(fields).key_result(KR)
    assert count_unchanged(key_result, [checkin(when, value) for when, value in enumerate(readings)]) == count


def test_a_check_in_that_adds_no_milestone_repeats_the_one_before() -> None:
    key_result = one({"milestones": {"a": {}, "b": {}}}).key_result(KR)
    history = [checkin(when, {"done": done}) for when, done in enumerate([("a",), ("a",), ("b",)])]
    assert count_unchanged(key_result, history[:2]) == 1
    assert count_unchanged(key_result, history) == 0
