"""The blanks of a template: what is asked for each, and what becomes of the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Final

from okrcli.edit.draft import KeyResultDraft
from okrcli.model.assignments import value_of
from okrcli.model.records import Guardrail, KeyResult
from okrcli.model.scalars import InvalidValueError
from okrcli.text import number_text

BLANK: Final = "___"
"""What stands in a template where a value is to be filled in."""

BLANKS: Final = {
    "start": ("What is it today?", "Look it up: a value that was guessed makes all that follows a guess."),
    "target": (
        "What shall it be on the last day?",
        "Far enough to change how you work; 0.7 of it is fine to dream of.",
    ),
    "must_not_fall_below": (
        "Below which value must it not fall on the way?",
        "A guardrail: what could suffer while the rest grows.",
    ),
    "must_not_exceed": (
        "Above which value must it not rise on the way?",
        "A guardrail: what could suffer while the rest grows.",
    ),
    "unit": ("In which unit?", "As people say it: €, million €, tỷ, 万元. Enter leaves it out."),
}
"""What is asked for a blank, and why."""


def filled(key_result: KeyResultDraft, name: str, text: str) -> KeyResultDraft:
    """A key result or guardrail of a template with a value in a blank. Raises RefusedError or Refusal."""
    value = value_of(Guardrail if name.startswith("must_not_") else KeyResult, name, text)
    if isinstance(value, Decimal):
        text = number_text(value)
        if name == "target" and text == (key_result.measure or {}).get("start"):
            raise InvalidValueError("that is where it stands today", "what shall it be on the last day?")
    return replace(
        key_result,
        title=" ".join(key_result.title.replace(f"{{{name}}}", text).split()),
        measure={**(key_result.measure or {}), **({name: text} if text else {})},
        blanks=tuple(blank for blank in key_result.blanks if blank != name),
    )


def with_lines(key_result: KeyResultDraft) -> str:
    """The title of a key result of a template, with a line for each value that is not filled in."""
    title = key_result.title
    for name in key_result.blanks:
        title = title.replace(f"{{{name}}}", BLANK)
    return title


def open_parts(
    key_result: KeyResultDraft,
) -> Iterator[tuple[KeyResultDraft, Callable[[KeyResultDraft], KeyResultDraft]]]:
    """The key result and its guardrails, those with blanks, each with the way to put it back."""
    if key_result.blanks:
        yield key_result, lambda changed: changed
    for position, guardrail in enumerate(key_result.guardrails):
        if guardrail.blanks:
            yield guardrail, partial(_with_guardrail, key_result, position)


def _with_guardrail(key_result: KeyResultDraft, position: int, guardrail: KeyResultDraft) -> KeyResultDraft:
    known = key_result.guardrails
    return replace(key_result, guardrails=(*known[:position], guardrail, *known[position + 1 :]))
