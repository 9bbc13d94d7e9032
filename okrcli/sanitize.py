"""Text from outside (files, git, the command line) made safe to show."""

from __future__ import annotations

import re

_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u08e2\u180e\u200e\u200f\u2028-\u202e\u2061-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000110bd\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
"""Control, direction, format and tag characters, line separators, and bytes that are no UTF-8 (as surrogates).

Zero-width spaces and joiners stay: emoji and some scripts are written with them, and they move nothing.
"""

JOINER = "\u2060"
"""The word joiner: an invisible character of no width at which no line breaks."""
LIVE = re.compile(
    r"(?<=[@#!&%~$])(?=\w)|(?<=:)(?=//)|\b(?<=www)(?=\.)|(?<=GH)(?=-\d)|(?<=\[)(?=(?:skip|ci|no|actions)\b)"
    r"|(?<=\*\*\*)(?=NO_CI)",
    re.IGNORECASE,
)
"""Positions inside a mention, an issue number, a link or an instruction to a CI, as hosting services read them."""


def inert(text: str) -> str:
    """The text on one line for a commit message: a hosting service reads no mention, issue, link or CI instruction."""
    return LIVE.sub(JOINER, visible(" ".join(text.split())))


def visible(text: str) -> str:
    """The text on one line, control characters as escapes (`\\x1b`, `\\u202e`), line ends and tabs as spaces."""
    return _CONTROL.sub(_escaped, text)


def visible_in_json(text: str) -> str:
    """The same JSON data, with control characters as `\\u` escapes. Line ends stay."""
    return _CONTROL.sub(_as_json_escape, text)


def ascii_json(text: str) -> str:
    """The same JSON data in ASCII, for a stream that has no other encoding."""
    return re.sub(r"[^\n -~]", _as_json_escape, text)


def _as_json_escape(match: re.Match[str]) -> str:
    if match[0] == "\n":
        return match[0]
    units = match[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _escaped(match: re.Match[str]) -> str:
    number = ord(match[0])
    if match[0] in "\n\t":
        return " "
    if 0xDC80 <= number <= 0xDCFF:
        number -= 0xDC00
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
