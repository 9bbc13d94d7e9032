"""`okr remind` on a terminal, and the check-ins that came in time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.text import Text

from okrcli.model.plan import Plan
from okrcli.render.labels import day_text
from okrcli.render.pages.reminders import discipline_rows, greeting, nothing_owed, sentences, share_text
from okrcli.render.terminal.cells import WIDEST, Column
from okrcli.render.terminal.lines import heading_lines
from okrcli.render.terminal.table import Table
from okrcli.reports.reminders import DisciplineReport, Reminders
from okrcli.sanitize import visible

_COLUMNS: Final = (
    Column("name", "who", is_flexible=True, least=16),
    Column("checked_in", "with a check-in", is_right=True),
    Column("expected", "of periods", is_right=True),
    Column("share", "share", is_right=True),
)


def reminder_lines(reminders: Reminders, plan: Plan, width: int | None) -> Iterator[Text]:
    """The texts on a terminal, late things in red."""
    if not reminders.people:
        yield Text(nothing_owed(reminders), style="green")
    table = Table((), width)
    for number, reminder in enumerate(reminders.people):
        if number:
            table.blank()
        table.paragraph(Text(visible(greeting(reminder)), style="bold"))
        for ask, things, command in sentences(reminder, plan):
            table.blank()
            table.paragraph(Text(f"{visible(ask)}:"))
            for title, when in things:
                _add(table, Text(visible(" ".join(title.split()))), Text(visible(when), style=_style(when)), width)
            for part in command.split("; "):
                table.paragraph(Text(part, style="cyan"), 4)
    yield from table.lines()


def _add(table: Table, title: Text, when: Text, width: int | None) -> None:
    """Add a title, and its day beside it or below."""
    line = Text.assemble(title, "  ", when)
    if width is None or line.cell_len <= min(width, WIDEST) - 4:
        table.paragraph(line, 2, "- ")
        return
    table.paragraph(title, 2, "- ")
    table.paragraph(when, 4)


def _style(when: str) -> str:
    return "red" if " late" in when.split(",")[0] else "yellow" if when.startswith("due today") else "dim"


def discipline_lines(report: DisciplineReport, plan: Plan, width: int | None) -> Iterator[Text]:
    """The number of periods with a check-in by person and team, of those in which one was expected."""
    yield from heading_lines(report.cycle, f"{day_text(report.day)} · periods with a check-in", width)
    if not report.all.expected:
        yield Text("no check-in has been expected yet", style="dim")
        return
    yield Text("")
    table, last = Table(_COLUMNS, width), ""
    for kind, name, counted in discipline_rows(report, plan):
        if last and kind != last:
            table.blank()
        last = kind
        table.add(
            name=name,
            checked_in=str(counted.checked_in),
            expected=str(counted.expected),
            share=share_text(counted),
        )
    yield from table.lines()
