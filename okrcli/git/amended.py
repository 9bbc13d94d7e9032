"""The part of an okr commit that okr did not write: `git commit --amend` and a rebase can put other work into it.

The reflog still has the commit as okr made it: a commit of the same author, with the same author date and the same
trailers. Both change what they change against their parents, and that is compared line by line, because a rebase moves
the lines of a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from okrcli.git.own_commits import OkrCommit
from okrcli.git.process import fields, run_read_only, text
from okrcli.git.repository import Repository

_MADE = ("commit: ", "commit (initial): ")
"""The words of the reflog about a commit that `git commit` has made, and no amend, rebase or cherry-pick."""
_MOST_ENTRIES = "2000"


class _Entry(NamedTuple):
    """An entry of the reflog of HEAD."""

    hash: str
    action: str
    identity: str
    """The author, the author date and the trailers of okr."""


class _Blobs(NamedTuple):
    """A path in the parent of a commit and in the commit."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ForeignChanges:
    """The paths of a commit that hold more than okr wrote, and the commit that okr made; None if it is not known."""

    paths: tuple[str, ...]
    original: str | None


def foreign_changes(repository: Repository, commit: OkrCommit) -> ForeignChanges | None:
    """The changes in a commit that okr did not make; None if it is as okr made it.

    Without a reflog nothing but the paths tells, so `paths` is then empty and `original` None.
    """
    entries = _reflog(repository)
    here = [entry for entry in entries if entry.hash == commit.hash]
    if any(entry.action.startswith(_MADE) for entry in here):
        return None
    identities = {entry.identity for entry in here}
    originals = [entry.hash for entry in entries if entry.identity in identities and entry.action.startswith(_MADE)]
    if not originals:
        return ForeignChanges((), None)
    now = _changes(repository, commit.hash)
    paths: list[str] = []
    for original in originals:
        paths = list(_differences(repository, _changes(repository, original), now))
        if not paths:
            return None
    return ForeignChanges(tuple(paths), originals[-1])


def _reflog(repository: Repository) -> list[_Entry]:
    """The entries of the reflog of HEAD, the newest first; empty where git keeps none."""
    trailers = "%(trailers:key=Okr-Id,key=Okr-Command,separator=%x0A)"
    options = (f"--format=%H%x1F%gs%x1F%ae %at{trailers}", f"--max-count={_MOST_ENTRIES}", "--no-show-signature")
    answer = run_read_only(repository.top, "log", "--walk-reflogs", "-z", *options, "HEAD", "--", expected=(0, 128))
    lines = (line.split("\x1f") for line in text(answer.out).split("\0") if line)
    return [_Entry(*parts) for parts in lines if len(parts) == 3]


def _changes(repository: Repository, commit: str) -> dict[str, _Blobs]:
    """The blobs of each path that a commit changes against its first parent."""
    parents = text(run_read_only(repository.top, "rev-parse", f"{commit}^@").out).split()
    before = parents[0] if parents else repository.empty_tree
    parts = iter(fields(run_read_only(repository.top, "diff-tree", "-r", "-z", "--no-renames", before, commit).out))
    changes = {}
    for about in parts:
        _, _, old, new, _ = about.split(" ")
        changes[next(parts)] = _Blobs(old, new)
    return changes


def _differences(repository: Repository, made: Mapping[str, _Blobs], now: Mapping[str, _Blobs]) -> Iterator[str]:
    """The paths whose lines are changed in another way than in the commit that okr made."""
    for path in sorted({*made, *now}):
        old, new = made.get(path), now.get(path)
        if old == new:
            continue
        if old is None or new is None or _lines(repository, old) != _lines(repository, new):
            yield path


def _lines(repository: Repository, blobs: _Blobs) -> list[str]:
    """The removed and the added lines between two blobs, without their places."""
    if any(set(blob) == {"0"} for blob in blobs):
        return list(blobs)
    options = ("--unified=0", "--no-color", "--no-ext-diff", "--no-textconv", "--text")
    lines = text(run_read_only(repository.top, "diff", *options, *blobs).out).splitlines()
    start = next((number for number, line in enumerate(lines) if line.startswith("@@")), len(lines))
    return [line for line in lines[start:] if not line.startswith("@@")]
