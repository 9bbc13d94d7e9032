"""Patterns of the scanner of numbers, built from the words of a language: days, names with digits, amounts, letters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from okrcli.language.folding import any_of, edge, folded

_MONEY: Final = r"US\$|S\$|A\$|NT\$|HK\$|[$€£¥₫฿]|USD|EUR|GBP|VND|VNĐ|THB|CNY|RMB|SGD"
CODES: Final = r"us\$|usd|eur|gbp|vn[dđ]|thb|cny|rmb|sgd"
ARROWS: Final = r"->|→|⇒|=>|➜|➔"
YEAR: Final = r"(?:20[0-4]\d|25[5-9]\d)"
FRACTIONS: Final = {"½": "5", "¼": "25", "¾": "75"}

_DAYS: Final = (
    r"(?<!\d)\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)",
    r"(?<![\d.,])\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(?!\d)",
    r"(?<![\d.,])\d{1,2}/\d{1,2}/\d{2}(?!\d)",
    r"(?<![\d.,/])(?:1[1-9]|2\d|3[01])/(?:0?[1-9]|1[0-2])(?![\d%/])",
    r"(?<![\d.,/])(?:0?[1-9]|[12]\d|3[01])/(?:0[1-9]|1[12])(?![\d%/])",
    r"(?<![a-z\d.])(?:q[1-4]|h[12]|[1-4]q|fy ?'?\d{2,4}|w\d{1,2})(?:[ /'-]{0,2}(?:20)?\d{2}(?![\d.,%]))?(?![a-z\d])",
    rf"(?<![\w.,$€£¥₫฿]){YEAR}[-/ ]?[qh][1-4](?!\w)",
)
"""Days, quarters and halves of a year as every language writes them."""
NAMES: Final = (
    rf"(?<![a-z0-9.])(?!x\d|n\d|{CODES})[a-z]+[-_]?\d[a-z0-9_.-]*(?<![.-])",
    r"(?<![\w.,])\d[a-z]\d\w*|(?<![\w.,])\d+-(?:day|week|month|year|hour|minute)(?!s?\b\d)",
    r"(?<![\w.,])(?:2fa|3d|24/7|360(?:-degree|°)|1[:-]1|1-on-1|7-eleven|50/50)(?!\w)",
    r"(?<![\w.,])\d+(?:\.\d+){2,}(?!\d)(?<!\d{3})|(?<=[a-z] )[1-9]\.0(?![\d%])",
    r"#\d+|(?<![\w.])\d+(?:st|nd|rd|th)(?!\w| percentile)",
    r"(?<=\d) ?/ ?(?:5|10|100)(?:\.0)?(?![\d/%])",
)
"""Digits in names, and what follows a number without being one: the `/5` of `4.1/5`."""
UPPER_NAMES: Final = re.compile(r"(?<![\w.,])\d+(?:FA|D|G|P)(?!\w)")
_DIGITS: Final = r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d+)?|\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,]\d+)?"
_LATIN: Final = r"a-z\u00e0-\u024f\u1e00-\u1eff"
_HAN: Final = rf"(?![A-Z{_LATIN}\u0e00-\u0e7f])[^\W\d_]"
"""A letter of a script that has a blank beside it without a space; a range of all Han signs takes long to compile."""
BLANK_MARK: Final = rf"(?<![0-9A-Z{_LATIN}])(?:[XYNxyn](?= ?%| [a-z]| ?{_HAN})|[Xx]{{2,}}(?![a-z]))"
"""A letter that stands for a number which is not known yet: `x%`."""
_ONES: Final = "一二两兩三四五六七八九"


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The words of a language, and of English beside it, that the scanner needs."""

    language: str
    scales: Mapping[str, int]
    """Powers of ten: `{triệu: 6}`."""
    percent: Sequence[str] = ()
    percent_before: Sequence[str] = ()
    """Words before a percentage: ร้อยละ 60."""
    percent_numerals: Mapping[str, int] = field(default_factory=dict)
    """Words behind a numeral that make it percent, with what it is multiplied by: 九成 is 90 %."""
    halves: Sequence[str] = ()
    """Words behind a number, its scale or its unit that add a half: `4 tỷ rưỡi`."""
    half_units: Sequence[str] = ()
    """Units that can stand between a number and its half: `3 tiếng rưỡi`."""
    numerals: Mapping[str, Decimal] = field(default_factory=dict)
    """Numerals that stand alone: `three`."""
    counted_numerals: Mapping[str, Decimal] = field(default_factory=dict)
    """Numerals that are numbers only before a counter: 三 in 三家."""
    limited_numerals: Mapping[str, Decimal] = field(default_factory=dict)
    """Numerals that are numbers only behind a limit, and articles elsewhere: one in `at least one`."""
    limits: Sequence[str] = ()
    """Words of a limit: `at least`."""
    counters: Sequence[str] = ()
    zeros: Sequence[str] = ()
    """Words that say that there is none of something: 零事故."""
    names: Sequence[str] = ()
    """Words before a number that is part of a name: `version 2`."""
    every: Sequence[str] = ()
    """Words before a period that are no day: `mỗi tháng 10 khách`."""
    per: Sequence[str] = ()
    """Words before a number that others are counted against: `per 1,000`."""
    currencies: Sequence[str] = ()
    """Words that stand for money behind a number."""
    before_days: Sequence[str] = ()
    """Words before a last day: `by 3/4`."""
    dates: Sequence[str] = ()
    """Days and quarters in words; `#` is a number."""
    months: Sequence[str] = ()
    months_with_day: Sequence[str] = ()
    """Names of months that are also other words: May."""
    levels: Sequence[str] = ()
    """Words before a level: `below`."""
    joins: Sequence[str] = ()
    """Words between two parts of an enumeration."""


