"""Two states of a workspace that are compared: the files that differ, and both plans as far as they can differ.

Git tells which files differ, before any of them is read. The folder of a cycle that is the same in both states is not
read, unless a file in it names a cycle that is not, or a changed check-in is of that cycle, or its days overlap with
those of such a cycle and something in it depends on others: a change may break a promise to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Final

from okrcli.git.process import fields, run_read_only
from okrcli.git.repository import Repository, own_hash
from okrcli.git.semantic_log import intent_only
from okrcli.git.trees import Snapshot
from okrcli.model.calendar import period_of_label
from okrcli.workspace.sources import PLAN_FOLDER, WORKSPACE_FILE, Source, unix_lines, walk
from okrcli.workspace.workspace import Workspace, load

_NEEDS: Final = "depends_on"


def changed_paths(one: Source | None, other: Source, among: Collection[str] | None = None) -> list[str]:
    """The YAML files that differ between both states, all or those among some. Line ends are not compared."""
    paths = sorted({*_paths(one), *_paths(other)} if among is None else among)
    return [path for path in paths if not _is_same(one, other, path)]


def _paths(source: Source | None) -> Iterable[str]:
    if source is None:
        return ()
    below = (path for path, entry in walk(source, PLAN_FOLDER) if entry.kind == "file" and path.endswith(".yaml"))
    return (WORKSPACE_FILE, *below)


def _is_same(one: Source | None, other: Source, path: str) -> bool:
    """True if a file is the same in both states. A content in git is only read where its hash does not tell."""
    blob = one.blob(path) if isinstance(one, Snapshot) else None
    if isinstance(one, Snapshot) and isinstance(other, Snapshot):
        return blob == other.blob(path)
    content = unix_lines(other, path)
    if blob is not None and content is not None and own_hash(content, blob) == blob:
        return True
    return unix_lines(one, path) == content


def changed_json(
    repository: Repository, before: str, after: str | None
) -> Iterator[tuple[str, bytes | None, bytes | None]]:
    """The JSON files that differ between a commit and another one, or the files here: path and both contents."""
    sides = (before,) if after is None else (before, after)
    listed = run_read_only(repository.top, "diff", "--no-renames", "--name-only", "-z", *sides).out
    for path in (path for path in fields(listed) if path.endswith(".json")):
        now = _content_here(repository.top / path) if after is None else repository.file_at(after, path)
        yield path, repository.file_at(before, path), now


def _content_here(path: Path) -> bytes | None:
    """The bytes of a file on the disk; None for a link, for what is no file, and for one that cannot be read."""
    try:
        return path.read_bytes() if path.is_file() and not path.is_symlink() else None
    except OSError:
        return None


def read_both(one: Source, other: Source, day: date, changed: Iterable[str]) -> tuple[Workspace, Workspace]:
    """Both states, with every cycle whose numbers the `changed` files can change.

    The cycles that were read are the same in both, or all of them.
    """
    cycles = cycles_to_read(one, other, changed)
    while cycles is not None:
        before, after = load(one, day, only=cycles), load(other, day, only=cycles)
        read = before.cycles_read | after.cycles_read
        if not cycles <= before.plan.cycles.keys() | after.plan.cycles.keys():
            break
        if before.cycles_read == after.cycles_read or read <= cycles:
            return before, after
        cycles |= read
    return load(one, day, everything=True), load(other, day, everything=True)


def cycles_to_read(one: Source, other: Source, changed: Iterable[str]) -> frozenset[str] | None:
    """The cycles in whose folders the `changed` files are, those that check-ins in them name, and those that name one.

    None for all cycles: a file that is in no folder of a cycle may concern any of them, and only a commit (`one`) is
    searched for names.
    """
    folders = {entry.name for state in (one, other) for entry in state.entries(PLAN_FOLDER) if entry.kind == "folder"}
    cycles = set()
    for path in changed:
        if path.count("/") < 2:
            return None
        cycles.add(path.split("/")[1])
        for content in filter(None, (unix_lines(one, path), unix_lines(other, path))):
            cycles |= {name for name in folders if name.encode() in content and not intent_only(content)}
    if not isinstance(one, Snapshot):
        return None
    near = {name for name in folders - cycles if any(_may_overlap(name, cycle) for cycle in cycles)}
    naming = one.folders_with(cycles, folders - cycles)
    return frozenset(cycles) | naming | one.folders_with({_NEEDS} if near else (), near - naming)


def _may_overlap(one: str, other: str) -> bool:
    """True unless the labels of two cycles mean days apart. A name in one may mean something in the other."""
    periods = period_of_label(one), period_of_label(other)
    return periods[0] is None or periods[1] is None or periods[0].overlaps(periods[1])
