"""Tripwires on a terminal: those that are reached, with the command that answers each, and all of one item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from rich.text import Text

from okrcli.commandline import runnable
from okrcli.model.plan import Plan
from okrcli.render.labels import day_text
from okrcli.render.terminal.cells import Column
from okrcli.render.terminal.console import folded
from okrcli.render.terminal.table import Table
from okrcli.reports.duty import answer_command
from okrcli.reports.owners import short_names
from okrcli.scoring.tripwires import TripwireState, tripwire_text
from okrcli.workspace.plan_names import ClearNames

_WIDEST: Final = 1000
_SIGNS: Final = {
    "reached": ("!", "red"),
    "answered": ("✓", "green"),
    "passed": ("✓", "dim"),
    "waiting": ("○", "dim"),
}


def reached_lines(states: Iterable[TripwireState], plan: Plan, names: ClearNames, width: int | None) -> Iterator[Text]:
    """The tripwires that wait for an answer, each with its people and its command."""
    people = short_names(plan)
    for state in states:
        who = " or ".join(people.get(name, name) for name in state.holders)
        text = f"tripwire {state.ref}: {tripwire_text(state)}" + (f" ({who})" if who else "")
        for number, line in enumerate(folded(text, (width or _WIDEST) - 2)):
            yield Text(f"  {line}" if number else f"! {line}", style="red")
        yield Text(f"  {runnable(answer_command(state, names))}", style="cyan")


def tripwire_table(states: Iterable[TripwireState], width: int | None) -> Table:
    """All tripwires of an item, each with its state and its answer."""
    table = Table((Column("text", "tripwire", is_flexible=True, is_folded=True, least=24),), width)
    for state in states:
        sign, style = _SIGNS[state.state]
        tripwire = state.tripwire
        text = Text(tripwire_text(state))
        if state.state == "answered" and tripwire.answered:
            by = f" by {tripwire.answered_by}" if tripwire.answered_by else ""
            text.append(f"  {tripwire.answer or '–'}, answered{by} on {day_text(tripwire.answered)}", style="dim")
        table.add(mark=Text(sign, style=style), text=text)
    return table
