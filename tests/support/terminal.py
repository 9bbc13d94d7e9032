"""`okr` in a terminal of its own."""

from __future__ import annotations

import codecs
import os
import pty
import select
import signal
import sys
import time
from pathlib import Path
from typing import Final

from tests.support.hooks import PATIENCE

CTRL_C: Final = "\x03"


class Terminal:
    """`okr` in a terminal of its own, and somebody who types.

    Questions come from `input()`, so that their labels can be expected; `OKR_FLAT=""` asks with the line editor.
    """

    def __init__(self, folder: Path, *words: str, **environment: str) -> None:
        self.seen = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            command = [sys.executable, "-P", "-m", "okrcli", *words]
            os.execve(sys.executable, command, {**os.environ, "TERM": "xterm", "OKR_FLAT": "1", **environment})

    def expect(self, text: str) -> None:
        """Wait until this appears behind what was expected before. Raises AssertionError when `okr` ends without it."""
        while text not in self.seen:
            part = self._read()
            if not part:
                raise AssertionError(f"{text!r} does not come: {self.seen!r}")
            self.seen += self._decoder.decode(part)
        self.seen = self.seen.partition(text)[2]

    def _read(self) -> bytes:
        """What is printed next; nothing at the end, or after `PATIENCE` seconds of silence, which end the program."""
        if not select.select([self.handle], [], [], PATIENCE)[0]:
            os.kill(self.pid, signal.SIGKILL)
            return b""
        try:
            part = os.read(self.handle, 65536)
        except OSError:
            return b""  # what Linux says when the other end is closed
        if b"\x1b[6n" in part:
            os.write(self.handle, b"\x1b[1;1R")  # what a terminal answers to the question where its cursor is
        return part

    def type(self, text: str) -> None:
        if text == CTRL_C:
            self._wait_until_it_reads()
        os.write(self.handle, (text if text == CTRL_C else f"{text}\n").encode())

    def _wait_until_it_reads(self) -> None:
        """Wait until the program sleeps, where Linux tells.

        A signal between the prompt and the wait for a key is seen by Python only when the next key comes.
        """
        state = Path(f"/proc/{self.pid}/stat")
        end = time.monotonic() + PATIENCE
        while state.exists() and state.read_text().rpartition(")")[2].split()[0] != "S":
            assert time.monotonic() < end, "the program never waits for a key"
            time.sleep(0.005)

    def end(self) -> int:
        """The exit code; what is left to print is in `seen`."""
        while part := self._read():
            self.seen += self._decoder.decode(part)
        os.close(self.handle)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
