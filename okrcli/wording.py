"""How an objective, key result or action is worded: what a good colleague would ask, in the language of the text.

`judge` looks at one text and knows nothing of files. The words come from lexicons, one for each language; no text is
cut into words where the script does not do it: Thai and Chinese are looked through sign by sign, the longest word wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal, NamedTuple

from okrcli.quantities import Quantities, folded, is_wide, units_of

Kind = Literal["objective", "key_result", "action"]
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


class Remark(NamedTuple):
    """One thing to ask about a text."""

    rule: str
    """The name of the code: `task-as-result`."""
    weight: Weight
    """`warning` where those who write about OKRs agree, `info` where they do not."""
    question: str
    """In the language of the text."""
    shape: str | None
    """How it could be written instead, where the words allow to say it."""
    language: str


class Fields(NamedTuple):
    """What the fields of a key result say beside its title."""

    is_measured: bool = False
    """Whether a number or a done-state stands there."""
    has_number: bool = False
    has_start: bool = False
    has_level: bool = False
    """Whether they measure a level, which is no count of work: a start other than 0, or percent."""


NOTHING_SAID: Final = Fields()


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
    def brings_something(self) -> bool:
        """Whether it says what the work brings: a rate, money, a level from and to, or people by the count."""
        amounts = self.amounts
        is_soft = "deliveries" not in self.lead_roles
        return (
            amounts.has_percent
            or amounts.has_money
            or amounts.has_arrow
            or self.has("outcomes")
            or self.has("baselines")
            or (bool(amounts.numbers) and (is_soft and self.has("gains")))
        )

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


def judge(text: str, kind: Kind, lexicon: Lexicon, fields: Fields = NOTHING_SAID) -> list[Remark]:
    """What there is to ask about a text, the weightiest first; nothing where it is fine, or an action.

    `lexicon` is that of its language: `lexicons.Words.of(text)`.
    """
    seen = Text(text, lexicon)
    if kind == "action" or not seen.units:
        return []
    found = _of_objective(seen) if kind == "objective" else _of_key_result(seen, fields)
    return sorted(found, key=lambda remark: remark.weight == "info")


def _remark(seen: Text, rule: str, weight: Weight, say: str, shape: str | None = None, **words: str) -> Remark:
    lexicon = seen.lexicon
    pattern = lexicon.shapes.get(shape) if shape else None
    text = pattern.replace("{text}", seen.text) if pattern else None
    question = lexicon.say[say]
    for name, word in words.items():
        question = question.replace(f"{{{name}}}", word)
    return Remark(rule, weight, question, text, lexicon.language)


# ── Key results ───────────────────────────────────────────────────────────────────────────────────────────────────


def _of_key_result(seen: Text, fields: Fields) -> Iterator[Remark]:
    amounts = seen.amounts
    has_number = bool(amounts.numbers) or fields.has_number
    is_open = bool(seen.lead_roles & {"rises", "falls"}) or seen.is_empty
    is_measurable = has_number or (fields.is_measured and not is_open) or seen.has("done_states")
    if seen.begins_with_work and not seen.brings_something and not fields.has_level:
        yield _of_work(seen, has_number=has_number, is_settled=is_measurable or amounts.has_date)
    elif not is_measurable and (not amounts.has_date or seen.lead_roles & {"rises", "falls"}):
        yield _of_unmeasured(seen)
    else:
        yield from _of_measure(seen, fields)


def _of_work(seen: Text, *, has_number: bool, is_settled: bool) -> Remark:
    weights = seen.lexicon.weights
    if has_number:
        return _remark(seen, "task-as-result", weights["counted_tasks"], "counted_task", "task")
    weight: Weight = weights["dated_tasks"] if is_settled else "warning"
    return _remark(seen, "task-as-result", weight, "task", "task")


def _of_unmeasured(seen: Text) -> Remark:
    is_change = seen.lead_roles & {"rises", "falls"}
    if not is_change and (seen.is_empty or seen.has("qualities")):
        return _remark(seen, "vague-result", "warning", "vague")
    shape = "fall" if "falls" in seen.lead_roles else "rise" if is_change else "other"
    return _remark(seen, "result-without-number", "warning", "number", shape)


def _of_measure(seen: Text, fields: Fields) -> Iterator[Remark]:
    """What may be asked where there is a number."""
    amounts = seen.amounts
    if seen.has("vanity"):
        yield _remark(seen, "vanity-measure", "warning", "vanity")
    elif seen.has("vanity_maybe"):
        yield _remark(seen, "vanity-measure", "info", "vanity")
    says_start = amounts.has_arrow or seen.has("baselines")
    if amounts.change and not (says_start or fields.has_start) and seen.lead_roles & {"rises", "falls"}:
        yield _remark(seen, "percent-of-what", "info", "baseline", "baseline", percent=amounts.change)
    if amounts.parts > 1 and not says_start:
        yield _remark(seen, "several-results", "info", "compound")
    if "routines" in seen.lead_roles:
        yield _remark(seen, "business-as-usual", "info", "routine")


# ── Objectives ────────────────────────────────────────────────────────────────────────────────────────────────────

_SHORT: Final = 9
"""Words up to which an objective with a number is that number and little else."""


def _of_objective(seen: Text) -> Iterator[Remark]:
    has_purpose = seen.has("purposes")
    if seen.amounts.numbers and not seen.amounts.is_rank:
        yield _of_metric(seen, has_purpose=has_purpose)
    elif "topics" in seen.lead_roles and not any(map(seen.has, ("purposes", "rises", "falls", "verbs"))):
        yield _remark(seen, "topic-without-verb", "warning", "topic")
    elif "routines" in seen.lead_roles and not has_purpose:
        yield _remark(seen, "business-as-usual", "warning", "routine")
    elif "deliveries" in seen.lead_roles and not has_purpose and not (seen.has("qualities") and not seen.is_empty):
        yield _remark(seen, "task-as-objective", "warning", "task_objective")
    elif seen.is_empty:
        rule, say = ("vague-objective", "vague_objective") if seen.has_verb else ("topic-without-verb", "topic")
        yield _remark(seen, rule, "warning", say)
    elif not seen.has_verb and seen.size <= 4:
        yield _remark(seen, "topic-without-verb", "warning", "topic")


def _of_metric(seen: Text, *, has_purpose: bool) -> Remark:
    of_level = "percent_objectives" if seen.amounts.change else "metric_objectives"
    weight: Weight = "info" if has_purpose or seen.size > _SHORT else seen.lexicon.weights[of_level]
    return _remark(seen, "objective-is-metric", weight, "metric_objective", "metric_objective")
