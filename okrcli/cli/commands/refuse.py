"""`okr refuse`: answer a dependency."""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.cli import options


def refuse(
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
    """Refuse what somebody needs of yours, and say why.

    In a running cycle a refused dependency is an error until it is agreed or taken out.
    The answer stands in the plan with your name and the day.

    \b
    okr refuse demand/mql --on platform/tracking --reason "No capacity before January"
    """
    from okrcli.cli.changes import answer

    return answer(ctx, "refuse", name, on, reason, by, cycle, dry_run, no_commit)
