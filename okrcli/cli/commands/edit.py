"""`okr edit`: open the plan in a text editor, at the line of an item."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from okrcli.cli import context, options
from okrcli.cli.conversation import prompts
from okrcli.diagnostics import Finding, Severity
from okrcli.errors import Exit, RefusedError, UsageError
from okrcli.render.terminal import streams
from okrcli.sanitize import visible

if TYPE_CHECKING:
    from okrcli.cli.edit_request import Request
    from okrcli.workspace.workspace import Workspace


def edit(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID|FILE", help="What to edit: demand, mql, okrs/2026-Q4/sales.yaml.")],
    reason: options.Reason = None,
    cycle: options.CycleName = None,
    no_commit: options.NoCommit = False,
) -> int:
    """Edit an item in your editor.

    You edit a copy. It is checked when the editor ends. On an error the editor can open again, with the error at the
    top. The file is written and committed when it has no errors. Your text is never lost.

    If an agreed field such as a target changed, it asks for the reason and writes it into the file, as `okr set` does.

    \b
    okr edit mql
    OKR_EDITOR="code --wait" okr edit demand
    """
    return _edit_text(ctx, name, cycle, reason, may_commit=not no_commit)


_NOTE: Final = "# okr says: "
"""The start of a line that okr puts at the top of the copy. A waiver (`# okr: ignore…`) belongs to the person."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A copy of a file for an editor."""

    path: str
    before: bytes
    line: int
    copy: Path

    def read(self) -> bytes:
        """The text of the person, without the lines of okr at its top."""
        lines = self.copy.read_bytes().splitlines(keepends=True)
        while lines and lines[0].startswith(_NOTE.encode()):
            lines = lines[1:]
        return b"".join(lines)

    def with_notes(self, findings: Sequence[Finding]) -> int:
        """Put the findings at the top of the copy. Returns the line at which to open it."""
        text = self.read()
        notes = []
        for finding in findings:
            hint = f" ({visible(finding.hint)})" if finding.hint else ""
            path, line = finding.place[:2]
            place = f"line {line + len(findings)}" if path == self.path else f"{visible(path)}:{line}"
            notes.append(f"{_NOTE}{place}: {visible(finding.message)}{hint}\n")
        self.copy.write_bytes("".join(notes).encode() + text)
        own = (finding.place.line for finding in findings if finding.place.path == self.path)
        return next(own, self.line) + len(findings)


def _edit_text(ctx: typer.Context, name: str, cycle: str | None, reason: str | None, *, may_commit: bool) -> int:
    """Run `okr edit` and return its exit code."""
    from okrcli.cli.edit_request import Request, workspace_for
    from okrcli.cli.text_editor import chosen_editor, open_editor
    from okrcli.workspace.sources import find_root

    root = find_root(context.invocation(ctx).folder)
    may_ask = context.invocation(ctx).may_ask
    if not may_ask and not os.environ.get("OKR_EDITOR", "").strip():
        raise UsageError("there is no terminal for an editor", "use okr set, or set OKR_EDITOR")
    request = Request("edit", name, context.today(), (name,), cycle, may_commit=may_commit, everything=True)
    workspace = workspace_for(root, request)
    sheet = _sheet(workspace, name)
    command, line = chosen_editor(root), sheet.line
    try:
        while True:
            open_editor(command, sheet.copy, line)
            after = sheet.read()
            if after == sheet.before:
                streams.echo("nothing was changed")
                _forget(sheet)
                return Exit.OK
            errors = _errors(workspace, sheet.path, after)
            if not errors or _is_accepted_with_errors(workspace, sheet, after, errors, may_ask=may_ask):
                break
            line = sheet.with_notes(errors)
        after, reason = _with_reasons(ctx, workspace, sheet.path, after, reason)
        code = _write(root, request, sheet, after, reason)
    except BaseException:
        _print_draft_path(sheet)
        raise
    _forget(sheet)
    return code


def _sheet(workspace: Workspace, name: str) -> Sheet:
    """A private copy of the file that holds an item, with the line of the item."""
    from okrcli.workspace.references import resolve_item

    path, line = name, 1
    if not name.endswith(".yaml"):
        item = resolve_item(workspace, name)
        path = item.location.path
        line = workspace.document(path).locate(item.location.keys).line
    else:
        line = next((finding.place.line for finding in workspace.diagnostics if finding.place.path == path), 1)
    try:
        before = workspace.source.read(path)
    except OSError as error:
        raise RefusedError(f"{path}: {(error.strerror or 'it is not a plain file').lower()}", "okr list") from None
    if "/checkins/" in path:
        raise RefusedError(
            f"{path} is a check-in, and check-ins are not edited", "correct it: okr checkin --correct ID VALUE"
        )
    copy = Path(tempfile.mkdtemp(prefix="okr-edit-")) / Path(path).name
    copy.write_bytes(before)
    return Sheet(path, before, line, copy)


