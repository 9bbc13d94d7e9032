"""`okr` without a command: the objectives of the current person, the duties, and the next command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from okrcli.cli import context
from okrcli.cli.current_person import current_person
from okrcli.cli.duties import wanted_agreements
from okrcli.commandline import runnable
from okrcli.errors import Exit, RefusedError
from okrcli.render.terminal import streams

if TYPE_CHECKING:
    from collections.abc import Iterator

    from okrcli.reports.duty import Duty
    from okrcli.scoring.results import KeyResultScore
    from okrcli.workspace.workspace import Workspace


def home(ctx: typer.Context) -> int:
    """Show a person's key results, or the help where there is no workspace."""
    from okrcli.workspace.sources import find_root

    folder = context.invocation(ctx).folder
    try:
        find_root(folder)
    except RefusedError:
        if not folder.is_dir():
            raise
        streams.echo(ctx.get_help())
        return Exit.OK
    workspace = context.open_workspace(ctx, context.today())
    focus = workspace.require_focus()
    context.tell_if_not_running(workspace, focus.id)
    try:
        person = current_person(workspace.plan, None, context.root_of(workspace))
    except RefusedError as unknown:
        first, *rest = unknown.hints
        hint = first.replace("--by NAME, or set OKR_USER=NAME", "export OKR_USER=NAME")
        streams.error(unknown.message, hint, *rest, severity="note")
        streams.print_next("okr status")
        return context.exit_code_of(workspace)
    wanted = wanted_agreements(ctx, workspace, person)
    context.use_cycle_of_run(workspace.plan, focus.id)
    running = [cycle.id for cycle in workspace.plan.cycles.values() if workspace.day in cycle.period]
    _show(workspace, focus.id, running, person, wanted)
    return context.exit_code_of(workspace)


def _show(workspace: Workspace, focus: str, running: list[str], person: str, wanted: list[Duty]) -> None:
    """Print the key results of a person in every running cycle, and a line if the cycle in focus has none."""
    from okrcli.render.terminal.agreements import wanted_lines
    from okrcli.render.terminal.console import print_lines
    from okrcli.render.terminal.lines import hints
    from okrcli.render.terminal.mine import mine_lines
    from okrcli.reports.status import mine

    every = [mine(workspace.plan, cycle, person, workspace.day) for cycle in dict.fromkeys([focus, *running])]
    shown = [found for found in every if found.key_results or found.objectives or found.tripwires] or every[:1]
    for found in shown:
        print_lines(mine_lines(found, workspace.plan, streams.width()))
        streams.echo()
    if wanted:
        print_lines(wanted_lines(wanted, streams.width()))
        streams.echo()
    print_lines(hints(_hints(workspace, [row.score for found in shown for row in found.key_results]), streams.width()))


def _hints(workspace: Workspace, results: list[KeyResultScore]) -> Iterator[tuple[str, str]]:
    """The next commands: check in, share, and the whole plan."""
    from okrcli.render.labels import day_text

    overdue, days = sum(result.overdue for result in results), [each.next_due for each in results if each.next_due]
    if overdue:
        yield runnable("okr checkin"), f"{overdue} overdue"
    elif days:
        is_today = min(days) <= workspace.day
        when = "today" if is_today else f"on {day_text(min(days))}"
        yield runnable("okr checkin"), f"{'due' if is_today else 'the next one is due'} {when}"
    if unshared := context.unshared_checkins(workspace):
        yield runnable("okr sync"), f"{unshared} check-in{'s are' if unshared > 1 else ' is'} not shared yet"
    yield runnable("okr status"), "the whole plan"
