"""The digest of a part of the work tree: equal digests mean that a run reads the same there.

A part is `okrs.yaml`, the list of names in `okrs/`, a file of it, or a folder of it with everything below. A run tells
a `TreeReadings` what it reads, and `digest_on_disk` reads the same again without parsing anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from typing import Final

from okrcli.workspace.sources import PLAN_FOLDER, WORKSPACE_FILE, Entry, WorkingTree

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
            found = {
                part: _digest_of(part, self._entries.__getitem__, self._contents.__getitem__) for part in self.parts()
            }
        except KeyError:
            return None
        return found if self.is_steady else None


def digests_on_disk(tree: WorkingTree, parts: Iterable[str]) -> dict[str, str]:
    """The digests of these parts as they are now. Raises OSError if something of them cannot be read."""

    def entries_in(folder: str) -> Sequence[Entry]:
        return _that_count(folder, tree.entries(folder))

    def content_of(path: str) -> bytes:
        return _digest(tree.read(path))

    return {part: _digest_of(part, entries_in, content_of) for part in parts}


def _digest_of(part: str, entries_in: Callable[[str], Sequence[Entry]], content_of: Callable[[str], bytes]) -> str:
    """The digest of a part, by functions that return the entries of a folder and the digest of a file."""
    total = blake2b(digest_size=_SIZE)
    if part == PLAN_FOLDER:
        total.update(repr([*entries_in(""), *entries_in(PLAN_FOLDER)]).encode("utf-8", "surrogateescape"))
    elif not part.endswith("/"):
        total.update(content_of(part))
    else:
        waiting = [part[:-1]]
        while waiting:
            folder = waiting.pop()
            entries = entries_in(folder)
            total.update(f"{folder}/{entries!r}".encode("utf-8", "surrogateescape"))
            for name, kind in entries:
                path = f"{folder}/{name}"
                if kind == "folder":
                    waiting.append(path)
                elif kind == "file" and name.endswith(".yaml"):
                    total.update(content_of(path))
    return total.hexdigest()


def _that_count(folder: str, entries: Iterable[Entry]) -> Sequence[Entry]:
    """The entries of a folder that a run looks at: beside `okrs`, and below it, hidden names are not among them."""
    if not folder:
        return [entry for entry in entries if entry.name == PLAN_FOLDER]
    return [entry for entry in entries if not entry.name.startswith(".")]


def _digest(content: bytes) -> bytes:
    return blake2b(content, digest_size=_SIZE).digest()
