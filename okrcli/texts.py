"""A text seen with the words of its language: how it begins, what it speaks of, what it leaves out.

No text is cut into words where its script does not do it: Thai and Chinese are looked through sign by sign, and the
longest word wins.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from okrcli.quantities import Quantities, folded, is_wide, units_of

Weight = Literal["warning", "info"]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The words of a language by list, and what is said in it."""

    language: str
    lists: Mapping[str, frozenset[str]]
    say: Mapping[str, str]
    shapes: Mapping[str, str]
    weights: Mapping[str, Weight]
    quantities: Quantities
    longest: int
    """Units of the longest word."""
    frames: Mapping[str, tuple[re.Pattern[str], ...]] = field(default_factory=dict)
    """By list, the words with a gap in them: `from … to`."""

    def __getitem__(self, name: str) -> frozenset[str]:
        return self.lists[name]

    @cached_property
    def roles(self) -> Mapping[str, frozenset[str]]:
        """Each word that can begin a text, with the lists it is in."""
        found: dict[str, set[str]] = {}
        for name in LEADS:
            for word in self.lists[name]:
                found.setdefault(word, set()).add(name)
        return {word: frozenset(names) for word, names in found.items()}

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


class Text:
    """A text, looked at with the words of its language."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = " ".join(text.split()).rstrip(" .;,")
        self.lexicon = lexicon
        self.folded = folded(self.text)
        self.units = units_of(self.folded)
        self.joined = _joined(self.units)
        self.amounts = lexicon.quantities.of(self.folded)
        self.lead, self.lead_roles = self._lead()

    @cached_property
    def grams(self) -> frozenset[str]:
        """Every word or run of words of it that could stand in a lexicon."""
        found = []
        for start in range(len(self.units)):
            run = ""
            for unit in self.units[start : start + self.lexicon.longest]:
                run = _appended(run, unit)
                found.append(run)
        return frozenset(found)

    def has(self, name: str) -> bool:
        """Whether a word of this list stands anywhere in it."""
        return not self.grams.isdisjoint(self.lexicon[name]) or any(
            frame.search(self.joined) for frame in self.lexicon.frames.get(name, ())
        )

    def _lead(self) -> tuple[str, frozenset[str]]:
        """The verb (or topic) with which it begins, behind a day and words such as `we will`; and its lists."""
        units = units_of(self.lexicon.quantities.without_days(self.folded))
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
        best, run = ("", 0), ""
        for size, unit in enumerate(units[start : start + self.lexicon.longest], 1):
            run = _appended(run, unit)
            if run in words:
                best = (run, size)
        return best

    @property
    def begins_with_work(self) -> bool:
        """Whether the first verb is one of work, finished or going on, and of nothing else."""
        return bool(self.lead_roles & {"deliveries", "activities"}) and not self.lead_roles & {"rises", "falls"}

    @property
    def is_delivery(self) -> bool:
        """Whether it begins with a verb that finishes work; in `buying a ticket is …` it is the subject."""
        return "deliveries" in self.lead_roles and not self.lead.partition(" ")[0].endswith("ing")

    @property
    def brings_something(self) -> bool:
        """Whether it says what the work brings: a rate, money, a level from and to, or people by the count."""
        amounts = self.amounts
        is_soft = "deliveries" not in self.lead_roles
        return (
            amounts.has_percent
            or amounts.has_money
            or amounts.has_arrow
            or self._holds_a_level
            or self.has("outcomes")
            or self.has("baselines")
            or (bool(amounts.numbers) and (is_soft and self.has("gains")))
        )

    @property
    def _holds_a_level(self) -> bool:
        """Whether it is about a level, as `support response time below 2 hours`, in which support is no verb."""
        before = itertools.takewhile(lambda unit: not any(map(str.isdigit, unit)), self.units)
        return self.amounts.is_level and len(list(before)) > _NEAR

    @property
    def is_empty(self) -> bool:
        """Whether it holds nothing but words that every company could write."""
        if self.amounts.numbers or not self.units:
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
        """Whether a verb is known in it."""
        return any(self.has(name) for name in LEADS[:-1])

    @property
    def size(self) -> int:
        """Words; in Thai and Chinese some signs count as one."""
        wide = sum(map(is_wide, self.units))
        return len(self.units) - wide + (wide + 2) // 3


def _appended(run: str, unit: str) -> str:
    return f"{run} {unit}" if run and not (is_wide(run[-1]) or is_wide(unit)) else run + unit


def _joined(units: list[str]) -> str:
    run = ""
    for unit in units:
        run = _appended(run, unit)
    return run
