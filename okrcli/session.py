"""The conversation of `okr checkin` without arguments: one key result after the other, a review, then one file.

It asks through two functions it is given (`ask` returns a line, `show` prints one), so it can be tested without a
terminal. It computes nothing and writes nothing: it returns what was said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from okrcli.model import Entry
from okrcli.scalars import Refusal, number_text, read_confidence

Ask = Callable[[str, str], str]
"""Asks with a label and a default to show; returns what was typed, stripped."""
Show = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Question:
    """One key result as the session presents it. Texts are ready to show."""

    name: str
    heading: str
    details: tuple[str, ...]
    value_label: str
    value_default: str
    """What Enter keeps; empty for an increment, where Enter writes nothing."""
    is_increment: bool
    read: Callable[[str], Entry]
    """The entry for a typed value. Raises Refusal or OkrError with what is wrong."""
    unchanged: Entry | None
    """The entry that Enter makes; None when there is nothing to keep."""
    confidence: int | None
    is_green: Callable[[Entry], bool]
    """Whether the key result is on track once this entry is in."""
    preview: Callable[[Entry], str]


class Back(Exception):  # noqa: N818
    """`b` was typed: go to the question before."""


class Skip(Exception):  # noqa: N818
    """`s` was typed: leave this key result out."""


def converse(questions: Sequence[Question], ask: Ask, show: Show) -> list[Entry]:
    """The entries of a whole session, after its review; empty when the person declines or skips everything."""
    answers: dict[int, Entry] = {}
    position = 0
    while True:
        if position >= len(questions):
            chosen = _review(questions, answers, ask, show)
            if chosen is None:
                return [answers[number] for number in sorted(answers)]
            if chosen < 0:
                return []
            position = chosen
            continue
        try:
            entry = _one(questions[position], position + 1, len(questions), ask, show)
        except Back:
            if position == 0:
                show("  this is the first one")
            position = max(0, position - 1)
            continue
        except Skip:
            answers.pop(position, None)
            show("  skipped")
        else:
            if entry is None:
                answers.pop(position, None)
            else:
                answers[position] = entry
        position += 1


def _one(question: Question, number: int, count: int, ask: Ask, show: Show) -> Entry | None:
    """Ask for one key result. None when nothing is to be recorded."""
    show("")
    show(f"{number} of {count}  {question.heading}")
    for line in question.details:
        show(f"        {line}")
    entry = _value(question, ask, show)
    confidence = _confidence(question, ask, show)
    note = _command(ask("  note", ""))
    said_nothing = entry is None and not note and confidence in (None, question.confidence)
    if said_nothing:
        return None
    entry = entry if entry is not None else question.unchanged or question.read("")
    entry = replace(entry, confidence=confidence, note=note or None)
    dropped = confidence is not None and question.confidence is not None and confidence < question.confidence
    if dropped or not question.is_green(entry):
        blocker = _command(ask("  what blocks you", ""))
        entry = replace(entry, blocker=blocker or None)
    show(f"  {question.preview(entry)}")
    return entry


def _value(question: Question, ask: Ask, show: Show) -> Entry | None:
    """The entry for the value; None when Enter was typed and there is nothing to keep."""
    while True:
        typed = _command(ask(f"  {question.value_label}", question.value_default))
        if not typed:
            return question.unchanged
        try:
            return question.read(typed)
        except Exception as error:
            _explain(error, show)


def _confidence(question: Question, ask: Ask, show: Show) -> int | None:
    default = "" if question.confidence is None else number_text(Decimal(question.confidence))
    while True:
        typed = _command(ask("  confidence 0–10", default))
        if not typed:
            return question.confidence
        try:
            return read_confidence(typed)
        except Refusal as refusal:
            _explain(refusal, show)


def _explain(error: Exception, show: Show) -> None:
    """Say what is wrong with an answer; anything that is not about the answer goes on its way."""
    from okrcli.errors import OkrError

    if isinstance(error, OkrError):
        hint = error.hints[0] if error.hints else None
    elif isinstance(error, Refusal):
        hint = error.hint
    else:
        raise error
    show(f"  {error}" + (f": {hint}" if hint else ""))


def _command(typed: str) -> str:
    """What was typed, unless it is one of the letters that move through the session."""
    if typed in ("b", "B"):
        raise Back
    if typed in ("s", "S"):
        raise Skip
    return typed


def _review(questions: Sequence[Question], answers: dict[int, Entry], ask: Ask, show: Show) -> int | None:
    """Show everything before it is written. None: write; a position: go there; negative: write nothing."""
    show("")
    if not answers:
        show("nothing to record")
        return -1
    show("To be recorded:")
    for position, question in enumerate(questions):
        if position in answers:
            show(f"  {position + 1}  {question.preview(answers[position])}")
    while True:
        typed = ask("Write? Enter = yes, n = no, or a number to change one", "").lower()
        if typed in ("", "y", "yes"):
            return None
        if typed in ("n", "no", "q"):
            return -1
        if typed == "b":
            return len(questions) - 1
        if typed.isdecimal() and 1 <= int(typed) <= len(questions):
            return int(typed) - 1
        show(f"  write Enter, n, or a number from 1 to {len(questions)}")
