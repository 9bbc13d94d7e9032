"""`okr report`: a report for readers without okr."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from okrcli.cli import context, options
from okrcli.errors import RefusedError, UsageError
from okrcli.render.terminal import streams
from okrcli.sanitize import visible

if TYPE_CHECKING:
    from datetime import date

    from okrcli.reports.diff import DiffReport
    from okrcli.reports.digest import Digest
    from okrcli.workspace.workspace import Workspace

_FORMATS = ("terminal", "markdown", "text", "html", "json")
_ENDINGS: Final = {
    "": "markdown",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".txt": "text",
    ".json": "json",
}


def report(
    ctx: typer.Context,
    selectors: options.Words = None,
    audience: Annotated[
        str, typer.Option("--for", metavar="WHOM", help="leadership (default), or team: every key result.")
    ] = "leadership",
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="DATE|REV", help="The day or commit to compare with; by default four weeks ago."
        ),
    ] = None,
    team: Annotated[
        str | None, typer.Option("--team", metavar="ID", help="Only this team, the teams in it, and their members.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All points; by default the first ones of each part.")
    ] = False,
    cycle: options.CycleName = None,
    on: options.On = None,
    at: options.At = None,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="terminal or markdown (the defaults on a terminal and elsewhere), text for mail, html or json.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to this file; the ending selects the format."),
    ] = None,
    json: options.Json = False,
    allow_invalid: options.AllowInvalid = False,
) -> int:
    """Write a report for readers.

    It has the averages of each type, changes of the plan and of the numbers, a projection, wins and open requests.
    Changes come from the history of the files. The HTML report is one file without scripts and without links to
    servers. The report for a team covers one week.

    \b
    okr report
    okr report --for team --team marketing
    okr report --since 2026-10-01 --output report.html
    okr report --format text | mail -s "Our quarter" board@example.com
    """
    from okrcli.model.calendar import days_later
    from okrcli.reports.digest import AUDIENCES, digest

    chosen = _format(format, output, json)
    options.one_of("--for", audience, AUDIENCES)
    words = [*(selectors or []), *([f"team:{team}"] if team is not None else [])]
    workspace, focus, selector = context.open_selected(ctx, context.today(on), words, cycle, at=at, on=on)
    whom = AUDIENCES[audience]
    first, difference = _changes_since(ctx, workspace, focus.id, since, days_later(workspace.day, -whom.days), at)
    content = digest(workspace.plan, focus, workspace.day, whom, first, difference, selector, team)
    _deliver(content, workspace, chosen, output, is_long=everything)
    return context.exit_code_of(workspace, allow_invalid)


def _format(format: str | None, output: Path | None, json: bool) -> str:
    """The chosen format, else that of the file name, else the one for a terminal or a pipe."""
    if format or json:
        return options.chosen_format(format or "", json, *_FORMATS)
    if output is not None:
        if output.suffix.lower() not in _ENDINGS:
            hint = (
                "for a PDF print the .html"
                if output.suffix.lower() == ".pdf"
                else "or name the format: --format markdown"
            )
            known = ", ".join(filter(None, _ENDINGS))
            raise UsageError(f"no format has the ending `{output.suffix}`", f"there are: {known}", hint)
        return _ENDINGS[output.suffix.lower()]
    return "terminal" if sys.stdout.isatty() else "markdown"


def _changes_since(
    ctx: typer.Context, workspace: Workspace, cycle: str, since: str | None, usual: date, at: str | None
) -> tuple[date, DiffReport | None]:
    """The first day of the report, and the changes of the cycle since; None without a history, or before it begins."""
    from okrcli.model.scalars import InvalidValueError, read_day

    day: date | None = usual
    if since is not None:
        try:
            day = read_day(since)
        except InvalidValueError:
            day = None
    if day is not None and day > workspace.day:
        raise UsageError(f"--since: {day} is after {workspace.day}")
    try:
        return _compared(ctx, workspace, cycle, since if day is None and since else f"{day}", at)
    except RefusedError as error:
        if day is None:
            raise
        if since is not None:
            streams.error(f"the changes of the plan are unknown: {error.message}", *error.hints, severity="warning")
        return day, None


def _compared(
    ctx: typer.Context, workspace: Workspace, cycle: str, since: str, at: str | None
) -> tuple[date, DiffReport]:
    from okrcli.git.two_states import changed_paths
    from okrcli.git.workspace_at import checkout_of, source_at
    from okrcli.reports.diff import diff_report
    from okrcli.workspace.workspace import load

    checkout = checkout_of(context.invocation(ctx).folder)
    source, day = source_at(checkout, since)
    if day > workspace.day:
        raise UsageError(f"--since: {visible(since)} is from {day}, which is after {workspace.day}")
    try:
        before = load(source, workspace.day, cycle, in_part=True)
    except RefusedError:  # the cycle was not there yet
        before = load(source, workspace.day, everything=True)
    after = load(workspace.source, workspace.day, cycle, in_part=True)
    unread = changed_paths(source, workspace.source, {*before.broken, *after.broken})
    labels = (since, at or "")
    return day, diff_report(before.plan, after.plan, workspace.day, labels, unread, unread, cycle)


def _deliver(digest: Digest, workspace: Workspace, chosen: str, output: Path | None, *, is_long: bool) -> None:
    if chosen == "terminal" and output is None:
        from okrcli.render.pages.digest import digest_page
        from okrcli.render.pages.page import LONGEST
        from okrcli.render.terminal.console import print_lines
        from okrcli.render.terminal.sections import page_lines

        page = digest_page(digest, workspace.plan, None if is_long else LONGEST)
        print_lines(page_lines(page, streams.width()))
        return
    text = _text(digest, workspace, "text" if chosen == "terminal" else chosen, is_long=is_long)
    if output is not None:
        from okrcli.store.output_file import write_report

        write_report(output, text)
        streams.echo_err(f"written to {visible(str(output))}")
    elif chosen == "json":
        streams.echo_json(text.rstrip("\n"))
    elif chosen == "html":
        streams.echo_exactly(text)
    else:
        streams.echo(text.rstrip("\n"))


def _text(digest: Digest, workspace: Workspace, chosen: str, *, is_long: bool) -> str:
    """The whole report as text."""
    from okrcli.render.pages.page import LONGEST

    longest = None if is_long else LONGEST
    if chosen == "json":
        from okrcli.render.json.digest import DigestView
        from okrcli.render.json.view import as_json
        from okrcli.sanitize import visible_in_json

        return f"{visible_in_json(as_json(DigestView.of(digest, workspace.plan, workspace.broken)))}\n"
    if chosen == "html":
        from okrcli.render.html.page import web_page

        return web_page(digest, workspace.plan, longest)
    from okrcli.render.markdown.page import page_markdown
    from okrcli.render.pages.digest import digest_page
    from okrcli.render.terminal.sections import page_text

    page = digest_page(digest, workspace.plan, longest)
    return page_markdown(page) if chosen == "markdown" else page_text(page)
