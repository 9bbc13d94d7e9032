"""`okr init`: a workspace to start with."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from unicodedata import normalize

import typer

from okrcli.commands import _options as options
from okrcli.errors import Exit, RefusedError, UsageError
from okrcli.render import screen
from okrcli.scalars import Refusal, read_cycle_id, read_slug

if TYPE_CHECKING:
    from okrcli.writing import Draft

ATTRIBUTES = "okrs.yaml diff=okr merge=okr\nokrs/**/*.yaml diff=okr merge=okr\n"


def init(
    context: typer.Context,
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
    """Make a workspace to start with.

    Writes `okrs.yaml` with a first objective to edit; nothing is ever overwritten.
    Asks at most four things; without a terminal it takes the flags and its own proposals.

    \b
    okr init
    okr init --cycle 2026-Q4 --me mai --name "Mai Tran" --team marketing
    """
    from okrcli.writing import Draft

    root = (options.invocation(context).folder / (folder or ".")).absolute()
    _refuse_existing(root)
    identity = _git_identity(root)
    answers = _answers(context, (cycle, me, name, team), identity)
    drafts = [Draft("okrs.yaml", None, _text(*answers, email=identity[1]).encode())]
    drafts.extend(_attributes(root))
    if dry_run:
        for draft in drafts:
            screen.say(f"{draft.path} (new)" if draft.before is None else draft.path)
            screen.say((draft.after or b"").decode())
        return Exit.OK
    return _write(root, drafts, commits=not no_commit)


def _refuse_existing(root: Path) -> None:
    from okrcli.sources import find_root

    try:
        existing = find_root(root if root.is_dir() else root.parent)
    except RefusedError:
        return
    raise RefusedError(f"there is a workspace already: {existing}/okrs.yaml", "look at it: okr status")


def _git_identity(root: Path) -> tuple[str, str | None]:
    """Name and e-mail address as git has them; empty and None without git or without an identity."""
    from okrcli.history import Repository

    repository = Repository.open(root if root.is_dir() else root.parent)
    identity = repository.identity() if repository else None
    return identity if identity else ("", None)


def _answers(
    context: typer.Context, given: tuple[str | None, ...], identity: tuple[str, str | None]
) -> tuple[str, str, str, str]:
    """Cycle, id, name and team: from the flags, else asked for, else proposed."""
    today = options.today()
    proposed_id = slug(identity[1].split("@")[0] if identity[1] else "") or "me"
    proposals = (_quarter(today), proposed_id, identity[0] or proposed_id, "")
    questions = ("Cycle", "Your id", "Your name", "Your team (Enter for none)")
    readers: tuple[Callable[[str], str], ...] = (
        _read_cycle,
        _read_id,
        str.strip,
        lambda text: _read_id(text) if text else "",
    )
    may_ask = options.invocation(context).may_ask
    found = []
    for answer, proposal, question, read in zip(given, proposals, questions, readers, strict=True):
        if answer is not None or not may_ask:
            try:
                found.append(read(proposal if answer is None else answer))
            except Refusal as refusal:
                raise UsageError(refusal.message, *filter(None, [refusal.hint])) from None
        else:
            found.append(_asked(question, proposal, read))
    return found[0], found[1], found[2], found[3]


def _asked(question: str, proposal: str, read: Callable[[str], str]) -> str:
    while True:
        sys.stderr.write(f"{question} [{screen.visible(proposal)}]: " if proposal else f"{question}: ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        try:
            return read(line.strip() or proposal)
        except Refusal as refusal:
            screen.tell(f"  {refusal.message}" + (f": {refusal.hint}" if refusal.hint else ""))


def _read_cycle(text: str) -> str:
    from okrcli.calendars import period_of_label

    name = read_cycle_id(text.strip())
    if period_of_label(name) is None:
        raise Refusal(f"`{name}` does not say its days", "use a label: 2026-Q4, 2026, 2026-H1, 2026-03, 2026-W41-W42")
    return name


def _read_id(text: str) -> str:
    return read_slug(slug(text) if text.strip() and not text.isascii() else text.strip().lower())


def slug(text: str) -> str:
    """An id proposed for a text: marks and punctuation fall away, đ becomes d; empty when nothing Latin is left."""
    plain = normalize("NFD", text.lower().replace("đ", "d"))
    letters = "".join(letter for letter in plain if letter.isascii())
    return re.sub(r"[^a-z0-9._]+", "-", letters).strip("-._")[:64]


def _quarter(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _text(cycle: str, me: str, name: str, team: str, *, email: str | None) -> str:
    """The first `okrs.yaml`: valid as it stands, and meant to be changed."""
    from okrcli.yamlstyle import scalar_text as scalar

    lines = [
        "# Objectives and key results of this workspace. Change the words, then: okr status",
        f"cycle: {scalar(cycle)}",
        "",
        "people:",
        f"  - id: {scalar(me)}",
        f"    name: {scalar(name)}",
        *([f"    email: {scalar(email)}"] if email else []),
        "",
        *(["teams:", f"  - id: {scalar(team)}", f"    members: [{scalar(me)}]", ""] if team else []),
        "objectives:",
        "  - id: first                  # short, and kept when the title changes",
        "    title: Where do you want to be at the end of the cycle?",
        f"    owner: {scalar(team or me)}",
        "    key_results:               # two to five numbers that show whether you got there",
        "      - id: result",
        "        title: What will have changed, from 0 to 10?",
        f"        owner: {scalar(me)}",
        "        start: 0",
        "        target: 10",
    ]
    return "\n".join(lines) + "\n"


def _attributes(root: Path) -> list[Draft]:
    """The lines that tell git which files are ours, where there is git and they are not there yet."""
    from okrcli.history import find_layout
    from okrcli.writing import Draft

    if find_layout(root if root.is_dir() else root.parent) is None:
        return []
    place = root / ".gitattributes"
    before = place.read_bytes() if place.is_file() and not place.is_symlink() else None
    if before is not None and ATTRIBUTES.splitlines()[0].encode() in before.splitlines():
        return []
    start = before or b""
    if start and not start.endswith(b"\n"):
        start += b"\n"
    return [Draft(".gitattributes", before, start + ATTRIBUTES.encode())]


def _write(root: Path, drafts: list[Draft], *, commits: bool) -> int:
    from okrcli.writing import Message, open_desk

    made = not root.exists()
    root.mkdir(parents=True, exist_ok=True)
    try:
        with open_desk(root) as desk:
            outcome = desk.write(drafts, Message("okr init: a workspace", command="init") if commits else None)
    except RefusedError:
        if made:
            root.rmdir()
        raise
    screen.say(f"{screen.styled('Made', 'green')} {root / 'okrs.yaml'}")
    for note in outcome.notes:
        screen.tell(f"note: {screen.visible(note)}")
    screen.say("next: write your objectives into okrs.yaml, then")
    screen.say("  okr validate             is everything right in it?")
    screen.say("  okr checkin result 3     record where a key result is")
    screen.say("  okr status               see where things stand")
    return Exit.OK
