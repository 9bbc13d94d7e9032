"""Advice about the wording of an objective, key result or action, in the language of the text.

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
    """A proposal for another wording, if the words allow one."""
    language: str


class Fields(NamedTuple):
    """The facts that the fields of a key result give beside its title."""

    is_measured: bool = False
    """True if a number or a done-state stands there."""
    has_number: bool = False
    has_start: bool = False
    has_level: bool = False
    """True if they measure a level, which is no count of work: a start other than 0, or percent."""


NOTHING_SAID: Final = Fields()


def judge(text: str, kind: Kind, lexicon: Lexicon, fields: Fields = NOTHING_SAID) -> list[Remark]:
    """The advice about a text, the most important first; none for a good text or an action.

    `lexicon` is that of its language: `lexicons.Words.of(text)`.
    """
    seen = Text(text, lexicon)
    if kind == "action" or not seen.units:
        return []
    remarks = _of_objective(seen) if kind == "objective" else _of_key_result(seen, fields)
    return sorted(remarks, key=lambda remark: remark.weight == "info")


def _remark(text: Text, rule: str, weight: Weight, say: str, shape: str = "", **words: str) -> Remark:
    lexicon = text.lexicon
    question = lexicon.say[say]
    for name, word in words.items():
        question = question.replace(f"{{{name}}}", word)
    return Remark(rule, weight, question, _shaped(text, shape), lexicon.language)


def _shaped(text: Text, shape: str) -> str | None:
    """The text in this shape; one that takes the verb out of it needs the verb at its beginning."""
    shapes = text.lexicon.shapes
    pattern = shapes.get(shape)
    if pattern is None:
        return None
    size = len(text.lead)
    if "{rest}" in pattern and not text.text.casefold().startswith(text.lead):
        pattern = shapes["other"]
    parts = {"{text}": text.text, "{rest}": text.text[size:].strip(), "{verb}": text.text[:size]}
    return re.sub(r"\{\w+\}", lambda found: parts[found[0]], pattern)


# ── Key results ───────────────────────────────────────────────────────────────────────────────────────────────────


def _of_key_result(text: Text, fields: Fields) -> Iterator[Remark]:
    amounts = text.amounts
    has_number = text.has_number or fields.has_number
    is_open = bool(text.lead_roles & {"rises", "falls"}) or text.is_empty
    is_measurable = has_number or (fields.is_measured and not is_open) or text.has("done_states")
    if text.begins_with_work and not text.brings_something and not fields.has_level:
        yield _of_work(text, has_number=has_number, is_settled=is_measurable or amounts.has_date)
    elif not is_measurable and (not amounts.has_date or text.lead_roles & {"rises", "falls"}):
        yield _of_unmeasured(text)
    else:
        yield from _of_measure(text, fields)


def _of_work(text: Text, *, has_number: bool, is_settled: bool) -> Remark:
    weights = text.lexicon.weights
    if has_number:
        return _remark(text, "task-as-result", weights["counted_tasks"], "counted_task", "task")
    weight: Weight = weights["dated_tasks"] if is_settled else "warning"
    return _remark(text, "task-as-result", weight, "task", "task")


def _of_unmeasured(text: Text) -> Remark:
    is_change = text.lead_roles & {"rises", "falls"}
    if not is_change and (text.is_empty or text.has("qualities")):
        return _remark(text, "vague-result", "warning", "vague")
    return _remark(text, "result-without-number", "warning", "number", _from_to(text))


def _from_to(text: Text) -> str:
    return "fall" if "falls" in text.lead_roles else "rise" if "rises" in text.lead_roles else "other"


def _of_measure(text: Text, fields: Fields) -> Iterator[Remark]:
    """The advice about a text with a number."""
    amounts = text.amounts
    if text.has("vanity"):
        yield _remark(text, "vanity-measure", "warning", "vanity")
    elif text.has("vanity_maybe"):
        yield _remark(text, "vanity-measure", "info", "vanity")
    says_start = amounts.has_arrow or text.has("baselines")
    if amounts.change and not (says_start or fields.has_start) and text.lead_roles & {"rises", "falls"}:
        yield _remark(text, "percent-of-what", "info", "baseline", _from_to(text), percent=amounts.change)
    if amounts.parts > 1 and not says_start:
        yield _remark(text, "several-results", "info", "compound")
    if "routines" in text.lead_roles:
        yield _remark(text, "business-as-usual", "info", "routine")


# ── Objectives ────────────────────────────────────────────────────────────────────────────────────────────────────

_SHORT: Final = 9
"""Words up to which an objective with a number is that number and little else."""


def _of_objective(text: Text) -> Iterator[Remark]:
    has_purpose = text.says_why
    if text.amounts.numbers and not text.amounts.is_rank:
        yield _of_metric(text, has_purpose=has_purpose)
    elif "topics" in text.lead_roles and not any(map(text.has, ("purposes", "rises", "falls", "verbs"))):
        yield _remark(text, "topic-without-verb", "warning", "topic")
    elif "routines" in text.lead_roles and not has_purpose:
        yield _remark(text, "business-as-usual", "warning", "routine")
    elif text.is_delivery and not has_purpose and not (text.has("qualities") and not text.is_empty):
        yield _remark(text, "task-as-objective", "warning", "task_objective")
    elif text.is_empty:
        rule, say = ("vague-objective", "vague_objective") if text.has_verb else ("topic-without-verb", "topic")
        yield _remark(text, rule, "warning", say)
    elif not text.has_verb and text.size <= 4:
        yield _remark(text, "topic-without-verb", "warning", "topic")


def _of_metric(text: Text, *, has_purpose: bool) -> Remark:
    is_more = has_purpose or bool(text.amounts.change) or text.size > _SHORT
    weight: Weight = "info" if is_more else text.lexicon.weights["metric_objectives"]
    return _remark(text, "objective-is-metric", weight, "metric_objective", "metric_objective")
