"""`okr agree` and `okr refuse`: answer a dependency."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from okrcli.cli import context, options

if TYPE_CHECKING:
    from okrcli.edit.set_fields import Edit
    from okrcli.workspace.pending_files import PendingFiles
    from okrcli.workspace.workspace import Workspace


def agree(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="The one that needs something, or the one it needs.")],
    on: Annotated[
        str | None, typer.Option("--on", metavar="ID", help="Which dependency, where there are several.")
    ] = None,
    reason: options.Reason = None,
    by: options.By = None,
    cycle: options.CycleName = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Agree to what somebody needs of yours.

    Name the one that needs it, or your own where only one thing is asked of it.
    The answer stands in the plan with your name and the day.

    \b
    okr agree demand/mql --on platform/tracking
    """
    return _answer(ctx, "agree", name, on, reason, by, cycle, dry_run, no_commit)


def refuse(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="The one that needs something, or the one it needs.")],
    on: Annotated[
        str | None, typer.Option("--on", metavar="ID", help="Which dependency, where there are several.")
    ] = None,
    reason: options.Reason = None,
    by: options.By = None,
    cycle: options.CycleName = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Refuse what somebody needs of yours, and say why.

    In a running cycle a refused dependency is an error until it is agreed or taken out.
    The answer stands in the plan with your name and the day.

    \b
    okr refuse demand/mql --on platform/tracking --reason "No capacity before January"
    """
    return _answer(ctx, "refuse", name, on, reason, by, cycle, dry_run, no_commit)


def _answer(
    ctx: typer.Context,
    command: str,
    name: str,
    on: str | None,
    reason: str | None,
    by: str | None,
    cycle: str | None,
    dry_run: bool,
    no_commit: bool,
) -> int:
    """Write the answer to a dependency. The reason of a refusal is asked for if it is not given."""
    from okrcli.cli import changes
    from okrcli.edit import dependencies
    from okrcli.workspace.references import resolve_item
    from okrcli.workspace.sources import find_root

    root = find_root(context.invocation(ctx).folder)
    email = None if by else context.email_where_needed(root)
    agreement = "agreed" if command == "agree" else "refused"
    day, why = context.today(), reason
    request = changes.Request(command, name, day, (name,), cycle, dry_run, not no_commit, everything=True)

    def answered(workspace: Workspace, pending: PendingFiles) -> Edit:
        other = resolve_item(workspace, on) if on else None
        link = dependencies.link_between(workspace.plan, resolve_item(workspace, name), other, agreement, day)
        who = context.match_person(workspace.plan, by, email)
        if by is None:
            dependencies.refuse_stranger(workspace.plan, link, who)
        return dependencies.answer(pending, link, agreement, who, day, why)

    if command == "refuse":
        changes.rehearse(ctx, request, answered)
        why = changes.reason_for(ctx, reason, f"to refuse {name} needs a reason")
    return changes.change(ctx, replace(request, asked=f"{name} {on} {why} {by} {day}"), answered)
