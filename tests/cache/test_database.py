"""The cache file: what is kept is found again, and no fault of the file is an error."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from okrcli.cache import database
from okrcli.cache.database import NAME, Cache, cache_path
from tests.conftest import Work
from tests.support.hooks import PATIENCE


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "okr" / NAME


def filled(path: Path, **documents: object) -> Path:
    """A cache with these documents of the kind `answer`."""
    cache = Cache(path)
    cache.put_all("answer", documents or {"a": [1, "ä\udcff"]})
    cache.close()
    assert not cache.fault
    return path


def test_what_is_kept_is_found_by_the_next_process(path: Path) -> None:
    filled(path)
    assert Cache(path).get("answer", "a") == [1, "ä\udcff"]
    assert Cache(path).get("names", "a") is None
    assert Cache(path).get("answer", "b") is None


def test_reading_makes_no_file(path: Path) -> None:
    cache = Cache(path)
    assert (cache.get("answer", "a"), cache.usage(), cache.check()) == (None, [], "")
    assert not path.parent.exists()


def test_it_lies_in_the_git_folder_that_all_work_trees_share(work: Work) -> None:
    work.git("worktree", "add", "-q", "../other", "-b", "other")
    assert cache_path(work.path.parent / "other") == cache_path(work.path) == work.path / ".git/okr" / NAME


def test_without_git_it_lies_in_the_cache_folder_of_the_user(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = cache_path(tmp_path)
    assert here
    assert here.parent == home / ".cache/okr"
    assert here != cache_path(tmp_path.parent)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert str(cache_path(tmp_path)).startswith(str(tmp_path / "xdg/okr/"))


def test_an_option_turns_it_off(path: Path) -> None:
    filled(path)
    database.turn_off(True)
    try:
        assert Cache(path).get("answer", "a") is None
    finally:
        database.turn_off(False)


# ── Faults ────────────────────────────────────────────────────────────────────────────────────────────────────────


def spoil_version(path: Path) -> None:
    sqlite3.connect(path).execute("PRAGMA user_version = 99")


def spoil_table(path: Path) -> None:
    with sqlite3.connect(path) as opened:
        opened.execute("DROP TABLE entries")


def spoil_page(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1024] + b"\xa5" * 4096)


@pytest.mark.parametrize(
    "spoil",
    [
        spoil_version,
        spoil_table,
        spoil_page,
        lambda path: path.write_bytes(b"no database" * 500),
        lambda path: (path.unlink(), path.mkdir()),
    ],
)
def test_a_file_that_is_no_cache_finds_and_keeps_nothing_until_it_is_cleared(path: Path, spoil: object) -> None:
    spoil(filled(path))  # type: ignore[operator]
    cache = Cache(path)
    cache.put("answer", "b", 1)
    assert cache.get("answer", "a") is None
    assert cache.fault
    assert Cache(path).check()
    if path.is_file():
        Cache(path).clear()
        filled(path, b=2)
        assert Cache(path).get("answer", "b") == 2


def test_an_empty_file_becomes_a_cache(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    assert Cache(filled(path)).get("answer", "a")


def test_a_document_that_was_damaged_is_not_found(path: Path) -> None:
    with sqlite3.connect(filled(path, a="good", b="good")) as opened:
        opened.execute("""UPDATE entries SET value = '"goof"' WHERE key = 'a'""")
    assert Cache(path).get_all("answer", ["a", "b"]) == {"b": "good"}


def test_a_document_under_the_key_of_another_one_is_not_found(path: Path) -> None:
    with sqlite3.connect(filled(path, a="good")) as opened:
        opened.execute("UPDATE entries SET key = 'b'")
    assert Cache(path).get("answer", "b") is None


def test_a_writer_that_has_the_lock_stops_no_reader_and_no_other_writer(path: Path) -> None:
    other = sqlite3.connect(filled(path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    cache = Cache(path)
    assert cache.get("answer", "a")
    cache.put("answer", "b", 1)
    assert "locked" in cache.fault
    assert "locked" in Cache(path).check()


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = Cache(tmp_path / "file" / "okr" / NAME)
    cache.put("answer", "a", 1)
    assert cache.get("answer", "a") is None
    assert cache.fault


def test_the_oldest_entries_go_first(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "MOST_BYTES", 400_000)
    cache = Cache(path)
    for number in range(100):
        cache.put("answer", str(number), "x" * 10_000)
    known = [number for number in range(100) if cache.get("answer", str(number))]
    assert known == list(range(known[0], 100))
    assert 20 < len(known) < 40
    assert path.stat().st_size < 600_000


# ── Processes ─────────────────────────────────────────────────────────────────────────────────────────────────────

WRITER = """
import os, resource, signal, sys
from pathlib import Path
from okrcli.cache.database import Cache
cache = Cache(Path(sys.argv[1]))
"""
FULL = "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)); "
KILL = """
cache.put("answer", "b", 1)
database = cache._opened(to_write=True)
database.execute("BEGIN IMMEDIATE")
database.executemany("INSERT INTO entries (kind, key, value, checksum) VALUES ('k', ?, ?, '')",
                     [(str(n), "x" * 10_000) for n in range(500)])
os.kill(os.getpid(), signal.SIGKILL)
"""
MANY = """
for round in range(30):
    for number in range(20):
        assert cache.get("answer", str(number)) in (None, [number] * 500)
        cache.put("answer", str(number), [number] * 500)
    cache.fault = ""
"""


def writer(path: Path, script: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", WRITER + script, os.fspath(path)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_a_full_disk_leaves_the_entries_that_there_were(path: Path) -> None:
    filled(path)
    script = f'{FULL}cache.put("answer", "b", "x" * 1_000_000); sys.exit(cache.fault)'
    _, errors = writer(path, script).communicate(timeout=PATIENCE)
    assert errors.strip()
    assert Cache(path).get_all("answer", ["a", "b"]).keys() == {"a"}


def test_a_kill_in_the_middle_of_a_write_leaves_the_entries_that_there_were(path: Path) -> None:
    killed = writer(filled(path), KILL)
    killed.communicate(timeout=PATIENCE)
    assert killed.returncode == -signal.SIGKILL
    cache = Cache(path)
    assert cache.get_all("answer", ["a", "b"]).keys() == {"a", "b"}
    assert [usage.entries for usage in cache.usage()] == [2]
    cache.put("answer", "c", 1)
    assert not cache.fault


def test_ten_processes_read_and_write_at_once(path: Path) -> None:
    """They begin without a file. None of them fails, and none reads what was not written."""
    writers = [writer(path, MANY) for _ in range(10)]
    assert [(each.communicate(timeout=PATIENCE)[1], each.returncode) for each in writers] == [(b"", 0)] * 10
    cache = Cache(path)
    assert cache.check() == ""
    assert cache.get("answer", "19") == [19] * 500
