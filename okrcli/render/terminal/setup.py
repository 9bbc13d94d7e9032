"""`okr setup` on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.text import Text

from okrcli.commandline import runnable
from okrcli.render.terminal.cells import Column
from okrcli.render.terminal.table import Table
from okrcli.reports.setup import Check
from okrcli.sanitize import visible

_SIGNS: Final = {"missing": ("■", "red"), "note": ("○", "yellow"), "ok": ("✓", "green")}
"""Sign and colour of each state, the worst first."""
_COLUMNS: Final = (
    Column("name", "  check"),
    Column("state", "state"),
    Column("text", "", is_flexible=True, is_folded=True, least=24),
)


def lines(checks: Sequence[Check], width: int | None) -> Iterator[Text]:
    """A row for each check, what is missing first; below it the command that fixes it; last a verdict."""
    order = list(_SIGNS)
    table = Table(_COLUMNS, width)
    for check in sorted(checks, key=lambda check: order.index(check.state)):
        sign, style = _SIGNS[check.state]
        table.add(mark=Text(sign, style=style), name=check.name, state=Text(check.state, style=style), text=check.text)
        if check.help:
            table.paragraph(Text(visible(runnable(check.help)), style="cyan"), 4)
    yield from table.lines()
    yield Text("")
    yield _verdict([check.state for check in checks])


def _verdict(states: list[str]) -> Text:
    missing, notes = states.count("missing"), states.count("note")
    could = f", {notes} could be better" if notes else ""
    if missing:
        return Text.assemble((f"{missing} missing", "bold red"), could)
    return Text.assemble(("everything okr needs is here", "bold green"), could)
