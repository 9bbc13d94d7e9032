"""The console of rich, which shows user texts without markup, and the parts that all views share."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final, TextIO

from rich.console import Console
from rich.text import Text

from okrcli import progress
from okrcli.errors import PipeClosed
from okrcli.render.status_words import STATUS_ORDER, status_word
from okrcli.render.terminal import pager, streams
from okrcli.sanitize import visible

STATUS_STYLES = {
    "achieved": "green",
    "on_track": "green",
    "at_risk": "yellow",
    "off_track": "red",
    "closed": "green",
}
STATUS_SIGNS = {
    "achieved": "✓",
    "closed": "✓",
    "on_track": "●",
    "at_risk": "▲",
    "off_track": "■",
    "not_started": "○",
    "in_progress": "○",
    "paused": "‖",
    "cancelled": "×",
    "postponed": "→",
}
_HALF_FLAG = re.compile("(?<![\U0001f1e6-\U0001f1ff])(?:[\U0001f1e6-\U0001f1ff]{2})*([\U0001f1e6-\U0001f1ff])$")
_NATURAL_WIDTH = 100_000
"""Cells of a line in a pipe: enough that nothing is ever cut or folded there."""
_TOGETHER: Final = "\ue0ff"
"""A sign that stands for a space while lines are broken: one cell wide, and no position to break."""


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """End as every other output does when its reader goes away; rich would exit with 1."""
        raise PipeClosed


def console(stream: TextIO | None = None) -> Console:
    """A console on standard output or another stream. The line that shows progress is removed.

    It takes texts as they are: no markup, no emoji codes, no highlighting.
    """
    progress.end()
    stream = stream or sys.stdout
    return _console(stream, is_terminal=streams.has_color(stream))


def progress_console() -> Console:
    """A console on standard error, which is a terminal, for the line that shows progress.

    Where the output of the run is copied (`cli.kept_answers`), it writes past the copy.
    """
    return _console(getattr(sys.stderr, "original", sys.stderr), is_terminal=True)


def _console(stream: TextIO, *, is_terminal: bool) -> Console:
    colored = streams.has_color(stream)
    return _Console(
        file=stream,
        width=streams.width(stream) or _NATURAL_WIDTH,
        height=25,  # no output has a height; without one rich asks the system and the environment at every line
        color_system="standard" if colored else None,
        no_color=not colored,
        force_terminal=is_terminal,
        markup=False,
        emoji=False,
        highlight=False,
        soft_wrap=False,
        legacy_windows=False,
    )


def print_lines(lines: Iterable[Text], stream: TextIO | None = None) -> None:
    """Print lines; one that is longer than the terminal is wide, because names are never cut, is folded.

    On standard output, more lines than the terminal has go to the pager.
    """
    stream = stream or sys.stdout
    rows: Iterable[str] = _rows(lines, stream)
    if stream is sys.stdout and (longest := pager.longest()):
        rows = list(rows)
        text = "\n".join(rows) + "\n"
        if len(rows) >= longest and pager.show(text if streams.has_unicode() else streams.in_ascii(text)):
            return
    echo = streams.echo_err if stream is sys.stderr else streams.echo
    for row in rows:
        echo(row)


def _rows(lines: Iterable[Text], stream: TextIO) -> Iterator[str]:
    """The rows of a stream, with its colours.

    Without colour they are plain text: a console of rich takes a quarter of the time of a long output.
    """
    width, out = streams.width(stream), console(stream)
    is_colored = streams.has_color(stream)
    for line in lines:
        line.rstrip()
        is_long = width is not None and line.cell_len > width
        for part in line.wrap(out, width or 0) if is_long else (line,):
            part.rstrip()
            if not is_colored:
                yield part.plain
                continue
            with out.capture() as captured:
                out.print(part if streams.has_unicode(stream) else _in_ascii(part), soft_wrap=True, end="")
            yield captured.get()


def _in_ascii(line: Text) -> Text:
    """The same line with our own signs as ASCII; data keeps its letters, which the stream escapes itself."""
    return Text(streams.in_ascii(line.plain), style=line.style, spans=line.spans)


def truncated(text: Text, cells: int) -> Text:
    """The text in at most `cells` cells, with `…` where something is missing; a flag is never cut in half."""
    if text.cell_len <= cells:
        return text
    shorter = text.copy()
    shorter.truncate(max(cells - 1, 0))
    if half := _HALF_FLAG.search(shorter.plain):
        shorter.right_crop(len(half[1]))
    shorter.rstrip()
    return shorter.append("…") if cells > 0 else shorter


def status_sign(status: str | None) -> Text:
    """The sign of a status in its colour. The shapes differ, so that the colour is never alone."""
    return Text(STATUS_SIGNS.get(status or "", "·"), style=STATUS_STYLES.get(status or "", "dim"))


def status_text(status: str | None) -> Text:
    """Sign and word of a status in its colour."""
    return status_sign(status).append(f" {status_word(status)}")


def status_legend(statuses: Iterable[str | None]) -> Iterator[Text]:
    """Sign and word of each of these statuses once, the worst first."""
    shown = set(statuses)
    for status in STATUS_ORDER:
        if status in shown:
            yield Text.assemble(status_sign(status), (f" {status_word(status)}", "dim"))


def bar(progress: Fraction | None, expected: Fraction | None, status: str | None, cells: int) -> Text:
    """Progress as a heavy line on a light one, with a stroke where it should be by now."""
    if progress is None:
        return Text("·" * cells, style="dim")
    filled = min(int(max(progress, Fraction(0)) * cells + Fraction(1, 2)), cells)
    if progress > 0 and filled == 0:
        filled = 1
    if progress < 1 and filled == cells:
        filled = cells - 1
    text = Text.assemble(("━" * filled, STATUS_STYLES.get(status or "", "")), ("─" * (cells - filled), "dim"))
    if expected is not None and 0 < expected < 1:
        mark = min(int(expected * cells), cells - 1)
        if mark >= filled:
            text = Text.assemble(text[:mark], "│", text[mark + 1 :])
    return text


def wrapped(text: Text, cells: int) -> list[Text]:
    """The text in lines of at most `cells` cells, broken between words where it can be, in any script.

    A number and its percent sign stay together.
    """
    joined = text.copy()
    joined.plain = text.plain.replace(" %", f"{_TOGETHER}%")
    lines = joined.wrap(console(), cells)
    for line in lines:
        line.plain = line.plain.replace(_TOGETHER, " ")
        line.rstrip()
    return list(lines)


def folded(text: str, cells: int) -> list[str]:
    """A text without control characters in lines of at most `cells` cells, as `wrapped` breaks it."""
    return [line.plain for line in wrapped(Text(visible(text)), cells)]
