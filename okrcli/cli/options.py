"""What several commands share: their options, the day, the workspace, and who is typing."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from okrcli.errors import Exit, RefusedError, UsageError
from okrcli.render.terminal import streams
from okrcli.sanitize import visible

if TYPE_CHECKING:
    from okrcli.git.repository import Repository
    from okrcli.model.plan import Plan, PlannedCycle
    from okrcli.workspace.selectors import Selector
    from okrcli.workspace.sources import Source
    from okrcli.workspace.workspace import Workspace


_MARKDOWN = ("markdown", "md")
"""Two words for one format: whichever a command has, the other one means it too."""


class Invocation(NamedTuple):
    """What the options before the command say."""

    folder: Path
    may_ask: bool


On = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="See it from this day (YYYY-MM-DD) instead of today.")
]
At = Annotated[
    str | None,
    typer.Option("--at", metavar="REV|DATE", help="The files as they were at this commit, or at the end of this day."),
]
AllowedSigners = Annotated[
    str | None,
    typer.Option("--allowed-signers", metavar="FILE", help="Whose signatures count: git's allowedSignersFile."),
]
FindingsFormat = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="full, concise, json, github, gitlab, sarif or junit; auto (default): github in its CI, else full.",
    ),
]
FindingsFile = Annotated[
    str | None, typer.Option("-o", "--output", metavar="FILE", help="Write the findings to this file.")
]
Since = Annotated[
    str | None,
    typer.Option(
        "--since", metavar="REV", help="Report only what came with the changes since the merge base with REV."
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="Warnings fail too.")]
ExitZero = Annotated[bool, typer.Option("--exit-zero", help="Exit 0 whatever is found.")]
Select = Annotated[
    list[str] | None, typer.Option("--select", metavar="CODES", help="Report only these codes, such as OKR5,OKR204.")
]
Ignore = Annotated[
    list[str] | None, typer.Option("--ignore", metavar="CODES", help="Leave these codes out; a name will do too.")
]
Statistics = Annotated[bool, typer.Option("--statistics", help="Show how often each code is found, not where.")]
OwnedBy = Annotated[str | None, typer.Option("--owner", metavar="ID", help="Who owns it; you unless given.")]
OwnedByTeam = Annotated[
    str | None,
    typer.Option("--team", metavar="ID", help="The team that owns it; --owner then owns its key results."),
]
Parent = Annotated[str | None, typer.Option("--parent", metavar="ID", help="The objective that it contributes to.")]
TypeName = Annotated[str | None, typer.Option("--type", metavar="TYPE", help="aspirational, committed or learning.")]
IntoFile = Annotated[str | None, typer.Option("--file", metavar="PATH", help="The file it goes into.")]
Unasked = Annotated[bool, typer.Option("--yes", "-y", help="Ask only what is missing, and write without asking.")]
CycleName = Annotated[
    str | None, typer.Option("--cycle", metavar="ID", help="This cycle instead of the one that is running.")
]
Words = Annotated[
    list[str] | None,
    typer.Argument(metavar="[SELECTOR…]", help="Names, or words such as owner:mai, team:…, status:…, needs:…, not:…"),
]
Format = Annotated[str, typer.Option("--format", metavar="FORMAT", help="table (default) or json.")]
Json = Annotated[bool, typer.Option("--json", help="Short for --format json.")]
AllowInvalid = Annotated[bool, typer.Option("--allow-invalid", help="Exit 0 although broken files had to be left out.")]
DryRun = Annotated[bool, typer.Option("--dry-run", "-n", help="Show what would be written, and write nothing.")]
NoCommit = Annotated[bool, typer.Option("--no-commit", help="Write the file and leave the commit to you.")]
Reason = Annotated[str | None, typer.Option("--reason", "-m", metavar="TEXT", help="Why; it stands in the file.")]
Day = Annotated[str | None, typer.Option("--date", metavar="DATE", help="The day it holds from; today unless given.")]
By = Annotated[str | None, typer.Option("--by", metavar="PERSON", help="Who you are, where git does not tell.")]


def invocation(context: typer.Context) -> Invocation:
    """The options before the command."""
    found: Invocation = context.find_root().obj
    return found


def today(text: str | None = None) -> date:
    """The day of `--on` or `--date`, else of `OKR_TODAY`, else of the clock: the only place that reads it."""
    text = text or os.environ.get("OKR_TODAY")
    if not text:
        return date.today()
    from okrcli.model.scalars import InvalidValueError, read_day

    try:
        return read_day(text)
    except InvalidValueError as refusal:
        raise UsageError(refusal.message, *filter(None, [refusal.hint])) from None


def refuse_future(day: date) -> None:
    """Raise RefusedError for a day to come. One day ahead is allowed, for colleagues further east."""
    if day > today() + timedelta(days=1):
        raise RefusedError(f"{day} has not come yet", "a check-in speaks of today or of a day before")


def chosen_format(name: str, json: bool, *known: str) -> str:
    """The format that `--format` and `--json` ask for. Raises UsageError for one that the command does not have."""
    from okrcli.suggest import did_you_mean

    wanted = "json" if json else name
    if wanted in _MARKDOWN:
        wanted = next((word for word in _MARKDOWN if word in known), wanted)
    if wanted not in known:
        hint = did_you_mean(wanted, known) or f"there are: {', '.join(known)}"
        raise UsageError(f"there is no format `{wanted}` here", hint)
    return wanted


def open_workspace(
    context: typer.Context,
    day: date,
    cycle: str | None = None,
    *,
    everything: bool = False,
    in_part: bool | None = None,
    at: str | None = None,
    on: str | None = None,
) -> Workspace:
    """The workspace that the current folder (or `-C`) lies in; with `at` and `on` as `open_at` has it."""
    from okrcli.workspace.workspace import load

    source, day = _source(context, at, on) if at is not None else (_files(context), day)
    return use_status_labels(load(source, day, cycle, everything=everything, in_part=in_part))


def _files(context: typer.Context) -> Source:
    """The files as they are."""
    from okrcli.workspace.sources import WorkingTree, find_root

    return WorkingTree(find_root(invocation(context).folder))


def _source(context: typer.Context, at: str, on: str | None) -> tuple[Source, date]:
    """The files as they were at a commit or day, and the day to see them from: its own, unless `on` says another."""
    from okrcli.git.workspace_at import ground_of, source_at

    source, day = source_at(ground_of(invocation(context).folder), at)
    return source, today(on) if on else day


def use_status_labels(workspace: Workspace) -> Workspace:
    """The workspace, whose own words for statuses are used from here on."""
    from dataclasses import asdict

    words = asdict(workspace.plan.settings.status.labels)
    streams.status_words = {status: word for status, word in words.items() if word}
    return workspace


def open_for(context: typer.Context, day: date, names: Iterable[str], cycle: str | None = None) -> Workspace:
    """The workspace, read for the cycle that these names have in front (`2026-Q3/demand`), else as `open_workspace`."""
    return load_for(_files(context), day, names, cycle)


def open_at(
    context: typer.Context, at: str | None, on: str | None, names: Iterable[str], cycle: str | None = None
) -> Workspace:
    """What `open_for` does; with `--at`, the files of a commit, seen from its day unless `--on` says another."""
    if at is None:
        return open_for(context, today(on), names, cycle)
    return load_for(*_source(context, at, on), names, cycle)


def load_for(source: Source, day: date, names: Iterable[str], cycle: str | None = None) -> Workspace:
    """What `open_for` does, from any source."""
    from okrcli.workspace.workspace import load

    workspace = use_status_labels(load(source, day, cycle))
    heads = [name.split("/")[0] for name in names if "/" in name]
    other = next((head for head in heads if head in workspace.plan.cycles), None)
    if cycle or other is None or (workspace.focus and workspace.focus.id == other):
        return workspace
    return load(source, day, other)


def open_selected(
    context: typer.Context,
    day: date,
    words: Iterable[str],
    cycle: str | None = None,
    *,
    at: str | None = None,
    on: str | None = None,
) -> tuple[Workspace, PlannedCycle, Selector]:
    """The workspace (with `at` as `open_at` has it), the cycle that these words speak of, and what they mean in it.

    That is the cycle in focus, unless all that is named belongs to another one.
    """
    from okrcli.workspace.selectors import cycle_words, parse

    words = list(words)
    names = cycle_words(words)
    workspace = open_at(context, at, on, names, cycle) if at is not None else open_for(context, day, names, cycle)
    focus = workspace.require_focus(workspace.day)
    selector = parse(workspace.plan, focus.id, words, workspace.broken)
    if len(selector.cycles) > 1:
        raise UsageError(f"these are of several cycles: {', '.join(selector.cycles)}", "ask for one at a time")
    return workspace, workspace.plan.cycles[selector.cycles[0]] if selector.cycles else focus, selector


def one_of(name: str, wanted: str, known: Iterable[str]) -> str:
    """The word that an option takes. Raises UsageError for one that is not `known`."""
    from okrcli.suggest import did_you_mean

    allowed = list(known)
    if wanted not in allowed:
        hint = did_you_mean(wanted, allowed) or f"there are: {', '.join(allowed)}"
        raise UsageError(f"{name}: there is no `{wanted}`", hint)
    return wanted


def exit_code_of(workspace: Workspace, allow_invalid: bool = False) -> Exit:
    """Name the files that had to be left out, on stderr; 1 when there are any."""
    from okrcli.diagnostics import Severity

    if not workspace.broken:
        return Exit.OK
    count = len(workspace.broken)
    streams.error(f"{count} file{'s' if count > 1 else ''} left out, not readable:", severity="warning")
    for path in workspace.broken:
        first = next(d for d in workspace.diagnostics if d.place.path == path and d.severity is Severity.ERROR)
        place = f"{visible(path)}:{first.place.line}:{first.place.column}"
        streams.echo_err(f"  {place}: {first.severity}[{first.code}] {visible(first.message)}")
    streams.echo_err("help: okr validate shows everything that is wrong, and where")
    return Exit.OK if allow_invalid else Exit.FOUND


def current_person(plan: Plan, by: str | None, root: Path) -> str:
    """Who is typing: `--by`, else `OKR_USER`, else the person whose e-mail address git has.

    Raises RefusedError when none of them tells.
    """
    return match_person(plan, by, None if by else email_where_needed(root))


def email_where_needed(root: Path) -> str | None:
    """The e-mail address that git has; None without git, and where `OKR_USER` makes the question needless."""
    if os.environ.get("OKR_USER"):
        return None
    from okrcli.git.repository import configured_email

    return configured_email(root)


def match_person(plan: Plan, by: str | None, email: str | None) -> str:
    """The person that a name, `OKR_USER` or an e-mail address stands for. Raises RefusedError when none tells."""
    named = by or os.environ.get("OKR_USER")
    if named:
        return _known_person(plan, named)
    if email:
        for person in plan.people.values():
            if person.email and person.email.lower() == email.lower():
                return person.id
        local = email.split("@")[0].lower()
        if not plan.people or local in plan.people:
            return _known_person(plan, local)
    elif len(plan.people) == 1:
        return next(iter(plan.people))
    address = f" (git says {email})" if email else ""
    known = f"; there are: {', '.join(plan.people)}" if 0 < len(plan.people) <= 12 else ""
    raise RefusedError(
        f"I do not know who you are{address}",
        f"say it: --by NAME, or set OKR_USER=NAME{known}",
        "or add yourself to `people:` in okrs.yaml with the e-mail address that git has",
    )


def _known_person(plan: Plan, name: str) -> str:
    from okrcli.model.scalars import InvalidValueError, read_slug
    from okrcli.suggest import did_you_mean

    try:
        read_slug(name)
    except InvalidValueError as refusal:
        raise RefusedError(f"`{name}` cannot be your id: {refusal.message}", "say it: --by NAME") from None
    if plan.people and name not in plan.people:
        known = f"; there are: {', '.join(plan.people)}" if len(plan.people) <= 12 else ""
        hint = did_you_mean(name, list(plan.people)) or f"add them to `people:` in okrs.yaml{known}"
        raise RefusedError(f"nobody is called `{name}`", hint)
    return name


def now() -> datetime:
    """The moment of entry, in UTC. With `OKR_TODAY` its day, so that pages can be run again."""
    moment = datetime.now(UTC)
    fixed = os.environ.get("OKR_TODAY")
    return datetime.combine(today(), moment.time(), UTC) if fixed else moment


def print_json(document: dict[str, Any]) -> None:
    """A machine-readable report: fixed key order, ISO dates, no NaN."""
    from okrcli.render.json.core import as_json

    streams.echo_json(as_json(document))


def root_of(workspace: Workspace) -> Path:
    """The folder of a workspace that was read from the working tree."""
    from okrcli.workspace.sources import WorkingTree

    assert isinstance(workspace.source, WorkingTree)
    return workspace.source.root


def unshared_checkins(workspace: Workspace) -> int:
    """How many committed check-in files the others do not have yet, as far as was last heard.

    0 without git or without a remote, where sharing means nothing.
    """
    from okrcli.git.repository import Repository, find_layout
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


def say_cut(repository: Repository) -> None:
    """In a shallow clone, say that the history ends before its beginning."""
    if repository.is_shallow:
        streams.error(
            "the history is cut here (a shallow clone): what is older cannot be told",
            "get the rest: git fetch --unshallow",
            "in CI: let the checkout fetch everything (`fetch-depth: 0`, `GIT_DEPTH: 0`)",
            severity="warning",
        )