def _errors(workspace: Workspace, path: str, after: bytes) -> list[Finding]:
    """The errors that the new text adds."""
    from okrcli.cli.edit_request import new_findings
    from okrcli.workspace.file_loader import read_file
    from okrcli.workspace.pending_files import PendingFiles
    from okrcli.workspace.workspace import load

    pending = PendingFiles(workspace.source)
    pending.put(path, after)
    if unreadable := [finding for finding in read_file(after, path).diagnostics if finding.severity is Severity.ERROR]:
        return unreadable
    changed = load(pending, workspace.day, everything=True)
    return [finding for finding in new_findings(workspace, changed) if finding.severity is Severity.ERROR]


def _with_reasons(
    ctx: typer.Context, workspace: Workspace, path: str, after: bytes, reason: str | None
) -> tuple[bytes, str]:
    """The new text with a record of each change of what was agreed, and the reason; asked for unless given.

    Raises UsageError without a terminal.
    """
    from okrcli.cli import changes
    from okrcli.edit.moved_goalposts import missing_reasons, moved_goalposts, record_reason
    from okrcli.workspace.pending_files import PendingFiles
    from okrcli.workspace.workspace import load

    pending = PendingFiles(workspace.source)
    pending.put(path, after)
    changed = load(pending, workspace.day, everything=True)
    moved = moved_goalposts(workspace.plan, changed.plan, context.today())
    if not moved:
        return after, reason or ""
    reason = changes.reason_for(ctx, reason, missing_reasons(changed, moved))
    record_reason(pending, changed, moved, reason, context.today())
    return pending.read(path), reason


def _is_accepted_with_errors(
    workspace: Workspace, sheet: Sheet, after: bytes, findings: Sequence[Finding], *, may_ask: bool
) -> bool:
    """Print the errors and ask what to do. False: edit again. Raises RefusedError to stop."""
    from okrcli.render.terminal.findings import full
    from okrcli.workspace.file_loader import read_file
    from okrcli.yaml.document import Document

    edited = Document(sheet.path, after)

    def line_of(path: str, number: int) -> str:
        return (edited if path == sheet.path else workspace.document(path)).line(number)

    for line in full(findings, line_of):
        streams.echo_err(line)
    can_be_read = read_file(after, sheet.path).record is not None
    if not may_ask:
        raise RefusedError(f"{sheet.path} would have errors; nothing was written")
    choices = "[e]dit again, [w]rite anyway, [s]top" if can_be_read else "[e]dit again, [s]top"
    while True:
        answer = prompts.ask(f"{choices}?").lower()[:1]
        if answer in ("", "e"):
            return False
        if answer == "w" and can_be_read:
            return True
        if answer == "s":
            raise RefusedError(f"{sheet.path} was not changed")


def _write(root: Path, request: Request, sheet: Sheet, after: bytes, reason: str) -> int:
    from okrcli.cli.edit_output import message_of, print_edit
    from okrcli.cli.edit_request import workspace_for
    from okrcli.edit.set_fields import Edit
    from okrcli.store.journal import FileChange
    from okrcli.store.transaction import begin_write

    with begin_write(root) as transaction:
        workspace = workspace_for(root, request)
        if workspace.source.read(sheet.path) != sheet.before:
            raise RefusedError(
                f"{sheet.path} was changed by another program while you edited", "merge both versions by hand"
            )
        edit = Edit("Edited", (sheet.path,), reason=reason)
        commits = request.may_commit and workspace.plan.settings.commit
        outcome = transaction.write(
            [FileChange(sheet.path, sheet.before, after)], message_of("edit", edit) if commits else None
        )
        print_edit(edit, [sheet.path], outcome)
    return Exit.OK


def _print_draft_path(sheet: Sheet) -> None:
    """Print the path of the person's text if it was not written to the workspace."""
    if sheet.copy.exists() and sheet.read() != sheet.before:
        streams.error(f"your text is kept: {sheet.copy}", severity="note")
    else:
        _forget(sheet)


def _forget(sheet: Sheet) -> None:
    sheet.copy.unlink(missing_ok=True)
    try:
        sheet.copy.parent.rmdir()
    except OSError as error:  # the editor has left something of its own there
        streams.echo_err(f"note: {visible(str(sheet.copy.parent))} is not empty: {error.strerror}")
