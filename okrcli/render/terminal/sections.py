"""A page of sections as lines of a terminal, and as plain text for mail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len
from rich.table import Table as RichTable
from rich.text import Text

from okrcli.render.pages.page import LONG_TEXT, Page, Point, Section
from okrcli.render.terminal import streams
from okrcli.render.terminal.cells import WIDEST, Column
from okrcli.render.terminal.console import console, folded, wrapped
from okrcli.render.terminal.lines import between
from okrcli.render.terminal.table import Table, table_lines
from okrcli.sanitize import visible

MAIL_CELLS: Final = 72
_WIDE: Final = 100
"""From this width on two sections stand beside each other."""
_GAP: Final = 4
_INDENT: Final = 1
_STACKED: Final = 40
"""Cells below which the parts of a point are stacked."""
_STYLES: Final = {"good": "green", "warn": "yellow", "bad": "red", "": "dim"}
_COLUMNS: Final = (
    Column("id", style="cyan", most=26),
    Column("text", is_flexible=True, is_folded=True),
    Column("who", style="dim"),
)


def page_lines(page: Page, width: int | None) -> Iterator[Text]:
    """The page in lines of at most `width` cells; sections with a time are numbered."""
    yield from _head_lines(page, width)
    number = 0
    for section in page.sections:
        number += section.minutes is not None
        yield Text("")
        yield from _section_lines(section, width, number if section.minutes else None)


def square_lines(page: Page, width: int | None) -> Iterator[Text]:
    """The page with two sections beside each other, where there is room for that."""
    if width is None or width < _WIDE or streams.is_flat():
        yield from page_lines(page, width)
        return
    yield from _head_lines(page, width)
    half = (min(width, WIDEST) - _GAP) // 2
    for pair in zip(page.sections[::2], page.sections[1::2], strict=True):
        yield Text("")
        grid = RichTable.grid(padding=(0, _GAP, 0, 0))
        for _ in pair:
            grid.add_column(width=half, no_wrap=True)
        grid.add_row(*(Text("\n").join(_section_lines(section, half, None)) for section in pair))
        yield from table_lines(grid, console(), width)


def _head_lines(page: Page, width: int | None) -> Iterator[Text]:
    day, *rest = page.lead
    yield from between(Text(visible(page.title), style="bold"), Text(visible(day), style="dim"), width)
    for text in rest:
        yield from _paragraph_lines(text, width, "dim")


def _paragraph_lines(text: str, width: int | None, style: str = "") -> Iterator[Text]:
    shown = Text(visible(text), style=style)
    yield from [shown] if width is None else wrapped(shown, min(width, WIDEST))


def _section_lines(section: Section, width: int | None, number: int | None) -> Iterator[Text]:
    title = Text(f"{f'{number}. ' if number else ''}{visible(section.title)}", style="bold")
    minutes = f"{section.minutes} min" if section.minutes else ""
    yield from between(title, Text(minutes, style="dim"), width) if minutes else [title]
    if section.lead:
        yield from _paragraph_lines(section.lead, width)
    table = Table(_COLUMNS, width, has_heads=False, stacked=_STACKED)
    for point in section.points:
        _add(table, point, is_checklist=section.is_checklist, is_whole=width is None)
    if section.rest:
        table.paragraph(Text(visible(section.rest), style="dim"), _INDENT + 2)
    yield from table.lines()


def _add(table: Table, point: Point, *, is_checklist: bool, is_whole: bool) -> None:
    """Add a point: its name, what it is about, and its owner; in the rows below where it stands, and what was said."""
    sign = "○" if is_checklist else {"good": "●", "warn": "▲", "bad": "■"}.get(point.mood, "·")
    mark = Text(sign, style=_STYLES[point.mood])
    name = point.name.rpartition("/")[2]
    table.add(mark=mark, indent=_INDENT, id=name, text=point.text, who=point.who)
    if point.fact:
        table.add(indent=_INDENT + 2, text=Text(point.fact, style=_STYLES[point.mood] if point.mood else ""))
    before = "- " if len(point.notes) > 1 else ""
    for note in point.notes:
        text = " ".join(note.split())
        table.add(indent=_INDENT + 2, text=Text(f"{before}{text if is_whole else _short(text)}", style="dim"))


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
