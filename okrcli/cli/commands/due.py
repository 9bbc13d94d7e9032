"""`okr due`: the open duties, by person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from okrcli.cli import context, options
from okrcli.cli.current_person import current_person
from okrcli.errors import Exit
from okrcli.render.terminal import streams

if TYPE_CHECKING:
    from okrcli.reports.duty import DueReport
    from okrcli.workspace.workspace import Workspace


def due(
    ctx: typer.Context,
    selectors: options.Words = None,
    mine: Annotated[bool, typer.Option("--mine", help="Only what is due from you.")] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 1 when anything is due today or late.")] = False,
    by: options.By = None,
    cycle: options.CycleName = None,
    on: options.On = None,
    at: options.At = None,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="table (default), json or ics.")] = "table",
    json: options.Json = False,
    allow_invalid: options.AllowInvalid = False,
) -> int:
    """Show what is due, with commands.

    It lists check-ins, requests to answer, drafts to finish and, when a cycle ends, missing grades. They are sorted by
    person, the latest first. The calendar (`--format ics`) also has what is due later.

    \b
    okr due
    okr due --mine --exit-code
    okr due team:marketing
    okr due --mine --format ics > okr.ics
    """
    from okrcli.cli.duties import duties_of_open_cycles
    from okrcli.reports.duty import DueReport, of_person

    chosen = options.chosen_format(format, json, "table", "json", "ics")
    workspaces, report = duties_of_open_cycles(ctx, selectors or [], cycle, at, on)
    workspace = workspaces[0]
    if mine or by:
        person = current_person(workspace.plan, by, context.root_of(workspace))
        report = DueReport(report.day, report.cycles, tuple(of_person(report.duties, person)))
    _show(report, workspace, chosen)
    code = max(context.exit_code_of(several, allow_invalid) for several in workspaces)
    return Exit.FOUND if exit_code and any(duty.is_now for duty in report.duties) else code


def _show(report: DueReport, workspace: Workspace, chosen: str) -> None:
    if chosen == "json":
        from okrcli.render.json.due import DueView

        streams.print_json(DueView.of(report, workspace.broken))
    elif chosen == "ics":
        from okrcli.render.export.icalendar import calendar

        streams.echo_exactly(calendar(report))
    else:
        from okrcli.render.terminal.console import print_lines
        from okrcli.render.terminal.due import due_lines

        print_lines(due_lines(report, workspace.plan, streams.width()))
