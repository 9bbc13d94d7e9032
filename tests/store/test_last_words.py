"""After a commit exists, no message and no exit code says that nothing happened."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Work
from tests.support.commands import okr, started
from tests.support.hooks import NOTED, PATIENCE, held, hooked, wait_for

PLAN = """\
people: [{id: mai, email: mai@example.com}]
cycle: 2026-Q4
objectives:
  - id: platform
    title: A platform
    owner: mai
    key_results:
      - {id: p99, title: Latency falls, owner: mai, start: 0, target: 100}
      - {id: calls, title: Fifty calls, owner: mai, target: 50, aggregate: sum}
"""
TO_OKR = "kill -%s $TESTED_OKR"
"""In a hook: a signal to the okr that has started this git, and to it alone."""


@pytest.fixture
def repository(empty_work: Work, monkeypatch: pytest.MonkeyPatch) -> Work:
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    empty_work.commit("start", okrs_yaml=PLAN)
    return empty_work


WRITERS = (
    ("checkin", "p99", "4"),
    ("set", "p99", "title=Another title"),
    ("add", "action", "p99", "A guide"),
    ("set", "p99", "id=latency"),
)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("words", WRITERS, ids=" ".join)
def test_a_full_disk_under_the_output_is_no_failure_of_what_is_committed(
    repository: Work, words: tuple[str, ...]
) -> None:
    before = repository.head()
    with Path("/dev/full").open("wb") as full:
        done = started(repository.path, *words, stdout=full)
    errors = done.stderr.decode()
    assert repository.head() != before
    assert done.returncode == 0, errors
    assert f"commit {repository.head()[:7]} is made" in errors
    again = okr(repository.path, "checkin", "calls", "3")
    assert "repaired" not in again.err  # the earlier run has come to its end


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("words", [("status",), ("--version",), ("--help",), ("validate",)], ids=" ".join)
def test_a_full_disk_under_a_view_is_named(repository: Work, words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = started(repository.path, *words, stdout=full)
    assert done.returncode == 3
    assert done.stderr.decode() == "error: the system: no space left on device\n"


def test_an_interrupt_in_a_hook_after_the_commit_says_that_it_is_made(repository: Work) -> None:
    before = repository.head()
    repository.hook("post-commit", TO_OKR % "INT")
    done = hooked(repository.path, "checkin", "p99", "4")
    assert repository.head() != before
    assert done.returncode == 130
    assert f"interrupted, but commit {repository.head()[:7]} is made" in done.stderr.decode()


def test_an_interrupt_before_the_commit_leaves_everything_as_it_was(repository: Work) -> None:
    before = repository.state()
    repository.hook("pre-commit", TO_OKR % "INT" + "\nexit 1")
    done = hooked(repository.path, "checkin", "p99", "4")
    assert repository.state() == before
    assert done.returncode == 130
    assert "interrupted, nothing was written" in done.stderr.decode()


def test_a_repeated_request_prints_the_line_of_the_first_run(repository: Work) -> None:
    assert okr(repository.path, "checkin", "calls", "10").code == 0
    repository.hook("post-commit", TO_OKR % "KILL")
    assert hooked(repository.path, "checkin", "calls", "7").returncode == -9
    head = repository.head()
    (repository.path / ".git/hooks/post-commit").unlink()
    answer = okr(repository.path, "checkin", "calls", "7")
    assert answer.code == 0, answer.err
    assert "10 → 17 of 50" in answer.out
    assert "24" not in answer.out
    assert "the interrupted run has already done this" in answer.out
    assert repository.head() == head


# ── Sync ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def clone(repository: Work, tmp_path: Path) -> Path:
    """A second clone that has shared a check-in, while the first one has a check-in of its own."""
    hub, other = tmp_path / "hub.git", tmp_path / "other"
    subprocess.run(["git", "clone", "--quiet", "--bare", str(repository.path), str(hub)], check=True)
    repository.git("remote", "add", "origin", str(hub))
    repository.git("fetch", "--quiet", "origin")
    repository.git("branch", "--quiet", "--set-upstream-to=origin/main")
    subprocess.run(["git", "clone", "--quiet", str(hub), str(other)], check=True)
    assert okr(other, "checkin", "p99", "9").code == 0
    assert okr(other, "sync").code == 0
    assert okr(repository.path, "checkin", "calls", "3").code == 0
    return other


def test_an_interrupt_in_the_push_says_what_is_here(repository: Work, clone: Path) -> None:
    repository.hook("pre-push", TO_OKR % "INT")
    done = hooked(repository.path, "sync")
    assert done.returncode == 130
    assert "interrupted, but the commits of origin are here" in done.stderr.decode()
    assert "9" in okr(repository.path, "show", "p99").out


def test_no_check_in_is_lost_when_a_sync_is_ended_and_its_git_goes_on(repository: Work, clone: Path) -> None:
    reached = repository.path.parent / "reached"
    repository.hook("pre-rebase", f"{NOTED}\n{TO_OKR % 'KILL'}\n{held(str(reached))}")
    assert hooked(repository.path, "sync").returncode == -9
    wait_for(reached)
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "okrcli", "checkin", "p99", "77"],
        cwd=repository.path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as later:
        assert later.stderr is not None
        assert "waiting for git" in later.stderr.readline()  # it does not work beside the rebase
        reached.unlink()
        later.communicate(timeout=PATIENCE)
    (repository.path / ".git/hooks/pre-rebase").unlink()
    if later.returncode:  # git was left in the middle: nothing was recorded, and it is said
        assert "in progress" in okr(repository.path, "checkin", "p99", "77").err
        repository.git("rebase", "--continue", check=False)
    assert okr(repository.path, "checkin", "p99", "77").code == 0
    assert okr(repository.path, "sync").code == 0
    assert '"current": 77' in okr(repository.path, "show", "p99", "--json").out
    assert '"current": 3' in okr(repository.path, "show", "calls", "--json").out


# ── A git folder that nobody may write ────────────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_git_folder_is_named_as_what_it_is(repository: Work) -> None:
    (repository.path / ".git").chmod(0o555)
    try:
        answer = okr(repository.path, "checkin", "p99", "4")
    finally:
        (repository.path / ".git").chmod(0o755)
    assert answer.code == 3
    assert "permission denied" in answer.err.lower()
