"""`okr postpone`: move an objective or key result to a later cycle, and say why."""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.cli import options


def postpone(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="An objective or key result.")],
    reason: options.Reason = None,
    date: options.Day = None,
    cycle: options.CycleName = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Move something to a later cycle, and say why.

    An objective or key result is not asked for and not counted any more in this cycle.
    `okr resume` takes it back.

    \b
    okr postpone mql --reason "The supplier needs until March"
    """
    from okrcli.cli.changes import decide

    return decide(ctx, "postpone", name, reason, date, cycle, dry_run, no_commit)
