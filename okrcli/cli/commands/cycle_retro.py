"""`okr cycle retro`: a review of a cycle."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from okrcli.cli import context, options
from okrcli.errors import RefusedError
from okrcli.render.terminal import streams

if TYPE_CHECKING:
    from okrcli.model.period import PlannedCycle
    from okrcli.model.plan import Plan
    from okrcli.reports.log import LogEntry


def retro(
    ctx: typer.Context,
    cycle: Annotated[
        str | None, typer.Argument(metavar="[CYCLE]", help="The cycle; by default the last one that has ended.")
    ] = None,
    on: options.On = None,
    chosen_cycle: options.CycleName = None,
    format: Annotated[str, typer.Option("--format", metavar="FORMAT", help="table (default), md or json.")] = "table",
    json: options.Json = False,
    allow_invalid: options.AllowInvalid = False,
) -> int:
    """Look back on a cycle: facts first, then the questions.

    It shows what was reached and decided, the targets that changed with author and reason, missing check-ins, the
    forecast at half-time beside the result, guardrails, wins and learnings. Then it shows the questions with the
    answers from `okr cycle close`.

    \b
    okr cycle retro
    okr cycle retro 2026-Q3 --format md > retro.md
    """
    from okrcli.model.calendar import latest_ended_cycle
    from okrcli.reports.retro import retro as look_back

    chosen = options.chosen_format(format, json, "table", "md", "json")
    day = context.today(on)
    name = options.one_cycle(cycle, chosen_cycle)
    if name is None and (over := latest_ended_cycle(context.open_workspace(ctx, day).plan.cycles, day)):
        name = over.id
    workspace = context.open_workspace(ctx, day, name)
    focus = workspace.require_focus()
    if day < focus.period.start:
        raise RefusedError(f"{focus.id} begins on {focus.period.start}: on {day} it has no history", "okr cycle list")
    report = look_back(workspace.plan, focus, day, _history(ctx, workspace.plan, focus))
    if chosen == "json":
        from okrcli.render.json.retro import RetroView

        streams.print_json(RetroView.of(report, workspace.broken))
    elif chosen == "md":
        from okrcli.render.markdown.retro import retro_page

        streams.echo_exactly(retro_page(report))
    else:
        from okrcli.render.terminal.console import print_lines
        from okrcli.render.terminal.retro import retro_lines

        print_lines(retro_lines(report, streams.width()))
    return context.exit_code_of(workspace, allow_invalid)


def _history(ctx: typer.Context, plan: Plan, cycle: PlannedCycle) -> Iterable[LogEntry]:
    """The commits since the first day of a cycle, with the changes in meaning; none without git."""
    from okrcli.git import workspace_at
    from okrcli.git.log import commits_of
    from okrcli.git.semantic_log import HistoryWalker, checkin_folders_of_others, folders_of, intent_only
    from okrcli.reports.log import Filter, Following, entries

    try:
        checkout = workspace_at.checkout_of(context.invocation(ctx).folder)
        head = workspace_at.head_of(checkout)
    except RefusedError:
        return ()
    context.warn_if_cut(checkout.repository)
    without = checkin_folders_of_others([cycle.id], plan)
    commits = commits_of(checkout.repository, head, checkout.folder, without=without)
    wanted = (commit for commit in commits if commit.latest_day >= cycle.period.start)
    area = folders_of([cycle.id], plan)
    steps = HistoryWalker(checkout.repository, context.today(), intent_only, area).steps(wanted)
    return entries(steps, plan, Following((), plan), Filter(intent=True))
