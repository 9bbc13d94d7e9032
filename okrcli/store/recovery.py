"""Detects an interrupted run, rolls it back or completes it, and reports what it did."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from okrcli.errors import RefusedError
from okrcli.git.commit import clear_dead_locks, find_commit, is_alive, refresh_index, unstage
from okrcli.git.preflight import wait_for_locks
from okrcli.git.process import tell
from okrcli.git.repository import Repository
from okrcli.sanitize import visible
from okrcli.store.journal import Journal, digest, put_back, read_plain, remove_backups


@dataclass(frozen=True, slots=True)
class Settled:
    """The end of an interrupted run: completed (`done`) or rolled back, with sentences about what was repaired."""

    done: bool
    commit: str | None = None
    sentences: tuple[str, ...] = ()


def resolve_interrupted(journal: Journal, repository: Repository | None, forward: bool) -> Settled:
    """Bring the files of a run to the new state if its commit was made, else back to the old one.

    Without a commit to look for, `forward` says whether files that are all in place make the run a done one.
    """
    root = Path(journal.root)
    if repository is None:
        if forward and all(digest(read_plain(root / step.path)) == step.after for step in journal.steps):
            remove_backups(root, journal.steps)
            return Settled(done=True)
        return Settled(done=False, sentences=_all_back(root, journal, ()))
    paths = [from_top(repository, root, step.path) for step in journal.steps]
    landed = _landed(journal, repository, paths)
    if landed:
        remove_backups(root, journal.steps)
        stale = refresh_index(repository, paths)
        sentence = f"the index of git was updated to the commit for {_listed(stale)}"
        return Settled(done=True, commit=landed, sentences=(sentence,) if stale else ())
    taken_over = repository.staged_changes(paths)
    left = [step.path for step, path in zip(journal.steps, paths, strict=True) if path in taken_over]
    sentences = _all_back(root, journal, left)
    unstage(repository, paths)
    return Settled(done=False, sentences=sentences)


def _landed(journal: Journal, repository: Repository, paths: Sequence[str]) -> str | None:
    commit_result = find_commit(repository, journal.head, paths)
    if commit_result:
        return commit_result.hash
    head = repository.head()
    if head is None:
        return None
    contents = repository.contents(repository.entries_at(head, paths))
    pairs = zip(journal.steps, paths, strict=True)
    return head if all(digest(contents.get(path)) == step.after for step, path in pairs) else None


def _all_back(root: Path, journal: Journal, left: Sequence[str]) -> tuple[str, ...]:
    sentences = [f"{visible(path)} was staged since then, so it was left unchanged" for path in left]
    for step in reversed(journal.steps):
        if step.path in left:
            remove_backups(root, [step])
        elif sentence := put_back(root, step):
            sentences.append(sentence)
    return tuple(sentences)


def repair(journal: Journal, git_before: int | None, wait: float) -> Settled:
    """Complete or roll back an earlier run, with sentences about it. Raises RefusedError while its git still runs."""
    what = (
        f"an earlier run was interrupted ({visible(journal.subject)})"
        if journal.subject
        else "an earlier run was interrupted"
    )
    root = Path(journal.root)
    if not root.is_dir():
        return Settled(done=False, sentences=(f"{what} in {visible(journal.root)}, which is no longer there",))
    repository = None
    locks: list[str] = []
    if journal.commits:
        await_git(git_before, wait)
        repository = Repository.open(root)
        if repository:
            locks = clear_dead_locks(repository)
            wait_for_locks(repository)
    settled = resolve_interrupted(journal, repository, forward=True)
    end = f"restored: {_listed([step.path for step in journal.steps])}"
    if settled.done:
        end = f"its commit {settled.commit[:10]} is complete" if settled.commit else "its files are complete"
    cleared = (f"locks of a git that was killed were removed: {_listed(locks)}",) if locks else ()
    return Settled(settled.done, settled.commit, (f"{what}; {end}", *cleared, *settled.sentences))


def await_git(process: int | None, wait: float) -> None:
    """Wait for the git of a run that was killed: it may still make the commit."""
    end = time.monotonic() + wait
    told = False
    while process and is_alive(process) and _is_git(process):
        if time.monotonic() > end:
            raise RefusedError(f"git (process {process}) is still running for an interrupted run of okr")
        if not told:
            tell(f"waiting for git (process {process}), which an interrupted run of okr had started")
            told = True
        time.sleep(0.05)


def _is_git(process: int) -> bool:
    """True if the process may be a git: its number may belong to another program by now."""
    try:
        return Path(f"/proc/{process}/comm").read_bytes().startswith(b"git")
    except OSError:
        return not Path("/proc/self/comm").exists()


def from_top(repository: Repository, root: Path, path: str) -> str:
    """The path of a file of the workspace from the top of the work tree, as git uses it."""
    return (root.resolve().relative_to(repository.top) / path).as_posix()


def _listed(paths: Sequence[str]) -> str:
    return ", ".join(map(visible, paths))
