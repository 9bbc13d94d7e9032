"""`okr add`: a new objective, key result, action or milestone."""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.cli import options


def add(
    context: typer.Context,
    what: Annotated[str, typer.Argument(metavar="WHAT", help="objective, kr, milestone or action.")],
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PARENT] TITLE [FIELD=VALUE]…", help="Where it belongs, its title, and its fields."),
    ] = None,
    file: Annotated[
        str | None, typer.Option("--file", metavar="PATH", help="For an objective: the file it goes into.")
    ] = None,
    cycle: options.CycleName = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Add an objective, key result, milestone or action.

    A key result names its objective first, a milestone or action its key result. The id is proposed from the title
    unless `id=` gives it. An objective goes into the file of its owner or team; its owner is you unless `owner=` says
    otherwise.

    \b
    okr add objective "Open a channel that brings customers every week" id=demand
    okr add kr demand "Grow inbound MQLs from 20 to 30 a month" start=20 target=30 unit=MQL
    okr add milestone launch "Ten customers use the beta" due=2026-11-20
    okr add action mql "Publish the pricing guide" owner=linh due=2026-10-20
    """
    from okrcli.cli.commands._adding import add as added

    return added(context, what, words or [], file, cycle, dry_run=dry_run, may_commit=not no_commit)
