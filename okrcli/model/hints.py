"""Hints for values that cannot be read: the id, number or day that a text most likely means."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

ID_LETTERS: Final = "abcdefghijkmnpqrstuvwxyz23456789"
"""Letters and digits of a drawn id, without those that look like another."""
PLAIN_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
"""A number as the format has it: digits, and a point before decimals."""


def proposed_slug(text: str) -> str:
    """An id proposed for a text: marks and punctuation fall away, đ becomes d; empty when nothing Latin is left."""
    from unicodedata import normalize

    plain = normalize("NFD", text.lower().replace("đ", "d"))
    letters = "".join(letter for letter in plain if letter.isascii())
    return re.sub(r"[^a-z0-9._]+", "-", letters).strip("-._")[:64]


def number_hint(text: str) -> str:
    """The plain number to write instead of a text, where there is only one reading of it."""
    plain = text.strip().replace("\u2212", "-")
    folded = "".join(str(int(c)) if c.isdecimal() else c for c in plain)
    if match := re.fullmatch(r"(-?[1-9][0-9]{0,2}),([0-9]{3})", folded):
        small = f"{Decimal(f'{match[1]}.{match[2]}').normalize():f}"
        return f"write {match[1]}{match[2]} or {small}: a comma has different meanings in different countries"
    if match := re.fullmatch(r"(-?[0-9]+(?:\.[0-9]+)?) ?([kKmM])", folded):
        return f"write {(Decimal(match[1]) * (1000 if match[2] in 'kK' else 1000000)).normalize():f}"
    if re.fullmatch(r"-?[1-9][0-9]{0,2}(,[0-9]{3}){2,}", folded):
        return f"write {folded.replace(',', '')}"
    if match := re.fullmatch(r"(-?[0-9]+(?:\.[0-9]+)?) ?([^\W\d]\D*)", folded):
        return f"write {match[1]}; what is counted goes into `unit`"
    folded = folded.removeprefix("+").removesuffix("%").strip().replace("_", "")
    folded = re.sub(r"^(-?)0+(?=[0-9])", r"\1", folded)
    if re.fullmatch(r"-?[0-9]+,[0-9]{1,2}", folded):
        folded = folded.replace(",", ".")
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]{1,2}", folded):
        folded = f"{Decimal(folded):f}"
    if PLAIN_NUMBER.fullmatch(folded):
        return f"write {folded}"
    return "give the number alone, such as 12.5"


def day_hint(text: str) -> str:
    """The same day as `YYYY-MM-DD` where it can be told, both days where it can be one of two."""
    days = days_meant(text)
    return f"write {' or '.join(days)}" if days else "write year-month-day, such as 2026-10-31"


def days_meant(text: str) -> list[str]:
    """The days that a text with numbers in any order can mean, as `YYYY-MM-DD`: none, one or two."""
    if not re.fullmatch(r"[0-9]{4}([-/.][0-9]{1,2}){2}|([0-9]{1,2}[-/.]){2}[0-9]{4}", text):
        return []
    first, second, third = (int(part) for part in re.split("[-/.]", text))
    orders = [(first, second, third)] if first > 31 else [(third, second, first), (third, first, second)]
    days = (f"{y:04}-{m:02}-{d:02}" for y, m, d in orders if m in range(1, 13) and d in range(1, 32))
    return list(dict.fromkeys(days))
