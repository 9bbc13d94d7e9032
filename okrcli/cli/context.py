"""The context of a command: its folder and day, the workspace that it opens, and the current person."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import typer

from okrcli.cli.clock import day_of_clock, moment_of_clock
from okrcli.cli.current_person import with_current_person
from okrcli.commandline import runnable
from okrcli.errors import Exit, RefusedError, UsageError
from okrcli.render.status_words import use_status_labels
from okrcli.render.terminal import streams
from okrcli.sanitize import visible

if TYPE_CHECKING:
    from okrcli.git.repository import Repository
    from okrcli.model.period import PlannedCycle
    from okrcli.model.plan import Plan
    from okrcli.workspace.selectors import Selector
    from okrcli.workspace.sources import Source
    from okrcli.workspace.workspace import Workspace


class Invocation(NamedTuple):
    """The options before the command."""

    folder: Path
    may_ask: bool


_NOTICE_DAYS: Final = 14
"""Days for which views of a longer cycle say that a shorter one has ended, or will begin."""


def invocation(ctx: typer.Context) -> Invocation:
    """The options before the command."""
    options: Invocation = ctx.find_root().obj
    return options


def today(text: str | None = None) -> date:
    """The day of `--on` or `--date`, else of `OKR_TODAY`, else of the clock."""
    text = text or os.environ.get("OKR_TODAY")
    if not text:
        return day_of_clock()
    from okrcli.model.scalars import InvalidValueError, read_day

    try:
        return read_day(text)
    except InvalidValueError as refusal:
        raise UsageError(refusal.message, *filter(None, [refusal.hint])) from None


def refuse_future(day: date) -> None:
    """Raise RefusedError for a future day. Tomorrow is allowed, for colleagues in time zones further east."""
    from okrcli.model.calendar import days_later

    if day > days_later(today(), 1):
        raise RefusedError(f"{day} is in the future", "give today or an earlier day")


def open_workspace(
    ctx: typer.Context,
    day: date,
    cycle: str | None = None,
    *,
    names: Iterable[str] = (),
    everything: bool = False,
    in_part: bool | None = None,
    with_checkins: bool = True,
    at: str | None = None,
    on: str | None = None,
) -> Workspace:
    """The workspace around the current folder or that of `-C`, with the cycles that `read_workspace` chooses.

    With `at`, it has the files of that commit or of the end of that day, and this is its day unless `on` gives another.
    """
    folder = invocation(ctx).folder
    if at is not None:
        from okrcli.git.workspace_at import checkout_of, source_at

        source, day_at = source_at(checkout_of(folder), at)
        day = today(on) if on else day_at
        return read_workspace(
            source, day, cycle, names=names, everything=everything, in_part=in_part, with_checkins=with_checkins
        )
    from okrcli.git.trees import work_tree
    from okrcli.workspace.sources import find_root

    tree = work_tree(find_root(folder))
    return read_workspace(
        tree, day, cycle, names=names, everything=everything, in_part=in_part, with_checkins=with_checkins
    )


def read_workspace(
    source: Source,
    day: date,
    cycle: str | None = None,
    *,
    names: Iterable[str] = (),
    everything: bool = False,
    in_part: bool | None = None,
    as_written: bool = False,
    with_checkins: bool = True,
) -> Workspace:
    """The workspace of a source. From now on the views use its words for statuses.

    It is read for `cycle`, else for the cycle before one of the names (`2026-Q3/demand`), else for that of the day.
    A name of any cycle is found while another one is over and not closed, between two cycles, and where the one that
    runs has no plan.
    """
    from okrcli.workspace.workspace import load

    workspace = load(
        source, day, cycle, everything=everything, in_part=in_part, as_written=as_written, with_checkins=with_checkins
    )
    names = list(names)
    heads = [name.split("/")[0] for name in names if "/" in name]
    other = next((head for head in heads if head in workspace.plan.cycles), None)
    is_focus = workspace.focus is not None and workspace.focus.id == other
    if other is not None and not (cycle or everything or is_focus):
        workspace = load(source, day, other, in_part=in_part, as_written=as_written)
    if not (cycle or other or everything) and _is_elsewhere(workspace, names):
        workspace = load(source, day, everything=True, in_part=bool(in_part), as_written=as_written)
    use_status_labels(workspace.plan.settings.status.labels.model_dump())
    focus = workspace.focus.id if workspace.focus else None
    use_cycle_of_run(workspace.plan, focus if cycle else other or focus)
    return workspace


def _is_elsewhere(workspace: Workspace, words: Iterable[str]) -> bool:
    """True if none of these words is a name in the cycles that were read, and another cycle may have it."""
    from okrcli.model.calendar import cycles_to_close

    names = {part for word in words if ":" not in word for part in (word, word.partition("=")[0].rstrip("+-"))}
    cycles, day = workspace.plan.cycles, workspace.day
    is_running = workspace.focus is not None and workspace.focus.has_plan and day in workspace.focus.period
    if workspace.broken or not names or (is_running and not cycles_to_close(cycles, day)):
        return False
    return not any({ref.short, str(ref)} & names for ref in workspace.plan.locations)


def use_cycle_of_run(plan: Plan, cycle: str | None) -> None:
    """Let printed commands name this cycle, unless a command without a cycle is about the same one."""
    from okrcli import commandline
    from okrcli.model.calendar import cycle_in_focus

    usual = cycle_in_focus(plan.cycles, today())
    is_usual = usual is not None and cycle in (None, usual.id)
    is_over = usual is not None and usual.is_over(today())
    commandline.use_cycle(None if is_usual else cycle, plan.cycles, to_add_to=cycle if is_over else None)


def tell_if_not_running(workspace: Workspace, shown: str, *typed: str | None) -> None:
    """Print a line, to standard error, if the cycle that is shown does not run or a shorter one ends or begins.

    It says since when, and how a cycle that is over is closed. Nothing is printed if a typed word names the cycle.
    """
    from okrcli.model.calendar import cycles_to_close, shorter_cycle_to_come
    from okrcli.text import counted

    cycles, day = workspace.plan.cycles, workspace.day
    cycle = cycles[shown]
    if any(word.partition("/")[0] in cycles for word in typed if word):
        return
    if day in cycle.period:
        over = [other for other in cycles_to_close(cycles, day) if other.period.overlaps(cycle.period)]
        is_noticed = over and (day - over[0].period.end).days <= _NOTICE_DAYS
        other = over[0] if is_noticed else shorter_cycle_to_come(cycles, cycle, day, _NOTICE_DAYS)
        if other is None:
            return
        cycle = other
    if not cycle.is_over(day):
        days = (cycle.period.start - day).days
        command = runnable(f"okr status --cycle {cycle.id}") if cycle.id != shown else ""
        begins = f"{cycle.id} begins in {counted(days, 'day')}, on {cycle.period.start}"
        streams.echo_err(visible(f"{begins}: {command}" if command else begins))
        return
    days = (day - cycle.period.end).days
    ended = f"{cycle.id} ended {counted(days, 'day')} ago"
    if cycle.state == "closed":
        streams.echo_err(visible(f"{ended} and is closed"))
        return
    to_close = cycles_to_close(cycles, today())
    name = "" if [cycle.id] == [other.id for other in to_close] else f" {cycle.id}"
    command = f": {runnable(f'okr cycle close{name}')}" if cycle.is_over(today()) else ""
    streams.echo_err(visible(f"{ended}{command}"))


def open_selected(
    ctx: typer.Context,
    day: date,
    words: Iterable[str],
    cycle: str | None = None,
    *,
    at: str | None = None,
    on: str | None = None,
) -> tuple[Workspace, PlannedCycle, Selector]:
    """The workspace of `open_workspace`, the cycle that is shown, and the selection that the words make in it.

    The cycle is the one in focus, unless all named items belong to another cycle.
    """
    from okrcli.workspace.selectors import cycle_words, hint_for_nothing, parse
    from okrcli.workspace.sources import find_root

    words = list(words)
    workspace = open_workspace(ctx, day, cycle, names=cycle_words(words), at=at, on=on)
    focus = workspace.require_focus()
    words = with_current_person(workspace.plan, words, find_root(invocation(ctx).folder))
    selector = parse(workspace.plan, focus.id, words, workspace.broken)
    if len(selector.cycles) > 1:
        raise UsageError(f"these belong to several cycles: {', '.join(selector.cycles)}", "name items of one cycle")
    shown = workspace.plan.cycles[selector.cycles[0]] if selector.cycles else focus
    tell_if_not_running(workspace, shown.id, cycle, *words)
    refs = [ref for ref, _ in workspace.plan.objectives_of(shown.id)]
    if hint := hint_for_nothing(selector, workspace.plan, refs, workspace.day):
        streams.echo_err(f"help: {visible(hint)}")
    return workspace, shown, selector


def exit_code_of(workspace: Workspace, allow_invalid: bool = False) -> Exit:
    """Print a warning for each file that could not be read, and return 1 if there are any."""
    from okrcli.diagnostics import Severity

    if not workspace.broken:
        return Exit.OK
    count = len(workspace.broken)
    streams.error(f"{count} file{'s' if count > 1 else ''} left out, not readable:", severity="warning")
    for path in workspace.broken:
        first = next(d for d in workspace.diagnostics if d.place.path == path and d.severity is Severity.ERROR)
        position = f"{visible(path)}:{first.place.line}:{first.place.column}"
        streams.echo_err(f"  {position}: {first.severity}[{first.code}] {visible(first.message)}")
    streams.echo_err(f"help: {runnable('okr validate shows all errors')}")
    return Exit.OK if allow_invalid else Exit.FOUND


def now() -> datetime:
    """The moment of entry, in UTC. Its day is that of `OKR_TODAY` if this is set, so that examples can be repeated."""
    moment = moment_of_clock()
    fixed = os.environ.get("OKR_TODAY")
    return datetime.combine(today(), moment.time(), UTC) if fixed else moment


def root_of(workspace: Workspace) -> Path:
    """The folder of a workspace in the working tree."""
    from okrcli.workspace.sources import WorkingTree

    assert isinstance(workspace.source, WorkingTree)
    return workspace.source.root


def unshared_checkins(workspace: Workspace) -> int:
    """The number of committed check-in files that the remote does not have yet, as of the last fetch.

    0 without git or without a remote.
    """
    from okrcli.git.layout import find_layout
    from okrcli.git.repository import Repository
    from okrcli.git.sync import unshared_paths
    from okrcli.workspace.sources import PLAN_FOLDER, WorkingTree

    if not isinstance(workspace.source, WorkingTree):
        return 0
    root = root_of(workspace)
    try:
        layout = find_layout(root)
        if layout is None or b'[remote "' not in (layout.common_dir / "config").read_bytes():
            return 0
        repository = Repository.open(root)
        paths = unshared_paths(repository, [PLAN_FOLDER]) if repository else None
    except (RefusedError, OSError):
        return 0
    return sum("/checkins/" in path for path in paths or ())


def warn_if_cut(repository: Repository) -> None:
    """Print a warning that the history is incomplete: in a shallow clone, or where `git replace` changes it."""
    if replaced := sorted(repository.replaced()):
        commits = f"commit {replaced[0][:7]}" if len(replaced) == 1 else f"{len(replaced)} commits"
        streams.error(
            f"`git replace` changes {commits}: okr reads the original history, which can be shorter",
            "list them: git replace --list; rewrite the history: git filter-repo",
            severity="warning",
        )
    if repository.is_shallow:
        streams.error(
            "this is a shallow clone: older changes are unknown",
            "get the rest: git fetch --unshallow",
            "in CI: fetch the whole history (GitHub: `fetch-depth: 0`, GitLab: `GIT_DEPTH: 0`)",
            severity="warning",
        )
