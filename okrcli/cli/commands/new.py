"""`okr new`: an objective with its key results and first actions, in a conversation, from flags or from a template."""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.cli import context, options
from okrcli.errors import UsageError

Texts = list[str] | None


def new(
    ctx: typer.Context,
    title: Annotated[str | None, typer.Argument(metavar="[TITLE]", help="The title of the objective.")] = None,
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
    templates: Annotated[bool, typer.Option("--templates", help="List the templates.")] = False,
    function: Annotated[
        str | None, typer.Option("--function", metavar="WORD", help="With --templates: marketing, sales, hr …")
    ] = None,
    level: Annotated[
        str | None, typer.Option("--level", metavar="WORD", help="With --templates: head, manager, team or person.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="With --templates: print JSON.")] = False,
    template: Annotated[
        str | None, typer.Option("--template", metavar="NAME", help="Start from this template.")
    ] = None,
    show: Annotated[bool, typer.Option("--show", help="With --template: print the template.")] = False,
    set: Annotated[
        Texts,
        typer.Option("--set", metavar="KR.FIELD=VALUE", help="A value for a blank of the template; may be repeated."),
    ] = None,
    cycle: options.CycleName = None,
    file: options.IntoFile = None,
    yes: options.Unasked = False,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Write an objective, step by step.

    It asks one question at a time, and reads the numbers in a title. It writes nothing before the review. ? shows the
    keys, b goes back, e opens your editor, q goes to the review. After Ctrl-C the next `okr new` continues with your
    answers. Questions that options answer are left out.

    A template is an objective with key results without numbers. There are templates for each function and level. Those
    in the folder `templates/` of the workspace (or `settings.templates`) are listed too.

    \b
    okr new
    okr new "New customers find us every week" --kr "Grow inbound MQLs from 20 to 30" --yes
    okr new "We are easy to reach" --kr "Answer time | 12 to 4 hours" --action "Hire for nights by 20 Dec @linh" -y
    okr new --templates --function marketing
    okr new --template inbound --show
    okr new --template inbound --set mql.start=20 --set mql.target=30
    """
    from okrcli.cli.commands.new_template import draft_from, list_templates, show_template

    _refuse_without(templates or None, "--templates", {"--function": function, "--level": level, "--json": json})
    _refuse_without(template, "--template NAME", {"--show": show, "--set": set})
    if templates:
        return list_templates(ctx, function, level, as_json=json)
    if template and show:
        return show_template(ctx, template)
    from okrcli.cli.edit_request import Request
    from okrcli.cli.new_objective import GivenAnswers
    from okrcli.cli.new_objective import new as made

    draft = draft_from(ctx, template, set or ()) if template else None
    words = _words(
        title,
        **{"--kr": kr, "--action": action, "--owner": owner, "--team": team, "--parent": parent, "--type": type},
        **{"--template": template, "--set": set, "--cycle": cycle, "--file": file},
    )
    given = GivenAnswers(title, kr or (), action or (), owner, team, parent, type, yes, draft, words)
    request = Request("new", "", context.today(), (), cycle, dry_run, not no_commit)
    return made(ctx, given, request, file)


def _words(title: str | None, **options: str | Texts) -> list[str]:
    """The words of the command line that gives the same answers."""
    words = [] if title is None else [title]
    for name, value in options.items():
        for text in [value] if isinstance(value, str) else value or ():
            words += [name, text]
    return words


def _refuse_without(needed: object, name: str, dependent: dict[str, object]) -> None:
    """Raise UsageError for an option that has a meaning only beside another one."""
    given = next((option for option, value in dependent.items() if value), None)
    if given and needed is None:
        raise UsageError(f"{given} needs {name}", "list the templates: okr new --templates")
