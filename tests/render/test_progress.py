"""The line that says how far a long run is: on standard error, after a while, and removed before other output."""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Iterator

import pytest

from okrcli import progress
from okrcli.render.terminal import streams
from okrcli.render.terminal.console import console
from okrcli.render.terminal.progress import ProgressLine, has_place_for_progress
from tests.support.hooks import PATIENCE
from tests.support.workspaces import in_memory


class _Terminal(io.StringIO):
    """A terminal that tells when something is written to it."""

    encoding = "utf-8"

    def __init__(self) -> None:
        super().__init__()
        self.has_text = threading.Event()

    def isatty(self) -> bool:
        return True

    def write(self, text: str, /) -> int:
        if "reading" in text:
            self.has_text.set()
        return super().write(text)


@pytest.fixture(autouse=True)
def no_display() -> Iterator[None]:
    yield
    progress.end()


def _terminal(monkeypatch: pytest.MonkeyPatch) -> _Terminal:
    """The new standard error. A test calls it itself: pytest puts its own stream in place after the fixtures."""
    stream = _Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    return stream


class _Counts:
    def __init__(self) -> None:
        self.nouns: list[str] = []
        self.ends = 0

    def count(self, noun: str) -> None:
        self.nouns.append(noun)

    def end(self) -> None:
        self.ends += 1


def test_every_file_of_a_workspace_is_counted() -> None:
    counts = _Counts()
    progress.show_on(counts)
    in_memory({"okrs/2026-Q4/a.yaml": "cycle: 2026-Q4\nobjectives: []\n"})
    progress.end()
    assert counts.nouns == ["file", "file"]
    assert counts.ends == 1


@pytest.mark.parametrize("color", ["1", ""])
def test_the_line_is_shown_after_a_while_and_removed(monkeypatch: pytest.MonkeyPatch, color: str) -> None:
    terminal = _terminal(monkeypatch)
    monkeypatch.setenv("NO_COLOR", color)
    line = ProgressLine(delay=0)
    progress.show_on(line)
    progress.count("file")
    assert terminal.has_text.wait(PATIENCE)
    progress.end()
    assert "reading: 1 file" in terminal.getvalue()
    assert terminal.getvalue().endswith("\x1b[2K")  # the line is empty again


@pytest.mark.parametrize("output", [lambda: streams.echo("x"), lambda: streams.echo_err("x"), console])
def test_any_output_removes_the_line_first(output: object) -> None:
    counts = _Counts()
    progress.show_on(counts)
    assert callable(output)
    output()
    assert counts.ends == 1
    progress.count("file")
    assert counts.nouns == []


def test_a_short_run_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _terminal(monkeypatch)
    line = ProgressLine()
    progress.show_on(line)
    progress.count("commit")
    progress.end()
    assert terminal.getvalue() == ""


def test_no_progress_without_a_terminal_or_for_a_screen_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    _terminal(monkeypatch)
    assert has_place_for_progress()
    monkeypatch.setenv("OKR_FLAT", "1")
    assert not has_place_for_progress()
    monkeypatch.delenv("OKR_FLAT")
    monkeypatch.setenv("TERM", "dumb")
    assert not has_place_for_progress()
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert not has_place_for_progress()
