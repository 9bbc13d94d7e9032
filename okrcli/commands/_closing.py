"""The work of `okr cycle close`: what is said of each item, what is still missing, and how a person is asked for it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from okrcli.errors import UsageError
from okrcli.scalars import Refusal, parse_number, shown


def pairs_of(option: str, typed: Iterable[str]) -> dict[str, str]:
    """The texts by id that `ID=TEXT` options give. Raises UsageError for one of another form, and for an id twice."""
    found: dict[str, str] = {}
    for word in typed:
        name, sign, text = word.partition("=")
        if not sign or not name.strip() or not text.strip():
            raise UsageError(f"{option} {shown(word)} is not of the form ID=…")
        if name.strip() in found:
            raise UsageError(f"{option} names `{name.strip()}` twice", "say it once")
        found[name.strip()] = text.strip()
    return found


def numbers_of(option: str, typed: Iterable[str]) -> dict[str, Decimal]:
    """The numbers by id that `ID=NUMBER` options give. Raises UsageError for what is no number."""
    found = {}
    for name, text in pairs_of(option, typed).items():
        try:
            found[name] = parse_number(text)
        except Refusal as refusal:
            raise UsageError(f"{option} {name}: {refusal.message}", *filter(None, [refusal.hint])) from None
    return found
