"""`okr init`: create a workspace."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from okrcli import commandline
from okrcli.cli import context, options
from okrcli.commandline import runnable
from okrcli.errors import Exit, RefusedError, UsageError
from okrcli.render.terminal import streams
from okrcli.sanitize import visible

if TYPE_CHECKING:
    from okrcli.store.transaction import FileChange


def init(
    ctx: typer.Context,
    folder: Annotated[
        str | None, typer.Argument(metavar="[DIR]", help="Where; the current folder unless given.")
    ] = None,
    cycle: Annotated[
        str | None, typer.Option("--cycle", metavar="ID", help="The first cycle, such as 2026-Q4.")
    ] = None,
    me: Annotated[str | None, typer.Option("--me", metavar="ID", help="Your id, as it will stand in `owner:`.")] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="TEXT", help="Your name.")] = None,
    team: Annotated[str | None, typer.Option("--team", metavar="ID", help="Your team, if you want one.")] = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Make a workspace here.

    Writes `okrs.yaml` with a first objective to edit; nothing is ever overwritten.
    Asks at most four things; without a terminal it takes the flags and its own proposals.

    \b
    okr init
    okr init --cycle 2026-Q4 --me mai --name "Mai Tran" --team marketing
    """
    from okrcli.edit.add import late_start_note
    from okrcli.edit.init import attributes, first_file
    from okrcli.model.calendar import period_of_label
    from okrcli.store.transaction import FileChange

    root = (context.invocation(ctx).folder / (folder or ".")).absolute()
    _refuse_existing(root, context.invocation(ctx).folder / (folder or "."))
    identity = _git_identity(root)
    answers = _answers(ctx, (cycle, me, name, team), identity)
    period, today = period_of_label(answers[0]), context.today()
    first = period.late_start(today) if period else None
    text = first_file(*answers, email=_usable_email(identity[1]), first=first)
    drafts = [FileChange("okrs.yaml", None, text.encode())]
    drafts.extend(attributes(root))
    if dry_run:
        for draft in drafts:
            streams.echo(f"{draft.path} (new)" if draft.before is None else draft.path)
            streams.echo((draft.after or b"").decode())
        return Exit.OK
    commandline.use_folder(str(context.invocation(ctx).folder / (folder or ".")))
    commandline.use_cycle(None if period and today in period else answers[0])
    note = late_start_note("the objective begins", "first", first, period.start) if first and period else ""
    return _write(root, drafts, note, commits=not no_commit, has_begun=period is None or period.start <= today)


def _refuse_existing(root: Path, typed: Path) -> None:
    from okrcli.workspace.sources import PLAN_FOLDER, find_root

    plans = root / PLAN_FOLDER
    if os.path.lexists(plans) and not plans.is_dir():
        message = f"{visible(str(plans))} is not a folder; plans lie in one of that name"
        raise RefusedError(message, "give that file another name")
    try:
        existing = find_root(_nearest_folder(root))
    except RefusedError:
        return
    commandline.use_folder(str(typed) if typed.is_dir() else str(existing))
    raise RefusedError(f"there is a workspace already: {existing}/okrs.yaml", "look at it: okr validate")


def _nearest_folder(place: Path) -> Path:
    """The folder, or the nearest folder above it that exists."""
    return next((folder for folder in (place, *place.parents) if folder.is_dir()), place)


def _git_identity(root: Path) -> tuple[str, str | None]:
    """Name and e-mail address of git; empty and None if there is no git or no identity."""
    from okrcli.git.repository import Repository, configured

    folder = _nearest_folder(root)
    repository = Repository.open(folder)
    identity = repository.identity() if repository else None
    return identity or (configured(folder, "user.name") or "", configured(folder, "user.email"))


