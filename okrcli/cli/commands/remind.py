"""`okr remind`: the open duties as texts to send."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from okrcli.cli import context, options
from okrcli.cli.current_person import email_where_needed, match_person
from okrcli.cli.form_address import form_address
from okrcli.errors import Exit, UsageError
from okrcli.render.terminal import streams

if TYPE_CHECKING:
    from okrcli.reports.reminders import DisciplineReport, Reminders
    from okrcli.workspace.workspace import Workspace


def remind(
    ctx: typer.Context,
    selectors: options.Words = None,
    within: Annotated[
        int | None,
        typer.Option("--within", metavar="DAYS", help="What is due in the next DAYS days; 0 is due today or late."),
    ] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="PERSON", help="Only the text for this person.")] = None,
    discipline: Annotated[
        bool, typer.Option("--discipline", help="Count periods with a check-in, by person and team.")
    ] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 1 when anything is due today or late.")] = False,
    cycle: options.CycleName = None,
    on: options.On = None,
    at: options.At = None,
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="terminal (default), text, markdown or json.")
    ] = "terminal",
    json: options.Json = False,
    allow_invalid: options.AllowInvalid = False,
) -> int:
    """Write a reminder for each person.

    It lists what is due now or soon, like `okr due`. People without anything due get no reminder. The command sends
    nothing: paste a text into a chat, or let a script send it.

    \b
    okr remind
    okr remind --within 0 --exit-code          for a script
    okr remind --to jonas --format text
    okr remind --discipline team:sales
    """
    chosen = options.chosen_format(format, json, "terminal", "text", "markdown", "json")
    if within is not None and within < 0:
        raise UsageError(f"--within: {within} is not a number of days")
    if discipline:
        if to is not None or within is not None or exit_code:
            raise UsageError("--discipline cannot be used with --to, --within or --exit-code")
        return _discipline(ctx, selectors or [], chosen, cycle, on, at, allow_invalid=allow_invalid)
    from okrcli.cli.duties import duties_of_open_cycles
    from okrcli.reports.reminders import reminders

    workspaces, due = duties_of_open_cycles(ctx, selectors or [], cycle, at, on)
    workspace = workspaces[0]
    email = email_where_needed(context.root_of(workspace), to) if to else None
    person = match_person(workspace.plan, to, email, "--to") if to else None
    if len(workspaces) > 1:
        workspace = context.open_workspace(ctx, workspace.day, everything=True, at=at, on=on)
    form = form_address(workspace.source, context.root_of(workspace)) if at is None else None
    report = replace(reminders(workspace.plan, due, within, person), form=form)
    _show(report, workspace, chosen)
    code = max(context.exit_code_of(several, allow_invalid) for several in workspaces)
    return Exit.FOUND if exit_code and any(reminder.is_now for reminder in report.people) else code


def _show(report: Reminders, workspace: Workspace, chosen: str) -> None:
    plan = workspace.plan
    if chosen == "json":
        from okrcli.render.json.reminders import RemindersView

        streams.print_json(RemindersView.of(report, plan, workspace.broken))
    elif chosen == "markdown":
        from okrcli.render.markdown.reminders import reminders_markdown

        streams.echo(reminders_markdown(report, plan).rstrip("\n"))
    elif chosen == "text":
        from okrcli.render.pages.reminders import reminders_text

        streams.echo(reminders_text(report, plan).rstrip("\n"))
    else:
        from okrcli.render.terminal.console import print_lines
        from okrcli.render.terminal.reminders import reminder_lines

        print_lines(reminder_lines(report, plan, streams.width()))


def _discipline(
    ctx: typer.Context,
    words: list[str],
    chosen: str,
    cycle: str | None,
    on: str | None,
    at: str | None,
    *,
    allow_invalid: bool,
) -> int:
    """Print the shares of check-ins that were made in time."""
    from okrcli.reports.reminders import discipline_report

    workspace, focus, selector = context.open_selected(ctx, context.today(on), words, cycle, at=at, on=on)
    _show_discipline(discipline_report(workspace.plan, focus, workspace.day, selector), workspace, chosen)
    return context.exit_code_of(workspace, allow_invalid)


def _show_discipline(report: DisciplineReport, workspace: Workspace, chosen: str) -> None:
    from okrcli.render.terminal.console import print_lines
    from okrcli.render.terminal.reminders import discipline_lines

    if chosen == "json":
        from okrcli.render.json.discipline import DisciplineView

        streams.print_json(DisciplineView.of(report, workspace.broken))
    elif chosen == "markdown":
        from okrcli.render.markdown.reminders import discipline_markdown

        streams.echo(discipline_markdown(report, workspace.plan).rstrip("\n"))
    elif chosen == "text":
        for line in discipline_lines(report, workspace.plan, 72):
            streams.echo(line.plain.rstrip())
    else:
        print_lines(discipline_lines(report, workspace.plan, streams.width()))
