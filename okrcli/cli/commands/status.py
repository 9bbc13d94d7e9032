"""`okr status`: the state of all objectives, those that need attention first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from okrcli.cli import context, options
from okrcli.commandline import runnable
from okrcli.render.terminal import streams
from okrcli.sanitize import visible

if TYPE_CHECKING:
    from okrcli.reports.groups import Group
    from okrcli.reports.status import StatusReport
    from okrcli.workspace.selectors import Selector
    from okrcli.workspace.workspace import Workspace


def status(
    ctx: typer.Context,
    selectors: options.Words = None,
    owner: Annotated[
        str | None, typer.Option("--owner", metavar="NAME", help="Only what this person or team owns or checks in.")
    ] = None,
    team: Annotated[
        str | None, typer.Option("--team", metavar="ID", help="Only this team, the teams in it, and their members.")
    ] = None,
    needs: Annotated[
        str | None, typer.Option("--needs", metavar="WHAT", help="Only what needs attention, checkin or agreement.")
    ] = None,
    group: Annotated[
        str | None, typer.Option("--group", metavar="BY", help="Groups with headings: team, owner, type or parent.")
    ] = None,
    sort: Annotated[
        str, typer.Option("--sort", metavar="BY", help="attention (default), progress, confidence, title or file.")
    ] = "attention",
    everything: Annotated[bool, typer.Option("--all", help="Show all key results.")] = False,
    compact: Annotated[bool, typer.Option("--compact", help="One line for each item that needs attention.")] = False,
    cycle: options.CycleName = None,
    on: options.On = None,
    at: options.At = None,
    line: Annotated[bool, typer.Option("--line", help="One short line, for a shell prompt.")] = False,
    format: options.Format = "table",
    json: options.Json = False,
    allow_invalid: options.AllowInvalid = False,
) -> int:
    """Show the status of objectives.

    The bar shows progress; │ marks where it should be today. Items that need attention come first, with the reason. A
    plan that is larger than the screen gets one line for each item.

    \b
    okr status
    okr status demand --on 2026-10-31
    okr status team:marketing not:status:on_track
    okr status --group team --needs attention
    """
    from okrcli.reports.status import SORTS, status_report

    chosen = options.chosen_format(format, json, "table", "json")
    options.one_of("--sort", sort, SORTS)
    if group is not None:
        from okrcli.reports.groups import GROUPINGS, groups

        options.one_of("--group", group, GROUPINGS)
    extra = [
        f"{key}:{value}" for key, value in (("owner", owner), ("team", team), ("needs", needs)) if value is not None
    ]
    words = [*(selectors or []), *extra]
    workspace, focus, selector = context.open_selected(ctx, context.today(on), words, cycle, at=at, on=on)
    report = status_report(workspace.plan, focus, workspace.day, selector, sort)
    shown_groups = groups(workspace.plan, report, group) if group is not None else ()
    if chosen == "json":
        from okrcli.render.json.status import StatusView

        streams.print_json(StatusView.of(report, workspace.plan.settings, workspace.broken, shown_groups))
    elif line:
        streams.echo(_line(report))
    else:
        _show(report, workspace, selector, shown_groups, None if everything == compact else compact)
    return context.exit_code_of(workspace, allow_invalid)


def _show(
    report: StatusReport,
    workspace: Workspace,
    selector: Selector,
    shown_groups: tuple[Group, ...],
    is_compact: bool | None,
) -> None:
    from okrcli.render.terminal.console import print_lines
    from okrcli.render.terminal.lines import hints
    from okrcli.render.terminal.status import FULL_UP_TO, MOST_ROWS, objective_lines, row_count, status_lines

    plan, width = workspace.plan, streams.width()
    is_unasked = is_compact is None and selector.is_empty and not shown_groups
    if is_unasked and width is not None and row_count(report) > MOST_ROWS:
        from okrcli.reports.groups import groups

        teams = groups(plan, report, "team")
        if len(teams) > 1:
            from okrcli.render.terminal.status_by_team import status_by_team_lines

            print_lines(status_by_team_lines(report, workspace.plan, teams, width))
        else:
            print_lines(objective_lines(report, plan, width))
    else:
        if is_compact is None:
            is_compact = sum(1 for _ in report.key_results) > FULL_UP_TO and not selector.names_only
        print_lines(status_lines(report, plan, width, shown_groups, is_full=not is_compact))
    unshared = context.unshared_checkins(workspace)
    if unshared:
        why = f"{unshared} check-in{'s are' if unshared > 1 else ' is'} not shared yet"
        print_lines(hints([(runnable("okr sync"), why)], width))
    if not report.objectives and selector.is_empty and not workspace.broken:
        streams.echo_err(f"help: write objectives into okrs.yaml, below `cycle: {report.cycle.id}`")


def _line(report: StatusReport) -> str:
    """`2026-Q4 48 % · 2 off track, 1 at risk, 5 on track`."""
    from okrcli.render.labels import percent_of
    from okrcli.render.status_counts import counts_text

    average = f" {percent_of(report.objectives[0].score)}" if len(report.objectives) == 1 else ""
    count = len(report.breached)
    breached = f"{count} guardrail{'' if count == 1 else 's'} breached, " if count else ""
    return f"{visible(report.cycle.id)}{average} · {breached}{counts_text(report)}"
