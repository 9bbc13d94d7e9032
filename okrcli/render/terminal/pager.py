"""The pager: a program such as `less`, in which a text can be read that is longer than the terminal."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import sys
from typing import Final

from okrcli import programs
from okrcli.render.terminal import streams

_OPTIONS: Final = {"LESS": "FRX", "LV": "-c"}
"""Variables that pagers read, as git sets them where they are not set: colours, and no clearing of the screen."""

command: str = ""
"""The pager with its arguments; empty for none. Set by `use_pager` alone, once a run."""


def use_pager(chosen: str) -> None:
    """Show long texts of this run in this program; `cat` and an empty text mean none."""
    global command
    command = "" if chosen.strip() == "cat" else chosen.strip()


def longest() -> int | None:
    """The lines of the terminal from which a text goes to the pager; None where it never does."""
    if not command or not sys.stdout.isatty() or streams.is_flat() or os.environ.get("TERM") == "dumb":
        return None
    try:
        return os.get_terminal_size(sys.stdout.fileno()).lines
    except (OSError, ValueError):
        return None


def show(text: str) -> bool:
    """Show the text in the pager, and wait until it ends; False if it cannot be started.

    A pager that is quit before it has read everything is no error. Ctrl-C is for the pager.
    """
    import subprocess

    try:
        words = shlex.split(command)
    except ValueError:
        return False
    if not words or shutil.which(words[0]) is None:
        return False
    sys.stdout.flush()
    environment = {**_OPTIONS, **os.environ}
    programs.started.append(words[0])
    try:
        process = subprocess.Popen(words, stdin=subprocess.PIPE, env=environment)
    except OSError:
        return False
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        process.communicate(text.encode(sys.stdout.encoding or "utf-8", "backslashreplace"))
    finally:
        signal.signal(signal.SIGINT, before)
    return True
