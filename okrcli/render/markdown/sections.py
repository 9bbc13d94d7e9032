"""A long text in Markdown as several pages, each short enough for a comment of a hosting service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

PAGE: Final = 60_000
"""Characters of a page. GitHub accepts 65,536 in a comment."""
PAGE_MARK: Final = "<!-- okr page {} of {} -->"
"""The first line of each of several pages, by which a script takes them apart."""
_ROOM_FOR_THE_END: Final = 40
_CONTINUED: Final = ", continued"


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a page. It goes on on the next page where it has no room, and nothing of it is left out."""

    title: str
    lines: tuple[str, ...]
    """Its lines, each whole."""
    head: tuple[str, ...] = ()
    """Lines before them on each page: the head of a table."""
    summary: str = ""
    """Its count, behind which it is folded; empty if it is not folded."""

    def start(self, *, continued: bool = False) -> tuple[str, ...]:
        """The lines before its content."""
        fold = ("", f"<details><summary>{self.summary}</summary>") if self.summary else ()
        return ("", f"#### {self.title}{_CONTINUED if continued else ''}", *fold, "", *self.head)

    @property
    def end(self) -> tuple[str, ...]:
        """The lines after its content."""
        return ("", "</details>") if self.summary else ()


def in_pages(heading: str, sections: Iterable[Section], most: int = PAGE) -> str:
    """The text of all pages, one after the other. Of several each begins with `PAGE_MARK` and the heading,
    which then ends with the number of the page: `· page 2 of 3`.
    """
    pages = list(_pages(heading, list(sections), most))
    if len(pages) == 1:
        return "\n".join(pages[0]).rstrip("\n") + "\n"
    marked = (
        (PAGE_MARK.format(number, len(pages)), f"{heading} · page {number} of {len(pages)}", *lines[1:], "")
        for number, lines in enumerate(pages, 1)
    )
    return "\n".join(line for page in marked for line in page)


def _pages(heading: str, sections: Sequence[Section], most: int) -> Iterator[list[str]]:
    lines, room = [heading], most - len(heading) - _ROOM_FOR_THE_END
    for section in sections:
        continued = False
        waiting = list(section.lines)
        while waiting:
            around = _length((*section.start(continued=continued), *section.end))
            if len(lines) > 1 and room < around + len(waiting[0]) + 1:
                yield lines
                lines, room = [heading], most - len(heading) - _ROOM_FOR_THE_END
            kept = _fitting(waiting, room - around)
            whole = (*section.start(continued=continued), *kept, *section.end)
            lines += whole
            room -= _length(whole)
            waiting, continued = waiting[len(kept) :], True
    yield lines


def _fitting(lines: Sequence[str], room: int) -> Sequence[str]:
    """The first lines for which there is room, at least one."""
    for number, line in enumerate(lines):
        room -= len(line) + 1
        if room < 0:
            return lines[: max(number, 1)]
    return lines


def _length(lines: Iterable[str]) -> int:
    return sum(len(line) + 1 for line in lines)
