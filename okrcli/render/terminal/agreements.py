"""Agreements to an objective on a terminal: who agreed, under which condition, who refused, and who is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from rich.text import Text

from okrcli.commandline import runnable
from okrcli.render.labels import day_text, lateness_text
from okrcli.render.terminal.cells import Column
from okrcli.render.terminal.console import folded
from okrcli.render.terminal.table import Table
from okrcli.reports.duty import Duty
from okrcli.scoring.agreements import AgreementState

_WIDEST: Final = 1000
_SIGNS: Final = {
    "agreed": ("✓", "green"),
    "refused": ("✗", "red"),
    "outdated": ("?", "yellow"),
    "asked": ("○", "yellow"),
}
_ROLES: Final = {"lead": "lead", "contributors": "contributes", "needed": "is needed"}


def agreement_table(states: Iterable[AgreementState], names: dict[str, str], width: int | None) -> Table:
    """The answers to an objective, each with the reason for which it is wanted."""
    columns = (
        Column("name", "agreement", most=24),
        Column("role", "why", rank=1, style="dim"),
        Column("answer", "answer", is_flexible=True, is_folded=True, least=24),
    )
    table = Table(columns, width)
    for state in states:
        sign, style = _SIGNS[state.answer]
        table.add(
            mark=Text(sign, style=style),
            name=names.get(state.name, state.name),
            role=_ROLES[state.role] if state.role else "",
            answer=_answer(state, names),
        )
    return table


def _answer(state: AgreementState, names: dict[str, str]) -> Text:
    """`agreed by Linh on 28 Sep 2026  condition: if we hire two people`; `no answer yet`."""
    given = state.given
    if given is None:
        who = " or ".join(names.get(person, person) for person in state.people if person != state.name)
        return Text("no answer yet" + (f"  {who}" if who else ""), style="dim")
    by = f" by {names.get(given.by, given.by)}" if given.by != state.name else ""
    text = Text(f"{given.agreement}{by} on {day_text(given.since)}")
    if given.condition and given.agreement == "agreed":
        text.append(f"  condition: {given.condition}", style="yellow")
    if given.reason:
        text.append(f"  reason: {given.reason}")
    if state.is_of_earlier_version:
        text.append("  changed since then", style="yellow" if state.answer == "outdated" else "dim")
    return text


def wanted_lines(duties: Iterable[Duty], width: int | None) -> Iterator[Text]:
    """The objectives that wait for the agreement of a person, each with its command."""
    for duty in duties:
        text = f"agree to {duty.ref}: {duty.title} ({lateness_text(duty.days_late)}, {duty.about})"
        for number, line in enumerate(folded(text, (width or _WIDEST) - 2)):
            yield Text(f"  {line}" if number else f"? {line}", style="yellow")
        yield Text(f"  {runnable(duty.command)}", style="cyan")
