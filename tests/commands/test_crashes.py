"""Ordinary plans that once ended a command in a traceback."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from tests.conftest import Work
from tests.support.commands import okr, write

NO_VALUES = """\
cycle: 2026-Q4
objectives:
  - id: o
    title: An objective
    key_results:
      - {id: metric, title: K, target: 10, checkins: [{date: 2026-11-16, confidence: 5}]}
      - {id: baseline, title: K, kind: baseline, checkins: [{date: 2026-11-16, note: x}]}
      - {id: least, title: K, kind: at_least, target: 5, checkins: [{date: 2026-11-16, status: on_track}]}
      - {id: between, title: K, kind: between, low: 1, high: 5, checkins: [{date: 2026-11-16, note: x}]}
      - {id: sum, title: K, target: 5, aggregate: sum, checkins: [{date: 2026-11-16, blocker: x}]}
      - {id: average, title: K, target: 5, aggregate: average, checkins: [{date: 2026-11-16, note: x}]}
      - id: share
        title: K
        kind: at_most
        target: 5
        measured_by: share
        checkins: [{date: 2026-11-16, missed: true}]
      - id: recurring
        title: K
        kind: recurring
        target_per_period: 3
        period: week
        checkins: [{date: 2026-11-16, note: x}]
"""
KINDS = ("metric", "baseline", "least", "between", "sum", "average", "share", "recurring")


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("format", [(), ("--json",)])
@pytest.mark.parametrize("command", ["explain", "show", "trend"])
def test_a_key_result_with_check_ins_and_no_value_is_shown(
    tmp_path: Path, name: str, format: tuple[str, ...], command: str
) -> None:
    folder = write(tmp_path / "w", {"okrs/plan.yaml": NO_VALUES})
    answer = okr(folder, command, name, *format)
    assert answer.code == 0, answer.err
    assert answer.out


PLATFORM = """\
cycle: 2026-Q4
people: [{id: ana, email: mai@example.com}, {id: bob, email: bob@example.com}]
objectives:
  - id: platform
    title: A platform
    owner: ana
    key_results: [{id: p99, title: Latency falls, owner: ana, start: 0, target: 100}]
  - id: second
    title: Another one
    owner: ana
    key_results: [{id: other, title: A number, owner: ana, start: 0, target: 100}]
"""


def test_an_objective_and_its_key_result_stand_in_one_list(empty_work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    empty_work.commit("start", okrs_yaml=PLATFORM)
    for words in (
        ("set", "platform", "owner=bob", "--reason", "r"),
        ("set", "p99", "target=120", "--reason", "r"),
        ("request", "add", "platform", "--to", "second", "x"),
        ("request", "add", "p99", "--to", "second", "y"),
    ):
        answer = okr(empty_work.path, *words)
        assert answer.code == 0, answer.err
    for view in (
        ("due",),
        ("due", "--json"),
        ("due", "--format", "ics"),
        ("remind",),
        ("agenda",),
        ("cycle", "retro", "2026-Q4"),
        ("cycle", "retro", "2026-Q4", "--format", "markdown"),
        ("cycle", "retro", "2026-Q4", "--json"),
        ("report",),
        ("diff", "HEAD~4..HEAD"),
        ("audit",),
    ):
        answer = okr(empty_work.path, *view)
        assert answer.code in (0, 1), (view, answer.err)


# ── The ends of the calendar ──────────────────────────────────────────────────────────────────────────────────────

DATED: Final = (
    *("status", "cycle score", "due", "agenda", "report", "remind", "trend platform/p99", "show platform/p99"),
    *("explain platform/p99", "cycle retro", "cycle show", "tree", "list"),
)
"""Views that take a day."""


@pytest.mark.parametrize("words", DATED)
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_view_of_the_first_or_last_day_of_the_calendar_ends_in_words(tmp_path: Path, words: str, day: str) -> None:
    folder = write(tmp_path, {"okrs.yaml": PLATFORM})
    named = ["2026-Q4"] if words in ("cycle show", "cycle retro") else ["--cycle", "2026-Q4"]
    answer = okr(folder, *words.split(), *named, "--on", day)
    assert answer.code in (0, 2, 3), answer.err
