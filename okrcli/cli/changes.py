"""What the commands that change a plan share: read, change in memory, read again to be sure, write, and say so."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final, NoReturn

import typer

from okrcli import checks
from okrcli.cli import context
from okrcli.diagnostics import Finding, Severity
from okrcli.edit import add as additions
from okrcli.edit import checkin_text, set_fields
from okrcli.edit.set_fields import Edit
from okrcli.errors import Exit, RefusedError, UsageError
from okrcli.model.scalars import InvalidValueError
from okrcli.render.terminal import streams
from okrcli.render.terminal.text_diff import print_difference
from okrcli.sanitize import visible
from okrcli.store.transaction import FileChange, Message, WriteResult, WriteTransaction, begin_write
from okrcli.suggest import did_you_mean
from okrcli.text import quote_value
from okrcli.workspace.file_loader import read_file
from okrcli.workspace.overlay import PendingFiles
from okrcli.workspace.references import resolve_item
from okrcli.workspace.sources import WorkingTree, find_root
from okrcli.workspace.workspace import Workspace, load

_SHOWN: Final = 4
"""How many files are named after an edit."""

EditFunction = Callable[[Workspace, PendingFiles], Edit]
"""Changes the files of an overlay over a workspace, and says what it did."""


@dataclass(frozen=True, slots=True)
class Request:
    """What every command that changes a plan is told."""

    command: str
    asked: str
    """All that was typed, so that a run that was cut off is not done twice."""
    day: date
    names: tuple[str, ...] = ()
    """The things as they were typed, for the cycle that may stand in front of them."""
    cycle: str | None = None
    dry_run: bool = False
    may_commit: bool = True
    everything: bool = False
    """Whether all cycles are read, because what refers to a thing may stand in any of them."""


def change(ctx: typer.Context, request: Request, make: EditFunction) -> int:
    """Make an edit, be sure that nothing in the workspace breaks by it, and write it; returns the exit code."""
    root = find_root(context.invocation(ctx).folder)
    if request.dry_run:
        overlay, edit, _ = preview(root, request, make)
        for path, after in overlay.changed.items():
            print_difference(path, overlay.before(path), after)
        if not overlay.changed:
            _say_nothing(edit)
        return Exit.OK
    asked = f"{request.command} {request.asked} {request.cycle}"
    with begin_write(root, asked) as desk:
        for sentence in desk.repaired:
            streams.error(sentence, severity="repaired")
        if desk.finished and desk.finished.request == asked:
            streams.echo(f"{desk.finished.subject}: this was already done by the run that was cut off")
            return Exit.OK
        overlay, edit, warnings = preview(root, request, make)
        if not overlay.changed:
            _say_nothing(edit)
            return Exit.OK
        return _write(desk, request, overlay, edit, warnings)


def show_preview(ctx: typer.Context, request: Request, make: EditFunction) -> None:
    """Make an edit in memory only, before a person is asked for more, so that nobody answers in vain."""
    if context.invocation(ctx).may_ask:
        preview(find_root(context.invocation(ctx).folder), request, make)


def confirmed(ctx: typer.Context, request: Request, make: EditFunction, *, yes: bool) -> bool:
    """Show what an edit would write, and ask whether it shall be. Raises UsageError where nobody can be asked.

    With `yes` neither is done. Where there is nothing to write, there is nothing to ask.
    """
    if yes or request.dry_run:
        return True
    overlay, _, _ = preview(find_root(context.invocation(ctx).folder), request, make)
    if not overlay.changed:
        return True
    for path, after in overlay.changed.items():
        print_difference(path, overlay.before(path), after)
    if not context.invocation(ctx).may_ask:
        raise UsageError("nothing is written before somebody says so", "add --yes, or --dry-run to only look")
    if ask("Write this? [y/N] ").lower() in ("y", "yes"):
        return True
    streams.echo_err("nothing is written")
    return False


def _say_nothing(edit: Edit) -> None:
    streams.echo(streams.styled(f"nothing to do: {', '.join(edit.words) or 'it says so already'}", "dim"))
    for line in edit.notes:
        streams.echo(f"  {visible(line)}")


def reason_for(ctx: typer.Context, reason: str | None, about: str) -> str:
    """The reason that was given, else what the person answers. Raises UsageError where nobody can be asked."""
    if reason and reason.strip():
        return reason.strip()
    if context.invocation(ctx).may_ask:
        streams.echo_err(visible(about))
        if answer := ask("Why? "):
            return answer
    raise UsageError(about, 'say it: --reason "…"')


def is_new_cycle(root: Path, request: Request) -> bool:
    """Whether the cycle that was asked for is not in the workspace yet. Raises RefusedError for no label."""
    cycle = request.cycle
    if not cycle or cycle in read(root, replace(request, cycle=None, everything=True)).plan.cycles:
        return False
    if not additions.is_label(cycle):
        known = [cycle.upper()] if additions.is_label(cycle.upper()) else []
        hint = did_you_mean(cycle, known) or "use a label such as 2027-Q1, or list it in `cycles:`"
        raise RefusedError(f"there is no cycle {quote_value(cycle)}", hint)
    return True


def ask(question: str) -> str:
    """A line that the person types after a question. Raises EOFError when they end the input instead."""
    sys.stderr.write(question)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.strip()


def read(root: Path, request: Request) -> Workspace:
    """The workspace as the request needs it, with parts of broken files."""
    source = WorkingTree(root)
    return context.read_workspace(
        source, request.day, request.cycle, names=request.names, everything=request.everything
    )


def preview(root: Path, request: Request, make: EditFunction) -> tuple[PendingFiles, Edit, list[Finding]]:
    """The edit in memory, and the warnings that it brings. Raises RefusedError where it would break something."""
    workspace = read(root, request)
    refuse_broken_files(workspace, [])
    overlay = PendingFiles(workspace.source)
    edit = make(workspace, overlay)
    for path in [path for path, after in overlay.changed.items() if after == overlay.before(path)]:
        del overlay.changed[path]
    refuse_broken_files(workspace, overlay.changed)
    if not overlay.changed:
        return overlay, edit, []
    _refuse_unreadable(overlay)
    focus = workspace.focus.id if workspace.focus else None
    after = load(overlay, request.day, request.cycle or focus, everything=request.everything)
    new = new_findings(workspace, after)
    if errors := [f for f in new if f.severity is Severity.ERROR and f.code not in checks.ANSWERS]:
        _refuse(errors[0])
    if edit.ref and edit.words:
        effect = checkin_text.effect(workspace.plan, after.plan, edit.ref, request.day)
        edit = replace(edit, words=(*edit.words[:-1], edit.words[-1] + effect))
    return overlay, edit, [f for f in new if f.severity is Severity.WARNING and f.code not in checks.ANSWERS]


def refuse_broken_files(workspace: Workspace, paths: Sequence[str] | dict[str, bytes | None]) -> None:
    """Raise RefusedError where one of these files, or `okrs.yaml`, has an error already."""
    for found in workspace.diagnostics:
        if found.severity is Severity.ERROR and (found.place.path in paths or found.place.path == "okrs.yaml"):
            place = f"{found.place.path}:{found.place.line}:{found.place.column}"
            raise RefusedError(f"{place}: {found.message}", "mend the file first: okr validate shows all that is wrong")


def _refuse_unreadable(overlay: PendingFiles) -> None:
    """Raise RefusedError where a file would no longer be what it has to be."""
    for path, after in overlay.changed.items():
        errors = read_file(after, path).diagnostics if after is not None else []
        if errors:
            _refuse(errors[0])


def _refuse(found: Finding) -> NoReturn:
    hints = [found.hint] if found.hint else []
    raise RefusedError(f"that would break {found.place.path}: {found.message}", *hints)


def new_findings(before: Workspace, after: Workspace) -> list[Finding]:
    """What is found after an edit and was not before: by file and code, for lines and names may have moved."""
    known = Counter((found.place.path, found.code) for found in checks.findings(before))
    new = []
    for found in checks.findings(after):
        kind = (found.place.path, found.code)
        known[kind] -= 1
        if known[kind] < 0:
            new.append(found)
    return new


def _write(
    desk: WriteTransaction, request: Request, overlay: PendingFiles, edit: Edit, warnings: Sequence[Finding]
) -> int:
    drafts = [FileChange(path, overlay.before(path), after) for path, after in overlay.changed.items()]
    workspace = load(WorkingTree(desk.root), request.day)
    commits = request.may_commit and workspace.plan.settings.commit
    outcome = desk.write(drafts, message_of(request.command, edit) if commits else None)
    say_edit(edit, [*overlay.changed], outcome)
    for found in warnings:
        streams.error(f"{found.message}", *filter(None, [found.hint]), severity="warning")
    if edit.following:
        streams.echo(streams.styled(f"next: {visible(edit.following)}", "dim"))
    return Exit.OK


def message_of(command: str, edit: Edit) -> Message:
    """The commit message: what changed in the subject, why in the body."""
    subject = edit.words[0] if len(edit.words) == 1 else f"{edit.words[0]} and {len(edit.words) - 1} more"
    body = "\n".join([*(edit.words if len(edit.words) > 1 else ()), *([edit.reason] if edit.reason else [])])
    return Message(f"okr {command}: {subject}", body, edit.ids, command)


def say_edit(edit: Edit, paths: Sequence[str], outcome: WriteResult) -> None:
    """What was changed, in which files, by which commit."""
    for line in edit.words:
        streams.echo(f"{streams.styled(edit.verb, 'green')} {visible(line)}")
    for line in edit.notes:
        streams.echo(f"  {visible(line)}")
    commit = f" · commit {outcome.commit[:7]}" if outcome.commit else ""
    several = f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else ""
    streams.echo(streams.styled(f"{visible(', '.join(paths[:_SHOWN]))}{several}{commit}", "dim"))
    for note in outcome.notes:
        streams.echo_err(f"note: {visible(note)}")


def tell_refusal(refusal: InvalidValueError) -> None:
    """Say why an answer cannot be taken, before the question is asked again."""
    streams.echo_err(f"  {visible(refusal.message)}" + (f": {visible(refusal.hint)}" if refusal.hint else ""))


def is_assignment(word: str) -> bool:
    """Whether a word looks like `field=value`."""
    name, sign, _ = word.partition("=")
    return bool(sign) and name.isidentifier() and name.isascii()


def decide(
    ctx: typer.Context,
    command: str,
    name: str,
    reason: str | None,
    date: str | None,
    cycle: str | None,
    dry_run: bool,
    no_commit: bool,
) -> int:
    """The work of `okr drop`, `okr pause` and `okr postpone`."""
    day = context.today(date)
    request = Request(command, name, context.today(), (name,), cycle, dry_run, not no_commit)

    def decided(why: str) -> EditFunction:
        return lambda workspace, overlay: set_fields.decide(overlay, resolve_item(workspace, name), command, why, day)

    if not reason:
        show_preview(ctx, request, decided("…"))
    why = reason_for(ctx, reason, f"to {command} {name} needs a reason")
    return change(ctx, replace(request, asked=f"{name} {why} {day}"), decided(why))


def answer(
    ctx: typer.Context,
    command: str,
    name: str,
    on: str | None,
    reason: str | None,
    by: str | None,
    cycle: str | None,
    dry_run: bool,
    no_commit: bool,
) -> int:
    """The work of `okr agree` and `okr refuse`."""
    from okrcli.edit import dependencies

    root = find_root(context.invocation(ctx).folder)
    email = None if by else context.email_where_needed(root)
    agreement = "agreed" if command == "agree" else "refused"
    day, why = context.today(), reason
    request = Request(command, name, day, (name,), cycle, dry_run, not no_commit)

    def answered(workspace: Workspace, overlay: PendingFiles) -> Edit:
        other = resolve_item(workspace, on) if on else None
        link = dependencies.link_between(workspace.plan, resolve_item(workspace, name), other, agreement, day)
        who = context.match_person(workspace.plan, by, email)
        if by is None:
            dependencies.refuse_stranger(workspace.plan, link, who)
        return dependencies.answer(overlay, link, agreement, who, day, why)

    if command == "refuse":
        show_preview(ctx, request, answered)
        why = reason_for(ctx, reason, f"to refuse {name} needs a reason")
    return change(ctx, replace(request, asked=f"{name} {on} {why} {by} {day}"), answered)
