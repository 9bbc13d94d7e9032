"""A line of a terminal with editing, history, suggestions and completion, by prompt_toolkit."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from prompt_toolkit import PromptSession
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.auto_suggest import AutoSuggest, Suggestion
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import ANSI, FormattedText, to_formatted_text
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.input import Input, create_input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.output import ColorDepth, Output, create_output
from prompt_toolkit.shortcuts import CompleteStyle
from prompt_toolkit.styles import Style

from okrcli.render.terminal import streams
from okrcli.render.terminal.console import folded

_STYLE: Final = Style.from_dict({"label": "bold", "bottom-toolbar": "noreverse", "foot": "ansibrightblack"})
_NO_COLOR: Final = Style.from_dict({"bottom-toolbar": "noreverse"})
_NOTE: Final = re.compile(r"(?:\S*\d\S*\s+)*(?P<note>[^\W\d!].{2,}|!.{2,})")
"""A line with a note: what stands behind the numbers at its beginning."""


class LineEditor:
    """The line editor of a run. It reads from standard input and draws on standard error."""

    def __init__(self, input: Input | None = None, output: Output | None = None) -> None:
        self._input = input or create_input(sys.stdin)
        self._output = output or create_output(sys.stderr)
        self._histories: dict[Path | None, History] = {}

    def read(
        self,
        label: str,
        foot: str,
        prefill: str,
        completions: Mapping[str, str],
        history: Path | None,
        show_question: Callable[[], None],
    ) -> str:
        """The typed line. Ctrl-L clears the screen and calls `show_question`.

        Raises KeyboardInterrupt for Ctrl-C and EOFError for Ctrl-D.
        """
        has_color = streams.has_color(sys.stderr)
        session: PromptSession[str] = PromptSession(
            input=self._input,
            output=self._output,
            history=self._history(history),
            auto_suggest=_NoteSuggestion(),
            completer=WordCompleter([*completions], meta_dict=dict(completions)) if completions else None,
            complete_while_typing=False,
            complete_style=CompleteStyle.READLINE_LIKE,
            reserve_space_for_menu=0,
            key_bindings=_bindings(show_question),
            style=_STYLE if has_color else _NO_COLOR,
            include_default_pygments_style=False,
            color_depth=ColorDepth.DEPTH_4_BIT if has_color else ColorDepth.DEPTH_1_BIT,
            enable_suspend=True,
        )
        text = "\n".join(foot_lines(foot, max((streams.width(sys.stderr) or 80) - 1, 20)))
        below = FormattedText([("class:foot", text)]) if text else None
        return session.prompt(to_formatted_text(ANSI(label), "class:label"), default=prefill, bottom_toolbar=below)

    def _history(self, path: Path | None) -> History:
        """The history of a file, read once a run."""
        if path not in self._histories:
            self._histories[path] = InMemoryHistory() if path is None else _NoteHistory(path)
        return self._histories[path]


def foot_lines(foot: str, cells: int) -> list[str]:
    """The line below a question in lines of at most `cells` cells. A key stays on a line with its word."""
    lines: list[str] = []
    for part in foot.split(" · ") if foot else []:
        if lines and len(folded(longer := f"{lines[-1]} · {part}", cells)) == 1:
            lines[-1] = longer
        else:
            lines.append(part)
    return [short for line in lines for short in folded(line, cells)]


class _NoteHistory(FileHistory):
    """Earlier lines with a note, in a file that only its owner can read. A file that cannot be written is left out."""

    def __init__(self, path: Path) -> None:
        super().__init__(os.fspath(path))
        self._path = path

    def append_string(self, string: str) -> None:
        if _NOTE.fullmatch(string):
            super().append_string(string)

    def load_history_strings(self) -> Iterable[str]:
        try:
            return list(super().load_history_strings())
        except OSError:
            return []

    def store_string(self, string: str) -> None:
        with suppress(OSError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._path.touch(mode=0o600)
            super().store_string(string)


class _NoteSuggestion(AutoSuggest):
    """The rest of the newest note that begins like the typed one, whatever the numbers before it."""

    def get_suggestion(self, buffer: Buffer, document: Document) -> Suggestion | None:
        typed = _NOTE.fullmatch(document.text)
        if typed is None:
            return None
        for line in reversed(buffer.history.get_strings()):
            before = _NOTE.fullmatch(line)
            if before and before["note"].startswith(typed["note"]):
                return Suggestion(before["note"][len(typed["note"]) :])
        return None


def _bindings(show_question: Callable[[], None]) -> KeyBindings:
    bindings = KeyBindings()

    @bindings.add(Keys.ControlL)
    def _(event: KeyPressEvent) -> None:
        event.app.renderer.clear()
        run_in_terminal(show_question)

    @bindings.add(Keys.BracketedPaste)
    def _(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text(" ".join(event.data.split()))  # a note of several lines is one note

    return bindings
