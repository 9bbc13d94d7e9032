"""Findings as a page of Markdown, for the summary of a job on GitHub."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from okrcli.diagnostics import Finding, counts_text, errors_first
from okrcli.sanitize import visible

MAX_BYTES: Final = 1024 * 1024
"""What GitHub takes as the summary of one step."""

_ROOM_FOR_THE_END: Final = 200
_ACTS = re.compile(r"[^\w\s,;()/'%-]|_", re.ASCII)


def summary(diagnostics: Sequence[Finding], verdict: str) -> str:
    """A heading with the verdict and a table, errors first, cut where GitHub would refuse the page."""
    lines = ["### OKRs", "", in_markdown(verdict), ""]
    if diagnostics:
        lines += ["| | Where | What |", "| --- | --- | --- |"]
    size = sum(len(line.encode()) + 1 for line in lines)
    ordered = errors_first(diagnostics)
    for position, found in enumerate(ordered):
        row = _row(found)
        size += len(row.encode()) + 1
        if size > MAX_BYTES - _ROOM_FOR_THE_END:
            lines += ["", f"… and {in_markdown(counts_text(ordered[position:]))} more"]
            break
        lines.append(row)
    return "\n".join(lines) + "\n"


def _row(found: Finding) -> str:
    path, line, column, _ = found.place
    hint = f"<br>{in_markdown(found.hint)}" if found.hint else ""
    where = in_markdown(f"{path}:{line}:{column}")
    return f"| {found.severity} {found.code} | {where} | {in_markdown(found.message)}{hint} |"


def in_markdown(text: str) -> str:
    """A text in which nothing is Markdown, a mention, a link, an issue or HTML: it looks as it was written."""
    return _ACTS.sub(_entity, visible(text))


def _entity(match: re.Match[str]) -> str:
    return match[0] if ord(match[0]) > 0x7F else f"&#{ord(match[0])};"
