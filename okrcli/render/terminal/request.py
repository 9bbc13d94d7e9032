"""`okr request` on a terminal: the open requests, with the command that answers each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.text import Text

from okrcli.commandline import runnable
from okrcli.model.plan import Plan
from okrcli.render.labels import day_text
from okrcli.render.terminal.cells import Column
from okrcli.render.terminal.lines import between, hints
from okrcli.render.terminal.table import Table, lined_up
from okrcli.reports.duty import DueReport, Duty
from okrcli.reports.owners import name_of
from okrcli.sanitize import visible
from okrcli.text import counted

_COLUMNS: Final = (
    Column("other", "asked of", most=40, style="cyan"),
    Column("person", "answers", most=20, style="dim"),
    Column("age", "asked", is_right=True, rank=1),
    Column("need", "needs", is_flexible=True, is_folded=True, least=24),
)
_TITLES: Final = {"request": "Waiting for an answer", "refused": "Refused"}


def request_lines(report: DueReport, plan: Plan, width: int | None) -> Iterator[Text]:
    """The requests without an answer, then the refused ones, the oldest first."""
    names = ", ".join(cycle.id for cycle in report.cycles)
    refused = sum(duty.kind == "refused" for duty in report.duties)
    count = len(report.duties) - refused
    head = counted(count, "open request") if count else "no open request"
    head += f", {refused} refused" if refused else ""
    yield from between(Text(head, style="bold"), Text(f"{day_text(report.day)} · {visible(names)}", style="dim"), width)
    yield from lined_up(_table(kind, title, report, plan, width) for kind, title in _TITLES.items())
    if not report.duties:
        ask = runnable('okr request add ID --to OTHER "what is needed"')
        yield from hints([(ask, "asks for something")], width)


def _table(kind: str, title: str, report: DueReport, plan: Plan, width: int | None) -> Table:
    table = Table((Column("id", title, most=40, style="cyan"), *_COLUMNS), width)
    for duty in report.duties:
        if duty.kind == kind:
            table.add(
                id=str(duty.ref),
                other=str(duty.other),
                person=" or ".join(name_of(plan, holder) for holder in duty.holders) or "no owner",
                age=_age(duty),
                need=duty.title.removeprefix(f"{duty.ref} needs "),
            )
            table.line(Text(runnable(duty.command), style="cyan"), 2)
    return table


def _age(duty: Duty) -> str:
    return f"{duty.days_late} d ago" if duty.days_late > 0 else "today"
