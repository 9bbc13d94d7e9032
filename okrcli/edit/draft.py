"""Objectives that are not written to a file yet: their fields so far, and readers of typed measures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from okrcli.language.dates import last_day_in, without_last_day
from okrcli.language.lexicons import lexicon_of
from okrcli.language.title_parser import Proposal, propose
from okrcli.model.assignments import assignments
from okrcli.model.period import Period
from okrcli.model.scalars import InvalidValueError, read_slug, read_title

Typed = Mapping[str, str]
"""Fields as a person types them: `{"start": "20", "target": "30"}`."""

_DONE: Final = re.compile(r"(?:done|yes or no|binary|xong|hoàn thành|เสร็จ|完成)\b", re.IGNORECASE)
_UNKNOWN: Final = re.compile(r"(?:(?:a number to )?find out|unknown|baseline|chưa biết|ยังไม่รู้|不知道)", re.IGNORECASE)
_BETWEEN_FIELDS: Final = re.compile(r"\s+(?=[A-Za-z_]+=)")
_OWNER: Final = re.compile(r"\s@([a-z0-9][a-z0-9._-]*)\s*$")


@dataclass(frozen=True, slots=True)
class KeyResultDraft:
    """A key result or guardrail, as far as it is known."""

    title: str
    measure: Typed | None = None
    """The fields of its measure; None before a person has given or confirmed them."""
    lacks_start: bool = False
    """True if the present value must still be asked for."""
    actions: tuple[Typed, ...] = ()
    has_all_actions: bool = False
    blanks: tuple[str, ...] = ()
    """Fields that a template leaves open; `{start}` in the title stands for the value."""
    guardrails: tuple[KeyResultDraft, ...] = ()
    """The guardrails: each has a title, fields and blanks too."""

    def measured(self, proposal: Proposal) -> KeyResultDraft:
        """The same draft with another measure; its id stays."""
        own_id = {name: text for name, text in (self.measure or {}).items() if name == "id"}
        return replace(self, measure={**own_id, **proposal.fields}, lacks_start=proposal.lacks_start)

    @property
    def is_measured(self) -> bool:
        """True if it has more than an id."""
        return self.measure is not None and not self.measure.keys() <= {"id"}


@dataclass(frozen=True, slots=True)
class ObjectiveDraft:
    """An objective, as far as it is known. None is a field without an answer yet; an empty text is an answer."""

    id: str | None = None
    title: str | None = None
    owner: str | None = None
    type: str | None = None
    parent: str | None = None
    key_results: tuple[KeyResultDraft, ...] = ()
    has_all: bool = False
    """True if no more key results are to be added."""
    covers: bool = False
    """True if the objective is reached when all its key results are reached."""
    is_approved: bool = False

    def with_key_result(self, key_result: KeyResultDraft, position: int | None = None) -> ObjectiveDraft:
        """The same draft with a key result replaced at a position, or added at the end."""
        known = list(self.key_results)
        known[len(known) if position is None else position : None if position is None else position + 1] = [key_result]
        return replace(self, key_results=tuple(known))

    @property
    def fields(self) -> dict[str, str]:
        """The fields of the objective itself, as text."""
        values = {
            "id": self.id,
            "title": self.title,
            "owner": self.owner,
            "type": self.type,
            "contributes_to": self.parent,
        }
        return {name: text for name, text in values.items() if text}


def read_measure(text: str, period: Period | None) -> Proposal:
    """The fields of a measure that is typed without a title: `20 to 30 MQL`, `at least 45`, `done`.

    Raises InvalidValueError, with what is missing, for a text that is no measure.
    """
    if _DONE.match(text):
        return replace(propose("Ship", period), due=last_day_in(text, period))
    if _UNKNOWN.match(text):
        return Proposal("baseline")
    measure = propose(text, period)
    counted = propose(f"Make {text}", period)
    if measure.kind is None and counted.kind == "recurring":
        return counted
    for way in ("from ", "to "):
        if measure.kind is None:
            tried = propose(way + text, period)
            measure = tried if tried.kind else measure
    if measure.kind is None or measure.kind == "binary":
        raise InvalidValueError(
            measure.remark or "this is not a measure", "write 20 to 30 MQL, at least 45, under 3 %, or done"
        )
    return measure


def measured_as(key_result: KeyResultDraft, text: str, period: Period | None) -> KeyResultDraft:
    """A key result with a typed measure. Words that say nothing of the numbers become its definition.

    `Events per month from 1 to 4` has the definition `Events per month`. Raises InvalidValueError.
    """
    proposal = read_measure(text, period)
    measured = key_result.measured(proposal)
    words = _words_beside_measure(text, proposal, period)
    return replace(measured, measure={**(measured.measure or {}), "definition": words}) if words else measured


def _words_beside_measure(text: str, measure: Proposal, period: Period | None) -> str:
    """The words of a typed measure without which it is read in the same way; empty if there are none."""

    def is_same(words: Sequence[str]) -> bool:
        try:
            other = read_measure(" ".join(words), period)
        except InvalidValueError:
            return False
        return replace(other, unit=measure.unit, remark=measure.remark) == measure

    words = text.split()
    first = max((number for number in range(len(words)) if is_same(words[number:])), default=0)
    end = next((number for number in range(first + 1, len(words)) if is_same(words[first:number])), len(words))
    before, after = words[:first], " ".join(words[end:])
    if before and lexicon_of(text).measure.ends_with_from(" ".join(before) + " "):
        before.pop()
    unit = measure.unit or ""
    after = after.removeprefix(unit).strip()
    if " ".join(before) == unit:
        before = []
    return " ".join([*before, *([unit, after] if after else [])]).strip()


def in_words(measure: Proposal) -> str:
    """A measure as text for a person."""
    unit = f" {measure.unit}" if measure.unit else ""
    if measure.kind == "binary":
        return f"done or not, by {measure.due}" if measure.due else "done or not"
    if measure.kind == "baseline":
        return "a number to find out"
    if measure.kind == "recurring":
        return f"{measure.target:f}{unit} each {measure.period}"
    if measure.kind == "between":
        return f"between {measure.low:f} and {measure.high:f}{unit}"
    if measure.kind == "metric":
        start = "" if measure.start is None else f"from {measure.start:f} "
        return f"{start}to {measure.target:f}{unit}"
    return f"{(measure.kind or '').replace('_', ' ')} {measure.target:f}{unit}, all the time"


def read_key_result(text: str, period: Period | None) -> KeyResultDraft:
    """A key result from one argument: a title, and after a bar its measure or its fields.

    `Grow sales | 20 to 30` and `Grow sales | start=20 target=30` are the same as `Grow sales from 20 to 30`. `measure`
    is None if there is no measure in the text. Raises InvalidValueError.
    """
    title, bar, words = (part.strip() for part in text.partition("|"))
    draft = KeyResultDraft(read_title(title))
    if "=" in words:
        return replace(draft, measure=assignments(_BETWEEN_FIELDS.split(words)))
    measure = read_measure(words, period) if bar else propose(title, period)
    return draft.measured(measure) if measure.kind else draft


def read_action(text: str, period: Period | None) -> Typed:
    """An action from one line: `Publish the guide by 20 Oct @linh` has a due date and an owner.

    Raises InvalidValueError.
    """
    owner = _OWNER.search(text)
    title = text[: owner.start()] if owner else text
    due = last_day_in(title, period)
    fields = {"title": read_title(without_last_day(title) if due else title).strip()}
    if owner:
        fields["owner"] = read_slug(owner[1])
    return {**fields, "due": due} if due else fields
