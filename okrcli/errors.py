"""What "cannot do it" looks like, and the exit codes of every command.

Bad data in files is not an exception: it is a returned `Diagnostic`. Everything here is raised, and ends in `cli.main`,
which prints the message, the hint and nothing else.
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
    """It cannot be done; nothing was changed."""
    BUG = 70
    INTERRUPTED = 130
    PIPE_CLOSED = 141


completed: Final[list[str]] = []
"""What this run has written already, as a sentence each. Whoever says how the run ends looks here first: after a commit
exists, no last word says that nothing happened. The start of a run empties it."""


class OkrError(Exception):
    """A command cannot do what was asked.

    `message` says what and where, in lower case without a full stop; `hint` says what to do next, one line each.
    """

    exit_code: Exit = Exit.REFUSED

    def __init__(self, message: str, *hints: str) -> None:
        super().__init__(message)
        self.message = message
        self.hints = hints


class UsageError(OkrError):
    """The arguments cannot be understood: exit 2."""

    exit_code = Exit.USAGE


class RefusedError(OkrError):
    """The arguments are clear, but the files, git or the machine stand in the way: exit 3, nothing changed."""


class BrokenError(OkrError):
    """A view has nothing to show because files are broken: exit 1, as for a view that leaves some of them out."""

    exit_code = Exit.FOUND


class PipeClosed(Exception):  # noqa: N818
    """The reader of our output went away (`| head`): end quietly."""
