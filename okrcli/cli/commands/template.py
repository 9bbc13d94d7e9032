"""`okr template`: objectives with blanks for the numbers, by function and level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from okrcli.cli import context, options
from okrcli.cli.command import Command
from okrcli.errors import Exit, RefusedError, UsageError
from okrcli.render.terminal import streams

if TYPE_CHECKING:
    from okrcli.edit.draft import ObjectiveDraft
    from okrcli.edit.templates import Template
    from okrcli.workspace.workspace import Workspace

template = typer.Typer(
    rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
"""The words below `okr template`."""

Name = Annotated[str, typer.Argument(metavar="NAME", help="Which one; okr template list names them.")]
Texts = list[str] | None


@template.callback(invoke_without_command=True)
def alone(ctx: typer.Context) -> int:
    """Begin with an objective that others have found useful.

    Objectives by function and level, with key results whose numbers are blank. Those in the folder `templates/` of
    the workspace (or `settings.templates`) stand among them.

    \b
    okr template list
    okr template show inbound
    okr template use inbound
    """
    return list_(ctx) if ctx.invoked_subcommand is None else 0


@template.command("list", cls=Command)
def list_(
    ctx: typer.Context,
    function: Annotated[
        str | None, typer.Option("--function", metavar="WORD", help="Only these: marketing, sales, hr …")
    ] = None,
    level: Annotated[
        str | None, typer.Option("--level", metavar="WORD", help="Only these: head, manager, team or person.")
    ] = None,
    format: options.Format = "table",
    json: options.Json = False,
) -> int:
    """List the templates.

    \b
    okr template list
    okr template list --function marketing
    okr template list --level person
    """
    from okrcli.render.terminal.console import print_lines
    from okrcli.render.terminal.templates import template_list_lines

    as_json = options.chosen_format(format, json, "table", "json") == "json"
    known, wrong = _known(ctx)
    if function:
        options.one_of("--function", function, dict.fromkeys(each.function for each in known))
    if level:
        options.one_of("--level", level, dict.fromkeys(each.level for each in known if each.level))
    chosen = [each for each in known if function in (None, each.function) and level in (None, each.level)]
    if as_json:
        from okrcli.render.json.templates import TemplatesView

        streams.print_json(TemplatesView.of(chosen, [error.message for error in wrong]))
    else:
        print_lines(template_list_lines(chosen, streams.width()))
    for error in wrong:
        streams.error(error.message, *error.hints, severity="warning")
    return Exit.FOUND if wrong else Exit.OK


@template.command("show", cls=Command)
def show(ctx: typer.Context, name: Name) -> int:
    """Show one template.

    Its objective, its key results with their blanks, and how to use it.

    \b
    okr template show inbound
    """
    from okrcli.render.terminal.console import print_lines
    from okrcli.render.terminal.templates import template_lines

    print_lines(template_lines(_named(ctx, name), streams.width()))
    return Exit.OK


@template.command("use", cls=Command)
def use(
    ctx: typer.Context,
    name: Name,
    title: Annotated[
        str | None, typer.Option("--title", metavar="TEXT", help="Another title for the objective.")
    ] = None,
    set: Annotated[
        Texts, typer.Option("--set", metavar="KR.FIELD=VALUE", help="What stands in a blank; may be repeated.")
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
    """Write an objective from a template.

    Asks for what stands in its blanks and goes on as `okr new` does; what flags answer is not asked.

    \b
    okr template use inbound
    okr template use event --set meetings.target=12 --set attendance.start=40 --dry-run
    """
    from okrcli.cli import changes
    from okrcli.cli.new_objective import GivenAnswers, new
    from okrcli.edit.templates import with_values, without_taken_id

    values = _values(set or ())
    begun = with_values(_named(ctx, name).draft, values)

    def placed(workspace: Workspace, cycle: str) -> ObjectiveDraft:
        return without_taken_id(begun, {ref.objective for ref, _ in workspace.plan.objectives_of(cycle)})

    answers = GivenAnswers(title, (), (), owner, team, parent, type, yes, placed)
    request = changes.Request("template use", "", context.today(), (), cycle, dry_run, not no_commit)
    return new(ctx, answers, request, file)


def _values(words: list[str] | tuple[()]) -> dict[str, str]:
    values = {}
    for word in words:
        name, sign, text = word.partition("=")
        if not sign:
            raise UsageError(f"`--set {word}` gives no value", "write --set mql.start=20")
        values[name.strip()] = text.strip()
    return values


def _named(ctx: typer.Context, name: str) -> Template:
    from okrcli.edit.templates import template_named

    known, wrong = _known(ctx)
    own = next((error for error in wrong if f"/{name}.yaml" in error.message), None)
    if own:
        raise own
    return template_named(known, name)


def _known(ctx: typer.Context) -> tuple[list[Template], list[RefusedError]]:
    """The templates of the package, and of the workspace if the folder is in one."""
    from okrcli.edit.templates import templates_of

    try:
        workspace = context.open_workspace(ctx, context.today())
    except RefusedError:
        return templates_of(None, "")
    return templates_of(workspace.source, workspace.plan.settings.templates)
