"""The folders of a repository, found without running git.

It imports little: the cache needs them before anything else is loaded.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from okrcli.errors import RefusedError
from okrcli.sanitize import visible


class RepositoryLayout(NamedTuple):
    """The folders of a repository: its work tree, the git folder of that work tree, and the shared one of all."""

    top: Path
    git_dir: Path
    common_dir: Path


def find_layout(folder: Path) -> RepositoryLayout | None:
    """The repository whose work tree holds `folder`, found without running git; None where there is none.

    Raises RefusedError inside a bare repository or git's own folder, and for a `.git` that leads nowhere.
    """
    start = folder.resolve()
    for candidate in (start, *start.parents):
        marker = candidate / ".git"
        if marker.is_dir():
            return RepositoryLayout(candidate, marker, _common(marker))
        if os.path.lexists(marker):
            git_dir = _pointed_to(marker)
            return RepositoryLayout(candidate, git_dir, _common(git_dir))
        if (candidate / "HEAD").is_file() and (candidate / "objects").is_dir() and (candidate / "refs").is_dir():
            raise RefusedError(
                f"{visible(str(candidate))} is a bare repository or git's own folder: files cannot be kept there",
                "use a clone that has a work tree",
            )
    return None


def _pointed_to(marker: Path) -> Path:
    with marker.open("rb") as opened:
        start, _, rest = opened.read(8192).partition(b"gitdir: ")
    target = marker.parent / os.fsdecode(rest.rstrip(b"\r\n"))
    if start or not rest or not target.is_dir():
        raise RefusedError(f"{visible(str(marker))} does not lead to a repository", "see: git status")
    return target


def _common(git_dir: Path) -> Path:
    try:
        shared = (git_dir / "commondir").read_bytes()
    except OSError:
        return git_dir
    return (git_dir / os.fsdecode(shared.rstrip(b"\r\n"))).resolve()


def folder_below(top: Path, root: Path) -> str:
    """The path of a workspace inside its repository, with forward slashes: "" at the top."""
    path = root.resolve().relative_to(top.resolve()).as_posix()
    return "" if path == "." else path
