"""Amounts that are read from a text, and what else the text says of quantities."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from okrcli.language.number_patterns import ARROWS, YEAR


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount and its position in the plain text."""

    begin: int
    end: int
    written: str
    """As it is written there."""
    number: Decimal | None
    """As written, without the scale that is a word; None where it can be read in two ways, or is a blank (`x%`)."""
    word: str = ""
    """The scale that is a word: `million`, `tỷ`, `ล้าน`, `万`."""
    sign: str = ""
    """`%`, or the sign of a currency."""
    digits: str = ""
    """Its figures with their separators; empty where it is written in letters."""
    exponent: int = 0
    """The power of ten of the scale that is a word."""
    is_scaled: bool = False
    """True if its scale was a letter, and is worked out in the number."""
    is_rank: bool = False
    """True if it is a position among others: top 3."""

    @property
    def is_spelled(self) -> bool:
        """True if it is written in letters: `three`."""
        return not self.digits

    @property
    def is_blank(self) -> bool:
        """True if it is a letter that stands for a number: `x%`."""
        return bool(self.digits) and not self.digits[0].isdigit()

    @property
    def is_year(self) -> bool:
        """True if it can be a year; the words beside it decide."""
        return re.fullmatch(YEAR, self.written) is not None

    @property
    def whole(self) -> Decimal | None:
        """The number with its scale worked out."""
        return None if self.number is None else shortest(self.number * 10**self.exponent)


class Scan(NamedTuple):
    """Amounts of a text, and what else it says of quantities."""

    text: str
    """The plain text."""
    bare: str
    """The plain text of the same length in which days and names with digits are blank."""
    rest: str
    """The folded text without its days, quarters and years."""
    amounts: tuple[Amount, ...] = ()
    """From left to right; blanks (`x%`) and what may be a year are among them."""
    parts: int = 0
    """Parts of an enumeration that hold a number: two in "40 customers and 90 leads"."""
    change: str = ""
    """A percentage that is a change and no level: `20%` in "grow by 20%"; empty where there is none."""
    is_level: bool = False
    """True if the first number stands behind a word such as `below`, and so is a level and no count."""
    has_money: bool = False
    has_date: bool = False

    @property
    def figures(self) -> tuple[Amount, ...]:
        """The amounts in figures that can be a target, and blanks for one."""
        return tuple(amount for amount in self.amounts if not (amount.is_spelled or amount.is_year))

    @property
    def numbers(self) -> tuple[str, ...]:
        """The figures of each amount that can be a target."""
        return tuple(amount.digits for amount in self.figures)

    @property
    def has_number(self) -> bool:
        """True if it has an amount, in figures or in letters."""
        return any(not amount.is_year for amount in self.amounts)

    @property
    def has_percent(self) -> bool:
        """True if one of its amounts is a percentage."""
        return any(amount.sign == "%" for amount in self.amounts)

    @property
    def has_arrow(self) -> bool:
        """True if an arrow stands in it."""
        return re.search(ARROWS, self.text) is not None

    @property
    def is_rank(self) -> bool:
        """True if its only number is a position among others."""
        return len(self.figures) == 1 and self.figures[0].is_rank


def shortest(number: Decimal) -> Decimal:
    """The same number without zeros that say nothing: 1200000 for 1200000.0."""
    text = f"{number:f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)
