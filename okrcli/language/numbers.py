"""The one scanner of numbers: amounts, days and names with digits in a text of one of four languages.

Days, quarters, versions and digits that are part of a name are no amounts. `4,3 tỷ`, `1.200` in a Vietnamese text,
`1.5M`, `2 ล้าน`, `30万` and `九成` are read as they are meant there. The words come from the lexicon of the language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, NamedTuple

from okrcli.language.folding import any_of, edge, folded, plain

_LETTERS: Final = {"k": 3, "K": 3, "M": 6, "m": 6, "mn": 6, "mm": 6, "MM": 6, "B": 9, "bn": 9, "tr": 6}
"""Scales that are a letter or two beside the number; they are worked out (`20k` is 20000)."""
_MONEY: Final = r"US\$|S\$|A\$|NT\$|HK\$|[$€£¥₫฿]|USD|EUR|GBP|VND|VNĐ|THB|CNY|RMB|SGD"
_CODES: Final = r"us\$|usd|eur|gbp|vn[dđ]|thb|cny|rmb|sgd"
ARROWS: Final = r"->|→|⇒|=>|➜|➔"
_YEAR: Final = r"(?:20[0-4]\d|25[5-9]\d)"
_FRACTIONS: Final = {"½": "5", "¼": "25", "¾": "75"}
_BLANK_MARK: Final = (
    r"(?<![^\W_\u3040-\u9fff\u0e00-\u0e7f])(?:[XYNxyn](?= ?%| [a-z]| ?[\u3400-\u9fff])|[Xx]{2,}(?![a-z]))"
)
"""A letter that stands for a number which is not known yet: `x%`."""

_DAYS: Final = (
    r"(?<!\d)\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)",
    r"(?<![\d.,])\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(?!\d)",
    r"(?<![\d.,])\d{1,2}/\d{1,2}/\d{2}(?!\d)",
    r"(?<![\d.,/])(?:1[1-9]|2\d|3[01])/(?:0?[1-9]|1[0-2])(?![\d%/])",
    r"(?<![\d.,/])(?:0?[1-9]|[12]\d|3[01])/(?:0[1-9]|1[12])(?![\d%/])",
    r"(?<![a-z\d.])(?:q[1-4]|h[12]|[1-4]q|fy ?'?\d{2,4}|w\d{1,2})(?:[ /'-]{0,2}(?:20)?\d{2}(?![\d.,%]))?(?![a-z\d])",
    rf"(?<![\w.,$€£¥₫฿]){_YEAR}[-/ ]?[qh][1-4](?!\w)",
)
"""Days, quarters and halves of a year as every language writes them."""
_NAMES: Final = (
    rf"(?<![a-z0-9.])(?!x\d|n\d|{_CODES})[a-z]+[-_]?\d[a-z0-9_.-]*(?<![.-])",
    r"(?<![\w.,])\d[a-z]\d\w*|(?<![\w.,])\d+-(?:day|week|month|year|hour|minute)(?!s?\b\d)",
    r"(?<![\w.,])(?:2fa|3d|24/7|360(?:-degree|°)|1[:-]1|1-on-1|7-eleven|50/50)(?!\w)",
    r"(?<![\w.,])\d+(?:\.\d+){2,}(?!\d)(?<!\d{3})|(?<=[a-z] )[1-9]\.0(?![\d%])",
    r"#\d+|(?<![\w.])\d+(?:st|nd|rd|th)(?!\w| percentile)",
    r"(?<=\d) ?/ ?(?:5|10|100)(?:\.0)?(?![\d/%])",
)
"""Digits in names, and what follows a number without being one: the `/5` of `4.1/5`."""
_UPPER_NAMES: Final = re.compile(r"(?<![\w.,])\d+(?:FA|D|G|P)(?!\w)")
_DIGITS: Final = r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d+)?|\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,]\d+)?"
_RANK: Final = re.compile(r"(?<![a-z])top[ -]?$", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_LATIN: Final = r"a-z\u00e0-\u024f\u1e00-\u1eff"


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount and its position in the plain text."""

    begin: int
    end: int
    written: str
    """As it is written there."""
    number: Decimal | None
    """As written, without the scale that is a word; None where it can be read in two ways, or is a blank (`x%`)."""
    word: str = ""
    """The scale that is a word: `million`, `tỷ`, `ล้าน`, `万`."""
    sign: str = ""
    """`%`, or the sign of a currency."""
    digits: str = ""
    """Its figures with their separators; empty where it is written in letters."""
    exponent: int = 0
    """The power of ten of the scale that is a word."""
    is_scaled: bool = False
    """Whether its scale was a letter, and is worked out in the number."""
    is_rank: bool = False
    """Whether it is a position among others: top 3."""

    @property
    def is_spelled(self) -> bool:
        """Whether it is written in letters: `three`."""
        return not self.digits

    @property
    def is_blank(self) -> bool:
        """Whether it is a letter that stands for a number: `x%`."""
        return bool(self.digits) and not self.digits[0].isdigit()

    @property
    def is_year(self) -> bool:
        """Whether it can be a year; the words beside it have to tell."""
        return re.fullmatch(_YEAR, self.written) is not None

    @property
    def whole(self) -> Decimal | None:
        """The number with its scale worked out."""
        return None if self.number is None else _shortest(self.number * 10**self.exponent)


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


