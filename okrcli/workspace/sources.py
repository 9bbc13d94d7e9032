"""Sources of the files of a workspace, and the search for its root. Reads never follow a link."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

from okrcli.errors import RefusedError

WORKSPACE_FILE = "okrs.yaml"
PLAN_FOLDER = "okrs"
MAX_BYTES = 1024 * 1024
"""The size of a file beyond which it is refused without being read to its end."""


class Entry(NamedTuple):
    """One name in a folder. `other` is anything that is neither a plain file nor a folder: links, pipes, devices."""

    name: str
    kind: Literal["file", "folder", "other"]


class Source(Protocol):
    """The files of one workspace: of the working tree, the index or a commit."""

    def entries(self, folder: str) -> list[Entry]:
        """The entries of a folder by name; empty when there is no such folder."""

    def read(self, path: str) -> bytes:
        """The bytes of a file, at most `MAX_BYTES` + 1 of them. Raises OSError, IsADirectoryError for a non-file."""

    @property
    def absent(self) -> Sequence[str]:
        """The paths of files that belong to the workspace and are not here, as in a sparse checkout."""


class Observer(Protocol):
    """Takes note of all that is read from the disk."""

    def listed(self, folder: str, entries: Sequence[Entry]) -> None:
        """A folder had these entries."""

    def read(self, path: str, content: bytes | None) -> None:
        """A file had these bytes; None if it could not be read."""


_observer: Observer | None = None


def observe(observer: Observer | None) -> None:
    """Tell an observer of everything that every `WorkingTree` reads from now on; None ends that."""
    global _observer
    _observer = observer


class WorkingTree:
    """The files on the disk below `root`."""

    def __init__(self, root: Path, absent: Sequence[str] = ()) -> None:
        self.root = root
        self.absent = absent
        self._prefix = f"{os.fspath(root)}/"

    def entries(self, folder: str) -> list[Entry]:
        """The entries of a folder by name; empty when there is no such folder."""
        entries = self._entries(folder)
        if _observer is not None:
            _observer.listed(folder, entries)
        return entries

    def _entries(self, folder: str) -> list[Entry]:
        path = f"{self._prefix}{folder}"
        try:
            if not stat.S_ISDIR(os.lstat(path.rstrip("/")).st_mode):
                return []
            with os.scandir(path) as listing:
                return sorted(map(_entry, listing))
        except FileNotFoundError:
            return []

    def read(self, path: str) -> bytes:
        """The bytes of a file. Raises OSError; a link, pipe or folder raises IsADirectoryError without being opened."""
        if _observer is None:
            return self._read(path)
        content = None
        try:
            content = self._read(path)
        finally:
            _observer.read(path, content)
        return content

    def _read(self, path: str) -> bytes:
        try:
            handle = os.open(f"{self._prefix}{path}", _TO_READ)
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.ENXIO):
                raise IsADirectoryError(path) from None
            raise
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise IsADirectoryError(path)
            content = os.read(handle, min(status.st_size, MAX_BYTES) + 1)
            return content if len(content) == status.st_size else content + _rest(handle, len(content))
        finally:
            os.close(handle)


_TO_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK


def _rest(handle: int, known: int) -> bytes:
    """The rest of an open file, up to `MAX_BYTES` + 1 bytes with the `known` ones."""
    content = b""
    while known + len(content) <= MAX_BYTES and (more := os.read(handle, MAX_BYTES + 1 - known - len(content))):
        content += more
    return content


def _entry(entry: os.DirEntry[str]) -> Entry:
    if entry.is_symlink():
        return Entry(entry.name, "other")
    if entry.is_dir(follow_symlinks=False):
        return Entry(entry.name, "folder")
    return Entry(entry.name, "file" if entry.is_file(follow_symlinks=False) else "other")


def find_root(start: Path) -> Path:
    """The nearest folder from `start` upward that holds `okrs.yaml`, never beyond the git root.

    Raises RefusedError when there is none.
    """
    folder = start.absolute()
    if not folder.is_dir():
        raise RefusedError(f"{start} is not a folder")
    for candidate in (folder, *folder.parents):
        if os.path.lexists(candidate / WORKSPACE_FILE):
            return candidate
        if os.path.lexists(candidate / ".git"):
            break
    for other in ("okrs.yml", "okr.yaml", "okr.yml"):
        if (folder / other).is_file():
            raise RefusedError(f"{folder / other} is not read: the name is {WORKSPACE_FILE}", f"mv {other} okrs.yaml")
    raise RefusedError(
        f"there is no {WORKSPACE_FILE} in {folder} or above it",
        "create a workspace here: okr init",
        "or choose one: okr -C FOLDER …",
    )


def walk(source: Source, folder: str, left_out: Collection[str] = ()) -> Iterator[tuple[str, Entry]]:
    """Every entry below a folder that is no folder itself, with its path.

    Names that begin with a dot are left out, and so are the folders of the names `left_out`.
    """
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        for entry in source.entries(here):
            path = f"{here}/{entry.name}"
            if entry.name.startswith("."):
                continue
            if entry.kind == "folder":
                waiting.extend([path] if entry.name not in left_out else ())
            else:
                yield path, entry


def unix_lines(source: Source | None, path: str) -> bytes | None:
    """The bytes of a file without carriage returns at line ends, which git may add; None where it cannot be read."""
    try:
        return source.read(path).replace(b"\r\n", b"\n") if source else None
    except OSError:
        return None
