"""The words around a number in a title, of one language: what says from, to, at least, by, and what is counted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Final, Literal

from okrcli.language.folding import any_of, folded, is_wide
from okrcli.language.number_patterns import ARROWS
from okrcli.model.records import Kind

Direction = Literal["up", "down"]
LIMITS: Final[tuple[Kind, ...]] = ("at_least", "at_most", "below", "above")
_LIMIT_SIGNS: Final = {"at_least": "≥|>=", "at_most": "≤|<=", "below": "<", "above": ">"}
_SHARED: Final = re.compile(r"(?:[^,;!?]|,(?=\d)){0,40}")
_NOUN: Final = re.compile(r"\s*(?P<words>[^\W\d_]+(?:[-'’][^\W\d_]+)*(?: [^\W\d_]+(?:[-'’][^\W\d_]+)*){0,4})")
_MAX_WORDS: Final = 4
_THAI: Final = re.compile(r"\s*([\u0e00-\u0e7f]+)")
_HAN: Final = re.compile(r"\s*([\u3400-\u9fff]+)")
_UNSPACED: Final = re.compile("[\u0e00-\u0e7f\u3040-\u9fff]")
_ACRONYM: Final = re.compile(r"(?<![\w])([A-Z]{2,6}s?)\s*$")
_ACRONYM_BEFORE_SIGN: Final = re.compile(r"(?<!\S)[A-Z]{2,6} (?=[≥≤<>=~ ]*$)")
_PLURAL: Final = re.compile(r"(?<![\w])([a-z]{3,}[^su\W\d]s)\s*$")
NEAR: Final = 100
"""Signs before and behind a number in which the words that belong to it are looked for."""
_LATIN: Final = r"a-z\u00e0-\u024f\u1e00-\u1eff"


@dataclass(frozen=True, eq=False)
class MeasureWords:
    """Words by what they say of a measure; the lists are those under `measure` in the file of a language."""

    lists: Mapping[str, Sequence[str]]
    opening_verbs: frozenset[str]
    """Verbs of work: at the beginning of a title, a number behind one is a count from 0."""
    done_verbs: frozenset[str]
    """Verbs of work that is done or not."""
    rises: frozenset[str]
    falls: frozenset[str]
    months: Sequence[Sequence[str]] = ()
    """Twelve lists of names."""
    spans: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Spellings of each span of time: `{hour: [h, hours]}`."""
    periods: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def _words(self, name: str) -> frozenset[str]:
        return frozenset(map(folded, self.lists.get(name, ())))

    def _any(self, *names: str, before: bool = True, after: bool = False) -> str:
        return _any_of_lists(self, names, before=before, after=after)

    # ── From, to, limits ──────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def _limits(self) -> tuple[tuple[Kind, str], ...]:
        return tuple((kind, rf"(?:{_LIMIT_SIGNS[kind]}|{self._any(kind)})") for kind in LIMITS)

    @cached_property
    def _limit(self) -> str:
        return f"(?:{'|'.join(pattern for _, pattern in self._limits)})"

    @cached_property
    def _to(self) -> str:
        return rf"(?:{ARROWS}|{self._any('to', 'up_to', 'down_to')})"

    @cached_property
    def _about(self) -> str:
        return rf"(?:(?:[~≈+]|{self._any('about')})\s*)?"

    @cached_property
    def _to_end(self) -> re.Pattern[str]:
        return re.compile(rf"{self._to}\s*(?:(?:{self._limit}|{self._any('each_period')})\s*)?{self._about}$")

    @cached_property
    def _from_end(self) -> re.Pattern[str]:
        between = rf"(?:[:=]|{self._any('from_is', 'each_period')})?"
        return re.compile(rf"{self._any('from')}\s*{between}\s*{self._about}$")

    @cached_property
    def _goal(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{self._to}|{self._any('reach')})\s*(?:{self._limit}\s*)?$")

    def is_way(self, before: str, between: str) -> bool:
        """Whether the texts before and between two numbers make them a start and a target: `from 20 to`, `20 →`."""
        if len(between) > NEAR:
            return False
        match = self._to_end.search(folded(between))
        if not match or not _SHARED.fullmatch(between[: match.start()]):
            return False
        return bool(self.ends_with_from(before) or re.search(ARROWS, match[0]))

    def is_way_back(self, before: str, between: str) -> bool:
        """Whether the first of two numbers is the target: `to 30 from 20`, `to 30 (now 20)`."""
        return self.ends_with_from(between) and (self.is_goal(before) or self.limit_of(before, "") is not None)

    def ends_with_from(self, before: str) -> bool:
        """Whether a text ends with a word for `from`."""
        return self._from_end.search(_near(before)) is not None

    def is_goal(self, before: str) -> bool:
        """Whether a text ends with a word for `to` or `reach`, so that a number behind it is a target."""
        return self._goal.search(_near(_ACRONYM_BEFORE_SIGN.sub("", before[-NEAR:]))) is not None

    def ends_with(self, name: str, before: str) -> bool:
        """Whether a text ends with a word of a list: `by`, `between`."""
        return re.search(rf"{self._any(name)}\s*$", _near(before)) is not None

    def is_range(self, between: str) -> bool:
        """Whether the text between two numbers makes them a range: `10-15`."""
        return re.fullmatch(rf"\s*(?:[-–~]|{self._any('range')})\s*", folded(between)) is not None

    def limit_of(self, before: str, after: str) -> Kind | None:
        """The limit that the words around a number make of it."""
        for kind, words in self._limits:
            if re.search(rf"{words}\s*$", _near(before)):
                return kind
        for kind in ("at_least", "at_most"):
            unit = r"(?:[\u4e00-\u9fff]{0,2})" if self.lists.get(f"{kind}_behind_unit") else ""
            words = rf"\s*(?:{self._any(f'{kind}_after')}|{unit}{self._any(f'{kind}_behind_unit')})"
            if re.match(words, folded(after[:NEAR])):
                return kind
        return None

    # ── Verbs ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def is_count(self, before: str, after: str) -> bool:
        """Whether the text before a number makes it a count that begins at 0: `Hire`, `Publish`, `招聘`."""
        return bool(
            self._counted.search(_near(before))
            or self._counted_noun.match(folded(before))
            or (self._opening_count.match(folded(before)) and not self.span_after(after))
        )

    @cached_property
    def _tail(self) -> str:
        return rf"\s*(?:{self._any('count_then')}\s*|{self._limit}\s*)?$"

    @cached_property
    def _counted(self) -> re.Pattern[str]:
        return re.compile(self._any("counted", before=True) + self._tail)

    @cached_property
    def _opening_count(self) -> re.Pattern[str]:
        return re.compile(rf"^\s*{any_of(self.opening_verbs, 'before')}{self._tail}")

    @cached_property
    def _counted_noun(self) -> re.Pattern[str]:
        """Thai puts the noun before the number: `จ้างวิศวกร 3 คน`."""
        return re.compile(rf"^\s*{self._any('counted_noun')}[\u0e00-\u0e7fA-Za-z ]{{0,30}}$")

    def begins_with_count(self, text: str) -> bool:
        """Whether a title begins with a verb of that sort."""
        opening = re.split(r"[^\u0e00-\u0e7f]", text)[0]
        return bool(self._counted.search(folded(" ".join(text.split()[:1]))) or self._counted_noun.search(opening))

    def moves(self, text: str) -> bool:
        """Whether a title begins with a verb of movement: grow, cut, bring."""
        return self._opening_move.match(folded(text)) is not None

    @cached_property
    def _opening_move(self) -> re.Pattern[str]:
        verbs = any_of(self.rises | self.falls | self._words("moves"), "before", "after")
        return re.compile(rf"\s*{verbs}")

    def keeps(self, text: str) -> bool:
        """Whether a title speaks of what holds all the time."""
        return re.search(self._any("keeps", after=True), folded(text)) is not None

    def finds(self, text: str) -> bool:
        """Whether a title begins with words for finding out a first value."""
        return re.match(rf"\s*{self._any('finds')}", folded(text)) is not None

    def multiple_in(self, text: str) -> str:
        """The word of a title that multiplies: `double`; empty where there is none."""
        match = re.search(self._any("multiples", after=True), folded(text))
        return text[match.start() : match.end()] if match else ""

    def is_multiple(self, before: str, after: str) -> bool:
        """Whether the words around a number make it a factor: `2 เท่า`, `gấp 3 lần`."""
        return self.ends_with("times_before", before) or bool(
            re.match(rf"\s*{self._any('times')}", folded(after[:NEAR]))
        )

    def is_repeated(self, text: str) -> bool:
        """Whether a title speaks of more, or of every week: what is done once is not meant."""
        periods = any_of(frozenset(folded(word) for words in self.periods.values() for word in words))
        words = rf"{self._any('more', 'each_period', after=True)}|{self._any('every')}\s?{periods}"
        return re.search(words, folded(text)) is not None

    def is_done_or_not(self, text: str) -> bool:
        """Whether a title begins, behind a last day, with a verb of work that is done or not."""
        opening = rf"\s*(?:{self._any('before_days')}?\s{{2,}}[,前]?之?|{self._any('before_days')}\s{{2,}})?"
        rest = re.sub(rf"^{opening}", "", folded(text), count=1)
        return self._opening_work.match(rest) is not None

    @cached_property
    def _opening_work(self) -> re.Pattern[str]:
        verbs = any_of(self.done_verbs | self._words("done"), "before", "after")
        return re.compile(rf"\s*{verbs}")

    def directions(self, text: str) -> Iterator[tuple[Direction, str]]:
        """The words of a text that say up or down, each behind its direction: `down` and `Cut`."""
        key = folded(text)
        for direction, words in self._directions.items():
            for match in re.finditer(any_of(_those_in(key, words), "before", "after"), key):
                yield direction, text[match.start() : match.end()]

    @cached_property
    def _directions(self) -> Mapping[Direction, frozenset[str]]:
        both = self._words("both_ways")
        return {
            "up": (self.rises - both) | self._words("up_to"),
            "down": (self.falls - both) | self._words("down_to"),
        }

    # ── Time ──────────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def _spans(self) -> str:
        return any_of(frozenset(folded(word) for words in self.spans.values() for word in words))

    @cached_property
    def _span(self) -> re.Pattern[str]:
        prefix = rf"(?:{self._any('span_prefixes')} )?"
        return re.compile(rf"\s*{prefix}(?P<span>{self._spans})(?![{_LATIN}])")

    def span_after(self, after: str) -> str:
        """The span of time that a number counts, by its English name; empty where it counts something else."""
        match = self._span.match(folded(after[:NEAR]))
        if not match:
            return ""
        return next(name for name, words in self.spans.items() if match["span"] in map(folded, words))

    def month_of(self, name: str) -> int:
        """The number of a month from its name in lower case, with or without a point behind it."""
        return next(
            number for number, names in enumerate(self.months, 1) if name in (known.rstrip(".") for known in names)
        )

    def period_of(self, before: str, after: str) -> str | None:
        """The period for which a count holds: `a week`, `mỗi tuần`, `每周`."""
        for name, words in self.periods.items():
            period = any_of(frozenset(map(folded, words)))
            if re.search(rf"(?:/|{self._any('each')})\s?{period}(?![a-z])", folded(after)):
                return name
            if re.search(rf"{self._any('every')}\s?{period}", folded(before)):
                return name
        return None

    def is_aside(self, before: str, after: str) -> bool:
        """Whether a number only qualifies: a time within which something happens, or a property of somebody."""
        is_time = self.span_after(after) and self.ends_with("aside", before)
        is_inside = re.match(rf"\s*{self._spans}{self._any('inside')}", after) and not self._to_end.search(
            _near(before)
        )
        is_property = re.search(rf"{self._any('whose')}\s*(?:{self._limit}\s*)?$", _near(before))
        return bool(is_time or is_inside or is_property)

    # ── Units ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def noun_after(self, after: str) -> str:
        """The counted noun directly behind a number; empty where there is none."""
        after = after[:NEAR]
        if match := self._span.match(folded(after)):
            return after[: match.end()].strip()
        if match := _THAI.match(after):
            word = re.split(self._any("stops", before=False), match[1])[0]
            return word if len(word) <= 12 else ""
        if match := re.match(rf"\s*({self._any('units', before=False)})", after):
            return match[1]
        period = re.search(self._any("each_period"), folded(after))
        match = _NOUN.match(after[: period.start()] if period else after)
        if not match:
            return ""
        taken: list[str] = []
        for word in match["words"].split():
            if folded(word) in self._stops or _UNSPACED.search(word):
                break
            taken.append(word)
        return " ".join(taken) if len(taken) <= _MAX_WORDS else ""

    @cached_property
    def _stops(self) -> frozenset[str]:
        return self._words("stops")

    def noun_before(self, before: str) -> str:
        """The counted noun, where the word before `from`, `to` or a limit is an abbreviation or a plural."""
        key = _near(before)
        verbs = any_of(_those_in(key, self.rises | self.falls), "before")
        match = re.search(rf"(?:{self._before_number}|{verbs})+$", key)
        rest = before[-NEAR:][: match.start()] if match else before[-NEAR:]
        if re.search(r"\bper\b", rest):
            return ""
        match = _ACRONYM.search(rest) or (_PLURAL.search(rest) if rest.isascii() else None)
        return match[1] if match else ""

    @cached_property
    def _before_number(self) -> str:
        """A pattern of a word, apart from verbs, that can stand between a noun and its number."""
        lists = self._any("from", "about", "noun_ends", "keeps")
        return rf"{lists}|{self._to}|{self._limit}|\s|[:(=~≈+]"

    def are_two_units(self, first: str, last: str) -> bool:
        """Whether the texts behind two numbers name different units: `s` and `ms`, `คน` and `ทีม`."""
        spans = self.span_after(first), self.span_after(last)
        if all(spans):
            return spans[0] != spans[1]
        if (han := _HAN.match(first)) and (other := _HAN.match(last)):
            return self._are_two_han_units(self._unit_end.split(han[1])[0], self._unit_end.split(other[1])[0])
        nouns = self.noun_after(first), self.noun_after(last)
        if not all(nouns):
            return False
        if is_wide(nouns[0][0]) and is_wide(nouns[1][0]):
            return not (nouns[0].startswith(nouns[1]) or nouns[1].startswith(nouns[0]))
        return not set(_singular(nouns[0])) & set(_singular(nouns[1]))

    def _are_two_han_units(self, first: str, last: str) -> bool:
        """Whether two Chinese units differ; of 5个客户 and 10家客户, whether the nouns behind the counters do."""
        nouns = [re.sub(f"^{self._any('units')}", "", unit) for unit in (first, last)]
        units = nouns if all(nouns) else [first, last]
        return all(units) and not (units[0].startswith(units[1]) or units[1].startswith(units[0]))

    @cached_property
    def _unit_end(self) -> re.Pattern[str]:
        lists = self._any("stops", "inside", "at_most_behind_unit", "at_least_behind_unit")
        return re.compile(rf"{self._to}|{any_of(self.rises | self.falls)}|{lists}")


@cache
def _any_of_lists(words: MeasureWords, names: Sequence[str], *, before: bool, after: bool) -> str:
    some = frozenset(folded(word) for name in names for word in words.lists.get(name, ()))
    return any_of(some, *(["before"] if before else []), *(["after"] if after else []))


def _those_in(text: str, words: frozenset[str]) -> frozenset[str]:
    """The words that occur in a text: a pattern of these few is compiled sooner than one of all."""
    return frozenset(word for word in words if word in text)


def _near(before: str) -> str:
    """The folded end of the text before a number."""
    return folded(before[-NEAR:])


def _singular(noun: str) -> Iterable[str]:
    """Words as they are compared: in lower case, without the plural of English."""
    for word in folded(noun).split():
        yield re.sub(r"ies$", "y", word) if word.endswith("ies") else word.removesuffix("s") if len(word) > 3 else word


def joined_unit(scale: str, noun: str) -> str:
    """A scale and its counted noun: `tỷ đồng`, `万元`, `million users`."""
    space = "" if scale and ord(scale[0]) > 0x0DFF and ord(scale[0]) < 0xFB00 and not noun.isascii() else " "
    return space.join(filter(None, [scale, noun]))
