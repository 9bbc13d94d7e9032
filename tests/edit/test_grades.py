"""The end of a cycle: what is graded, what is suggested, and what somebody still has to say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from okrcli.edit import grades
from okrcli.edit.grades import GradeInput, Item
from okrcli.errors import RefusedError
from okrcli.model.plan import Plan, Ref
from tests.support.plans import day, plan
from tests.support.workspaces import in_memory

LAST = day(100)
OBJECTIVE, K = Ref("c", "o"), Ref("c", "o", "k")


def items(fields: Plan) -> dict[Ref, Item]:
    return {item.ref: item for item in grades.items_of(fields, "c", LAST)}


def a_plan(value: int, **objective: object) -> Plan:
    """A key result that goes from 0 to 100 and ended at a value."""
    return plan({"o": {**objective, "key_results": {"k": {"start": 0, "target": 100, "checkins": [(90, value)]}}}})


def test_every_objective_comes_with_its_key_results_behind_it() -> None:
    assert list(items(a_plan(50))) == [OBJECTIVE, K]
    assert items(a_plan(50))[K].grade.computed == Fraction(1, 2)


@pytest.mark.parametrize(
    ("value", "objective", "suggestion"),
    [
        (100, {}, ("achieved", "")),
        (50, {"type": "committed"}, ("carry_forward", "after a postmortem")),
        (10, {"type": "aspirational"}, ("carry_forward", "if it still matters")),
        (10, {"type": "learning"}, ("carry_forward", "no learnings are recorded")),
        (10, {"state": "cancelled"}, ("abandon", "it is cancelled")),
        (10, {"state": "paused"}, ("defer", "it is paused")),
    ],
)
def test_the_numbers_suggest_and_do_not_decide(
    value: int, objective: dict[str, object], suggestion: tuple[str, str]
) -> None:
    item = items(a_plan(value, **objective))[K]
    assert item.suggestion == suggestion
    assert item.needs_decision == (objective.get("state") != "cancelled")


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (GradeInput(), ["its grade (computed 0.50)", "a decision (suggested: carry_forward)"]),
        (GradeInput("abandon"), ["its grade (computed 0.50)"]),
        (GradeInput("abandon", Decimal("0.5")), []),
        (GradeInput("abandon", Decimal("0.7")), ["a reason why it is 0.7 and not 0.50"]),
        (GradeInput("abandon", Decimal("0.7"), "The tool was down"), []),
    ],
)
def test_a_line_says_what_is_missing(said: GradeInput, wanted: list[str]) -> None:
    lines = grades.missing_lines([items(a_plan(50))[K]], {K: said}, takes_grades=False)
    assert lines == ([f"o/k: {' and '.join(wanted)}"] if wanted else [])


def test_with_computed_grades_only_decisions_are_missing() -> None:
    lines = grades.missing_lines([items(a_plan(50))[K]], {}, takes_grades=True)
    assert lines == ["o/k: a decision (suggested: carry_forward)"]


def test_a_given_grade_counts_for_the_objective() -> None:
    graded = grades.with_grades(a_plan(50), {K: GradeInput(score=Decimal("0.8"))})
    assert items(graded)[K].grade.value == Fraction(4, 5)
    assert items(graded)[OBJECTIVE].grade.value == Fraction(4, 5)


def test_what_is_said_here_wins() -> None:
    one = GradeInput("abandon", reason="here").over(GradeInput("defer", Decimal(1), "there", "why"))
    assert one == GradeInput("abandon", Decimal(1), "here", "why")


@pytest.mark.parametrize(("when", "is_early"), [("2026-12-15", True), ("2026-12-16", False), ("2027-01-20", False)])
def test_a_cycle_is_not_closed_before_its_last_sixth(when: str, is_early: bool) -> None:
    cycle = in_memory({"okrs.yaml": "cycle: 2026-Q4\n"}).plan.cycles["2026-Q4"]
    if is_early:
        with pytest.raises(RefusedError, match="2026-Q4 runs until 2026-12-31: it is too early"):
            grades.refuse_early(cycle, date.fromisoformat(when))
    else:
        grades.refuse_early(cycle, date.fromisoformat(when))


def test_a_broken_file_of_the_cycle_is_in_the_way() -> None:
    broken = "objectives: 5\n"
    with pytest.raises(RefusedError, match=r"okrs/2026-Q4/a\.yaml:1:1: `cycle` is missing in the plan file"):
        grades.refuse_broken(in_memory({"okrs/2026-Q4/a.yaml": broken}), "2026-Q4")
    grades.refuse_broken(in_memory({"okrs/2026-Q4/a.yaml": broken}), "2026-Q3")
