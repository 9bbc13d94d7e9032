"""`okr remove`: take an objective, key result, action or milestone out of its file."""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.cli import context, options
from okrcli.cli.conversation import prompts
from okrcli.errors import Exit, UsageError
from okrcli.render.terminal import streams
from okrcli.sanitize import visible


def remove(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="An objective, key result, action or milestone.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask for confirmation.")] = False,
    cycle: options.CycleName = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Delete an unused item.

    It is refused if something refers to the item, if it has a check-in, and for a key result or milestone that was
    agreed before today. To cancel those and keep their history: `okr set ID state=cancelled`.

    \b
    okr remove mql --dry-run
    okr remove mql
    """
    from okrcli.cli import changes
    from okrcli.cli.edit_request import Request, workspace_for
    from okrcli.edit.rename import remove as removed
    from okrcli.edit.set_fields import Edit
    from okrcli.workspace.pending_files import PendingFiles
    from okrcli.workspace.references import resolve_item
    from okrcli.workspace.sources import find_root
    from okrcli.workspace.workspace import Workspace

    request = Request("remove", name, context.today(), (name,), cycle, dry_run, not no_commit, everything=True)

    def made(workspace: Workspace, pending: PendingFiles) -> Edit:
        return removed(pending, workspace, resolve_item(workspace, name))

    if not dry_run and not yes:
        if not context.invocation(ctx).may_ask:
            raise UsageError(f"removing `{name}` needs a confirmation", "add --yes")
        changes.rehearse(ctx, request, made)
        item = resolve_item(workspace_for(find_root(context.invocation(ctx).folder), request), name)
        question = f"Remove {item.noun} {item.name} “{visible(item.value.title)}”?"
        if not prompts.confirm(question):
            streams.echo_err("nothing was removed")
            return Exit.OK
    return changes.change(ctx, request, made)
