"""`okr status`: where everything stands, what needs attention first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from okrcli.commands import _options as options
from okrcli.errors import RefusedError
from okrcli.escapes import visible
from okrcli.render import screen

if TYPE_CHECKING:
    from okrcli.plan import Ref
    from okrcli.reports.status import StatusReport
    from okrcli.workspace import Workspace


def status(
    context: typer.Context,
    selectors: Annotated[
        list[str] | None, typer.Argument(metavar="[ID…]", help="Only these objectives and key results.")
    ] = None,
    owner: Annotated[
        str | None, typer.Option("--owner", metavar="NAME", help="Only what this person or team owns or checks in.")
    ] = None,
    team: Annotated[
        str | None, typer.Option("--team", metavar="ID", help="Only this team, the teams in it, and their members.")
    ] = None,
    cycle: options.CycleName = None,
    on: options.On = None,
    at: options.At = None,
    line: Annotated[bool, typer.Option("--line", help="One short line, for a shell prompt.")] = False,
    format: options.Format = "table",
    json: options.Json = False,
    allow_invalid: options.AllowInvalid = False,
) -> int:
    """Show where objectives and key results stand.

    The bar is progress; the stroke on it is where progress should be by now. What needs attention comes first,
    and everything that is not green says why.

    \b
    okr status
    okr status demand --on 2026-10-31
    okr status --team marketing --format json
    """
    from okrcli.reports.status import status_report

    chosen = options.chosen_format(format, json, "table", "json")
    workspace = options.open_at(context, at, on, selectors or [], cycle)
    focus = workspace.require_focus(workspace.day)
    refs, owners = _selection(workspace, focus.id, selectors or [], owner, team)
    report = status_report(workspace.plan, focus, workspace.day, refs=refs, owners=owners)
    if chosen == "json":
        from okrcli.render.documents import status_document

        options.print_json(status_document(report, workspace.plan.settings, workspace.broken))
    elif line:
        screen.say(_line(report))
    else:
        _show(report, workspace, selectors or owner or team)
    return options.exit_code_of(workspace, allow_invalid)


def _selection(
    workspace: Workspace, cycle: str, selectors: list[str], owner: str | None, team: str | None
) -> tuple[list[Ref], frozenset[str]]:
    """The references and owners that the arguments ask for. Raises RefusedError for a name that nothing has."""
    from okrcli.selecting import find
    from okrcli.spelling import did_you_mean

    plan = workspace.plan
    owners: set[str] = set()
    known = {name for ref in plan.homes if (name := plan.owner_of(ref))} | set(plan.people) | set(plan.teams)
    for name, word in ((owner, "nobody is called"), (team, "there is no team")):
        if name is not None and name not in (known if name is owner else plan.teams):
            raise RefusedError(f"{word} `{name}`", *filter(None, [did_you_mean(name, sorted(known))]))
    if owner:
        owners.add(owner)
    if team:
        owners |= plan.team_and_below(team)
    return [find(plan, cycle, text, workspace.broken) for text in selectors], frozenset(owners)


def _show(report: StatusReport, workspace: Workspace, selected: object) -> None:
    from okrcli.render.status import lines
    from okrcli.render.terminal import print_lines

    print_lines(lines(report, screen.width()))
    unshared = options.unshared_checkins(workspace)
    if unshared:
        screen.say()
        screen.say(f"{unshared} check-in{'s are' if unshared > 1 else ' is'} not shared yet: okr sync")
    if not report.objectives and not selected and not workspace.broken:
        screen.tell(f"help: write objectives into okrs.yaml, below `cycle: {report.cycle.id}`")


def _line(report: StatusReport) -> str:
    """`2026-Q4 48 % · 2 off track, 1 at risk, 5 on track`."""
    from okrcli.render.status import percent_of

    shown = [row.score.status.shown for row in report.key_results]
    counts = [
        f"{shown.count(status)} {status.replace('_', ' ')}"
        for status in ("off_track", "at_risk", "not_started", "on_track", "achieved")
        if status in shown
    ]
    overdue = sum(row.score.overdue for row in report.key_results)
    if overdue:
        counts.append(f"{overdue} overdue")
    average = f" {percent_of(report.objectives[0].score)}" if len(report.objectives) == 1 else ""
    return f"{visible(report.cycle.id)}{average} · {', '.join(counts) or 'nothing to show'}"
