"""Ranges of commits as people type them: `A`, `A..B` and `A...B`."""

from __future__ import annotations

from typing import NamedTuple

from okrcli.git.repository import Repository


class CommitRange(NamedTuple):
    """The commits after `start` up to `end`, by their hashes; all commits up to `end` if `start` is None."""

    start: str | None
    end: str


def commit_range(repository: Repository, text: str | None) -> CommitRange:
    """The commits since A, from A to B, or of B since its merge base with A; HEAD where a side is left out.

    Raises RefusedError for an unknown commit.
    """
    if not text:
        return CommitRange(None, repository.resolve("HEAD"))
    first, dots, second = text.partition("..")
    end = repository.resolve((second.removeprefix(".") or "HEAD") if dots else "HEAD")
    start = repository.resolve(first or "HEAD")
    return CommitRange(repository.merge_base(start, end) if second.startswith(".") else start, end)
