"""Preconditions of a commit: no merge or rebase in progress, no lock files, no uncommitted edits of these files."""

from __future__ import annotations

import os
import shlex
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from okrcli.errors import RefusedError
from okrcli.git.process import fields, run_as_user
from okrcli.git.repository import Repository, TreeEntry
from okrcli.sanitize import visible

PATIENCE: Final = 5.0
"""Seconds to wait for a lock of git's own before it is named and the work refused."""


_OPERATIONS: Final = {
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
    "MERGE_HEAD": "merge",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
    "sequencer": "cherry-pick",
    "BISECT_LOG": "bisect",
}


def operation(repository: Repository) -> str | None:
    """The git operation in progress (merge, rebase, cherry-pick, revert, bisect, am); None without one."""
    for name, operation in _OPERATIONS.items():
        if (repository.git_dir / name).exists():
            return "am" if name == "rebase-apply" and (repository.git_dir / name / "applying").exists() else operation
    return None


def locks(repository: Repository) -> list[Path]:
    """The lock files of git that prevent a commit now."""
    places = [repository.git_dir / "index.lock", repository.git_dir / "HEAD.lock"]
    branch = repository.branch()
    if branch:
        places.append(repository.common_dir / "refs" / "heads" / f"{branch}.lock")
    return [place for place in places if os.path.lexists(place)]


def wait_for_locks(repository: Repository) -> None:
    """Wait until no other git is at work. Raises RefusedError naming the lock that stays."""
    end = time.monotonic() + PATIENCE
    while held := locks(repository):
        if time.monotonic() > end:
            raise RefusedError(
                f"another git process is running: {visible(str(held[0]))} exists",
                f"when none is running, remove it: rm '{visible(str(held[0]))}'",
            )
        time.sleep(0.05)


def refuse_if_busy(repository: Repository) -> None:
    """Raise RefusedError while an operation is in progress: a commit would become part of it."""
    begun = operation(repository)
    if begun:
        way_out = "git bisect reset" if begun == "bisect" else f"git {begun} --continue"
        other = () if begun == "bisect" else (f"or abort it: git {begun} --abort",)
        raise RefusedError(f"a git {begun} is in progress", f"finish it first: {way_out}", *other)


def refuse_unless_fit(repository: Repository, paths: Sequence[str], *, must_commit: bool = False) -> None:
    """Raise RefusedError, with a hint, unless a commit of these paths can hold exactly what okr writes.

    With `must_commit`, the command has no `--no-commit`, and no hint names it.
    """
    refuse_if_busy(repository)
    wait_for_locks(repository)
    if repository.identity is None:
        raise RefusedError(
            "git has no name and e-mail address for you",
            'git config --global user.name "Your Name"',
            "git config --global user.email you@example.com",
        )
    committed = repository.entries_at_head(paths)
    staged = repository.entries_staged(paths)
    for path in paths:
        _refuse_unless_as_committed(repository, path, committed.get(path), staged.get(path), must_commit=must_commit)


def _refuse_unless_as_committed(
    repository: Repository, path: str, committed: TreeEntry | None, staged: TreeEntry | None, *, must_commit: bool
) -> None:
    name = visible(path)
    if staged and staged.flag == "conflict":
        raise RefusedError(f"{name} has a merge conflict", "resolve it first: git status")
    if staged and staged.flag:
        undo = f"git update-index --no-{staged.flag} -- '{name}'"
        raise RefusedError(f"{name} is marked {staged.flag}: git would not see the change", f"undo that: {undo}")
    if committed and not committed.mode.startswith("100"):
        raise RefusedError(f"{name} is not a plain file in the last commit")
    here = _bytes_of(repository, path)
    if staged == committed and _same(repository, path, here, committed):
        return
    if committed is None and staged is None:
        end = f"-- {shlex.quote(name)} && git commit -m {shlex.quote(f'Add {name}')}"
        if rule := ignored_by(repository, [path]).get(path):
            raise RefusedError(
                f"{name} is ignored by git ({rule})",
                f"remove that line, or commit the file anyway: git add -f {end}",
                *(() if must_commit else ("or write without a commit: --no-commit",)),
            )
        raise RefusedError(
            f"{name} has never been committed",
            f"commit it first: git add {end}",
            *(() if must_commit else ("or write without a commit: --no-commit",)),
        )
    raise RefusedError(
        f"{name} has changes that are not committed",
        f"see them: git diff HEAD -- '{name}'",
        "commit them first" + ("" if must_commit else ", or write without a commit: --no-commit"),
    )


def ignored_by(repository: Repository, paths: Sequence[str]) -> dict[str, str]:
    """Those of these paths that git ignores, each with the line that says so (`.gitignore:3`)."""
    listed = b"".join(os.fsencode(path) + b"\0" for path in paths)
    raw = run_as_user(repository.top, "check-ignore", "-v", "-z", "--stdin", given=listed).out
    parts = fields(raw)
    return {
        path: visible(f"{file}:{line}")
        for file, line, _, path in zip(parts[::4], parts[1::4], parts[2::4], parts[3::4], strict=True)
    }


def _bytes_of(repository: Repository, path: str) -> bytes | None:
    place = repository.top / path
    try:
        return place.read_bytes() if place.is_file() and not place.is_symlink() else None
    except OSError as error:
        raise RefusedError(f"{visible(path)} cannot be read: {error.strerror}") from None


def _same(repository: Repository, path: str, here: bytes | None, committed: TreeEntry | None) -> bool:
    if here is None or committed is None:
        return here is None and committed is None
    return repository.would_be(committed.blob, path, here)
