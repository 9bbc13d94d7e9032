"""Numbers in a text of any language, apart from those that are part of a name, a version, a quarter or a day.

Text is NFC and case-folded here, full-width signs are ASCII, invisible ones are gone, both spellings of Vietnamese tone
marks are one (`hoá` is `hóa`, `tỷ` is `tỉ`), and so are the two ways to type Thai `แ` and `ำ`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

_WIDE_SIGNS: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_GONE: Final = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD))
_SIGNS: Final = str.maketrans({**_WIDE_SIGNS, **_GONE, 0xA0: " ", 0x3000: " ", 0x202F: " ", 0x2019: "'", 0x2212: "-"})
_TONES: Final = str.maketrans("ýỳỷỹỵ", "íìỉĩị")
_MOVED_TONES: Final = {
    f"{first}{late}": f"{early}{last}"
    for first, marks in (("o", "òóỏõọ"), ("u", "ùúủũụ"))
    for last, lates in (("a", "àáảãạ"), ("e", "èéẻẽẹ"), ("y", "ỳýỷỹỵ"))
    if (first, last) in (("o", "a"), ("o", "e"), ("u", "y"))
    for early, late in zip(marks, lates, strict=True)
}
_MOVED: Final = re.compile("|".join(_MOVED_TONES))
_THAI: Final = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_UNIT: Final = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]|[^\W_\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]+")


def folded(text: str) -> str:
    """The text as it is compared. Folding it again changes nothing."""
    plain = unicodedata.normalize("NFC", text).translate(_SIGNS).casefold()
    if plain.isascii():
        return plain
    plain = plain.translate(_THAI).replace("เเ", "แ").replace("ํา", "ำ")
    return _MOVED.sub(lambda found: _MOVED_TONES[found[0]], plain).translate(_TONES)


def is_wide(sign: str) -> bool:
    """Whether it is written without spaces between words: Thai, Chinese or Japanese."""
    return "\u0e00" <= sign <= "\u0e7f" or "\u3040" <= sign <= "\u9fff"


def units_of(text: str) -> list[str]:
    """The words of a folded text; of scripts that do not part words, the signs."""
    return _UNIT.findall(text)


_MONEY: Final = re.compile(
    r"[$€£¥₫฿]|(?<![a-z])(?:usd|eur|vnd|vnđ|thb|rmb|cny|gbp|sgd)(?![a-z])"
    r"|\d\s*(?:tỉ|triệu|đồng|ล้านบาท|บาท|ล้าน|万元|萬元|亿|億|元|美元)"
)
_ARROW: Final = re.compile(r"(?:->|→|⇒|=>|➜|➔)")
_NAMES: Final = re.compile(
    r"(?<![a-z0-9])(?!x\d|n\d|us\$|usd|eur|vnd|thb|rmb|cny|gbp|sgd|top\s?\d)[a-z]+[-_]?\d[a-z0-9.-]*"
    r"|(?<![a-z0-9])\d[a-z]\d[a-z0-9]*"
    r"|(?<![a-z0-9.])(?:2fa|3d|4g|5g|4k|24/7|1-1|1:1|[17]-(?:on-\d|eleven)|360-degree|365)(?![a-z0-9])"
    r"|(?<![a-z])(?:soc|iso|type|tier|phase|version|release|sprint|stage|level|part|module|web|office|industry|windows"
    r"|python|gpt|pci|covid|no\.|number|top-level|group)\s?\d[\d.]*(?!\d|\s*%)|#1(?!\d)"
)
_PLACEHOLDER: Final = re.compile(r"(?<![^\W\d_])[xyn](?=\s?%|\s[a-z])|(?<![^\W\d_])x{2,}(?![^\W\d_])")
_YEAR: Final = r"(?<![\d.,$])(?:20[1-4]\d|25[5-9]\d)(?![.,]?\d|\s?%)"
_DAYS: Final = (
    r"(?<!\d)\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)",
    r"(?<![\d.,])\d{1,2}/\d{1,2}/\d{2,4}(?!\d)",
    r"(?<![\d.,])(?:1[1-9]|2\d|3[01])/(?:0?[1-9]|1[0-2])(?![\d%])",
    r"(?<![\d.,])(?:0?[1-9]|[12]\d|3[01])/(?:0[1-9]|1[12])(?![\d%])",
    r"(?<![a-z\d])(?:q[1-4]|h[12]|[1-4]q|fy\s?'?\d{2,4})(?:[ /'-]{0,2}(?:20)?\d{2})?(?![a-z\d])",
    _YEAR,
)
_DIGIT: Final = re.compile(r"\d")
_NUMBER: Final = re.compile(r"\d[\d.,]*(?:\s\d{3}(?!\d))*")
_PERCENT: Final = re.compile(r"(\d[\d.,]*)\s?(?:%|percent|phần trăm|เปอร์เซ็นต์|个百分点|個百分點)")
_RANK: Final = re.compile(r"(?<![a-z])top\s?\d")
_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


class Amounts(NamedTuple):
    """What a text says of quantities."""

    rest: str
    """The text without its days, quarters and years."""
    numbers: tuple[str, ...] = ()
    """Each number in figures that can be a target."""
    parts: int = 0
    """How many parts of an enumeration hold a number: two in "40 customers and 90 leads"."""
    change: str = ""
    """A percentage that is a change and no level: `20%` in "grow by 20%"; empty where there is none."""
    is_level: bool = False
    """Whether the first number stands behind a word such as `below`, and so is a level and no count."""
    has_percent: bool = False
    has_money: bool = False
    has_arrow: bool = False
    has_date: bool = False
    is_rank: bool = False
    """Whether its only number is a place among others: top 3."""


class Quantities:
    """Finds the amounts of a text in one language: its days, its words before a level."""

    def __init__(
        self, dates: Sequence[str], months: Sequence[str], targets: Sequence[str], joins: Sequence[str]
    ) -> None:
        words = [_word(folded(text)) for text in dates if "#" not in text]
        counted = [_day_pattern(text) for text in dates if "#" in text]
        for names in ([name for name in months if is_wide(name[0])], [name for name in months if not is_wide(name[0])]):
            if names:
                month = f"{_edge('before', names[0])}(?:{_any_of(names)}){_edge('after', names[0])}"
                day = r"\d{1,2}(?:st|nd|rd|th)?"
                counted.append(rf"(?:{day}(?:\s?of)?\s*)?{month}(?:\s?{day}(?!\d|\s?%))?")
                words.append(month)
        self._days = re.compile("|".join([*_DAYS, *counted, *words]))
        self._days_in_words = re.compile("|".join(words) or r"(?!)")
        self._level = re.compile(rf"(?:{'|'.join(map(_ending, targets))}|[<>≥≤=])\s*$") if targets else None
        self._joins = re.compile(rf"[,;&、]\s?(?!\d)|{'|'.join(map(_word, map(folded, joins)))}")

    def of(self, text: str) -> Amounts:
        """The amounts of a folded text."""
        plain = _PLACEHOLDER.sub("9", text)
        if not _DIGIT.search(plain):
            rest, days = self._days_in_words.subn(" ", text)
            return Amounts(rest, has_money=bool(_MONEY.search(text)), has_date=bool(days))
        rest, days = self._days.subn(" ", plain)
        plain = _NAMES.sub(" ", rest)
        numbers = _NUMBER.findall(plain)
        return Amounts(
            rest,
            tuple(numbers),
            self._parts(_BRACKETS.sub(" ", plain)),
            self._change(plain),
            is_level=self._is_level(plain),
            has_percent=bool(_PERCENT.search(plain)),
            has_money=bool(_MONEY.search(plain)),
            has_arrow=bool(_ARROW.search(plain)),
            has_date=bool(days),
            is_rank=len(numbers) == 1 and bool(_RANK.search(plain)),
        )

    def _is_level(self, text: str) -> bool:
        first = _NUMBER.search(text)
        return bool(first and self._level and self._level.search(text[: first.start()]))

    def _parts(self, text: str) -> int:
        parts: list[str] = [part.strip() for part in self._joins.split(text)]
        ranges = sum(before[-1:].isdigit() and after[:1].isdigit() for before, after in pairwise(parts))
        return sum(bool(_NUMBER.search(part)) for part in parts) - ranges

    def _change(self, text: str) -> str:
        for found in _PERCENT.finditer(text):
            before = text[: found.start()]
            if self._level is None or not self._level.search(before):
                return found[0].strip()
        return ""


def _any_of(words: Sequence[str]) -> str:
    return "|".join(re.escape(folded(word)) for word in sorted(words, key=len, reverse=True))


def _edge(side: str, word: str) -> str:
    """Where a word of letters begins or ends; scripts without spaces have no such place."""
    if is_wide(word[0]):
        return ""
    return r"(?<![^\W\d_])" if side == "before" else r"(?![^\W\d_])"


def _word(text: str) -> str:
    return f"{_edge('before', text)}{re.escape(text)}{_edge('after', text[-1])}"


def _ending(text: str) -> str:
    """A word at the end of what stands before a number."""
    return f"{_edge('before', text)}{re.escape(folded(text))}"


def _day_pattern(text: str) -> str:
    """`tháng #` as a pattern: # is a day or month, or a date with strokes; no longer number."""
    parts = [re.escape(part.strip()) for part in folded(text).split("#", 1)]
    if len(parts) == 1:
        return _word(folded(text))
    before = _edge("before", text) if parts[0] else r"(?<!\d)(?<!\d[.,])"
    after = r"\s*" if parts[-1] else r"(?![.,]?\d|\s?%)"
    return before + parts[0] + r"\s*\d{1,2}(?:/\d{1,2})?(?:/\d{2,4})?" + after + parts[-1]
