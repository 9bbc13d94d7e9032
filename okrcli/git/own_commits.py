"""The commits that okr made, known by the trailers of their messages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from okrcli.git.process import run_read_only, text
from okrcli.git.repository import PathChange, Repository


@dataclass(frozen=True, slots=True)
class OkrCommit:
    """A commit that okr made, as its own last paragraph says."""

    hash: str
    parent: str | None
    subject: str
    command: str
    ids: tuple[str, ...]
    changes: tuple[PathChange, ...]
    is_shared: bool
    """True if a remote has it, as of the last fetch: then other people may have it too."""


_TRAILER = re.compile(r"([A-Za-z][A-Za-z0-9-]*): (.*)")


def last_okr_commit(repository: Repository, email: str) -> OkrCommit | None:
    """The newest commit of this author on this branch that okr made and that has not been undone.

    Undone is what a later commit on the branch names in an `Okr-Undoes:` trailer; such a commit is passed over.
    """
    head = repository.head()
    options = ("--first-parent", "-z", "--no-show-signature", "--no-patch", "--encoding=UTF-8", "--max-count=500")
    wanted = ("--grep=^Okr-Command: ", "--format=%H%n%P%n%ae%n%B", "--end-of-options")
    undone: set[str] = set()
    for record in text(run_read_only(repository.top, "log", *options, *wanted, head).out).split("\0") if head else ():
        commit, parents, author, message = [*record.split("\n", 3), "", "", ""][:4]
        trailers = own_trailers(message)
        undone.update(trailers.get("Okr-Undoes", ()))
        fresh = commit not in undone and "Okr-Undoes" not in trailers
        if author == email and fresh and "Okr-Command" in trailers:
            return OkrCommit(
                hash=commit,
                parent=parents.split()[0] if parents else None,
                subject=message.split("\n")[0],
                command=trailers["Okr-Command"][0],
                ids=tuple(trailers.get("Okr-Id", ())),
                changes=tuple(repository.changes_of(commit)),
                is_shared=repository.is_shared(commit),
            )
    return None


def own_trailers(message: str) -> dict[str, list[str]]:
    """The trailers of a message's last paragraph; empty when that paragraph holds anything else."""
    _, gap, last = message.rstrip("\n").rpartition("\n\n")
    found: dict[str, list[str]] = {}
    for line in last.split("\n") if gap else ():
        match = _TRAILER.fullmatch(line)
        if match is None:
            return {}
        found.setdefault(match[1], []).append(match[2])
    return found
