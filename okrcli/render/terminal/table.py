"""Rows in columns that line up over a whole screen, laid out by Rich's tables.

Rich makes every column narrower where a screen is narrow. A table leaves out the least important columns, cuts one, and
keeps the others whole. In a pipe nothing is left out or cut. On a screen of less than `STACKED` cells, and for a screen
reader, the text of a row stands above its numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from okrcli.render.terminal import streams
from okrcli.render.terminal.cells import GUTTER, WIDEST, Cell, Column, Meter, as_text, styled_cell
from okrcli.render.terminal.console import console, truncated, wrapped
from okrcli.render.terminal.lines import flow

STACKED: Final = 72
"""Cells below which rows are stacked."""
_NOTE_ROOM: Final = 24
"""Cells that a folded column needs beside the others; with fewer it goes below its row."""
_NOTE_INDENT: Final = 4
_LEAST: Final = 4


@dataclass(frozen=True, slots=True)
class _Row:
    cells: dict[str, Text | Meter]
    mark: Text | None
    indent: int
    stem: Text | None


class Table:
    """Rows that line up; blank lines, headings and notes may stand between them.

    `width` is that of the terminal; None is a pipe. The first column holds names: a sign stands before them, and they
    are indented.
    """

    def __init__(
        self, columns: Sequence[Column], width: int | None, *, has_heads: bool = True, stacked: int = STACKED
    ) -> None:
        """`stacked` are the cells below which rows are stacked; with 0 they never are, also for a screen reader."""
        self.columns = tuple(columns)
        self._stacked_below = stacked
        self._width = None if width is None else min(width, WIDEST)
        self._has_heads = has_heads
        self._rows: list[_Row | Text] = []

    def __bool__(self) -> bool:
        """True if anything was added."""
        return bool(self._rows)

    @property
    def is_stacked(self) -> bool:
        """True if the text of a row stands above its numbers."""
        is_narrow = self._width is not None and self._width < self._stacked_below
        return is_narrow or (streams.is_flat() and self._stacked_below > 0)

    def add(self, mark: Text | None = None, indent: int = 0, stem: Text | None = None, **cells: Cell) -> None:
        """Add a row: its sign, the cells before it, and the content of its columns by their names.

        `stem` are the branches of a tree, before the numbers of a row that is stacked.
        """
        columns = [column for column in self.columns if column.name in cells]
        self._rows.append(
            _Row({each.name: styled_cell(cells[each.name], each.style) for each in columns}, mark, indent, stem)
        )

    def blank(self) -> None:
        """Add an empty line."""
        self._rows.append(Text(""))

    def line(self, text: Text, indent: int = 0) -> None:
        """Add a line of its own, cut where it is wider than the terminal."""
        line = Text.assemble(" " * indent, text)
        self._rows.append(self._fitted(line))

    def paragraph(self, text: Text, indent: int = 0, bullet: str = "") -> None:
        """Add lines of their own with the whole text, folded to the width of the terminal."""
        room = max((self._width or WIDEST) - indent - len(bullet), 20)
        for number, part in enumerate([text] if self._width is None else wrapped(text, room)):
            self.line(Text.assemble(" " * len(bullet) if number else bullet, part), indent)

    def lines(self) -> Iterator[Text]:
        """All lines, each of at most the width of the terminal."""
        if self.is_stacked:
            yield from self._stacked()
            return
        named = [row if isinstance(row, Text) else self._named(row) for row in self._rows]
        rows = [row for row in named if not isinstance(row, Text)]
        columns, sizes = self._planned(self.columns, rows)
        below: list[Column] = []
        while without_room := [each for each in columns if sizes[each.name] < self._least_folded(each, rows)]:
            below.insert(0, without_room[-1])
            columns, sizes = self._planned([each for each in columns if each is not without_room[-1]], rows)
        if self._width is not None and total_cells(columns, sizes) > self._width:
            yield from self._stacked()
            return
        waiting: list[dict[str, Text]] = [self._heads(columns)] if self._has_heads and columns else []
        for row in named:
            notes = [row] if isinstance(row, Text) else []
            if not isinstance(row, Text):
                texts = [text for column in below if (text := row.pop(column.name, None))]
                if not texts or any(cell.plain.strip() for cell in row.values()):
                    waiting.append(row)
                notes = [note for text in texts for note in self._note(text)]
            if notes:
                yield from self._laid_out(waiting, columns, sizes)
                yield from notes
                waiting = []
        yield from self._laid_out(waiting, columns, sizes)

    # ── Columns ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _named(self, row: _Row) -> dict[str, Text]:
        """The cells of a row as texts, with sign and indent before the first."""
        first = self.columns[0].name
        cells = {name: as_text(cell) for name, cell in row.cells.items()}
        sign = Text.assemble(row.mark, " ") if row.mark else Text("")
        return {**cells, first: Text.assemble(" " * row.indent, sign, cells.get(first, Text("")))}

    def _note(self, text: Text, indent: int = _NOTE_INDENT) -> Iterator[Text]:
        """A sentence below its row."""
        parts = [text] if self._width is None else wrapped(text, max(self._width - indent, 1))
        return (Text.assemble(" " * indent, part) for part in parts)

    def _heads(self, columns: Sequence[Column]) -> dict[str, Text]:
        return {column.name: Text(column.head, style="dim") for column in columns}

    def _natural(self, column: Column, rows: Sequence[dict[str, Text]]) -> int:
        """The width of the widest cell; 0 for a column without content, which is left out."""
        size = max((row[column.name].cell_len for row in rows if column.name in row), default=0)
        if size and self._has_heads:
            size = max(size, cell_len(column.head))
        size = max(size, column.size)
        return min(size, column.most) if column.most and self._width is not None else size

    def size(self, column: Column) -> int:
        """The cells of the widest text of a column, for the next table that lines up with it."""
        return self._natural(column, [self._named(row) for row in self._rows if not isinstance(row, Text)])

    def _planned(
        self, columns: Sequence[Column], rows: Sequence[dict[str, Text]]
    ) -> tuple[list[Column], dict[str, int]]:
        """Those of the columns that there is room for, and their widths in cells."""
        natural = {column.name: self._natural(column, rows) for column in columns}
        columns = [column for column in columns if natural[column.name]]
        if self._width is None:
            return columns, natural
        while self._needed(columns, natural, is_wanted=True) > self._width and any(c.rank >= 5 for c in columns):
            columns.remove(max(columns, key=lambda column: column.rank))
        while self._needed(columns, natural, is_wanted=False) > self._width and any(c.rank for c in columns):
            columns.remove(max(columns, key=lambda column: column.rank))
        left = self._width - GUTTER * (len(columns) - 1)
        left -= sum(natural[column.name] for column in columns if not column.is_flexible)
        flexible = [column for column in columns if column.is_flexible]
        for number, column in enumerate(flexible):
            later = sum(min(natural[other.name], other.least) for other in flexible[number + 1 :])
            natural[column.name] = max(min(natural[column.name], left - later), _LEAST)
            left -= natural[column.name]
        return columns, natural

    @staticmethod
    def _needed(columns: Sequence[Column], natural: dict[str, int], *, is_wanted: bool) -> int:
        """The cells that these columns take, with the flexible one as narrow as it may be."""
        sizes = {
            column.name: min(natural[column.name], max(column.wanted, column.least) if is_wanted else column.least)
            for column in columns
            if column.is_flexible
        }
        return total_cells(columns, {**natural, **sizes})

    def _least_folded(self, column: Column, rows: Sequence[dict[str, Text]]) -> int:
        """The cells with fewer of which a folded column goes below its row; 0 for other columns."""
        return min(self._natural(column, rows), _NOTE_ROOM) if column.is_folded else 0

    # ── Lines ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _laid_out(
        self, rows: Sequence[dict[str, Text]], columns: Sequence[Column], sizes: dict[str, int]
    ) -> Iterator[Text]:
        """The rows as lines: by a Rich table on a terminal, whole in a pipe."""
        if not rows:
            return
        if self._width is None:
            yield from (plain_row(row, columns, sizes) for row in rows)
            return
        rich_table = RichTable(box=None, padding=(0, GUTTER, 0, 0), pad_edge=False, show_edge=False, show_header=False)
        for column in columns:
            rich_table.add_column(
                justify="right" if column.is_right else "left",
                no_wrap=not column.is_folded,
                overflow="fold" if column.is_folded else "ellipsis",
                width=sizes[column.name],
            )
        for row in rows:
            cells = (row.get(column.name, Text("")) for column in columns)
            rich_table.add_row(
                *(
                    Text("\n").join(wrapped(cell, sizes[column.name]))
                    if column.is_folded
                    else truncated(cell, sizes[column.name])
                    for cell, column in zip(cells, columns, strict=True)
                )
            )
        yield from table_lines(rich_table, console(), self._width)

    def _stacked(self) -> Iterator[Text]:
        """The rows with their text above their numbers."""
        for row in self._rows:
            if isinstance(row, Text):
                yield row
                continue
            yield from self._stacked_row(row)

    def _stacked_row(self, row: _Row) -> Iterator[Text]:
        if any(column.is_folded for column in self.columns):
            yield from self._above_folded(row)
            return
        text = next((column for column in self.columns if column.is_flexible), self.columns[0])
        sign = Text.assemble(row.mark, " ") if row.mark else Text("")
        yield self._fitted(Text.assemble(" " * row.indent, sign, as_text(row.cells.get(text.name, ""))))
        line = Text.assemble(row.stem or " " * row.indent, "  ")
        start = line.cell_len
        others = [column for column in self.columns if column is not text and row.cells.get(column.name)]
        for column in sorted(others, key=lambda column: not isinstance(row.cells[column.name], Meter)):
            piece = as_text(row.cells[column.name], 10 - row.indent).copy()
            if column.is_right:
                piece.append(f" {column.head}", style="dim")
            gap = GUTTER if line.cell_len > start else 0
            has_room = self._width is None or line.cell_len + gap + piece.cell_len <= self._width
            if not has_room and not column.rank:
                yield self._fitted(line)
                line, gap, has_room = Text(" " * start), 0, True
            if has_room:
                line.append(" " * gap)
                line.append_text(piece)
        if line.cell_len > start:
            yield self._fitted(line)

    def _above_folded(self, row: _Row) -> Iterator[Text]:
        """The short cells of a row, and below them the whole text of the long folded columns."""
        named = self._named(row)
        long = {each.name for each in self.columns if each.is_folded and self.size(each) >= _NOTE_ROOM}
        cells = [(column, cell) for column in self.columns if (cell := named.get(column.name)) and cell.plain.strip()]
        short = (
            Text.assemble(cell, (f" {column.head}" if column.is_right and self._has_heads else "", "dim"))
            for column, cell in cells
            if column.name not in long
        )
        yield from map(self._fitted, flow(short, self._width, GUTTER))
        for column, cell in cells:
            if column.name in long:
                yield from self._note(cell)

    def _fitted(self, line: Text) -> Text:
        return line if self._width is None else truncated(line, self._width)


# ── Texts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def total_cells(columns: Sequence[Column], sizes: dict[str, int]) -> int:
    """The cells of a row."""
    return sum(sizes[column.name] for column in columns) + GUTTER * (len(columns) - 1)


def plain_row(row: dict[str, Text], columns: Sequence[Column], sizes: dict[str, int]) -> Text:
    """A row with every cell as wide as its column."""
    line = Text()
    for number, column in enumerate(columns):
        cell = row.get(column.name, Text(""))
        gap = " " * (sizes[column.name] - cell.cell_len)
        line.append(" " * GUTTER if number else "")
        line.append_text(Text.assemble(gap, cell) if column.is_right else Text.assemble(cell, gap))
    line.rstrip()
    return line


def table_lines(rich_table: RichTable, on: Console, width: int) -> Iterator[Text]:
    """The lines that Rich makes of a table, without the spaces at their ends."""
    for segments in on.render_lines(rich_table, on.options.update(width=width), pad=False):
        line = Text.assemble(*((segment.text, segment.style or "") for segment in segments))
        line.rstrip()
        yield line


def lined_up(tables: Iterable[Table]) -> Iterator[Text]:
    """The lines of tables whose first columns are equally wide, each below an empty line and its first head."""
    filled = [table for table in tables if table]
    size = max((table.size(table.columns[0]) for table in filled), default=0)
    for table in filled:
        first, *others = table.columns
        yield Text("")
        if table.is_stacked:
            yield Text(first.head, style="bold")
        table.columns = (replace(first, size=size), *others)
        yield from table.lines()


def facts(pairs: Iterable[tuple[str, Text]], width: int | None) -> Iterator[Text]:
    """Names with what is known of them, in two columns; a name that is empty goes on with the one before."""
    columns = (Column("name", style="dim"), Column("fact", is_flexible=True, is_folded=True))
    table = Table(columns, width, has_heads=False, stacked=0)
    for name, fact in pairs:
        table.add(name=name, fact=fact)
    yield from table.lines()
