"""`okr due`: what must be done now, by whom, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from okrcli.commands import _options as options
from okrcli.errors import Exit
from okrcli.render import screen

if TYPE_CHECKING:
    from okrcli.plan import PlannedCycle
    from okrcli.reports.due import DueReport
    from okrcli.workspace import Workspace


def due(
    context: typer.Context,
    selectors: options.Words = None,
    mine: Annotated[bool, typer.Option("--mine", help="Only what you can do.")] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 1 when anything is due today or late.")] = False,
    by: options.By = None,
    cycle: options.CycleName = None,
    on: options.On = None,
    at: options.At = None,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="table (default), json or ics.")] = "table",
    json: options.Json = False,
    allow_invalid: options.AllowInvalid = False,
) -> int:
    """Show what must be done now, and the command that does it.

    Check-ins that are due, dependencies to answer, drafts to finish, and, when a cycle ends, grades to give; by
    person, the latest first. As a calendar (ics) also what is due later.

    \b
    okr due
    okr due --mine --exit-code
    okr due team:marketing
    okr due --mine --format ics > okr.ics
    """
    from okrcli.reports.due import DueReport, of_person

    chosen = options.chosen_format(format, json, "table", "json", "ics")
    workspaces, found = _gathered(context, selectors or [], cycle, at, on)
    workspace = workspaces[0]
    if mine or by:
        person = options.who(workspace.plan, by, options.root_of(workspace))
        found = DueReport(found.day, found.cycles, tuple(of_person(found.duties, person)))
    _show(found, workspace, chosen)
    code = max(options.exit_code_of(several, allow_invalid) for several in workspaces)
    return Exit.FOUND if exit_code and any(duty.is_now for duty in found.duties) else code


def _gathered(
    context: typer.Context, words: list[str], cycle: str | None, at: str | None, on: str | None
) -> tuple[list[Workspace], DueReport]:
    """What every open cycle asks for: those that run with the one in focus, and those that ended a short time ago."""
    from okrcli.reports.due import duties, is_open, report
    from okrcli.selectors import EVERYTHING

    first = options.open_workspace(context, options.today(on), cycle, at=at, on=on)
    day = first.day
    ended = [c for c in first.plan.cycles.values() if is_open(c, day) and day not in c.period and not cycle]
    selector = EVERYTHING
    workspaces, cycles = [first], []
    if first.focus is not None or words or not ended:
        first, focus, selector = options.open_selected(context, day, words, cycle, at=at, on=on)
        workspaces = [first]
        running = [c for c in first.plan.cycles.values() if day in c.period and not (cycle or selector.cycles)]
        cycles = list(dict.fromkeys([focus.id, *(c.id for c in running)]))
    found = [duty for name in cycles for duty in duties(first.plan, first.plan.cycles[name], day, selector)]
    for other in ended if not selector.cycles else ():
        workspace = options.open_workspace(context, day, other.id, at=at, on=on)
        more = list(duties(workspace.plan, other, day, selector))
        if more:
            workspaces.append(workspace)
            cycles.append(other.id)
            found.extend(more)
    shown: list[PlannedCycle] = [first.plan.cycles[name] for name in cycles]
    return workspaces, report(day, shown, found)


def _show(found: DueReport, workspace: Workspace, chosen: str) -> None:
    if chosen == "json":
        from okrcli.render.view_documents import due_document

        options.print_json(due_document(found, workspace.broken))
    elif chosen == "ics":
        from okrcli.render.calendar import calendar

        screen.say_exactly(calendar(found))
    else:
        from okrcli.render.due import due_lines
        from okrcli.render.terminal import print_lines

        print_lines(due_lines(found, workspace.plan, screen.width()))
