"""`okr set`: set fields of an objective, key result, action or milestone."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Annotated

import typer

from okrcli.cli import context, options
from okrcli.commandline import command_line
from okrcli.errors import UsageError


def set_(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="What to change: demand, mql, demand/mql, mql/guide.")],
    words: Annotated[
        list[str] | None, typer.Argument(metavar="FIELD=VALUE…", help="target=45 owner=linh; unit= takes it away.")
    ] = None,
    reason: options.Reason = None,
    date: options.Day = None,
    cycle: options.CycleName = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Change fields of something in the plan.

    Of an objective, key result, action or milestone. Values are read as files are: a wrong field or word is refused
    with what was probably meant. What was agreed (start, target, kind, unit, weight, days, owner, frequency, state; the
    weight and day of a milestone) changes only with a reason once the cycle has begun; old and new value then stay in
    `changes`, and earlier days keep the earlier value.

    \b
    okr set mql title="Grow qualified inbound leads from 20 to 30"
    okr set mql target=45 --reason "The webinar opened a second channel"
    okr set mql unit=
    okr set mql/guide due=2026-11-30
    """
    from okrcli.cli import changes
    from okrcli.edit import set_fields
    from okrcli.model.assignments import assignments
    from okrcli.workspace.pending_files import PendingFiles
    from okrcli.workspace.references import resolve_item
    from okrcli.workspace.workspace import Workspace

    typed = assignments(words or [])
    if not typed:
        raise UsageError(f"what shall change of `{name}`?", f'{command_line("set", name)} title="…"')
    day = context.today(date)
    context.refuse_future(day)
    has_links = not typed.keys().isdisjoint(("contributes_to", "supports"))
    request = changes.Request(
        "set", name, context.today(), (name,), cycle, dry_run, not no_commit, everything=has_links
    )

    @cache
    def made(why: str | None) -> changes.EditFunction:
        def changed(workspace: Workspace, pending: PendingFiles) -> set_fields.Edit:
            item = resolve_item(workspace, name)
            return set_fields.set_fields(pending, workspace.plan, item, typed, why, day, request.day)

        return changed

    why = changes.asked_reason(ctx, request, reason, made)
    return changes.change(ctx, replace(request, asked=f"{name} {typed} {why} {day}"), made(why))
