"""The plan as it held on a day: recorded changes after it are taken back, and nothing else.

The rules are docs/semantics.md, "What was changed on the way".
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from okrcli.model import plan as plan_module
from okrcli.model.plan import Plan, Ref, plan_as_of
from okrcli.scoring.score import score_key_result, score_plan
from okrcli.workspace.sources import WorkingTree
from okrcli.workspace.workspace import load
from tests.support.commands import okr, write
from tests.support.plans import day as day_of
from tests.support.plans import plan as numbered_plan

MQL = Ref("2026-Q4", "demand", "mql")
PLAN = """\
cycle: 2026-Q4
objectives:
  - id: demand
    title: Demand
    owner: linh
    changes:
      - {date: 2026-11-20, field: owner, from: mai, to: linh, reason: x}
    key_results:
      - id: mql
        title: MQLs
        start: 20
        target: 50
        weight: 2
        end_date: 2026-12-20
        checkins: [{date: 2026-10-10, value: 25}]
        changes:
          - {date: 2026-11-02, field: target, from: 30, to: 40, reason: x}
          - {date: 2026-11-10, field: target, from: 40, to: 45, reason: x}
          - {date: 2026-11-10, field: target, from: 45, to: 50, reason: x}
          - {date: 2026-11-12, field: weight, to: 2, reason: x}
          - {date: 2026-11-14, field: end_date, from: 2026-12-31, to: 2026-12-20, reason: x}
          - {date: 2026-11-15, field: unit, from: MQL, reason: x}
"""


@pytest.fixture
def written(tmp_path: Path) -> Plan:
    """The plan as it is written."""
    return load(WorkingTree(write(tmp_path / "w", {"okrs.yaml": PLAN})), date(2026, 11, 30), everything=True).plan


@pytest.mark.parametrize(
    ("day", "target", "weight", "end", "unit", "owner"),
    [
        ("2026-10-15", 30, 1, "2026-12-31", "MQL", "mai"),
        ("2026-11-01", 30, 1, "2026-12-31", "MQL", "mai"),
        ("2026-11-02", 40, 1, "2026-12-31", "MQL", "mai"),
        ("2026-11-10", 50, 1, "2026-12-31", "MQL", "mai"),
        ("2026-11-12", 50, 2, "2026-12-31", "MQL", "mai"),
        ("2026-11-14", 50, 2, "2026-12-20", "MQL", "mai"),
        ("2026-11-15", 50, 2, "2026-12-20", None, "mai"),
        ("2026-11-20", 50, 2, "2026-12-20", None, "linh"),
    ],
)
def test_a_change_holds_from_its_day(
    written: Plan, day: str, target: int, weight: int, end: str, unit: str | None, owner: str
) -> None:
    plan = plan_as_of(written, date.fromisoformat(day))
    key_result = plan.key_result(MQL)
    assert (key_result.target, key_result.weight, key_result.unit) == (Decimal(target), Decimal(weight), unit)
    assert key_result.end_date == date.fromisoformat(end)
    assert plan.objectives[MQL.parent].owner == owner
    assert plan_as_of(plan, date.fromisoformat(day)) is plan


def test_scores_of_an_earlier_day_use_the_values_of_that_day(written: Plan) -> None:
    assert score_key_result(written, MQL, date(2026, 10, 31)).progress == Fraction(1, 2)
    assert score_key_result(written, MQL, date(2026, 11, 30)).progress == Fraction(1, 6)
    assert score_plan(written, date(2026, 11, 5))[MQL.parent].progress == Fraction(1, 4)


def test_nothing_changed_is_the_same_plan(tmp_path: Path) -> None:
    plan = load(
        WorkingTree(write(tmp_path / "w", {"okrs.yaml": PLAN[: PLAN.index("    changes:")]})), date(2026, 11, 1)
    ).plan
    assert plan.latest_change is None
    assert plan_as_of(plan, date(2020, 1, 1)) is plan


@pytest.mark.parametrize(
    "change",
    [
        "{date: 2026-11-20, field: target, from: much, to: 50}",
        "{date: 2026-11-20, field: end_date, from: soon, to: 2026-12-20}",
        "{date: 2026-11-20, field: targt, from: 30, to: 50}",
        "{date: 2026-11-20, field: key_results, from: 30, to: 50}",
        "{date: 2026-11-20, field: id, from: x, to: mql}",
    ],
)
def test_a_record_that_makes_no_sense_breaks_nothing(tmp_path: Path, change: str) -> None:
    text = PLAN.replace("{date: 2026-11-15, field: unit, from: MQL, reason: x}", change)
    folder = write(tmp_path / "w", {"okrs.yaml": text})
    answer = okr(folder, "status", "--on", "2026-11-16")
    assert answer.code == 0, answer.err
    assert "mql" in answer.out


def test_a_view_of_an_earlier_day_shows_the_earlier_target(tmp_path: Path) -> None:
    folder = write(tmp_path / "w", {"okrs.yaml": PLAN})
    assert "25 of 30" in okr(folder, "status", "--on", "2026-10-31").out
    assert "25 of 40" in okr(folder, "status", "--on", "2026-11-05").out
    assert "25 of 50" in okr(folder, "show", "mql", "--on", "2026-11-30").out


def test_the_plan_is_made_once_for_all_days_between_two_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    changes = [(42, "target", 40, 30), (44, "state", "paused", None), (60, "target", 35, 40)]
    made = numbered_plan({"a": {"key_results": {"b": {"target": 30, "changes": changes}, "c": {"target": 1}}}})
    make, days = plan_module._plan_as_of, list[date]()
    expected = [make(made, day_of(number)) for number in range(70)]

    def counted(plan: Plan, day: date) -> Plan:
        days.append(day)
        return make(plan, day)

    monkeypatch.setattr(plan_module, "_plan_as_of", counted)
    assert [plan_as_of(made, day_of(number)) for number in range(60)] == expected[:60]
    assert len(days) == len(changes)
