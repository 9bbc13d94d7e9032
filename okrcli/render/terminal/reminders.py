"""`okr remind` on a terminal, and the check-ins that came in time."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

from okrcli.model.plan import Plan
from okrcli.render.labels import day_text
from okrcli.render.pages.reminders import discipline_rows, greeting, nothing_owed, sentences, share_text
from okrcli.render.terminal.console import folded, less, padded, readable
from okrcli.reports.reminders import DisciplineReport, Reminders
from okrcli.sanitize import visible


def reminder_lines(reminders: Reminders, plan: Plan, width: int | None) -> Iterator[Text]:
    """The texts on a terminal, late things in red."""
    width = readable(width)
    if not reminders.people:
        yield Text(nothing_owed(reminders), style="green")
    for number, reminder in enumerate(reminders.people):
        if number:
            yield Text("")
        yield Text(visible(greeting(reminder)), style="bold")
        for ask, things, command in sentences(reminder, plan):
            yield Text("")
            yield Text(f"{visible(ask)}:")
            for title, when in things:
                yield from _thing(title, when, width)
            yield from (Text(f"    {part}", style="cyan") for part in command.split("; "))


def _thing(title: str, when: str, width: int | None) -> Iterator[Text]:
    style = "red" if " late" in when.split(",")[0] else "yellow" if when.startswith("due today") else "dim"
    parts = folded(" ".join(title.split()), less(width, 4) or 10_000)
    for number, part in enumerate(parts):
        line = Text(f"{'    ' if number else '  - '}{part}")
        if number == len(parts) - 1 and width is not None and line.cell_len + cell_len(when) + 2 > width:
            yield line
            yield from (Text(f"    {each}", style=style) for each in folded(when, less(width, 4) or 10_000))
        elif number == len(parts) - 1:
            yield Text.assemble(line, "  ", (visible(when), style))
        else:
            yield line


# ── Discipline ────────────────────────────────────────────────────────────────────────────────────────────────────


def discipline_lines(report: DisciplineReport, plan: Plan, width: int | None) -> Iterator[Text]:
    """Who checked in, in how many periods of how many."""
    head = f"{report.cycle.id} · periods with a check-in, {day_text(report.day)}"
    yield from (Text(part, style="bold") for part in folded(head, readable(width) or 10_000))
    if not report.all.expected:
        yield Text("no check-in has been expected yet", style="dim")
        return
    rows = list(discipline_rows(report, plan))
    names = min(max(cell_len(visible(name)) for _, name, _ in rows), max((readable(width) or 80) - 24, 10))
    last = ""
    for kind, name, counted in rows:
        if kind != last:
            yield Text("")
        last = kind
        for number, part in enumerate(folded(name, names) or [""]):
            line = Text(f"  {padded(part, names)}")
            if not number:
                line.append(f"  {counted.checked_in:>3} of {counted.expected:<3}  {share_text(counted):>5}")
            yield line
