"""`okr list`: the objectives and key results with their owners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from okrcli.cli import context, options
from okrcli.render.terminal import streams

if TYPE_CHECKING:
    from okrcli.model.plan import Ref
    from okrcli.workspace.selectors import Selector
    from okrcli.workspace.workspace import Workspace


def list_(
    ctx: typer.Context,
    selectors: options.Words = None,
    cycle: options.CycleName = None,
    on: options.On = None,
    at: options.At = None,
    format: options.Format = "table",
    json: options.Json = False,
    allow_invalid: options.AllowInvalid = False,
) -> int:
    """List ids and titles.

    \b
    okr list
    okr list type:committed not:team:platform
    okr list --cycle 2026-Q3 --json
    """
    from okrcli.workspace.selectors import EVERYTHING

    chosen = options.chosen_format(format, json, "table", "json")
    if selectors:
        workspace, _, selector = context.open_selected(ctx, context.today(on), selectors, cycle, at=at, on=on)
    else:
        workspace, selector = context.open_workspace(ctx, context.today(on), cycle, at=at, on=on), EVERYTHING
        focus = workspace.require_focus()
        context.tell_if_not_running(workspace, focus.id, cycle)
    rows = _rows(workspace, selector)
    if chosen == "json":
        from okrcli.render.json.list import ListView

        streams.print_json(ListView.of(workspace.plan, rows, workspace.day))
    else:
        from okrcli.render.terminal.console import print_lines
        from okrcli.render.terminal.list import list_lines

        print_lines(list_lines(rows, streams.width()))
    return context.exit_code_of(workspace, allow_invalid)


def _rows(workspace: Workspace, selector: Selector) -> list[dict[str, Any]]:
    """A row for each selected objective and key result, those of the cycle in focus first."""
    plan, focus = workspace.plan, workspace.require_focus()
    picked = _picked(workspace, selector)
    rows = []
    for ref, objective in sorted(plan.objectives.items(), key=lambda item: item[0].cycle != focus.id):
        if ref in picked:
            rows.append(
                {"reference": ref.full, "kind": "objective", "title": objective.title, "owner": objective.owner}
            )
        for result_ref, key_result in plan.key_results_of(ref):
            if result_ref not in picked:
                continue
            rows.append(
                {
                    "reference": result_ref.full,
                    "kind": key_result.measure,
                    "title": key_result.title,
                    "owner": plan.owner_of(result_ref),
                }
            )
    return rows


def _picked(workspace: Workspace, selector: Selector) -> frozenset[Ref]:
    """The selected objectives and key results. Scores are computed only if a selector needs them."""
    plan = workspace.plan
    if not selector.needs_scores:
        return selector.pick(plan, plan.objectives, workspace.day)
    from okrcli.scoring.score import score_plan

    return selector.pick(plan, plan.objectives, workspace.day, score_plan(plan, workspace.day))
