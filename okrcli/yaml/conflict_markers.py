"""The markers that a merge leaves in a file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from okrcli.diagnostics import Finding, code
from okrcli.yaml.source import MAX_FINDINGS, Mark, YamlText

CONFLICT_MARKER = code(
    "OKR006",
    "conflict-marker",
    "A merge has stopped here and both sides are still in the file. Choose between them, then delete the lines that "
    "start with `<<<<<<<`, `=======` and `>>>>>>>`.",
    bad="`<<<<<<< HEAD` left in the file by a merge",
    good="one of the two sides, without the three marker lines",
)
_CONFLICT_START = re.compile(r"<{7,}(?: |$)")
_CONFLICT_REST = re.compile(r"(?:={7,}|>{7,}|\|{7,})(?: |$)")


def conflicts(source: YamlText) -> list[Finding]:
    """Each place where a merge has left both sides, at its `<<<<<<<` line."""
    starts = (number for number, line in enumerate(source.lines) if line[:1] == "<" and _CONFLICT_START.match(line))
    return [_conflict(source, number) for number, _ in zip(starts, range(MAX_FINDINGS), strict=False)]


def conflict_rest(source: YamlText, numbers: Iterator[int]) -> Finding | None:
    """The finding for a marker that was left when the others were deleted, where one of these lines is it."""
    return next((_conflict(source, number) for number in numbers if _CONFLICT_REST.match(source.line(number))), None)


def _conflict(source: YamlText, number: int) -> Finding:
    return CONFLICT_MARKER.at(
        source.place(Mark(number, 0), len(source.lines[number])),
        "unresolved merge conflict",
        "keep the lines you want, and remove the three marker lines",
    )
