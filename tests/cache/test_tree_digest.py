"""The digest of what a run has read is the digest of what lies on the disk, until something of it changes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from okrcli.cache.tree_digest import TreeReadings, digests_on_disk
from okrcli.workspace.sources import MAX_BYTES, WorkingTree, observe, walk
from tests.support.commands import write

ODD = {
    "okrs/2026-Q4/plan.yaml": "x: 1\n",
    "okrs/2026-Q4/ü ặ.yaml": "y",
    "okrs/2026-Q4/.hidden.yaml": "not read",
    "okrs/2026-Q4/note.txt": "not read",
    "okrs/2026-Q4/checkins/mai/a.yaml": "z" * 4096,
    "okrs/2026-Q4/checkins/mai/b.yaml": "z" * (MAX_BYTES + 5),
    "okrs/loose.yaml": "loose",
    "okrs/loose.txt": "not read",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path, ODD)
    (tmp_path / "okrs/2026-Q4/folder.yaml").mkdir()
    (tmp_path / "okrs/2026-Q4/empty").mkdir()
    (tmp_path / "okrs/2026-Q4/link.yaml").symlink_to("plan.yaml")
    (tmp_path / os.fsdecode(b"okrs/2026-Q4/\xff.yaml")).write_text("bytes")
    os.mkfifo(tmp_path / "okrs/2026-Q4/pipe.yaml")
    return tmp_path


def readings_of(root: Path) -> TreeReadings:
    """The readings of a run that reads the whole workspace."""
    readings, tree = TreeReadings(), WorkingTree(root)
    observe(readings)
    try:
        tree.entries("")
        for path, entry in (("okrs.yaml", None), *walk(tree, "okrs")):
            if entry is None or (entry.kind == "file" and path.endswith(".yaml")):
                tree.read(path)
    finally:
        observe(None)
    return readings


def test_a_run_and_the_disk_have_the_same_digests(root: Path) -> None:
    digests = readings_of(root).digests()
    assert digests
    assert list(digests) == ["okrs", "okrs.yaml", "okrs/2026-Q4/", "okrs/loose.yaml"]
    assert digests_on_disk(root, digests) == digests


CHANGES = {
    "touch okrs/2026-Q4/plan.yaml; echo hidden > okrs/2026-Q4/.other.yaml; echo x > beside": [],
    "echo x > okrs/2026-Q4/note.txt": [],
    "echo x >> okrs.yaml": ["okrs.yaml"],
    "echo x >> okrs/loose.yaml": ["okrs/loose.yaml"],
    "echo x > okrs/new": ["okrs"],
    "mkdir okrs/2026-Q3": ["okrs"],
    "echo x > okrs/2026-Q4/checkins/new.yml": ["okrs/2026-Q4/"],
    "echo x >> okrs/2026-Q4/checkins/mai/a.yaml": ["okrs/2026-Q4/"],
    "rmdir okrs/2026-Q4/empty": ["okrs/2026-Q4/"],
    "cd okrs/2026-Q4; mv plan.yaml a; mv checkins/mai/a.yaml plan.yaml": ["okrs/2026-Q4/"],
    "cd okrs/2026-Q4; rm link.yaml; cp plan.yaml link.yaml": ["okrs/2026-Q4/"],
    "printf X | dd of=okrs/2026-Q4/checkins/mai/b.yaml bs=1 seek=1000000 conv=notrunc status=none": ["okrs/2026-Q4/"],
}


@pytest.mark.parametrize("command", CHANGES)
def test_a_change_is_a_change_of_its_part_alone(root: Path, command: str) -> None:
    before = readings_of(root).digests()
    assert before
    assert os.system(f"cd '{root}' && {command}") == 0
    after = digests_on_disk(root, before)
    assert [part for part in before if after[part] != before[part]] == CHANGES[command]
    assert {part: (readings_of(root).digests() or {}).get(part) for part in before} == after


def test_a_part_that_was_not_read_as_a_whole_has_no_digest(root: Path) -> None:
    readings, tree = TreeReadings(), WorkingTree(root)
    observe(readings)
    try:
        tree.entries("")
        tree.entries("okrs")
        tree.read("okrs.yaml")
        assert readings.digests()
        tree.entries("okrs/2026-Q4")
        assert readings.digests() is None
    finally:
        observe(None)


def test_what_changes_during_the_run_has_no_digest(root: Path) -> None:
    readings = readings_of(root)
    readings.read("okrs.yaml", b"other")
    assert readings.digests() is None
    readings = readings_of(root)
    readings.read("okrs.yaml", None)
    assert readings.digests() is None


def test_a_part_that_is_gone_cannot_be_read(root: Path) -> None:
    before = readings_of(root).digests()
    assert before
    (root / "okrs.yaml").unlink()
    with pytest.raises(OSError, match=r"okrs\.yaml"):
        digests_on_disk(root, before)
