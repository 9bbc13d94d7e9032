"""The share of objectives that their owners set, in the grades and the retrospective."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from okrcli.reports.score import Origins
from tests.support.commands import okr, write

PLAN = """\
cycle: 2026-Q4
objectives:
  - {id: a, title: Win the market, origin: own, key_results: [{id: k, title: K, target: 5}]}
  - {id: b, title: Khách quay lại, origin: own, key_results: [{id: k, title: K, target: 5}]}
  - {id: c, title: 更快地回答, origin: handed_down, key_results: [{id: k, title: K, target: 5}]}
  - {id: d, title: Nothing said, key_results: [{id: k, title: K, target: 5}]}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    return write(tmp_path, {"okrs.yaml": PLAN})


@pytest.mark.parametrize(
    ("origins", "share"),
    [(Origins(2, 1, 1), Fraction(2, 3)), (Origins(0, 4, 0), Fraction(0)), (Origins(0, 0, 3), None)],
)
def test_only_objectives_with_an_origin_count(origins: Origins, share: Fraction | None) -> None:
    assert origins.share == share


@pytest.mark.parametrize("command", ["cycle score", "cycle retro 2026-Q4"])
def test_views_of_a_cycle_show_the_share_of_own_goals(folder: Path, command: str) -> None:
    answer = okr(folder, *command.split())
    assert "own goals" in answer.out
    assert "67 %  2 of 3 objectives  1 without an origin" in answer.out
    document = json.loads(okr(folder, *command.split(), "--json").out)
    assert document["origins"] == {"own": 2, "handed_down": 1, "unknown": 1, "share": 0.666666666667}


def test_a_part_of_the_cycle_has_its_own_share(folder: Path) -> None:
    assert "own goals" not in okr(folder, "cycle", "score", "d").out
    assert "100 %  1 of 1 objective" in okr(folder, "cycle", "score", "a").out


def test_the_origin_is_set_shown_and_checked(folder: Path) -> None:
    assert "handed down" in okr(folder, "show", "c").out
    assert json.loads(okr(folder, "show", "c", "--json").out)["objective"]["origin"] == "handed_down"
    write(folder, {"okrs.yaml": PLAN.replace("handed_down", "handed-down")})
    assert "did you mean `handed_down`?" in okr(folder, "validate").out
