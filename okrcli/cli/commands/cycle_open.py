"""`okr cycle open`: begin a cycle with what goes on from another."""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.cli import context, options


def open_(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NEXT", help="The cycle to open: a label, or an id in `cycles:`.")],
    previous: Annotated[str, typer.Option("--from", metavar="PREV", help="The closed cycle before it.")],
    target: Annotated[
        list[str] | None,
        typer.Option(
            "--target", metavar="ID=NUMBER", help="A new target for a key result that goes on; may be repeated."
        ),
    ] = None,
    title: Annotated[
        list[str] | None,
        typer.Option("--title", metavar="ID=TEXT", help="Another title for an item that goes on; may be repeated."),
    ] = None,
    keep_titles: Annotated[
        bool, typer.Option("--keep-titles", help="Leave the numbers in titles as they are.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write it without asking.")] = False,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Begin a cycle with what goes on from another.

    It takes over what was decided to be carried forward or modified, and nothing else. A metric starts at its last
    value. Milestones that are done stay behind. Limits stay as they are. An item to be modified comes as a draft.
    `rolled_from` names the origin of each item, so no item comes over twice. Numbers in titles become the new ones; a
    title with a day in the past is listed. The change is shown before it is written.

    \b
    okr cycle open 2027-Q1 --from 2026-Q4 --dry-run
    okr cycle open 2027-Q1 --from 2026-Q4 --target demand/mql=45
    """
    from okrcli.cli.changes import Request, change, confirmed
    from okrcli.cli.commands.cycle_close import pairs_of, values_of
    from okrcli.edit import open_cycle, opening_options
    from okrcli.edit.set_fields import Edit
    from okrcli.errors import Exit
    from okrcli.model.scalars import parse_number
    from okrcli.workspace.pending_files import PendingFiles
    from okrcli.workspace.workspace import Workspace

    typed, day = values_of("--target", target or (), parse_number), context.today()
    typed_titles = pairs_of("--title", title or ())

    def made(workspace: Workspace, pending: PendingFiles) -> Edit:
        targets = opening_options.targets_of(workspace.plan, previous, typed)
        titles = opening_options.titles_of(workspace.plan, previous, typed_titles)
        return open_cycle.open_cycle(
            pending, workspace, name, previous, targets, day, titles=titles, keeps_titles=keep_titles
        )

    asked = f"{name} {previous} {typed} {typed_titles} {keep_titles}"
    request = Request("cycle open", asked, day, (), None, dry_run, not no_commit, everything=True)
    return change(ctx, request, made) if confirmed(ctx, request, made, yes=yes) else Exit.OK
