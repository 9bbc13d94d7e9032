"""Commits of the paths that okr wrote and nothing else, with a check that the commit was made.

Whether a commit was made is decided by reading HEAD, never by git's exit code: git can fail after the branch has moved,
and can be cut off between moving the branch and writing the index.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from okrcli.errors import RefusedError
from okrcli.git.pathspecs import ARGUMENT_BYTES, literal
from okrcli.git.preflight import PATIENCE, ignored_by, locks
from okrcli.git.process import GitResult, fields, run_as_user, run_read_only
from okrcli.git.repository import Repository
from okrcli.sanitize import visible

_PATHSPEC_BY_INPUT: Final = ("--pathspec-from-file=-", "--pathspec-file-nul")
_CHANGES: Final = (
    *("-z", "--raw", "--no-abbrev", "--no-renames", "--diff-merges=first-parent", "--root", "--ignore-submodules=none"),
    *("--no-show-signature", "--no-color", "--format=format:%H%x00"),
)
_LOCKED = re.compile(rb"(/index|/HEAD|/refs/[^\n]*|/packed-refs)\.lock\W|\b[0-9a-f]{40,64}\b[^\n]*\b[0-9a-f]{40,64}\b")
"""Messages of git, in any language, about a lock that is taken or a branch that moved meanwhile."""


@dataclass(frozen=True, slots=True)
class CommitResult:
    """A commit that was made: its hash, the paths a hook added to it, and what git complained about afterwards."""

    hash: str
    added: tuple[str, ...] = ()
    complaint: str | None = None
    blobs: Mapping[str, str] = field(default_factory=dict)
    """The hash of each file that it changed, as it holds it; without the deleted ones, and empty if not known."""


def commit(
    repository: Repository,
    paths: Sequence[str],
    message: str,
    new: Sequence[str] = (),
    started: Callable[[int], None] | None = None,
    *,
    before: str | None,
    must_commit: bool = False,
) -> CommitResult:
    """Commit these paths as they lie in the work tree, also deleted ones; `new` are those git does not know yet.

    `before` is HEAD before the files were written, None on a branch without commits: the commit comes after it.
    What the person has staged stays staged, hooks run, signing holds. `started` is told the process id of git. Raises
    RefusedError, with the words of the hook or of git, when HEAD shows no such commit; the new paths may then still be
    in the index: `unstage` removes them. With `must_commit`, no hint names `--no-commit`.
    """

    def attempt() -> GitResult:
        if new:
            _announce(repository, new, must_commit=must_commit)
        with _pathspec(paths) as pathspec:
            arguments = ("commit", "--quiet", "--only", "--cleanup=verbatim", "--no-status", "-F", "-", *pathspec)
            return run_as_user(repository.top, *arguments, given=os.fsencode(message), started=started)

    def disturbed(answer: GitResult) -> bool:
        """True if another git interfered: by its lock, its older index, or its COMMIT_EDITMSG."""
        lost = not repository.entries_staged(new).keys() >= set(new)
        emptied = b"empty commit message" in answer.errors
        return (lost or emptied or _locked(answer)) and find_commit(repository, before, paths) is None

    answer = _patiently(attempt, disturbed)
    if answer.status < 0:
        clear_dead_locks(repository)
    commit_result = find_commit(repository, before, paths)
    if commit_result is None:
        raise RefusedError("git did not make the commit", *(answer.words() or ["git gave no reason: see git status"]))
    return replace(commit_result, complaint=answer.reason() if answer.status else None)


def _announce(repository: Repository, new: Sequence[str], *, must_commit: bool) -> None:
    listed = _listed(new)
    arguments = ("add", "--intent-to-add", *_PATHSPEC_BY_INPUT)
    answer = _patiently(lambda: run_as_user(repository.top, *arguments, given=listed), _locked)
    if answer.status == 0:
        return
    shown = ", ".join(map(visible, new))
    if ignored := ignored_by(repository, new):
        verb, it = ("is", "it") if len(ignored) == 1 else ("are", "them")
        rules = ", ".join(dict.fromkeys(ignored.values()))
        message = f"{', '.join(map(visible, ignored))} {verb} ignored by git ({rules})"
        raise RefusedError(message, f"take {it} out there{'' if must_commit else ', or write with --no-commit'}")
    raise RefusedError(f"git does not accept {shown}", *answer.words())


@contextmanager
def _pathspec(paths: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The arguments that name these paths; a file of them where they are too long for a command line.

    They cannot come by standard input: the message does.
    """
    listed = _listed(paths)
    if len(listed) <= ARGUMENT_BYTES:
        yield ("--", *literal(paths))
        return
    with NamedTemporaryFile(prefix="okr-paths-") as file:
        file.write(listed)
        file.flush()
        yield (f"--pathspec-from-file={file.name}", "--pathspec-file-nul")


