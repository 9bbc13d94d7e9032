"""`okr cycle score`: the grades of a cycle."""

from __future__ import annotations

import typer

from okrcli.cli import context, options
from okrcli.render.terminal import streams


def score(
    ctx: typer.Context,
    selectors: options.Words = None,
    cycle: options.CycleName = None,
    on: options.On = None,
    at: options.At = None,
    format: options.Format = "table",
    json: options.Json = False,
    allow_invalid: options.AllowInvalid = False,
) -> int:
    """Show grades and verdicts.

    It shows the score on the last day, the score that people set instead, the band, and the verdict. The verdict
    follows the type: aspirational is achieved from 0.7, committed at 1, learning when learnings are recorded. Before
    the end it is the score so far. There is no number for all types together.

    \b
    okr cycle score --cycle 2026-Q3
    okr cycle score demand
    """
    from okrcli.reports.score import score_report

    chosen = options.chosen_format(format, json, "table", "json")
    workspace, focus, selector = context.open_selected(ctx, context.today(on), selectors or [], cycle, at=at, on=on)
    report = score_report(workspace.plan, focus, workspace.day, selector)
    if chosen == "json":
        from okrcli.render.json.score import ScoreView

        streams.print_json(ScoreView.of(report, workspace.plan.settings, workspace.broken))
    else:
        from okrcli.render.terminal.console import print_lines
        from okrcli.render.terminal.score import score_lines

        print_lines(score_lines(report, workspace.plan, streams.width()))
    return context.exit_code_of(workspace, allow_invalid)
