"""A check-in in a real terminal (tmux): what is on the screen is what is recorded."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from okrcli.workspace.file_loader import read_file
from tests.conftest import Work
from tests.support.commands import PLAN, TODAY
from tests.support.hooks import PATIENCE
from tests.support.programs import path_of

pytestmark = pytest.mark.external


class Screen:
    """A terminal of 100 columns and 30 rows, with a server of its own."""

    def __init__(self, folder: Path, socket: Path) -> None:
        self._command = [path_of("tmux"), "-u", "-S", os.fspath(socket), "-f", os.devnull]
        self._tmux("new-session", "-d", "-x", "100", "-y", "30", "-c", os.fspath(folder), "sh")

    def _tmux(self, *words: str) -> str:
        run = subprocess.run([*self._command, *words], check=True, capture_output=True, text=True, timeout=PATIENCE)
        return run.stdout

    def press(self, *keys: str) -> None:
        """Press keys by their names in tmux."""
        self._tmux("send-keys", *keys)

    def type(self, text: str) -> None:
        self._tmux("send-keys", "-l", text)

    def paste(self, text: str) -> None:
        """Paste a text as a terminal does, in brackets."""
        self._tmux("set-buffer", text)
        self._tmux("paste-buffer", "-p")

    def lines(self) -> list[str]:
        """The lines on the screen that are not empty."""
        return [line for line in self._tmux("capture-pane", "-p").splitlines() if line.strip()]

    def wait_for(self, text: str) -> None:
        """Wait until a text is on the screen. Raises AssertionError if it does not come."""
        end = time.monotonic() + PATIENCE
        while not any(text in line for line in self.lines()):
            assert time.monotonic() < end, f"{text!r} does not come: {self.lines()}"
            time.sleep(0.05)

    def answer(self) -> str:
        """The line that is typed now."""
        return next(line for line in reversed(self.lines()) if line.startswith("  >")).removeprefix("  > ")

    def close(self) -> None:
        self._tmux("kill-server")


@pytest.fixture
def screen(work: Work, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Screen]:
    monkeypatch.setenv("OKR_TODAY", TODAY)
    for name in ("CI", "COLUMNS", "OKR_FLAT", "TMUX"):
        monkeypatch.delenv(name, raising=False)
    work.commit("plan", okrs_yaml=PLAN)
    terminal = Screen(work.path, tmp_path_factory.mktemp("tmux") / "socket")
    terminal.type(f"{sys.executable} -P -m okrcli checkin mql")
    terminal.press("Enter")
    terminal.wait_for("? help")
    yield terminal
    terminal.close()


@pytest.mark.parametrize(
    ("text", "keys", "note"),
    [
        ("chờ máy chủ mới 服务器延迟", ["BSpace", "BSpace"], "chờ máy chủ mới 服务器"),
        ("ที่สั่ง", ["BSpace", "BSpace"], "ที่สั"),
        ("服务器", ["Left", "BSpace", "Home", "Right", "Right", "Right", "Right", "Right", "慢"], "慢服器"),
        ("we shipped the\n12 fixes", [], "we shipped the 12 fixes"),
    ],
    ids=["Vietnamese and Chinese", "Thai", "arrows", "paste"],
)
def test_what_is_on_the_screen_is_recorded(work: Work, screen: Screen, text: str, keys: list[str], note: str) -> None:
    screen.type("22 7 ")
    if "\n" in text:
        screen.paste(text)
    else:
        screen.type(text)
    if keys:
        screen.press(*keys)
    screen.wait_for(f"> 22 7 {note}")
    assert screen.answer() == f"22 7 {note}"
    screen.press("Enter")
    screen.wait_for("Write? [Enter]")
    screen.press("Enter")
    screen.wait_for("Undo: okr undo")
    (path,) = work.paths_of("HEAD")
    record: Any = read_file((work.path / path).read_bytes(), path).record
    assert [entry.note for entry in record.checkins] == [note]
