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
    takes_one_line: bool
    """Whether confidence and note may be typed behind the value."""
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
    position, is_change = 0, False
    while True:
        if position >= len(questions):
            chosen = _review(questions, answers, ask, show)
            if chosen is None:
                return [answers[number] for number in sorted(answers)]
            if chosen < 0:
                return []
            position, is_change = chosen, True
            continue
        try:
            entry = _one(questions[position], position + 1, len(questions), answers.get(position), ask, show)
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
        position = len(questions) if is_change else position + 1


def _one(question: Question, number: int, count: int, before: Entry | None, ask: Ask, show: Show) -> Entry | None:
    """Ask for one key result; `before` is what was answered when it was asked the first time. None: record nothing."""
    show("")
    show(f"{number} of {count}  {question.heading}")
    for line in question.details:
        show(f"        {line}")
    if before is not None:
        show(f"  so far: {question.preview(before)}")
    answer = _first_answer(question, before, ask, show)
    confidence, note = answer.confidence, answer.note
    last = question.confidence if before is None or before.confidence is None else before.confidence
    if not answer.is_quick:
        confidence = _confidence(last, ask, show)
        note = _command(ask("  note", before.note or "" if before else "")) or (before.note if before else None)
    if answer.entry is None and not note and confidence in (None, question.confidence):
        return before
    entry = answer.entry if answer.entry is not None else before or question.unchanged or question.read("")
    entry = replace(entry, confidence=last if confidence is None else confidence, note=note or None)
    dropped = None not in (confidence, question.confidence) and (confidence or 0) < (question.confidence or 0)
    if dropped or not question.is_green(entry):
        known = before.blocker or "" if before else ""
        entry = replace(entry, blocker=_command(ask("  what blocks you", known)) or known or None)
    show(f"  {question.preview(entry)}")
    return entry


@dataclass(frozen=True, slots=True)
class _Answer:
    """What was typed at the first question: a value, or in one line `22 7 The webinar worked`."""

    entry: Entry | None
    confidence: int | None = None
    note: str | None = None
    is_quick: bool = False


def _first_answer(question: Question, before: Entry | None, ask: Ask, show: Show) -> _Answer:
    """The value, with confidence and note where they were typed behind it; no entry for Enter with nothing to keep."""
    default = number_text(before.value) if before and before.value is not None else question.value_default
    while True:
        typed = _command(ask(f"  {question.value_label}", default))
        if not typed:
            return _Answer(before or question.unchanged)
        value, _, rest = typed.partition(" ")
        if not question.takes_one_line or not rest.strip():
            value, rest = typed, ""
        try:
            return _with_remarks(question.read(value.strip()), rest.strip())
        except Exception as error:
            _explain(error, show)


def _with_remarks(entry: Entry, rest: str) -> _Answer:
    first, _, others = rest.partition(" ")
    if first.isdecimal():
        return _Answer(entry, read_confidence(first), others.strip() or None, is_quick=True)
    return _Answer(entry, None, rest or None, is_quick=bool(rest))


def _confidence(last: int | None, ask: Ask, show: Show) -> int | None:
    default = "" if last is None else number_text(Decimal(last))
    while True:
        typed = _command(ask("  confidence 0–10", default))
        if not typed:
            return last
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
