"""`okr cycle` on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.text import Text

from okrcli.model.number_format import percent_text, score_text
from okrcli.render.labels import day_text, when_text
from okrcli.render.terminal.console import bar, cut, less, padded, status_word
from okrcli.reports.cycle import CycleRow, TypeFigures
from okrcli.sanitize import visible

_LEAST = 8
"""Cells that are worth the beginning of a title."""


def cycle_list_lines(rows: Sequence[CycleRow], width: int | None) -> Iterator[Text]:
    """A line for each cycle: its days, what of them is gone, its state, and how much is in it."""
    names = max((cell_len(row.cycle.id) for row in rows), default=0)
    for row in rows:
        line = Text.assemble(("▸ " if row.is_current else "  ", "green"), (padded(row.cycle.id, names), "bold"))
        line.append(f"  {days_text(row)}  ")
        line.append_text(bar(row.time_gone, None, None, 8))
        line.append(f" {percent_text(row.time_gone):>5}  {padded(row.cycle.state, 7)}  ", style="dim")
        sizes = sizes_text(row)
        taken = line.cell_len + len(sizes) + 2
        title = "" if width and width - taken < _LEAST else cut(row.cycle.declared.title or "", less(width, taken))
        yield Text.assemble(line, sizes, (f"  {title}", "dim"))


def cycle_lines(row: CycleRow, width: int | None) -> Iterator[Text]:
    """Everything about one cycle."""
    title = f" {visible(row.cycle.declared.title)}" if row.cycle.declared.title else ""
    yield Text(cut(row.cycle.id + title, width), style="bold")
    yield Text("")
    line = bar(row.time_gone, None, None, 24)
    yield _fact("days", Text(" ".join(days_text(row).split())))
    yield _fact("time gone", Text.assemble(line, f"  {percent_text(row.time_gone)}", (f", {_when(row)}", "dim")))
    yield _fact("state", Text(row.cycle.state + (", the current cycle" if row.is_current else "")))
    yield _fact("plan", Text(sizes_text(row)))
    for figures in row.types:
        yield _fact(figures.type, _figures(figures))


def days_text(row: CycleRow) -> str:
    """First and last day, below each other in columns."""
    start, end = row.cycle.period
    return f"{day_text(start):>11} to {day_text(end):>11}"


def sizes_text(row: CycleRow) -> str:
    """How many objectives and key results there are."""
    objectives = f"{row.objectives} objective{'' if row.objectives == 1 else 's'}"
    return f"{objectives}, {row.key_results} key result{'' if row.key_results == 1 else 's'}"


def _when(row: CycleRow) -> str:
    left = (row.cycle.period.end - row.day).days
    is_running = 0 < left < row.days
    return when_text(row.cycle.period, row.day, f"{left} left" if is_running else "")


def _fact(label: str, value: Text) -> Text:
    return Text.assemble((padded(label, 14), "dim"), value)


def _figures(figures: TypeFigures) -> Text:
    """How the objectives of one type stand; types are never blended."""
    line = Text()
    if figures.progress is not None:
        line = Text.assemble(bar(figures.progress, None, None, 12), f" {percent_text(figures.progress):>5}")
    if figures.score is not None:
        line.append(f"  score {score_text(figures.score)}")
    counts = ", ".join(f"{count} {status_word(status)}" for status, count in figures.statuses)
    some = f"{figures.objectives} objective{'' if figures.objectives == 1 else 's'}"
    return Text.assemble(line, "  " if line else "", (f"{some}: {counts}", "dim"))
