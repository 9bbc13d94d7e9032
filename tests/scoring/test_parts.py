"""Values that come from parts, against a straight computation (docs/semantics.md, "Parts that add up")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli.model.period import Period
from okrcli.model.plan import Checkin, Plan, Ref
from okrcli.model.records import KeyResult
from okrcli.reports.trend import trend
from okrcli.scoring import parts
from okrcli.scoring.measurement import Measurement
from okrcli.scoring.parts import history_of, is_from_parts, part_text, part_values, parts_of, with_parts
from okrcli.scoring.progress import measure
from okrcli.scoring.score import score_key_result
from tests.support.examples import examples
from tests.support.plans import KR, cycle, day, plan

LAST = 100


def whole(**fields: Any) -> dict[str, Any]:
    """A key result `o/k` that takes its value from parts."""
    return {"key_results": {"k": {"start": 0, "target": 100, "value_from": "parts", **fields}}}


def part(**fields: Any) -> dict[str, Any]:
    """A key result that contributes to `o/k`."""
    return {"start": 0, "target": 50, "contributes_to": ["o/k"], **fields}


def two(way: str, first: dict[str, Any], second: dict[str, Any], **fields: Any) -> Plan:
    return plan({"o": whole(parts=way, **fields), "p": {"key_results": {"a": part(**first), "b": part(**second)}}})


def value(built: Plan, when: int) -> Fraction | None:
    score = score_key_result(built, KR, day(when))
    return None if not score.has_data or score.current is None else Fraction(score.current)


@pytest.mark.parametrize(
    ("way", "wanted"), [("sum", Fraction(25)), ("average", Fraction(25, 2)), ("weighted", Fraction(55, 4))]
)
def test_each_way_to_put_parts_together(way: str, wanted: Fraction) -> None:
    built = two(way, {"checkins": [(10, 10)]}, {"weight": 3, "checkins": [(20, 15)]})
    assert value(built, 30) == wanted


def test_the_history_is_the_value_of_each_day() -> None:
    built = two("sum", {"checkins": [(10, 10), (30, 20)]}, {"checkins": [(20, 5)]})
    points = trend(built, KR, day(40)).points
    assert [point.date for point in points] == [day(10), day(20), day(30)]
    assert [point.value for point in points] == [10, 15, 25]


def test_a_part_that_was_not_measured_is_at_its_start_and_named() -> None:
    built = two("sum", {"checkins": [(10, 10)]}, {"start": 4})
    assert value(built, 20) == 14
    assert [part_text(each) for each in part_values(built, KR, day(20))] == ["10", "4, not measured yet"]
    assert value(two("sum", {}, {"start": 4}), 20) is None


@pytest.mark.parametrize("state", ["cancelled", "postponed", "draft"])
def test_a_part_that_was_given_up_does_not_count_from_that_day(state: str) -> None:
    built = two("sum", {"checkins": [(10, 10)]}, {"checkins": [(10, 5)], "state": state, "since": 30})
    assert [value(built, when) for when in (29, 30)] == [15, 10]
    assert part_text(part_values(built, KR, day(30))[1]) == f"{state}, not counted"


def test_a_typed_value_does_not_count_and_a_confidence_does() -> None:
    built = two("sum", {"checkins": [(10, 10)]}, {}, checkins=[(12, {"value": 90, "confidence": 3})])
    score = score_key_result(built, KR, day(20))
    assert score.current == 10
    assert score.confidence == 3
    assert [is_from_parts(each) for each in history_of(built, KR, day(20))] == [True, False]


def test_an_objective_brings_its_key_results_of_the_same_unit() -> None:
    inner = {"a": {"target": 5, "unit": "h"}, "b": {"target": 5}, "c": {"done": False, "unit": "h"}}
    built = plan(
        {
            "o": whole(unit="h"),
            "p": {"contributes_to": ["o/k"], "key_results": {**inner, "d": part(unit="h"), "e": part(unit="%")}},
        }
    )
    assert parts_of(built, KR) == (Ref("c", "p", "a"), Ref("c", "p", "d"), Ref("c", "p", "e"))


def test_parts_of_each_other_end_somewhere() -> None:
    ring = {"start": 0, "target": 9, "value_from": "parts", "contributes_to": ["o/k"], "checkins": [(1, 5)]}
    built = plan({"o": whole(contributes_to=["p/a"]), "p": {"key_results": {"a": ring}}})
    assert value(built, 20) is None
    assert with_parts(built, [KR.parent]) == (Ref("c", "o"), Ref("c", "p"))


def test_what_was_typed_before_counts_until_a_part_is_measured() -> None:
    record = (20, "value_from", None, "parts")
    typed = [(10, {"value": 40, "confidence": 6}), (20, 45), (25, 90)]
    built = two("sum", {"checkins": [(15, 3), (40, 30)]}, {"start_date": 20}, checkins=typed, changes=[record])
    assert [value(built, when) for when in (9, 10, 19, 20, 39, 40)] == [None, 40, 40, 3, 3, 30]
    fresh = two("sum", {"checkins": [(40, 30)]}, {}, checkins=typed, changes=[record])
    assert [value(fresh, when) for when in (10, 20, 39, 40)] == [40, 45, 45, 30]
    assert [point.value for point in trend(fresh, KR, day(50)).points] == [40, 45, 30]


def test_another_way_counts_from_its_day() -> None:
    built = two(
        "average", {"checkins": [(10, 10)]}, {"checkins": [(10, 20)]}, changes=[(30, "parts", "sum", "average")]
    )
    assert [value(built, when) for when in (29, 30)] == [30, 15]


def test_three_levels_of_parts_are_read_once_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each level may cost as much as its parts, and not that times the days of the level below."""
    objectives: dict[str, Any] = {}

    def add(name: str, above: str | None, levels: int) -> None:
        fields: dict[str, Any] = {"start": 0, "target": 90} | ({"contributes_to": [above]} if above else {})
        fields |= {"value_from": "parts"} if levels else {"checkins": [(7 * week, week) for week in range(12)]}
        objectives[name] = {"key_results": {"k": fields}}
        for number in range(3 if levels else 0):
            add(f"{name}-{number}", f"{name}/k", levels - 1)

    add("o", None, 3)
    measured: list[Period] = []

    def counting(key_result: KeyResult, history: Sequence[Checkin], on: date, days: Period) -> Measurement:
        measured.append(days)
        return measure(key_result, history, on, days)

    monkeypatch.setattr(parts, "measure", counting)
    history = history_of(plan(objectives), KR, day(90))
    assert history[-1].reading.value == 27 * 11
    assert len(measured) == 12 * (27 + 9 + 3)


