"""`okr split`: write the parts of a key result."""

from __future__ import annotations

from typing import Annotated, Final, cast

import typer

from okrcli.cli import context, options
from okrcli.cli.option_values import values_of

_FEWEST: Final = 2


def split(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="The key result to split.")],
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME[=TARGET]]...", help="A person, team or cycle for each part: north, south=60."),
    ] = None,
    parts: Annotated[
        str, typer.Option("--parts", metavar="WAY", help="sum (default): targets are divided. Or average, weighted.")
    ] = "sum",
    reason: options.Reason = None,
    date: options.Day = None,
    cycle: options.CycleName = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Split a key result into parts.

    Each person, team or cycle gets an objective with one key result that contributes to ID. Targets without a number
    share the rest, so that the parts add up. From then on the value of ID comes from its parts and is not checked in.

    \b
    okr split clients north south east
    okr split clients north=40 south=60
    okr split clients 2026-W40-W41 2026-W42-W43
    okr split nps north south --parts average
    """
    from okrcli.cli import changes
    from okrcli.cli.edit_request import Request
    from okrcli.edit.set_fields import Edit
    from okrcli.edit.split import Share, split_key_result
    from okrcli.errors import UsageError
    from okrcli.model.assignments import value_of
    from okrcli.model.records import KeyResult, PartsMake
    from okrcli.model.scalars import parse_number
    from okrcli.workspace.pending_files import PendingFiles
    from okrcli.workspace.references import resolve_item
    from okrcli.workspace.workspace import Workspace

    typed = values_of("NAME=TARGET", [word for word in words or () if "=" in word], parse_number)
    shares = [Share(name, typed.get(name)) for name in (word.partition("=")[0].strip() for word in words or ())]
    if len(shares) < _FEWEST:
        raise UsageError("name at least two people, teams or cycles", f"okr split {name} north south")
    way = cast(PartsMake, value_of(KeyResult, "parts", parts))
    day = context.today(date)
    context.refuse_future(day)
    asked = f"{name} {words} {parts} {reason} {day}"
    request = Request("split", asked, context.today(), (name,), cycle, dry_run, not no_commit, everything=True)

    def made(workspace: Workspace, pending: PendingFiles) -> Edit:
        item = resolve_item(workspace, name, (KeyResult,))
        return split_key_result(pending, workspace, item, shares, way, reason, day)

    return changes.change(ctx, request, made)
