"""The file of the cache: small JSON documents by kind and key.

It lies in the git folder that all work trees share, without git in the cache folder of the user, and never among the
files of a workspace. Keys are hashes of content, so an entry is never out of date; the oldest ones are removed when the
file gets too large. Whatever is wrong with the file, `Cache.get` finds nothing, `Cache.put` does nothing, and
`Cache.fault` says why.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

from okrcli.errors import RefusedError
from okrcli.git.layout import find_layout

NAME: Final = "cache-v1.sqlite"
MOST_BYTES: Final = 64 * 1024 * 1024
"""The size of all entries beyond which the oldest quarter is removed."""
_LARGEST: Final = 8 * 1024 * 1024
"""The characters of an entry beyond which it is not kept."""
_WAIT: Final = 0.2
"""Seconds that a run waits for another one that writes."""
_VERSION: Final = 1
_SCHEMA: Final = (
    "CREATE TABLE entries (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,"
    " checksum TEXT NOT NULL, UNIQUE (kind, key))"
)
_USAGE: Final = "SELECT kind, count(*), sum(length(key) + length(value)) FROM entries GROUP BY kind ORDER BY kind"
_REMOVE: Final = (
    "DELETE FROM entries WHERE id IN"
    " (SELECT id FROM entries ORDER BY id LIMIT (SELECT max(1, count(*) / 4) FROM entries))"
)

_is_off: bool = False


def turn_off(chosen: bool) -> None:
    """Keep and find nothing in this run, as `--no-cache` asks for."""
    global _is_off
    _is_off = chosen


def cache_path(root: Path) -> Path | None:
    """The path of the file for the workspace in a folder; None where there is no place for one."""
    try:
        layout = find_layout(root)
    except (RefusedError, OSError):
        return None
    if layout:
        return layout.common_dir / "okr" / NAME
    named = Path(os.environ.get("XDG_CACHE_HOME") or "")
    try:
        folder = named if named.is_absolute() else Path.home() / ".cache"
    except RuntimeError:
        return None
    return folder / "okr" / f"{sha256(os.fsencode(root.resolve())).hexdigest()[:24]}-{NAME}"


class Usage(NamedTuple):
    """The entries of one kind."""

    kind: str
    entries: int
    size: int
    """In bytes."""


class Cache:
    """The cache of a workspace. The file is opened when it is first needed, and made by the first `put`."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.fault = "" if path else "there is no folder for it"
        """The reason why nothing is found and kept; empty if the file works."""
        self._database: sqlite3.Connection | None = None

    @classmethod
    def of(cls, root: Path) -> Cache:
        """The cache of the workspace in a folder."""
        return cls(cache_path(root))

    def get(self, kind: str, key: str) -> Any:
        """The document that was kept under this key; None if there is none, or if it is damaged."""
        return self.get_all(kind, [key]).get(key)

    def get_all(self, kind: str, keys: list[str]) -> dict[str, Any]:
        """The documents that were kept under these keys, as far as there are any."""
        documents: dict[str, Any] = {}
        question = "SELECT value, checksum FROM entries WHERE kind = ? AND key = ?"
        try:
            if database := self._opened(to_write=False):
                for key in keys:
                    row = database.execute(question, (kind, key)).fetchone()
                    if row and row[1] == _checksum(key, row[0]):
                        documents[key] = json.loads(row[0])
        except (sqlite3.Error, OSError, ValueError, TypeError, RecursionError) as error:
            self._give_up(error)
        return documents

    def put(self, kind: str, key: str, document: Any) -> None:
        """Keep a document, which is data that JSON has."""
        self.put_all(kind, {key: document})

    def put_all(self, kind: str, documents: Mapping[str, Any]) -> None:
        """Keep several documents in one transaction. One that is too large is left out."""
        try:
            texts = {key: json.dumps(document, separators=(",", ":")) for key, document in documents.items()}
            rows = [(kind, key, text, _checksum(key, text)) for key, text in texts.items() if len(text) <= _LARGEST]
            if rows and (database := self._opened(to_write=True)):
                with database:
                    database.execute("BEGIN IMMEDIATE")
                    database.executemany(
                        "INSERT OR REPLACE INTO entries (kind, key, value, checksum) VALUES (?, ?, ?, ?)", rows
                    )
                    _remove_oldest(database)
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)

    def usage(self) -> list[Usage]:
        """The number and the size of the entries of each kind."""
        try:
            if database := self._opened(to_write=False):
                return [Usage(*row) for row in database.execute(_USAGE)]
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)
        return []

    def check(self) -> str:
        """Return the fault of the file; empty if it can be read and written, or can be made. Nothing is changed."""
        try:
            if database := self._opened(to_write=False):
                (self.fault,) = database.execute("PRAGMA quick_check(1)").fetchone()
                self.fault = "" if self.fault == "ok" else self.fault
                database.execute(_USAGE).fetchall()
                database.execute("BEGIN IMMEDIATE")
                database.execute("ROLLBACK")
            elif self.path and not self.fault:
                nearest = next(folder for folder in self.path.parents if folder.exists())
                is_usable = nearest.is_dir() and os.access(nearest, os.W_OK)
                self.fault = "" if is_usable else f"no file can be made in {nearest}"
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)
        return self.fault

    def clear(self) -> None:
        """Remove all entries; a file that is no cache is removed itself. Raises OSError if that is not possible."""
        try:
            database = self._opened(to_write=False)
            if database:
                database.execute("DELETE FROM entries")
                database.execute("VACUUM")
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)
        if self.fault and self.path:
            self.close()
            for ending in ("", "-wal", "-shm"):
                Path(f"{self.path}{ending}").unlink(missing_ok=True)
            self.fault = ""

    def close(self) -> None:
        """Close the file."""
        database, self._database = self._database, None
        if database:
            database.close()

    def _opened(self, *, to_write: bool) -> sqlite3.Connection | None:
        """The open file; None where there is none, and where it does not work."""
        if self._database or self.fault or _is_off or self.path is None:
            return None if self.fault or _is_off else self._database
        if to_write:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        elif not self.path.exists():
            return None
        mode = "rwc" if to_write else "rw"
        database = sqlite3.connect(f"{self.path.as_uri()}?mode={mode}", uri=True, timeout=_WAIT, isolation_level=None)
        try:
            _prepare(database, is_new=to_write)
        except BaseException:
            database.close()
            raise
        self._database = database
        return database

    def _give_up(self, error: Exception) -> None:
        """Use the file no more in this run."""
        self.fault = str(getattr(error, "strerror", None) or error).lower() or type(error).__name__
        try:
            self.close()
        except sqlite3.Error:
            self._database = None


