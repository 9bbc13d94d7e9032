"""`okr due` on a terminal: the duties of each person, with the command for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.text import Text

from okrcli.commandline import runnable
from okrcli.model.plan import Plan
from okrcli.render.labels import DUTY_VERBS, day_text, lateness_text
from okrcli.render.terminal.cells import Column
from okrcli.render.terminal.lines import between
from okrcli.render.terminal.table import Table
from okrcli.reports.duty import DueReport, Duty
from okrcli.reports.owners import name_of
from okrcli.sanitize import visible

_COLUMNS: Final = (
    Column("when", "", is_right=True),
    Column("verb", ""),
    Column("id", "", most=26, style="cyan"),
    Column("title", "", is_flexible=True, least=20),
)
_COMMAND_INDENT: Final = 13
_VERY_LATE: Final = 7
"""Days from which a late duty is red."""


def due_lines(report: DueReport, plan: Plan, width: int | None) -> Iterator[Text]:
    """The duties of now and soon by person, the latest first. The command for check-ins stands beside the person."""
    shown = report.duties_soon()
    count = sum(duty.is_now for duty in shown)
    soon = f", {len(shown) - count} soon" if len(shown) > count else ""
    names = ", ".join(cycle.id for cycle in report.cycles)
    when = Text(f"{day_text(report.day)} · {visible(names)}", style="dim")
    yield from between(Text.assemble((f"{count} due", "bold"), soon) if shown else Text(_all_done(report)), when, width)
    table = Table(_COLUMNS, width, has_heads=False)
    for holders, duties in _by_holders(shown):
        table.blank()
        command = runnable("okr checkin") if any(duty.kind == "checkin" for duty in duties) else ""
        table.line(Text.assemble((_heading(plan, holders, duties[0]), "bold"), (f"  {command}", "cyan")))
        for duty in duties:
            _add(table, duty)
    yield from table.lines()


def _add(table: Table, duty: Duty) -> None:
    style = "red" if duty.days_late > _VERY_LATE else "yellow" if duty.is_now else "dim"
    table.add(
        indent=2,
        when=Text(lateness_text(duty.days_late), style=style),
        verb=Text(DUTY_VERBS[duty.kind], style="dim"),
        id=duty.ref.short,
        title=duty.title.removeprefix(f"{duty.ref} "),
    )
    if duty.kind != "checkin":
        about = f"  {visible(duty.about)}" if duty.kind in ("agree", "refused") else ""
        table.line(Text.assemble((runnable(duty.command), "cyan"), (about, "dim")), _COMMAND_INDENT)


def _all_done(report: DueReport) -> str:
    following = min((duty.due for duty in report.duties), default=None)
    return "nothing is due" + (f"; the next is due {day_text(following)}" if following else "")


def _by_holders(duties: Sequence[Duty]) -> list[tuple[tuple[str, ...], list[Duty]]]:
    """The duties by whoever can do them, those with the latest one first."""
    found: dict[tuple[str, ...], list[Duty]] = {}
    for duty in duties:
        found.setdefault(duty.holders, []).append(duty)
    return list(found.items())


def _heading(plan: Plan, holders: tuple[str, ...], first: Duty) -> str:
    if not holders:
        return "no owner"
    people = " or ".join(_person(plan, holder) for holder in holders)
    is_team = len(holders) > 1 and first.owner in plan.teams
    return visible(f"{name_of(plan, first.owner)}: {people}" if is_team and first.owner else people)


def _person(plan: Plan, name: str) -> str:
    known = name_of(plan, name)
    return known if known == name else f"{known} ({name})"
