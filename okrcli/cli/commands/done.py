"""`okr done`: mark an action as done or a milestone as reached."""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.cli import context, options


def done(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="[ACTION]", help="The id, or words of the title in quotes.")
    ] = None,
    date: Annotated[
        str | None, typer.Option("--date", metavar="DATE", help="The day on which it was done; by default today.")
    ] = None,
    cycle: options.CycleName = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Mark an action or milestone as done.

    The plan gets `done:` with the day. Without an argument it lists the open ones.

    \b
    okr done guide
    okr done "pricing guide" --date 2026-10-19
    """
    from okrcli.cli import changes
    from okrcli.cli.edit_request import Request
    from okrcli.edit import set_fields
    from okrcli.errors import UsageError
    from okrcli.model.records import Action, Milestone
    from okrcli.workspace.references import milestones_and_actions, resolve_item

    day = context.today(date)
    if name is None:
        workspace = context.open_workspace(ctx, day, cycle)
        focus = workspace.require_focus().id
        waiting = [step for step in milestones_and_actions(workspace.plan, focus) if not step.value.done]
        hints = [f"{step.value.id or step.value.title}  ({step.ref})" for step in waiting[:10]]
        raise UsageError("name an action or milestone", *(hints or ["none is open"]))
    context.refuse_future(day)
    request = Request("done", f"{name} {day}", context.today(), (name,), cycle, dry_run, not no_commit)
    return changes.change(
        ctx,
        request,
        lambda workspace, pending: set_fields.done(pending, resolve_item(workspace, name, (Action, Milestone)), day),
    )
