"""`okr show`: all facts about an objective or key result."""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.cli import context, options
from okrcli.render.terminal import streams


def show(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="An objective or key result: demand, mql, demand/mql.")],
    cycle: options.CycleName = None,
    on: options.On = None,
    at: options.At = None,
    format: options.Format = "table",
    json: options.Json = False,
    allow_invalid: options.AllowInvalid = False,
) -> int:
    """Show one item in full.

    It shows numbers, notes, check-ins, actions and requests.

    \b
    okr show demand
    okr show mql --json
    """
    from okrcli.reports.show import detail
    from okrcli.workspace.references import resolve_ref

    chosen = options.chosen_format(format, json, "table", "json")
    workspace = context.open_workspace(ctx, context.today(on), cycle, names=[name], at=at, on=on)
    ref = resolve_ref(workspace.plan, workspace.focus.id if workspace.focus else None, name, workspace.broken)
    context.tell_if_not_running(workspace, ref.cycle, cycle, name)
    report = detail(workspace.plan, ref, workspace.day)
    if chosen == "json":
        from okrcli.render.json.show import show_view

        streams.print_json(show_view(report))
    else:
        from okrcli.render.terminal.console import print_lines
        from okrcli.render.terminal.show import lines

        print_lines(lines(report, workspace.plan, streams.width()))
    return context.exit_code_of(workspace, allow_invalid)
