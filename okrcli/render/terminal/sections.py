"""A page of sections as lines of a terminal, and as plain text for mail."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Final

from rich.cells import cell_len
from rich.text import Text

from okrcli.render.pages.page import LONG_TEXT, Page, Point, Section
from okrcli.render.terminal.console import cut, less, readable
from okrcli.render.terminal.console import folded as folded_anywhere
from okrcli.render.terminal.table import between
from okrcli.sanitize import visible

MAIL_CELLS: Final = 72
_WIDE: Final = 100
"""From this width on two sections stand beside each other."""
_GAP: Final = 5
_TOGETHER: Final = "\ue0ff"
"""Stands for a space while lines are broken: one cell wide, and no place to break."""
_STYLES: Final = {"good": "green", "warn": "yellow", "bad": "red", "": "dim"}


def folded(text: str, cells: int) -> list[str]:
    """A text in lines of at most so many cells; a number and its percent sign stay together."""
    return [line.replace(_TOGETHER, " ") for line in folded_anywhere(text.replace(" %", f"{_TOGETHER}%"), cells)]


def page_lines(page: Page, width: int | None) -> Iterator[Text]:
    """The page in lines of at most `width` cells."""
    width = readable(width)
    yield from _head_lines(page, width)
    for section in page.sections:
        yield Text("")
        yield from _section_lines(section, width)


def square_lines(page: Page, width: int | None) -> Iterator[Text]:
    """The page with two sections beside each other, where there is room for that."""
    width = readable(width)
    if width is None or width < _WIDE:
        yield from page_lines(page, width)
        return
    yield from _head_lines(page, width)
    half = (width - _GAP) // 2
    for left, right in zip(page.sections[::2], page.sections[1::2], strict=True):
        yield Text("")
        rows = zip_longest(_section_lines(left, half), _section_lines(right, half), fillvalue=Text(""))
        for one, other in rows:
            yield Text.assemble(one, " " * (half - one.cell_len), ("  │  ", "dim"), other)


def _head_lines(page: Page, width: int | None) -> Iterator[Text]:
    yield from (Text(part, style="bold") for part in folded(page.title, width or 10_000))
    for text in page.lead:
        yield from (Text(part, style="dim") for part in folded(text, width or 10_000))


def _section_lines(section: Section, width: int | None) -> Iterator[Text]:
    minutes = f"{section.minutes} min" if section.minutes else ""
    title = Text(cut(section.title, less(width, len(minutes) + 2 if minutes else 0)), style="bold underline")
    yield from between(title, Text(minutes, style="dim"), width) if minutes else [title]
    if section.lead:
        yield from (Text(part) for part in folded(section.lead, width or 10_000))
    for point in section.points:
        yield from _point_lines(point, width, is_checklist=section.is_checklist)
    if section.rest:
        yield from (Text(f"  {part}", style="dim") for part in folded(section.rest, less(width, 2) or 10_000))


def _point_lines(point: Point, width: int | None, *, is_checklist: bool) -> Iterator[Text]:
    """What it is about with its owner at the right, then its name and where it stands, then what was said."""
    sign = "○" if is_checklist else "●" if point.mood == "good" else "▲" if point.mood == "warn" else "·"
    head = Text.assemble((f"  {'■' if point.mood == 'bad' and not is_checklist else sign} ", _STYLES[point.mood]))
    who = visible(point.who)
    title = Text.assemble(head, cut(point.text, less(width, head.cell_len + cell_len(who) + 2)))
    yield from between(title, Text(who, style="dim"), width) if who else [title]
    yield from _standing(point, width)
    for note in point.notes:
        before = "- " if len(point.notes) > 1 else ""
        parts = folded(_short(" ".join(note.split())), less(width, 4 + len(before)) or 10_000)
        for number, part in enumerate(parts):
            yield Text(f"    {' ' * len(before) if number else before}{part}", style="dim")


def _standing(point: Point, width: int | None) -> Iterator[Text]:
    """The name and where it stands, side by side; below each other where that does not fit."""
    name, fact = visible(point.name), visible(point.fact)
    style = _STYLES[point.mood] if point.mood else ""
    if name and fact and (width is None or cell_len(name) + cell_len(fact) + 6 <= width):
        yield Text.assemble("    ", (name, "cyan"), "  ", (fact, style))
        return
    yield from (Text(f"    {part}", style="cyan") for part in ([name] if name else []))
    if fact:
        yield from (Text(f"    {part}", style=style) for part in folded(fact, less(width, 4) or 10_000))


def _short(text: str) -> str:
    return text if len(text) <= LONG_TEXT else text[: LONG_TEXT - 1].rstrip() + "…"


# ── Plain text ────────────────────────────────────────────────────────────────────────────────────────────────────


def page_text(page: Page, cells: int = MAIL_CELLS) -> str:
    """The page as a mail: no colour, no marks, lines of at most 72 cells."""
    lines = [*folded(page.title, cells)]
    lines += ["=" * max(map(cell_len, lines), default=0)]
    for text in page.lead:
        lines += folded(text, cells)
    for section in page.sections:
        minutes = f" ({section.minutes} min)" if section.minutes else ""
        head = folded(f"{section.title}{minutes}", cells)
        lines += ["", *head, "-" * max(map(cell_len, head), default=0)]
        lines += folded(section.lead, cells) if section.lead else []
        for number, point in enumerate(section.points):
            lines += [""] if number and (point.fact or point.notes) else []
            lines += _text_point(point, section, cells)
        lines += ["", *folded(section.rest, cells)] if section.rest else []
    return "\n".join(lines) + "\n"


def _text_point(point: Point, section: Section, cells: int) -> Iterator[str]:
    about = ", ".join(filter(None, [point.name, point.who]))
    bullet = "[ ] " if section.is_checklist else "* "
    first = f"{' '.join(point.text.split())}{f' ({about})' if about else ''}"
    for number, part in enumerate(folded(first, cells - len(bullet))):
        yield f"{' ' * len(bullet) if number else bullet}{part}"
    dash = "- " if len(point.notes) > 1 else ""
    for text, before in [(point.fact, ""), *((note, dash) for note in point.notes)]:
        parts = folded(_short(" ".join(text.split())), cells - len(bullet) - len(before)) if text else []
        for number, part in enumerate(parts):
            yield f"{' ' * len(bullet)}{' ' * len(before) if number else before}{part}"
