"""Edits of the plan: made in memory, checked by reading the changed files again, and written by the one write path."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple, NoReturn

import typer

from okrcli import checks
from okrcli.cli import context
from okrcli.cli.conversation import prompts
from okrcli.commandline import know_cycles, runnable
from okrcli.diagnostics import Finding, Severity
from okrcli.edit import checkin_text
from okrcli.edit.add_objective import has_label_id
from okrcli.edit.closed_grades import closed_grade_lines
from okrcli.edit.set_fields import Edit
from okrcli.errors import Exit, RefusedError, UsageError
from okrcli.git.trees import work_tree
from okrcli.model.plan import Plan
from okrcli.render.terminal import streams
from okrcli.render.terminal.text_diff import print_difference
from okrcli.sanitize import visible
from okrcli.store.journal import FileChange
from okrcli.store.message import Message
from okrcli.store.transaction import WriteResult, WriteTransaction, begin_write
from okrcli.suggest import did_you_mean
from okrcli.text import counted, quote_value
from okrcli.workspace.file_loader import read_file
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.sources import Entry, WorkingTree, find_root
from okrcli.workspace.workspace import Workspace, load, refuse_errors
from okrcli.yaml.editor import comment_counts

_MOST_PATHS: Final = 4
"""The most paths that are named after an edit."""

_MOST_COMMENTS: Final = 5
"""The most comments that are shown after an edit that took them out."""

_MODELINE: Final = "# yaml-language-server:"

EditFunction = Callable[[Workspace, PendingFiles], Edit]
"""A function that changes the pending files of a workspace and returns the edit."""


class Preview(NamedTuple):
    """An edit that is made in memory."""

    before: Workspace
    pending: PendingFiles
    """The changed files; none if there is nothing to do."""
    edit: Edit
    warnings: Sequence[Finding] = ()
    """Warnings that are new after the edit."""


@dataclass(frozen=True, slots=True)
class Request:
    """The edit that a command line asks for."""

    command: str
    asked: str
    """All typed arguments, so that a repeated run after an interruption is recognized."""
    day: date
    names: tuple[str, ...] = ()
    """The typed names; a cycle before a name chooses the cycle to read."""
    cycle: str | None = None
    dry_run: bool = False
    may_commit: bool = True
    everything: bool = False
    """True if all cycles are read, for an edit of something that any cycle may refer to."""
    reader: Reader = field(default_factory=lambda: Reader(), repr=False, compare=False)
    """Reads the workspace for this request once."""

    @property
    def full(self) -> str:
        """The whole request as text."""
        return f"{self.command} {self.asked} {self.cycle}"


# ── Reading once ──────────────────────────────────────────────────────────────────────────────────────────────────


class Reader:
    """Reads the workspace of a request, and reads it again only if files have changed."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], tuple[_CachedTree, Workspace]] = {}
        self._preview: tuple[EditFunction, Preview] | None = None

    def read(self, root: Path, request: Request) -> Workspace:
        """The workspace for the request, without those parts of broken files that cannot be read."""
        key = (root, request.day, request.names, request.cycle, request.everything)
        if key in self._known:
            cached_tree, workspace = self._known[key]
            if cached_tree.is_current():
                return workspace
        tree = _CachedTree(root)
        workspace = context.read_workspace(
            tree, request.day, request.cycle, names=request.names, everything=request.everything, as_written=True
        )
        self._known[key] = tree, workspace
        return workspace

    def preview(self, root: Path, request: Request, make: EditFunction) -> Preview:
        """The edit, made in memory and checked. The last preview is returned again if edit and files are the same."""
        if self._preview and self._preview[0] is make and self._preview[1].before is self.read(root, request):
            return self._preview[1]
        preview = _checked(_previewed(self.read(root, request), make), request)
        self._preview = make, preview
        return preview


