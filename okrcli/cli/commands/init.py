"""`okr init`: create a workspace."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from okrcli import commandline
from okrcli.cli import context, options
from okrcli.commandline import runnable
from okrcli.errors import Exit, RefusedError, UsageError
from okrcli.render.terminal import streams
from okrcli.sanitize import visible

if TYPE_CHECKING:
    from okrcli.store.journal import FileChange


def init(
    ctx: typer.Context,
    folder: Annotated[
        str | None, typer.Argument(metavar="[DIR]", help="The folder; by default the current one.")
    ] = None,
    cycle: Annotated[
        str | None, typer.Option("--cycle", metavar="ID", help="The first cycle, such as 2026-Q4.")
    ] = None,
    me: Annotated[str | None, typer.Option("--me", metavar="ID", help="Your id, for `owner:` and --by.")] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="TEXT", help="Your name.")] = None,
    team: Annotated[
        str | None, typer.Option("--team", metavar="ID", help="The id of your team, if you have one.")
    ] = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Make a workspace here.

    It writes `okrs.yaml` with the cycle, your name and an example in comments. It never overwrites a file. On a
    terminal it asks at most four questions. Without a terminal it takes the options and proposes the rest.

    \b
    okr init
    okr init --cycle 2026-Q4 --me mai --name "Mai Tran" --team marketing
    """
    from okrcli.edit.init import attributes, first_file
    from okrcli.model.calendar import period_of_label
    from okrcli.store.journal import FileChange

    root = (context.invocation(ctx).folder / (folder or ".")).absolute()
    _refuse_existing(root, context.invocation(ctx).folder / (folder or "."))
    identity = _git_identity(root)
    answers = _answers(ctx, (cycle, me, name, team), identity)
    period = period_of_label(answers[0])
    text = first_file(*answers, email=_usable_email(identity[1]))
    drafts = [FileChange("okrs.yaml", None, text.encode())]
    drafts.extend(attributes(root))
    if dry_run:
        for draft in drafts:
            streams.echo(f"{draft.path} (new)" if draft.before is None else draft.path)
            streams.echo((draft.after or b"").decode())
        return Exit.OK
    commandline.use_folder(str(context.invocation(ctx).folder / (folder or ".")))
    commandline.use_cycle(None if period and context.today() in period else answers[0])
    return _write(root, drafts, commits=not no_commit)


def _refuse_existing(root: Path, typed: Path) -> None:
    from okrcli.workspace.sources import PLAN_FOLDER, find_root

    plans = root / PLAN_FOLDER
    if os.path.lexists(plans) and not plans.is_dir():
        message = f"{visible(str(plans))} is not a folder, and the plans need a folder of that name"
        raise RefusedError(message, "rename that file")
    try:
        existing = find_root(_nearest_folder(root))
    except RefusedError:
        return
    commandline.use_folder(str(typed) if typed.is_dir() else str(existing))
    raise RefusedError(f"there is a workspace already: {existing}/okrs.yaml", "check it: okr validate")


def _nearest_folder(place: Path) -> Path:
    """The folder, or the nearest folder above it that exists."""
    return next((folder for folder in (place, *place.parents) if folder.is_dir()), place)


def _git_identity(root: Path) -> tuple[str, str | None]:
    """Name and e-mail address of git; empty and None if there is no git or no identity."""
    from okrcli.git.identity import configured
    from okrcli.git.repository import Repository

    folder = _nearest_folder(root)
    repository = Repository.open(folder)
    identity = repository.identity if repository else None
    return identity or (configured(folder, "user.name") or "", configured(folder, "user.email"))


class _Question(NamedTuple):
    """A question, and the answer that is offered."""

    text: str
    offered: str
    read: Callable[[str], str]
    """The value of an answer. Raises InvalidValueError."""
    help: str


