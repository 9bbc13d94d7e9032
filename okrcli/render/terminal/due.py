"""`okr due` on a terminal: below each person what they have to do, and the command that does it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.text import Text

from okrcli.model.plan import Plan
from okrcli.render.labels import day_text
from okrcli.render.terminal.console import cut, less, padded, readable
from okrcli.reports.due import DueReport, Duty
from okrcli.reports.groups import name_of
from okrcli.sanitize import visible

VERBS = {"checkin": "check in", "agree": "answer", "refused": "settle", "draft": "finish", "grade": "grade"}
_WHEN_CELLS = 11
_VERB_CELLS = 8
_MOST_COMMAND = 32
"""Cells of a command that still stands beside its title."""


def due_lines(report: DueReport, plan: Plan, width: int | None) -> Iterator[Text]:
    """What is due now or soon, the latest first, by person."""
    width, told = readable(width), report.told()
    names = ", ".join(cycle.id for cycle in report.cycles)
    yield Text.assemble((visible(names), "bold"), (f" · {day_text(report.day)}", "dim"))
    if not told:
        yield Text(_all_done(report), style="green")
        return
    commands = max((len(duty.command) for duty in told if len(duty.command) <= _MOST_COMMAND), default=0)
    titles = max(cell_len(visible(duty.title)) for duty in told)
    for holders, duties in _by_holders(told):
        yield Text("")
        yield Text(_heading(plan, holders, duties[0]), style="bold")
        for duty in duties:
            yield from _duty(duty, width, commands, titles)


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
        return "nobody's yet"
    people = " or ".join(_person(plan, holder) for holder in holders)
    is_team = len(holders) > 1 and first.owner in plan.teams
    return visible(f"{name_of(plan, first.owner)}: {people}" if is_team and first.owner else people)


def _person(plan: Plan, name: str) -> str:
    known = name_of(plan, name)
    return known if known == name else f"{known} ({name})"


def _duty(duty: Duty, width: int | None, commands: int, titles: int) -> Iterator[Text]:
    """One line, with the command at its end; on the next line where it is too long for its column."""
    style = "red" if duty.days_late > 0 else "yellow" if duty.is_now else "dim"
    head = Text.assemble(
        (f"  {padded(when_text(duty.days_late), _WHEN_CELLS)}", style), f"{padded(VERBS[duty.kind], _VERB_CELLS)}  "
    )
    room = less(width, head.cell_len + commands + 2)
    command = Text(duty.command, style="cyan")
    if room is not None and room < _WHEN_CELLS:
        yield Text.assemble(head, command)
    elif len(duty.command) > commands and width is not None:
        yield Text.assemble(head, cut(duty.title, width - head.cell_len))
        yield Text.assemble(" " * head.cell_len, command)
    else:
        room = titles if room is None else min(room, titles)
        title = cut(duty.title, room)
        yield Text.assemble(head, title, " " * (room - cell_len(title) + 2), command)


def when_text(days_late: int) -> str:
    """How late it is, or how much time is left: `3 d late`, `today`, `in 2 d`."""
    if days_late > 0:
        return f"{days_late} d late"
    return "today" if days_late == 0 else f"in {-days_late} d"
