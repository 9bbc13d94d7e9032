"""The one scanner of numbers: amounts, days and names with digits in a text of one of four languages.

Days, quarters, versions and digits that are part of a name are no amounts. `4,3 tỷ`, `1.200` in a Vietnamese text,
`1.5M`, `2 ล้าน`, `30万` and `九成` are read as they are meant there. The words come from the lexicon of the language.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Final

from okrcli.language.amounts import Amount, Scan, shortest
from okrcli.language.folding import any_of, folded, plain
from okrcli.language.number_patterns import (
    BLANK_MARK,
    CODES,
    FRACTIONS,
    NAMES,
    UPPER_NAMES,
    NumberWords,
    amount_pattern,
    days_in_words_pattern,
    days_pattern,
    half_pattern,
    name_patterns,
    spelled_pattern,
)

_LETTERS: Final = {"k": 3, "K": 3, "M": 6, "m": 6, "mn": 6, "mm": 6, "MM": 6, "B": 9, "bn": 9, "tr": 6}
"""Scales that are a letter or two beside the number; they are worked out (`20k` is 20000)."""
_RANK: Final = re.compile(r"(?<![a-z])top[ -]?$", re.IGNORECASE)
_DIGIT: Final = re.compile(r"\d")
_NEAR: Final = 100
"""Signs before a number that are searched for the words that end there."""
_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


class Scanner:
    """Scanner of the amounts of texts in one language. A pattern is compiled for the first text that needs it."""

    def __init__(self, words: NumberWords) -> None:
        self._words = words

    @cached_property
    def _days(self) -> re.Pattern[str]:
        return re.compile(days_pattern(self._words))

    @cached_property
    def _days_in_words(self) -> re.Pattern[str]:
        return re.compile(days_in_words_pattern(self._words))

    @cached_property
    def _names(self) -> re.Pattern[str]:
        return re.compile("|".join([*NAMES, *name_patterns(self._words)]))

    @cached_property
    def _amount(self) -> re.Pattern[str]:
        return amount_pattern(self._words)

    @cached_property
    def _half(self) -> re.Pattern[str]:
        return half_pattern(self._words)

    @cached_property
    def _spelled(self) -> re.Pattern[str]:
        return spelled_pattern(self._words)

    @cached_property
    def _level(self) -> re.Pattern[str]:
        levels = any_of(frozenset(map(folded, self._words.levels)), "before")
        return re.compile(rf"(?:{levels}|[<>≥≤=])\s*$")

    @cached_property
    def _joins(self) -> re.Pattern[str]:
        joins = any_of(frozenset(map(folded, self._words.joins)), "before", "after")
        return re.compile(rf"[,;&、]\s?(?!\d)|{joins}")

    @cached_property
    def _money(self) -> re.Pattern[str]:
        money = any_of(frozenset(map(folded, self._words.currencies)))
        return re.compile(rf"[$€£¥₫฿]|(?<![a-z])(?:{CODES})(?![a-z])|\d\s*{money}")

    @cached_property
    def _scales(self) -> Mapping[str, int]:
        return {folded(word): power for word, power in self._words.scales.items()}

    @cached_property
    def _numeral_values(self) -> Mapping[str, Decimal]:
        words = self._words
        values = {**words.limited_numerals, **words.counted_numerals, **words.numerals}
        return {folded(word): value for word, value in values.items()}

    def scan(self, text: str) -> Scan:
        """The amounts of a text."""
        text = plain(text)
        has_digit = _DIGIT.search(text) is not None
        if has_digit:
            text = self._half.sub(self._with_half, text)
        key = folded(text)
        has_money = self._money.search(key) is not None
        if not (has_digit or re.search(BLANK_MARK, text)):
            rest, days = self._days_in_words.subn(_spaces, key)
            amounts = tuple(self._letters(text, rest))
            return Scan(text, text, rest, amounts, has_money=has_money, has_date=bool(days))
        rest, days = self._days.subn(_spaces, key)
        blanked = self._names.sub(_spaces, rest)
        bare = UPPER_NAMES.sub(_spaces, _without(text, blanked))
        blanked = _without(blanked, bare)
        in_figures = list(self._figures(bare))
        letters = self._letters(text, _without_amounts(blanked, in_figures))
        amounts = tuple(sorted([*in_figures, *letters], key=lambda amount: amount.begin))
        years = [amount for amount in amounts if amount.is_year]
        rest = _without_amounts(rest, years)
        figures = [amount for amount in amounts if not (amount.is_spelled or amount.is_year)]
        return Scan(
            text,
            bare,
            rest,
            amounts,
            self._parts(blanked, figures),
            self._change(blanked, figures),
            is_level=bool(figures and self._level.search(blanked[: figures[0].begin][-_NEAR:])),
            has_money=has_money,
            has_date=bool(days or years),
        )

    def day_spans(self, text: str) -> list[tuple[int, int]]:
        """The days, quarters and weeks of a plain text, each with its begin and end."""
        return [match.span() for match in self._days.finditer(folded(text))]

    def _figures(self, bare: str) -> Iterator[Amount]:
        for match in self._amount.finditer(bare):
            digits = match["digits"]
            number = None if not digits[0].isdigit() else number_of(digits, self._words.language)
            if number is not None:
                signed = -number if match["minus"] else number
                number = shortest(signed * 10 ** _LETTERS.get(match["letters"] or "", 0))
            money = match["money"] or match["currency"] or ""
            yield Amount(
                match.start(),
                match.end(),
                match[0].strip(),
                number,
                match["word"] or "",
                "%" if match["percent"] or match["percent_before"] else money.strip(),
                digits,
                self._scales.get(folded(match["word"] or ""), 0),
                bool(match["letters"]),
                is_rank=bool(_RANK.search(bare, max(0, match.start() - len("top ")), match.start())),
            )

    def _letters(self, text: str, blanked: str) -> Iterator[Amount]:
        for match in self._spelled.finditer(blanked):
            groups = {name for name, part in match.groupdict().items() if part}
            group = next(iter(groups - {"share_word"}))
            begin, end, sign = match.start(group), match.end(), ""
            if group == "zero":
                number, end = Decimal(0), begin + 1
            elif group == "share":
                number, sign = _chinese(match[group]) * self._words.percent_numerals[match["share_word"]], "%"
            elif group == "percent":
                number, sign, begin = _chinese(match[group]), "%", match.start()
            else:
                number = _chinese(match[group]) if group == "compound" else self._numeral_values[match[group]]
            yield Amount(begin, end, text[begin:end], number, sign=sign)

    def _parts(self, key: str, figures: Sequence[Amount]) -> int:
        """The number of parts of an enumeration that have a number; a range such as `10, 20` is one part."""
        outside = _BRACKETS.sub(_spaces, key)
        breaks = [match.end() for match in self._joins.finditer(outside)]
        return len({bisect_right(breaks, amount.begin) for amount in figures if outside[amount.end - 1] != " "})

    def _change(self, key: str, figures: Sequence[Amount]) -> str:
        """The first percentage that stands behind no word such as `below`, as it is written."""
        for amount in figures:
            is_level = self._level.search(key, max(0, amount.begin - _NEAR), amount.begin)
            if amount.sign == "%" and not is_level:
                return amount.written
        return ""

    def _with_half(self, match: re.Match[str]) -> str:
        """A number and a half in figures, which no country reads as thousands: `4.5 tỷ` for `4 tỷ rưỡi`."""
        fraction = FRACTIONS.get(match["fraction"] or "", "5")
        unit = (match["unit"] or "").lstrip()
        return f"{match['digits']}.{fraction} {unit.removeprefix('个').removeprefix('個')}".rstrip()


def _without(text: str, blanked: str) -> str:
    """The text with a space at each position where another of the same length has one."""
    return "".join(" " if other == " " else sign for sign, other in zip(text, blanked, strict=True))


def _without_amounts(text: str, amounts: Iterable[Amount]) -> str:
    """The text with spaces at the positions of amounts, which are given from left to right."""
    parts, end = [], 0
    for amount in amounts:
        parts += [text[end : amount.begin], " " * (amount.end - amount.begin)]
        end = amount.end
    return "".join([*parts, text[end:]])


def _spaces(match: re.Match[str]) -> str:
    return " " * len(match[0])


_CHINESE_DIGITS: Final = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "兩": 2}
_CHINESE_POWERS: Final = {"十": 1, "百": 2, "千": 3, "万": 4, "萬": 4, "亿": 8, "億": 8}


def _chinese(text: str) -> Decimal:
    """The value of a number in Chinese numerals: 三万五千 is 35000."""
    total = section = digit = 0
    for sign in text:
        power = _CHINESE_POWERS.get(sign)
        if power is None:
            digit = _CHINESE_DIGITS[sign]
        elif power < 4:
            section, digit = section + (digit or 1) * 10**power, 0
        else:
            total, section, digit = (total + section + digit) * 10**power, 0, 0
    return Decimal(total + section + digit)


def number_of(digits: str, language: str) -> Decimal | None:
    """The value of digits with separators; None where countries differ and the language does not tell."""
    is_vietnamese = language == "vi"
    signs = [sign for sign in digits if not sign.isdigit()]
    if not signs:
        return Decimal(digits)
    last = len(digits) - digits.rindex(signs[-1]) - 1
    if len(signs) > 1 and len(set(signs)) == 1:
        return Decimal(re.sub("[., ]", "", digits))
    if len(set(signs)) == 2:
        whole, _, rest = digits.rpartition(signs[-1])
        return Decimal(f"{re.sub('[., ]', '', whole)}.{rest}")
    if signs[0] == " ":
        return Decimal(digits.replace(" ", ""))
    if last != 3 or digits.startswith("0"):
        return Decimal(digits.replace(",", "."))
    if signs[0] == ("." if is_vietnamese else ","):
        return Decimal(digits.replace(signs[0], ""))
    return None if is_vietnamese or digits.endswith("0") else Decimal(digits)
