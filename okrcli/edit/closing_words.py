"""Words and numbers that people type at the end of a cycle: a decision, a grade, the number of a question.

Options, the conversation and the sheet read them with the same functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final, get_args

from okrcli.model.records import Decision
from okrcli.model.scalars import InvalidValueError, parse_number
from okrcli.suggest import did_you_mean
from okrcli.text import folded, number_text, quote_value

DECISIONS: Final[tuple[Decision, ...]] = get_args(Decision)
_PERCENT: Final = re.compile(r"(.*[0-9])\s*%")


def read_decision(text: str) -> Decision:
    """A decision; case does not matter, and a dash or a space may stand for `_`. Raises InvalidValueError."""
    word = "_".join(re.split(r"[-_\s]+", text.strip().lower()))
    if word not in DECISIONS:
        hint = did_you_mean(word, DECISIONS) or f"write {', '.join(DECISIONS)}"
        raise InvalidValueError(f"{quote_value(text)} is not a decision", hint)
    return word


def read_grade(text: str) -> Decimal:
    """A grade from 0 to 1, or in percent: `80%` is 0.8. Raises InvalidValueError."""
    percent = _PERCENT.fullmatch(text.strip())
    number = parse_number(percent[1]) / 100 if percent else parse_number(text.strip())
    if not 0 <= number <= 1:
        may_be_percent = not percent and 1 < number <= 100
        hint = f"write {_plain(number / 100)}, or {number_text(number)} %" if may_be_percent else None
        raise InvalidValueError("a grade is a number from 0 to 1", hint)
    return Decimal(_plain(number)) if percent or not number else number


def _plain(number: Decimal) -> str:
    """The digits of a number without an exponent, zeros at the end, or a minus before zero."""
    return f"{number.normalize():f}" if number else "0"


def question_meant(typed: str, questions: Sequence[str]) -> str | None:
    """The question of a retrospective that is written in a sheet; spaces and case make no difference."""
    return next((question for question in questions if folded(question) == folded(typed)), None)


def unknown_question(typed: str, questions: Sequence[str]) -> list[str]:
    """Hints for a question that is none of these: the nearest one, else all of them."""
    if near := did_you_mean(" ".join(typed.split()), [" ".join(question.split()) for question in questions]):
        return [near]
    return ["the questions are:", *_numbered(questions), "a new one belongs in `settings.cycle.questions` of okrs.yaml"]


def _numbered(questions: Iterable[str]) -> list[str]:
    return [f"{number} {question}" for number, question in enumerate(questions, 1)]
