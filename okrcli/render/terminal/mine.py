"""The key results and objectives of one person, as `okr` alone shows them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from rich.text import Text

from okrcli.render.labels import day_text
from okrcli.render.terminal.cells import Column
from okrcli.render.terminal.lines import between
from okrcli.render.terminal.promises import promise_lines
from okrcli.render.terminal.status_rows import add_key_result, add_objective
from okrcli.render.terminal.table import Table
from okrcli.render.terminal.tripwires import reached_lines
from okrcli.reports.owners import short_names
from okrcli.reports.status import Mine
from okrcli.sanitize import visible
from okrcli.workspace.plan_names import ClearNames

if TYPE_CHECKING:
    from okrcli.model.plan import Plan

_MINE: Final = (
    Column("id", "id", most=26, style="cyan"),
    Column("title", "title", is_flexible=True, least=22, wanted=34),
    Column("progress", "progress", rank=3),
    Column("value", "value", rank=5, most=26),
    Column("confidence", "conf.", rank=6),
    Column("age", "last", rank=2),
)


def mine_lines(mine: Mine, plan: Plan, width: int | None) -> Iterator[Text]:
    """The key results that one person checks in, and the objectives that they own, as `okr` alone shows them."""
    names = short_names(plan)
    left = Text.assemble((visible(names.get(mine.person, mine.person)), "bold"), f"  {visible(mine.cycle)}")
    yield from between(left, Text(day_text(mine.day), style="dim"), width)
    yield Text("")
    if mine.tripwires:
        yield from reached_lines(mine.tripwires, plan, ClearNames(plan, mine.day), width)
        yield Text("")
    if not (mine.key_results or mine.objectives):
        yield Text("no key result and no objective is yours", style="dim")
    table = Table(_MINE, width)
    for row in mine.key_results:
        add_key_result(table, row, names)
    for objective in mine.objectives:
        if table:
            table.blank()
        add_objective(table, objective, names, has_note=not objective.key_results)
        for row in objective.key_results:
            add_key_result(table, row, names, indent=2)
    yield from table.lines()
    if mine.promises:
        yield Text("")
        yield from promise_lines(mine.promises, width)
