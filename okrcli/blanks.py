"""The blanks of a template: what is asked for each, and what becomes of the answer."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from okrcli.drafts import KeyResultDraft
from okrcli.fields import value_of
from okrcli.model import KeyResult
from okrcli.scalars import Refusal, number_text

BLANK: Final = "___"
"""What stands in a template where a value is to be filled in."""

BLANKS: Final = {
    "start": ("What is it today?", "Look it up: a value that was guessed makes all that follows a guess."),
    "metric": (
        "What shall it be on the last day?",
        "Far enough to change how you work; 0.7 of it is fine to dream of.",
    ),
    "at_least": ("Below which value must it never fall?", "It guards what could suffer while the others grow."),
    "at_most": ("Above which value must it never rise?", "It guards what could suffer while the others grow."),
    "unit": ("In which unit?", "As people say it: €, million €, tỷ, 万元. Enter leaves it out."),
}
"""What is asked for a blank, and why."""


def filled(key_result: KeyResultDraft, name: str, text: str) -> KeyResultDraft:
    """A key result of a template with a value in one of its blanks. Raises RefusedError or Refusal."""
    value = value_of(KeyResult, name, text)
    if isinstance(value, Decimal):
        text = number_text(value)
        if name == "target" and text == (key_result.measure or {}).get("start"):
            raise Refusal("that is where it stands today", "what shall it be on the last day?")
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
