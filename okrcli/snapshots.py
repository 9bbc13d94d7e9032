"""The files of a workspace as a commit or the index holds them: a source like the working tree, and never changing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from okrcli.gitcall import Blobs
from okrcli.sources import MAX_BYTES, Entry


class Snapshot:
    """What git holds below one folder of a repository. File names are known at once, contents are read when asked for.

    Links and submodules are neither file nor folder (`other`), as links in the working tree are.
    """

    def __init__(self, top: Path, label: str, blobs: Mapping[str, tuple[str, str]]) -> None:
        """`blobs` gives mode and hash by the path in the workspace; `label` is how people call the snapshot."""
        self.label = label
        self._blobs = blobs
        self._contents = Blobs(top)
        self._folders: dict[str, dict[str, Literal["file", "folder", "other"]]] = {"": {}}
        for path, (mode, _) in blobs.items():
            self._enter(path, "file" if mode.startswith("100") else "other")

    def _enter(self, path: str, kind: Literal["file", "folder", "other"]) -> None:
        folder, _, name = path.rpartition("/")
        if folder not in self._folders:
            self._folders[folder] = {}
            self._enter(folder, "folder")
        self._folders[folder][name] = kind

    @property
    def paths(self) -> list[str]:
        """The path of every file, link and submodule, in git's order."""
        return list(self._blobs)

    def blob(self, path: str) -> str | None:
        """The hash of what stands under this path; the same hash is the same content. None where there is nothing."""
        return self._blobs[path][1] if path in self._blobs else None

    def entries(self, folder: str) -> list[Entry]:
        """What a folder holds, by name; empty when there is no such folder."""
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
