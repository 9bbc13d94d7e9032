"""An edit reads the workspace once before and once after, and again only where files have changed meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from okrcli.cli.conversation import prompts
from okrcli.cli.edit_request import Reader, Request
from okrcli.render.terminal import streams
from okrcli.workspace.file_loader import FileLoader
from tests.conftest import Work
from tests.support.commands import PLAN, TODAY, okr, write


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """One item for each workspace that was loaded."""
    seen: list[bool] = []
    original = FileLoader.__init__

    def counted(self: FileLoader, *arguments: Any, **options: Any) -> None:
        seen.append(True)
        original(self, *arguments, **options)

    monkeypatch.setattr(FileLoader, "__init__", counted)
    return seen


@pytest.fixture
def shop(empty_work: Work, monkeypatch: pytest.MonkeyPatch) -> Work:
    monkeypatch.setenv("OKR_TODAY", TODAY)
    monkeypatch.delenv("CI", raising=False)
    empty_work.commit("plan", okrs_yaml=PLAN)
    return empty_work


@pytest.mark.parametrize(
    ("words", "most"),
    [
        (["checkin", "mql", "22"], 1),
        (["checkin", "mql", "22", "--dry-run"], 1),
        (["set", "mql", "title=Leads"], 2),
        (["set", "mql", "target=45", "--reason", "A second channel"], 2),
        (["set", "mql", "target=45", "--reason", "A second channel", "--dry-run"], 2),
        (["add", "action", "mql", "Call them"], 2),
        (["add", "objective", "Quiet nights"], 2),
        (["set", "mql", "state=cancelled", "--reason", "No time"], 2),
        (["request", "add", "mql", "--to", "growth"], 2),
        (["set", "mql", "id=leads"], 2),
        (["move", "mql", "growth"], 2),
        (["remove", "guide", "--yes"], 2),
        (["done", "guide"], 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_an_edit_loads_the_workspace_before_and_after(
    shop: Work, loads: list[bool], words: list[str], most: int
) -> None:
    answer = okr(shop.path, *words)
    assert answer.code == 0, answer.err
    assert len(loads) <= most


@pytest.mark.parametrize(
    ("words", "typed", "most"),
    [
        (["set", "mql", "title=Leads"], "", 2),
        (["remove", "guide"], "y\n", 2),
        (["checkin", "mql", "22"], "", 2),
        (["checkin", "mql"], "22\n7\n\n\n\n", 2),
        (["set", "mql", "target=45"], "A second channel\n", 3),
        (["set", "mql", "state=cancelled"], "No time\n", 3),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_at_a_terminal_an_answer_costs_one_more_check(
    shop: Work, loads: list[bool], monkeypatch: pytest.MonkeyPatch, words: list[str], typed: str, most: int
) -> None:
    """Before the question the edit is checked without the answer, so that nobody answers in vain."""
    monkeypatch.setattr(streams, "is_interactive", lambda: True)
    answer = okr(shop.path, *words, given=typed.encode())
    assert answer.code == 0, answer.err
    assert len(loads) <= most


def test_what_changed_while_a_person_answered_is_kept(shop: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(question: str) -> str:
        shop.write("okrs.yaml", PLAN.replace("Fifty calls", "Sixty calls"))
        shop.git("commit", "--quiet", "-a", "-m", "meanwhile")
        return "No time"

    monkeypatch.setattr(streams, "is_interactive", lambda: True)
    monkeypatch.setattr(prompts, "ask", ask)
    answer = okr(shop.path, "set", "mql", "state=cancelled")
    assert answer.code == 0, answer.err
    text = (shop.path / "okrs.yaml").read_text("utf-8")
    assert "Sixty calls" in text
    assert "reason: No time" in text


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda folder: (folder / "okrs.yaml").write_text(PLAN.replace("Fifty", "Sixty"), "utf-8"),
        lambda folder: write(folder, {"okrs.yaml": PLAN, "okrs/2026-Q4/sales.yaml": "objectives: []\n"}),
        lambda folder: (folder / "okrs" / "2026-Q4" / "team.yaml").unlink(),
    ],
    ids=["changed", "new", "gone"],
)
def test_a_reader_reads_again_what_is_not_as_it_was(tmp_path: Path, meanwhile: Callable[[Path], object]) -> None:
    folder = write(tmp_path, {"okrs.yaml": PLAN, "okrs/2026-Q4/team.yaml": "objectives: []\n"})
    request = Request("set", "", date.fromisoformat(TODAY))
    reader = Reader()
    first = reader.read(folder, request)
    assert reader.read(folder, request) is first
    meanwhile(folder)
    assert reader.read(folder, request) is not first
