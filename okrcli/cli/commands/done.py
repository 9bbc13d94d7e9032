"""`okr done`: mark an action as done or a milestone as reached, or answer a tripwire."""

from __future__ import annotations

from datetime import date as Day  # noqa: N812  (`date` is an option)
from typing import Annotated

import typer

from okrcli.cli import context, options
from okrcli.cli.current_person import email_where_needed, match_person


def done(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="[ITEM]", help="The id, or words of the title in quotes.")
    ] = None,
    date: Annotated[
        str | None, typer.Option("--date", metavar="DATE", help="The day on which it was done; by default today.")
    ] = None,
    note: Annotated[
        str | None,
        typer.Option("--note", "-m", metavar="TEXT", help="At a tripwire: what was done, or why not."),
    ] = None,
    tripwire: Annotated[
        str | None, typer.Option("--tripwire", metavar="DATE", help="The day of the tripwire, if several are reached.")
    ] = None,
    by: options.By = None,
    cycle: options.CycleName = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Mark an action or milestone as done.

    The plan gets `done:` with the day. Without an argument it lists the open ones.

    With --note it answers a tripwire of an objective or key result that is reached. The plan gets your text, your name
    and the day, and no view asks for it again.

    \b
    okr done guide
    okr done "pricing guide" --date 2026-10-19
    okr done mql --note "We dropped two of four projects"
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
    if note is not None or tripwire is not None:
        return _answer_tripwire(ctx, name, note or "", tripwire, by, day, cycle, dry_run, no_commit)
    request = Request("done", f"{name} {day}", context.today(), (name,), cycle, dry_run, not no_commit)
    return changes.change(
        ctx,
        request,
        lambda workspace, pending: set_fields.done(pending, resolve_item(workspace, name, (Action, Milestone)), day),
    )


def _answer_tripwire(
    ctx: typer.Context,
    name: str,
    note: str,
    on: str | None,
    by: str | None,
    day: Day,
    cycle: str | None,
    dry_run: bool,
    no_commit: bool,
) -> int:
    """Write the answer to a tripwire that is reached."""
    from okrcli.cli import changes
    from okrcli.cli.edit_request import Request
    from okrcli.edit.tripwires import answer_tripwire
    from okrcli.errors import UsageError
    from okrcli.model.reasons import says_something
    from okrcli.workspace.references import GOALS, resolve_item
    from okrcli.workspace.sources import find_root

    if not says_something(note):
        raise UsageError("the text of the answer is missing", '--note "what was done, or why not"')
    wanted = context.today(on) if on else None
    email = email_where_needed(find_root(context.invocation(ctx).folder), by)
    asked = Request(
        "done",
        f"{name} {note} {wanted} {day}",
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
        lambda workspace, pending: answer_tripwire(
            pending,
            workspace.plan,
            resolve_item(workspace, name, GOALS),
            wanted,
            note,
            match_person(workspace.plan, by, email),
            day,
        ),
    )
