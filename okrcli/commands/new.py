"""`okr new`: an objective with its key results and first actions, in a conversation or in flags."""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.commands import _options as options

Texts = list[str] | None


def new(
    context: typer.Context,
    title: Annotated[
        str | None, typer.Argument(metavar="[TITLE]", help="The objective in words; asked unless given.")
    ] = None,
    kr: Annotated[
        Texts, typer.Option("--kr", metavar="TITLE", help="A key result, with its numbers; may be repeated.")
    ] = None,
    action: Annotated[
        Texts, typer.Option("--action", metavar="[N:]TEXT", help="An action for key result N; may be repeated.")
    ] = None,
    owner: Annotated[str | None, typer.Option("--owner", metavar="ID", help="Who owns it; you unless given.")] = None,
    team: Annotated[
        str | None,
        typer.Option("--team", metavar="ID", help="The team that owns it; --owner then owns its key results."),
    ] = None,
    parent: Annotated[
        str | None, typer.Option("--parent", metavar="ID", help="The objective that it contributes to.")
    ] = None,
    type: Annotated[
        str | None, typer.Option("--type", metavar="TYPE", help="aspirational, committed or learning.")
    ] = None,
    cycle: options.CycleName = None,
    file: Annotated[str | None, typer.Option("--file", metavar="PATH", help="The file it goes into.")] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Ask only what is missing, and write without asking.")
    ] = False,
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
    from okrcli.commands import _editing as editing
    from okrcli.commands._interviewing import Given
    from okrcli.commands._interviewing import new as made

    given = Given(title, kr or (), action or (), owner, team, parent, type, yes)
    request = editing.Request("new", "", options.today(), (), cycle, dry_run, not no_commit)
    return made(context, given, request, file)