class Scan(NamedTuple):
    """Amounts of a text, and what else it says of quantities."""

    text: str
    """The plain text."""
    bare: str
    """The plain text of the same length in which days and names with digits are blank."""
    rest: str
    """The folded text without its days, quarters and years."""
    amounts: tuple[Amount, ...] = ()
    """From left to right; blanks (`x%`) and what may be a year are among them."""
    parts: int = 0
    """Parts of an enumeration that hold a number: two in "40 customers and 90 leads"."""
    change: str = ""
    """A percentage that is a change and no level: `20%` in "grow by 20%"; empty where there is none."""
    is_level: bool = False
    """Whether the first number stands behind a word such as `below`, and so is a level and no count."""
    has_money: bool = False
    has_date: bool = False

    @property
    def figures(self) -> tuple[Amount, ...]:
        """The amounts in figures that can be a target, and blanks for one."""
        return tuple(amount for amount in self.amounts if not (amount.is_spelled or amount.is_year))

    @property
    def numbers(self) -> tuple[str, ...]:
        """The figures of each amount that can be a target."""
        return tuple(amount.digits for amount in self.figures)

    @property
    def has_number(self) -> bool:
        """Whether it has an amount, in figures or in letters."""
        return any(not amount.is_year for amount in self.amounts)

    @property
    def has_percent(self) -> bool:
        """Whether one of its amounts is a percentage."""
        return any(amount.sign == "%" for amount in self.amounts)

    @property
    def has_arrow(self) -> bool:
        """Whether an arrow stands in it."""
        return re.search(ARROWS, self.text) is not None

    @property
    def is_rank(self) -> bool:
        """Whether its only number is a position among others."""
        return len(self.figures) == 1 and self.figures[0].is_rank


