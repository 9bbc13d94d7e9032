"""`okr drop`, `okr pause` and `okr postpone`: a decision with its reason. `okr resume`: take it back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from okrcli.cli import context, options
from okrcli.errors import RefusedError

if TYPE_CHECKING:
    from okrcli.cli.changes import EditFunction
    from okrcli.edit.set_fields import Edit
    from okrcli.workspace.pending_files import PendingFiles
    from okrcli.workspace.workspace import Workspace


def drop(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="An objective, key result or milestone.")],
    reason: options.Reason = None,
    date: options.Day = None,
    cycle: options.CycleName = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Give up something, and say why.

    An objective, key result or milestone leaves the average and is not asked for any more; it stays in the file, with
    the day and the reason, and views of earlier days count it.
    `okr resume` takes it back.

    \b
    okr drop mql --reason "We stopped buying ads"
    """
    return _decide(ctx, "drop", name, reason, date, cycle, dry_run, no_commit)


def pause(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="An objective or key result.")],
    reason: options.Reason = None,
    date: options.Day = None,
    cycle: options.CycleName = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Pause something, and say why.

    An objective or key result is not asked for and not counted while it is paused. The clock does not stop, and views
    show what is paused.
    `okr resume` takes it back.

    \b
    okr pause mql --reason "Waiting for the licence"
    """
    return _decide(ctx, "pause", name, reason, date, cycle, dry_run, no_commit)


def postpone(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="An objective or key result.")],
    reason: options.Reason = None,
    date: options.Day = None,
    cycle: options.CycleName = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Move something to a later cycle, and say why.

    An objective or key result is not asked for and not counted any more in this cycle.
    `okr resume` takes it back.

    \b
    okr postpone mql --reason "The supplier needs until March"
    """
    return _decide(ctx, "postpone", name, reason, date, cycle, dry_run, no_commit)


def resume(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="An objective, key result or milestone.")],
    reason: options.Reason = None,
    date: options.Day = None,
    cycle: options.CycleName = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Let something count again.

    Takes away `state`, `since` and `reason`: of what was paused, postponed, dropped, closed early, or a draft. Once the
    cycle has begun it needs a reason, but for a draft. The decision stays in `changes`, and views of earlier days show
    it.

    \b
    okr resume mql --reason "The licence is there"
    """
    from okrcli.cli import changes
    from okrcli.edit import set_fields
    from okrcli.model.records import Milestone
    from okrcli.workspace.references import GOALS, resolve_item

    day = context.today(date)
    context.refuse_future(day)
    request = changes.Request("resume", name, context.today(), (name,), cycle, dry_run, not no_commit)

    def resumed(why: str | None) -> EditFunction:
        return lambda workspace, pending: set_fields.resume(
            pending, workspace.plan, resolve_item(workspace, name, (*GOALS, Milestone)), why, day
        )

    why = changes.asked_reason(ctx, request, reason, resumed)
    return changes.change(ctx, replace(request, asked=f"{name} {why} {day}"), resumed(why))


def _decide(
    ctx: typer.Context,
    command: str,
    name: str,
    reason: str | None,
    date: str | None,
    cycle: str | None,
    dry_run: bool,
    no_commit: bool,
) -> int:
    """Write a decision with its reason, which is asked for if it is not given."""
    from okrcli.cli import changes
    from okrcli.edit import set_fields
    from okrcli.model.records import Milestone
    from okrcli.workspace.references import GOALS, resolve_item

    day = context.today(date)
    context.refuse_future(day)
    request = changes.Request(command, name, context.today(), (name,), cycle, dry_run, not no_commit)

    def decided(why: str) -> EditFunction:
        def made(workspace: Workspace, pending: PendingFiles) -> Edit:
            item, today = (
                resolve_item(workspace, name, GOALS if command != "drop" else (*GOALS, Milestone)),
                request.day,
            )
            start = workspace.plan.cycles[item.ref.cycle].period.start
            if day < start and day < today:
                raise RefusedError(f"{item.ref.cycle} begins on {start}, and {day} is before that", "give a later day")
            return set_fields.decide(pending, workspace.plan, item, command, why, day)

        return made

    if not reason:
        changes.rehearse(ctx, request, decided("…"))
    why = changes.reason_for(ctx, reason, f"to {command} {name} needs a reason")
    return changes.change(ctx, replace(request, asked=f"{name} {why} {day}"), decided(why))
