"""What `okr doctor` found, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.text import Text

from okrcli.escapes import visible
from okrcli.render.terminal import folded, padded
from okrcli.reports.examination import Check

_SIGNS: Final = {"ok": ("✓ ok", "green"), "note": ("○ note", "yellow"), "missing": ("■ missing", "red")}
_READABLE: Final = 100


def lines(checks: Sequence[Check], width: int | None) -> Iterator[Text]:
    """A line for each check: sign and word, name, what was found; below it the command that mends it, never folded."""
    names = max(len(check.name) for check in checks)
    indent = " " * (names + 13)
    for check in checks:
        word, style = _SIGNS[check.state]
        first, *rest = folded(check.text, max(min(width or _READABLE, _READABLE) - len(indent), 20))
        yield Text.assemble((padded(word, 11), style), padded(check.name, names), "  ", first)
        for line in rest:
            yield Text(indent + line)
        if check.help:
            yield Text(f"{indent}{visible(check.help)}", style="dim")
