"""A source of files with changes that are not written yet: what a command reads before it writes."""

from __future__ import annotations

from collections.abc import Sequence

from okrcli.workspace.sources import Entry, Source


class PendingFiles:
    """A source in which some files have another content, are new, or are gone. Reads like any other source."""

    def __init__(self, below: Source) -> None:
        self.below = below
        self.changed: dict[str, bytes | None] = {}
        """The new content by path; None for a file that is gone."""

    @property
    def absent(self) -> Sequence[str]:
        """The paths that are absent from the source below."""
        return self.below.absent

    def entries(self, folder: str) -> list[Entry]:
        """The entries of a folder by name; empty when there is no such folder."""
        entries = {entry.name: entry for entry in self.below.entries(folder)}
        for path, content in self.changed.items():
            inside = f"{folder}/" if folder else ""
            if path.startswith(inside):
                name, slash, _ = path.removeprefix(inside).partition("/")
                if slash:
                    entries.setdefault(name, Entry(name, "folder"))
                elif content is None:
                    entries.pop(name, None)
                else:
                    entries[name] = Entry(name, "file")
        return [entries[name] for name in sorted(entries)]

    def read(self, path: str) -> bytes:
        """The bytes of a file. Raises OSError."""
        if path not in self.changed:
            return self.below.read(path)
        content = self.changed[path]
        if content is None:
            raise FileNotFoundError(path)
        return content

    def before(self, path: str) -> bytes | None:
        """The bytes of a file in the source below; None where there is none."""
        try:
            return self.below.read(path)
        except FileNotFoundError:
            return None

    def put(self, path: str, content: bytes | None) -> None:
        """Set the new content of a file; None removes it."""
        self.changed[path] = content
