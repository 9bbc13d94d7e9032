"""`okr list`: the names of things, with their owners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from okrcli.commands import _options as options
from okrcli.errors import RefusedError
from okrcli.render import screen

if TYPE_CHECKING:
    from okrcli.workspace import Workspace


def list_(
    context: typer.Context,
    cycle: options.CycleName = None,
    on: options.On = None,
    format: options.Format = "table",
    json: options.Json = False,
    allow_invalid: options.AllowInvalid = False,
) -> int:
    """List objectives and key results by name.

    \b
    okr list
    okr list --cycle 2026-Q3 --json
    """
    chosen = options.chosen_format(format, json, "table", "json")
    workspace = options.open_workspace(context, options.today(on), cycle)
    if workspace.focus is None and cycle is None and not workspace.plan.objectives:
        workspace.require_focus(workspace.day)
    rows = _rows(workspace)
    if chosen == "json":
        from okrcli.render.documents import list_document

        options.print_json(list_document(workspace.plan, rows, workspace.day))
    else:
        _show(rows)
    return options.exit_code_of(workspace, allow_invalid)


def _rows(workspace: Workspace) -> list[dict[str, Any]]:
    """One row for each objective and key result: those of the cycle in focus first."""
    plan, focus = workspace.plan, workspace.focus
    if focus is None:
        raise RefusedError(f"no cycle is running on {workspace.day}", "name one: okr list --cycle ID")
    rows = []
    for ref, objective in sorted(plan.objectives.items(), key=lambda item: item[0].cycle != focus.id):
        rows.append({"reference": ref.full, "kind": "objective", "title": objective.title, "owner": objective.owner})
        for found, key_result in plan.key_results_of(ref):
            rows.append(
                {
                    "reference": found.full,
                    "kind": key_result.measure,
                    "title": key_result.title,
                    "owner": plan.owner_of(found),
                }
            )
    return rows


def _show(rows: list[dict[str, Any]]) -> None:
    """Name and title; kind and owner where there is room for them."""
    from rich.table import Table
    from rich.text import Text

    from okrcli.escapes import visible
    from okrcli.render.terminal import console

    out = console()
    is_wide = out.width >= 100
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False, show_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", min_width=20)
    for row in rows:
        is_objective = row["kind"] == "objective"
        name = row["reference"] if is_objective else "  " + row["reference"].split("/", 1)[1]
        about = [] if is_objective else [(row["kind"] or "no measure").replace("_", " ")]
        about.append(row["owner"] or "no owner")
        title = Text(visible(row["title"]), style="bold" if is_objective else "")
        if is_wide:
            title.append(f"  {' · '.join(about)}", style="dim not bold")
        table.add_row(Text(visible(name), style="cyan"), title)
    with out.capture() as captured:
        out.print(table)
    for line in captured.get().splitlines():
        screen.say(line.rstrip())
