"""The planned path of a key result as text: `2026-11-15: 30, 2026-12-10: 80`.

`okr set` and the records in `changes` have it in this form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from okrcli.model.records import PathPoint
from okrcli.model.scalars import InvalidValueError, parse_number, read_day
from okrcli.text import number_text, quote_value

PATH: Final = "path"
"""The field."""
_POINT: Final = re.compile(r"(?P<day>[0-9-]+)\s*[:=]\s*(?P<value>\S+)")
_PATH: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}: -?[0-9.]+(, [0-9]{4}-[0-9]{2}-[0-9]{2}: -?[0-9.]+)*")
_HINT: Final = "write path=2026-11-15:30,2026-12-10:80"


def path_text(points: Iterable[PathPoint]) -> str:
    """The points as text, in the order of the file."""
    return ", ".join(f"{point.on}: {number_text(point.value)}" for point in points)


def read_path(text: str) -> tuple[PathPoint, ...]:
    """The points of a text. Raises InvalidValueError for a part that is not a day and a number."""
    parts = [part.strip() for part in text.split(",")]
    return tuple(map(_read_point, filter(None, parts)))


def _read_point(text: str) -> PathPoint:
    match = _POINT.fullmatch(text)
    if match is None:
        raise InvalidValueError(f"{quote_value(text)} is not a day and a value", _HINT)
    return PathPoint(on=read_day(match["day"]), value=parse_number(match["value"]))


def recorded_value(value: object) -> object:
    """A value as a record in `changes` has it: a path as text, an empty one as nothing."""
    if isinstance(value, tuple) and all(isinstance(point, PathPoint) for point in value):
        return path_text(value) or None
    return value


def is_path(value: object) -> bool:
    """True for the text of a path."""
    return isinstance(value, str) and _PATH.fullmatch(value) is not None


def path_change_text(old: str, new: str) -> str:
    """The points in which two paths differ, `2026-11-15: 30 → 40, 2026-12-10: 80 removed`, in the order of days."""
    before, after = ({point.on: number_text(point.value) for point in read_path(text)} for text in (old, new))
    words = []
    for day in sorted(before.keys() | after.keys()):
        if day not in after:
            words.append(f"{day}: {before[day]} removed")
        elif day not in before:
            words.append(f"{day}: {after[day]} added")
        elif before[day] != after[day]:
            words.append(f"{day}: {before[day]} → {after[day]}")
    return ", ".join(words)
