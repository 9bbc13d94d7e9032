"""Kills, full disks and failing calls at every step of a write: the old state, the new one, or a repaired one.

The list of failures is docs/failures.md, "Interruptions".

Every call of ours that changes a file, and every git that we start, is one point. At each point in turn the call fails,
or the process ends before or after it. Then the same command is run again, as a person would.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from okrcli.errors import RefusedError
from okrcli.git import commit, preflight, process
from okrcli.git.process import GitResult
from okrcli.git.repository import Repository
from okrcli.store.journal import FileChange
from okrcli.store.message import Message
from okrcli.store.transaction import WriteResult, begin_write
from tests.conftest import Work
from tests.support.examples import MANY
from tests.support.hooks import NOTED, held, wait_for

FOLDER = "okrs/2026-Q4/checkins/mai"
SAYS = Message("okr checkin: mql 20 → 22", "It moved.", ("demand/mql",), "checkin")
OLD_FILES = {"okrs.yaml": b"cycles: []\n", "okrs/plan.yaml": b"cycle: 2026-Q4\nobjectives: []\n"}
KINDS = ("new", "several")
LONG_KINDS = KINDS if MANY else ("several",)
"""Kinds of write whose every call is disturbed. What `new` does, `several` does as well, among other things."""


def drafts(kind: str, name: str = "a") -> list[FileChange]:
    new = FileChange(f"{FOLDER}/{name}.yaml", None, b"id: 7k2m9x4t\n")
    edit = FileChange("okrs.yaml", b"cycles: []\n", b"cycles: [a]\n")
    gone = FileChange("okrs/plan.yaml", b"cycle: 2026-Q4\nobjectives: []\n", None)
    return [new] if kind == "new" else [edit, new, gone]


class Faults:
    """Counts the calls that change something, and interferes with one of them."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.strike: Callable[[int, str, Callable[[], Any]], Any] = lambda number, name, call: call()

    def _wrapped(self, name: str, real: Callable[..., Any], counts: Callable[..., bool]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            if not counts(*arguments):
                return real(*arguments, **options)
            self.calls.append(
                f"{name} {Path(os.fsdecode(arguments[0])).name}" if isinstance(arguments[0], str | Path) else name
            )
            return self.strike(len(self.calls) - 1, name, lambda: real(*arguments, **options))

        return call

    @contextmanager
    def watching(self) -> Iterator[None]:
        def always(*_: object) -> bool:
            return True

        def writes(_: object, flags: int, *__: object) -> bool:
            return bool(flags & (os.O_CREAT | os.O_WRONLY))

        with pytest.MonkeyPatch.context() as patch:
            for name in (
                "write",
                "fsync",
                "rename",
                "mkdir",
                "unlink",
                "rmdir",
                "link",
                "fchmod",
                "ftruncate",
                "pwrite",
            ):
                patch.setattr(os, name, self._wrapped(name, getattr(os, name), always))
            patch.setattr(os, "open", self._wrapped("open", os.open, writes))
            patch.setattr(fcntl, "flock", self._wrapped("flock", fcntl.flock, always))
            act = process.run_as_user

            def git(top: Path, *arguments: str, **options: Any) -> Any:
                self.calls.append(f"git {arguments[0]}")
                return self.strike(len(self.calls) - 1, "git", lambda: act(top, *arguments, **options))

            patch.setattr(commit, "run_as_user", git)
            yield


def run(root: Path, kind: str, commits: bool, name: str = "a") -> WriteResult:
    """The command. Its new file has another name in every run, as those of `okr checkin` have."""
    with begin_write(root, f"okr checkin {kind}") as desk:
        wanted = drafts(kind, name)
        here = [draft for draft in wanted if _now(root, draft) == draft.before]
        outcome = desk.write(here, SAYS if commits else None)
        return WriteResult(outcome.commit, (*desk.repaired, *outcome.notes), outcome.repeated)


def _now(root: Path, draft: FileChange) -> bytes | None:
    return (root / draft.path).read_bytes() if (root / draft.path).exists() else None


def points(work: Work, kind: str, commits: bool) -> list[str]:
    """The calls of an undisturbed run."""
    work.git("gc", "--quiet")  # fewer folders to copy
    faults = Faults()
    with copied(work) as copy, faults.watching():
        run(copy.path, kind, commits)
    return faults.calls


@contextmanager
def copied(work: Work) -> Iterator[Work]:
    """A fresh copy of the repository, to be spoilt."""
    place = work.path.with_name("copy")
    shutil.copytree(work.path, place, symlinks=True)
    try:
        yield Work(place, work._monkeypatch)
    finally:
        shutil.rmtree(place)


def check_new_state(work: Work, kind: str, commits: bool) -> None:
    """Exactly what was asked is there, once, and nothing else is left."""
    files = work.files()
    expected = dict(OLD_FILES)
    for draft in drafts(kind):
        if draft.path.startswith(FOLDER):
            ours = [path for path in files if path.startswith(FOLDER)]
            assert len(ours) == 1
            expected[ours[0]] = draft.after or b""
        elif draft.after is None:
            del expected[draft.path]
        else:
            expected[draft.path] = draft.after
    assert files == expected
    if commits:
        assert work.log() == [SAYS.subject, "start"]
        assert work.git("--no-optional-locks", "status", "--porcelain", "-uall") == ""
    else:
        assert work.log() == ["start"]
    check_tidy(work)


def check_tidy(work: Work) -> None:
    assert not [place.name for place in (work.path / ".git").glob("okr.journal*")]
    assert not [path for path in work.files() if "/.okr" in path or path.startswith(".okr")]
    assert "missing" not in work.git("fsck", "--strict")


def check_old_state(work: Work) -> None:
    assert work.files() == OLD_FILES
    assert not (work.path / "okrs/2026-Q4").exists()
    assert work.log() == ["start"]
    assert work.git("--no-optional-locks", "status", "--porcelain", "-uall") == ""
    check_tidy(work)


def in_the_background(call: Callable[[], object]) -> int:
    """Begin it in a child, as a command would be; the process id. It ends with 130 when it is interrupted."""
    child = os.fork()
    if child == 0:
        code = 3
        try:
            call()
            code = 0
        except KeyboardInterrupt:
            code = 130
        finally:
            os._exit(code)  # a child that went on would run the tests a second time
    return child


def ended(child: int) -> int:
    """Wait for the end of a child; its exit status."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def in_a_process(call: Callable[[], object]) -> int:
    """Run it in a child, as a command would be; its exit status."""
    return ended(in_the_background(call))


# docs/failures.md, "Killed or interrupted": killed at each call


@pytest.mark.parametrize("commits", [True, False])
@pytest.mark.parametrize("kind", LONG_KINDS)
def test_a_kill_before_any_call_is_repaired(work: Work, kind: str, commits: bool) -> None:
    """Killed before a call is killed after the one before it: in between nothing changes, and in `fsync` neither.

    After the last call the run has come to its end and has said so: what follows is another run.
    """
    calls = points(work, kind, commits)
    assert calls[-1] == "unlink okr.journal"
    for number, name in enumerate(calls):
        if name == "fsync":
            continue
        with copied(work) as copy:
            status = in_a_process(partial(_killed_at, number, "before", copy.path, kind, commits))
            assert status == -signal.SIGKILL, name
            outcome = run(copy.path, kind, commits, "retry")
            check_new_state(copy, kind, commits)
            if outcome.repeated:
                assert any("interrupted" in note for note in outcome.notes), name


def _killed_at(number: int, when: str, root: Path, kind: str, commits: bool) -> None:
    def strike(now: int, name: str, call: Callable[[], Any]) -> Any:
        if now == number and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        try:
            return call()
        finally:
            if now == number:
                os.kill(os.getpid(), signal.SIGKILL)

    faults = Faults()
    faults.strike = strike
    with faults.watching():
        run(root, kind, commits)


def test_a_half_written_file_is_repaired(work: Work) -> None:
    for number, name in enumerate(points(work, "several", True)):
        if name != "write":
            continue
        with copied(work) as copy:
            assert in_a_process(lambda: _killed_halfway(number, copy.path)) == -signal.SIGKILL  # noqa: B023
            run(copy.path, "several", True, "retry")
            check_new_state(copy, "several", True)


def _killed_halfway(number: int, root: Path) -> None:
    real = os.write
    count = 0

    def half(handle: int, data: bytes) -> int:
        nonlocal count
        faults.calls.append("write")
        count += 1
        real(handle, data[: len(data) // 2])
        if len(faults.calls) - 1 >= number:
            os.kill(os.getpid(), signal.SIGKILL)
        return len(data) // 2

    faults = Faults()
    with faults.watching(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "write", half)
        run(root, "several", True)


def test_repairs_are_named(work: Work) -> None:
    calls = points(work, "several", True)
    number = calls.index("git commit")
    for when, words in (("before", "restored: okrs.yaml"), ("after", "its commit")):
        with copied(work) as copy:
            in_a_process(lambda: _killed_at(number, when, copy.path, "several", True))  # noqa: B023
            with begin_write(copy.path) as desk:
                assert len(desk.repaired) == 1
                assert desk.repaired[0].startswith("an earlier run was interrupted (okr checkin: mql 20 → 22)")
                assert words in desk.repaired[0]
                assert (desk.finished is None) == (when == "before")
            with begin_write(copy.path) as desk:
                assert desk.repaired == ()


def test_a_file_changed_by_a_person_since_is_left_and_named(work: Work) -> None:
    number = points(work, "several", True).index("git commit")
    in_a_process(lambda: _killed_at(number, "before", work.path, "several", True))
    work.write("okrs.yaml", "by hand\n")
    work.write(f"{FOLDER}/own.yaml", "by hand\n")
    with begin_write(work.path) as desk:
        assert "okrs.yaml was changed by another program since then, so it was left unchanged" in desk.repaired
    assert work.files() == {**OLD_FILES, "okrs.yaml": b"by hand\n", f"{FOLDER}/own.yaml": b"by hand\n"}


def test_a_file_staged_by_a_person_since_is_left_and_named(work: Work) -> None:
    number = points(work, "new", True).index("git commit")
    in_a_process(lambda: _killed_at(number, "before", work.path, "new", True))
    work.git("add", FOLDER)
    with begin_write(work.path) as desk:
        assert f"{FOLDER}/a.yaml was staged since then, so it was left unchanged" in desk.repaired
    assert work.git("status", "--porcelain", "-uall") == f"A  {FOLDER}/a.yaml\n"


def test_another_request_after_a_kill_is_carried_out(work: Work) -> None:
    number = points(work, "new", True).index("git commit")
    in_a_process(lambda: _killed_at(number, "after", work.path, "new", True))
    with begin_write(work.path, "another request") as desk:
        assert not desk.write(drafts("new", "other"), SAYS).repeated
    assert len(list((work.path / FOLDER).iterdir())) == 2


def test_a_journal_that_cannot_be_read_stops_the_next_write(work: Work) -> None:
    work.write(".git/okr.journal", "{")
    with pytest.raises(RefusedError, match="cannot be read: it is the journal"), begin_write(work.path):
        pass


def test_a_workspace_that_is_gone_is_named(work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work.git("worktree", "add", "--quiet", "-b", "side", str(tmp_path / "side"))
    number = points(work, "new", True).index("git commit")
    in_a_process(lambda: _killed_at(number, "before", tmp_path / "side", "new", True))
    shutil.rmtree(tmp_path / "side")
    with begin_write(work.path) as desk:
        assert "which is no longer there" in desk.repaired[0]


# docs/failures.md, "Full disks and failing calls": once, or from then on

ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES)


def fail(what: str, code: int) -> GitResult:
    """How a call fails: git says so, the system raises."""
    if what == "git":
        return GitResult(128, b"", f"fatal: unable to write: {os.strerror(code)}\n".encode())
    raise OSError(code, os.strerror(code))


@pytest.mark.parametrize("commits", [True, False])
@pytest.mark.parametrize("kind", LONG_KINDS)
def test_a_call_that_fails_leaves_the_old_state_or_the_new_one(work: Work, kind: str, commits: bool) -> None:
    for number, name in enumerate(points(work, kind, commits)):
        number_of_error = ERRORS[number % 3]

        def strike(now: int, what: str, call: Callable[[], Any], at: int = number, code: int = number_of_error) -> Any:
            return fail(what, code) if now == at else call()

        with copied(work) as copy:
            _check_failure(copy, kind, commits, strike, name)


NEEDS_SPACE = ("open", "write", "mkdir", "link", "fsync", "git", "ftruncate", "pwrite")


@pytest.mark.parametrize(("kind", "commits"), [("new", True), ("several", False)])
def test_a_disk_that_stays_full_leaves_the_old_state_or_the_new_one(work: Work, kind: str, commits: bool) -> None:
    """A disk that is full from a call on that needs no space is one that is full from the next call that does."""
    for number, name in enumerate(points(work, kind, commits)):
        if name.split()[0] not in NEEDS_SPACE:
            continue

        def strike(now: int, what: str, call: Callable[[], Any], at: int = number) -> Any:
            return fail(what, errno.ENOSPC) if now >= at and what in NEEDS_SPACE else call()

        with copied(work) as copy:
            _check_failure(copy, kind, commits, strike, name)


def _check_failure(copy: Work, kind: str, commits: bool, strike: Callable[..., Any], name: str) -> None:
    faults = Faults()
    faults.strike = strike
    try:
        with faults.watching():
            run(copy.path, kind, commits)
    except RefusedError as error:
        assert "\n" not in error.message, name
        if not any("the next command that writes repairs it" in hint for hint in error.hints):
            check_old_state(copy)
        run(copy.path, kind, commits, "retry")
    else:
        with begin_write(copy.path):
            pass
    check_new_state(copy, kind, commits)


@pytest.mark.parametrize("kind", KINDS)
def test_a_real_limit_on_file_sizes_leaves_the_old_state(work: Work, kind: str) -> None:
    script = """
        import resource, signal, sys
        from pathlib import Path
        from okrcli.errors import RefusedError
        from tests.store.test_faults import run
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        try:
            run(Path(sys.argv[1]), sys.argv[2], True)
        except RefusedError as error:
            sys.exit(error.message)
    """
    command = [sys.executable, "-B", "-c", textwrap.dedent(script), str(work.path), kind]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 1, done.stderr
    assert "file too large" in done.stderr
    check_old_state(work)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_read_only_leaves_the_old_state(work: Work) -> None:
    (work.path / "okrs").chmod(0o555)
    with pytest.raises(RefusedError, match="permission denied"):
        run(work.path, "new", True)
    (work.path / "okrs").chmod(0o755)
    check_old_state(work)


# docs/failures.md, "Git fails half-way"


def git_dies_at(work: Work, state: str, what: str) -> None:
    """Let git be struck while it moves the branch: `prepared` is before, `committed` after that."""
    once = work.path / ".git/struck"
    work.hook("reference-transaction", f'test "$1" = {state} -a ! -e {once} && {{ touch {once}; {what}; }}; true')


@pytest.mark.parametrize("kind", KINDS)
def test_a_commit_counts_when_git_is_killed_between_branch_and_index(work: Work, kind: str) -> None:
    git_dies_at(work, "committed", "kill -9 $PPID")
    outcome = run(work.path, kind, True)
    assert outcome.commit == work.head()
    assert any("the commit is made, but git printed" in note for note in outcome.notes)
    check_new_state(work, kind, True)


@pytest.mark.parametrize("kind", KINDS)
def test_the_index_is_repaired_when_git_and_okr_are_killed_between_branch_and_index(work: Work, kind: str) -> None:
    git_dies_at(work, "committed", "kill -9 $PPID $(ps -o ppid= -p $PPID)")
    assert in_a_process(lambda: run(work.path, kind, True)) == -signal.SIGKILL
    outcome = run(work.path, kind, True, "retry")
    assert outcome.repeated
    assert "its commit" in outcome.notes[0]
    assert outcome.notes[1] == "locks of a git that was killed were removed: index.lock"
    assert outcome.notes[2].startswith("the index of git was updated to the commit for")
    check_new_state(work, kind, True)


@pytest.mark.parametrize("kind", KINDS)
def test_the_old_state_returns_when_git_is_killed_before_the_branch_moves(work: Work, kind: str) -> None:
    git_dies_at(work, "prepared", "kill -9 $PPID")
    with pytest.raises(RefusedError, match="git did not make the commit"):
        run(work.path, kind, True)
    check_old_state(work)
    run(work.path, kind, True, "retry")
    check_new_state(work, kind, True)


@pytest.mark.parametrize("kind", KINDS)
def test_a_commit_counts_when_git_fails_after_the_branch_has_moved(
    work: Work, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    git_dies_at(work, "committed", "rm -f .git/index.lock; mkdir .git/index.lock")
    place = work.path / ".git/index.lock"
    monkeypatch.setattr(time, "sleep", lambda _: place.rmdir() if place.is_dir() else None)
    outcome = run(work.path, kind, True)
    assert outcome.commit == work.head()
    check_new_state(work, kind, True)


def test_a_lock_that_may_be_a_person_s_is_never_removed(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "PATIENCE", 0.1)
    lock = work.write(".git/index.lock", "")
    trace = work.write(".git/next-index-999999.lock", "")
    os.utime(trace, (1, 1))
    repository = Repository.open(work.path)
    assert repository is not None
    assert commit.clear_dead_locks(repository) == []
    assert lock.exists()
    work.write(f".git/next-index-{os.getpid()}.lock", "")
    assert commit.clear_dead_locks(repository) == []
    assert lock.exists()


def test_okr_killed_while_git_goes_on(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hook `commit-msg` runs when git has read the message; without one it would give up."""
    work.hook("commit-msg", f"{NOTED}\n{held('.git/hooked')}")
    child = in_the_background(partial(run, work.path, "new", True))
    hooked = wait_for(work.path / ".git/hooked")
    os.kill(child, signal.SIGKILL)
    assert ended(child) == -signal.SIGKILL
    waits: list[float] = []

    def let_git_go_on(seconds: float) -> None:
        waits.append(seconds)
        hooked.unlink(missing_ok=True)
        os.sched_yield()

    monkeypatch.setattr(preflight, "PATIENCE", 60)
    monkeypatch.setattr(time, "sleep", let_git_go_on)
    outcome = run(work.path, "new", True, "retry")
    assert waits
    assert outcome.repeated
    check_new_state(work, "new", True)


# docs/failures.md, "Killed or interrupted": Ctrl-C


@pytest.mark.parametrize(("kind", "commits"), [("new", True), ("several", False)])
def test_an_interruption_at_any_call_is_repaired(work: Work, kind: str, commits: bool) -> None:
    for number, name in enumerate(points(work, kind, commits)):

        def strike(now: int, _: str, call: Callable[[], Any], at: int = number) -> Any:
            if now == at:
                raise KeyboardInterrupt
            return call()

        with copied(work) as copy:
            faults = Faults()
            faults.strike = strike
            with pytest.raises(KeyboardInterrupt), faults.watching():
                run(copy.path, kind, commits)
            if name == "git commit":
                check_old_state(copy)
            run(copy.path, kind, commits, "retry")
            check_new_state(copy, kind, commits)


def test_an_interruption_while_a_hook_runs_leaves_the_old_state(work: Work) -> None:
    work.hook("pre-commit", f"test -e .git/hooked || {{ {NOTED}\n{held('.git/hooked')}; }}")
    child = in_the_background(partial(run, work.path, "several", True))
    wait_for(work.path / ".git/hooked")
    os.kill(child, signal.SIGINT)
    assert ended(child) == 130
    check_old_state(work)
    run(work.path, "several", True)
    check_new_state(work, "several", True)
