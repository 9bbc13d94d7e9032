"""Check-ins inside their key results, where the workspace wants that."""

from __future__ import annotations

import json

import pytest

from okrcli.yaml import reader
from tests.conftest import Work
from tests.support.commands import TODAY, okr

PLAN = """\
settings: {checkins: inline}   # one person, one file
cycle: 2026-Q4
people: [{id: mai, email: mai@example.com}]
objectives:
  - id: demand
    title: Demand
    owner: mai
    key_results:
      - id: mql   # inbound
        title: MQLs
        start: 20
        target: 30
        actions: [{id: guide, title: Guide}]
      - {id: launch, title: Launch, milestones: [{id: beta, title: Beta}, {id: live, title: Live}]}
"""


@pytest.fixture
def alone(empty_work: Work, monkeypatch: pytest.MonkeyPatch) -> Work:
    monkeypatch.setenv("OKR_TODAY", TODAY)
    empty_work.commit("plan", okrs_yaml=PLAN)
    return empty_work


def text(work: Work) -> str:
    return (work.path / "okrs.yaml").read_text("utf-8")


def test_a_check_in_is_a_line_of_its_key_result_and_counts(alone: Work) -> None:
    answer = okr(alone.path, "checkin", "mql", "22", "-c", "7", "-m", "Mới: tốt")
    assert answer.out.splitlines()[0] == "Recorded demand/mql 20 → 22 of 30 (20 %), confidence 7"
    assert answer.out.splitlines()[1].startswith("okrs.yaml · commit ")
    added = [line for line in text(alone).splitlines() if line not in PLAN.splitlines()]
    assert added[0] == "        checkins:"
    assert added[1].startswith("          - {date: 2026-11-16, at: 2026-11-16T")
    assert added[1].endswith('Z, by: mai, value: 22, confidence: 7, note: "Mới: tốt"}')
    assert alone.paths_of("HEAD") == ["okrs.yaml"]
    shown = json.loads(okr(alone.path, "show", "mql", "--json").out)
    assert shown["key_result"]["current"] == 22
    assert okr(alone.path, "validate", "--strict").code == 0


def test_the_order_of_entry_decides_and_a_day_that_has_passed_is_earlier(alone: Work) -> None:
    for words in (["25"], ["26"], ["21", "--date", "2026-11-02"]):
        okr(alone.path, "checkin", "mql", *words)
    assert json.loads(okr(alone.path, "show", "mql", "--json").out)["key_result"]["current"] == 26


def test_what_has_no_place_in_a_key_result_is_a_file(alone: Work) -> None:
    answer = okr(alone.path, "checkin", "launch", "beta", "--win", "It is out")
    assert answer.code == 0, answer.err
    assert len(alone.paths_of("HEAD")) == 2
    assert "done: [beta]}" in text(alone)
    before = text(alone)
    okr(alone.path, "checkin", "guide", "--done")
    okr(alone.path, "checkin", "demand", "-m", "We are fine")
    assert text(alone) == before
    assert okr(alone.path, "validate", "--strict").code == 0


def test_a_dry_run_shows_the_line_and_undo_takes_it_back(alone: Work) -> None:
    shown = okr(alone.path, "checkin", "mql", "22", "--dry-run")
    assert "+        checkins:" in shown.out.splitlines()
    assert text(alone) == PLAN
    okr(alone.path, "checkin", "mql", "22")
    assert okr(alone.path, "undo").out.startswith("restored okrs.yaml")
    assert text(alone) == PLAN


def test_a_correction_is_made_where_the_entry_stands(alone: Work) -> None:
    okr(alone.path, "checkin", "mql", "22")
    answer = okr(alone.path, "checkin", "--correct", "mql", "23")
    assert answer.code == 3
    assert "fix it there: okrs.yaml:15" in answer.err


def test_several_from_json_stand_in_order(alone: Work) -> None:
    for number in range(5):
        given = json.dumps([{"kr": "mql", "value": number}, {"kr": "launch", "note": f"n{number}"}]).encode()
        assert okr(alone.path, "checkin", "--from", "-", given=given).code == 0
    data: object = reader.read((alone.path / "okrs.yaml").read_bytes(), "okrs.yaml")[0]
    assert isinstance(data, dict)
    first, second = data["objectives"][0]["key_results"]
    assert [len(first["checkins"]), len(second["checkins"])] == [5, 5]
    assert [line for line in PLAN.splitlines() if line not in text(alone).splitlines()] == [PLAN.splitlines()[-1]]
