"""Edits of the plan: made in memory, checked, shown, and written by the one write path."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from okrcli.cli import context
from okrcli.cli.conversation import prompts
from okrcli.cli.edit_output import message_of, print_edit, print_unchanged, show_edit, use_cycle_of
from okrcli.errors import Exit, UsageError
from okrcli.model.plan import Plan
from okrcli.render.terminal import streams
from okrcli.sanitize import visible
from okrcli.store.journal import FileChange
from okrcli.store.transaction import WriteTransaction, begin_write
from okrcli.text import quote_value
from okrcli.workspace.sources import find_root

if TYPE_CHECKING:
    from okrcli.cli.edit_request import EditFunction, Preview, Request

# ── Making an edit ────────────────────────────────────────────────────────────────────────────────────────────────


def change(ctx: typer.Context, request: Request, make: EditFunction) -> int:
    """Make an edit, check that it adds no errors, and write it. Returns the exit code."""
    root = find_root(context.invocation(ctx).folder)
    if request.dry_run:
        preview = request.reader.preview(root, request, make)
        show_edit(preview)
        if not preview.pending.changed:
            print_unchanged(preview.edit)
        return Exit.OK
    with begin_write(root, request.full) as transaction:
        for sentence in transaction.repaired:
            streams.error(sentence, severity="repaired")
        if transaction.finished and transaction.finished.request == request.full:
            streams.echo(f"{transaction.finished.subject}: the interrupted run has already done this")
            return Exit.OK
        preview = request.reader.preview(root, request, make)
        if not preview.pending.changed:
            print_unchanged(preview.edit)
            return Exit.OK
        return _write(transaction, request, preview)


def rehearse(ctx: typer.Context, request: Request, make: EditFunction) -> None:
    """Make and check an edit in memory before a person is asked for more.

    Raises OkrError if the edit cannot be made or would add an error.
    """
    if context.invocation(ctx).may_ask:
        request.reader.preview(find_root(context.invocation(ctx).folder), request, make)


def refuse_unless_writable(root: Path, request: Request, plan: Plan, paths: Iterable[str]) -> None:
    """Raise RefusedError, before a person is asked anything, if these files cannot be written or committed now.

    Every cause that can be seen is looked at. A hook is not run before its commit, so what it refuses is not known.
    """
    if request.dry_run:
        return
    with begin_write(root) as transaction:
        for sentence in transaction.repaired:
            streams.error(sentence, severity="repaired")
        commits = request.may_commit and plan.settings.commit
        transaction.refuse_unless_writable(sorted(paths), commits=commits)


def confirmed(ctx: typer.Context, request: Request, make: EditFunction, *, yes: bool) -> bool:
    """Show the changes of an edit and ask for agreement; True without a question for `yes`, a dry run, or no changes.

    Raises UsageError without a terminal.
    """
    if yes or request.dry_run:
        return True
    preview = request.reader.preview(find_root(context.invocation(ctx).folder), request, make)
    if not preview.pending.changed:
        return True
    show_edit(preview)
    if not context.invocation(ctx).may_ask:
        raise UsageError("nothing is written without a confirmation", "add --yes, or --dry-run to see the change")
    if prompts.confirm("Write this?"):
        return True
    streams.echo_err("nothing was written")
    return False


def reason_for(ctx: typer.Context, reason: str | None, about: str) -> str:
    """The given reason, else the answer of the person. Raises UsageError without a terminal."""
    from okrcli.model.reasons import says_something

    if reason is None and context.invocation(ctx).may_ask:
        streams.echo_err(visible(about))
        reason = prompts.ask("Why?")
    if says_something(reason):
        return (reason or "").strip()
    if reason:
        about = f"{quote_value(reason)} is not a reason: it has no words"
    raise UsageError(about, 'add --reason "…"')


def asked_reason(
    ctx: typer.Context, request: Request, reason: str | None, made: Callable[[str | None], EditFunction]
) -> str | None:
    """The given reason; without one the answer of the person, if the edit refuses to do without.

    `made` gives the edit with a reason. None where none is needed.
    """
    if reason is not None:
        return reason_for(ctx, reason, "")
    try:
        rehearse(ctx, request, made(reason))
    except UsageError as missing:
        rehearse(ctx, request, made("any reason"))
        return reason_for(ctx, None, missing.message)
    return reason


# ── Writing it, and what is said ──────────────────────────────────────────────────────────────────────────────────


def _write(transaction: WriteTransaction, request: Request, preview: Preview) -> int:
    pending, edit = preview.pending, preview.edit
    changes = [FileChange(path, pending.before(path), after) for path, after in pending.changed.items()]
    commits = request.may_commit and preview.before.plan.settings.commit
    result = transaction.write(changes, message_of(request.command, edit) if commits else None)
    print_edit(edit, [*pending.changed], result)
    for finding in preview.warnings:
        streams.error(f"{finding.message}", *filter(None, [finding.hint]), severity="warning")
    if edit.following and (result.commit or not edit.following.startswith("okr undo")):
        use_cycle_of(preview.before, edit)
        streams.print_next(edit.following)
    return Exit.OK
