"""`okr explain` of a key result or objective: how its numbers came about."""

from __future__ import annotations

import typer

from okrcli.cli import options
from okrcli.render.terminal import streams


def explain_numbers(
    context: typer.Context, name: str, cycle: str | None, at: str | None, on: str | None, *, as_json: bool
) -> int:
    """Show every step from check-ins to numbers of what `name` names, as seen from a day."""
    from okrcli.reports.explain_key_result import explain_key_result
    from okrcli.reports.explain_objective import explain_objective
    from okrcli.workspace.selecting import resolve_ref

    workspace = options.open_at(context, at, on, [name], cycle)
    plan, focus = workspace.plan, workspace.focus
    ref = resolve_ref(plan, focus.id if focus else None, name, workspace.broken).holder
    explain = explain_key_result if ref.key_result else explain_objective
    found = explain(plan, ref, workspace.day)
    if as_json:
        from okrcli.render.terminal.explain import explanation_document

        options.print_json(explanation_document(found))
    else:
        from okrcli.render.terminal.console import print_lines
        from okrcli.render.terminal.explain import explanation_lines

        print_lines(explanation_lines(found, streams.width()))
    return options.exit_code_of(workspace)