class Scanner:
    """Finds the amounts of texts in one language."""

    def __init__(self, words: NumberWords) -> None:
        self._words = words
        self._scales = {folded(word): power for word, power in words.scales.items()}
        self._days, self._days_in_words = _day_patterns(words)
        self._names = re.compile("|".join([*_NAMES, *_name_patterns(words)]))
        self._amount = _amount_pattern(words)
        self._half = _half_pattern(words)
        values = {**words.limited_numerals, **words.counted_numerals, **words.numerals}
        self._numeral_values = {folded(word): value for word, value in values.items()}
        self._spelled = _spelled_pattern(words)
        levels = any_of(frozenset(map(folded, words.levels)), "before")
        self._level = re.compile(rf"(?:{levels}|[<>≥≤=])\s*$")
        self._joins = re.compile(rf"[,;&、]\s?(?!\d)|{any_of(frozenset(map(folded, words.joins)), 'before', 'after')}")
        money = any_of(frozenset(map(folded, words.currencies)))
        self._money = re.compile(rf"[$€£¥₫฿]|(?<![a-z])(?:{_CODES})(?![a-z])|\d\s*{money}")

    def scan(self, text: str) -> Scan:
        """The amounts of a text."""
        text = self._half.sub(self._with_half, plain(text))
        key = folded(text)
        has_money = self._money.search(key) is not None
        if not re.search(rf"\d|{_BLANK_MARK}", text):
            rest, days = self._days_in_words.subn(_spaces, key)
            amounts = tuple(self._letters(text, rest))
            return Scan(text, text, rest, amounts, has_money=has_money, has_date=bool(days))
        rest, days = self._days.subn(_spaces, key)
        blanked = self._names.sub(_spaces, rest)
        bare = _UPPER_NAMES.sub(_spaces, _without(text, blanked))
        blanked = _without(blanked, bare)
        amounts = tuple(sorted([*self._figures(bare), *self._letters(text, blanked)], key=lambda amount: amount.begin))
        years = [amount for amount in amounts if amount.is_year]
        for year in years:
            rest = f"{rest[: year.begin]}{' ' * (year.end - year.begin)}{rest[year.end :]}"
        figures = [amount for amount in amounts if not (amount.is_spelled or amount.is_year)]
        return Scan(
            text,
            bare,
            rest,
            amounts,
            self._parts(blanked, figures),
            self._change(blanked, figures),
            is_level=bool(figures and self._level.search(blanked[: figures[0].begin])),
            has_money=has_money,
            has_date=bool(days or years),
        )

    def _figures(self, bare: str) -> Iterator[Amount]:
        for match in self._amount.finditer(bare):
            digits = match["digits"]
            number = None if not digits[0].isdigit() else _number(digits, self._words.language == "vi")
            if number is not None:
                signed = -number if match["minus"] else number
                number = _shortest(signed * 10 ** _LETTERS.get(match["letters"] or "", 0))
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
                is_rank=bool(_RANK.search(bare[: match.start()])),
            )

    def _letters(self, text: str, blanked: str) -> Iterator[Amount]:
        for match in self._spelled.finditer(blanked):
            group = next(name for name in ("zero", "share", "percent", "compound", "limited", "numeral") if match[name])
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
        """How many parts of an enumeration hold a number; a range such as `10, 20` is one."""
        outside = _BRACKETS.sub(_spaces, key)
        breaks = [match.end() for match in self._joins.finditer(outside)]
        parts = {sum(end <= amount.begin for end in breaks) for amount in figures if outside[amount.end - 1] != " "}
        return len(parts)

    def _change(self, key: str, figures: Sequence[Amount]) -> str:
        percents = (amount for amount in figures if amount.sign == "%")
        return next((amount.written for amount in percents if not self._level.search(key[: amount.begin])), "")

    def _with_half(self, match: re.Match[str]) -> str:
        """A number and a half in figures, which no country reads as thousands: `4.5 tỷ` for `4 tỷ rưỡi`."""
        fraction = _FRACTIONS.get(match["fraction"] or "", "5")
        unit = (match["unit"] or "").lstrip()
        return f"{match['digits']}.{fraction} {unit.removeprefix('个').removeprefix('個')}".rstrip()


def _without(text: str, blanked: str) -> str:
    """The text with a space at each position where another of the same length has one."""
    return "".join(" " if other == " " else sign for sign, other in zip(text, blanked, strict=True))


