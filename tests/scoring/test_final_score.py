"""The score at the end: whose day it is, and what no longer moves it (docs/semantics.md, "The score at the end")."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli.model.plan import Plan, Ref
from okrcli.reports.cycle import cycle_rows
from okrcli.scoring.grades import grade_key_result, grade_objective
from okrcli.scoring.results import ObjectiveScore
from okrcli.scoring.score import score_key_result, score_plan
from tests.support.examples import examples
from tests.support.plans import KR, cycle, day, plan

Fields = dict[str, Any]
TOP = Ref("year", "top")
YEAR = cycle("year", 0, 364)


def _kr(*checkins: tuple[int, int], **fields: Any) -> Fields:
    """A key result whose values are percents."""
    return {"target": 100, "checkins": list(checkins), **fields}


def _top(built: Plan, on: int, ref: Ref = TOP) -> ObjectiveScore:
    return score_plan(built, day(on), ref.cycle)[ref]


def _grade(built: Plan, on: int, ref: Ref = TOP) -> tuple[Fraction | None, bool]:
    grade = grade_objective(built, _top(built, on, ref))
    return grade.computed, grade.is_final


# ── An objective that is measured by its children ────────────────────────────────────────────────────────────────────


def test_it_is_final_at_the_end_of_its_own_cycle_and_not_of_theirs() -> None:
    built = plan({"year/top": {}, "first": {"contributes_to": ["year/top"], "key_results": {"a": _kr((90, 80))}}})
    built = replace(built, cycles={**built.cycles, "year": YEAR})
    assert _grade(built, 101) == (Fraction(8, 10), False)
    assert _top(built, 363).score is None
    assert _grade(built, 364) == (Fraction(8, 10), True)
    (row,) = cycle_rows(built, day(101), ["year"], with_figures=True)
    assert row.types[0].score is None
    (row,) = cycle_rows(built, day(364), ["year"], with_figures=True)
    assert row.types[0].score == Fraction(8, 10)


def test_it_takes_the_progress_of_children_that_go_on_on_its_own_last_day() -> None:
    built = plan(
        {"quarter": {}, "year/c": {"contributes_to": ["c/quarter"], "key_results": {"a": _kr((80, 40), (150, 90))}}},
        cycles=[YEAR],
    )
    quarter = Ref("c", "quarter")
    assert _grade(built, 99, quarter) == (Fraction(4, 10), False)
    for on in (100, 149, 150, 364, 500):
        assert _grade(built, on, quarter) == (Fraction(4, 10), True)
    assert _top(built, 200, quarter).progress == Fraction(9, 10)


def test_children_that_are_over_bring_their_score_and_others_their_progress() -> None:
    """With weights, an override, a child that was dropped, and one that was closed early."""
    over = {"score": {"override": "0.6", "reason": "x"}}
    built = plan(
        {
            "half/top": {},
            "over": {
                "contributes_to": ["half/top"],
                "weight": 2,
                "key_results": {"a": _kr((90, 80), (120, 95))},
                **over,
            },
            "year/runs": {"contributes_to": ["half/top"], "key_results": {"a": _kr((80, 40), (190, 90))}},
            "year/shut": {
                "contributes_to": ["half/top"],
                "state": "closed",
                "since": 50,
                "key_results": {"a": _kr((40, 30), (60, 70))},
            },
            "gone": {"contributes_to": ["half/top"], "state": "cancelled", "key_results": {"a": _kr((90, 100))}},
            "heavy": {"contributes_to": ["half/top"], "weight": 0, "key_results": {"a": _kr((90, 100))}},
        },
        cycles=[YEAR, cycle("half", 0, 180)],
    )
    parts = _top(built, 300, Ref("half", "top")).end.parts
    assert [(str(part.ref), int(part.weight), part.value) for part in parts] == [
        ("over", 2, Fraction(6, 10)),
        ("runs", 1, Fraction(4, 10)),
        ("shut", 1, Fraction(3, 10)),
    ]
    assert _grade(built, 300, Ref("half", "top")) == (Fraction(19, 40), True)


def test_several_levels_each_have_their_own_last_day() -> None:
    built = plan(
        {
            "year/top": {},
            "half/mid": {"contributes_to": ["year/top"]},
            "low": {"contributes_to": ["half/mid"], "key_results": {"a": _kr((50, 20))}},
            "year/late": {"contributes_to": ["half/mid"], "key_results": {"a": _kr((50, 40), (200, 80), (300, 100))}},
        },
        cycles=[YEAR, cycle("half", 0, 180)],
    )
    mid = Ref("half", "mid")
    assert _grade(built, 120, mid) == (Fraction(3, 10), False)
    assert _grade(built, 181, mid) == (Fraction(3, 10), True)
    assert _grade(built, 320, mid) == (Fraction(3, 10), True)
    assert _grade(built, 320) == (Fraction(6, 10), False)
    assert _grade(built, 364) == (Fraction(3, 10), True)  # its child was over, with 0.3


def test_it_may_be_closed_early_and_then_has_the_numbers_of_that_day() -> None:
    built = plan(
        {
            "year/top": {"state": "closed", "since": 60},
            "a": {"contributes_to": ["year/top"], "key_results": {"a": _kr((50, 20), (90, 80))}},
        },
        cycles=[YEAR],
    )
    assert _grade(built, 59) == (Fraction(2, 10), False)
    assert _grade(built, 60) == (Fraction(2, 10), True)
    assert _grade(built, 200) == (Fraction(2, 10), True)


def test_a_long_chain_and_a_loop_end_too() -> None:
    chain: Fields = {f"o{n}": {"contributes_to": [f"o{n + 1}"]} for n in range(1, 3000)}
    built = plan({"o0": {"contributes_to": ["o1"], "key_results": {"a": _kr((50, 20))}}, **chain, "o3000": {}})
    assert _grade(built, 100, Ref("c", "o3000")) == (Fraction(2, 10), True)
    loop = plan({"a": {"contributes_to": ["b"]}, "b": {"contributes_to": ["a"]}})
    assert _grade(loop, 100, Ref("c", "a")) == (None, False)


def test_an_objective_whose_key_results_all_ended_waits_for_the_end_of_its_cycle() -> None:
    """Until then a key result may come, and a weight may change."""
    built = plan(
        {"o": {"key_results": {"k": _kr((10, 60), end_date=40), "l": _kr((10, 20), state="closed", since=30)}}}
    )
    assert score_key_result(built, KR, day(50)).score == Fraction(6, 10)
    assert _top(built, 99, KR.parent).score is None
    assert _top(built, 100, KR.parent).score == Fraction(4, 10)


# ── What is dated after the last day ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("of_objective", "of_key_result"),
    [
        ({}, {"weight": 9, "changes": [(110, "weight", 1, 9)]}),
        ({}, {"state": "cancelled", "since": 110}),
        ({}, {"state": "paused", "since": 101}),
        ({}, {"target": 40, "changes": [(101, "target", 100, 40)]}),
        ({}, {"kind": "at_least", "changes": [(101, "kind", None, "at_least")]}),
        ({}, {"end_date": 200, "changes": [(101, "end_date", None, "2026-07-20")]}),
        ({"state": "cancelled", "since": 110}, {}),
        ({"state": "closed", "since": 110}, {}),
        ({"type": "aspirational", "changes": [(110, "type", "committed", "aspirational")]}, {}),
        ({"type": "committed", "weight": 5, "changes": [(110, "weight", 1, 5)]}, {}),
    ],
)
def test_what_is_changed_after_the_last_day_changes_no_grade(of_objective: Fields, of_key_result: Fields) -> None:
    objective = {"type": "committed", **of_objective}
    key_results = {"k": {**_kr((50, 40), (105, 70)), **of_key_result}, "l": _kr((50, 100))}
    built = plan({"o": {**objective, "key_results": key_results}})
    for on in (100, 109, 115):
        score = _top(built, on, KR.parent)
        grade, of_k = grade_objective(built, score), grade_key_result(built, score.key_results[0])
        assert (grade.computed, grade.verdict, grade.is_final) == (Fraction(7, 10), "missed", True)
        assert (of_k.computed, of_k.verdict, of_k.is_final) == (Fraction(4, 10), "missed", True)


@pytest.mark.parametrize(
    ("fields", "grade"),
    [
        ({"weight": 9, "changes": [(100, "weight", 1, 9)]}, "46/100"),
        ({"state": "cancelled", "since": 100}, "1"),
        ({"target": 40, "changes": [(100, "target", 100, 40)]}, "1"),
        ({"end_date": 45, "changes": [(60, "end_date", None, "2026-02-15")]}, "1/2"),  # over from day 60 on
    ],
)
def test_what_is_dated_on_or_before_the_last_day_changes_it(fields: Fields, grade: str) -> None:
    built = plan({"o": {"key_results": {"k": {**_kr((50, 40)), **fields}, "l": _kr((50, 100))}}})
    assert _top(built, 110, KR.parent).score == Fraction(grade)


def test_a_key_result_that_was_over_stays_in_the_grade_when_it_is_dropped_later() -> None:
    built = plan(
        {"o": {"key_results": {"k": _kr((50, 40), end_date=60, state="cancelled", since=70), "l": _kr((50, 100))}}}
    )
    assert score_key_result(built, KR, day(65)).score == score_key_result(built, KR, day(90)).score == Fraction(4, 10)
    assert _top(built, 80, KR.parent).progress == 1
    assert _top(built, 100, KR.parent).score == Fraction(7, 10)


LATER = st.sampled_from(
    [
        {"weight": 9, "changes": [(101, "weight", 1, 9)]},
        {"state": "paused", "since": 120},
        {"state": "closed", "since": 101},
        {"target": 50, "changes": [(130, "target", 100, 50)]},
        {"end_date": 300, "changes": [(101, "end_date", None, "2026-10-28")]},
        {},
    ]
)
OF_OBJECTIVE = st.sampled_from(
    [
        {"weight": 7, "changes": [(101, "weight", 1, 7)]},
        {"state": "cancelled", "since": 101},
        {"type": "committed", "changes": [(140, "type", None, "committed")]},
        {},
    ]
)


@given(
    values=st.lists(st.integers(0, 100), min_size=4, max_size=4),
    ends=st.lists(st.sampled_from([None, 60, 100]), min_size=4, max_size=4),
    later=st.lists(LATER, min_size=4, max_size=4),
    objectives=st.lists(OF_OBJECTIVE, min_size=3, max_size=3),
)
@settings(max_examples=examples(60), deadline=None)
def test_no_grade_moves_once_it_is_final(
    values: list[int], ends: list[int | None], later: list[Fields], objectives: list[Fields]
) -> None:
    """The law: whatever is dated after the end, the grades of the last day stay."""

    def built(with_later: bool) -> Plan:
        krs = [
            {**_kr((50, value), (110, 99)), **({"end_date": end} if end else {}), **(more if with_later else {})}
            for value, end, more in zip(values, ends, later, strict=True)
        ]
        own = objectives if with_later else [{}, {}, {}]
        return plan(
            {
                "top": own[0],
                "a": {"contributes_to": ["top"], "key_results": {"k": krs[0], "l": krs[1]}, **own[1]},
                "b": {"contributes_to": ["top"], "key_results": {"k": krs[2], "l": krs[3]}, **own[2]},
            }
        )

    expected = score_plan(built(with_later=False), day(100))
    changed = built(with_later=True)
    for on in (100, 101, 125, 150, 400):
        for ref, score in score_plan(changed, day(on)).items():
            before = expected[ref]
            assert (score.score, score.end.type) == (before.score, before.end.type)
            assert [kr.score for kr in score.key_results] == [kr.score for kr in before.key_results]


@pytest.mark.parametrize("is_objective", [True, False])
def test_what_was_closed_before_it_was_added_has_no_grade(is_objective: bool) -> None:
    closed: Fields = {"state": "closed", "since": 10, "reason": "x", "changes": [(20, "added", None, None)]}
    inner = {"a": _kr((30, 50), **({} if is_objective else closed))}
    built = plan({"o": {"key_results": inner, **(closed if is_objective else {})}})
    assert _grade(built, 105, Ref("c", "o"))[0] is None
