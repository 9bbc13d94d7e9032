"""Markdown for the pages of hosting services, in which no text of a person acts.

Titles, notes and names of files go through `escape_markdown`: each is shown as it was written, on one line, and makes
no heading, table, link, picture, mention, reference or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from okrcli.sanitize import JOINER, LIVE, visible

CELL: Final = 160
"""Characters of one text, so that a table stays readable."""

_SIGNS = re.compile(r"[^\w\s,;:.?+()/'%\u2060-]|_", re.ASCII)
"""ASCII characters with a meaning in Markdown."""
_LIVE = re.compile(
    rf"{LIVE.pattern}|(?<=/)(?=/)|(?<=[@#!&%~$])(?=[/+\"'-])|(?<=:)(?=[\w/+\"'-])",
    re.IGNORECASE,
)
"""The places of `sanitize.LIVE`, and those of an emoji, a quoted label and a link without a scheme."""
_LIST = re.compile(r"^(\d{1,9}(?=[.)])|(?=[-+]))([-+.)])(?=\s|$)", re.ASCII)
"""The sign at the beginning of a text that would make it an item of a list, behind its number."""
_HASH = re.compile(r"\b(?!\d+\b)[0-9a-f]{7,40}\b", re.ASCII | re.IGNORECASE)
"""A text that a hosting service links as the hash of a commit: hexadecimal, and no plain number."""


def escape_markdown(text: str, limit: int | None = CELL) -> str:
    """The text on one line as Markdown that shows what was written; cut to `limit` characters, None for no limit."""
    shown = visible(" ".join(text.split()))
    if limit is not None and len(shown) > limit:
        shown = shown[: limit - 1].rstrip() + "…"
    escaped = _SIGNS.sub(_entity, _LIVE.sub(JOINER, _HASH.sub(_split_hash, shown)))
    return _LIST.sub(lambda match: f"{match[1]}&#{ord(match[2])};", escaped)


def _split_hash(match: re.Match[str]) -> str:
    return JOINER.join(match[0][start : start + 4] for start in range(0, len(match[0]), 4))


def _entity(match: re.Match[str]) -> str:
    return match[0] if ord(match[0]) > 0x7F else f"&#{ord(match[0])};"


def code(name: str) -> str:
    """An id, a reference, a field or a path as code; a text with other characters as escaped text."""
    return f"`{name}`" if re.fullmatch(r"[\w./-]+", name, re.ASCII) else escape_markdown(name)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table. Its cells are already Markdown."""
    return [
        f"| {' | '.join(head)} |",
        f"|{' --- |' * len(head)}",
        *(f"| {' | '.join(cell or ' ' for cell in row)} |" for row in rows),
    ]