def _spaces(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _day_patterns(words: NumberWords) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns of days: all of them, and those without digits."""
    named = [any_of([folded(text)], "before", "after") for text in words.dates if "#" not in text]
    every = "".join(rf"(?<!{re.escape(word)} )(?<!{re.escape(word)})" for word in words.every)
    texts = sorted((text for text in words.dates if "#" in text), key=lambda text: (-text.count("#"), -len(text), text))
    counted = [every + _day_pattern(text) for text in texts]
    day = r"\d{1,2}(?:st|nd|rd|th)?"
    year = rf"(?:,? ?{_YEAR}(?!\d))?"
    for names, is_enough in ((words.months, True), (words.months_with_day, False)):
        month = any_of(frozenset(folded(name).rstrip(".") for name in names), "before", "after") + r"\.?"
        counted.append(rf"(?<![\w.,]){day}(?: of)? ?{month}{year}|{month} {day}(?![\d%]|[.,]\d){year}")
        if is_enough:
            named.append(rf"{month}{year}")
    opening = any_of(frozenset(map(folded, words.before_days)), "before")
    counted.append(rf"{opening} \d{{1,2}}/\d{{1,2}}(?![\d%/])")
    return re.compile("|".join([*counted, *_DAYS, *named])), re.compile("|".join(named) or r"(?!)")


def _day_pattern(text: str) -> str:
    """`tháng #` as a pattern: # is a day or month, a year, or a date with strokes; no longer number."""
    before, *others = (part.strip() for part in folded(text).split("#"))
    opening = edge("before", before) if before else r"(?<!\d)(?<!\d[.,])"
    pattern = opening + re.escape(before)
    for after in others:
        closing = rf"\s*{re.escape(after)}" if after else r"(?![.,]?\d|\s?%)"
        pattern += rf"\s*(?:{_YEAR}|\d{{1,2}})(?:/\d{{1,2}})?(?:/\d{{2,4}})?{closing}"
    return pattern


def _name_patterns(words: NumberWords) -> Iterator[str]:
    names = any_of(frozenset(map(folded, words.names)), "before")
    yield rf"{names}[ -]?v?\d[\d.]*(?!\d| ?%)"
    yield rf"{any_of(frozenset(map(folded, words.per)), 'before')} ?\d[\d.,]*k?(?![\d%])"


def _amount_pattern(words: NumberWords) -> re.Pattern[str]:
    scale, percent = any_of(frozenset(words.scales)), any_of(frozenset(words.percent), "after")
    return re.compile(
        rf"(?:(?P<money>(?:{_MONEY}) ?)|(?P<percent_before>{any_of(frozenset(words.percent_before))} ?))?"
        rf"(?<!\d)(?P<minus>(?<!\w)-)?(?P<digits>{_DIGITS}|{_BLANK_MARK})(?:(?:st|nd|rd|th)(?= percentile))?"
        rf"(?: ?(?P<word>(?i:{scale})(?i:(?![{_LATIN}])))"
        r"|(?P<letters>k|K|M|mn|mm|MM|B|bn|tr|(?(money)m|\b\B))(?![\w]))?"
        rf"(?: ?(?:(?P<percent>%|(?i:{percent}))|(?P<currency>(?:{_MONEY})(?!\w))))?(?P<plus>\+)?"
    )


def _half_pattern(words: NumberWords) -> re.Pattern[str]:
    unit = any_of(frozenset([*words.scales, *words.half_units]))
    half = any_of(frozenset(words.halves), "after")
    return re.compile(
        rf"(?<![\d.,])(?P<digits>\d{{1,3}})(?:(?P<fraction>[½¼¾])|(?P<unit> ?{unit})? ?{half})", re.IGNORECASE
    )


_CHINESE_DIGITS: Final = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "兩": 2}
_CHINESE_POWERS: Final = {"十": 1, "百": 2, "千": 3, "万": 4, "萬": 4, "亿": 8, "億": 8}
_ONES: Final = "一二两兩三四五六七八九"


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


def _spelled_pattern(words: NumberWords) -> re.Pattern[str]:
    """A pattern of numbers in letters: numerals, those before a counter, and Chinese compounds."""
    alone = any_of(frozenset(words.numerals))
    counted = any_of(frozenset(map(folded, words.counted_numerals)), "before")
    counters = any_of(frozenset(map(folded, words.counters)))
    limits = any_of(frozenset(map(folded, words.limits)), "before")
    run = f"[零{_ONES}十百千万萬亿億]"
    share = any_of(frozenset(words.percent_numerals))
    percent = any_of(frozenset(word for word in words.percent_before if "\u3400" <= word[0] <= "\u9fff"))
    return re.compile(
        rf"(?P<zero>{any_of(frozenset(map(folded, words.zeros)), 'before', 'after')})"
        rf"|{percent}(?P<percent>{run}+)"
        rf"|(?<!{run})(?P<share>[{_ONES}])(?P<share_word>{share})(?!{run}|[为為立本交])"
        rf"|(?<![第每零{_ONES}十百千万亿])(?P<compound>[{_ONES}十][十百千万萬亿億]{run}*)(?![强強之])"
        rf"|{limits}\s?(?P<limited>{any_of(frozenset(map(folded, words.limited_numerals)), 'before', 'after')})"
        rf"|(?P<numeral>(?<![\w-]){alone}(?![\w-])"
        rf"|(?<![第每零{_ONES}十百千万亿]){counted}(?=\s?{counters}))"
    )


def _shortest(number: Decimal) -> Decimal:
    """The same number without zeros that say nothing: 1200000 for 1200000.0."""
    text = f"{number:f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def _number(digits: str, is_vietnamese: bool) -> Decimal | None:
    """The value of digits with separators; None where countries differ and the language does not tell."""
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
