"""`okr log`: the history in the words of OKRs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Annotated

import typer

from okrcli.cli import context, options
from okrcli.cli.current_person import author_meant
from okrcli.commandline import command_line, runnable
from okrcli.errors import Exit, UsageError
from okrcli.render.terminal import streams

if TYPE_CHECKING:
    from okrcli.git.workspace_at import Checkout
    from okrcli.reports.log import LogEntry
    from okrcli.workspace.workspace import Workspace

_SCREENFUL = 25
"""The number of commits that are shown on a terminal by default."""


def log(
    ctx: typer.Context,
    selectors: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID…]", help="Only what happened to these objectives or key results; A..B: only these commits."
        ),
    ] = None,
    intent: Annotated[bool, typer.Option("--intent", help="Only changes of the plan.")] = False,
    progress: Annotated[
        bool, typer.Option("--progress", help="Only check-ins, and actions and milestones that were done.")
    ] = False,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Only commits from this day on (YYYY-MM-DD).")
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="PERSON", help="Only the commits and check-ins of this person.")
    ] = None,
    number: Annotated[
        int | None, typer.Option("--number", "-n", metavar="N", help="The most commits to show; 0 for all.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All commits, each with all of its changes.")] = False,
    signatures: Annotated[bool, typer.Option("--signatures", help="Check the signature of each commit.")] = False,
    allowed_signers: options.AllowedSigners = None,
    cycle: Annotated[
        str | None, typer.Option("--cycle", metavar="ID", help="Only changes of objectives of this cycle.")
    ] = None,
    at: options.At = None,
    format: options.Format = "table",
    json: options.Json = False,
) -> int:
    """Show the history, newest first.

    It compares the files of each commit, so edits by hand, merges and imports are included. It follows renamed and
    moved items. Changes without a change in meaning are left out. A merge is one step. On a terminal it shows the
    newest 25 commits, and the first 10 changes of each.

    \b
    okr log
    okr log mql --since 2026-10-01
    okr log --intent --by linh
    okr log main..HEAD
    """
    from okrcli.git import workspace_at
    from okrcli.git.log import commits_of
    from okrcli.git.semantic_log import HistoryWalker, checkin_folders_of_others, folders_of
    from okrcli.git.signatures import signatures_of
    from okrcli.reports.log import Filter, Following, entries

    chosen = options.chosen_format(format, json, "table", "json")
    if intent and progress:
        raise UsageError("choose one: --intent or --progress")
    if number is not None and number < 0:
        raise UsageError(f"`-n {number}`: give a number from 1, or 0 for all commits")
    number = min(number, sys.maxsize) if number else number
    checkout = workspace_at.checkout_of(context.invocation(ctx).folder)
    start, end, names = _range(checkout, selectors or [], at)
    workspace = workspace_at.workspace_of(checkout, end, context.today(), cycle, names)
    by = author_meant(workspace.plan, by, context.invocation(ctx).folder)
    if workspace.focus:
        context.tell_if_not_running(workspace, workspace.focus.id, cycle)
    following = Following(workspace_at.named(workspace, names), workspace.plan)
    narrow = (following.is_mentioned, folders_of(following.cycles, workspace.plan)) if names else ()
    past = HistoryWalker(checkout.repository, context.today(), *narrow)
    signers = workspace_at.allowed(context.invocation(ctx).folder, allowed_signers)
    signed = signatures_of(checkout.repository, end, start, signers) if signatures or signers else None
    without = checkin_folders_of_others(following.cycles, workspace.plan) if names else ()
    commits = commits_of(checkout.repository, end, checkout.folder, start, without=without)
    if since:
        first = context.today(since)
        commits = (commit for commit in commits if commit.day >= first)
    wanted = Filter(intent, progress, by, cycle)
    log_entries = entries(past.steps(commits), workspace.plan, following, wanted, signed)
    if chosen == "json":
        _print_json(log_entries, number, checkout.repository.is_shallow)
    else:
        whole = "" if everything else command_line("log", *(selectors or []), "--all")
        _print(log_entries, workspace, number, whole)
    context.warn_if_cut(checkout.repository)
    return Exit.OK


def _range(checkout: Checkout, words: list[str], at: str | None) -> tuple[str | None, str, list[str]]:
    """The commits to show (after the first, up to the second), and the words that are names.

    Raises UsageError for two ranges, and for a range together with `--at`.
    """
    from okrcli.git import workspace_at
    from okrcli.git.ranges import commit_range

    ranges = [word for word in words if ".." in word]
    names = [word for word in words if word not in ranges]
    if len(ranges) > 1 or (ranges and at):
        raise UsageError(f"choose one: {' or '.join([*ranges, *(['--at'] if at else [])])}")
    head = workspace_at.head_of(checkout)
    if at:
        return None, workspace_at.commit_at(checkout.repository, at)[0], names
    start, end = commit_range(checkout.repository, ranges[0]) if ranges else (None, head)
    return start, end, names


def _print(entries: Iterator[LogEntry], workspace: Workspace, number: int | None, whole: str) -> None:
    """Print the commits; on a terminal without `--all` the newest, and the first changes of each.

    `whole` is the command for all of them; it is empty if all are wanted.
    """
    from okrcli.git.workspace_at import PlansByCycle
    from okrcli.render.terminal.console import print_lines
    from okrcli.render.terminal.log import log_lines

    everything = runnable(whole) if sys.stdout.isatty() else ""
    limit = _SCREENFUL if number is None and everything else number
    cycle = workspace.focus.id if workspace.focus else None
    first = next(entries, None)
    if first is None:
        streams.echo_err("no commit matches")
        return
    shown = islice(chain([first], entries), limit or None)
    print_lines(log_lines(shown, PlansByCycle(workspace), cycle, streams.width(), everything))
    if number is None and limit and next(entries, None):
        streams.echo_err(f"older commits: {everything}")


def _print_json(log_entries: Iterator[LogEntry], number: int | None, is_cut: bool) -> None:
    from okrcli.render.json.log import LogView

    entries = list(islice(log_entries, number or None))
    streams.print_json(LogView.of(entries, context.today(), is_cut))
