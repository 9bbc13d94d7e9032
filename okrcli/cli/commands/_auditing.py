"""How `okr audit` finds its range, and from findings in commits to findings with a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from okrcli.errors import RefusedError, UsageError
from okrcli.sanitize import visible

if TYPE_CHECKING:
    from okrcli.diagnostics import Finding
    from okrcli.git.log import Commit
    from okrcli.git.repository import Repository
    from okrcli.git.workspace_at import WorkspaceRepository
    from okrcli.reports.audit import Found
    from okrcli.yaml.reader import Document


class Stretch(NamedTuple):
    """The commits to look at: from `end` back to, and without, `start`; to the beginning where that is None."""

    start: str | None
    end: str


def stretch(repository: Repository, text: str | None, since_hash: str | None) -> Stretch:
    """What the arguments mean. Raises RefusedError for a commit that is not there, and in a shallow clone."""
    if since_hash is not None and not re.fullmatch(r"[0-9a-f]{4,64}", since_hash):
        raise UsageError(
            f"`--since-hash {since_hash}`: that is no hash of a commit", "okr audit prints the one to note"
        )
    if repository.is_shallow:
        raise RefusedError(
            "the history is cut here (a shallow clone), so it cannot be audited",
            "get the rest: git fetch --unshallow",
            "in CI: let the checkout fetch everything (`fetch-depth: 0`, `GIT_DEPTH: 0`)",
        )
    one, dots, other = (text or "").partition("..")
    end = repository.resolve((other.removeprefix(".") or "HEAD") if dots else "HEAD")
    start = repository.resolve(one or "HEAD") if text else None
    if start and other.startswith("."):
        start = repository.merge_base(start, end)
    if since_hash and start is None and repository.is_ancestor(since_hash, end):
        start = repository.resolve(since_hash)
    return Stretch(start, end)


class Places:
    """The files of commits, read again where there is a finding."""

    def __init__(self, repository: Repository) -> None:
        from okrcli.git.process import BlobReader

        self._blobs = BlobReader(repository.top)
        self._last: tuple[str, Document] | None = None
        self._lines: dict[tuple[str, int], set[str]] = {}

    def diagnostic(self, found: Found) -> Finding:
        """The finding with its line and column, and with its commit in the message."""
        from okrcli.diagnostics import Finding

        commit, code, trace = found
        document = self._document(commit, trace.home.path, was=trace.was)
        place = document.locate(trace.home.keys)
        self._lines.setdefault((place.path, place.line), set()).add(document.line(place.line))
        message = f"{trace.message} ({told(commit)})"
        return Finding(place, code.number, code.severity, message, trace.hint)

    def line(self, path: str, number: int) -> str:
        """The source line at a place; nothing where commits had different ones there."""
        known = self._lines.get((path, number), set())
        return next(iter(known)) if len(known) == 1 else ""

    def _document(self, commit: Commit, path: str, *, was: bool) -> Document:
        from okrcli.workspace.sources import MAX_BYTES
        from okrcli.yaml.reader import Document

        change = next((change for change in commit.files if change.path == path), None)
        blob = (change.before if was else change.after) if change else None
        if blob is None:
            return Document(path, b"")
        if self._last is None or self._last[0] != blob:
            self._last = blob, Document(path, self._blobs.read(blob, MAX_BYTES + 1))
        return self._last[1]


def told(commit: Commit) -> str:
    """A commit in few words: `1a2b3c4, 16 Nov 2026, Linh Pham`."""
    return f"{commit.hash[:7]}, {commit.day}, {commit.author}"


def counting(commits: Iterator[Commit], numbers: Iterator[int]) -> Iterator[Commit]:
    """The same commits, with a number taken for each."""
    for commit in commits:
        next(numbers)
        yield commit


def rewritten(ground: WorkspaceRepository, since_hash: str, end: str) -> Finding | None:
    """The finding that a commit somebody noted down is not among the ancestors of the end."""
    from okrcli.checks.history import REWRITTEN
    from okrcli.diagnostics import Finding, Position
    from okrcli.workspace.sources import WORKSPACE_FILE

    if ground.repository.is_ancestor(since_hash, end):
        return None
    message = f"{visible(since_hash)} is not part of the history of {end[:7]}"
    hint = "if it was never fetched: git fetch --all; else somebody wrote the history anew since it was noted down"
    return Finding(Position(WORKSPACE_FILE, 1, 1), REWRITTEN.number, REWRITTEN.severity, message, hint)


def paths_of(found: Sequence[Finding]) -> list[str]:
    """The files with findings, each once."""
    return sorted({one.place.path for one in found})