def _answers(ctx: typer.Context, given: Sequence[str | None], identity: tuple[str, str | None]) -> list[str]:
    """Cycle, id, name and team: from flags, else asked for, else the offered ones."""
    from okrcli.model.hints import proposed_slug
    from okrcli.model.scalars import InvalidValueError

    today = context.today()
    own_id = proposed_slug(identity[1].split("@")[0] if identity[1] else "") or "me"
    name = visible(identity[0]).strip() or own_id
    questions = (
        _Question("Cycle", _quarter(today), _read_cycle, "A label with its days: 2026-Q4, 2026, 2026-H1, 2026-03"),
        _Question("Your id", own_id, _read_id, "Short, in small letters. It is written in `owner:` and --by"),
        _Question("Your name", name, _read_name, "Your full name, in any script"),
        _Question(
            "Your team", "", lambda text: _read_id(text) if text else "", "The id of your team. Enter or s for no team"
        ),
    )
    asked: list[str | None] = list(given)
    if context.invocation(ctx).may_ask:
        asked = _asked(questions, given)
    answers = []
    for answer, question in zip(asked, questions, strict=True):
        try:
            answers.append(question.read(question.offered if answer is None else answer))
        except InvalidValueError as refusal:
            raise UsageError(refusal.message, *filter(None, [refusal.hint])) from None
    return answers


def _asked(questions: Sequence[_Question], given: Sequence[str | None]) -> list[str | None]:
    """The given answers, and those of the person to the other questions. They can go back."""
    from okrcli.cli.conversation import prompts
    from okrcli.cli.conversation.keys import Key, foot_of
    from okrcli.model.scalars import InvalidValueError

    answers = list(given)
    open_ones = [number for number, answer in enumerate(given) if answer is None]
    position = 0
    while position < len(open_ones):
        question = questions[open_ones[position]]
        offered = answers[open_ones[position]] or question.offered
        keys = (Key.KEEP if question.offered else Key.SKIP, Key.BACK, Key.HELP)
        label = prompts.heading(position + 1, len(open_ones), question.text)
        label += f" [{visible(offered)}]: " if offered else " (Enter for none): "
        foot = foot_of(keys, {Key.KEEP: "or Enter accept"})
        typed = prompts.answer(label, keys, foot=foot, help=(question.help,))
        if typed is Key.BACK:
            if position == 0:
                prompts.show("  this is the first question")
            position = max(position - 1, 0)
            continue
        text = offered if typed in ("", Key.KEEP) else "" if typed is Key.SKIP else typed
        try:
            answers[open_ones[position]] = question.read(text)
        except InvalidValueError as refusal:
            prompts.show_refusal(refusal)
            continue
        position += 1
    return answers


def _read_cycle(text: str) -> str:
    from okrcli.model.calendar import period_of_label
    from okrcli.model.scalars import InvalidValueError, read_cycle_id

    name = read_cycle_id(text.strip())
    if period_of_label(name) is None:
        raise InvalidValueError(
            f"`{name}` is no label of a cycle", "write 2026-Q4, 2026, 2026-H1, 2026-03, 2026-W41-W42"
        )
    return name


def _read_id(text: str) -> str:
    from okrcli.model.hints import proposed_slug
    from okrcli.model.scalars import read_slug

    return read_slug(proposed_slug(text) if text.strip() and not text.isascii() else text.strip().lower())


def _read_name(text: str) -> str:
    from okrcli.model.scalars import InvalidValueError

    if visible(text) != text:
        raise InvalidValueError("the name has a control character", "type it again")
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


def _write(root: Path, drafts: list[FileChange], *, commits: bool) -> int:
    from okrcli.store.message import Message
    from okrcli.store.transaction import begin_write

    created = not root.exists()
    root.mkdir(parents=True, exist_ok=True)
    try:
        with begin_write(root) as transaction:
            outcome = transaction.write(drafts, Message("okr init: a workspace", command="init") if commits else None)
            is_in_git = transaction.repository is not None
    except RefusedError:
        if created:
            root.rmdir()
        raise
    streams.echo(f"{streams.styled('Made', 'green')} {visible(str(root / 'okrs.yaml'))}")
    if outcome.commit:
        paths = ", ".join(draft.path for draft in drafts)
        streams.echo(streams.styled(f"{paths} · commit {outcome.commit[:7]}", "dim"))
    for note in outcome.notes:
        streams.echo_err(f"note: {visible(note)}")
    begin_history = {"git init && git add okrs.yaml && git commit -m 'Our OKRs'": "begin the history; okr then commits"}
    steps = ({} if is_in_git else begin_history) | {
        "okr new": "write your first objective and its key results",
        "okr new --templates": "list the templates",
        "okr status": "show the status",
    }
    width = max(map(len, map(runnable, steps)))
    streams.echo("next:")
    for command, about in steps.items():
        streams.echo(f"  {visible(runnable(command)):<{width}}   {about}")
    return Exit.OK
