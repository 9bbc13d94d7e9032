"""`okr cycle retro`: facts from files and history, then questions."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli.model.plan import Plan, plan_as_of
from okrcli.reports.retro import Retro, retro
from okrcli.scoring.score import score_key_result
from tests.conftest import Work
from tests.support.commands import okr, snapshot, write
from tests.support.examples import examples
from tests.support.plans import KR, day, one, plan

LAST = 100


def look_back(found: Plan, on: int = 110) -> Retro:
    return retro(found, found.cycles["c"], day(on), ())


# ── Silence ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "fields", "overdue", "longest"),
    [
        ([], {}, 93, (0, 100)),
        ([7, 14, 21], {}, 72, (21, 100)),
        ([30, 50], {}, 22 + 12 + 43, (50, 100)),
        ([8], {}, 100 - 15, (8, 100)),  # a day late is no day on which it was overdue
        ([30, 50], {"frequency": "never"}, None, None),
        ([30, 50], {"frequency": "50d"}, None, None),
        ([7], {"state": "paused", "since": 20, "reason": "x"}, 5, (7, 19)),
        ([7], {"state": "paused", "reason": "x"}, None, None),
        ([], {"state": "draft"}, None, None),
        (list(range(0, 101, 7)), {}, None, None),
    ],
)
def test_silence_is_the_time_in_which_a_check_in_was_overdue(
    said: list[int], fields: dict[str, Any], overdue: int | None, longest: tuple[int, int] | None
) -> None:
    found = look_back(one({"target": 10, "checkins": [(when, 1) for when in said], **fields}))
    if overdue is None:
        assert found.silences == ()
        return
    (silence,) = found.silences
    assert silence.overdue == overdue
    assert longest is not None
    assert (silence.first, silence.last) == (day(longest[0]), day(longest[1]))


_RHYTHMS = st.fixed_dictionaries(
    {"checkins": st.lists(st.tuples(st.integers(0, 108), st.sampled_from([0, 1, 10])), max_size=6)},
    optional={
        "state": st.sampled_from(["paused", "closed", "cancelled", "draft"]),
        "since": st.integers(-5, 105),
        "frequency": st.sampled_from(["daily", "weekly", "monthly", "20d", "never"]),
        "start_date": st.integers(0, 60),
        "end_date": st.integers(61, 100),
        "changes": st.lists(
            st.one_of(
                st.tuples(
                    st.integers(-5, 108), st.just("frequency"), st.sampled_from(["daily", "20d"]), st.just("weekly")
                ),
                st.tuples(st.integers(-5, 108), st.just("target"), st.just(1), st.just(10)),
                st.tuples(st.integers(-5, 108), st.just("state"), st.sampled_from(["paused", "draft"]), st.none()),
                st.tuples(st.integers(-5, 60), st.just("added"), st.none(), st.none()),
            ),
            max_size=3,
        ),
    },
)
_KINDS = st.sampled_from([{"target": 10}, {"done": False}, {"milestones": {"a": {}, "b": {"done": 30}}}])


@given(_RHYTHMS, _KINDS, st.integers(1, 115))
@settings(max_examples=examples(120), deadline=None)
def test_silence_is_the_number_of_days_on_which_the_status_says_overdue(
    rhythm: dict[str, Any], kind: dict[str, Any], last: int
) -> None:
    """Whatever the kind, the rhythm and the decision: one rule for both."""
    if "target" not in kind:
        rhythm = {**rhythm, "checkins": [(when, {"done": value > 0}) for when, value in rhythm["checkins"]]}
    made = one({**kind, **rhythm})
    days = [
        count
        for count in range(last + 1)
        if (then := plan_as_of(made, day(count))).has(KR) and score_key_result(then, KR, day(count)).overdue
    ]
    assert [silence.overdue for silence in look_back(made, last).silences] == ([len(days)] if days else [])


# ── Half-time ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_half_time_promises_what_the_pace_so_far_leads_to() -> None:
    said = [(40, {"value": 40, "confidence": 8}), (60, {"value": 45, "confidence": 3}), (99, 60)]
    (found,) = look_back(one({"start": 0, "target": 100, "checkins": said})).foresights
    assert (found.day, found.projected, found.confidence) == (day(50), Fraction(80), 8)
    assert (found.outcome, found.score) == (Decimal(60), Fraction(6, 10))


def test_half_time_uses_the_target_of_its_day(tmp_path: Path) -> None:
    text = """\
cycle: 2026-Q4
objectives:
  - id: a
    title: A
    key_results:
      - id: b
        title: B
        start: 0
        target: 50
        aggregate: latest
        start_date: 2026-10-01
        end_date: 2026-11-30
        checkins: [{date: 2026-10-30, value: 20}, {date: 2026-11-29, value: 40}]
        changes:
          - {date: 2026-11-10, field: start, from: 10, to: 0, reason: We had counted wrong}
