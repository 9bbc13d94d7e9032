"""Questions at the terminal. They go to standard error, so that standard output holds data only."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from okrcli import progress
from okrcli.cli.conversation.keys import Key, help_lines, key_of
from okrcli.render.terminal import streams
from okrcli.sanitize import visible

if TYPE_CHECKING:
    from okrcli.cli.conversation.line_editor import LineEditor
    from okrcli.model.scalars import InvalidValueError

NO_COMPLETIONS: Final[Mapping[str, str]] = {}


def ask(
    question: str,
    default: str = "",
    end: str = " ",
    *,
    foot: str = "",
    prefill: str = "",
    completions: Mapping[str, str] = NO_COMPLETIONS,
    history: Path | None = None,
) -> str:
    """The typed answer to a question, on one line, without spaces around it.

    `default` is shown in brackets and not returned. `prefill` is in the line already, to be changed. `foot` is a line
    below the question, `completions` are texts for Tab with their meaning, and `history` is a file of earlier notes.
    Raises EOFError if the person ends the input.
    """
    progress.end()
    label = f"{question}{f' [{visible(default)}]' if default else ''}{end}"
    while True:
        if is_plain():
            line = _plain_line(f"{label}[{visible(prefill)}] " if prefill else label)
            typed = " ".join(line.split()) or prefill
        else:
            line = _editor().read(label, foot, prefill, completions, history, _show_question_again)
            typed = " ".join(line.split())
        shown = visible(typed)
        if shown == typed:
            return typed
        show(f"  {shown}: a control character cannot be recorded, remove it")
        if not is_plain():
            prefill = shown


def answer(
    label: str,
    keys: Sequence[Key],
    *,
    foot: str = "",
    help: Sequence[str] = (),
    meanings: Mapping[Key, str] | None = None,
    prefill: str = "",
    completions: Mapping[str, str] = NO_COMPLETIONS,
    history: Path | None = None,
) -> str | Key:
    """The typed answer, or one of the keys. `?` shows the lines of `help` and those of the keys, and asks again.

    `meanings` replaces the help about some of the keys.
    """
    while True:
        typed = ask(label, end="", foot=foot, prefill=prefill, completions=completions, history=history)
        key = key_of(typed, keys)
        if key is not Key.HELP:
            return typed if key is None else key
        for line in (*help, *help_lines(keys, meanings)):
            show(streams.styled(f"  {line}", "dim", sys.stderr))


def is_plain() -> bool:
    """True if questions are asked without line editing: `OKR_FLAT=1`, `TERM=dumb`, or no terminal."""
    is_terminal = sys.stdin.isatty() and sys.stderr.isatty()
    return streams.is_flat() or os.environ.get("TERM") == "dumb" or not is_terminal


@cache
def _editor() -> LineEditor:
    """The line editor of this run. prompt_toolkit is loaded here, with the first question."""
    from okrcli.cli.conversation.line_editor import LineEditor

    return LineEditor()


def _plain_line(label: str) -> str:
    """A line from the terminal, with readline where Python has it, or from standard input. Raises EOFError."""
    if sys.stdin.isatty() and sys.stdout.isatty() and sys.stdin is sys.__stdin__:
        with suppress(ImportError):
            import readline

            is_dumb = os.environ.get("TERM") == "dumb"  # it would show the signs that turn this on
            readline.parse_and_bind(f"set enable-bracketed-paste {'off' if is_dumb else 'on'}")
        sys.stderr.flush()
        return input(label)
    sys.stderr.write(label)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line


_questions: Final[list[Callable[[], None]]] = []
"""The function that prints the present question again."""


def show_question(show: Callable[[], None], again: Callable[[], None] | None = None) -> None:
    """Print a question with this function. `again`, or the same, prints it when Ctrl-L clears the screen."""
    _questions[:] = [again or show]
    show()


def _show_question_again() -> None:
    for show_again in _questions:
        show_again()


def heading(number: int, count: int, text: str) -> str:
    """The first line of a question: its number among all of them, and the text."""
    return f"{streams.styled(f'{number}/{count}', 'dim', sys.stderr)} {text}"


def confirm(question: str, *, default: bool = False) -> bool:
    """The answer to a question for yes or no, asked until it is one of them. Enter gives the default."""
    while True:
        typed = ask(f"{question} {'[Y/n]' if default else '[y/N]'}").lower()
        if typed in ("", "y", "yes", "n", "no"):
            return default if not typed else typed[0] == "y"
        show("  type y for yes or n for no")


def show(line: str) -> None:
    """Print a line of a conversation, folded to the width of the terminal; a styled line is printed unchanged."""
    from okrcli.render.terminal.console import folded

    width = streams.width(sys.stderr)
    if width is None or "\x1b" in line:
        streams.echo_err(line)
        return
    indent = " " * (len(line) - len(line.lstrip()))
    for part in folded(line.strip(), max(width - len(indent), 20)) or [""]:
        streams.echo_err(indent + part if part else "")


def show_refusal(refusal: InvalidValueError) -> None:
    """Print the reason why an answer is refused."""
    streams.echo_err(f"  {visible(refusal.message)}" + (f": {visible(refusal.hint)}" if refusal.hint else ""))
