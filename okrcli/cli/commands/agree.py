"""`okr agree`: answer a dependency."""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.cli import options


def agree(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="The one that needs something, or the one it needs.")],
    on: Annotated[
        str | None, typer.Option("--on", metavar="ID", help="Which dependency, where there are several.")
    ] = None,
    reason: options.Reason = None,
    by: options.By = None,
    cycle: options.CycleName = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Agree to what somebody needs of yours.

    Name the one that needs it, or your own where only one thing is asked of it.
    The answer stands in the plan with your name and the day.

    \b
    okr agree demand/mql --on platform/tracking
    """
    from okrcli.cli.changes import answer

    return answer(ctx, "agree", name, on, reason, by, cycle, dry_run, no_commit)
