"""`okr diff --reviewers`: who should review a change, and by which account."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Work
from tests.support.commands import okr

ROOT = """\
people:
  - {id: mai, email: mai@example.com, github: mai-tran}
  - {id: linh, email: linh@example.com, gitlab: linh.pham}
  - {id: omar, email: omar@example.com}
  - {id: anna, github: anna}
teams: [{id: care, members: [anna, omar], github: acme/care}]
"""
PLAN = """\
cycle: 2026-Q4
objectives:
  - id: growth
    title: Clinics recommend us
    owner: omar
    key_results: [{id: clinics, title: Clinics grow from 600 to 700, start: 600, target: 700}]
  - id: demand
    title: A channel that brings us customers
    owner: mai
    contributes_to: [growth]
    key_results: [{id: mql, title: MQLs grow from 20 to 30, start: 20, target: 30, owner: linh}]
  - id: answers
    title: Every question has an answer within a day
    owner: care
    depends_on: [{to: demand/mql, need: the questions of new clinics}]
    key_results: [{id: hours, title: Hours fall from 30 to 20, start: 30, target: 20}]
"""


@pytest.fixture
def team(empty_work: Work, monkeypatch: pytest.MonkeyPatch) -> Work:
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    empty_work.write("okrs.yaml", ROOT)
    empty_work.write("okrs/2026-Q4/plan.yaml", PLAN)
    empty_work.commit("plan")
    return empty_work


def reasons(folder: Path) -> dict[str, list[str]]:
    document = json.loads(okr(folder, "diff", "--reviewers", "--json").out)
    return {row["name"]: row["reasons"] for row in document["reviewers"]}


def test_a_moved_target_concerns_its_owners_those_above_and_those_who_need_it(team: Work) -> None:
    team.write("okrs/2026-Q4/plan.yaml", PLAN.replace("target: 30", "target: 25"))
    assert reasons(team.path) == {
        "care": ["answers needs demand/mql"],
        "linh": ["demand/mql"],
        "mai": ["demand"],
        "omar": ["growth, above demand"],
    }


def test_a_new_owner_is_asked_and_the_old_one_too(team: Work) -> None:
    team.write("okrs/2026-Q4/plan.yaml", PLAN.replace("owner: linh", "owner: anna"))
    assert {"linh", "anna"} <= reasons(team.path).keys()


def test_settings_and_people_concern_the_owners_at_the_top(team: Work) -> None:
    team.write("okrs.yaml", ROOT.replace("mai@example.com", "evil@example.com"))
    assert reasons(team.path) == {"care": ["person mai"], "omar": ["person mai"]}


def test_progress_needs_no_review(team: Work) -> None:
    assert okr(team.path, "checkin", "mql", "24", "--by", "linh", "--no-commit").code == 0
    assert reasons(team.path) == {}
    assert "no review is needed" in okr(team.path, "diff", "--reviewers").out


def test_accounts_come_one_a_line_and_who_has_none_is_named(team: Work) -> None:
    team.write("okrs/2026-Q4/plan.yaml", PLAN.replace("target: 30", "target: 25"))
    answer = okr(team.path, "diff", "--reviewers", "--format", "github")
    assert answer.out.split() == ["acme/care", "mai-tran"]
    assert answer.err == "note: no `github` account: linh, omar\n"
    assert okr(team.path, "diff", "--reviewers", "--format", "gitlab").out.split() == ["linh.pham"]
    assert okr(team.path, "diff", "--reviewers", "--format", "md").code == 2
    assert okr(team.path, "diff", "--format", "github").code == 2
