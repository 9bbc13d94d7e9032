"""Documents of the examples, made wrong in one place."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from okrcli.text import number_text

KeyPath = tuple[str | int, ...]

OTHER_VALUES: list[object] = [
    *(None, True, False, "", "text", "Two words", "2026-10-31", "2026-13-01", "12", "on_track", "demand/mql"),
    *(Decimal(0), Decimal(-1), Decimal(11), Decimal("10.5"), Decimal(1000), [], ["a"], [None], [{}], {}, {"id": "a"}),
]
"""Values that stand in for one of a document: of another kind, empty, or out of range."""


def paths(data: object, before: KeyPath = ()) -> Iterator[KeyPath]:
    """The path of every key and position in a document."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pairs:
        yield (*before, key)
        yield from paths(value, (*before, key))


def altered(data: Any, path: KeyPath, how: str, value: object) -> Any:
    """A copy of a document with one key dropped or renamed, or one value replaced by another."""
    data = copy.deepcopy(data)
    group = data
    for key in path[:-1]:
        group = group[key]
    if how == "replace":
        group[path[-1]] = value
    elif how == "rename" and isinstance(group, dict):
        group[f"{path[-1]}s"] = group.pop(path[-1])
    else:
        del group[path[-1]]
    return data


def plain(value: Any) -> Any:
    """Data that is equal only to the digit."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return ("number", number_text(value))
    return ("flag", value) if isinstance(value, bool) else str(value) if isinstance(value, date) else value
