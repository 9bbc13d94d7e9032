"""The digest of a part of the work tree: equal digests mean that a run reads the same there.

A part is `okrs.yaml`, the list of names in `okrs/`, a file of it, or a folder of it with everything below. A run tells
a `TreeReadings` what it reads, and `digest_on_disk` reads the same again without parsing anything.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import Final

from okrcli.workspace.sources import MAX_BYTES, PLAN_FOLDER, WORKSPACE_FILE, Entry, WorkingTree

_SIZE: Final = 20
"""The bytes of a digest."""


class TreeReadings:
    """Everything that a run reads from its work tree. It is an `Observer` of `workspace.sources`."""

    def __init__(self) -> None:
        self._entries: dict[str, Sequence[Entry]] = {}
        self._contents: dict[str, bytes] = {}
        self.is_steady = True
        """False if something could not be read, or was read twice and had changed."""

    def listed(self, folder: str, entries: Sequence[Entry]) -> None:
        """Take note of the entries of a folder."""
        entries = _that_count(folder, entries)
        if self._entries.setdefault(folder, entries) != entries:
            self.is_steady = False

    def read(self, path: str, content: bytes | None) -> None:
        """Take note of the bytes of a file."""
        digest = b"" if content is None else _digest(content)
        if content is None or self._contents.setdefault(path, digest) != digest:
            self.is_steady = False

    def parts(self) -> list[str]:
        """The parts that were read; the path of a folder ends with a slash."""
        parts = {WORKSPACE_FILE, PLAN_FOLDER}
        for path in self._entries:
            if path.startswith(f"{PLAN_FOLDER}/"):
                parts.add(f"{PLAN_FOLDER}/{path.split('/')[1]}/")
        for path in self._contents:
            names = path.split("/")
            parts.add(f"{PLAN_FOLDER}/{names[1]}/" if len(names) > 2 else path)
        return sorted(parts)

    def digests(self) -> dict[str, str] | None:
        """The digest of each part that was read; None if it was not read as a whole, or changed meanwhile."""
        try:
            digests = {part: _digest_of(part, self._folder, self._contents.__getitem__) for part in self.parts()}
        except KeyError:
            return None
        return digests if self.is_steady else None

    def _folder(self, folder: str) -> Folder:
        """A folder as it was read. Raises KeyError if it or one of its files was not."""
        entries = self._entries[folder]
        return entries, [self._contents[f"{folder}/{name}"] for name, kind in entries if _is_read(name, kind, folder)]


Folder = tuple[Sequence[tuple[str, str]], Sequence[bytes]]
"""The names and kinds in a folder, sorted, and the digests of the files among them that are read."""


def digests_on_disk(root: Path, parts: Iterable[str]) -> dict[str, str]:
    """The digests of these parts as they are now. Raises OSError if something of them cannot be read."""
    tree = WorkingTree(root)
    disk = _Disk(root)

    def folder_of(path: str) -> Folder:
        return (_that_count(path, tree.entries(path)), []) if path in ("", PLAN_FOLDER) else disk.folder(path)

    return {part: _digest_of(part, folder_of, lambda path: _digest(tree.read(path))) for part in parts}


class _Disk:
    """Folders on the disk, read with as few calls of the system as possible: it is all that a kept answer costs."""

    def __init__(self, root: Path) -> None:
        self._root = os.fspath(root)
        self._buffer = memoryview(bytearray(MAX_BYTES + 1))

    def folder(self, path: str) -> Folder:
        """A folder as it is. Raises OSError."""
        handle = os.open(f"{self._root}/{path}", os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            with os.scandir(handle) as listing:
                entries = sorted((entry.name, _kind(entry)) for entry in listing if entry.name[0] != ".")
            return entries, [self._file(name, handle) for name, kind in entries if _is_read(name, kind, path)]
        finally:
            os.close(handle)

    def _file(self, name: str, folder: int) -> bytes:
        """The digest of a file in an open folder."""
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
        handle = os.open(name, flags, dir_fd=folder)
        try:
            length = os.readv(handle, [self._buffer])
            while length and length % _PAGE == 0 and (more := os.readv(handle, [self._buffer[length:]])):
                length += more
        finally:
            os.close(handle)
        return _digest(self._buffer[:length])


_PAGE: Final = 4096
"""The bytes in whose multiples a read that is interrupted ends."""


def _kind(entry: os.DirEntry[str]) -> str:
    if entry.is_file(follow_symlinks=False):
        return "file"
    return "folder" if entry.is_dir(follow_symlinks=False) else "other"


def _is_read(name: str, kind: str, folder: str) -> bool:
    """True for an entry of a cycle folder that is read as a file of the format."""
    return kind == "file" and name.endswith(".yaml") and folder not in ("", PLAN_FOLDER)


def _digest_of(part: str, folder_of: Callable[[str], Folder], content_of: Callable[[str], bytes]) -> str:
    """The digest of a part, by functions that return a folder and the digest of a file."""
    total = blake2b(digest_size=_SIZE)
    if part.endswith("/"):
        waiting = [part[:-1]]
    elif part == PLAN_FOLDER:
        waiting = ["", PLAN_FOLDER]
    else:
        return content_of(part).hex()
    while waiting:
        folder = waiting.pop()
        entries, digests = folder_of(folder)
        total.update("\0".join((folder, *chain.from_iterable(entries))).encode("utf-8", "surrogateescape"))
        total.update(b"".join(digests))
        if part != PLAN_FOLDER:
            waiting.extend(f"{folder}/{name}" for name, kind in entries if kind == "folder")
    return total.hexdigest()


def _that_count(folder: str, entries: Iterable[Entry]) -> Sequence[Entry]:
    """The entries of a folder that a run looks at: beside `okrs`, and below it, hidden names are not among them."""
    if not folder:
        return [entry for entry in entries if entry.name == PLAN_FOLDER]
    return [entry for entry in entries if not entry.name.startswith(".")]


def _digest(content: bytes | memoryview) -> bytes:
    return blake2b(content, digest_size=_SIZE).digest()