class _CachedTree(WorkingTree):
    """The files on disk, with a record of everything that was read from them."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, work_tree(root).absent)
        self._folders: dict[str, list[Entry]] = {}
        self._contents: dict[str, bytes] = {}
        self._has_failed = False

    def entries(self, folder: str) -> list[Entry]:
        """The entries of a folder, by name; empty when there is no such folder."""
        entries = super().entries(folder)
        self._folders.setdefault(folder, entries)
        return entries

    def read(self, path: str) -> bytes:
        """The bytes of a file. Raises OSError."""
        try:
            content = super().read(path)
        except OSError:
            self._has_failed = True
            raise
        self._contents.setdefault(path, content)
        return content

    def is_current(self) -> bool:
        """True if everything that was read is unchanged on disk; False also if a file could not be read."""
        tree = WorkingTree(self.root)
        try:
            return (
                not self._has_failed
                and all(tree.entries(folder) == entries for folder, entries in self._folders.items())
                and all(tree.read(path) == content for path, content in self._contents.items())
            )
        except OSError:
            return False


def read(root: Path, request: Request) -> Workspace:
    """The workspace for the request, without those parts of broken files that cannot be read."""
    return request.reader.read(root, request)


def is_new_cycle(root: Path, request: Request) -> bool:
    """True if the cycle of a request is not in the workspace yet. Raises RefusedError if it is no valid label."""
    cycle = request.cycle
    if not cycle or cycle in read(root, replace(request, cycle=None, everything=True)).plan.cycles:
        return False
    if not has_label_id(cycle):
        known = [cycle.upper()] if has_label_id(cycle.upper()) else []
        hint = did_you_mean(cycle, known) or "use a label such as 2027-Q1, or list it in `cycles:`"
        raise RefusedError(f"there is no cycle {quote_value(cycle)}", hint)
    return True


# ── Making an edit ────────────────────────────────────────────────────────────────────────────────────────────────


def change(ctx: typer.Context, request: Request, make: EditFunction) -> int:
    """Make an edit, check that it adds no errors, and write it. Returns the exit code."""
    root = find_root(context.invocation(ctx).folder)
    if request.dry_run:
        preview = request.reader.preview(root, request, make)
        _show(preview)
        if not preview.pending.changed:
            _print_unchanged(preview.edit)
        return Exit.OK
    with begin_write(root, request.full) as transaction:
        for sentence in transaction.repaired:
            streams.error(sentence, severity="repaired")
        if transaction.finished and transaction.finished.request == request.full:
            streams.echo(f"{transaction.finished.subject}: the interrupted run has already done this")
            return Exit.OK
        preview = request.reader.preview(root, request, make)
        if not preview.pending.changed:
            _print_unchanged(preview.edit)
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

    Raises UsageError if nobody can be asked.
    """
    if yes or request.dry_run:
        return True
    preview = request.reader.preview(find_root(context.invocation(ctx).folder), request, make)
    if not preview.pending.changed:
        return True
    _show(preview)
    if not context.invocation(ctx).may_ask:
        raise UsageError("nothing is written without a confirmation", "add --yes, or --dry-run to see the change")
    if prompts.confirm("Write this?"):
        return True
    streams.echo_err("nothing was written")
    return False


def reason_for(ctx: typer.Context, reason: str | None, about: str) -> str:
    """The given reason, else the answer of the person. Raises UsageError if nobody can be asked."""
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


def _previewed(workspace: Workspace, make: EditFunction) -> Preview:
    """The edit in memory. Raises RefusedError if a file is broken before or after the edit."""
    refuse_broken_files(workspace, [])
    pending = PendingFiles(workspace.source)
    edit = make(workspace, pending)
    for path in [path for path, after in pending.changed.items() if after == pending.before(path)]:
        del pending.changed[path]
    refuse_broken_files(workspace, pending.changed)
    for path, after in pending.changed.items():
        errors = read_file(after, path).diagnostics if after is not None else []
        if errors:
            _refuse_breaking(errors[0])
    return Preview(workspace, pending, replace(edit, notes=(*edit.notes, *_comments_taken_out(pending))))


def _comments_taken_out(pending: PendingFiles) -> list[str]:
    """The comments that the files lose by an edit, in words."""
    lost: Counter[str] = Counter()
    for path, after in pending.changed.items():
        before = pending.before(path)
        lost.update(comment_counts(before, path) if before is not None else {})
        lost.subtract(comment_counts(after, path) if after is not None else {})
    lines = [text for text in lost.elements() if not text.startswith(_MODELINE)]
    if not lines:
        return []
    shown = [f"  {line}" for line in lines[:_MOST_COMMENTS]]
    more = [f"  … and {len(lines) - _MOST_COMMENTS} more"] if len(lines) > _MOST_COMMENTS else []
    return [f"with {counted(len(lines), 'line')} of comments:", *shown, *more]