"""
    document = json.loads(
        okr(write(tmp_path, {"okrs.yaml": text}), "cycle", "retro", "2026-Q4", "--json", "--on", "2027-01-04").out
    )
    (found,) = document["foresights"]
    assert (found["date"], found["projected"], found["outcome"]) == ("2026-10-31", 30, 40)


@pytest.mark.parametrize("fields", [{"kind": "at_most", "target": 5}, {"done": False}, {"target": 100}])
def test_without_a_pace_or_a_check_in_nothing_was_promised(fields: dict[str, Any]) -> None:
    said = [] if fields == {"target": 100} else [(99, {"done": True} if "done" in fields else 3)]
    assert look_back(one({"checkins": said, **fields})).foresights == ()


def test_before_the_end_nothing_is_held_against_half_time() -> None:
    found = one({"target": 100, "checkins": [(40, 40)]})
    assert look_back(found, on=90).foresights == ()


# ── Goalposts ─────────────────────────────────────────────────────────────────────────────────────────────────────

PLAN = """\
cycle: 2026-Q4
people: [{id: mai, email: mai@example.com}]
objectives:
  - id: demand
    title: Demand
    key_results:
      - {id: mql, title: Grow MQLs, start: 20, target: 30, checkins: [{date: 2026-10-06, value: 21}]}
      - id: nps
        title: NPS
        target: 60
        changes:
          - {date: 2026-10-03, field: target, from: 70, to: 60, reason: Not known here}
"""


@pytest.fixture
def moved(work: Work, monkeypatch: pytest.MonkeyPatch) -> Work:
    monkeypatch.setenv("OKR_TODAY", "2027-01-04")
    (work.path / "okrs/plan.yaml").unlink()
    work.commit(okrs_yaml=PLAN)
    work.commit(okrs_yaml=PLAN.replace("target: 30", "target: 25").replace("title: NPS", "title: Loved"))
    return work


def test_the_history_shows_a_goalpost_that_nobody_wrote_down_and_the_file_one_that_it_does_not_know(
    moved: Work,
) -> None:
    document = json.loads(okr(moved.path, "cycle", "retro", "2026-Q4", "--json").out)
    assert [(m["reference"], m["from"], m["to"], m["by"], m["reason"]) for m in document["goalposts"]] == [
        ("2026-Q4/demand/nps", "70", "60", None, "Not known here"),
        ("2026-Q4/demand/mql", "30", "25", "mai", None),
    ]
    out = okr(moved.path, "cycle", "retro").out
    assert "mql  5 Oct 2026, by mai: target 30 → 25 · no reason given" in out


def test_it_works_without_git_and_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", "2027-01-04")
    folder = write(tmp_path / "w", {"okrs.yaml": PLAN})
    before = snapshot(folder)
    for words in ((), ("--json",), ("--format", "md"), ("2026-Q4", "--on", "2026-11-02")):
        assert okr(folder, "cycle", "retro", *words).code == 0
    assert "target 70 → 60 · Not known here" in okr(folder, "cycle", "retro").out
    assert snapshot(folder) == before


def test_the_last_cycle_that_is_over_is_looked_back_on(moved: Work) -> None:
    moved.write("okrs/2027-Q1/a.yaml", "cycle: 2027-Q1\nobjectives: []\n")
    moved.write("okrs/2026/a.yaml", "cycle: 2026\nobjectives: []\n")
    assert okr(moved.path, "cycle", "retro").out.startswith("2026-Q4   looking back · ")
    assert okr(moved.path, "cycle", "retro", "2026-Q5").code == 3


# ── What is shown ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_said_at_the_closing_is_shown(moved: Work) -> None:
    said = ["--decide", "demand=modify", "--decide", "mql=carry_forward", "--decide", "nps=abandon"]
    graded = ["--score", "mql=0.9", "--reason", "The tool was down", "--learned", "mql=Ask *earlier* <b>"]
    answer = okr(moved.path, "cycle", "close", "2026-Q4", "--yes", *said, *graded, "--answer", "2=Too few hands")
    assert answer.code == 0, answer.err
    out = okr(moved.path, "cycle", "retro").out
    assert "  mql   Grow MQLs   0.90  achieved  carry forward\n" in out
    assert "computed 0.20: The tool was down" in out
    assert "mql  Ask *earlier* <b>\n" in out
    assert "2  What did we not accomplish, and which obstacles were in the way?\n   Too few hands\n" in out
    page = okr(moved.path, "cycle", "retro", "--format", "md").out
    assert "| 0.90 (computed 0.20) | achieved | carry forward | `demand/mql` | Grow MQLs |" in page
    assert "Ask &#42;earlier&#42; &#60;b&#62;" in page
    assert "<b>" not in page
    assert "### What did we not accomplish" in page


def test_questions_are_those_of_the_workspace(moved: Work) -> None:
    text = PLAN.replace("objectives:", "settings: {cycle: {questions: [Was it worth it?]}}\nobjectives:")
    moved.commit(okrs_yaml=text)
    document = json.loads(okr(moved.path, "cycle", "retro", "--json").out)
    assert document["questions"] == [{"question": "Was it worth it?", "answer": None}]


def test_guardrails_and_wins_are_facts(moved: Work) -> None:
    guardrail = "    guardrails: [{id: churn, title: Churn, must_not_exceed: 3, checkins: [%s]}]\n    key_results:"
    said = ", ".join(f"{{date: 2026-10-{day_of:02}, value: {value}}}" for day_of, value in ((7, 4), (14, 5), (21, 2)))
    moved.commit(okrs_yaml=PLAN.replace("    key_results:", guardrail % said))
    answer = okr(moved.path, "checkin", "mql", "22", "--win", "A win", "--date", "2026-12-01", "--by", "mai")
    assert answer.code == 0, answer.err
    out = okr(moved.path, "cycle", "retro").out
    assert "Churn: beyond its limit in 2 of 3 check-ins; at the end 2, kept" in " ".join(out.split())
    assert "✓  A win (mai, 1 Dec 2026)" in out


def test_nothing_at_all_is_looked_back_on_without_a_crash() -> None:
    found = look_back(plan({}))
    assert (found.moved, found.silences, found.foresights, found.breached) == ((), (), (), ())
    assert date(2026, 4, 11) == day(LAST)
