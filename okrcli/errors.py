"""Exceptions for requests that cannot be met, and the exit codes of every command.

Bad data in files raises nothing: it is returned as a `Finding`. What is raised here ends in `okrcli.cli.app.run`, which
prints the message and the hints.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final


class Exit(IntEnum):
    """Exit codes, the same for all commands."""

    OK = 0
    FOUND = 1
    """A check found something, or a view had to leave broken files out."""
    USAGE = 2
    """The command line cannot be understood."""
    REFUSED = 3
    """The request cannot be met; nothing was changed."""
    BUG = 70
    INTERRUPTED = 130
    PIPE_CLOSED = 141


completed: Final[list[str]] = []
"""Sentences about what this run has written. The handlers of errors read them, so that no message after a commit says
that nothing was changed. The start of a run empties the list."""


class OkrError(Exception):
    """A command cannot do what was asked.

    `message` says what is wrong and where, in lower case without a full stop; `hints` are lines that say what to do.
    """

    exit_code: Exit = Exit.REFUSED

    def __init__(self, message: str, *hints: str) -> None:
        super().__init__(message)
        self.message = message
        self.hints = hints


class UsageError(OkrError):
    """The arguments cannot be understood: exit code 2."""

    exit_code = Exit.USAGE


class RefusedError(OkrError):
    """The files, git or the machine do not allow what the arguments ask for: exit code 3, nothing changed."""


class HiddenNameError(RefusedError):
    """A name that is in no readable file, and may be in a file that cannot be read: exit code 3."""


class BrokenError(OkrError):
    """A view has nothing to show because files are broken: exit code 1, as for a view without some of its files."""

    exit_code = Exit.FOUND


class PipeClosed(Exception):  # noqa: N818
    """The program that read our output has ended (`okr list | head`); the run ends without a message."""
