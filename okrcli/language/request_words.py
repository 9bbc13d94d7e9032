"""The amount and the day that the words of a request name: `3,000 leads by 4 Dec`, `12月4日前3000个线索`."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from okrcli.language.dates import last_day_in
from okrcli.language.folding import folded, is_han, is_thai
from okrcli.language.lexicons import lexicon_of
from okrcli.model.period import Period

_ADDED = re.compile(r"(?<![^\W\d_])(more|additional|extra|another)(?![^\W\d_])|thêm|nữa|更多|เพิ่ม")
"""Words of an amount to add: such a number is no value to reach."""
_FEWEST_LETTERS = 2
_MOST_LETTERS_TOGETHER = 2
"""Letters of a text without spaces that are compared."""


def amount_in(text: str, measured: str) -> Decimal | None:
    """The only amount that a text names in the unit of a key result; None for several, and for another unit.

    `measured` has the words of the key result: its unit, title and id. The word behind the amount has to be among them,
    so "2 people for the leads" is no amount of leads.
    """
    scan = lexicon_of(text).scanner.scan(text)
    if len(scan.figures) != 1 or _ADDED.search(folded(text)):
        return None
    amount, words = scan.figures[0], folded(measured)
    if amount.sign == "%" and "%" in words:
        return amount.whole
    return amount.whole if any(word in words for word in _words_behind(scan.text[amount.end :])) else None


def day_in(text: str, period: Period) -> date | None:
    """The only day that a text names; without a year it is one of the period."""
    day = last_day_in(text, period)
    return date.fromisoformat(day) if day else None


def _words_behind(text: str) -> list[str]:
    """The first two words of a text without a plural s; of a text without spaces the first letters."""
    words = []
    for word in re.findall(r"[^\W\d_]+(?:[\u0e31-\u0e4e]*[^\W\d_]*)*", folded(text))[:2]:
        if any(is_han(sign) or is_thai(sign) for sign in word):
            pairs = range(min(len(word) - 1, _MOST_LETTERS_TOGETHER))
            words += [word[place : place + _MOST_LETTERS_TOGETHER] for place in pairs]
        elif len(word) >= _FEWEST_LETTERS:
            words.append(word.removesuffix("s"))
    return words
