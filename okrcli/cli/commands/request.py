"""`okr request`: ask another objective or key result for something, and answer such a request."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from okrcli.cli import context, options
from okrcli.cli.command import Command, group, refuse_options_before
from okrcli.errors import Exit
from okrcli.render.terminal import streams

if TYPE_CHECKING:
    from okrcli.edit.set_fields import Edit
    from okrcli.workspace.pending_files import PendingFiles
    from okrcli.workspace.workspace import Workspace

request = group()
"""The commands below `okr request`."""

_Asked = Annotated[
    str, typer.Argument(metavar="ID", help="The objective or key result that needs something, or that is needed.")
]
_Other = Annotated[
    str | None,
    typer.Option(
        "--to", metavar="ID", help="The objective or key result that is needed, if there are several requests."
    ),
]


@request.callback(invoke_without_command=True)
def alone(
    ctx: typer.Context,
    cycle: options.CycleName = None,
    on: options.On = None,
    at: options.At = None,
    format: options.Format = "table",
    json: options.Json = False,
    allow_invalid: options.AllowInvalid = False,
) -> int:
    """List, add and answer requests.

    Alone it lists the requests that have no answer or were refused, with the command that answers each. A request is
    part of the plan of the team that needs something. `okr validate` and the views show it until it is agreed. `okr
    due` shows the requests that you have to answer.

    \b
    okr request
    okr request add mql --to platform/tracking "Tracking links that work"
    okr request agree demand/mql
    okr request refuse demand/mql --reason "No capacity before January"
    """
    refuse_options_before(ctx)
    if ctx.invoked_subcommand is not None:
        return Exit.OK
    from okrcli.cli.duties import duties_of_open_cycles
    from okrcli.reports.due import DueReport

    chosen = options.chosen_format(format, json, "table", "json")
    workspaces, report = duties_of_open_cycles(ctx, [], cycle, at, on)
    open_requests = tuple(duty for duty in report.duties if duty.kind in ("agree", "refused"))
    report = DueReport(report.day, report.cycles, open_requests)
    if chosen == "json":
        from okrcli.render.json.due import DueView

        streams.print_json(DueView.of(report, workspaces[0].broken))
    else:
        from okrcli.render.terminal.console import print_lines
        from okrcli.render.terminal.request import request_lines

        print_lines(request_lines(report, workspaces[0].plan, streams.width()))
    return max(context.exit_code_of(each, allow_invalid) for each in workspaces)


@request.command("add", cls=Command)
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="The objective or key result that needs something.")],
    to: Annotated[str, typer.Option("--to", metavar="ID", help="The objective or key result that is needed.")],
    words: Annotated[list[str] | None, typer.Argument(metavar="[TEXT…]", help="What is needed.")] = None,
    date: options.Day = None,
    cycle: options.CycleName = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Request something from another objective or key result.

    The request is open until the other side agrees. `okr validate` and the views show it until then.

    \b
    okr request add mql --to platform/tracking "Tracking links that work"
    """
    from okrcli.cli import changes
    from okrcli.edit.dependencies import depend
    from okrcli.workspace.references import GOALS, resolve_item

    need, day = " ".join(words or []), context.today(date)
    context.refuse_future(day)
    asked = changes.Request(
        "request add",
        f"{name} {to} {need} {day}",
        context.today(),
        (name,),
        cycle,
        dry_run,
        not no_commit,
        everything=True,
    )
    return changes.change(
        ctx,
        asked,
        lambda workspace, pending: depend(
            pending, resolve_item(workspace, name, GOALS), resolve_item(workspace, to, GOALS), need, day
        ),
    )


@request.command("agree", cls=Command)
def agree(
    ctx: typer.Context,
    name: _Asked,
    to: _Other = None,
    reason: options.Reason = None,
    by: options.By = None,
    date: options.Day = None,
    cycle: options.CycleName = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Agree to a request.

    Name the objective or key result that needs something, or your own if it has only one request. The plan gets your
    answer, your name and the day.

    \b
    okr request agree demand/mql --to platform/tracking
    """
    return _answer(ctx, "agree", name, to, reason, by, date, cycle, dry_run, no_commit)


@request.command("refuse", cls=Command)
def refuse(
    ctx: typer.Context,
    name: _Asked,
    to: _Other = None,
    reason: options.Reason = None,
    by: options.By = None,
    date: options.Day = None,
    cycle: options.CycleName = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Refuse a request, with a reason.

    In a running cycle a refused request is an error until it is agreed or removed. The plan gets your answer, your name
    and the day.

    \b
    okr request refuse demand/mql --to platform/tracking --reason "No capacity before January"
    """
    return _answer(ctx, "refuse", name, to, reason, by, date, cycle, dry_run, no_commit)


def _answer(
    ctx: typer.Context,
    command: str,
    name: str,
    to: str | None,
    reason: str | None,
    by: str | None,
    date: str | None,
    cycle: str | None,
    dry_run: bool,
    no_commit: bool,
) -> int:
    """Write the answer to a request. The reason of a refusal is asked for if it is not given."""
    from okrcli.cli import changes
    from okrcli.edit import dependencies
    from okrcli.workspace.references import GOALS, resolve_item
    from okrcli.workspace.sources import find_root

    root = find_root(context.invocation(ctx).folder)
    email = context.email_where_needed(root, by)
    agreement = "agreed" if command == "agree" else "refused"
    day, today, why = context.today(date), context.today(), reason
    context.refuse_future(day)
    asked = changes.Request(f"request {command}", name, today, (name,), cycle, dry_run, not no_commit, everything=True)

    def answered(workspace: Workspace, pending: PendingFiles) -> Edit:
        other = resolve_item(workspace, to, GOALS) if to else None
        link = dependencies.link_between(workspace.plan, resolve_item(workspace, name, GOALS), other, agreement, today)
        who = context.match_person(workspace.plan, by, email)
        if by is None:
            dependencies.refuse_stranger(workspace.plan, link, who)
        return dependencies.answer(pending, link, agreement, who, day, why)

    if command == "refuse":
        changes.rehearse(ctx, asked, answered)
        why = changes.reason_for(ctx, reason, f"to refuse {name} needs a reason")
    return changes.change(ctx, replace(asked, asked=f"{name} {to} {why} {by} {day}"), answered)
