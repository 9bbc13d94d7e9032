"""`okr list`: the names of things, with their owners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from okrcli.commands import _options as options
from okrcli.errors import RefusedError

if TYPE_CHECKING:
    from okrcli.workspace import Workspace


def list_(
    context: typer.Context,
    cycle: options.CycleName = None,
    on: options.On = None,
    at: options.At = None,
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
    workspace = options.open_at(context, at, on, [], cycle)
    if workspace.focus is None and cycle is None and not workspace.plan.objectives:
        workspace.require_focus(workspace.day)
    rows = _rows(workspace)
    if chosen == "json":
        from okrcli.render.documents import list_document

        options.print_json(list_document(workspace.plan, rows, workspace.day))
    else:
        from okrcli.render.names import print_names

        print_names(rows)
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
