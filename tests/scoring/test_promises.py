"""Promises (docs/semantics.md, "Promises"): what was agreed, compared with the pace, and whether it was kept."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli.model.plan import Plan
from okrcli.scoring.promises import Promise, promises
from tests.support.examples import examples
from tests.support.plans import day, plan

AGREED = {"agreement": "agreed", "by": "linh", "since": 5}
LAST = 100


def plan_of(key_result: dict[str, Any], need: dict[str, Any], **objective: Any) -> Plan:
    """A plan in which `care/answers` needs `ads/leads`."""
    return plan(
        {
            "ads": {**objective, "key_results": {"leads": key_result}},
            "care": {"key_results": {"answers": {"target": 300, "depends_on": [{"to": "ads/leads", **need}]}}},
        }
    )


def promise_on(held: Plan, on: int) -> Promise | None:
    """The only promise in force on a day; None where none is."""
    return next(promises(held, day(on)), None)


LEADS = {"target": 4000, "unit": "leads", "checkins": [(10, 300), (40, 1400), (60, 2000), (70, 3100)]}


@pytest.mark.parametrize(
    ("on", "state", "text"),
    [
        (4, None, None),
        (5, "open", "3000 leads promised by 6 Mar"),
        (10, "short", "3000 leads promised by 6 Mar, heading for 1920"),
        (40, "short", "3000 leads promised by 6 Mar, heading for 2240"),
        (63, "short", "3000 leads promised by 6 Mar, heading for 2032"),
        (64, "short", "3000 leads promised by 6 Mar, now 2000"),
        (65, "missed", "3000 leads promised by 6 Mar, 2000 reached"),
        (70, "late", "3000 leads promised by 6 Mar, 2000 reached, late"),
    ],
)
def test_a_promise_from_its_agreement_to_after_its_day(on: int, state: str | None, text: str | None) -> None:
    found = promise_on(plan_of(LEADS, {**AGREED, "amount": 3000, "due": 64}), on)
    assert (found.state if found else None) == state
    assert (found.text if found else None) == text


@pytest.mark.parametrize(
    ("need", "on", "state"),
    [
        ({"amount": 1900, "due": 60}, 60, "kept"),
        ({"amount": 1900, "due": 60}, 61, "kept"),
        ({"amount": 2001, "due": 60}, 60, "short"),
        ({"amount": 2001, "due": 60}, 61, "missed"),
        ({"amount": 3000, "due": 60, "promised_amount": 2000}, 61, "kept"),
        ({"amount": 3000, "due": 60, "promised_due": 70}, 71, "kept"),
        ({"amount": 3000}, 70, "reached"),
        ({"amount": 3000, "agreement": "refused"}, 70, None),
        ({"amount": 3000, "agreement": "asked"}, 70, None),
        ({}, 70, "open"),
        ({"due": 60}, 61, "missed"),
    ],
)
def test_what_is_promised_is_what_was_agreed(need: dict[str, Any], on: int, state: str | None) -> None:
    found = promise_on(plan_of(LEADS, {**AGREED, **need}), on)
    assert (found.state if found else None) == state


@pytest.mark.parametrize("decision", ["cancelled", "postponed", "paused"])
@pytest.mark.parametrize("need", [{}, {"amount": 3000, "due": 90}])
def test_an_agreed_upstream_that_stops_has_failed(decision: str, need: dict[str, Any]) -> None:
    stopped = {"state": decision, "since": 20, "reason": "no budget"}
    of_key_result = plan_of({**LEADS, **stopped}, {**AGREED, **need})
    of_objective = plan_of(LEADS, {**AGREED, **need}, **stopped)
    for held in (of_key_result, of_objective):
        assert promise_on(held, 19) != promise_on(held, 20)
        failed = promise_on(held, 20)
        assert failed is not None
        assert (failed.state, failed.problem) == ("failed", decision)
        assert failed.text.endswith(f"ads/leads is {decision}")


def test_an_agreed_upstream_off_track_has_failed_also_without_an_amount() -> None:
    held = plan_of({"target": 4000, "checkins": [(50, 10)]}, {**AGREED, "need": "Leads"})
    failed = promise_on(held, 60)
    assert failed is not None
    assert failed.text == "“Leads” promised, ads/leads is off track"


def test_a_limit_is_compared_as_it_stands() -> None:
    limit = {"kind": "at_most", "target": 5, "unit": "%", "checkins": [(10, 6), (30, 4)]}
    held = plan_of(limit, {**AGREED, "amount": 5, "due": 60})
    assert [promise_on(held, on).text for on in (20, 40, 61)] == [  # type: ignore[union-attr]
        "5 % promised by 2 Mar, now 6",
        "5 % promised by 2 Mar, reached",
        "5 % promised by 2 Mar, kept",
    ]


def test_what_is_over_needs_nothing() -> None:
    held = plan(
        {
            "ads": {"key_results": {"leads": LEADS}},
            "care": {"state": "cancelled", "since": 20, "depends_on": [{"to": "ads/leads", **AGREED}]},
        }
    )
    assert promise_on(held, 19) is not None
    assert promise_on(held, 20) is None


# ── An independent model ──────────────────────────────────────────────────────────────────────────────────────────


class Story(NamedTuple):
    """What happens: the way of a key result, its check-ins, the promise, and what moves on the way."""

    start: int
    targets: dict[int, int]
    """The target from each day on."""
    is_sum: bool
    values: dict[int, int]
    amounts: dict[int, int]
    """The promised amount from each day on."""
    dues: dict[int, int]
    agreed: int
    on: int

    def plan(self) -> Plan:
        """The story as the program has it: the last values, and a recorded change for each one before."""
        key_result = {
            "start": self.start,
            "target": latest(self.targets, LAST),
            "aggregate": "sum" if self.is_sum else "latest",
            "checkins": list(self.values.items()),
            "changes": recorded("target", self.targets),
        }
        need = {
            "amount": latest(self.amounts, LAST),
            "due": latest(self.dues, LAST),
            "agreement": "agreed",
            "by": "linh",
            "since": self.agreed,
            "changes": [
                *recorded("amount", self.amounts),
                *recorded("due", {on: day(due).isoformat() for on, due in self.dues.items()}),
            ],
        }
        return plan_of(key_result, need)

    def expected(self) -> tuple[str, Fraction | None] | None:
        """The state and the forecast, computed from the story alone; None without a promise."""
        if self.on < self.agreed:
            return None
        due = latest(self.dues, self.on)
        amount = latest(self.amounts, min(self.on, due))
        upwards = latest(self.targets, self.on) > self.start
        now = self.value(self.on)
        if self.on > due:
            if self.meets(self.value(due), amount, upwards=upwards):
                return "kept", None
            return ("late" if self.meets(now, amount, upwards=upwards) else "missed"), None
        if self.meets(now, amount, upwards=upwards):
            return ("kept" if self.on == due else "reached"), None
        if now is None or (self.on == 0 and due != 0):
            return "unmeasured", None
        heading = now if self.on == due else self.start + (now - self.start) * Fraction(due, self.on)
        return ("open" if self.meets(heading, amount, upwards=upwards) else "short"), heading

    def value(self, on: int) -> Fraction | None:
        """The value on a day; None before the first check-in."""
        known = [value for when, value in sorted(self.values.items()) if when <= on]
        if not known:
            return None
        return Fraction(self.start + sum(known) if self.is_sum else known[-1])

    @staticmethod
    def meets(value: Fraction | None, amount: int, *, upwards: bool) -> bool:
        return value is not None and (value >= amount if upwards else value <= amount)


def latest(values: dict[int, Any], on: int) -> Any:
    """The value in force on a day: that of the last day up to it."""
    return values[max(when for when in values if when <= on)]


def recorded(field: str, values: dict[int, Any]) -> list[tuple[Any, ...]]:
    """The recorded changes between the values, in the form of `plans`."""
    days = sorted(values)
    return [(when, field, values[before], values[when]) for before, when in pairwise(days)]


@st.composite
def stories(draw: st.DrawFn) -> Story:
    start = draw(st.integers(0, 50))
    sign = draw(st.sampled_from([1, -1]))
    ways = st.integers(1, 60).map(lambda way: start + sign * way)
    days, later = st.integers(0, LAST), st.integers(1, LAST)
    return Story(
        start,
        {0: draw(ways), **draw(st.dictionaries(later, ways, max_size=2))},
        draw(st.booleans()),
        draw(st.dictionaries(days, st.integers(-20, 110), max_size=6)),
        {0: draw(ways), **draw(st.dictionaries(later, ways, max_size=2))},
        {0: draw(days), **draw(st.dictionaries(later, days, max_size=2))},
        draw(days),
        draw(days),
    )


@given(stories())
@settings(max_examples=examples(600), deadline=None)
def test_a_promise_is_what_a_straight_computation_says(story: Story) -> None:
    found, wanted = promise_on(story.plan(), story.on), story.expected()
    if found is None or wanted is None:
        assert found is None
        assert wanted is None
        return
    state, heading = wanted
    if state == "unmeasured":
        assert found.state in ("open", "failed")
        assert found.forecast is None
        return
    assert (found.state, found.forecast) == (state, heading)
