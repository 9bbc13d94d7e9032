"""`okr set`: set fields of an objective, key result, action or milestone, its state and its id too."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Annotated

import typer

from okrcli.cli import context, options
from okrcli.cli.current_person import with_own_id
from okrcli.commandline import command_line
from okrcli.errors import UsageError
from okrcli.sanitize import visible
from okrcli.suggest import did_you_mean

if TYPE_CHECKING:
    from okrcli.cli.edit_request import EditFunction, Request
    from okrcli.edit.set_fields import Edit
    from okrcli.workspace.pending_files import PendingFiles
    from okrcli.workspace.workspace import Workspace


def set_(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="What to change: demand, mql, demand/mql, mql/guide.")],
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FIELD=VALUE…",
            help="target=45 owner=linh; unit= removes the unit; state=paused, postponed, cancelled or active; id=NEW.",
        ),
    ] = None,
    reason: options.Reason = None,
    date: options.Day = None,
    cycle: options.CycleName = None,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Change fields, state or id.

    It changes an objective, key result, action or milestone. Wrong fields and values are refused with a proposal.
    Agreed fields (start, target, kind, unit, weight, days, owner, frequency, state; weight and day of a milestone) need
    a reason once the cycle has begun. `changes` then keeps the old and the new value, and views of earlier days show
    the old value.

    A paused, postponed or cancelled item needs no check-in and does not count. It stays in the file with the day and
    the reason, and still counts on earlier days. `state=active` makes it active again. A milestone can only be
    cancelled.

    A new id is set without other fields. References to the item are fixed in all files. The old id stays in `was:`, so
    earlier check-ins still count.

    \b
    okr set mql title="Grow qualified inbound leads from 20 to 30"
    okr set mql target=45 --reason "The webinar opened a second channel"
    okr set mql state=paused --reason "Waiting for the licence"
    okr set mql state=cancelled --reason "We stopped buying ads"
    okr set mql state=active --reason "The licence is there"
    okr set mql id=leads
    okr set mql/guide due=2026-11-30
    """
    from okrcli.cli import changes
    from okrcli.cli.edit_request import Request
    from okrcli.edit.item_state import set_fields_and_state
    from okrcli.model.assignments import assignments
    from okrcli.model.records import Action, Milestone
    from okrcli.workspace.references import GOALS, resolve_item

    typed = assignments(words or [])
    if not typed and context.invocation(ctx).may_ask:
        typed = _asked_field(ctx, name, cycle)
    if not typed:
        raise UsageError(f"name the fields to change in `{name}`", f'{command_line("set", name)} title="…"')
    day = context.today(date)
    context.refuse_future(day)
    is_wide = not typed.keys().isdisjoint(("contributes_to", "supports", "id"))
    request = Request("set", name, context.today(), (name,), cycle, dry_run, not no_commit, everything=is_wide)
    has_pause = typed.get("state") in ("paused", "postponed")
    kinds = GOALS if has_pause else (*GOALS, Milestone) if "state" in typed else (*GOALS, Milestone, Action)
    if "id" in typed:
        return _rename(ctx, replace(request, asked=f"{name} {typed}"), name, typed, reason, date)

    @cache
    def made(why: str | None) -> EditFunction:
        def changed(workspace: Workspace, pending: PendingFiles) -> Edit:
            item = resolve_item(workspace, name, kinds)
            own = with_own_id(workspace.plan, typed, context.root_of(workspace))
            return set_fields_and_state(pending, workspace.plan, item, own, why, day, request.day)

        return changed

    why = changes.asked_reason(ctx, request, reason, made)
    return changes.change(ctx, replace(request, asked=f"{name} {typed} {why} {day}"), made(why))


def _asked_field(ctx: typer.Context, name: str, cycle: str | None) -> dict[str, str]:
    """A field of an item and its new value, which a person at a terminal gives; the old value is in the line.

    Nothing if the person gives no field.
    """
    from okrcli.cli.conversation import prompts
    from okrcli.cli.conversation.keys import Key, foot_of
    from okrcli.cli.edit_request import Request, workspace_for
    from okrcli.edit.set_fields import order_of, written
    from okrcli.model.records import Action, Milestone
    from okrcli.workspace.pending_files import PendingFiles
    from okrcli.workspace.references import GOALS, resolve_item
    from okrcli.workspace.sources import find_root

    request = Request("set", name, context.today(), (name,), cycle)
    workspace = workspace_for(find_root(context.invocation(ctx).folder), request)
    item = resolve_item(workspace, name, (*GOALS, Milestone, Action))
    fields = written(PendingFiles(workspace.source), item.location)
    names = [field for field in order_of(type(item.value)) if not isinstance(fields.get(field), list | dict)]
    old = {field: _as_typed(fields.get(field)) for field in names}
    known = [f"{field}: {text}" for field, text in old.items() if text]
    for line in known:
        prompts.show(f"  {visible(line)}")
    keys = (Key.BACK, Key.HELP)
    while field := prompts.answer("Which field? ", (Key.HELP,), foot="Tab completes", help=known, completions=old):
        if field not in old:
            prompts.show(f"  {visible(did_you_mean(field, names) or ', '.join(names))}")
            continue
        value = prompts.answer(f"{field}: ", keys, foot=foot_of(keys), prefill=old[field])
        if value is not Key.BACK:
            return {str(field): value}
    return {}


def _as_typed(value: object) -> str:
    """A value of a file as a person types it."""
    from decimal import Decimal

    from okrcli.text import number_text

    if isinstance(value, Decimal):
        return number_text(value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _rename(
    ctx: typer.Context,
    request: Request,
    name: str,
    typed: dict[str, str],
    reason: str | None,
    date: str | None,
) -> int:
    """Give an item another id. Raises UsageError for anything else that was typed with it."""
    from okrcli.cli import changes
    from okrcli.edit.rename import rename
    from okrcli.workspace.references import GOALS, resolve_item

    new = typed["id"]
    if len(typed) > 1:
        others = [f"{field}={text}" for field, text in typed.items() if field != "id"]
        first = command_line("set", name, f"id={new}")
        following = command_line("set", "/".join([*name.split("/")[:-1], new]), *others)
        raise UsageError("a new id is set without other fields", f"first: {first}", f"then: {following}")
    if reason is not None or date is not None:
        option = "--reason" if reason is not None else "--date"
        raise UsageError(f"a change of the id takes no {option[2:]}", f"leave {option} out")
    return changes.change(
        ctx,
        request,
        lambda workspace, pending: rename(pending, workspace, resolve_item(workspace, name, GOALS), new),
    )
