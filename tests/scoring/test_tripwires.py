"""Tripwires (docs/semantics.md, "Tripwires"): reached by what was known on their day, until they are answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli.model.plan import Checkin, Plan
from okrcli.scoring.tripwires import Tripwires, tripwire_text
from tests.support.examples import examples
from tests.support.plans import CYCLE, KR, checkin, day, in_order, one, plan

O = KR.parent  # noqa: E741
AT_40: dict[str, Any] = {"on": 40, "below": "0.25"}


def entered(said: Checkin, moment: datetime) -> Checkin:
    """The check-in with another time of entry."""
    return said._replace(run=said.run._replace(at=moment))


def state(fields: dict[str, Any], on: int, **objective: Any) -> str:
    (found,) = Tripwires(one(fields, **objective), day(on)).of(KR)
    return found.state


@pytest.mark.parametrize(
    ("value", "on", "expected"),
    [(24, 39, "waiting"), (24, 40, "reached"), (24, 90, "reached"), (25, 40, "passed"), (26, 90, "passed")],
)
def test_a_tripwire_is_reached_on_its_day_if_progress_is_below(value: int, on: int, expected: str) -> None:
    assert state({"target": 100, "tripwires": [AT_40], "checkins": [(30, value)]}, on) == expected


def test_later_values_and_values_entered_later_change_nothing() -> None:
    checkins: list[Any] = [(30, 10), (41, 90), (39, {"value": 80, "id": "late", "at": "09:00"})]
    made = one({"target": 100, "tripwires": [AT_40], "checkins": checkins})
    late = tuple(entered(c, datetime(2026, 3, 1, tzinfo=UTC)) if c.document else c for c in made.checkins[KR])
    (found,) = Tripwires(made.with_checkins({KR: late}), day(60)).of(KR)
    assert (found.state, found.progress) == ("reached", Fraction(1, 10))


def test_the_plan_of_the_day_counts() -> None:
    changes = [(45, "target", 100, 20)]
    fields = {"target": 20, "changes": changes, "tripwires": [AT_40], "checkins": [(30, 10)]}
    assert state(fields, 60) == "reached"


def test_what_was_never_measured_is_below_and_what_was_stopped_is_not_asked_for() -> None:
    assert state({"target": 100, "tripwires": [AT_40]}, 40) == "reached"
    assert state({"kind": "baseline", "tripwires": [AT_40]}, 40) == "reached"
    paused = {"target": 100, "tripwires": [AT_40], "state": "paused"}
    assert state({**paused, "since": 30}, 40) == "passed"
    later = one({**paused, "since": 50})
    assert [len(list(Tripwires(later, day(on)).reached(CYCLE))) for on in (45, 55)] == [1, 0]


def test_an_answer_ends_it_from_its_day_on() -> None:
    answer = {"answer": "Dropped", "answered_by": "mai", "answered": 43}
    fields = {"target": 100, "tripwires": [{**AT_40, **answer}]}
    assert [state(fields, on) for on in (42, 43, 80)] == ["reached", "answered", "answered"]


def test_of_an_objective_the_mean_is_judged_by_what_was_known_then() -> None:
    key_results = {"a": {"target": 100, "checkins": [(30, 40), (41, 100)]}, "b": {"target": 100}}
    made = plan({"o": {"owner": "mai", "tripwires": [AT_40], "key_results": key_results}})
    (found,) = Tripwires(made, day(60)).reached(CYCLE)
    assert (found.ref, found.progress, found.holders) == (O, Fraction(1, 5), ("mai",))
    assert tripwire_text(found) == "20 % on 2026-02-10, below 25 %: stop"


def test_the_person_of_the_tripwire_is_asked_before_the_owner() -> None:
    made = one({"target": 100, "owner": "mai", "tripwires": [{**AT_40, "by": "linh"}]})
    assert [each.holders for each in Tripwires(made, day(40)).reached(CYCLE)] == [("linh",)]


@settings(max_examples=examples(300), deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 100), st.integers(0, 40), st.integers(0, 100)), max_size=6),
    st.integers(1, 99),
    st.integers(1, 100),
)
def test_reached_is_what_a_reader_of_that_evening_would_have_said(
    entries: list[tuple[int, int, int]], on: int, percent: int
) -> None:
    """A model of its own: a list of (day, value) that was there that evening, and the last of it by day and entry."""

    def made(number: int, said: int, delay: int, value: int) -> Checkin:
        moment = datetime(2026, 1, 1, 12, number, tzinfo=UTC) + timedelta(days=said + delay)
        return entered(checkin(said, {"value": value, "id": f"f{number}"}), moment)

    checkins = in_order([made(number, *entry) for number, entry in enumerate(entries)])
    fields = {"target": 100, "tripwires": [{"on": on, "below": f"{percent / 100:.2f}"}]}
    plan_of_all: Plan = one(fields).with_checkins({KR: checkins})
    (found,) = Tripwires(plan_of_all, day(100)).of(KR)
    there = [(said, delay, number, value) for number, (said, delay, value) in enumerate(entries)]
    there = [each for each in there if each[0] <= on and each[0] + (each[1] if each[1] > 1 else 0) <= on]
    last = max(there)[3] if there else 0
    assert found.state == ("reached" if last < percent else "passed")
