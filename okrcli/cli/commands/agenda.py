"""`okr agenda`: the weekly meeting on one page."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from okrcli.cli import context, options
from okrcli.errors import UsageError
from okrcli.render.terminal import streams

if TYPE_CHECKING:
    from okrcli.reports.agenda import Agenda
    from okrcli.workspace.workspace import Workspace

_SHORTEST, _LONGEST = 10, 480


def agenda(
    ctx: typer.Context,
    selectors: options.Words = None,
    team: Annotated[
        str | None, typer.Option("--team", metavar="ID", help="Only this team, the teams in it, and their members.")
    ] = None,
    week: Annotated[
        str | None, typer.Option("--week", metavar="WEEK", help="The meeting of this week (2026-W47).")
    ] = None,
    minutes: Annotated[
        int | None, typer.Option("--minutes", metavar="N", help="The minutes of the meeting; each part gets its share.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All points; by default the first ones of each part.")
    ] = False,
    cycle: options.CycleName = None,
    on: options.On = None,
    at: options.At = None,
    format: Annotated[
        str,
        typer.Option("--format", metavar="FORMAT", help="terminal (default), markdown, foursquare, ppp or json."),
    ] = "terminal",
    json: options.Json = False,
    allow_invalid: options.AllowInvalid = False,
) -> int:
    """Show the weekly meeting on one page.

    The parts are: breached guardrails, what changed in a week, what is at risk or has no recent check-in, open
    requests, what has not started, decisions to take, and wins. Empty parts are left out. `--format foursquare` has
    four squares (priorities, confidence, next four weeks, health). `--format ppp` has plans, progress and problems. In
    a file both are Markdown.

    \b
    okr agenda --team marketing
    okr agenda --minutes 30 --format markdown > meeting.md
    okr agenda --week 2026-W46
    okr agenda --format ppp
    """
    from okrcli.reports.agenda import agenda as make

    chosen = options.chosen_format(format, json, "terminal", "markdown", "foursquare", "ppp", "json")
    if minutes is not None and not _SHORTEST <= minutes <= _LONGEST:
        raise UsageError(f"--minutes: {minutes} is not between {_SHORTEST} and {_LONGEST}")
    if week is not None and (on or at):
        raise UsageError("choose one: --week, or --on and --at")
    day, since = _days(week, on)
    words = [*(selectors or []), *([f"team:{team}"] if team is not None else [])]
    workspace, focus, selector = context.open_selected(ctx, day, words, cycle, at=at, on=on)
    if week is None:
        from okrcli.model.calendar import days_later

        day, since = workspace.day, days_later(workspace.day, -7)
    report = make(workspace.plan, focus, day, since, selector, team)
    _show(report, workspace, chosen, minutes, is_long=everything)
    return context.exit_code_of(workspace, allow_invalid)


def _days(week: str | None, on: str | None) -> tuple[date, date]:
    """The day of the meeting and the day of the one before. For a week that is over, the first is its Sunday."""
    from okrcli.model.calendar import days_later, period_of_label

    today = context.today(on)
    if week is None:
        return today, today
    period = period_of_label(week) if "W" in week else None
    if period is None or (period.end - period.start).days != 6:
        raise UsageError(f"--week: there is no week `{week}`", "write it like 2026-W47")
    return min(period.end, max(today, period.start)), days_later(period.start, -1)


def _show(report: Agenda, workspace: Workspace, chosen: str, minutes: int | None, *, is_long: bool) -> None:
    """Print the agenda in the chosen format."""
    from okrcli.reports.agenda import time_boxes

    if chosen == "json":
        from okrcli.render.json.agenda import AgendaView

        boxes = time_boxes(report.sizes(), minutes)
        streams.print_json(AgendaView.of(report, boxes, workspace.broken))
        return
    from okrcli.render.markdown.page import page_markdown
    from okrcli.render.pages.agenda import agenda_page, foursquare_page, ppp_page
    from okrcli.render.pages.page import LONGEST
    from okrcli.render.terminal.console import print_lines
    from okrcli.render.terminal.sections import page_lines, square_lines

    longest = None if is_long else LONGEST
    if chosen in ("terminal", "markdown"):
        page = agenda_page(report, minutes, longest)
    else:
        page = (foursquare_page if chosen == "foursquare" else ppp_page)(report, longest)
    if chosen == "markdown" or (chosen != "terminal" and not sys.stdout.isatty()):
        streams.echo(page_markdown(page).rstrip("\n"))
    else:
        print_lines((square_lines if chosen == "foursquare" else page_lines)(page, streams.width()))
