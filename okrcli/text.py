"""Values as the text of a message: at most 40 characters, on one line, with the digits that were typed."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

MAX_DIGITS: Final = 30
"""Digits a number may have. More is a slip, and 30 is exact in every calculation here."""


def quote_value(value: object) -> str:
    """A value as a message may quote it: at most 40 characters, on one line, as it looks in YAML."""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a group of fields"
    if isinstance(value, list | tuple):
        return "a list"
    text = number_text(value) if isinstance(value, Decimal) else str(value)
    text = " ".join(text.split())
    return f"`{text[:39]}…`" if len(text) > 40 else f"`{text}`"


def number_text(number: Decimal) -> str:
    """The plain decimal text of a number, with the digits that were typed: never an exponent."""
    return format(number, "f")
