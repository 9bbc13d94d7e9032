"""Text from outside (files, git, the command line) made safe to show."""

from __future__ import annotations

import re

_ACTS = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u08e2\u180e\u200e\u200f\u2028-\u202e\u2061-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000110bd\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
"""Control, direction, format and tag characters, line separators, and bytes that are no UTF-8 (as surrogates).

Zero-width spaces and joiners stay: emoji and some scripts are written with them, and they move nothing.
"""

JOINER = "\u2060"
"""An invisible character without width that parts two characters and breaks no line."""
LIVE = re.compile(
    r"(?<=[@#!&%~$])(?=\w)|(?<=:)(?=//)|\b(?<=www)(?=\.)|(?<=GH)(?=-\d)|(?<=\[)(?=(?:skip|ci|no|actions)\b)"
    r"|(?<=\*\*\*)(?=NO_CI)",
    re.IGNORECASE,
)
"""The places at which a hosting service begins to read a mention, an issue, a link or an order to its CI."""


def inert(text: str) -> str:
    """The text on one line for a commit message: no mention, issue, link or order to a CI in it acts."""
    return LIVE.sub(JOINER, visible(" ".join(text.split())))


def visible(text: str) -> str:
    """The text on one line, with nothing in it that acts on a terminal: `\\x1b`, `\\u202e`; line ends become spaces."""
    return _ACTS.sub(_written_out, text)


def visible_in_json(text: str) -> str:
    """A JSON text that says the same, with nothing in it that acts on a terminal; its line ends stay."""
    return _ACTS.sub(_as_json_escape, text)


def ascii_json(text: str) -> str:
    """A JSON text that says the same in ASCII, for a stream that carries nothing else."""
    return re.sub(r"[^\n -~]", _as_json_escape, text)


def _as_json_escape(match: re.Match[str]) -> str:
    if match[0] == "\n":
        return match[0]
    units = match[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _written_out(match: re.Match[str]) -> str:
    number = ord(match[0])
    if match[0] in "\n\t":
        return " "
    if 0xDC80 <= number <= 0xDCFF:
        number -= 0xDC00
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
