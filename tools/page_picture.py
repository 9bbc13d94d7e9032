"""A picture of a Markdown page as a code host shows it: headings and tables as one SVG without references."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token
from rich.cells import cell_len

_LEAST_WIDTH: Final = 980
_EDGE: Final = 20
_CELL: Final = 12
"""The space beside a text in a cell of a table."""
_ROW: Final = 34
_TEXT: Final = 14
_SIZES: Final = {"h3": 20, "h4": 16}
_FONTS: Final = (
    "text{font-family:system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;font-size:14px;white-space:pre}"
    ".code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:12px}"
    ".b{font-weight:600}"
)


class Theme(NamedTuple):
    """The colours of a code host."""

    page: str
    text: str
    quiet: str
    line: str
    shade: str
    code: str


THEMES: Final = {
    "light": Theme("#ffffff", "#1f2328", "#59636e", "#d1d9e0", "#f6f8fa", "#eff1f3"),
    "dark": Theme("#0d1117", "#f0f6fc", "#9198a1", "#3d444d", "#151b23", "#212830"),
}


class Run(NamedTuple):
    """A piece of a line in one style: `""`, `b` or `code`."""

    text: str
    style: str

    @property
    def width(self) -> float:
        """The estimated width in pixels; a host's own font may differ by a few percent."""
        cells = cell_len(self.text)
        return cells * 7.3 + 10 if self.style == "code" else cells * (8.2 if self.style else 7.6)


def page_svg(markdown: str, title: str, theme: str) -> str:
    """The SVG of a page with a title bar. Only headings and tables are drawn; raises ValueError for other blocks."""
    colours, top, wide = THEMES[theme], 40.0, float(_LEAST_WIDTH)
    parts: list[str] = []
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    position = 0
    while position < len(tokens):
        token = tokens[position]
        end = next(n for n in range(position, len(tokens)) if tokens[n].type == token.type.replace("_open", "_close"))
        if token.type == "heading_open":
            size = _SIZES[token.tag]
            top += size + 18
            runs = _runs(tokens[position + 1], "b")
            parts += _line(runs, _EDGE, top, colours, size)
            top += 4
        elif token.type == "table_open":
            rows = _rows(tokens[position:end])
            wide = max(wide, sum(_column_widths(rows)) + 2 * _EDGE)
            drawn, top = _table(rows, top + 14, colours)
            parts += drawn
        else:
            raise ValueError(f"a picture of a page has no {token.type}")
        position = end + 1
    width, height = int(wide), int(top + _EDGE)
    frame = (
        f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="6" fill="{colours.page}" '
        f'stroke="{colours.line}"/><path d="M1 36h{width - 2}" stroke="{colours.line}"/>'
        f'<text x="{_EDGE}" y="23" class="code" fill="{colours.quiet}">{escape(title)}</text>'
    )
    return (
        f'<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'aria-label="{escape(title)}">\n<style>{_FONTS}</style>\n{frame}\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _runs(inline: Token, style: str = "") -> list[Run]:
    """The pieces of an inline token, with entities and escapes resolved."""
    return [
        Run(child.content, "code" if child.type == "code_inline" else style)
        for child in inline.children or ()
        if child.content
    ]


def _rows(tokens: Sequence[Token]) -> list[list[list[Run]]]:
    """The cells of a table, row by row; those of the head are bold."""
    rows: list[list[list[Run]]] = []
    style = ""
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            style = "b" if token.type == "th_open" else ""
        elif token.type == "inline":
            rows[-1].append(_runs(token, style))
    return rows


def _column_widths(rows: list[list[list[Run]]]) -> list[float]:
    """The width of each column in pixels, with the space beside its texts."""
    return [max(sum(run.width for run in cell) for cell in column) + 2 * _CELL for column in zip(*rows, strict=True)]


def _table(rows: list[list[list[Run]]], top: float, colours: Theme) -> tuple[list[str], float]:
    """The drawing of a table, and the position below it."""
    widths = _column_widths(rows)
    parts, whole = [], sum(widths)
    for number, row in enumerate(rows):
        y = top + number * _ROW
        fill = colours.shade if number and number % 2 == 0 else colours.page
        parts.append(
            f'<rect x="{_EDGE}" y="{y:.0f}" width="{whole:.0f}" height="{_ROW}" fill="{fill}" stroke="{colours.line}"/>'
        )
        x = float(_EDGE)
        for width, cell in zip(widths, row, strict=True):
            parts += _line(cell, x + _CELL, y + 22, colours, _TEXT)
            x += width
            if x < _EDGE + whole - 1:
                parts.append(f'<path d="M{x:.0f} {y:.0f}v{_ROW}" stroke="{colours.line}"/>')
    return parts, top + len(rows) * _ROW


def _line(runs: Sequence[Run], left: float, base: float, colours: Theme, size: int) -> Iterator[str]:
    """The pieces of a line; code gets a background."""
    for run in runs:
        wide = run.width * size / _TEXT
        inset = 5 if run.style == "code" else 0
        if inset:
            place = f'x="{left:.1f}" y="{base - 14:.1f}" width="{wide:.1f}" height="20"'
            yield f'<rect {place} rx="5" fill="{colours.code}"/>'
        style = f' style="font-size:{size}px"' if size != _TEXT else ""
        yield (
            f'<text x="{left + inset:.1f}" y="{base:.1f}" class="{run.style}" fill="{colours.text}"{style}>'
            f"{escape(run.text)}</text>"
        )
        left += wide
