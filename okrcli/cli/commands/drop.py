"""`okr drop`: give up an objective or key result, and say why."""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.cli import options


def drop(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="An objective or key result.")],
    reason: options.Reason = None,
    date: options.Day = None,
    cycle: options.CycleName = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Give up something, and say why.

    An objective or key result leaves the average and is not asked for any more; it stays in the file, with the day and
    the reason, and every report can show it.
    `okr resume` takes it back.

    \b
    okr drop mql --reason "We stopped buying ads"
    """
    from okrcli.cli.changes import decide

    return decide(ctx, "drop", name, reason, date, cycle, dry_run, no_commit)
