"""`okr demo`: the main use of okr in a temporary workspace, each command with its output."""

from __future__ import annotations

import os
import shlex
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Final

import typer

from okrcli.cli import context
from okrcli.errors import Exit, RefusedError
from okrcli.render.terminal import streams

_PLAN: Final = """\
# A cafe roastery in its autumn quarter
cycles:
  - {{id: autumn, title: Autumn at the roastery, start: {start}, end: {end}}}
cycle: autumn

people:
  - {{id: mai, name: Mai Tran, email: mai@example.com}}
  - {{id: jonas, name: Jonas Weber, email: jonas@example.com}}

objectives:
  - id: regulars
    title: People in our street drink our coffee every week
    owner: mai
    key_results:
      - id: subscribers
        title: Subscribers of the weekly bag grow from 120 to 200
        owner: mai
        start: 120
        target: 200
        actions:
          - {{title: Put a card into every bag, due: {soon}, owner: jonas}}
      - id: second-cup
        title: Guests who come back within a week rise from 31 to 45 %
        owner: jonas
        start: 31
        target: 45
        unit: "%"

  - id: quiet-mornings
    title: Nobody waits for a coffee before work
    owner: jonas
    type: committed
    key_results:
      - id: waiting
        title: Median waiting time before nine falls from 7 minutes to 3
        owner: jonas
        start: 7
        target: 3
        unit: minutes
      - id: machine
        title: The second machine is running
        owner: mai
        done: false
"""

_WEEKS: Final = (
    (1, "mai", ("subscribers=124", "-c", "6")),
    (2, "jonas", ("second-cup=33", "waiting=6", "-c", "6")),
    (2, "mai", ("subscribers=131", "-c", "6", "-m", "The card in the bag works.")),
    (3, "mai", ("subscribers=139", "-c", "7")),
    (3, "jonas", ("waiting=6", "-c", "5", "--blocker", "The second machine is late.")),
    (4, "mai", ("subscribers=150", "-c", "7", "--win", "The bakery next door sells our bag.")),
    (5, "mai", ("subscribers=155", "-c", "7")),
)
"""Week, person and the arguments of their check-in."""


def demo(ctx: typer.Context) -> int:
    """Show a guided tour in a temporary workspace.

    It makes a plan with five weeks of history, and runs `checkin`, `status`, `show` and `validate` with their output.

    \b
    okr demo
    """
    folder = Path(tempfile.mkdtemp(prefix="okr-demo-"))
    today = context.today()
    start = today - timedelta(days=40)
    with _environment({"HOME": os.fspath(folder), "OKR_USER": "mai", **_identity("mai", today)}):
        _make_workspace(folder, start, today)
        streams.echo(f"A temporary workspace with five weeks of history: {folder}")
        for command in (
            ("checkin", "subscribers", "164", "-c", "8", "-m", "The new subscription page went live."),
            ("status",),
            ("show", "subscribers"),
            ("validate",),
        ):
            streams.echo()
            streams.echo(streams.styled(f"$ okr {shlex.join(command)}", "bold cyan"))
            _run(folder, command)
    streams.echo()
    streams.echo(f"Look at it: cd {folder} && git log --stat")
    streams.echo(f"Delete it: rm -rf {folder}")
    streams.echo("Make your own: okr init")
    return Exit.OK


def _make_workspace(folder: Path, start: date, today: date) -> None:
    from okrcli.git.commit import create
    from okrcli.store.journal import FileChange
    from okrcli.store.message import Message
    from okrcli.store.transaction import begin_write

    create(folder)
    text = _PLAN.format(start=start, end=start + timedelta(days=90), soon=today + timedelta(days=5))
    with _environment(_identity("mai", start)), begin_write(folder) as transaction:
        transaction.write([FileChange("okrs.yaml", None, text.encode())], Message("Plan the autumn", command="demo"))
    for week, person, words in _WEEKS:
        day = start + timedelta(days=7 * week)
        variables = {"OKR_USER": person, "OKR_TODAY": day.isoformat(), **_identity(person, day)}
        with _environment(variables), redirect_stdout(StringIO()), redirect_stderr(StringIO()) as errors:
            code = _run(folder, ("checkin", *words))
        if code != Exit.OK:
            raise RefusedError("the workspace of the demo cannot be made", *errors.getvalue().splitlines())


def _run(folder: Path, words: tuple[str, ...]) -> int:
    from okrcli.cli.app import program_of

    result = program_of(words[:1])(
        args=["-C", os.fspath(folder), "--color", streams.color_choice, *words], prog_name="okr", standalone_mode=False
    )
    return result if isinstance(result, int) else Exit.OK


def _identity(person: str, day: date) -> dict[str, str]:
    """Environment variables that give git an author and a time."""
    variables = {}
    for role in ("AUTHOR", "COMMITTER"):
        variables[f"GIT_{role}_NAME"] = {"mai": "Mai Tran", "jonas": "Jonas Weber"}[person]
        variables[f"GIT_{role}_EMAIL"] = f"{person}@example.com"
        variables[f"GIT_{role}_DATE"] = f"{day}T16:40:00"
    return variables


@contextmanager
def _environment(changes: Mapping[str, str]) -> Iterator[None]:
    """Set these environment variables, and restore the earlier values afterwards."""
    before = {name: os.environ.get(name) for name in changes}
    os.environ.update(changes)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
