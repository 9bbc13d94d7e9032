"""Spellings of a text: one for signs and digits, one for comparing words, and its parts.

`plain` text is NFC with ASCII signs and digits; letters stay as they are written. `folded` text is plain text in lower
case in which both spellings of Vietnamese tone marks are one (`hoá` is `hóa`, `tỷ` is `tỉ`). Both have the same length,
so that a position in one is a position in the other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

_WIDE_SIGNS: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_REMOVED: Final = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD))
_SPACES: Final = dict.fromkeys((0xA0, 0x3000, 0x202F), " ")
_THAI_DIGITS: Final = {0x0E50 + digit: str(digit) for digit in range(10)}
_SIGNS: Final = str.maketrans(
    {**_WIDE_SIGNS, **_REMOVED, **_SPACES, **_THAI_DIGITS, 0x2019: "'", 0x2212: "-", 0xFFE5: "¥"}
)
_TONES: Final = str.maketrans("ýỳỷỹỵ", "íìỉĩị")
_MOVED_TONES: Final = {
    f"{first}{late}": f"{early}{last}"
    for first, marks in (("o", "òóỏõọ"), ("u", "ùúủũụ"))
    for last, lates in (("a", "àáảãạ"), ("e", "èéẻẽẹ"), ("y", "ỳýỷỹỵ"))
    if (first, last) in (("o", "a"), ("o", "e"), ("u", "y"))
    for early, late in zip(marks, lates, strict=True)
}
_MOVED: Final = re.compile("|".join(_MOVED_TONES))
_UNIT: Final = r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]|[^\W_\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]+"
"""A pattern that takes long to compile: it is compiled for the first text with signs of other scripts."""
_ASCII_UNIT: Final = re.compile("[A-Za-z0-9]+")


def plain(text: str) -> str:
    """The text with its signs and digits in one spelling; both ways to type Thai `แ` and `ำ` are one."""
    signs = unicodedata.normalize("NFC", text).translate(_SIGNS)
    return signs if signs.isascii() else signs.replace("เเ", "แ").replace("ํา", "ำ")


def folded(text: str) -> str:
    """The plain text as it is compared, of the same length. Folding it again changes nothing."""
    signs = plain(text)
    lower = signs.casefold()
    if len(lower) != len(signs):
        lower = "".join(low if len(low := sign.casefold()) == 1 else sign for sign in signs)
    return lower if lower.isascii() else _MOVED.sub(lambda match: _MOVED_TONES[match[0]], lower).translate(_TONES)


def is_thai(sign: str) -> bool:
    """True if a sign is Thai."""
    return "\u0e00" <= sign <= "\u0e7f"


def is_han(sign: str) -> bool:
    """True if a sign is a Chinese character, which Japanese has too."""
    return "\u3400" <= sign <= "\u9fff"


def is_kana(sign: str) -> bool:
    """True if a sign is of Japanese or Korean, and of no Chinese text."""
    return "\u3040" <= sign <= "\u30ff" or "\uac00" <= sign <= "\ud7af"


def is_wide(sign: str) -> bool:
    """True if a sign is written without spaces between words: Thai, Chinese or Japanese."""
    return is_thai(sign) or "\u3040" <= sign <= "\u9fff"


def units_of(text: str) -> list[str]:
    """The words of a folded text; of scripts that do not part words, the signs."""
    return _ASCII_UNIT.findall(text) if text.isascii() else re.findall(_UNIT, text)


def appended(run: str, unit: str) -> str:
    """A run of units with one more, as they are written: with a space between words, without one between signs."""
    return f"{run} {unit}" if run and not (is_wide(run[-1]) or is_wide(unit)) else run + unit


def joined(units: Sequence[str]) -> str:
    """Units as one run."""
    run = ""
    for unit in units:
        run = appended(run, unit)
    return run


def edge(side: str, word: str) -> str:
    """A pattern of the place where a word of letters begins or ends; scripts without spaces have no such place."""
    sign = word[0] if side == "before" else word[-1]
    if not sign.isalnum() or is_wide(sign):
        return ""
    return r"(?<![^\W\d_])" if side == "before" else r"(?![^\W\d_])"


def any_of(words: Sequence[str] | frozenset[str], *sides: str) -> str:
    """A pattern of any of some words, the longest first, with the edges that are asked for; of none, one that fails."""
    groups: dict[tuple[str, str], list[str]] = {}
    for word in sorted(filter(None, words), key=lambda word: (-len(word), word)):
        edges = tuple(edge(side, word) if side in sides else "" for side in ("before", "after"))
        groups.setdefault((edges[0], edges[1]), []).append(re.escape(word))
    patterns = [f"{before}(?:{'|'.join(some)}){after}" for (before, after), some in sorted(groups.items())]
    return f"(?:{'|'.join(patterns)})" if patterns else "(?!)"