def _answers(
    ctx: typer.Context, given: tuple[str | None, ...], identity: tuple[str, str | None]
) -> tuple[str, str, str, str]:
    """Cycle, id, name and team: from flags, else asked for, else the proposals."""
    from okrcli.model.hints import proposed_slug
    from okrcli.model.scalars import InvalidValueError

    today = context.today()
    proposed_id = proposed_slug(identity[1].split("@")[0] if identity[1] else "") or "me"
    proposals = (_quarter(today), proposed_id, visible(identity[0]).strip() or proposed_id, "")
    questions = ("Cycle", "Your id", "Your name", "Your team (Enter for none)")
    readers: tuple[Callable[[str], str], ...] = (
        _read_cycle,
        _read_id,
        _read_name,
        lambda text: _read_id(text) if text else "",
    )
    may_ask = context.invocation(ctx).may_ask
    answers = []
    for answer, proposal, question, read in zip(given, proposals, questions, readers, strict=True):
        if answer is not None or not may_ask:
            try:
                answers.append(read(proposal if answer is None else answer))
            except InvalidValueError as refusal:
                raise UsageError(refusal.message, *filter(None, [refusal.hint])) from None
        else:
            answers.append(_asked(question, proposal, read))
    return answers[0], answers[1], answers[2], answers[3]


def _asked(question: str, proposal: str, read: Callable[[str], str]) -> str:
    from okrcli.model.scalars import InvalidValueError

    while True:
        sys.stderr.write(f"{question} [{visible(proposal)}]: " if proposal else f"{question}: ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        try:
            return read(line.strip() or proposal)
        except InvalidValueError as refusal:
            streams.echo_err(f"  {refusal.message}" + (f": {refusal.hint}" if refusal.hint else ""))


def _read_cycle(text: str) -> str:
    from okrcli.model.calendar import period_of_label
    from okrcli.model.scalars import InvalidValueError, read_cycle_id

    name = read_cycle_id(text.strip())
    if period_of_label(name) is None:
        raise InvalidValueError(
            f"`{name}` does not say its days", "use a label: 2026-Q4, 2026, 2026-H1, 2026-03, 2026-W41-W42"
        )
    return name


def _read_id(text: str) -> str:
    from okrcli.model.hints import proposed_slug
    from okrcli.model.scalars import read_slug

    return read_slug(proposed_slug(text) if text.strip() and not text.isascii() else text.strip().lower())


def _read_name(text: str) -> str:
    from okrcli.model.scalars import InvalidValueError

    if visible(text) != text:
        raise InvalidValueError("that name has a control character in it", "type it again")
    return text.strip()


def _usable_email(address: str | None) -> str | None:
    """The e-mail address of git, if a file may hold it."""
    from okrcli.model.scalars import InvalidValueError, read_email

    try:
        return read_email(address) if address and visible(address) == address else None
    except InvalidValueError:
        return None


def _quarter(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _write(root: Path, drafts: list[FileChange], note_of_start: str, *, commits: bool, has_begun: bool) -> int:
    from okrcli.store.transaction import Message, begin_write

    created = not root.exists()
    root.mkdir(parents=True, exist_ok=True)
    try:
        with begin_write(root) as transaction:
            outcome = transaction.write(drafts, Message("okr init: a workspace", command="init") if commits else None)
    except RefusedError:
        if created:
            root.rmdir()
        raise
    streams.echo(f"{streams.styled('Made', 'green')} {visible(str(root / 'okrs.yaml'))}")
    if note_of_start:
        streams.echo(f"  {runnable(note_of_start)}")
    for note in outcome.notes:
        streams.echo_err(f"note: {visible(note)}")
    streams.echo(f"next: write your objectives into okrs.yaml ({runnable('okr new asks you for them')}), then")
    steps = {
        "okr validate": "is everything right in it?",
        "okr checkin result 3": "record where a key result is",
        "okr status": "see where things stand",
    }
    if not has_begun:
        del steps["okr checkin result 3"]
    width = max(map(len, map(runnable, steps)))
    for command, about in steps.items():
        streams.echo(f"  {visible(runnable(command)):<{width}}     {about}")
    return Exit.OK
