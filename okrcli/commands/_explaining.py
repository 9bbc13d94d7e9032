"""`okr explain` of a key result or objective: how its numbers came about."""

from __future__ import annotations

import typer

from okrcli.commands import _options as options
from okrcli.render import screen


def explain_numbers(
    context: typer.Context, name: str, cycle: str | None, at: str | None, on: str | None, *, as_json: bool
) -> int:
    """Show every step from check-ins to numbers of what `name` names, as seen from a day."""
    from okrcli.reports.composition import explain_objective
    from okrcli.reports.derivation import explain_key_result
    from okrcli.selecting import find

    workspace = options.open_at(context, at, on, [name], cycle)
    plan, focus = workspace.plan, workspace.focus
    ref = find(plan, focus.id if focus else None, name, workspace.broken).holder
    explain = explain_key_result if ref.key_result else explain_objective
    found = explain(plan, ref, workspace.day)
    if as_json:
        from okrcli.render.explanation import explanation_document

        options.print_json(explanation_document(found))
    else:
        from okrcli.render.explanation import explanation_lines
        from okrcli.render.terminal import print_lines

        print_lines(explanation_lines(found, screen.width()))
    return options.exit_code_of(workspace)
