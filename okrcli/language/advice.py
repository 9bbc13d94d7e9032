"""How an objective, key result or action is worded: what a good colleague would ask, in the language of the text.

`judge` looks at one text and knows nothing of files. The words come from lexicons, one for each language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from okrcli.language.text import Lexicon, Text, Weight

Kind = Literal["objective", "key_result", "action"]


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


def judge(text: str, kind: Kind, lexicon: Lexicon, fields: Fields = NOTHING_SAID) -> list[Remark]:
    """What there is to ask about a text, the weightiest first; nothing where it is fine, or an action.

    `lexicon` is that of its language: `lexicons.Words.of(text)`.
    """
    seen = Text(text, lexicon)
    if kind == "action" or not seen.units:
        return []
    found = _of_objective(seen) if kind == "objective" else _of_key_result(seen, fields)
    return sorted(found, key=lambda remark: remark.weight == "info")


def _remark(seen: Text, rule: str, weight: Weight, say: str, shape: str = "", **words: str) -> Remark:
    lexicon = seen.lexicon
    question = lexicon.say[say]
    for name, word in words.items():
        question = question.replace(f"{{{name}}}", word)
    return Remark(rule, weight, question, _shaped(seen, shape), lexicon.language)


def _shaped(seen: Text, shape: str) -> str | None:
    """The text in this shape; one that takes the verb out of it needs the verb at its beginning."""
    shapes = seen.lexicon.shapes
    pattern = shapes.get(shape)
    if pattern is None:
        return None
    size = len(seen.lead)
    if "{rest}" in pattern and not seen.text.casefold().startswith(seen.lead):
        pattern = shapes["other"]
    parts = {"{text}": seen.text, "{rest}": seen.text[size:].strip(), "{verb}": seen.text[:size]}
    return re.sub(r"\{\w+\}", lambda found: parts[found[0]], pattern)


# ── Key results ───────────────────────────────────────────────────────────────────────────────────────────────────


def _of_key_result(seen: Text, fields: Fields) -> Iterator[Remark]:
    amounts = seen.amounts
    has_number = seen.has_number or fields.has_number
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
    return _remark(seen, "result-without-number", "warning", "number", _from_to(seen))


def _from_to(seen: Text) -> str:
    return "fall" if "falls" in seen.lead_roles else "rise" if "rises" in seen.lead_roles else "other"


def _of_measure(seen: Text, fields: Fields) -> Iterator[Remark]:
    """What may be asked where there is a number."""
    amounts = seen.amounts
    if seen.has("vanity"):
        yield _remark(seen, "vanity-measure", "warning", "vanity")
    elif seen.has("vanity_maybe"):
        yield _remark(seen, "vanity-measure", "info", "vanity")
    says_start = amounts.has_arrow or seen.has("baselines")
    if amounts.change and not (says_start or fields.has_start) and seen.lead_roles & {"rises", "falls"}:
        yield _remark(seen, "percent-of-what", "info", "baseline", _from_to(seen), percent=amounts.change)
    if amounts.parts > 1 and not says_start:
        yield _remark(seen, "several-results", "info", "compound")
    if "routines" in seen.lead_roles:
        yield _remark(seen, "business-as-usual", "info", "routine")


# ── Objectives ────────────────────────────────────────────────────────────────────────────────────────────────────

_SHORT: Final = 9
"""Words up to which an objective with a number is that number and little else."""


def _of_objective(seen: Text) -> Iterator[Remark]:
    has_purpose = seen.says_why
    if seen.amounts.numbers and not seen.amounts.is_rank:
        yield _of_metric(seen, has_purpose=has_purpose)
    elif "topics" in seen.lead_roles and not any(map(seen.has, ("purposes", "rises", "falls", "verbs"))):
        yield _remark(seen, "topic-without-verb", "warning", "topic")
    elif "routines" in seen.lead_roles and not has_purpose:
        yield _remark(seen, "business-as-usual", "warning", "routine")
    elif seen.is_delivery and not has_purpose and not (seen.has("qualities") and not seen.is_empty):
        yield _remark(seen, "task-as-objective", "warning", "task_objective")
    elif seen.is_empty:
        rule, say = ("vague-objective", "vague_objective") if seen.has_verb else ("topic-without-verb", "topic")
        yield _remark(seen, rule, "warning", say)
    elif not seen.has_verb and seen.size <= 4:
        yield _remark(seen, "topic-without-verb", "warning", "topic")


def _of_metric(seen: Text, *, has_purpose: bool) -> Remark:
    is_more = has_purpose or bool(seen.amounts.change) or seen.size > _SHORT
    weight: Weight = "info" if is_more else seen.lexicon.weights["metric_objectives"]
    return _remark(seen, "objective-is-metric", weight, "metric_objective", "metric_objective")
