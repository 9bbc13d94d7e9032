"""The columns and cells of a table."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from rich.text import Text

from okrcli.render.terminal.console import STATUS_STYLES, bar
from okrcli.sanitize import visible

GUTTER: Final = 2
"""Empty cells between two columns."""
_PERCENT_CELLS: Final = 6


@dataclass(frozen=True, slots=True)
class Meter:
    """Progress as a bar with a stroke where it should be today, and the percentage at its right."""

    progress: Fraction | None
    """The share that is done; None where there is none."""
    expected: Fraction | None
    status: str | None
    percent: str
    """The percentage as a text; empty for a bar alone."""
    cells: int = 10
    """The width of the bar."""

    def text(self, cells: int | None = None) -> Text:
        """The meter; with a bar of `cells` cells where that is fewer."""
        line = bar(self.progress, self.expected, self.status, min(cells or self.cells, self.cells))
        if self.percent:
            style = STATUS_STYLES.get(self.status or "", "")
            line.append(f"{self.percent:>{_PERCENT_CELLS}}", style=style)
        return line


Cell = str | Text | Meter


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    name: str
    head: str = ""
    is_right: bool = False
    """True for numbers: they end at the same cell."""
    is_flexible: bool = False
    """True for the column that is cut where the screen has no room."""
    is_folded: bool = False
    """True for sentences: they go on in the next line and are never cut."""
    rank: int = 0
    """The order in which it is left out: 0 never, from 5 on to give the flexible column `wanted` cells, before that
    `least`."""
    least: int = 12
    """Cells of a flexible column below which others are left out for it."""
    wanted: int = 0
    """Cells of a flexible column that reads well."""
    most: int | None = None
    """Cells on a terminal beyond which a text is cut."""
    size: int = 0
    """Cells that it has at least, so that tables line up that are printed one after another."""
    style: str = ""


def styled_cell(cell: Cell, style: str) -> Text | Meter:
    """The cell in the style of its column, without control characters."""
    if isinstance(cell, Meter):
        return cell
    text = Text(cell) if isinstance(cell, str) else cell.copy()
    shown = text if visible(text.plain) == text.plain else Text(visible(text.plain), style=text.style)
    shown.stylize_before(style)
    return shown


def as_text(cell: Cell, cells: int | None = None) -> Text:
    """A cell as Rich prints it."""
    if isinstance(cell, Meter):
        return cell.text(cells)
    return Text(cell) if isinstance(cell, str) else cell


WIDEST: Final = 140
"""Cells up to which a line is read with ease."""
