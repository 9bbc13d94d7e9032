"""`okr fmt`: write plan files in the canonical format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from okrcli.cli import context, options
from okrcli.commandline import runnable
from okrcli.diagnostics import Severity
from okrcli.errors import Exit, RefusedError, UsageError
from okrcli.render.terminal import streams
from okrcli.sanitize import visible

if TYPE_CHECKING:
    from okrcli.store.journal import FileChange
    from okrcli.store.message import Message
    from okrcli.workspace.sources import WorkingTree


def fmt(
    ctx: typer.Context,
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH…]", help="Format only these files and folders.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 when a file would change.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "--diff", "-n", help="Show what would be written, and write nothing.")
    ] = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Format plan files.

    It puts the fields in the canonical order and fixes indentation and blank lines. Comments, quotes, numbers, line
    ends and the text in brackets stay. A file with errors, or one whose meaning would change, is left alone and named.
    Check-ins are never changed.

    \b
    okr fmt --diff
    okr fmt
    okr fmt okrs/2026-Q4 --check
    """
    return _format_files(ctx, paths or [], check=check, dry_run=dry_run, may_commit=not no_commit)


@dataclass(slots=True)
class _FormatResult:
    """The files that change, and those that are left alone."""

    drafts: list[FileChange] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """The reasons why files are left alone, each with a path and line."""
    count: int = 0
    """The number of files that are in the canonical format, or can be."""


def _format_files(ctx: typer.Context, paths: Sequence[str], *, check: bool, dry_run: bool, may_commit: bool) -> int:
    """Run `okr fmt` and return its exit code, which is 1 if a file is left alone."""
    from okrcli.edit.format import first_change
    from okrcli.render.terminal.text_diff import print_difference
    from okrcli.store.transaction import begin_write
    from okrcli.workspace.sources import find_root

    folder = context.invocation(ctx).folder
    root = find_root(folder)
    relative_paths = _paths_from_root(root, folder, paths)
    if check or dry_run:
        result = _format_in_memory(root, relative_paths)
        for draft in result.drafts:
            if dry_run:
                print_difference(draft.path, draft.before, draft.after)
            else:
                line = first_change(draft.before or b"", draft.after or b"")
                streams.echo(f"{visible(draft.path)}:{line}: not in the canonical format")
        if check or not result.drafts:
            _say_verdict(result)
        would_fail = check and result.drafts
        return Exit.FOUND if _report_left_alone(result) or would_fail else Exit.OK
    with begin_write(root) as transaction:
        for sentence in transaction.repaired:
            streams.error(sentence, severity="repaired")
        result = _format_in_memory(root, relative_paths)
        if not result.drafts:
            _say_verdict(result)
            return Exit.FOUND if _report_left_alone(result) else Exit.OK
        outcome = transaction.write(result.drafts, _message(result.drafts) if may_commit and _commits(root) else None)
        for draft in result.drafts:
            streams.echo(f"{streams.styled('Formatted', 'green')} {visible(draft.path)}")
        if outcome.commit:
            streams.echo(streams.styled(f"commit {outcome.commit[:7]}", "dim"))
        for note in outcome.notes:
            streams.echo_err(f"note: {visible(note)}")
        return Exit.FOUND if _report_left_alone(result) else Exit.OK


def _paths_from_root(root: Path, folder: Path, paths: Sequence[str]) -> list[str]:
    """The named paths, from the root of the workspace; empty for all files. Raises UsageError."""
    top = root.resolve()
    relative_paths = []
    for text in paths:
        path = (folder / text).resolve()
        if not path.exists():
            raise UsageError(f"there is no `{text}`")
        if path != top and top not in path.parents:
            raise UsageError(f"`{text}` is outside of the workspace {root}")
        relative_paths.append("" if path == top else path.relative_to(top).as_posix())
    return [] if "" in relative_paths else relative_paths


def _format_in_memory(root: Path, wanted: Sequence[str]) -> _FormatResult:
    """The wanted plan files: formatted, or with the reason why they are left alone."""
    from okrcli.edit.format import formatted
    from okrcli.model.records import CheckinFile, PackFile
    from okrcli.store.journal import FileChange
    from okrcli.workspace.file_loader import read_file
    from okrcli.workspace.sources import WorkingTree

    source, result = WorkingTree(root), _FormatResult()
    files = [path for path in _files(source) if not wanted or any(_is_below(path, folder) for folder in wanted)]
    for folder in wanted:
        if not any(_is_below(path, folder) for path in files):
            result.complaints.append(f"{folder}: there is no plan file")
    for path in files:
        try:
            raw = source.read(path)
        except OSError as error:
            result.complaints.append(f"{path}: {(error.strerror or 'this is not a plain file').lower()}")
            continue
        record, diagnostics, _ = read_file(raw, path)
        if isinstance(record, CheckinFile | PackFile):
            if path in wanted:
                result.complaints.append(f"{path}: this is a check-in, and check-ins are not formatted")
            continue
        errors = [finding for finding in diagnostics if finding.severity is Severity.ERROR]
        if record is None or errors:
            at = errors[0].place
            result.complaints.append(f"{path}:{at.line}:{at.column}: {errors[0].message}")
            continue
        try:
            after = formatted(raw, path, type(record))
        except RefusedError as refusal:
            result.complaints.append(refusal.message)
            continue
        result.count += 1
        if after != raw:
            result.drafts.append(FileChange(path, raw, after))
    return result


def _files(source: WorkingTree) -> list[str]:
    from okrcli.workspace.sources import PLAN_FOLDER, WORKSPACE_FILE, walk

    return [WORKSPACE_FILE, *sorted(path for path, _ in walk(source, PLAN_FOLDER) if path.endswith(".yaml"))]


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


def _report_left_alone(result: _FormatResult) -> bool:
    """Print the files that are left alone. Returns True if there are any."""
    for complaint in result.complaints:
        streams.error(f"left alone: {complaint}", severity="warning")
    return bool(result.complaints)


def _say_verdict(result: _FormatResult) -> None:
    count = f"{result.count} file{'' if result.count == 1 else 's'}"
    if result.drafts:
        streams.echo(f"{len(result.drafts)} of {count} would change ({runnable('okr fmt --diff shows the changes')})")
    elif result.count or not result.complaints:
        streams.echo(streams.styled(f"nothing to do: {count} in the canonical format", "dim"))


def _commits(root: Path) -> bool:
    from okrcli.model.records import WorkspaceFile
    from okrcli.workspace.file_loader import read_file
    from okrcli.workspace.sources import WORKSPACE_FILE, WorkingTree

    record = read_file(WorkingTree(root).read(WORKSPACE_FILE), WORKSPACE_FILE, in_part=True).record
    return not isinstance(record, WorkspaceFile) or record.settings.commit


def _message(drafts: Sequence[FileChange]) -> Message:
    from okrcli.store.message import Message

    paths = [draft.path for draft in drafts]
    subject = paths[0] if len(paths) == 1 else f"{len(paths)} files"
    body = "\n".join(paths) if len(paths) > 1 else ""
    return Message(f"okr fmt: {subject}", body, command="fmt")
