"""Markdown for the pages of hosting services, in which data stays data.

Texts of people (titles, notes, names of files) come in through `inert`: whatever they hold, they show as they were
written, on one line, and make no heading, table, link, picture, mention, reference or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from okrcli.sanitize import visible

CELL: Final = 160
"""Characters of one text. A table is to be read, and what is cut off stands in the file."""

PAGE: Final = 60_000
"""Characters of a page. A comment on GitHub may have 65,536."""

_ROOM_FOR_THE_END: Final = 100
_JOINER: Final = "\u2060"
_SIGNS = re.compile(r"[^\w\s,;:.?+()/'%\u2060-]|_", re.ASCII)
_ALIVE = re.compile(r"(?<=/)(?=/)|(?<=[@#!&%~$:])(?=[\w/+\"'-])|\b(?<=www)(?=\.)|(?<=\bGH)(?=-\d)", re.IGNORECASE)
"""Where a hosting service begins to read a mention, a reference, a link or a picture word in plain text."""
_HASH = re.compile(r"\b(?!\d+\b)[0-9a-f]{7,40}\b", re.ASCII | re.IGNORECASE)
"""What it reads as the hash of a commit; a number is none."""


def inert(text: str, limit: int = CELL) -> str:
    """A text of somebody's as a piece of a line: what it shows is what was written, and nothing in it acts."""
    shown = visible(" ".join(text.split()))
    if len(shown) > limit:
        shown = shown[: limit - 1].rstrip() + "…"
    return _SIGNS.sub(_entity, _ALIVE.sub(_JOINER, _HASH.sub(_apart, shown)))


def _apart(match: re.Match[str]) -> str:
    return _JOINER.join(match[0][at : at + 4] for at in range(0, len(match[0]), 4))


def _entity(match: re.Match[str]) -> str:
    return match[0] if ord(match[0]) > 0x7F else f"&#{ord(match[0])};"


def code(name: str) -> str:
    """A name of the format (an id, a reference, a field) as code; anything else as an inert text."""
    return f"`{name}`" if re.fullmatch(r"[\w./-]+", name, re.ASCII) else inert(name)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table; its cells are Markdown already."""
    return [
        f"| {' | '.join(head)} |",
        f"|{' --- |' * len(head)}",
        *(f"| {' | '.join(cell or ' ' for cell in row)} |" for row in rows),
    ]


def page(lines: Iterable[str]) -> str:
    """The text of a page, cut between two lines where a hosting service would refuse it, which is said."""
    kept: list[str] = []
    room = PAGE - _ROOM_FOR_THE_END
    every = list(lines)
    for position, line in enumerate(every):
        room -= len(line) + 1
        if room < 0:
            kept += ["", f"**Cut here:** {len(every) - position} more lines. `okr diff` shows all of them."]
            break
        kept.append(line)
    return "\n".join(kept).rstrip("\n") + "\n"
