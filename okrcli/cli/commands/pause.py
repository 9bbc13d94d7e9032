"""`okr pause`: pause an objective or key result, and say why."""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.cli import options


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
    from okrcli.cli.changes import decide

    return decide(ctx, "pause", name, reason, date, cycle, dry_run, no_commit)
