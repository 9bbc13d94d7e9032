"""The files that a command reads: no more than what it shows is made of, and what it shows is the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from okrcli.workspace import file_loader, sources, workspace
from tests.support.commands import okr
from tests.support.counting import paths_read
from tests.support.histories import Step, made
from tests.support.quarters import states


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with five cycles, and one more check-in in one of them."""
    monkeypatch.setenv("OKR_TODAY", "2026-11-30")
    monkeypatch.setenv("OKR_USER", "mai")
    checkin = "id: new\ncycle: 2026-Q4\ndate: 2026-11-29\nat: 2026-11-29T09:00:00Z\nby: mai\ncheckins:\n"
    last = {"okrs/2026-Q4/checkins/mai/z.yaml": f"{checkin}  - {{kr: b1/l, value: 7}}\n"}
    return made(tmp_path / "here", [Step(states(0, 1)[0], "2026-11-01", "main"), Step(last, branch="main")], "main")


def folders(paths: list[str]) -> set[str]:
    return {path.split("/")[1] for path in paths if "/" in path}


def with_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every load read every file of every cycle from now on."""
    load = workspace.load
    walk = sources.walk
    monkeypatch.setattr(file_loader, "walk", lambda source, folder, left_out=(): walk(source, folder))
    monkeypatch.setattr(workspace, "load", lambda *given, **options: load(*given, **{**options, **_EVERYTHING}))


_EVERYTHING = {"everything": True, "only": None, "with_checkins": True}


@pytest.mark.parametrize("words", [("cycle", "list"), ("setup", "codeowners")])
def test_what_is_made_of_plans_reads_no_check_ins(
    company: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    paths = paths_read(monkeypatch)
    answer = okr(company, *words)
    assert sorted(paths) == sorted(["okrs.yaml", *_below(company, "okrs/*/*.yaml")])
    with_everything(monkeypatch)
    assert okr(company, *words) == answer


def _below(folder: Path, pattern: str) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in folder.glob(pattern)]


@pytest.mark.parametrize(
    ("words", "read"),
    [
        (("log", "-n", "1", "--json"), set()),
        (("log", "--since", "2026-11-15", "--json"), set()),
        (("log", "-n", "1"), {"2026", "2026-Q4"}),
        (("log", "-n", "2"), {"2026", "2026-Q4", "2025-Q4", "2026-Q1", "2026-Q3"}),
    ],
)
def test_a_log_reads_the_plan_of_what_it_shows(
    company: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], read: set[str]
) -> None:
    paths = paths_read(monkeypatch)
    answer = okr(company, *words)
    assert answer.code == 0
    assert folders(paths) == read
    with_everything(monkeypatch)
    assert okr(company, *words) == answer
