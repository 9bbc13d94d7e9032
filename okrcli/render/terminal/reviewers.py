"""`okr diff --reviewers` on a terminal: who should review a change, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from rich.text import Text

from okrcli.model.plan import Plan
from okrcli.render.terminal.cells import Column
from okrcli.render.terminal.table import Table
from okrcli.reports.owners import name_of
from okrcli.reports.reviewers import Reviewer
from okrcli.sanitize import visible

_COLUMNS: Final = (
    Column("id", "reviewer", most=26, style="cyan"),
    Column("name", "name", rank=1, most=30),
    Column("why", "because of", is_flexible=True, is_folded=True, least=24),
)


def lines(rows: Iterable[Reviewer], plan: Plan, width: int | None) -> Iterator[Text]:
    """A line for each reviewer, those with most reasons first."""
    table = Table(_COLUMNS, width)
    for row in rows:
        table.add(id=visible(row.name), name=visible(name_of(plan, row.name)), why=visible(", ".join(row.reasons)))
    if not table:
        yield Text("no review is needed: no goal, setting or earlier check-in changes", style="dim")
        return
    yield from table.lines()
