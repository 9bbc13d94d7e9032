"""Questions at the terminal. They go to stderr, so that stdout holds data only."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from okrcli.render.terminal import streams
from okrcli.sanitize import visible

if TYPE_CHECKING:
    from okrcli.model.scalars import InvalidValueError


def ask(question: str, default: str = "", end: str = " ") -> str:
    """The typed answer to a question, without spaces around it. `default` is only shown.

    Raises EOFError if the person ends the input.
    """
    offered = f" [{visible(default)}]" if default else ""
    while True:
        sys.stderr.write(f"{question}{offered}{end}")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        typed = " ".join(line.split())
        if visible(typed) == typed:
            return typed
        show("  that has a control character in it (an arrow key?), type it again")


def is_agreed(answer: str) -> bool:
    """True if the answer to `[y/N]` is yes."""
    return answer.lower() in ("y", "yes")


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