def _prepare(database: sqlite3.Connection, *, is_new: bool) -> None:
    """Make the table in an empty file. Raises sqlite3.DatabaseError if the file has another one."""
    (version,) = database.execute("PRAGMA user_version").fetchone()
    database.execute("PRAGMA synchronous = OFF")  # an entry that is lost or torn is computed again
    if version == 0 and is_new and not database.execute("SELECT 1 FROM sqlite_master").fetchone():
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("BEGIN IMMEDIATE")
        if not database.execute("SELECT 1 FROM sqlite_master").fetchone():
            database.execute(_SCHEMA)
            database.execute(f"PRAGMA user_version = {_VERSION}")
        database.execute("COMMIT")
    elif version != _VERSION:
        raise sqlite3.DatabaseError("the file is of another version of okr")


def _remove_oldest(database: sqlite3.Connection) -> None:
    """Remove the oldest quarter of the entries until the rest is small enough."""
    while _used(database) > MOST_BYTES:
        database.execute(_REMOVE)


def _used(database: sqlite3.Connection) -> int:
    """The bytes of the file that entries take; removed ones leave pages that the next ones get."""
    pages, free, size = (
        int(database.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size


def _checksum(key: str, value: str) -> str:
    """The hash by which a damaged entry is known: SQLite itself does not notice a torn page."""
    return sha256(f"{key}\n{value}".encode()).hexdigest()[:16]
