"""Words around a number in a title, of one language: from, to, at least, by, and the verbs of a change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final, Literal

from okrcli.language.folding import any_of, folded
from okrcli.language.number_patterns import ARROWS
from okrcli.language.unit_words import NEAR, UnitWords, near, those_in
from okrcli.model.records import Kind

Direction = Literal["up", "down"]
_SHARED: Final = re.compile(r"(?:[^,;!?]|,(?=\d)){0,40}")
_ACRONYM_BEFORE_SIGN: Final = re.compile(r"(?<!\S)[A-Z]{2,6} (?=[≥≤<>=~ ]*$)")


class MeasureWords(UnitWords):
    """Words by what they say of a measure: from and to, limits, verbs and periods."""

    # ── From, to, limits ──────────────────────────────────────────────────────────────────────────────────────────

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
        """True if the texts before and between two numbers make them a start and a target: `from 20 to`, `20 →`."""
        if len(between) > NEAR:
            return False
        match = self._to_end.search(folded(between))
        if not match or not _SHARED.fullmatch(between[: match.start()]):
            return False
        return bool(self.ends_with_from(before) or re.search(ARROWS, match[0]))

    def is_way_back(self, before: str, between: str) -> bool:
        """True if the first of two numbers is the target: `to 30 from 20`, `to 30 (now 20)`."""
        return self.ends_with_from(between) and (self.is_goal(before) or self.limit_of(before, "") is not None)

    def ends_with_from(self, before: str) -> bool:
        """True if a text ends with a word for `from`."""
        return self._from_end.search(near(before)) is not None

    def is_goal(self, before: str) -> bool:
        """True if a text ends with a word for `to` or `reach`, so that a number behind it is a target."""
        return self._goal.search(near(_ACRONYM_BEFORE_SIGN.sub("", before[-NEAR:]))) is not None

    def ends_with(self, name: str, before: str) -> bool:
        """True if a text ends with a word of a list: `by`, `between`."""
        return re.search(rf"{self._any(name)}\s*$", near(before)) is not None

    def is_range(self, between: str) -> bool:
        """True if the text between two numbers makes them a range: `10-15`."""
        return re.fullmatch(rf"\s*(?:[-–~]|{self._any('range')})\s*", folded(between)) is not None

    def limit_of(self, before: str, after: str) -> Kind | None:
        """The limit that the words around a number make of it."""
        for kind, words in self._limits:
            if re.search(rf"{words}\s*$", near(before)):
                return kind
        for kind in ("at_least", "at_most"):
            unit = r"(?:[\u4e00-\u9fff]{0,2})" if self.lists.get(f"{kind}_behind_unit") else ""
            words = rf"\s*(?:{self._any(f'{kind}_after')}|{unit}{self._any(f'{kind}_behind_unit')})"
            if re.match(words, folded(after[:NEAR])):
                return kind
        return None

    # ── Verbs ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def is_count(self, before: str, after: str) -> bool:
        """True if the text before a number makes it a count that begins at 0: `Hire`, `Publish`, `招聘`."""
        return bool(
            self._counted.search(near(before))
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
        """True if a title begins with a verb of that sort."""
        opening = re.split(r"[^\u0e00-\u0e7f]", text)[0]
        return bool(self._counted.search(folded(" ".join(text.split()[:1]))) or self._counted_noun.search(opening))

    def moves(self, text: str) -> bool:
        """True if a title begins with a verb of movement: grow, cut, bring."""
        return self._opening_move.match(folded(text)) is not None

    @cached_property
    def _opening_move(self) -> re.Pattern[str]:
        verbs = any_of(self.rises | self.falls | self._words("moves"), "before", "after")
        return re.compile(rf"\s*{verbs}")

    def keeps(self, text: str) -> bool:
        """True if a title speaks of what holds all the time."""
        return re.search(self._any("keeps", after=True), folded(text)) is not None

    def finds(self, text: str) -> bool:
        """True if a title begins with words for finding out a first value."""
        return re.match(rf"\s*{self._any('finds')}", folded(text)) is not None

    def multiple_in(self, text: str) -> str:
        """The word of a title that multiplies: `double`; empty where there is none."""
        match = re.search(self._any("multiples", after=True), folded(text))
        return text[match.start() : match.end()] if match else ""

    def is_multiple(self, before: str, after: str) -> bool:
        """True if the words around a number make it a factor: `2 เท่า`, `gấp 3 lần`."""
        return self.ends_with("times_before", before) or bool(
            re.match(rf"\s*{self._any('times')}", folded(after[:NEAR]))
        )

    def is_repeated(self, text: str) -> bool:
        """True if a title speaks of more, or of every week: what is done once is not meant."""
        periods = any_of(frozenset(folded(word) for words in self.periods.values() for word in words))
        words = rf"{self._any('more', 'each_period', after=True)}|{self._any('every')}\s?{periods}"
        return re.search(words, folded(text)) is not None

    def is_done_or_not(self, text: str) -> bool:
        """True if a title begins, behind a last day, with a verb of work that is done or not."""
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
            for match in re.finditer(any_of(those_in(key, words), "before", "after"), key):
                yield direction, text[match.start() : match.end()]

    @cached_property
    def _directions(self) -> Mapping[Direction, frozenset[str]]:
        both = self._words("both_ways")
        return {
            "up": (self.rises - both) | self._words("up_to"),
            "down": (self.falls - both) | self._words("down_to"),
        }

    # ── Time ──────────────────────────────────────────────────────────────────────────────────────────────────────

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
        """True if a number only qualifies: a time within which something happens, or a property of a person."""
        is_time = self.span_after(after) and self.ends_with("aside", before)
        is_inside = re.match(rf"\s*{self._spans}{self._any('inside')}", after) and not self._to_end.search(near(before))
        is_property = re.search(rf"{self._any('whose')}\s*(?:{self._limit}\s*)?$", near(before))
        return bool(is_time or is_inside or is_property)
