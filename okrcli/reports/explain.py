"""The computation of the numbers of a key result or objective, step by step, with the rule of each step.

Nothing is computed a second time here: every value is taken from what `scoring` works with, and beside it stands what
it was made of. A formula is plain arithmetic with exact numbers; a test works them all out, and finds the value.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from okrcli.model.number_format import decimal_places, quantity
from okrcli.text import number_text

Number = Decimal | Fraction | int


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that a step is made of: a check-in, a milestone, a part."""

    name: str
    text: str
    date: date | None = None
    counts: bool = True
    """True if it counts for the number; otherwise the text gives the reason."""


@dataclass(frozen=True, slots=True)
class ExplanationStep:
    """A number or word, and its computation."""

    name: str
    """The name of the result: `value`, `progress`, `status` …"""
    rule: str
    """The rule, in a sentence."""
    section: str
    """The heading of docs/semantics.md that has the rule."""
    result: str
    """The number or word as people read it."""
    formula: str | None = None
    """Arithmetic with exact numbers that gives `value`: `(22 - 20) / (30 - 20)`."""
    value: Number | None = None
    """The exact number, where the result is one."""
    facts: tuple[Fact, ...] = ()
    limits: tuple[Decimal | Fraction, ...] = ()
    """The numbers that it is read against."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """All steps of one key result or objective."""

    reference: str
    title: str
    day: date
    steps: tuple[ExplanationStep, ...]


def exact(number: Number | None) -> str:
    """A number in a formula: as it was typed, as a decimal where it has an end, else as a fraction in brackets."""
    if number is None:
        return "0"
    if isinstance(number, Decimal):
        return number_text(number) if number >= 0 else f"({number_text(number)})"
    fraction = Fraction(number)
    if fraction.denominator == 1:
        return f"{fraction.numerator}" if fraction >= 0 else f"({fraction.numerator})"
    places = decimal_places(fraction)
    if places is None or places > _MOST_PLACES:
        return f"({fraction.numerator}/{fraction.denominator})"
    whole = fraction * 10**places
    text = number_text(Decimal(f"{whole.numerator}e-{places}"))  # from a text, since it keeps every digit
    return text if fraction >= 0 else f"({text})"


_MOST_PLACES = 6


def added(numbers: list[str]) -> str:
    """A sum in brackets; one number alone without them."""
    return numbers[0] if len(numbers) == 1 else f"({' + '.join(numbers)})"


def short_number(value: Number | None, *limits: Decimal | Fraction | None) -> str:
    """The value of a formula as people read it, on its side of its limits, with `…` where more digits would follow."""
    if value is None:
        return "–"
    text = quantity(Fraction(value) if not isinstance(value, Decimal) else value, *limits)
    return text if isinstance(value, Decimal) or Fraction(text) == Fraction(value) else f"{text}…"
