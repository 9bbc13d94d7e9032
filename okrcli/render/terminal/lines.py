"""Lines of a screen that are no table: headings, facts, hints and legends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.text import Text

from okrcli.model.period import PlannedCycle
from okrcli.render.terminal import streams
from okrcli.render.terminal.cells import GUTTER, WIDEST
from okrcli.render.terminal.console import truncated
from okrcli.sanitize import visible


def between(left: Text, right: Text, width: int | None) -> Iterator[Text]:
    """A line with a text at each end; the right one goes below where both have no room."""
    if width is None:
        yield Text.assemble(left, "   ", right)
        return
    width = min(width, WIDEST)
    gap = width - left.cell_len - right.cell_len
    if gap >= GUTTER and not streams.is_flat():
        yield Text.assemble(left, " " * gap, right)
        return
    yield from (truncated(line, width) for line in (left, right))


def flow(pieces: Iterable[Text], width: int | None, gap: int = 3) -> Iterator[Text]:
    """Pieces side by side; one that has no room begins a new line, and none is broken unless it is wider than that."""
    line = Text()
    for piece in pieces:
        if line.plain and width is not None and line.cell_len + gap + piece.cell_len > min(width, WIDEST):
            yield line
            line = Text()
        if line.plain:
            line.append(" " * gap)
        line.append_text(piece)
    if line.plain:
        yield line


def hints(pairs: Iterable[tuple[str, str]], width: int | None) -> Iterator[Text]:
    """Commands to type next, at most two, each with the words that say why."""
    yield from flow((Text.assemble((command, "cyan"), (f"  {why}", "dim")) for command, why in [*pairs][:2]), width)


def legend(signs: Iterable[str], width: int | None) -> Iterator[Text]:
    """The meaning of signs."""
    yield from flow((Text(sign, style="dim") for sign in signs), width)


def heading_lines(cycle: PlannedCycle, about: str, width: int | None) -> Iterator[Text]:
    """The first line of a view of a cycle: its id and title, and at the right what the view is about."""
    title = f"  {visible(cycle.declared.title)}" if cycle.declared.title else ""
    yield from between(Text.assemble((visible(cycle.id), "bold"), title), Text(about, style="dim"), width)
