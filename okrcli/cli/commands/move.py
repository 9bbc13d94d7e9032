"""`okr move`: put a key result under another objective, or an objective into another file."""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.cli import context, options


def move(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="A key result or an objective.")],
    to: Annotated[str, typer.Argument(metavar="TO", help="The new objective; for an objective, the new file.")],
    cycle: options.CycleName = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Move an item to another place.

    A key result moves to another objective, an objective to another file. Lines and comments stay as they are.
    References to a key result are fixed, and its earlier check-ins still count. An objective keeps its id.

    \b
    okr move mql growth
    okr move demand okrs/2026-Q4/sales.yaml
    """
    from okrcli.cli import changes
    from okrcli.cli.edit_request import Request
    from okrcli.edit.add_objective import checked_path
    from okrcli.edit.rename import move_key_result, move_objective
    from okrcli.edit.set_fields import Edit, refuse_step
    from okrcli.model.records import Objective
    from okrcli.workspace.pending_files import PendingFiles
    from okrcli.workspace.references import GOALS, resolve_item
    from okrcli.workspace.workspace import Workspace

    def moved(workspace: Workspace, pending: PendingFiles) -> Edit:
        item = resolve_item(workspace, name, GOALS)
        refuse_step(item, "be moved")
        if item.ref.key_result:
            return move_key_result(pending, workspace, item, resolve_item(workspace, to, (Objective,)))
        return move_objective(pending, workspace, item, checked_path(to))

    request = Request("move", f"{name} {to}", context.today(), (name,), cycle, dry_run, not no_commit, everything=True)
    return changes.change(ctx, request, moved)
