"""The templates of `okr new`: objectives with blanks for the numbers, by function and level."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import typer

from okrcli.cli import context, options
from okrcli.errors import Exit, RefusedError, UsageError
from okrcli.render.terminal import streams

if TYPE_CHECKING:
    from okrcli.edit.draft import ObjectiveDraft
    from okrcli.edit.templates import Template
    from okrcli.workspace.workspace import Workspace


def list_templates(ctx: typer.Context, function: str | None, level: str | None, *, as_json: bool) -> int:
    """Print the templates of a function and level, or all."""
    from okrcli.render.terminal.console import print_lines
    from okrcli.render.terminal.templates import template_list_lines

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


def show_template(ctx: typer.Context, name: str) -> int:
    """Print one template: its objective, its key results with their blanks, and how to use it."""
    from okrcli.render.terminal.console import print_lines
    from okrcli.render.terminal.templates import template_lines

    print_lines(template_lines(_named(ctx, name), streams.width()))
    return Exit.OK


def draft_from(ctx: typer.Context, name: str, assigned: Sequence[str]) -> Callable[[Workspace, str], ObjectiveDraft]:
    """A function that makes the draft of a template for a workspace and a cycle, with values for its blanks."""
    from okrcli.edit.templates import with_values, without_taken_id

    begun = with_values(_named(ctx, name).draft, _values(assigned))

    def draft(workspace: Workspace, cycle: str) -> ObjectiveDraft:
        return without_taken_id(begun, {ref.objective for ref, _ in workspace.plan.objectives_of(cycle)})

    return draft


def _values(words: Sequence[str]) -> dict[str, str]:
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
