"""`okr new`: an objective with its key results and first actions, in a conversation or in flags."""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.cli import context, options

Texts = list[str] | None


def new(
    ctx: typer.Context,
    title: Annotated[
        str | None, typer.Argument(metavar="[TITLE]", help="The objective in words; asked unless given.")
    ] = None,
    kr: Annotated[
        Texts, typer.Option("--kr", metavar="TITLE", help="A key result, with its numbers; may be repeated.")
    ] = None,
    action: Annotated[
        Texts, typer.Option("--action", metavar="[N:]TEXT", help="An action for key result N; may be repeated.")
    ] = None,
    owner: options.OwnedBy = None,
    team: options.OwnedByTeam = None,
    parent: options.Parent = None,
    type: options.TypeName = None,
    cycle: options.CycleName = None,
    file: options.IntoFile = None,
    yes: options.Unasked = False,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Write a good objective, question by question.

    It asks what a good colleague would ask, reads the numbers in a title and shows them, and writes nothing before you
    have seen the file. ? explains a question and back corrects the last answer. What flags answer is not asked.

    \b
    okr new
    okr new "New customers find us every week" --kr "Grow inbound MQLs from 20 to 30" --yes
    okr new "We are easy to reach" --kr "Answer time | 12 to 4 hours" --action "Hire for nights by 20 Dec @linh" -y
    """
    from okrcli.cli import changes
    from okrcli.cli.new_objective import GivenAnswers
    from okrcli.cli.new_objective import new as made

    given = GivenAnswers(title, kr or (), action or (), owner, team, parent, type, yes)
    request = changes.Request("new", "", context.today(), (), cycle, dry_run, not no_commit)
    return made(ctx, given, request, file)
