"""`okr setup` on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.cells import cell_len
from rich.text import Text

from okrcli.render.terminal.console import folded, padded
from okrcli.reports.setup import Check
from okrcli.sanitize import visible

_SIGNS: Final = {"ok": ("✓ ok", "green"), "note": ("○ note", "yellow"), "missing": ("■ missing", "red")}
_READABLE: Final = 100


def lines(checks: Sequence[Check], width: int | None) -> Iterator[Text]:
    """A line for each check: sign and word, name, what was found; below it what fixes it; last a verdict."""
    names = max(len(check.name) for check in checks)
    indent = " " * (names + 13)
    for check in checks:
        word, style = _SIGNS[check.state]
        first, *rest = folded(check.text, max(min(width or _READABLE, _READABLE) - len(indent), 20))
        yield Text.assemble((padded(word, 11), style), padded(check.name, names), "  ", first)
        for line in rest:
            yield Text(indent + line)
        if check.help:
            room = (width or _READABLE) - cell_len(visible(check.help))
            yield Text(f"{indent if len(indent) <= room else '  '}{visible(check.help)}", style="dim")
    yield Text("")
    yield _verdict([check.state for check in checks])


def _verdict(states: list[str]) -> Text:
    missing, notes = states.count("missing"), states.count("note")
    could = f", {notes} could be better" if notes else ""
    if missing:
        return Text.assemble((f"{missing} missing", "bold red"), could)
    return Text.assemble(("everything okr needs is here", "bold green"), could)
