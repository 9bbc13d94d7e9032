"""Findings for texts that end at a `#`: in `title: fix #12` the title is `fix`, and the rest a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from okrcli.diagnostics import Finding, Position, Severity, code
from okrcli.yaml.scalar_text import scalar_text

if TYPE_CHECKING:
    from okrcli.yaml.reader import Data

COMMENT_IN_TEXT = code(
    "OKR049",
    "comment-in-text",
    "A `#` with a space before it begins a comment, so a text ends there. `#12`, `# of users`, what follows words "
    "such as `the`, and a comment in place of a text were mostly meant as text. Put the text in quotes. A comment "
    "comes after the whole text, with a space after its `#`.",
    Severity.WARNING,
    bad="`title: Fix #12 for good`",
    good='`title: "Fix #12 for good"`',
)
_MAYBE: Final = re.compile(rb"[ \t]#")
_LINE: Final = re.compile(
    r"(?P<indent>[ -]*)(?:(?P<key>[A-Za-z0-9_.-]+):(?P<space> +))?"
    r"(?P<text>(?:[^\s\"'\[{|>&*!%@`#][^#]*?)?)(?P<gap> *)(?P<tail>#.*)"
)
_LONGEST: Final = 1000
"""Characters of a line that is looked at."""
_TEXTS: Final = frozenset(
    "title note blocker need reason condition definition name unit metric "  # noqa: SIM905
    "question answer explanation learnings then".split()
)
"""The fields that hold free text, beside the entries of `definitions`."""
_UNFINISHED: Final = frozenset(
    "a an the this that these our your their its my of to from for by "  # noqa: SIM905
    "with and or in on at per as is are be than".split()
)
"""Words after which a text goes on: `the # of users` is no text `the` with a comment."""


def truncated_values(raw: bytes, path: str, data: Data) -> list[Finding]:
    """Findings for texts of a readable file that end at a `#` that looks like a part of them."""
    if not _MAYBE.search(raw):
        return []
    findings = []
    texts: frozenset[str] | None = None
    definitions = data.get("definitions") if isinstance(data, dict) else None
    names = _TEXTS.union(definitions) if isinstance(definitions, dict) else _TEXTS
    lines = raw.decode("utf-8-sig", "replace").splitlines()
    for number, line in enumerate(lines):
        match = _LINE.fullmatch(line) if "#" in line and len(line) <= _LONGEST else None
        if match is None or (match["key"] or "title") not in names or not (match["key"] or match["text"]):
            continue
        if not match["text"]:
            is_cut = not _goes_on(lines, number, match)
            message = f"`{match['key']}` is empty here, its text is a comment"
        else:
            texts = frozenset(_texts(data)) if texts is None else texts
            is_cut = match["gap"] != "" and _is_part(match["text"], match["tail"]) and _is_text(match, texts)
            message = "the text ends here, the rest is a comment"
        if is_cut:
            tail = match["tail"].rstrip()
            position = Position(path, number + 1, match.start("tail") + 1, len(tail))
            hint = f"put the text in quotes: {scalar_text(match['text'] + match['gap'] * bool(match['text']) + tail)}"
            findings.append(COMMENT_IN_TEXT.at(position, message, hint))
    return findings


def _is_part(text: str, tail: str) -> bool:
    """True if a `#` with what follows looks like a part of the text before it: `#12`, `# of users`, `the # …`."""
    after = tail[1:].lstrip()
    is_joined = tail[1:2] not in ("", " ", "\t", "#")
    return is_joined or after.split(" ")[0].lower() == "of" or (bool(after) and text.split()[-1].lower() in _UNFINISHED)


def _is_text(match: re.Match[str], texts: frozenset[str]) -> bool:
    """True if the text of a line is a text of the file, or on a further line of one its end."""
    if match["key"] or "-" in match["indent"]:
        return match["text"] in texts
    return any(text.endswith(f" {match['text']}") for text in texts)


def _goes_on(lines: list[str], number: int, match: re.Match[str]) -> bool:
    """True if the value of a field without text on its line stands on the next lines."""
    following = (line for line in lines[number + 1 :] if line.strip() and not line.lstrip().startswith("#"))
    line = next(following, "")
    return len(line) - len(line.lstrip()) > len(match["indent"])


def _texts(data: Data) -> Iterator[str]:
    """Every text in the data of a file."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for item in data.values() if isinstance(data, dict) else data:
            yield from _texts(item)
