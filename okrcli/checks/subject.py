"""What `okr validate` looks at (the files here, the index, a commit, one from an editor), and which findings count."""

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
    """The files to look at, and where they lie."""

    source: Source
    root: Path
    label: str = ""
    """How people call the files, where they are not those that lie here: `the index`."""
    only: str | None = None
    """The one file whose findings are wanted."""


def check_target(
    folder: Path, paths: list[str], *, staged: bool, revision: str | None, stdin_filename: str | None
) -> CheckTarget:
    """What the options ask for. Raises UsageError for options that contradict each other, RefusedError without git."""
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
    from okrcli.workspace.overlay import PendingFiles

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
    """What stands before a path of the workspace in its repository: nothing, or `teams/shop/`."""
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
        return [found for found in diagnostics if found.place.path == chosen.only]
    if not paths:
        return diagnostics
    root = chosen.root.resolve()
    wanted = []
    for text in paths:
        path = (folder / text).resolve()
        inside = path == root or root in path.parents
        place = path.relative_to(root).as_posix() if inside and path != root else ""
        if not (path.exists() if not chosen.label else not inside or _is_there(chosen.source, place)):
            raise UsageError(f"there is no `{visible(text)}`{f' in {chosen.label}' if chosen.label else ''}")
        if not inside:
            raise UsageError(f"`{visible(text)}` is outside of the workspace {visible(str(root))}")
        wanted.append(place)
    return [
        found
        for found in diagnostics
        if any(place in ("", found.place.path) or found.place.path.startswith(f"{place}/") for place in wanted)
    ]


def _is_there(source: Source, path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return not path or any(entry.name == name for entry in source.entries(folder))


def since(
    diagnostics: list[Finding],
    chosen: CheckTarget,
    revision: str,
    at: str | None,
    findings_in: Callable[[Source], Iterable[Finding]],
) -> tuple[list[Finding], str]:
    """The findings that came with the changes since the merge base with `revision`, and what is left out, in words.

    These are all findings of files that changed, and those of other files that are not there at the merge base: an
    objective that was taken away is missed where it is named. `at` is the revision that is looked at; None for HEAD.
    """
    from okrcli.git.repository import folder_below

    repository = _repository(chosen.root)
    head = repository.resolve(at or "HEAD")
    inside = folder_below(repository.top, chosen.root)
    base = repository.merge_base(repository.resolve(revision), head)
    there = repository.entries_at(base, [f"{inside}/{WORKSPACE_FILE}".lstrip("/")])
    if not there:
        return diagnostics, ""  # all of the workspace is new
    before = repository.revision(base, inside)
    same = {path for path in {found.place.path for found in diagnostics} if _is_same(chosen.source, before, path)}
    if not same:
        return diagnostics, ""
    known = {(found.place, found.code, found.message) for found in findings_in(before)}
    kept = [
        found
        for found in diagnostics
        if found.place.path not in same or (found.place, found.code, found.message) not in known
    ]
    return kept, _left_out(diagnostics, kept, revision)


def _left_out(diagnostics: list[Finding], kept: list[Finding], revision: str) -> str:
    from okrcli.diagnostics import counts_text

    reported = set(kept)
    others = counts_text([found for found in diagnostics if found not in reported])
    return f"{others} left out: they were there before, at the merge base with {visible(revision)}" if others else ""


def _is_same(now: Source, before: Source, path: str) -> bool:
    """Whether a file can be read on both sides and has the same content."""
    content = unix_lines(now, path)
    return content is not None and content == unix_lines(before, path)
