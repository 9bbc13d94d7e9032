"""`okr cycle` on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.text import Text

from okrcli.model.number_format import percent_text, score_text
from okrcli.render.labels import day_text, when_text
from okrcli.render.status_words import status_word
from okrcli.render.terminal.cells import Column, Meter
from okrcli.render.terminal.console import bar
from okrcli.render.terminal.lines import heading_lines
from okrcli.render.terminal.table import Table, facts
from okrcli.reports.cycle import CycleRow, TypeFigures
from okrcli.sanitize import visible

_COLUMNS: Final = (
    Column("id", "  cycle"),
    Column("title", "title", is_flexible=True, least=14, wanted=24, rank=3),
    Column("days", "days", rank=1),
    Column("gone", "time gone", rank=2),
    Column("state", "state"),
    Column("objectives", "objectives", is_right=True, rank=4, style="dim"),
    Column("key_results", "key results", is_right=True, rank=5, style="dim"),
)


def cycle_list_lines(rows: Sequence[CycleRow], width: int | None) -> Iterator[Text]:
    """A line for each cycle: its days, the share of them that is gone, its state, and the size of its plan."""
    table = Table(_COLUMNS, width)
    for row in rows:
        table.add(
            mark=Text("▸", style="green") if row.is_current else Text(" "),
            id=Text(visible(row.cycle.id), style="bold"),
            title=row.cycle.declared.title or "",
            days=days_text(row),
            gone=Meter(row.time_gone, None, None, percent_text(row.time_gone), 8),
            state=state_word(row),
            objectives=str(row.objectives),
            key_results=str(row.key_results),
        )
    yield from table.lines()


def cycle_lines(row: CycleRow, width: int | None) -> Iterator[Text]:
    """Everything about one cycle."""
    yield from heading_lines(row.cycle, state_word(row) + (", the current cycle" if row.is_current else ""), width)
    yield Text("")
    yield from facts(_facts(row), width)


def _facts(row: CycleRow) -> Iterator[tuple[str, Text]]:
    gone = bar(row.time_gone, None, None, 24)
    yield "days", Text(" ".join(days_text(row).split()))
    yield "time gone", Text.assemble(gone, f"  {percent_text(row.time_gone)}", (f"  {_when(row)}", "dim"))
    yield "plan", Text(sizes_text(row))
    for figures in row.types:
        yield figures.type, _figures(figures)


def state_word(row: CycleRow) -> str:
    """The state of a cycle; `ended` where it is over and not closed, `planned` where it has not begun."""
    if row.cycle.state != "closed" and row.cycle.is_over(row.day):
        return "ended"
    is_early = row.cycle.state == "active" and row.day < row.cycle.period.start
    return "planned" if is_early else row.cycle.state


def days_text(row: CycleRow) -> str:
    """First and last day, below each other in columns."""
    start, end = row.cycle.period
    return f"{day_text(start):>11} to {day_text(end):>11}"


def sizes_text(row: CycleRow) -> str:
    """The number of objectives and key results, in words."""
    objectives = f"{row.objectives} objective{'' if row.objectives == 1 else 's'}"
    return f"{objectives}, {row.key_results} key result{'' if row.key_results == 1 else 's'}"


def _when(row: CycleRow) -> str:
    left = (row.cycle.period.end - row.day).days
    is_running = 0 < left < row.days
    return when_text(row.cycle.period, row.day, f"{left} left" if is_running else "")


def _figures(figures: TypeFigures) -> Text:
    """The figures of the objectives of one type; types are never combined."""
    line = Text()
    if figures.progress is not None:
        line = Text.assemble(bar(figures.progress, None, None, 12), f" {percent_text(figures.progress):>5}")
    if figures.score is not None:
        line.append(f"  score {score_text(figures.score)}")
    counts = ", ".join(f"{count} {status_word(status)}" for status, count in figures.statuses)
    some = f"{figures.objectives} objective{'' if figures.objectives == 1 else 's'}"
    return Text.assemble(line, "  " if line else "", (f"{some}: {counts}", "dim"))