# ── Random plans ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Node:
    """A key result of a random plan: one that is checked in, or one that has parts."""

    start: int
    weight: tuple[int, int, int]
    """The weight, the day of its change, and the weight from then on."""
    values: dict[int, int]
    stopped: int | None
    cycle: str
    way: tuple[str, int, str] = ("sum", 0, "sum")
    """The way, the day of its change, and the way from then on."""
    since: int | None = None
    """The day from which the value comes from parts; None if it always did."""
    parts: list[Node] = field(default_factory=list)

    def typed(self, when: int) -> tuple[Fraction, bool]:
        """The last value typed up to a day and True; without one the start."""
        known = [moment for moment in self.values if moment <= when]
        return Fraction(self.values[max(known)] if known else self.start), bool(known)

    def on(self, when: int) -> tuple[Fraction, bool]:
        """The value on a day and True if it was measured; not measured it is at its start."""
        if not self.parts or (self.since is not None and when < self.since):
            return self.typed(when)
        counted = [each for each in self.parts if each.stopped is None or each.stopped > when]
        numbers = [(each.on(when), each.weight[0] if when < each.weight[1] else each.weight[2]) for each in counted]
        weights = sum(weight for _, weight in numbers)
        way = self.way[0] if when < self.way[1] else self.way[2]
        if not any(measured for (_, measured), _ in numbers) or (way == "weighted" and not weights):
            return (Fraction(self.start), False) if self.since is None else self.typed(self.since)
        total = sum(number for (number, _), _ in numbers)
        if way == "weighted":
            return sum(number * weight for (number, _), weight in numbers) / Fraction(weights), True
        return (Fraction(total) if way == "sum" else Fraction(total) / len(numbers)), True


ways = st.sampled_from(["sum", "average", "weighted"])


def nodes(parts: st.SearchStrategy[list[Node]]) -> st.SearchStrategy[Node]:
    days = st.integers(1, LAST)
    return st.builds(
        Node,
        st.integers(-5, 9),
        st.tuples(st.integers(0, 3), days, st.integers(0, 3)),
        st.dictionaries(days, st.integers(-20, 99), max_size=3),
        st.none() | st.none() | days,
        st.sampled_from(["c", "x"]),
        st.tuples(ways, days, ways),
        st.none() | days,
        parts,
    )


leaves = nodes(st.just([]))
trees = nodes(st.lists(leaves | nodes(st.lists(leaves, min_size=1, max_size=3)), min_size=1, max_size=3))


def objectives(root: Node) -> dict[str, dict[str, Any]]:
    """Each key result in an objective of its own, so that links, cycles and states are all its own."""
    found: dict[str, dict[str, Any]] = {}

    def add(node: Node, name: str, above: str | None) -> None:
        before, when, after = node.weight
        fields: dict[str, Any] = {"start": node.start, "target": 1000, "weight": after}
        changes: list[tuple[Any, ...]] = [(when, "weight", before, after)] if before != after else []
        if node.parts:
            fields |= {"value_from": "parts", "parts": node.way[2]}
            if node.way[0] != node.way[2]:
                changes.append((node.way[1], "parts", node.way[0], node.way[2]))
            if node.since is not None:
                changes.append((node.since, "value_from", None, "parts"))
        fields["changes"] = changes
        fields["checkins"] = list(node.values.items())
        if node.stopped is not None and above:
            fields |= {"state": "cancelled", "since": node.stopped}
        if above:
            fields["contributes_to"] = [above]
        place = node.cycle if above else "c"
        found[f"{place}/{name}"] = {"key_results": {"k": fields}}
        for number, inner in enumerate(node.parts):
            add(inner, f"{name}-{number}", f"{place}/{name}/k")

    add(root, "o", None)
    return found


@given(trees, st.integers(0, LAST))
@settings(max_examples=examples(600), deadline=None)
def test_the_value_of_every_day_is_what_a_straight_computation_says(root: Node, today: int) -> None:
    built = plan(objectives(root), cycles=[cycle("x", 0, LAST)])
    for when in {0, today // 2, today}:
        wanted, measured = root.on(when)
        score = score_key_result(built, KR, day(when))
        assert (score.current, score.has_data) == (wanted, measured), when
    for point in trend(built, KR, day(today)).points:
        assert point.value == root.on((point.date - day(0)).days)[0]
