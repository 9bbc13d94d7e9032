"""`okr request`: ask another objective or key result for something, and answer such a request."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

import typer

from okrcli.cli import context, options
from okrcli.cli.command import Command, group, refuse_options_before
from okrcli.cli.current_person import email_where_needed, match_person
from okrcli.errors import Exit, UsageError
from okrcli.render.terminal import streams

if TYPE_CHECKING:
    from okrcli.edit.set_fields import Edit
    from okrcli.model.records import Answer
    from okrcli.workspace.pending_files import PendingFiles
    from okrcli.workspace.workspace import Workspace

request = group()
"""The commands below `okr request`."""

_Asked = Annotated[
    str, typer.Argument(metavar="ID", help="The objective or key result that needs something, or that is needed.")
]
_Needed = Annotated[str, typer.Option("--to", metavar="ID", help="The objective or key result that is needed.")]
_Need = Annotated[list[str] | None, typer.Argument(metavar="[TEXT…]", help="What is needed.")]
_Amount = Annotated[
    str | None,
    typer.Option("--amount", metavar="N", help="The value to reach, in the unit of the key result that is needed."),
]
_Due = Annotated[str | None, typer.Option("--due", metavar="DATE", help="The last day for it (YYYY-MM-DD).")]
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
    okr request add mql --to ads/leads "3,000 leads by 4 Dec"
    okr request agree demand/mql
    okr request refuse demand/mql --reason "No capacity before January"
    """
    refuse_options_before(ctx)
    if ctx.invoked_subcommand is not None:
        return Exit.OK
    from okrcli.cli.duties import duties_of_open_cycles
    from okrcli.reports.duty import DueReport

    chosen = options.chosen_format(format, json, "table", "json")
    workspaces, report = duties_of_open_cycles(ctx, [], cycle, at, on)
    open_requests = tuple(duty for duty in report.duties if duty.kind in ("request", "refused") and duty.other)
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
    to: _Needed,
    words: _Need = None,
    amount: _Amount = None,
    due: _Due = None,
    date: options.Day = None,
    cycle: options.CycleName = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Request something from another objective or key result.

    The request is open until the other side agrees. `okr validate` and the views show it until then.

    An amount and a day are read from the text, if its number is in the unit of the key result; `--amount` and `--due`
    give others, and `--amount none` none. Once they are agreed, the views compare the pace with them.

    \b
    okr request add mql --to platform/tracking "Tracking links that work"
    okr request add answers --to ads/leads "3,000 leads by 4 Dec"
    okr request add answers --to ads/leads "Leads for the new team" --amount 3000 --due 2026-12-04
    """
    from okrcli.cli import changes
    from okrcli.cli.edit_request import Request
    from okrcli.cli.request_terms import asked_terms
    from okrcli.edit.dependencies import depend
    from okrcli.workspace.references import GOALS, resolve_item

    need, day = " ".join(words or []), context.today(date)
    context.refuse_future(day)
    asked = Request(
        "request add",
        f"{name} {to} {need} {amount} {due} {day}",
        context.today(),
        (name,),
        cycle,
        dry_run,
        not no_commit,
        everything=True,
    )

    def added(workspace: Workspace, pending: PendingFiles) -> Edit:
        item, on = resolve_item(workspace, name, GOALS), resolve_item(workspace, to, GOALS)
        return depend(pending, workspace.plan, item, on, asked_terms(workspace.plan, on.ref, need, amount, due), day)

    return changes.change(ctx, asked, added)


@request.command("change", cls=Command)
def change(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="The objective or key result that needs something.")],
    words: _Need = None,
    to: _Other = None,
    amount: _Amount = None,
    due: _Due = None,
    reason: options.Reason = None,
    date: options.Day = None,
    cycle: options.CycleName = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Change what a request asks for.

    What the other side has promised stays promised until it answers again: `okr request agree`. Other words need a
    reason once the cycle has begun.

    \b
    okr request change answers --to ads/leads --amount 3500
    okr request change answers --to ads/leads --due 2026-12-11
    """
    from okrcli.cli import changes
    from okrcli.cli.edit_request import EditFunction, Request
    from okrcli.cli.request_terms import asked_terms
    from okrcli.edit import dependencies
    from okrcli.workspace.references import GOALS, resolve_item

    need, day, today = " ".join(words or []), context.today(date), context.today()
    context.refuse_future(day)
    if not need and amount is None and due is None:
        raise UsageError("name what changes", "add a text, --amount or --due")
    asked = Request("request change", name, today, (name,), cycle, dry_run, not no_commit, everything=True)

    @cache
    def made(why: str | None) -> EditFunction:
        def changed(workspace: Workspace, pending: PendingFiles) -> Edit:
            other = resolve_item(workspace, to, GOALS) if to else None
            link = dependencies.link_between(workspace.plan, resolve_item(workspace, name, GOALS), other, None, today)
            new = asked_terms(workspace.plan, link.target, need, amount, due)
            return dependencies.change_request(pending, workspace.plan, link, new, why, day, today)

        return changed

    why = changes.asked_reason(ctx, asked, reason, made)
    return changes.change(ctx, replace(asked, asked=f"{name} {to} {need} {amount} {due} {why} {day}"), made(why))


