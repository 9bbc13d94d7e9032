"""Codes of findings on a terminal: one as a page, several as a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Final

from okrcli.diagnostics import Code, Severity, unmarked
from okrcli.render.terminal.streams import styled

_COLORS: Final = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}
_LEAST: Final = 30
"""Cells below which a summary says nothing."""
_HELD: Final = "\0"
"""Stands for a space at which no line may end."""
_WIDEST: Final = 88
"""Cells of a line of text, also where there is room for more: longer ones are hard to read."""


def page(code: Code, width: int | None) -> Iterator[str]:
    """A code with all there is to know about it."""
    room = min(width or _WIDEST, _WIDEST)
    yield f"{styled(code.number, 'bold')} {styled(code.name, 'bold')} · {styled(code.severity, _COLORS[code.severity])}"
    for paragraph in code.why.split("\n\n"):
        yield ""
        yield from _wrapped(paragraph, room)
    for label, text, style in (("bad", code.bad, "red"), ("good", code.good, "green")):
        yield ""
        first, *rest = _lines(text, max(room - 8, 20))
        yield f"{styled(f'{label:>4}', style)}    {_marked(first)}"
        yield from (f"        {_marked(line)}" for line in rest)
    if code.notes:
        yield ""
    for note in code.notes:
        yield from _wrapped(note, room)


def listed(codes: Sequence[Code], width: int | None) -> Iterator[str]:
    """One line for each code."""
    widest = max(len(code.name) for code in codes)
    room = (width or 1000) - widest - 19
    for code in codes:
        severity = styled(f"{code.severity:<7}", _COLORS[code.severity])
        if room < _LEAST:
            yield f"{code.number}  {severity}  {code.name}"
            continue
        summary = code.summary if len(code.summary) <= room else f"{code.summary[: max(room - 1, 0)]}…"
        yield f"{code.number}  {severity}  {code.name:<{widest}}  {styled(summary, 'dim')}".rstrip()


def _wrapped(text: str, room: int) -> Iterator[str]:
    return map(_marked, _lines(unmarked(text), room))


def _lines(text: str, room: int) -> list[str]:
    """The text in lines, none of which ends inside of backticks."""
    held = re.sub(r"`[^`]+`", lambda found: found[0].replace(" ", _HELD), " ".join(text.split()))
    lines = wrap(held, room, break_long_words=False, break_on_hyphens=False)
    return [line.replace(_HELD, " ") for line in lines]


def _marked(line: str) -> str:
    """The text with the parts in backticks coloured, if there is colour."""
    return re.sub(r"`([^`]+)`", lambda found: styled(found[0], "cyan"), line)
