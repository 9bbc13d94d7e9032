"""The files of a workspace in a commit, in the index or on the disk: read-only sources of one kind."""

from __future__ import annotations

import os
import shlex
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final, Literal

from okrcli.errors import RefusedError
from okrcli.git.environment import index_of_commit
from okrcli.git.layout import find_layout
from okrcli.git.process import BlobReader, fields, run_read_only
from okrcli.sanitize import visible
from okrcli.workspace.sources import MAX_BYTES, PLAN_FOLDER, WORKSPACE_FILE, Entry, WorkingTree

INDEX: Final = "the index"
"""The name of the index for people."""
Listing = dict[str, tuple[str, str]]
"""Mode and hash by the path from the top of the repository."""


def in_commit(top: Path, commit: str, folder: str) -> Listing:
    """The entries of the workspace in `folder` in the commit with this hash; other paths are not read."""
    found = {}
    for line in fields(run_read_only(top, "ls-tree", "-r", "-z", "--full-tree", commit, "--", *_paths(folder)).out):
        about, _, path = line.partition("\t")
        mode, _, blob = about.split(" ")
        found[path] = (mode, blob)
    return found


def in_index(top: Path, git_dir: Path, folder: str) -> Listing:
    """The entries of the workspace in the index; inside a hook, of its commit. Raises RefusedError for a conflict."""
    found = {}
    listed = ("ls-files", "-s", "-z", "--full-name", "--", *_paths(folder))
    for line in fields(run_read_only(top, *listed, environment=index_of_commit(git_dir)).out):
        about, _, path = line.partition("\t")
        mode, blob, stage = about.split(" ")
        if stage != "0":
            raise RefusedError(f"{visible(path)} has a merge conflict", "resolve it first: git status")
        found[path] = (mode, blob)
    return found


def _paths(folder: str) -> list[str]:
    return [f"{folder}/{name}".lstrip("/") for name in (WORKSPACE_FILE, PLAN_FOLDER)]


def _way_to(top: Path, path: str, label: str) -> str:
    """The command that puts a missing file into the index, or shows the commits that have it."""
    pathspec = shlex.quote(f":/{path}")
    if label != INDEX:
        return f"see the commits that changed it: git log --oneline -- {pathspec}"
    return f"stage it: git add -- {pathspec}" if (top / path).is_file() else "see: git status"


class Snapshot:
    """The files of git below one folder of a repository. Names are known at once, contents are read when needed.

    Links and submodules are neither file nor folder (`other`), as links in the working tree are.
    """

    def __init__(
        self, top: Path, label: str, folder: str, listing: Mapping[str, tuple[str, str]], commit: str | None = None
    ) -> None:
        """The workspace in `folder`; `label` is its name for people. Raises RefusedError without `okrs.yaml`."""
        before = f"{folder}/" if folder else ""
        self.label = label
        self.commit = commit
        """The hash of the commit; None for the index."""
        self._top, self._before = top, before
        self._blobs = {path.removeprefix(before): entry for path, entry in listing.items()}
        if WORKSPACE_FILE not in self._blobs:
            path = f"{before}{WORKSPACE_FILE}"
            raise RefusedError(f"there is no {visible(path)} in {label}", _way_to(top, path, label))
        self._contents = BlobReader(top)
        self._folders: dict[str, dict[str, Literal["file", "folder", "other"]]] = {"": {}}
        for path, (mode, _) in self._blobs.items():
            self._enter(path, "file" if mode.startswith("100") else "other")

    def _enter(self, path: str, kind: Literal["file", "folder", "other"]) -> None:
        folder, _, name = path.rpartition("/")
        if folder not in self._folders:
            self._folders[folder] = {}
            self._enter(folder, "folder")
        self._folders[folder][name] = kind

    @property
    def absent(self) -> tuple[str, ...]:
        """Nothing: git has every file of a commit."""
        return ()

    @property
    def paths(self) -> list[str]:
        """The path of every file, link and submodule, in git's order."""
        return list(self._blobs)

    def blob(self, path: str) -> str | None:
        """The hash of what stands under this path; the same hash is the same content. None where there is nothing."""
        return self._blobs[path][1] if path in self._blobs else None

    def entries(self, folder: str) -> list[Entry]:
        """The entries of a folder, by name; empty if there is no such folder."""
        return sorted(Entry(name, kind) for name, kind in self._folders.get(folder, {}).items())

    def read(self, path: str) -> bytes:
        """The bytes of a file. Raises OSError; a link, submodule or folder raises IsADirectoryError."""
        if path in self._folders:
            raise IsADirectoryError(path)
        if path not in self._blobs:
            raise FileNotFoundError(path)
        mode, blob = self._blobs[path]
        if not mode.startswith("100"):
            raise IsADirectoryError(path)
        return self._contents.read(blob, MAX_BYTES + 1)

    def folders_with(self, words: Collection[str], folders: Collection[str]) -> frozenset[str]:
        """Those of these folders below `okrs/` in which a file has one of these words, or an escape sequence.

        Of the index all of them, for only a commit is searched.
        """
        if self.commit is None or not words or not folders:
            return frozenset(folders if words else ())
        options = ("-l", "-z", "-a", "-F", "--no-color", "--full-name")
        patterns = (part for word in (*sorted(words), "\\") for part in ("-e", word))
        paths = (f"{self._before}{PLAN_FOLDER}/{folder}" for folder in folders)
        grep = ("-c", "grep.threads=1", "grep", *options, *patterns, self.commit, "--", *paths)
        answer = run_read_only(self._top, *grep, expected=(0, 1))
        start = len(f"{self.commit}:{self._before}{PLAN_FOLDER}/")
        return frozenset(path[start:].partition("/")[0] for path in fields(answer.out))


def work_tree(root: Path) -> WorkingTree:
    """The files of a workspace on the disk, with the paths of those that a sparse checkout has left out.

    Git runs in a sparse checkout alone, which is known by a file in git's own folder.
    """
    try:
        layout = find_layout(root)
    except RefusedError:
        layout = None
    if layout is None or not (layout.git_dir / "info" / "sparse-checkout").exists():
        return WorkingTree(root)
    listed = run_read_only(root, "ls-files", "-t", "-z", "--", WORKSPACE_FILE, PLAN_FOLDER)
    skipped = [line.removeprefix("S ") for line in fields(listed.out) if line.startswith("S ")]
    return WorkingTree(root, [path for path in skipped if not os.path.lexists(root / path)])
