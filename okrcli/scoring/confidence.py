"""Confidence of several people: the latest of each, the one that counts, and how far they are apart.

The rules are docs/semantics.md, "Confidence".
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final, NamedTuple

from okrcli.model.plan import Checkin

WIDE: Final = 4
"""The difference from which people are wide apart: two such cannot both be low (0 to 3), medium, or high (7 to 10)."""


class Opinion(NamedTuple):
    """The latest confidence of one person."""

    by: str | None
    """The person. A check-in without a name counts as one of who checks in; None where these are several people."""
    value: int
    """0 to 10."""
    date: date
    previous: int | None
    """The confidence of the same person before; None for the first."""


def opinions(history: Sequence[Checkin], holders: Collection[str]) -> tuple[Opinion, ...]:
    """The latest confidence of each person, from check-ins in order: first the one that counts, then the latest ones.

    The latest of `holders`, who check in the key result, counts; without one of theirs the latest of all.
    """
    latest: dict[str | None, tuple[str | None, int, date, int | None]] = {}
    only = next(iter(holders)) if len(holders) == 1 else None
    before = None
    for reading, _, run in history:  # there may be hundreds of thousands
        if (value := reading.confidence) is not None:
            by = run.by or only
            if by in latest:
                before = latest[by][1]
                del latest[by]
            latest[by] = (by, value, run.date, before)
            before = None
    newest_first = [Opinion(*each) for each in reversed(latest.values())]
    counting = next((each for each in newest_first if each.by is None or each.by in holders), None)
    return tuple(newest_first) if counting is None else (counting, *(e for e in newest_first if e is not counting))


def spread_of(given: Sequence[Opinion]) -> tuple[int, int] | None:
    """The lowest and the highest of several opinions that are wide apart; None where they are not."""
    values = [opinion.value for opinion in given]
    return (min(values), max(values)) if values and max(values) - min(values) >= WIDE else None


def opinions_text(given: Sequence[Opinion], names: dict[str, str]) -> str:
    """The opinions in words: `Mai 8, Linh 3`."""
    return ", ".join(f"{names.get(each.by, each.by) if each.by else 'no name'} {each.value}" for each in given)
