"""A text seen with the words of its language: how it begins, what it speaks of, what it leaves out.

No text is cut into words where its script does not do it: Thai and Chinese are looked through sign by sign, and the
longest word wins.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from okrcli.language.folding import appended, folded, is_wide, joined, units_of
from okrcli.language.measure_words import MeasureWords
from okrcli.language.number_patterns import NumberWords
from okrcli.language.numbers import Scanner

Weight = Literal["warning", "info"]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The word lists of a language, and its texts for people."""

    language: str
    lists: Mapping[str, frozenset[str]]
    say: Mapping[str, str]
    shapes: Mapping[str, str]
    weights: Mapping[str, Weight]
    beginnings: frozenset[str]
    """Every word and all that a word begins with, unit by unit: where a run of units is none, it can be left."""
    number_words: NumberWords
    measure: MeasureWords
    """Words around a number in a title."""
    frames: Mapping[str, tuple[re.Pattern[str], ...]] = field(default_factory=dict)
    """By list, the words with a gap in them: `from … to`."""

    def __getitem__(self, name: str) -> frozenset[str]:
        return self.lists[name]

    @cached_property
    def roles(self) -> Mapping[str, frozenset[str]]:
        """Each word that can begin a text, with the lists it is in."""
        words_of_role: dict[str, set[str]] = {}
        for name in LEADS:
            for word in self.lists[name]:
                words_of_role.setdefault(word, set()).add(name)
        return {word: frozenset(names) for word, names in words_of_role.items()}

    @cached_property
    def scanner(self) -> Scanner:
        """The scanner of numbers with its words."""
        return Scanner(self.number_words)

    @cached_property
    def empty(self) -> frozenset[str]:
        """Words of which alone an objective says nothing."""
        return frozenset().union(*(self.lists[name] for name in EMPTY))


LEADS: Final = ("deliveries", "activities", "rises", "falls", "verbs", "routines", "topics")
"""The lists whose words mean something at the beginning of a text."""
EMPTY: Final = ("rises", "falls", "things", "qualities", "generic_verbs", "fillers", "openers")
"""The lists of words that every company could write."""


_NEAR: Final = 3
"""Words from the verb to a number that counts what it does: "hold at least 5 workshops"."""


MAX_SIGNS: Final = 1000
"""The most characters of a text that are read."""


_LABEL: Final = re.compile(
    r"^(?:[-*•]\s+)?(?:(?:kr|o|okr)\s?\d{0,2}(?:\.\d{1,2})?\s?[:.)\-–：]\s*|\d{1,2}[.)]\s+)?", re.I
)
"""A number or bullet before a text: `KR2: `."""


class Text:
    """A text, looked at with the words of its language."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = _LABEL.sub("", " ".join(text[:MAX_SIGNS].split())).rstrip(" .;,")
        self.lexicon = lexicon
        self.folded = folded(self.text)
        self.units = units_of(self.folded)
        self.amounts = lexicon.scanner.scan(self.text)
        self.lead, self.lead_roles = self._lead()

    @cached_property
    def grams(self) -> frozenset[str]:
        """Every word or run of words of it that may stand in a lexicon."""
        return frozenset(run for start in range(len(self.units)) for run, _ in self._runs(self.units, start))

    def _runs(self, units: Sequence[str], start: int) -> Iterator[tuple[str, int]]:
        """The texts that begin at a unit and may be a word, the shortest first, each with its number of units."""
        run = ""
        for size, unit in enumerate(units[start:], 1):
            run = appended(run, unit)
            if run not in self.lexicon.beginnings:
                return
            yield run, size

    @cached_property
    def joined(self) -> str:
        """Its words as the lexicons have them, without other signs."""
        return joined(self.units)

    def has(self, name: str) -> bool:
        """True if a word of this list stands anywhere in it."""
        return not self.grams.isdisjoint(self.lexicon[name]) or any(
            frame.search(self.joined) for frame in self.lexicon.frames.get(name, ())
        )

    @property
    def has_number(self) -> bool:
        """True if it says a quantity, in figures or in a word such as `double`."""
        return self.amounts.has_number or self.has("numbers")

    def _lead(self) -> tuple[str, frozenset[str]]:
        """The verb (or topic) with which it begins, behind a day and words such as `we will`; and its lists."""
        units = units_of(self.amounts.rest)
        start = 0
        while start < len(units):
            word, size = self._longest(units, start, self.lexicon.roles)
            _, skipped = self._longest(units, start, self.lexicon["openers"])
            if size and size >= skipped:
                return word, self.lexicon.roles[word]
            if not skipped:
                break
            start += skipped
        return "", frozenset()

    def _longest(
        self, units: Sequence[str], start: int, words: Mapping[str, object] | frozenset[str]
    ) -> tuple[str, int]:
        best = ("", 0)
        for run, size in self._runs(units, start):
            if run in words:
                best = (run, size)
        return best

    @property
    def says_why(self) -> bool:
        """True if a reason or purpose stands somewhere behind the verb: in `migrate to the cloud` is none."""
        if not self.has("purposes"):
            return False
        first = len(units_of(self.lead)) + 1 if self.joined.startswith(self.lead) and self.lead else 0
        runs = (run for start in range(first, len(self.units)) for run, _ in self._runs(self.units, start))
        return not self.lexicon["purposes"].isdisjoint(runs)

    @property
    def begins_with_work(self) -> bool:
        """True if the first verb is one of work, finished or going on, and of nothing else."""
        return bool(self.lead_roles & {"deliveries", "activities"}) and not self.lead_roles & {"rises", "falls"}

    @property
    def is_delivery(self) -> bool:
        """True if it begins with a verb that finishes work; in `buying a ticket is …` it is the subject."""
        return "deliveries" in self.lead_roles and not self.lead.partition(" ")[0].endswith("ing")

    @property
    def brings_something(self) -> bool:
        """True if it says what the work brings: a rate, money, a level from and to, or people by the count."""
        amounts = self.amounts
        is_soft = "deliveries" not in self.lead_roles
        return (
            amounts.has_percent
            or amounts.has_money
            or amounts.has_arrow
            or self._holds_a_level
            or self.has("outcomes")
            or self.has("baselines")
            or (is_soft and self.has_number and self.has("gains"))
        )

    @property
    def _holds_a_level(self) -> bool:
        """True if it is about a level, as `support response time below 2 hours`, in which support is no verb."""
        before = itertools.takewhile(lambda unit: not any(map(str.isdigit, unit)), self.units)
        return self.amounts.is_level and len(list(before)) > _NEAR

    @property
    def is_empty(self) -> bool:
        """True if it holds nothing but words that every company could write."""
        if self.has_number or not self.units:
            return False
        position = 0
        while position < len(self.units):
            _, size = self._longest(self.units, position, self.lexicon.empty)
            if not size:
                return False
            position += size
        return True

    @property
    def has_verb(self) -> bool:
        """True if a verb is known in it."""
        return any(self.has(name) for name in LEADS[:-1])

    @property
    def size(self) -> int:
        """Words; in Thai and Chinese some signs count as one."""
        wide = sum(map(is_wide, self.units))
        return len(self.units) - wide + (wide + 2) // 3
