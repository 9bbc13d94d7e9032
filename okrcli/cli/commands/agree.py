"""`okr agree`: agree to an objective, with a condition, or refuse it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from okrcli.cli import context, options
from okrcli.cli.current_person import current_person, email_where_needed, match_person

if TYPE_CHECKING:
    from okrcli.edit.set_fields import Edit
    from okrcli.workspace.pending_files import PendingFiles
    from okrcli.workspace.workspace import Workspace


def agree(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="[ID]", help="The objective.")] = None,
    condition: options.Condition = None,
    refuse: Annotated[bool, typer.Option("--refuse", help="Refuse the objective. A reason is needed.")] = False,
    reason: options.Reason = None,
    by: options.By = None,
    date: options.Day = None,
    cycle: options.CycleName = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Agree to an objective, or refuse it.

    The objective gets your answer, your name and the day, and a later answer takes its place. `okr due` asks for the
    agreements that are wanted: `agreement` of `settings.cycle`, or of a cycle, says whose. A draft that changes after
    your answer is asked for again.

    Without an argument it lists the objectives that wait for you.

    \b
    okr agree demand
    okr agree demand --condition "If we hire one more writer"
    okr agree demand --refuse --reason "No capacity before January"
    """
    from okrcli.cli import changes
    from okrcli.cli.edit_request import EditFunction, Request
    from okrcli.edit.agreements import ObjectiveAnswer
    from okrcli.edit.agreements import agree as write
    from okrcli.errors import RefusedError, UsageError
    from okrcli.workspace.references import GOALS, resolve_item
    from okrcli.workspace.sources import find_root

    if name is None:
        raise UsageError("name an objective", *_waiting(ctx, by, cycle))
    if refuse and condition is not None:
        raise UsageError("--condition belongs to an agreement", "leave out --refuse, or --condition")
    answer: Literal["agreed", "refused"] = "refused" if refuse else "agreed"
    email = email_where_needed(find_root(context.invocation(ctx).folder), by)
    day = context.today(date)
    context.refuse_future(day)
    asked = Request(
        "agree --refuse" if refuse else "agree",
        name,
        context.today(),
        (name,),
        cycle,
        dry_run,
        not no_commit,
        everything=True,
    )

    @cache
    def made(why: str | None) -> EditFunction:
        def answered(workspace: Workspace, pending: PendingFiles) -> Edit:
            item = resolve_item(workspace, name, GOALS)
            if item.ref.key_result:
                hint = f"agree to its objective: okr agree {item.ref.parent}"
                raise RefusedError(f"{item.name} is a key result", hint)
            who = match_person(workspace.plan, by, email)
            return write(pending, workspace.plan, item, ObjectiveAnswer(answer, who, day, condition, why))

        return answered

    why = reason
    if refuse:
        changes.rehearse(ctx, asked, made("any reason"))
        why = changes.reason_for(ctx, reason, f"to refuse {name} needs a reason")
    return changes.change(ctx, replace(asked, asked=f"{name} {answer} {condition} {why} {by} {day}"), made(why))


def _waiting(ctx: typer.Context, by: str | None, cycle: str | None) -> list[str]:
    """The commands for the objectives that wait for the current person; a sentence if none does."""
    from okrcli.cli.duties import duties_of_open_cycles
    from okrcli.reports.duty import of_person

    workspaces, report = duties_of_open_cycles(ctx, [], cycle, None, None)
    person = current_person(workspaces[0].plan, by, context.root_of(workspaces[0]))
    waiting = [duty.command for duty in of_person(report.duties, person) if duty.kind == "agree"]
    return waiting or [f"no objective waits for {person}; okr due shows what does"]
