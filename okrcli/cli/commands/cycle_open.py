"""`okr cycle open`: begin a cycle with what goes on from another."""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.cli import context, options


def open_(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="[NEXT]", help="The cycle to open: a label, or an id in `cycles:`.")
    ] = None,
    previous: Annotated[str | None, typer.Option("--from", metavar="PREV", help="The closed cycle before it.")] = None,
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
    title with a day in the past is listed. The change is shown before it is written. Without names it proposes the
    newest closed cycle and the one after it.

    \b
    okr cycle open
    okr cycle open 2027-Q1 --from 2026-Q4 --dry-run
    okr cycle open 2027-Q1 --from 2026-Q4 --target demand/mql=45
    """
    from okrcli.cli.changes import change, confirmed
    from okrcli.cli.edit_request import Request
    from okrcli.cli.option_values import pairs_of, values_of
    from okrcli.edit import open_cycle, opening_options
    from okrcli.edit.set_fields import Edit
    from okrcli.errors import Exit
    from okrcli.model.scalars import parse_number
    from okrcli.workspace.pending_files import PendingFiles
    from okrcli.workspace.workspace import Workspace

    if name is None or previous is None:
        name, previous = _proposed(ctx, name, previous, may_choose=dry_run)
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


def _proposed(ctx: typer.Context, name: str | None, previous: str | None, *, may_choose: bool) -> tuple[str, str]:
    """The cycle to open and the one before it: as named, else the newest closed cycle and the one after it.

    Where that is open already, the cycle in focus counts instead. Raises RefusedError if it is not closed, and
    UsageError with the whole command if there is no terminal, and if no cycle follows.
    """
    from okrcli.edit.open_cycle import refuse_unless_closed
    from okrcli.errors import UsageError
    from okrcli.model.calendar import label_after

    workspace = context.open_workspace(ctx, context.today(), everything=True)
    cycles = workspace.plan.cycles
    if previous is None:
        closed = (cycle for cycle in cycles.values() if cycle.state == "closed" and cycle.has_plan)
        newest = max(closed, key=lambda cycle: (cycle.period.end, cycle.period.start), default=None)
        following = cycles.get(label_after(newest) or "") if newest else None
        is_opened = name is None and following is not None and following.has_plan
        previous = (workspace.require_focus() if newest is None or is_opened else newest).id
    if previous in cycles:
        refuse_unless_closed(cycles[previous], context.today())
    if name is None:
        name = label_after(cycles[previous]) if previous in cycles else None
    if name is None:
        raise UsageError("the cycle to open has no name", f"okr cycle open NEXT --from {previous}")
    if not (may_choose or context.invocation(ctx).may_ask):
        raise UsageError("the cycle to open is not named", f"okr cycle open {name} --from {previous}")
    return name, previous
