"""The lock of a workspace, so that one process writes at a time, and the path of lock and journal.

The lock is `flock` on a file that is never removed, in the git folder that all work trees share, or without git in the
state folder of the user. It ends with the process. The file holds the process id of its holder.
"""

from __future__ import annotations

import fcntl
import os
import random
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

from okrcli.errors import RefusedError
from okrcli.git.layout import find_layout
from okrcli.git.process import tell
from okrcli.sanitize import visible

SAY_AFTER: Final = 2.0
"""Seconds after which a message names the holder of the lock."""


class Lock:
    """A lock that is held."""

    def __init__(self, handle: int, git_before: int | None) -> None:
        self._handle = handle
        self.git_before = git_before
        """Process id of the last git that the previous holder started: it may still run if that holder was killed."""
        self._write(f"okr {os.getpid()}\n")

    def note_git(self, process: int) -> None:
        """Write the process id of a git of this run into the file, for the next holder after a kill."""
        self._write(f"okr {os.getpid()}\ngit {process}\n")

    def _write(self, text: str) -> None:
        with suppress(OSError):  # it only helps the next one to wait, and a full disk must not stop a repair
            os.ftruncate(self._handle, 0)
            os.pwrite(self._handle, text.encode(), 0)


def lock_place(root: Path) -> Path:
    """The path of the lock of the workspace, never in the work tree. The journal is beside it."""
    layout = find_layout(root)
    if layout:
        return layout.common_dir / "okr.lock"
    state = Path(os.environ.get("XDG_STATE_HOME") or "")
    try:
        folder = (state if state.is_absolute() else Path.home() / ".local" / "state") / "okr"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except RuntimeError:
        raise RefusedError("there is no home folder to keep a lock in", "set HOME or XDG_STATE_HOME") from None
    except OSError as error:
        raise RefusedError(f"the folder for locks cannot be made: {folder}: {error.strerror}") from None
    return folder / f"{sha256(os.fsencode(root.resolve())).hexdigest()[:24]}.lock"


@contextmanager
def hold(place: Path, wait: float) -> Iterator[Lock]:
    """Hold the lock. Raises RefusedError when another process keeps it for longer than `wait` seconds."""
    shown = visible(str(place))
    try:
        handle = _open(place)
    except OSError as error:
        raise RefusedError(f"the lock cannot be taken: {shown}: {error.strerror}") from None
    try:
        try:
            _wait(handle, shown, wait)
        except OSError as error:
            raise RefusedError(f"the lock cannot be taken: {shown}: {error.strerror}") from None
        yield Lock(handle, _noted(handle, "git"))
    finally:
        os.close(handle)


def _open(place: Path) -> int:
    flags = os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        return os.open(place, os.O_RDWR | flags, 0o666)
    except PermissionError:
        if not place.exists():  # it does not exist yet, and this user may not make it
            raise
        return os.open(place, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)  # made by another user of the repository


def _wait(handle: int, shown: str, wait: float) -> None:
    begin = time.monotonic()
    told = False
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            waited = time.monotonic() - begin
        who = f"process {_noted(handle, 'okr') or 'unknown'}"
        if waited >= wait:
            raise RefusedError(f"another okr ({who}) has been running for {waited:.0f} seconds", f"it holds {shown}")
        if waited > SAY_AFTER and not told:
            tell(f"waiting for another okr to finish ({who})")
            told = True
        time.sleep(random.uniform(0.005, 0.03))


def _noted(handle: int, what: str) -> int | None:
    match = re.search(rb"^%b (\d+)$" % what.encode(), os.pread(handle, 200, 0), re.MULTILINE)
    return int(match[1]) if match else None
