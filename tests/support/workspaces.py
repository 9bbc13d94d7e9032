"""Workspaces of a few files that lie in memory, for tests of what changes a plan.

shop = in_memory({"okrs.yaml": PLAN})
pending = PendingFiles(shop.source)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.sources import Entry
from okrcli.workspace.workspace import Workspace, load
from tests.support.commands import TODAY


class _NoFiles:
    """A source that holds nothing."""

    @property
    def absent(self) -> tuple[str, ...]:
        return ()

    def entries(self, folder: str) -> list[Entry]:
        return []

    def read(self, path: str) -> bytes:
        raise FileNotFoundError(path)


def in_memory(files: Mapping[str, str], day: str = TODAY, *, everything: bool = True) -> Workspace:
    """The workspace of these files, as a command that changes it reads it on a day."""
    source = PendingFiles(_NoFiles())
    for path, text in {"okrs.yaml": "{}\n", **files}.items():
        source.put(path, text.encode())
    return load(source, date.fromisoformat(day), everything=everything)


def text_of(pending: PendingFiles, path: str = "okrs.yaml") -> str:
    """A file as it will be."""
    return pending.read(path).decode("utf-8")