def _listed(paths: Sequence[str]) -> bytes:
    return b"".join(os.fsencode(path) + b"\0" for path in literal(paths))


def _patiently(attempt: Callable[[], GitResult], disturbed: Callable[[GitResult], bool]) -> GitResult:
    """Call `attempt` until it is not disturbed by another git, at most `PATIENCE` seconds; its last result."""
    end = time.monotonic() + PATIENCE
    while True:
        answer = attempt()
        if answer.status <= 0 or time.monotonic() > end or not disturbed(answer):
            return answer
        time.sleep(0.05)


def _locked(answer: GitResult) -> bool:
    return _LOCKED.search(answer.errors) is not None


def find_commit(repository: Repository, before: str | None, paths: Sequence[str]) -> CommitResult | None:
    """The oldest commit between `before` and HEAD that changed all these paths, which is ours; None without one."""
    since = ["HEAD"] if before is None else ["HEAD", f"^{before}"]
    answer = run_read_only(repository.top, "log", *_CHANGES, "--max-count=200", *since, "--", expected=(0, 128))
    if answer.status:
        repository.head()  # the reason, if HEAD leads to no commit
        return None
    commit_result = None
    for commit_hash, blobs in _changes(fields(answer.out + b"\0")):
        if blobs.keys() >= set(paths):
            held = {path: blob for path, blob in blobs.items() if blob.strip("0")}
            commit_result = CommitResult(commit_hash, tuple(sorted(blobs.keys() - set(paths))), blobs=held)
    return commit_result


def _changes(parts: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """The commits in an answer of `git log --raw -z`, newest first, each with the new hash of every changed path."""
    commit_hash, blobs = "", dict[str, str]()
    remaining = iter(parts)
    for part in remaining:
        about = part.removeprefix("\n")
        if about.startswith(":"):
            blobs[next(remaining)] = about.split(" ")[3]
        elif about:
            if commit_hash:
                yield commit_hash, blobs
            commit_hash, blobs = about, {}
    if commit_hash:
        yield commit_hash, blobs


def unstage(repository: Repository, paths: Sequence[str]) -> None:
    """Remove paths from the index that an interrupted commit had added. What the user staged stays."""
    known = repository.entries_at_head(paths)
    staged = repository.staged_changes(paths)
    announced = [path for path in repository.entries_staged(paths) if path not in known and path not in staged]
    _reset(repository, announced)


def refresh_index(repository: Repository, paths: Sequence[str]) -> list[str]:
    """Set these paths in the index to HEAD where an interrupted commit did not; returns the paths that were set."""
    stale = repository.staged_changes(paths)
    _reset(repository, stale)
    return stale


def _reset(repository: Repository, paths: Sequence[str]) -> None:
    if not paths:
        return
    listed = _listed(paths)
    arguments = ("reset", "--quiet", *_PATHSPEC_BY_INPUT)
    answer = _patiently(lambda: run_as_user(repository.top, *arguments, given=listed), _locked)
    if answer.status:
        clear_dead_locks(repository)
        answer = run_as_user(repository.top, *arguments, given=listed)
    if answer.status:
        raise RefusedError(f"git cannot write its index: {answer.reason()}", "see: git status")


def clear_dead_locks(repository: Repository) -> list[str]:
    """Remove the locks of a killed git commit, where it is certain that they are its own; returns their names.

    Such a git takes `index.lock` first and then makes a file that has its process id in the name. When that process is
    gone and `index.lock` is not younger than the file, no other process can have taken the lock since.
    """
    removed: list[str] = []
    for trace in repository.git_dir.glob("next-index-*.lock*"):
        match = re.fullmatch(r"next-index-(\d+)\.lock(\.lock)?", trace.name)
        if match is None or is_alive(int(match[1])):
            continue
        moment = _changed(trace)
        for lock in locks(repository):
            if lock.name != "index.lock" or _changed(lock) <= moment:
                removed.append(lock.name)
                lock.unlink(missing_ok=True)
        trace.unlink(missing_ok=True)
    return removed


def is_alive(process: int) -> bool:
    """True if this process still runs."""
    with suppress(OSError):
        if Path(f"/proc/{process}/stat").read_bytes().rpartition(b") ")[2][:1] == b"Z":
            return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _changed(place: Path) -> int:
    try:
        return place.lstat().st_mtime_ns
    except OSError:
        return 0


def create(folder: Path) -> Repository:
    """Make an empty repository in a folder that has none, without the templates and hooks of the machine."""
    answer = run_as_user(folder, "init", "--quiet", "--template=", "--initial-branch=main")
    repository = Repository.open(folder) if answer.status == 0 else None
    if repository is None or repository.top != folder.resolve():
        raise RefusedError(f"git cannot make a repository in {visible(str(folder))}", *answer.words())
    return repository
