"""The files that `okr validate` checks (work tree, index, commit, standard input), and the findings that count."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from okrcli.errors import RefusedError, UsageError
from okrcli.git.repository import work_tree
from okrcli.sanitize import visible
from okrcli.workspace.sources import MAX_BYTES, PLAN_FOLDER, WORKSPACE_FILE, Source, find_root, unix_lines

if TYPE_CHECKING:
    from okrcli.diagnostics import Finding
    from okrcli.git.repository import Repository


class CheckTarget(NamedTuple):
    """The files to check, and the folder of their workspace."""

    source: Source
    root: Path
    label: str = ""
    """The name of the files for people (`the index`); empty for those of the work tree."""
    only: str | None = None
    """The one file whose findings are wanted."""


def check_target(
    folder: Path, paths: list[str], *, staged: bool, revision: str | None, stdin_filename: str | None
) -> CheckTarget:
    """The files that the options name. Raises UsageError for contradicting options, RefusedError without git."""
    wants_stdin = "-" in paths
    if wants_stdin != (stdin_filename is not None) or (wants_stdin and len(paths) > 1):
        raise UsageError("a file from standard input needs its name", "okr validate - --stdin-filename FILE")
    if sum((wants_stdin, staged, revision is not None)) > 1:
        raise UsageError("choose one: --staged, --rev or a file from standard input")
    if stdin_filename is not None:
        return _from_editor(folder, stdin_filename)
    root = find_root(folder)
    if not staged and revision is None:
        return CheckTarget(work_tree(root), root)
    from okrcli.git.repository import folder_below

    repository = _repository(root)
    inside = folder_below(repository.top, root)
    held = repository.staged(inside) if revision is None else repository.revision(revision, inside)
    return CheckTarget(held, root, held.label)


def _from_editor(folder: Path, name: str) -> CheckTarget:
    from okrcli.workspace.pending_files import PendingFiles

    place = Path(os.path.normpath(folder.absolute() / name))
    start = next(above for above in place.parents if above.is_dir())
    root = find_root(start)
    path = place.relative_to(root).as_posix()
    if path != WORKSPACE_FILE and not path.startswith(f"{PLAN_FOLDER}/"):
        hint = f"a workspace is {WORKSPACE_FILE} and what is below {PLAN_FOLDER}/"
        raise RefusedError(f"{visible(name)} is no file of the workspace {visible(str(root))}", hint)
    overlay = PendingFiles(work_tree(root))
    overlay.put(path, sys.stdin.buffer.read(MAX_BYTES + 1))
    return CheckTarget(overlay, root, only=path)


def _repository(root: Path) -> Repository:
    from okrcli.git.repository import Repository

    repository = Repository.open(root)
    if repository is None:
        raise RefusedError(f"{visible(str(root))} is in no git repository, so only the files here can be checked")
    return repository


def inside_of(root: Path) -> str:
    """The path of the workspace in its repository with a slash at its end (`teams/shop/`); empty at the top."""
    from okrcli.git.repository import find_layout, folder_below

    try:
        layout = find_layout(root)
    except RefusedError:
        return ""
    if layout is None:
        return ""
    inside = folder_below(layout.top, root)
    return f"{inside}/" if inside else ""


def below(diagnostics: list[Finding], paths: list[str], folder: Path, chosen: CheckTarget) -> list[Finding]:
    """The findings in these files and folders; all of them when none is named."""
    if chosen.only is not None:
        return [finding for finding in diagnostics if finding.place.path == chosen.only]
    if not paths:
        return diagnostics
    root = chosen.root.resolve()
    wanted = []
    for text in paths:
        path = (folder / text).resolve()
        inside = path == root or root in path.parents
        name = path.relative_to(root).as_posix() if inside and path != root else ""
        if not (path.exists() if not chosen.label else not inside or _exists(chosen.source, name)):
            raise UsageError(f"there is no `{visible(text)}`{f' in {chosen.label}' if chosen.label else ''}")
        if not inside:
            raise UsageError(f"`{visible(text)}` is outside of the workspace {visible(str(root))}")
        wanted.append(name)
    return [
        finding
        for finding in diagnostics
        if any(name in ("", finding.place.path) or finding.place.path.startswith(f"{name}/") for name in wanted)
    ]


def _exists(source: Source, path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return not path or any(entry.name == name for entry in source.entries(folder))


def since(
    diagnostics: list[Finding],
    chosen: CheckTarget,
    revision: str,
    at: str | None,
    findings_in: Callable[[Source], Iterable[Finding]],
) -> tuple[list[Finding], str]:
    """The findings that are new since the merge base with `revision`, and a sentence about those left out.

    New are all findings of changed files, and those of other files that the merge base does not have: a removed
    objective causes findings where it is named. `at` is the revision that is checked; None for HEAD.
    """
    from okrcli.git.repository import folder_below

    repository = _repository(chosen.root)
    head = repository.resolve(at or "HEAD")
    inside = folder_below(repository.top, chosen.root)
    base = repository.merge_base(repository.resolve(revision), head)
    entries = repository.entries_at(base, [f"{inside}/{WORKSPACE_FILE}".lstrip("/")])
    if not entries:
        return diagnostics, ""  # all of the workspace is new
    before = repository.revision(base, inside)
    same = {path for path in {finding.place.path for finding in diagnostics} if _is_same(chosen.source, before, path)}
    if not same:
        return diagnostics, ""
    known = {(finding.place, finding.code, finding.message) for finding in findings_in(before)}
    kept = [
        finding
        for finding in diagnostics
        if finding.place.path not in same or (finding.place, finding.code, finding.message) not in known
    ]
    return kept, _left_out(diagnostics, kept, revision)


def _left_out(diagnostics: list[Finding], kept: list[Finding], revision: str) -> str:
    from okrcli.diagnostics import counts_text

    reported = set(kept)
    others = counts_text([finding for finding in diagnostics if finding not in reported])
    return f"{others} left out: they were there before, at the merge base with {visible(revision)}" if others else ""


def _is_same(now: Source, before: Source, path: str) -> bool:
    """Whether a file can be read on both sides and has the same content."""
    content = unix_lines(now, path)
    return content is not None and content == unix_lines(before, path)
