"""`okr resume`: take back a decision."""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.cli import context, options


def resume(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="An objective or key result.")],
    cycle: options.CycleName = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Let something count again.

    Takes away `state`, `since` and `reason`: of what was paused, postponed, dropped, closed early, or a draft.

    \b
    okr resume mql
    """
    from okrcli.cli import changes
    from okrcli.edit import set_fields
    from okrcli.workspace.references import resolve_item

    request = changes.Request("resume", name, context.today(), (name,), cycle, dry_run, not no_commit)
    return changes.change(
        ctx, request, lambda workspace, overlay: set_fields.resume(overlay, resolve_item(workspace, name))
    )
