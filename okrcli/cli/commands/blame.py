"""`okr blame`: the commit that gave each field its value."""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.cli import context, options
from okrcli.errors import Exit, RefusedError
from okrcli.render.terminal import streams


def blame(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="An objective or key result: demand, mql, demand/mql.")],
    cycle: options.CycleName = None,
    at: options.At = None,
    format: options.Format = "table",
    json: options.Json = False,
) -> int:
    """Show who gave each field its value.

    It compares values, not lines: a line that was only moved or formatted keeps its author. It reads the last commit,
    or that of --at; changes that are not committed are not shown.

    \b
    okr blame mql
    okr blame demand --format json
    """
    from okrcli.git import workspace_at
    from okrcli.git.log import commits_of
    from okrcli.git.semantic_log import HistoryWalker, checkin_folders_of_others, folders_of
    from okrcli.reports.blame import blame_report
    from okrcli.reports.log import Following

    chosen = options.chosen_format(format, json, "table", "json")
    checkout = workspace_at.checkout_of(context.invocation(ctx).folder)
    head = workspace_at.head_of(checkout)
    end = workspace_at.commit_at(checkout.repository, at)[0] if at else head
    workspace = workspace_at.workspace_of(checkout, end, context.today(), cycle, [name])
    plan = workspace.plan
    (ref,) = workspace_at.named(workspace, [name])
    ref = ref._replace(action=None)
    if ref not in plan.locations:
        raise RefusedError(f"`{ref}` no longer exists", f"see its history: okr log {ref.full}")
    following = Following([ref], plan)
    area = folders_of(following.cycles, plan)
    past = HistoryWalker(checkout.repository, context.today(), following.is_mentioned, area)
    without = checkin_folders_of_others(following.cycles, plan)
    steps = past.steps(commits_of(checkout.repository, end, checkout.folder, without=without))
    report = blame_report(plan, ref, steps, following)
    if chosen == "json":
        from okrcli.render.json.blame import BlameView

        is_cut = checkout.repository.is_shallow
        streams.print_json(BlameView.of(report, plan, context.today(), is_cut))
    else:
        from okrcli.render.terminal.blame import blame_lines
        from okrcli.render.terminal.console import print_lines

        print_lines(blame_lines(report, plan.ids_by_email, streams.width()))
    if any(line.commit is None for line in report.lines):
        context.warn_if_cut(checkout.repository)
    return Exit.OK