def _checked(preview: Preview, request: Request) -> Preview:
    """The preview with the effect on numbers and new warnings. Raises RefusedError if there is a new error."""
    before, pending, edit, _ = preview
    if not pending.changed:
        return preview
    focus = before.focus.id if before.focus else None
    everything = request.everything or (focus is None and bool(request.names))
    after = load(pending, request.day, request.cycle or focus, everything=everything)
    new = [finding for finding in new_findings(before, after) if finding.code not in checks.ANSWERS]
    if errors := [finding for finding in new if finding.severity is Severity.ERROR]:
        _refuse_breaking(errors[0])
    concerned = [ref.partition("/")[0] for ref in edit.ids if "/" in ref]
    edit = replace(edit, notes=(*edit.notes, *closed_grade_lines(before.plan, after.plan, concerned)))
    if edit.ref and edit.words:
        effect = checkin_text.effect(before.plan, after.plan, edit.ref, request.day)
        edit = replace(edit, words=(*edit.words[:-1], edit.words[-1] + effect))
    return Preview(before, pending, edit, [finding for finding in new if finding.severity is Severity.WARNING])


def refuse_broken_files(workspace: Workspace, paths: Iterable[str]) -> None:
    """Raise RefusedError if one of these files, or `okrs.yaml`, has an error."""
    paths = {"okrs.yaml", *paths}
    refuse_errors(finding for finding in workspace.diagnostics if finding.place.path in paths)


def _refuse_breaking(finding: Finding) -> NoReturn:
    hints = [finding.hint] if finding.hint else []
    raise RefusedError(f"this would cause an error in {finding.place.path}: {finding.message}", *hints)


def new_findings(before: Workspace, after: Workspace) -> list[Finding]:
    """The findings that an edit adds. They are counted by file and code, because lines and names may change."""
    known = Counter((finding.place.path, finding.code) for finding in checks.findings(before))
    new = []
    for finding in checks.findings(after):
        kind = (finding.place.path, finding.code)
        known[kind] -= 1
        if known[kind] < 0:
            new.append(finding)
    return new


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


def use_cycle_of(workspace: Workspace, edit: Edit) -> None:
    """Let printed commands name the cycle of the edited item, unless it is the running one."""
    cycle, slash, _ = edit.ids[0].partition("/") if edit.ids else ("", "", "")
    if slash or cycle in workspace.plan.cycles:
        context.use_cycle_of_run(workspace.plan, cycle)


def _show(preview: Preview) -> None:
    """Print the lines that would be written, and below them, to standard error, what to look at."""
    for path, after in preview.pending.changed.items():
        print_difference(path, preview.pending.before(path), after)
    for line in preview.edit.review:
        streams.echo_err(visible(runnable(line)))


def _print_unchanged(edit: Edit) -> None:
    streams.echo(streams.styled(f"nothing to do: {', '.join(edit.words) or 'no change'}", "dim"))
    for line in edit.notes:
        streams.echo(f"  {visible(runnable(line))}")


def message_of(command: str, edit: Edit) -> Message:
    """The commit message: the change in the subject, the reason in the body."""
    subject = edit.words[0] if len(edit.words) == 1 else f"{edit.words[0]} and {len(edit.words) - 1} more"
    body = "\n".join([*(edit.words if len(edit.words) > 1 else ()), *([edit.reason] if edit.reason else [])])
    return Message(f"okr {command}: {subject}", body, edit.ids, command)


def print_edit(edit: Edit, paths: Sequence[str], result: WriteResult) -> None:
    """Print the changes, the files and the commit."""
    know_cycles(name.partition("/")[0] for name in edit.ids)
    for line in edit.words:
        streams.echo(f"{streams.styled(edit.verb, 'green')} {visible(line)}")
    for line in edit.notes:
        streams.echo(f"  {visible(runnable(line))}")
    commit = f" · commit {result.commit[:7]}" if result.commit else ""
    several = f" and {len(paths) - _MOST_PATHS} more" if len(paths) > _MOST_PATHS else ""
    streams.echo(streams.styled(f"{visible(', '.join(paths[:_MOST_PATHS]))}{several}{commit}", "dim"))
    for note in result.notes:
        streams.echo_err(f"note: {visible(note)}")
