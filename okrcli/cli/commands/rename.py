"""`okr rename`: give a thing another id."""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.cli import context, options


def rename(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="What it is called now.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The new id: small letters, digits, dashes.")],
    cycle: options.CycleName = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Give something another id.

    What refers to it in plan files is fixed, in all of them. Its old id stays in `was:`, so check-ins under that id
    still count, and nobody has to rewrite them. (Another title is `okr set ID title="…"`.)

    \b
    okr rename mql leads
    okr rename demand inbound --dry-run
    """
    from okrcli.cli import changes
    from okrcli.edit.rename import rename as renamed
    from okrcli.workspace.references import GOALS, resolve_item

    request = changes.Request(
        "rename", f"{name} {new}", context.today(), (name,), cycle, dry_run, not no_commit, everything=True
    )
    return changes.change(
        ctx,
        request,
        lambda workspace, pending: renamed(pending, workspace, resolve_item(workspace, name, GOALS), new),
    )
