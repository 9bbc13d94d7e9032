"""A cycle that is not the running one: every way to name it leads to the same numbers, wherever its plan is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.commands import okr, write
from tests.support.examples import MANY

PEOPLE = "people: [{id: mai, email: mai@example.com}]\n"
RUNNING = """\
cycle: 2026-Q4
objectives:
  - id: now
    title: What runs today
    owner: mai
    key_results: [{id: today, title: A number of today, start: 0, target: 50}]
"""
OTHER = """\
cycle: CYCLE
objectives:
  - id: other
    title: Another cycle
    owner: mai
    key_results: [{id: number, title: A number of another cycle, start: 0, target: 100}]
"""
CHECKIN = """\
id: a1b2c3d4
cycle: CYCLE
date: DATE
at: DATET09:00:00Z
by: mai
checkins:
  - {kr: other/number, value: 81}
"""
DAYS = {"2026-Q3": "2026-09-25", "2027-Q1": "2026-11-10", "2025": "2025-12-20"}
COMMANDS = ("show", "explain", "trend", "status", "cycle score", "tree", "list", "report")
LAYOUTS = ("okrs.yaml", "okrs/loose.yaml", "okrs/teams/mai.yaml", "okrs/CYCLE/plan.yaml")


def workspace(folder: Path, layout: str, cycle: str) -> Path:
    files = {"okrs.yaml": PEOPLE, "okrs/2026-Q4/now.yaml": RUNNING}
    path = layout.replace("CYCLE", cycle)
    files[path] = files.get(path, "") + OTHER.replace("CYCLE", cycle)
    checkin = CHECKIN.replace("CYCLE", cycle).replace("DATE", DAYS[cycle])
    files[f"okrs/{cycle}/checkins/mai/{DAYS[cycle]}-a1b2.yaml"] = checkin
    return write(folder, files)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("cycle", DAYS)
def test_a_name_and_its_cycle_lead_to_the_same_numbers(tmp_path: Path, layout: str, cycle: str) -> None:
    """All commands in a long run, else a third of them: each meets every layout once."""
    folder = workspace(tmp_path / "w", layout, cycle)
    turn = LAYOUTS.index(layout) + list(DAYS).index(cycle)
    for number, command in enumerate(COMMANDS):
        if MANY or (number + turn) % len(DAYS) == 0:
            check_numbers(folder, cycle, command)


def check_numbers(folder: Path, cycle: str, command: str) -> None:
    name = "other/number" if command in ("show", "explain", "trend") else "other"
    full = okr(folder, *command.split(), f"{cycle}/{name}", "--json")
    assert full.code == 0, full.err
    answers = [okr(folder, *command.split(), name, "--json")]
    if command not in ("explain", "trend"):
        answers.append(okr(folder, *command.split(), name, "--cycle", cycle, "--json"))
    for answer in answers:
        if answer.code:
            assert "there is no" in answer.err
        else:
            assert json.loads(answer.out) == json.loads(full.out)
    if command in ("show", "explain", "trend", "status", "tree"):
        assert "0.81" in full.out


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("cycle", ["2026-Q3", "2025"])
def test_a_check_in_counts_from_the_last_value_of_its_cycle(tmp_path: Path, layout: str, cycle: str) -> None:
    folder = workspace(tmp_path / "w", layout, cycle)
    name = f"{cycle}/other/number" if "CYCLE" in layout else "number"
    answer = okr(folder, "checkin", f"{name}+=5", "--by", "mai", "--date", DAYS[cycle], "--dry-run")
    assert answer.code == 0, answer.err
    assert "value: 86" in answer.out


YEAR = """\
cycle: "2026"
objectives: [{id: year, title: Annual, owner: mai}]
"""
PART = """\
cycle: CYCLE
objectives:
  - id: part
    title: A part of the year
    owner: mai
    contributes_to: [2026/year]
    key_results: [{id: n, title: N, target: 100, checkins: [{date: DATE, value: NUMBER}]}]
"""


def annual(folder: Path) -> Path:
    """A year that is measured by an objective in each of its quarters, which are over, run, or are to come."""
    files = {"okrs.yaml": PEOPLE, "okrs/2026/year.yaml": YEAR}
    for quarter, (day, number) in enumerate((("03-28", 80), ("06-20", 40), ("09-20", 60)), start=1):
        text = PART.replace("CYCLE", f"2026-Q{quarter}").replace("DATE", f"2026-{day}").replace("NUMBER", str(number))
        files[f"okrs/2026-Q{quarter}/plan.yaml"] = text
    return write(folder, files)


@pytest.mark.parametrize("day", ["2026-04-02", "2026-08-01", "2027-01-10"])
def test_an_annual_objective_has_one_number_whatever_cycle_it_is_seen_from(tmp_path: Path, day: str) -> None:
    folder = annual(tmp_path / "w")
    seen = {
        json.dumps(json.loads(answer.out)["objective"]["progress"])
        for cycle in ("2026", "2026-Q1", "2026-Q2", "2026-Q3")
        for answer in [okr(folder, "show", "2026/year", "--cycle", cycle, "--on", day, "--json")]
    }
    assert len(seen) == 1


def test_an_annual_objective_is_graded_when_its_year_is_over(tmp_path: Path) -> None:
    folder = annual(tmp_path / "w")
    for day, is_final in (("2026-04-02", False), ("2026-12-30", False), ("2026-12-31", True), ("2027-01-10", True)):
        on = ("--on", day)
        score = json.loads(okr(folder, "cycle", "score", "--cycle", "2026", *on, "--json").out)
        assert score["is_final"] == score["objectives"][0]["is_final"] == is_final
        shown = json.loads(okr(folder, "show", "2026/year", *on, "--json").out)
        status = json.loads(okr(folder, "status", "--cycle", "2026", *on, "--json").out)
        assert (shown["objective"]["score"] is not None) == (status["objectives"][0]["score"] is not None) == is_final
        assert ("final scores" in okr(folder, "cycle", "score", "--cycle", "2026", *on).out) == is_final
        assert ("score 0.60" in okr(folder, "cycle", "show", "2026", *on).out) == is_final
        assert ("so far" in okr(folder, "cycle", "retro", "2026", *on).out) != is_final
        assert ("verdict" in okr(folder, "explain", "2026/year", *on).out) == is_final
