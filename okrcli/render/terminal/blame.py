"""`okr blame` on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.text import Text

from okrcli.git.log import Commit
from okrcli.model.assignments import change_text, value_text
from okrcli.render.labels import day_text
from okrcli.render.terminal.cells import Column
from okrcli.render.terminal.table import Table
from okrcli.reports.blame import BlameLine, BlameReport
from okrcli.sanitize import visible

_COLUMNS: Final = (
    Column("field", "field", style="cyan"),
    Column("commit", "commit", rank=5, style="dim"),
    Column("day", f"{'day':>11}"),
    Column("by", "by", most=16, style="dim"),
    Column("value", "value", is_flexible=True, is_folded=True, least=24, wanted=36),
)


def blame_lines(report: BlameReport, people: dict[str, str], width: int | None) -> Iterator[Text]:
    """Each field with its value, and who gave it that."""
    table = Table(_COLUMNS, width)
    table.paragraph(Text.assemble((report.ref.full, "cyan"), (f"  {visible(report.title)}", "bold")))
    table.blank()
    yield from table.lines()
    table = Table(_COLUMNS, width)
    last = ""
    for line in report.lines:
        table.add(
            field=line.field if line.field != last else "",
            commit=line.commit.hash[:7] if line.commit else "",
            day=f"{day_text(line.commit.day) if line.commit else '–':>11}",
            by=_author(line.commit, people) if line.commit else "before it is cut",
            value=_value(line),
        )
        last = line.field
    yield from table.lines()


def _author(commit: Commit, people: dict[str, str]) -> str:
    return people.get(commit.email.lower()) or commit.author or commit.email


def _value(line: BlameLine) -> Text:
    """The value with that before it, and the reason."""
    named = line.item if isinstance(line.value, str) else getattr(line.value, "title", line.item)
    value = named if line.item else _whole(line.value)
    if line.before is not None:
        value = change_text(line.before, line.value)
    text = Text(visible(value))
    if line.reason:
        text.append(f"  {visible(' '.join(line.reason.split()))}", style="dim")
    return text


def _whole(value: object) -> str:
    """A value in words, a text in quotes and not cut."""
    return f"“{value}”" if isinstance(value, str) and " " in value else value_text(value)