@request.command("agree", cls=Command)
def agree(
    ctx: typer.Context,
    name: _Asked,
    to: _Other = None,
    amount: _Amount = None,
    due: _Due = None,
    condition: options.Condition = None,
    reason: options.Reason = None,
    by: options.By = None,
    date: options.Day = None,
    cycle: options.CycleName = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Agree to a request, also with a condition, another amount or another day.

    Name the objective or key result that needs something, or your own if it has only one request. The plan gets your
    answer, your name and the day. An agreement with an amount or a day is a promise: the views compare the pace with
    it. To change it, agree again with a reason.

    \b
    okr request agree demand/mql --to platform/tracking
    okr request agree answers --to ads/leads --amount 2500 --due 2026-12-11
    okr request agree answers --to ads/leads --condition "If the budget of October stays"
    """
    from okrcli.cli.request_terms import typed_amount, typed_due

    promised = {"amount": typed_amount(amount), "due": typed_due(due), "condition": condition}
    return _answer(ctx, "agree", name, to, promised, reason, by, date, cycle, dry_run, no_commit)


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
    return _answer(ctx, "refuse", name, to, {}, reason, by, date, cycle, dry_run, no_commit)


def _answer(
    ctx: typer.Context,
    command: str,
    name: str,
    to: str | None,
    promised: dict[str, Any],
    reason: str | None,
    by: str | None,
    date: str | None,
    cycle: str | None,
    dry_run: bool,
    no_commit: bool,
) -> int:
    """Write the answer to a request. A missing reason of a refusal, or of a changed promise, is asked for."""
    from okrcli.cli import changes
    from okrcli.cli.edit_request import EditFunction, Request
    from okrcli.edit import dependencies
    from okrcli.workspace.references import GOALS, resolve_item
    from okrcli.workspace.sources import find_root

    root = find_root(context.invocation(ctx).folder)
    email = email_where_needed(root, by)
    agreement: Answer = "agreed" if command == "agree" else "refused"
    day, today = context.today(date), context.today()
    context.refuse_future(day)
    asked = Request(f"request {command}", name, today, (name,), cycle, dry_run, not no_commit, everything=True)

    @cache
    def made(why: str | None) -> EditFunction:
        def answered(workspace: Workspace, pending: PendingFiles) -> Edit:
            other = resolve_item(workspace, to, GOALS) if to else None
            about = resolve_item(workspace, name, GOALS)
            link = dependencies.link_between(workspace.plan, about, other, agreement, today)
            who = match_person(workspace.plan, by, email)
            if by is None:
                dependencies.refuse_stranger(workspace.plan, link, who)
            reply = dependencies.Reply(agreement, who, day, why, **promised)
            return dependencies.answer(pending, workspace.plan, link, reply, today)

        return answered

    if command == "refuse":
        changes.rehearse(ctx, asked, made("any reason"))
        why: str | None = changes.reason_for(ctx, reason, f"to refuse {name} needs a reason")
    else:
        why = changes.asked_reason(ctx, asked, reason, made)
    return changes.change(ctx, replace(asked, asked=f"{name} {to} {promised} {why} {by} {day}"), made(why))
