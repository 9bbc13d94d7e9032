"""Views of earlier days keep what was shown on them, whatever was decided and changed later.

The rules are docs/semantics.md, "What was changed on the way".
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.commands import okr, write
from tests.support.examples import examples

PLAN = """\
cycle: 2026-Q4
people: [{id: mai, email: mai@example.com}]
cycles: [{id: "2026"}, {id: 2026-Q4}]
objectives:
  - id: o
    title: O
    owner: mai
    contributes_to: [2026/year]
    key_results:
      - {id: p, title: P, target: 100, checkins: [{date: 2026-10-05, value: 45}]}
      - {id: q, title: Q, kind: at_most, target: 5}
      - {id: d, title: D, target: 10, state: draft}
      - {id: yes, title: Yes, done: false}
      - id: m
        title: M
        milestones:
          - {id: a, title: A, done: 2026-10-05, due: 2026-10-20}
          - {id: z, title: Z, weight: 2, due: 2026-11-20}
          - {id: y, title: Y, due: 2026-12-20}
  - id: other
    title: Other
    owner: mai
    state: draft
    key_results: [{id: r, title: R, target: 10}]
"""
YEAR = 'cycle: "2026"\nobjectives: [{id: year, title: The year, owner: mai}]\n'
VIEWS = (
    ("status", "--json"),
    ("cycle", "score", "--json"),
    ("cycle", "score", "--cycle", "2026", "--json"),
    ("status", "--cycle", "2026", "--json"),
    ("due", "--json"),
    ("cycle", "show", "2026-Q4", "--json"),
)
COMMANDS: Sequence[str] = (
    "set p state=paused",
    "set q state=cancelled",
    "set o state=postponed",
    "set p state=active",
    "set q state=active",
    "set o state=active",
    "set d state=active",
    "set other state=active",
    "set p state=closed",
    "set m state=closed",
    "set p target=80",
    "set p weight=3",
    "set p frequency=daily",
    "set o frequency=monthly",
    "set o type=committed",
    "set o/m/z weight=8",
    "set o/m/z due=2026-10-30",
    "set o/m/y weight=0.5",
    "set o/m/y state=cancelled",
    "set o/m/z state=cancelled",
    "set o/m/y state=active",
    "add milestone m New id=ID",
    "add milestone yes Step id=ID",
    "add kr o More id=ID target=10",
    "add objective Fresh id=ID contributes_to=2026/year",
    "remove o/m/y --yes",
    "remove yes --yes",
    "checkin p 50",
    "checkin q 7",
    "checkin m z",
)


def workspace(folder: Path) -> Path:
    return write(folder, {"okrs.yaml": PLAN, "okrs/2026/year.yaml": YEAR})


def shown(folder: Path, *on: str) -> list[object]:
    """What all views say, without what they say of the day itself."""
    answers = []
    for view in VIEWS:
        answer = okr(folder, *view, *on)
        assert answer.code in (0, 1), answer.err
        answers.append(json.loads(answer.out))
    return answers


def run(folder: Path, command: str, number: int) -> None:
    words = command.replace("ID", f"new{number}").split()
    takes_reason = words[0] in ("set", "add")
    okr(folder, *words, *(("--reason", f"because {number}") if takes_reason else ()))


def play(folder: Path, commands: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a command a day, with a few days between them, and compare each day as it was seen with `--on` that day."""
    seen: dict[str, list[object]] = {}
    day = date(2026, 10, 6)
    for number, command in enumerate(commands):
        day += timedelta(days=1 + number % 5)
        monkeypatch.setenv("OKR_TODAY", str(day))
        run(folder, command, number)
        seen[str(day)] = shown(folder)
    monkeypatch.setenv("OKR_TODAY", "2027-01-20")
    for earlier, views in seen.items():
        assert shown(folder, "--on", earlier) == views, (earlier, (folder / "okrs.yaml").read_text())


@given(commands=st.lists(st.sampled_from(COMMANDS), min_size=3, max_size=7))
@settings(max_examples=examples(60), deadline=None)
def test_views_of_earlier_days_say_what_they_said(commands: list[str]) -> None:
    """The law, for any commands on days that follow each other."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("OKR_USER", "mai")
        play(workspace(Path(folder) / "w"), commands, monkeypatch)
