"""Real git in temporary folders: no configuration of the machine, a fixed identity, dates that tick."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.support.hooks import PATIENCE

_NUMBERS = count()
START = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest --update` rewrites the console blocks of the pages with what the commands print now."""
    parser.addoption("--update", action="store_true", help="write what the commands of the pages print now")


settings.register_profile("any load", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any load")  # how busy the machine is decides nothing


def pytest_configure() -> None:
    """Let Ctrl-C mean what it means in a terminal, also where the tests were started in the background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, Any, Any]:
    """Make the report of a test one that another process can be sent: half characters would end that process."""
    return _sendable((yield))


def _sendable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {_sendable(key): _sendable(part) for key, part in value.items()}
    return type(value)(map(_sendable, value)) if isinstance(value, list | tuple) else value


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of its own for every test: what the person running the tests has set does not count."""
    folder = tmp_path_factory.getbasetemp() / f"home-{next(_NUMBERS)}"  # mktemp reads the names of all that there are
    folder.mkdir()
    for name in list(os.environ):
        if name.startswith(("GIT_", "OKR_", "XDG_", "GITHUB_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(folder))
    for name in ("EMAIL", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_TERMINAL_PROMPT", "0")
    monkeypatch.setenv("GIT_EDITOR", "true")  # git takes the message that it proposes, and waits for nobody
    monkeypatch.setenv("GIT_TEST_FSYNC", "0")  # no test pulls the plug, and a disk needs milliseconds each time
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    (folder / ".gitconfig").write_text(
        "[user]\n\tname = Mai\n\temail = mai@example.com\n[init]\n\tdefaultBranch = main\n"
        '[protocol "file"]\n\tallow = always\n[advice]\n\tdetachedHead = false\n[gc]\n\tauto = 0\n'
    )
    return folder


class Work:
    """A work tree under test, and git as its owner would run it."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.path = path
        self._monkeypatch = monkeypatch
        self._now = START

    def git(self, *arguments: str, given: bytes | None = None, check: bool = True) -> str:
        """What git answers. Every call is one minute later than the one before."""
        self._now += timedelta(minutes=1)
        for role in ("AUTHOR", "COMMITTER"):
            self._monkeypatch.setenv(f"GIT_{role}_DATE", self._now.isoformat())
        command = ["git", "-C", str(self.path), *arguments]
        done = subprocess.run(command, input=given or b"", capture_output=True, check=False, timeout=PATIENCE)
        if check and done.returncode:
            raise AssertionError(f"git {' '.join(arguments)}: {done.stderr.decode()}")
        return done.stdout.decode("utf-8", "surrogateescape")

    def write(self, path: str, content: str | bytes) -> Path:
        """Put a file there, with its folders."""
        place = self.path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
        return place

    def commit(self, message: str = "change", **files: str) -> str:
        """Commit everything that lies there, and these files (`okrs.yaml` is written `okrs_yaml`)."""
        for name, content in files.items():
            self.write(name.replace("_", "."), content)
        self.git("add", "-A")
        self.git("commit", "--quiet", "--allow-empty", "-m", message)
        return self.head()

    def head(self) -> str:
        """The hash of the commit that is checked out; empty on a branch without commits."""
        return self.git("rev-parse", "--verify", "--quiet", "HEAD", check=False).strip()

    def hook(self, name: str, script: str) -> None:
        """Install a hook, written in sh."""
        folder = Path(self.git("rev-parse", "--absolute-git-dir").strip()) / "hooks"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)

    def files(self) -> dict[str, bytes]:
        """Every file of the work tree, hidden ones as well."""
        found = {}
        for folder, names, here in os.walk(self.path):
            if ".git" in names:
                names.remove(".git")
            for name in here:
                place = Path(folder) / name
                if name != ".git":
                    found[place.relative_to(self.path).as_posix()] = (
                        os.fsencode(place.readlink()) if place.is_symlink() else place.read_bytes()
                    )
        return found

    def state(self) -> tuple[object, ...]:
        """All that a refusal must leave alone: HEAD, branch, index, files."""
        return (
            self.head(),
            self.git("symbolic-ref", "--quiet", "HEAD", check=False),
            self.git("ls-files", "-s", "-v", "-z", check=False),
            self.git("--no-optional-locks", "status", "--porcelain", "-z", "-uall", check=False),
            self.files(),
        )

    def log(self, *options: str) -> list[str]:
        """The subjects on this branch, newest first."""
        return self.git("log", "--format=%s", *options).splitlines() if self.head() else []

    def paths_of(self, commit: str, *options: str) -> list[str]:
        """The paths a commit changed; with `--diff-filter=A` those that it added."""
        raw = self.git("diff-tree", "--root", "-r", "-z", "--name-only", "--no-commit-id", *options, commit)
        return sorted(raw.split("\0")[:-1])


@pytest.fixture
def empty_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Work:
    """A repository without commits."""
    work = Work(tmp_path / "work", monkeypatch)
    work.path.mkdir()
    work.git("init", "--quiet", "--template=")
    return work


@pytest.fixture
def work(empty_work: Work) -> Work:
    """A repository with one commit: a workspace with two files."""
    empty_work.write("okrs.yaml", "cycles: []\n")
    empty_work.write("okrs/plan.yaml", "cycle: 2026-Q4\nobjectives: []\n")
    empty_work.commit("start")
    return empty_work
