"""`okr trend`: the values of a key result over time."""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.cli import context, options
from okrcli.errors import RefusedError, UsageError
from okrcli.render.terminal import streams


def trend(
    ctx: typer.Context,
    selectors: options.Words = None,
    cycle: options.CycleName = None,
    on: options.On = None,
    at: options.At = None,
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="chart (default), csv, svg or json.")
    ] = "chart",
    json: options.Json = False,
    allow_invalid: options.AllowInvalid = False,
) -> int:
    """Show values over time.

    It draws each check-in, beside the expected value: as a chart in the terminal, or as SVG for a page. CSV is for a
    spreadsheet; a text that looks like a formula gets an apostrophe in front.

    \b
    okr trend mql
    okr trend team:marketing --format csv > marketing.csv
    okr trend mql --format svg > mql.svg
    """
    from okrcli.reports import trend as reports
    from okrcli.scoring.score import score_plan

    chosen = options.chosen_format(format, json, "chart", "csv", "svg", "json")
    if not selectors:
        raise UsageError("name a key result or objective", "okr trend mql", "okr list shows all ids")
    workspace, focus, selector = context.open_selected(ctx, context.today(on), selectors, cycle, at=at, on=on)
    plan, day = workspace.plan, workspace.day
    objectives = [ref for ref, _ in plan.objectives_of(focus.id)]
    scores = score_plan(plan, day, focus.id) if selector.needs_scores else None
    refs = selector.pick_each(plan, objectives, day, scores)
    if not refs:
        raise RefusedError(f"nothing in {focus.id} matches {' '.join(selector.words)}", "okr help trend")
    trends = list(reports.trends(plan, refs, day))
    if chosen == "json":
        from okrcli.render.json.trend import TrendView

        streams.print_json(TrendView.of(trends, day, workspace.broken))
    elif chosen == "csv":
        from okrcli.render.export.csv import trend_sheet

        streams.echo_exactly(trend_sheet(trends))
    elif chosen == "svg":
        from okrcli.render.export.svg import trend_svg

        streams.echo_exactly(trend_svg(trends))
    else:
        from okrcli.render.terminal.chart import charts_lines
        from okrcli.render.terminal.console import print_lines

        print_lines(charts_lines(trends, streams.width()))
    return context.exit_code_of(workspace, allow_invalid)
