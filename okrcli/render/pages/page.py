"""A page of sections with points, in the words of people; each format makes the texts safe in its own way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

LONGEST: Final = 8
"""Points of a section where not all are asked for."""
LONG_TEXT: Final = 400
"""Characters of a note, after which it is cut."""


class Point(NamedTuple):
    """One thing that a section says."""

    text: str
    """The title of the point."""
    name: str = ""
    """Its reference."""
    who: str = ""
    fact: str = ""
    """The state, in a few words."""
    mood: str = ""
    """`good`, `warn`, `bad`, or nothing."""
    notes: tuple[str, ...] = ()
    """The notes, each on a line of its own."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its points."""

    title: str
    points: tuple[Point, ...] = ()
    minutes: int | None = None
    lead: str = ""
    """The text before the points."""
    rest: str = ""
    """The text after the points, such as the number of those left out."""
    is_checklist: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A title and its sections."""

    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]


def shortened(section: Section, longest: int | None, more: str = "") -> Section:
    """The section with at most so many points; `more` says how to see the others."""
    count = len(section.points) - (longest or 0)
    if longest is None or count <= 0:
        return section
    rest = f"{count} more" + (f" ({more})" if more else "")
    return replace(section, points=section.points[:longest], rest="; ".join(filter(None, [section.rest, rest])))


def without_double_gaps(lines: Iterable[str]) -> Iterator[str]:
    """The lines with one empty line where several follow each other."""
    last = ""
    for line in lines:
        if line or last:
            yield line
        last = line
