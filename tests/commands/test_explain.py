"""`okr explain` of numbers: every formula is worked out here, and gives what scoring says (docs/semantics.md)."""

from __future__ import annotations

import json
import re
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrcli.model.plan import Plan, Ref
from okrcli.reports.explain import Explanation, exact
from okrcli.reports.explain_key_result import explain_key_result
from okrcli.reports.explain_objective import explain_objective
from okrcli.scoring.score import score_key_result, score_plan
from okrcli.workspace.sources import WorkingTree
from okrcli.workspace.workspace import load
from tests.support.commands import okr, write
from tests.support.plans import KR, day, one, plan

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/okrs.yaml"))
PENCIL = re.compile(r"[0-9.]+|[-+*/(), ]|min|max")
HEADINGS = frozenset(re.findall(r"^#+ (.+)$", (ROOT / "docs" / "semantics.md").read_text("utf-8"), re.MULTILINE))
LAST = 100


def worked_out(formula: str) -> Fraction:
    """What plain arithmetic makes of a formula, with exact numbers."""
    parts = PENCIL.findall(formula)
    assert "".join(parts) == formula, f"no arithmetic: {formula}"
    exactly = "".join(f"Fraction('{part}')" if part[0].isdigit() else part for part in parts)
    found = eval(exactly, {"__builtins__": {}, "Fraction": Fraction, "min": min, "max": max})
    return Fraction(found)


def check(found: Explanation) -> dict[str, Any]:
    """Work out every formula; the values by the names of the steps."""
    for step in found.steps:
        assert step.section in HEADINGS, f"docs/semantics.md has no heading {step.section!r}"
        assert step.rule
        assert (step.formula is None) == (step.value is None)
        if step.formula is not None and step.value is not None:
            assert worked_out(step.formula) == Fraction(step.value), f"{found.reference} {step}"
    return {step.name: step.value for step in found.steps}


def check_all(built: Plan, on: date) -> int:
    """Every key result and objective of a plan; the number of formulas."""
    count = 0
    for ref, score in score_plan(built, on).items():
        values = check(explain_objective(built, ref, on))
        assert values.get("progress") == score.progress
        assert values.get("expected") == score.expected
        assert values.get("score") == score.score
        for result in score.key_results:
            check_key_result(built, result.ref, on)
            count += 1
    return count


def check_key_result(built: Plan, ref: Ref, on: date) -> None:
    score, found = score_key_result(built, ref, on), explain_key_result(built, ref, on)
    values = check(found)
    assert values.get("progress") == score.raw
    assert values.get("counted as", score.raw) == score.progress
    assert values.get("expected") == score.expected
    assert values.get("score") == score.score
    words = {step.name: step.result.replace(" ", "_") for step in found.steps}
    last = words.get("shown") or words.get("guardrails") or words["status"]
    assert last == (score.status.shown or "–")


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("on", ["2026-10-01", "2026-11-16", "2026-12-31", "2027-03-01"])
def test_every_number_of_the_examples_can_be_worked_out(example: str, on: str) -> None:
    """No second computation that can drift: the last values are those of scoring."""
    built = load(WorkingTree(ROOT / "examples" / example), date.fromisoformat(on), everything=True).plan
    assert check_all(built, date.fromisoformat(on)) > 0


KINDS: list[dict[str, Any]] = [
    {"start": 20, "target": 30, "checkins": [(1, 22), (5, "24.5")]},
    {"start": 30, "target": -20, "checkins": [(1, "-2.25")]},
    {"target": 30, "aggregate": "sum", "checkins": [(1, 2), (5, -3), (9, 4)]},
    {"target": 30, "aggregate": "average", "checkins": [(1, 1), (5, 1), (9, 2)]},
    {"target": 30, "checkins": [(1, 40)]},  # counted as 1
    {"target": 30, "checkins": [(1, -40)]},  # counted as 0
    {"target": 30},
    {"target": 0},
    {"kind": "at_most", "target": 5, "risk_threshold": 7, "checkins": [(1, 6)]},
    {
        "kind": "at_least",
        "target": 5,
        "measured_by": "share",
        "periods": 9,
        "checkins": [(1, 6), (2, {"missed": True})],
    },
    {"kind": "below", "target": 5, "measured_by": "distance", "checkins": [(1, 6)]},
    {"kind": "above", "target": 3, "measured_by": "distance", "checkins": [(1, 1)]},
    {"low": 1, "high": 3, "risk_high": 4, "measured_by": "average", "checkins": [(1, 1), (2, 6)]},
    {"period": "week", "target_per_period": 3, "checkins": [(1, 3), (9, 1)]},
    {"period": "month", "target_per_period": 3, "measured_by": "sum", "checkins": [(1, 3), (9, 1)]},
    {"kind": "baseline", "checkins": [(1, 3)]},
    {
        "milestones": {"a": {"due": 9, "done": 8}, "b": {"weight": "2.5", "due": 60}},
        "checkins": [(50, {"done": ("b",)})],
    },
    {"milestones": {"a": {}, "b": {}}, "checkins": [(50, {"done": True})]},
    {"done": False, "due": 60, "checkins": [(1, {"confidence": 8}), (70, {"done": True})]},
    {"target": 9, "state": "paused", "since": 30, "checkins": [(1, 3)]},
    {"target": 9, "start_date": 7, "end_date": 7, "checkins": [(1, 3)]},
    {"target": 9, "checkins": [(1, {"value": 5, "status": "off_track"})]},
    {"target": 9, "checkins": [(1, 8)], "guardrails": {"g": {"must_not_exceed": 4, "checkins": [(1, 5)]}}},
    {"target": 9, "checkins": [(1, 8)], "score": {"override": "0.5", "reason": "because"}},
    {"target": 9, "checkins": [(1, 6)], "changes": [(40, "target", 12, 9)]},
]


