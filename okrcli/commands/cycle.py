"""`okr cycle`: which cycles there are, and how they stand."""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.commands import _options as options
from okrcli.render import screen

cycle = typer.Typer(
    rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
"""The words below `okr cycle`; another one is another function with `@cycle.command`."""


@cycle.callback(invoke_without_command=True)
def alone(context: typer.Context) -> int:
    """Show the cycles of the workspace.

    Their days, how much of them is gone, their state, and how they stand. Alone it lists them.

    \b
    okr cycle list
    okr cycle show 2026-Q3
    okr cycle current
    """
    return list_(context) if context.invoked_subcommand is None else 0


@cycle.command("list")
def list_(
    context: typer.Context,
    on: options.On = None,
    at: options.At = None,
    format: options.Format = "table",
    json: options.Json = False,
    allow_invalid: options.AllowInvalid = False,
) -> int:
    """List every cycle, the newest first.

    \b
    okr cycle list
    okr cycle list --json
    """
    from okrcli.reports.cycle import cycle_rows

    chosen = options.chosen_format(format, json, "table", "json")
    workspace = options.open_workspace(context, options.today(on), everything=True, in_part=False, at=at, on=on)
    rows = cycle_rows(workspace.plan, workspace.day, with_figures=chosen == "json")
    if chosen == "json":
        from okrcli.render.view_documents import cycles_document

        options.print_json(cycles_document("cycles", rows, workspace.day, workspace.broken))
    else:
        from okrcli.render.cycle import cycle_list_lines
        from okrcli.render.terminal import print_lines

        print_lines(cycle_list_lines(rows, screen.width()))
        if not rows:
            screen.tell("help: write objectives with a line such as `cycle: 2026-Q4`")
    return options.exit_code_of(workspace, allow_invalid)


@cycle.command("show")
def show(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="[ID]", help="Which one; the current one unless given.")] = None,
    on: options.On = None,
    at: options.At = None,
    format: options.Format = "table",
    json: options.Json = False,
    allow_invalid: options.AllowInvalid = False,
) -> int:
    """Show the days and numbers of one cycle.

    How its objectives stand is told for each type of its own: a blend would hide a missed commitment.

    \b
    okr cycle show
    okr cycle show 2026-Q3 --json
    """
    from okrcli.reports.cycle import cycle_rows

    chosen = options.chosen_format(format, json, "table", "json")
    workspace = options.open_workspace(context, options.today(on), name, at=at, on=on)
    focus = workspace.require_focus(workspace.day)
    rows = cycle_rows(workspace.plan, workspace.day, [focus.id], with_figures=True)
    if chosen == "json":
        from okrcli.render.view_documents import cycles_document

        options.print_json(cycles_document("cycle", rows, workspace.day, workspace.broken))
    else:
        from okrcli.render.cycle import cycle_lines
        from okrcli.render.terminal import print_lines

        print_lines(cycle_lines(rows[0], screen.width()))
    return options.exit_code_of(workspace, allow_invalid)


@cycle.command("current")
def current(
    context: typer.Context,
    on: options.On = None,
    at: options.At = None,
    allow_invalid: options.AllowInvalid = False,
) -> int:
    """Print the id of the running cycle.

    And nothing else, for scripts. Without one it fails.

    \b
    okr cycle current
    okr cycle current --on 2026-01-01
    """
    workspace = options.open_workspace(context, options.today(on), at=at, on=on)
    screen.say(workspace.require_focus(workspace.day).id)
    return options.exit_code_of(workspace, allow_invalid)
