"""Findings for texts that end at a `#`: in `title: fix #12` the title is `fix`, and the rest a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from okrcli.diagnostics import Finding, Position, Severity, code
from okrcli.yaml.reader import Data
from okrcli.yaml.scalar_text import scalar_text

COMMENT_IN_TEXT = code(
    "OKR049",
    "comment-in-text",
    "A `#` with a space before it begins a comment, so a text ends there. What follows without a space, such as `#12`, "
    "was mostly meant as part of the text. Put the text in quotes; a comment begins with `# ` and a space.",
    Severity.WARNING,
    bad="`title: Fix #12 for good`",
    good='`title: "Fix #12 for good"`',
)
_MAYBE: Final = re.compile(rb" #[^\s#]")
_TAIL: Final = re.compile(
    r"(?:[ -]*)(?:(?P<key>[a-z]+): +|- +)(?P<text>[^\s\"'\[{|>&*!%@`#][^#]*?)(?P<gap> +)(?P<tail>#[^\s#].*)"
)
_LONGEST: Final = 1000
"""Characters of a line that is looked at."""
_TEXTS: Final = frozenset(("title", "note", "blocker", "need", "reason", "definition", "name", "unit", "metric"))


def truncated_values(raw: bytes, path: str, data: Data) -> list[Finding]:
    """Findings for texts of a readable file that end at a `#` that looks like a part of them."""
    if not _MAYBE.search(raw):
        return []
    findings = []
    texts = None
    for number, line in enumerate(raw.decode("utf-8-sig", "replace").splitlines(), 1):
        tail = _TAIL.fullmatch(line) if " #" in line and len(line) <= _LONGEST else None
        if tail is None or (tail["key"] or "title") not in _TEXTS:
            continue
        texts = frozenset(_texts(data)) if texts is None else texts
        if tail["text"] in texts:
            whole = (tail["text"] + tail["gap"] + tail["tail"]).rstrip()
            position = Position(path, number, tail.start("tail") + 1, len(tail["tail"].rstrip()))
            hint = f"put the text in quotes: {scalar_text(whole)}"
            findings.append(COMMENT_IN_TEXT.at(position, "the text ends here, the rest is a comment", hint))
    return findings


def _texts(data: Data) -> Iterator[str]:
    """Every text in the data of a file."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for item in data.values() if isinstance(data, dict) else data:
            yield from _texts(item)