def days_in_words_pattern(words: NumberWords) -> str:
    """A pattern of days without digits: `end of June`."""
    texts = frozenset(folded(text) for text in words.dates if "#" not in text)
    month = any_of(frozenset(folded(name).rstrip(".") for name in words.months), "before", "after")
    return rf"{any_of(texts, 'before', 'after')}|{month}\.?(?:,? ?{YEAR}(?!\d))?"


def days_pattern(words: NumberWords) -> str:
    """A pattern of days, with digits or without."""
    every = "".join(rf"(?<!{re.escape(word)} )(?<!{re.escape(word)})" for word in words.every)
    texts = sorted((text for text in words.dates if "#" in text), key=lambda text: (-text.count("#"), -len(text), text))
    counted = [every + _day_pattern(text) for text in texts]
    day = r"\d{1,2}(?:st|nd|rd|th)?"
    year = rf"(?:,? ?{YEAR}(?!\d))?"
    names = frozenset(folded(name).rstrip(".") for name in (*words.months, *words.months_with_day))
    month = any_of(names, "before", "after") + r"\.?"
    counted.append(rf"(?<![\w.,]){day}(?: of)? ?{month}{year}|{month} {day}(?![\d%]|[.,]\d){year}")
    opening = any_of(frozenset(map(folded, words.before_days)), "before")
    counted.append(rf"{opening} \d{{1,2}}/\d{{1,2}}(?![\d%/])")
    return "|".join([*counted, *_DAYS, days_in_words_pattern(words)])


def _day_pattern(text: str) -> str:
    """`tháng #` as a pattern: # is a day or month, a year, or a date with strokes; no longer number."""
    before, *others = (part.strip() for part in folded(text).split("#"))
    opening = edge("before", before) if before else r"(?<!\d)(?<!\d[.,])"
    pattern = opening + re.escape(before)
    for after in others:
        closing = rf"\s*{re.escape(after)}" if after else r"(?![.,]?\d|\s?%)"
        pattern += rf"\s*(?:{YEAR}|\d{{1,2}})(?:/\d{{1,2}})?(?:/\d{{2,4}})?{closing}"
    return pattern


