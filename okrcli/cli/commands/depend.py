"""`okr depend`: add a dependency of an objective or key result on another."""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.cli import context, options


def depend(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="The objective or key result that needs something.")],
    on: Annotated[str, typer.Option("--on", metavar="ID", help="The one that has to deliver it.")],
    need: Annotated[str | None, typer.Option("--need", metavar="TEXT", help="What is needed.")] = None,
    cycle: options.CycleName = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Say what something needs from something else.

    The other side has not agreed by that; until it does, `okr validate` and the views say so.

    \b
    okr depend mql --on platform/tracking --need "Tracking links that work"
    """
    from okrcli.cli import changes
    from okrcli.edit.dependencies import depend as depend_on
    from okrcli.workspace.references import resolve_item

    arguments = f"{name} {on} {need}"
    request = changes.Request(
        "depend", arguments, context.today(), (name,), cycle, dry_run, not no_commit, everything=True
    )
    return changes.change(
        ctx,
        request,
        lambda workspace, pending: depend_on(
            pending, resolve_item(workspace, name), resolve_item(workspace, on), need, request.day
        ),
    )
