"""The pager: for a text that is longer than the terminal, and never an error."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from rich.text import Text

from okrcli.render.terminal import pager, streams
from okrcli.render.terminal.console import print_lines
from tests.support.commands import PLAN, okr, write

LINES = [Text(f"line {number}") for number in range(5)]


@pytest.fixture(autouse=True)
def choices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pager, "command", "sed s/^/paged:/")
    monkeypatch.setattr(pager, "longest", lambda: 5)
    monkeypatch.setattr(streams, "is_flat_chosen", False)


def printed(capfd: pytest.CaptureFixture[str], lines: list[Text]) -> list[str]:
    print_lines(lines)
    sys.stdout.flush()
    return capfd.readouterr().out.splitlines()


def test_only_a_text_that_fills_the_terminal_goes_to_the_pager(capfd: pytest.CaptureFixture[str]) -> None:
    assert printed(capfd, LINES[:4]) == [line.plain for line in LINES[:4]]
    assert printed(capfd, LINES) == [f"paged:{line.plain}" for line in LINES]


@pytest.mark.parametrize("command", ["no-such-pager", "less '", ""])
def test_a_pager_that_cannot_be_started_is_no_error(
    command: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pager, "command", command)
    assert printed(capfd, LINES) == [line.plain for line in LINES]


def test_a_pager_that_is_quit_early_is_no_error(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pager, "command", "head -1")
    assert printed(capfd, LINES * 20_000) == ["line 0"]


def test_standard_error_has_no_pager(capfd: pytest.CaptureFixture[str]) -> None:
    print_lines(LINES, sys.stderr)
    assert capfd.readouterr().err.splitlines() == [line.plain for line in LINES]


@pytest.mark.parametrize("reason", ["", "a pipe", "flat", "dumb", "cat", "none"])
def test_a_pager_is_for_a_terminal_alone(reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(pager, "command", "")
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((100, 30)))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: reason != "a pipe", raising=False)
    monkeypatch.setattr(sys.stdout, "fileno", lambda: 1, raising=False)
    monkeypatch.setattr(streams, "is_flat_chosen", reason == "flat")
    monkeypatch.setenv("TERM", "dumb" if reason == "dumb" else "xterm")
    pager.use_pager({"cat": "cat", "none": ""}.get(reason, "less"))
    assert pager.longest() == (None if reason else 30)


def test_the_options_before_a_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    monkeypatch.setattr(pager, "longest", lambda: None)
    monkeypatch.setenv("COLUMNS", "100")
    write(tmp_path, {"okrs.yaml": PLAN})
    flat, table = okr(tmp_path, "--flat", "list").out, okr(tmp_path, "list").out
    assert len(flat.splitlines()) > len(table.splitlines())
    monkeypatch.setenv("OKR_FLAT", "1")
    assert okr(tmp_path, "list").out == flat
    monkeypatch.setenv("PAGER", "more -5")
    okr(tmp_path, "list")
    assert pager.command == "more -5"
    okr(tmp_path, "--no-pager", "list")
    assert pager.command == ""