def name_patterns(words: NumberWords) -> Iterator[str]:
    """Patterns of numbers in names (`version 2`) and of numbers that others are counted against (`per 1,000`)."""
    names = any_of(frozenset(map(folded, words.names)), "before")
    yield rf"{names}[ -]?v?\d[\d.]*(?!\d| ?%)"
    yield rf"{any_of(frozenset(map(folded, words.per)), 'before')} ?\d[\d.,]*k?(?![\d%])"


def amount_pattern(words: NumberWords) -> re.Pattern[str]:
    """A pattern of an amount in figures, with its scale, sign or currency."""
    scale, percent = any_of(frozenset(words.scales)), any_of(frozenset(words.percent), "after")
    return re.compile(
        rf"(?:(?P<money>(?:{_MONEY}) ?)|(?P<percent_before>{any_of(frozenset(words.percent_before))} ?))?"
        rf"(?<!\d)(?P<minus>(?<!\w)-)?(?P<digits>{_DIGITS}|{BLANK_MARK})(?:(?:st|nd|rd|th)(?= percentile))?"
        rf"(?: ?(?P<word>(?i:{scale})(?i:(?![{_LATIN}])))"
        r"|(?P<letters>k|K|M|mn|mm|MM|B|bn|tr|(?(money)m|\b\B))(?![\w]))?"
        rf"(?: ?(?:(?P<percent>%|(?i:{percent}))|(?P<currency>(?:{_MONEY})(?!\w))))?(?P<plus>\+)?"
    )


def half_pattern(words: NumberWords) -> re.Pattern[str]:
    """A pattern of a number with a half behind it, its scale or its unit: `4 tỷ rưỡi`."""
    unit = any_of(frozenset([*words.scales, *words.half_units]))
    half = any_of(frozenset(words.halves), "after")
    return re.compile(
        rf"(?<![\d.,])(?P<digits>\d{{1,3}})(?:(?P<fraction>[½¼¾])|(?P<unit> ?{unit})? ?{half})", re.IGNORECASE
    )


def spelled_pattern(words: NumberWords) -> re.Pattern[str]:
    """A pattern of numbers in letters: numerals, those before a counter, and Chinese compounds."""
    alone = any_of(frozenset(words.numerals))
    counted = any_of(frozenset(map(folded, words.counted_numerals)), "before")
    counters = any_of(frozenset(map(folded, words.counters)))
    limits = any_of(frozenset(map(folded, words.limits)), "before")
    is_chinese = words.language == "zh"
    opening = rf"(?<![第每零{_ONES}十百千万亿])" if is_chinese else ""
    alternatives = [
        rf"(?P<zero>{any_of(frozenset(map(folded, words.zeros)), 'before', 'after')})" if words.zeros else "",
        *(_chinese_patterns(words, opening) if is_chinese else ()),
        rf"{limits}\s?(?P<limited>{any_of(frozenset(map(folded, words.limited_numerals)), 'before', 'after')})",
        rf"(?P<numeral>(?<![\w-]){alone}(?![\w-])|{opening}{counted}(?=\s?{counters}))",
    ]
    return re.compile("|".join(filter(None, alternatives)))


def _chinese_patterns(words: NumberWords, opening: str) -> Iterator[str]:
    """Patterns of Chinese numerals: a percentage, a share of ten, a compound of several signs."""
    run = f"[零{_ONES}十百千万萬亿億]"
    share = any_of(frozenset(words.percent_numerals))
    percent = any_of(frozenset(word for word in words.percent_before if "\u3400" <= word[0] <= "\u9fff"))
    yield rf"{percent}(?P<percent>{run}+)"
    yield rf"(?<!{run})(?P<share>[{_ONES}])(?P<share_word>{share})(?!{run}|[为為立本交])"
    yield rf"{opening}(?P<compound>[{_ONES}十][十百千万萬亿億]{run}*)(?![强強之])"
