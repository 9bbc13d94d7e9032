"""`okr tree`: the links between objectives and key results."""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.cli import context, options
from okrcli.render.terminal import streams


def tree(
    ctx: typer.Context,
    selectors: options.Words = None,
    key_results: Annotated[bool, typer.Option("--key-results", "-k", help="Show key results too.")] = False,
    cycle: options.CycleName = None,
    on: options.On = None,
    at: options.At = None,
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="tree (default), mermaid, dot or json.")
    ] = "tree",
    json: options.Json = False,
    allow_invalid: options.AllowInvalid = False,
) -> int:
    """Show what contributes to what.

    It shows each objective with its progress and status, below it the objectives that contribute to it, and its
    requests to other teams. It marks objectives that contribute to nothing, and those that contribute to themselves.

    \b
    okr tree
    okr tree team:marketing -k
    okr tree --format mermaid > alignment.mmd
    okr tree --format dot | dot -Tsvg > alignment.svg
    """
    from okrcli.reports import tree as reports

    chosen = options.chosen_format(format, json, "tree", "mermaid", "dot", "json")
    workspace, focus, selector = context.open_selected(ctx, context.today(on), selectors or [], cycle, at=at, on=on)
    report = reports.tree(workspace.plan, focus, workspace.day, selector)
    if chosen == "json":
        from okrcli.render.json.tree import TreeView

        streams.print_json(TreeView.of(report, workspace.broken))
    elif chosen == "tree":
        from okrcli.render.terminal.console import print_lines
        from okrcli.render.terminal.tree import tree_lines

        print_lines(tree_lines(report, workspace.plan, streams.width(), with_key_results=key_results))
    else:
        from okrcli.render.export import graph

        streams.echo(graph.mermaid(report) if chosen == "mermaid" else graph.dot(report))
    return context.exit_code_of(workspace, allow_invalid)
