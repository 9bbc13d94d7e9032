"""Merges of files by meaning: as the merge driver of git, and later in files with conflicts."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from okrcli.errors import HiddenNameError, RefusedError
from okrcli.git.layout import find_layout, folder_below
from okrcli.git.preflight import operation
from okrcli.git.process import fields, run_as_user, run_read_only
from okrcli.git.repository import Repository
from okrcli.model.merge import Merge, merge
from okrcli.sanitize import visible
from okrcli.workspace.sources import PLAN_FOLDER, WORKSPACE_FILE, find_root

_MARKER = re.compile(rb"(<{7,}|\|{7,}|={7,}|>{7,})(?: |\r?$)")
_NOTHING = b"{}\n"
"""The common version of a file that both sides have added."""


class Versions(NamedTuple):
    """A file that git could not merge: the common version and both sides; None where a side deleted it.

    They have the line ends of a checkout, as the file on disk has.
    """

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
        if path.startswith(prefix) and _is_plan_file(name) and mode.startswith("100"):
            stages.setdefault(name, {})[stage] = repository.checked_out(path, blob)
    return [Versions(path, *(blobs.get(stage) for stage in "123")) for path, blobs in sorted(stages.items())]


def explained_by_conflict(folder: Path, error: RefusedError) -> RefusedError:
    """The error with what leads out of a merge conflict, if files of the workspace around the folder are in conflict.

    A name that may be in such a file is not called unknown: the error is the conflict then.
    """
    is_hidden = isinstance(error, HiddenNameError)
    if any("okr resolve" in hint for hint in error.hints):
        return error
    try:
        layout = find_layout(folder)
        repository = Repository(layout) if layout else None
        begun = operation(repository) if repository else None
        paths = _paths_in_conflict(repository, find_root(folder)) if repository and (begun or is_hidden) else []
    except (RefusedError, OSError):
        return error
    if not paths:
        return error
    names = visible(", ".join(paths[:3])) + (" …" if len(paths) > 3 else "")
    way_out = f"merge {names} by meaning: okr resolve"
    if not is_hidden:
        state = f" (a git {begun} is in progress)" if "in progress" not in error.message else ""
        return RefusedError(f"{error.message}{state}", way_out, *error.hints)
    state = f"a git {begun} is in progress, and " if begun else ""
    stop = [f"or abort it: git {begun} --abort"] if begun else []
    return RefusedError(f"{state}{names} {'have' if len(paths) > 1 else 'has'} a merge conflict", way_out, *stop)


def _paths_in_conflict(repository: Repository, root: Path) -> list[str]:
    """The plan files of a workspace that are in conflict, from its root."""
    below = folder_below(repository.top, root)
    prefix = f"{below}/" if below else ""
    lines = fields(run_read_only(repository.top, "ls-files", "-u", "-z").out)
    names = dict.fromkeys(line.partition("\t")[2].removeprefix(prefix) for line in lines if f"\t{prefix}" in line)
    return [name for name in names if _is_plan_file(name)]


def _is_plan_file(name: str) -> bool:
    return name.endswith(".yaml") and (name == WORKSPACE_FILE or name.startswith(f"{PLAN_FOLDER}/"))


def merged(top: Path, versions: Versions, on_disk: bytes) -> Merge:
    """One of these files merged by meaning, in place of git's conflicted text on disk.

    Raises RefusedError where one side has deleted the file, and where the text on disk is another than git's: what was
    typed there would be lost.
    """
    path, base, ours, theirs = versions
    if ours is None or theirs is None:
        side = "our" if ours is None else "their"
        raise RefusedError(f"{path} was deleted on {side} side", "decide: git add it, or git rm it")
    by_git = text_merge(top, base or b"", ours, theirs)
    if not _is_conflicted_text(on_disk, base or b"", [by_git.text, _all_in_conflict(ours, theirs, 7)]):
        raise RefusedError(
            f"{path} was changed since git wrote its conflict markers, and the change would be lost",
            f"continue by hand: remove the markers, then git add {path}",
            f"or start again without your edits: git checkout --merge {path}, then okr resolve",
        )
    return merge(base if base is not None else _NOTHING, ours, theirs, path, by_git.text if by_git.is_clean else None)


class _Conflict(NamedTuple):
    """A text with conflict markers, taken apart."""

    ours: bytes
    """The text with our side of each conflict."""
    theirs: bytes
    """The text with their side of each conflict."""
    base: tuple[bytes, ...]
    """The common version of each conflict, where git shows it (`merge.conflictStyle`)."""


def _is_conflicted_text(text: bytes, base: bytes, candidates: Sequence[bytes]) -> bool:
    """True if a text says on both sides what one of git's conflicted texts says.

    The names behind the markers and the style of the conflict do not count, nor the lines where a conflict begins.
    """
    conflict = _taken_apart(text)
    if conflict is None or not all(part in base for part in conflict.base):
        return False
    sides = (conflict.ours, conflict.theirs)
    return any(other is not None and (other.ours, other.theirs) == sides for other in map(_taken_apart, candidates))


def _taken_apart(text: bytes) -> _Conflict | None:
    """The sides of a text with conflict markers; None where they do not come in their order."""
    signs = b"<|=>"
    ours, theirs, base = list[bytes](), list[bytes](), list[list[bytes]]()
    part = size = 0
    for line in text.splitlines(keepends=True):
        match = _MARKER.match(line)
        sign = signs.find(match[1][:1]) + 1 if match else 0
        if match is None or (part and len(match[1]) != size):
            for number, lines in ((1, ours), (3, theirs)):
                if part in (0, number):
                    lines.append(line)
            if part == 2:
                base[-1].append(line)
            continue
        size = len(match[1])
        if sign not in ((1,), (2, 3), (3,), (4,))[part]:
            return None
        if sign == 2:
            base.append([])
        part = sign % 4
    return None if part else _Conflict(b"".join(ours), b"".join(theirs), tuple(map(b"".join, base)))


def has_markers(text: bytes) -> bool:
    """True if a file still has a conflict marker."""
    return any(map(_MARKER.match, text.splitlines()))


def mark_resolved(repository: Repository, root: Path, paths: Sequence[str]) -> None:
    """Tell git that these files are merged (`git add`). Raises RefusedError."""
    places = [os.fspath((root / path).resolve().relative_to(repository.top)) for path in paths]
    answer = run_as_user(repository.top, "--literal-pathspecs", "add", "--", *places)
    if answer.status:
        raise RefusedError(f"git add: {answer.reason()}")