@pytest.mark.parametrize("on", [0, 1, 10, 39, 50, 100, 120])
@pytest.mark.parametrize("fields", KINDS, ids=str)
def test_every_kind_on_every_kind_of_day(fields: dict[str, Any], on: int) -> None:
    built = one(fields)
    check_key_result(built, KR, day(on))
    assert check_all(built, day(on)) == 1


@given(
    st.integers(-(10**9), 10**9),
    st.integers(-(10**9), 10**9),
    st.lists(st.tuples(st.integers(0, 99), st.decimals(-(10**6), 10**6, places=3)), max_size=4),
    st.integers(0, 110),
)
def test_any_metric_can_be_worked_out(start: int, target: int, said: list[Any], on: int) -> None:
    check_all(plan({"o": {"key_results": {"k": {"start": start, "target": target, "checkins": said}}}}), day(on))


@given(st.fractions())
def test_numbers_in_formulas_are_exact(number: Fraction) -> None:
    assert worked_out(exact(number)) == number


# ── The command ───────────────────────────────────────────────────────────────────────────────────────────────────

PLAN = """\
cycle: 2026-Q4
objectives:
  - id: demand
    title: Demand
    key_results:
      - id: mql
        title: Grow MQLs from 20 to 30
        start: 20
        target: 30
        unit: MQL
        checkins: [{date: 2026-10-05, value: 21}, {date: 2026-11-09, value: 24, confidence: 7}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "w", {"okrs.yaml": PLAN})


def test_a_sceptic_can_follow_with_pencil_and_paper(folder: Path) -> None:
    told = okr(folder, "explain", "mql", "--on", "2026-11-16").out
    for line in ("(24 − 20) ÷ (30 − 20) = 0.4", "46 ÷ 91 = 0.505…", "0.4 ÷ (46/91) = 0.791…", "on track"):
        assert line in told
    assert "· 9 Nov 2026  24" in told
    assert "– 5 Oct 2026  21" in told  # named, and not counted


def test_parts_of_another_cycle_are_named_with_it(tmp_path: Path) -> None:
    part = "  - {{id: a, title: A, contributes_to: [2026/year], key_results: [{{id: k, title: K, target: {}}}]}}\n"
    files = {
        "okrs/2026/y.yaml": "cycle: 2026\nobjectives: [{id: year, title: Year}]\n",
        "okrs/2026-Q3/a.yaml": "cycle: 2026-Q3\nobjectives:\n" + part.format(4),
        "okrs/2026-Q4/a.yaml": "cycle: 2026-Q4\nobjectives:\n" + part.format(5),
    }
    out = okr(write(tmp_path / "w", files), "explain", "2026/year", "--on", "2026-11-16").out
    assert "2026-Q3/a" in out
    assert "2026-Q4/a" in out


def test_the_same_as_json(folder: Path) -> None:
    document = json.loads(okr(folder, "explain", "mql", "--json", "--on", "2026-11-16").out)
    assert (document["kind"], document["schema_version"]) == ("explanation", 1)
    progress = next(step for step in document["steps"] if step["name"] == "progress")
    assert progress["formula"] == "(24 - 20) / (30 - 20)"
    assert progress["value"] == 0.4
    assert progress["section"] == "docs/semantics.md#progress"


def test_a_code_and_a_name_are_told_apart(folder: Path) -> None:
    assert "duplicate-id" in okr(folder, "explain", "OKR202").out
    assert "mql" in okr(folder, "explain", "demand").out
    assert "did you mean" in okr(folder, "explain", "OKR9999").err
    unknown = okr(folder, "explain", "mqll")
    assert unknown.code == 3
    assert "mql" in unknown.err


def test_an_action_or_guardrail_leads_to_what_it_belongs_to(folder: Path) -> None:
    text = PLAN + "    guardrails: [{id: overtime, title: Overtime, must_not_exceed: 4}]\n"
    (folder / "okrs.yaml").write_text(text)
    assert "demand  2026-Q4" in okr(folder, "explain", "overtime").out


def test_lines_keep_their_width(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for width in (60, 80, 120):
        monkeypatch.setenv("COLUMNS", str(width))
        assert max(map(len, okr(folder, "explain", "mql").out.splitlines())) <= width
