"""Values as text in messages, numbers with their nouns, and widths of text in cells of a terminal."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Final

MAX_DIGITS: Final = 30
"""The most digits of a number. More are a typing error, and with 30 every calculation here is exact."""


def folded(text: str) -> str:
    """A text as it is compared: composed, without case, and with single spaces."""
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).split())


def quote_value(value: object, most: int = 40) -> str:
    """A value quoted for a message: as in YAML, on one line, at most `most` characters."""
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
    return f"`{text[: most - 1]}…`" if len(text) > most else f"`{text}`"


def number_text(number: Decimal) -> str:
    """The plain decimal text of a number, with the digits that were typed: never an exponent."""
    return format(number, "f")


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 day`, `2 days`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def cell_widths(line: str) -> list[int]:
    """The cells of a terminal that each character adds: 0, 1 or 2.

    A character after a zero-width joiner adds none, nor does a skin tone; a variation selector 16 makes a narrow sign
    wide, as `rich.cells` counts them: ❤️ is two cells wide, and so is a family of joined people.
    """
    widths: list[int] = []
    base = 0
    for position, character in enumerate(line):
        if position and line[position - 1] == "\u200d":
            widths.append(0)
        elif character == "\ufe0f":
            widths.append(1 if base == 1 else 0)
            base = 0
        elif unicodedata.category(character) in ("Mn", "Me", "Cf") or "\U0001f3fb" <= character <= "\U0001f3ff":
            widths.append(0)
        else:
            base = 2 if unicodedata.east_asian_width(character) in "WF" else 1
            widths.append(base)
    return widths


def cut_to_cells(line: str, cells: int) -> str:
    """The line, cut and with `…` at its end if it is wider than so many cells of a terminal."""
    widths = cell_widths(line)
    if sum(widths) <= cells:
        return line
    kept, used = 0, 1
    while used + widths[kept] <= cells:
        used += widths[kept]
        kept += 1
    return f"{line[:kept]}…"
