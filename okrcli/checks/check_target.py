"""The files that `okr validate` checks (work tree, index, commit, standard input), and the findings that count."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from okrcli.errors import RefusedError, UsageError
from okrcli.git.layout import folder_below
from okrcli.git.trees import work_tree
from okrcli.sanitize import visible
from okrcli.workspace.sources import MAX_BYTES, PLAN_FOLDER, WORKSPACE_FILE, Source, find_root

if TYPE_CHECKING:
    from okrcli.diagnostics import Finding
    from okrcli.git.repository import Repository
    from okrcli.git.trees import Snapshot
    from okrcli.workspace.workspace import Workspace


class CheckTarget(NamedTuple):
    """The files to check, and the folder of their workspace."""

    source: Source
    root: Path
    label: str = ""
    """The name of the files for people (`the index`); empty for those of the work tree."""
    only: str | None = None
    """The one file whose findings are wanted."""


def target_of(
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
    repository = _repository(root)
    inside = folder_below(repository.top, root)
    held = repository.staged(inside) if revision is None else repository.revision(revision, inside)
    return CheckTarget(held, root, held.label)


def has_staged_files(folder: Path) -> bool:
    """False if the next commit will have no workspace in `folder` or around it: a hook then has nothing to check.

    True also where git has the plans of a workspace and no `okrs.yaml`, which is an error.
    """
    from okrcli.git.layout import find_layout
    from okrcli.git.trees import in_index

    layout = find_layout(folder)
    if layout is None:
        return True
    resolved = folder.resolve()
    around = [resolved, *(above for above in resolved.parents if above.is_relative_to(layout.top))]
    return any(in_index(layout.top, layout.git_dir, folder_below(layout.top, above)) for above in around)


def _from_editor(folder: Path, name: str) -> CheckTarget:
    from okrcli.workspace.pending_files import PendingFiles

    place = Path(os.path.normpath(folder.absolute() / name))
    start = next(above for above in place.parents if above.is_dir())
    root = find_root(start)
    path = place.relative_to(root).as_posix()
    if path != WORKSPACE_FILE and not path.startswith(f"{PLAN_FOLDER}/"):
        hint = f"okr checks {WORKSPACE_FILE} and the files below {PLAN_FOLDER}/"
        raise RefusedError(f"{visible(name)} is not in the workspace {visible(str(root))}", hint)
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
    from okrcli.git.layout import find_layout

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


FindingsIn = Callable[["Source", "frozenset[str] | None"], "tuple[Workspace, list[Finding]]"]
_OF_ANY_TWO_FILES = frozenset(("OKR094", "OKR203"))
"""Codes of findings about two files that may be of two cycles: names that differ in capitals, ids of check-ins."""


def since(
    workspace: Workspace,
    diagnostics: list[Finding],
    chosen: CheckTarget,
    revision: str,
    at: str | None,
    findings_in: FindingsIn,
    *,
    compares_cycles: bool = False,
) -> tuple[list[Finding], str]:
    """The findings that are new since the merge base with `revision`, and a sentence about those left out.

    `findings_in` reads an older state, of the cycles given or of all, and gives its findings. Of that state only the
    cycles are read in which a file differs or a finding stands now: what is the same in both has the same findings.
    All are read where rules compare the wording of any two cycles (`compares_cycles`).

    A finding is known by its fingerprint: another line, layout or file name makes none new, and a removed objective
    causes new ones where it is named. `at` is the revision that is checked; None for HEAD.

    For the index during a merge, what the other side brings is not new either.
    """
    from okrcli.checks.baseline import fingerprints_of

    repository = _repository(chosen.root)
    parents = _bases(repository, revision, at, in_merge=at is None and bool(chosen.label))
    inside = folder_below(repository.top, chosen.root)
    known: Counter[str] = Counter()
    for base in parents:
        if repository.entries_at(base, [f"{inside}/{WORKSPACE_FILE}".lstrip("/")]):
            state = repository.revision(base, inside)
            cycles = None if compares_cycles else _cycles_concerned(state, workspace, diagnostics)
            older, several = findings_in(state, cycles)
            known |= Counter(fingerprints_of(older, [each for each in several if _is_of(each, cycles, older)]))
    new: list[Finding] = []
    others: list[Finding] = []
    for finding, print_of in zip(diagnostics, fingerprints_of(workspace, diagnostics), strict=True):
        known[print_of] -= 1
        (new if known[print_of] < 0 else others).append(finding)
    return new, _left_out(others, revision)


def _cycles_concerned(state: Snapshot, workspace: Workspace, findings: Iterable[Finding]) -> frozenset[str] | None:
    """The cycles with a file that is not the same in an older state or has a finding now; None for all cycles.

    Some findings are about any two files of the workspace.
    """
    from okrcli.git.two_states import changed_paths, cycles_to_read

    places = {finding.place.path for finding in findings}
    if any(finding.code in _OF_ANY_TWO_FILES for finding in findings):
        return None
    concerned = cycles_to_read(state, workspace.source, changed_paths(state, workspace.source))
    known = workspace.plan.cycles
    if concerned is None or not concerned <= known.keys():
        return None
    folders = {path.split("/")[1] for path in places if path.count("/") > 1} & known.keys()
    return concerned | folders | state.folders_with(folders, known.keys() - concerned - folders)


def _is_of(finding: Finding, cycles: frozenset[str] | None, workspace: Workspace) -> bool:
    """True for a finding of these cycles, or in a file that is in no folder of a cycle."""
    parts = finding.place.path.split("/")
    return cycles is None or len(parts) < 3 or parts[1] in cycles or parts[1] not in workspace.plan.cycles


def _bases(repository: Repository, revision: str, at: str | None, *, in_merge: bool) -> list[str]:
    """The commits whose findings are known; none where there is no commit yet."""
    if at is None and revision == "HEAD" and repository.head() is None:
        return []
    head = repository.resolve(at or "HEAD")
    base = repository.merge_base(repository.resolve(revision), head)
    return [base, *(repository.merge_heads() if in_merge else ())]


def _left_out(others: list[Finding], revision: str) -> str:
    from okrcli.diagnostics import counts_text

    words = counts_text(others)
    base = "in the last commit" if revision == "HEAD" else f"at the merge base with {visible(revision)}"
    return f"{words} left out: already {base}" if words else ""
