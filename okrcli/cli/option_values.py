"""The values of options that are given once for each item: `ID=VALUE`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from okrcli.edit.closing_sheet import closed_item
from okrcli.errors import UsageError
from okrcli.model.plan import Plan, Ref
from okrcli.model.scalars import InvalidValueError
from okrcli.text import quote_value

T = TypeVar("T")


def pairs_of(option: str, typed: Iterable[str]) -> dict[str, str]:
    """The texts by id from `ID=TEXT` options. Raises UsageError for another form and for a repeated id."""
    texts: dict[str, str] = {}
    for word in typed:
        name, sign, text = word.partition("=")
        if not sign or not name.strip() or not text.strip():
            raise UsageError(f"{option} {quote_value(word)} is not of the form ID=…")
        if name.strip() in texts:
            raise UsageError(f"{option} names `{name.strip()}` twice", "give it once")
        texts[name.strip()] = text.strip()
    return texts


def by_item(option: str, texts: Mapping[str, T], plan: Plan, cycle: str) -> dict[Ref, T]:
    """The values of an option by objective or key result. Raises UsageError if two names mean one item."""
    values: dict[Ref, T] = {}
    names: dict[Ref, str] = {}
    for name, value in texts.items():
        ref = closed_item(plan, cycle, name)
        if ref in names:
            raise UsageError(f"{option} names {ref} twice: `{names[ref]}` and `{name}`", "give it once")
        names[ref], values[ref] = name, value
    return values


def values_of(option: str, typed: Iterable[str], read: Callable[[str], T]) -> dict[str, T]:
    """The values by name from `ID=VALUE` options. Raises UsageError for a value that cannot be read."""
    values = {}
    for name, text in pairs_of(option, typed).items():
        try:
            values[name] = read(text)
        except InvalidValueError as refusal:
            raise UsageError(f"{option} {name}: {refusal.message}", *filter(None, [refusal.hint])) from None
    return values
