"""A sparkline: the course of a key result in a few cells."""

from __future__ import annotations

from fractions import Fraction

from okrcli.model.plan import Checkin
from okrcli.render.terminal.streams import has_unicode
from okrcli.scoring.results import KeyResultScore

_BARS = "▁▂▃▄▅▆▇█"
_MOST = 12
"""Check-ins that a picture shows: the latest."""


def picture(score: KeyResultScore) -> str:
    """The latest values as a row of small bars; empty for fewer than two, and where bars cannot be shown."""
    values = [Fraction(value) for checkin in score.history if (value := _value(checkin)) is not None][-_MOST:]
    if len(values) < 2 or not has_unicode():
        return ""
    low, high = min(values), max(values)
    span = high - low
    return "".join(_BARS[int((value - low) * 7 / span) if span else 0] for value in values)


def _value(checkin: Checkin) -> Fraction | None:
    return None if checkin.reading.value is None else Fraction(checkin.reading.value)
