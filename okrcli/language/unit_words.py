"""Words of one language around a number in a title, and the unit of the number: `%`, a span of time, a counted noun."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import takewhile
from typing import Final

from okrcli.language.folding import any_of, folded, is_han, is_thai, is_wide
from okrcli.language.number_patterns import ARROWS
from okrcli.model.records import Kind

LIMITS: Final[tuple[Kind, ...]] = ("at_least", "at_most", "below", "above")
_LIMIT_SIGNS: Final = {"at_least": "≥|>=", "at_most": "≤|<=", "below": "<", "above": ">"}
_NOUN: Final = re.compile(r"\s*(?P<words>[^\W\d_]+(?:[-'’][^\W\d_]+)*(?: [^\W\d_]+(?:[-'’][^\W\d_]+)*){0,4})")
_MAX_WORDS: Final = 4
"""Words of a noun; what is longer is the rest of a sentence."""
_MAX_THAI: Final = 12
"""Signs of a Thai noun, which has no spaces."""
_ACRONYM: Final = re.compile(r"(?<![\w])([A-Z]{2,6}s?)\s*$")
_PLURAL: Final = re.compile(r"(?<![\w])([a-z]{3,}[^su\W\d]s)\s*$")
NEAR: Final = 100
"""Signs before and behind a number in which the words that belong to it are looked for."""
_LATIN: Final = r"a-z\u00e0-\u024f\u1e00-\u1eff"


@dataclass(frozen=True, eq=False)
class UnitWords:
    """Words of a language by their meaning; the lists are those under `measure` in the file of a language."""

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

    def noun_after(self, after: str) -> str:
        """The counted noun directly behind a number; empty where there is none."""
        after = after[:NEAR]
        if match := self._span.match(folded(after)):
            return after[: match.end()].strip()
        if thai := _leading(is_thai, after):
            word = re.split(self._any("stops", before=False), thai)[0]
            return word if len(word) <= _MAX_THAI else ""
        if match := re.match(rf"\s*({self._any('units', before=False)})", after):
            return match[1]
        period = re.search(self._any("each_period"), folded(after))
        match = _NOUN.match(after[: period.start()] if period else after)
        if not match:
            return ""
        noun = list(takewhile(self._is_of_noun, match["words"].split()))
        return " ".join(noun) if len(noun) <= _MAX_WORDS else ""

    def _is_of_noun(self, word: str) -> bool:
        return folded(word) not in self._stops and not any(map(is_wide, word))

    @cached_property
    def _stops(self) -> frozenset[str]:
        return self._words("stops")

    def noun_before(self, before: str) -> str:
        """The counted noun, where the word before `from`, `to` or a limit is an abbreviation or a plural."""
        key = near(before)
        verbs = any_of(those_in(key, self.rises | self.falls), "before")
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
        """True if the texts behind two numbers name different units: `s` and `ms`, `คน` and `ทีม`."""
        spans = self.span_after(first), self.span_after(last)
        if all(spans):
            return spans[0] != spans[1]
        han = _leading(is_han, first), _leading(is_han, last)
        if all(han):
            return self._are_two_han_units(*(self._unit_end.split(signs)[0] for signs in han))
        nouns = self.noun_after(first), self.noun_after(last)
        if not all(nouns):
            return False
        if is_wide(nouns[0][0]) and is_wide(nouns[1][0]):
            return not (nouns[0].startswith(nouns[1]) or nouns[1].startswith(nouns[0]))
        return not set(_singular(nouns[0])) & set(_singular(nouns[1]))

    def _are_two_han_units(self, first: str, last: str) -> bool:
        """True if two Chinese units differ; of 5个客户 and 10家客户, whether the nouns behind the counters do."""
        nouns = [re.sub(f"^{self._any('units')}", "", unit) for unit in (first, last)]
        units = nouns if all(nouns) else [first, last]
        return all(units) and not (units[0].startswith(units[1]) or units[1].startswith(units[0]))

    @cached_property
    def _unit_end(self) -> re.Pattern[str]:
        lists = self._any("stops", "inside", "at_most_behind_unit", "at_least_behind_unit")
        return re.compile(rf"{self._to}|{any_of(self.rises | self.falls)}|{lists}")


@cache
def _any_of_lists(words: UnitWords, names: Sequence[str], *, before: bool, after: bool) -> str:
    listed = frozenset(folded(word) for name in names for word in words.lists.get(name, ()))
    return any_of(listed, *(["before"] if before else []), *(["after"] if after else []))


def those_in(text: str, words: frozenset[str]) -> frozenset[str]:
    """The words that occur in a text: a pattern of these few is compiled sooner than one of all."""
    return frozenset(word for word in words if word in text)


def _leading(is_of_script: Callable[[str], bool], text: str) -> str:
    """The signs of a script with which a text begins, behind spaces."""
    return "".join(takewhile(is_of_script, text.lstrip()))


def near(before: str) -> str:
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
