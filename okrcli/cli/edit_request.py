"""The edit that a command line asks for: the workspace that it is made in, and its preview with all checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple, NoReturn

from okrcli import checks
from okrcli.cli import context
from okrcli.diagnostics import Finding, Severity
from okrcli.edit import checkin_text
from okrcli.edit.add_objective import has_label_id
from okrcli.edit.closed_grades import closed_grade_lines
from okrcli.edit.set_fields import Edit
from okrcli.errors import RefusedError
from okrcli.git.trees import work_tree
from okrcli.suggest import did_you_mean
from okrcli.text import counted, quote_value
from okrcli.workspace.file_loader import read_file
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.sources import Entry, WorkingTree
from okrcli.workspace.workspace import Workspace, load, refuse_errors
from okrcli.yaml.editor import comment_counts

EditFunction = Callable[[Workspace, PendingFiles], Edit]
"""A function that changes the pending files of a workspace and returns the edit."""


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


def workspace_for(root: Path, request: Request) -> Workspace:
    """The workspace for the request, without those parts of broken files that cannot be read."""
    return request.reader.read(root, request)


def is_new_cycle(root: Path, request: Request) -> bool:
    """True if the cycle of a request is not in the workspace yet. Raises RefusedError if it is no valid label."""
    cycle = request.cycle
    if not cycle or cycle in workspace_for(root, replace(request, cycle=None, everything=True)).plan.cycles:
        return False
    if not has_label_id(cycle):
        known = [cycle.upper()] if has_label_id(cycle.upper()) else []
        hint = did_you_mean(cycle, known) or "use a label such as 2027-Q1, or list it in `cycles:`"
        raise RefusedError(f"there is no cycle {quote_value(cycle)}", hint)
    return True


_MODELINE: Final = "# yaml-language-server:"
_MOST_COMMENTS: Final = 5
"""The most comments that are shown after an edit that took them out."""


class Preview(NamedTuple):
    """An edit that is made in memory."""

    before: Workspace
    pending: PendingFiles
    """The changed files; none if there is nothing to do."""
    edit: Edit
    warnings: Sequence[Finding] = ()
    """Warnings that are new after the edit."""


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
