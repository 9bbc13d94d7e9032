"""Merges of files by meaning: as the merge driver of git, and later in files with conflicts."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from okrcli.errors import RefusedError
from okrcli.git.process import fields, run_as_user, run_read_only
from okrcli.git.repository import Repository, folder_below
from okrcli.model.merge import Merge, merge
from okrcli.workspace.sources import PLAN_FOLDER, WORKSPACE_FILE

MARKERS = ("<<<<<<<", "=======", ">>>>>>>")
_NOTHING = b"{}\n"
"""The common version of a file that both sides have added."""


class Versions(NamedTuple):
    """A file that git could not merge: the common version and both sides; None where a side deleted it."""

    path: str
    base: bytes | None
    ours: bytes | None
    theirs: bytes | None


class TextMerge(NamedTuple):
    """The result of a merge by lines, and whether it has no conflicts."""

    text: bytes
    is_clean: bool


def text_merge(top: Path, base: bytes, ours: bytes, theirs: bytes, marker_size: int = 7) -> TextMerge:
    """The merge by lines that git would make, with conflict markers where it is not clean. Raises RefusedError."""
    with TemporaryDirectory(prefix="okr-merge-") as folder:
        for name, content in (("ours", ours), ("base", base), ("theirs", theirs)):
            (Path(folder) / name).write_bytes(content)
        names = [os.path.join(folder, name) for name in ("ours", "base", "theirs")]  # noqa: PTH118  (git wants text)
        labels = [part for name in ("ours", "base", "theirs") for part in ("-L", name)]
        sized = f"--marker-size={marker_size}"
        answer = run_read_only(top, "merge-file", "-p", "-q", sized, *labels, *names, expected=tuple(range(128)))
    return TextMerge(answer.out, answer.status == 0)


def drive(ancestor: Path, current: Path, other: Path, marker_size: int, path: str) -> Merge:
    """Merge as git's driver: the result, or git's conflict markers, goes into `current`.

    Raises OSError and RefusedError; then `current` is as it was.
    """
    base, ours, theirs = (place.read_bytes() for place in (ancestor, current, other))
    by_git = text_merge(Path.cwd(), base, ours, theirs, marker_size)
    result = merge(base or _NOTHING, ours, theirs, path, by_git.text if by_git.is_clean else None)
    text = result.text
    if text is None:
        text = _all_in_conflict(ours, theirs, marker_size) if by_git.is_clean else by_git.text
    fresh = current.with_name(f"{current.name}.okr")
    fresh.write_bytes(text)
    fresh.replace(current)
    return result


def _all_in_conflict(ours: bytes, theirs: bytes, size: int) -> bytes:
    """Both versions between markers, where the lines could be merged but the meaning could not."""
    first, middle, last = (
        f"{sign * size}{name}\n".encode() for sign, name in (("<", " ours"), ("=", ""), (">", " theirs"))
    )
    parts = (text if text.endswith(b"\n") else text + b"\n" for text in (ours, theirs))
    return first + middle.join(parts) + last


# ── After the fact ────────────────────────────────────────────────────────────────────────────────────────────────


def unmerged(repository: Repository, root: Path) -> list[Versions]:
    """The files of the workspace that are in conflict, with their three versions."""
    below = folder_below(repository.top, root)
    prefix = f"{below}/" if below else ""
    stages: dict[str, dict[str, bytes]] = {}
    for line in fields(run_read_only(repository.top, "ls-files", "-u", "-z").out):
        about, _, path = line.partition("\t")
        mode, blob, stage = about.split(" ")
        name = path.removeprefix(prefix)
        is_ours = path.startswith(prefix) and (name == WORKSPACE_FILE or name.startswith(f"{PLAN_FOLDER}/"))
        if is_ours and name.endswith(".yaml") and mode.startswith("100"):
            stages.setdefault(name, {})[stage] = run_read_only(repository.top, "cat-file", "blob", blob).out
    return [Versions(path, *(blobs.get(stage) for stage in "123")) for path, blobs in sorted(stages.items())]


def merged(top: Path, versions: Versions) -> Merge:
    """One of these files merged by meaning. Raises RefusedError where one side has deleted it."""
    if versions.ours is None or versions.theirs is None:
        side = "our" if versions.ours is None else "their"
        raise RefusedError(f"{versions.path} was deleted on {side} side", "decide: git add it, or git rm it")
    base = versions.base if versions.base is not None else _NOTHING
    by_git = text_merge(top, base, versions.ours, versions.theirs)
    return merge(base, versions.ours, versions.theirs, versions.path, by_git.text if by_git.is_clean else None)


def has_markers(text: bytes) -> bool:
    """Whether a file still has all three kinds of conflict markers."""
    starts = {line[:7] for line in text.decode("utf-8", "replace").splitlines()}
    return starts.issuperset(MARKERS)


def mark_resolved(repository: Repository, root: Path, paths: Sequence[str]) -> None:
    """Tell git that these files are merged (`git add`). Raises RefusedError."""
    places = [os.fspath((root / path).resolve().relative_to(repository.top)) for path in paths]
    answer = run_as_user(repository.top, "--literal-pathspecs", "add", "--", *places)
    if answer.status:
        raise RefusedError(f"git add: {answer.reason()}")
