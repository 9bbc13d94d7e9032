"""Lines about promises on a terminal: what was promised, what is coming, and both sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.text import Text

from okrcli.render.terminal.lines import flow
from okrcli.sanitize import visible
from okrcli.scoring.promises import Promise

MOST_PROMISES: Final = 5
"""Promises that a view shows above its rows."""


def promise_lines(promises: Sequence[Promise], width: int | None, most: int | None = MOST_PROMISES) -> Iterator[Text]:
    """A line for each promise with something to do: what was promised, what is coming, and both sides."""
    for promise in promises[:most]:
        style = "red" if promise.state in ("missed", "failed") else "yellow"
        sides = Text(f"{promise.target} → {promise.link.ref}", style="cyan")
        yield from flow([Text.assemble(("⇢ ", style), (visible(promise.text), style)), sides], width, 2)
    if most is not None and len(promises) > most:
        yield Text(f"  and {len(promises) - most} more promises", style="dim")
