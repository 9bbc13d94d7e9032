"""Exceptions for requests that cannot be met, and the exit codes of every command.

Bad data in files raises nothing: it is returned as a `Finding`. What is raised here ends in `okrcli.cli.app.run`, which
prints the message and the hints.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Final

MOST_CANDIDATES: Final = 20
"""The most items that are listed for a name that fits several."""


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


class AmbiguousNameError(RefusedError):
    """A name that several items have: exit code 3. A person at a terminal can choose one of them.

    `candidates` are the full name and the title of each.
    """

    def __init__(self, text: str, candidates: Sequence[tuple[str, str]], noun: str = "items") -> None:
        quoted = " ".join(text.split())
        width = max(len(name) for name, _ in candidates[:MOST_CANDIDATES])
        lines = [
            name if name.endswith(title) else f"{name:<{width}}  {' '.join(title.split())}"
            for name, title in candidates[:MOST_CANDIDATES]
        ]
        more = [f"and {len(candidates) - MOST_CANDIDATES} more"] if len(candidates) > MOST_CANDIDATES else []
        message = "\n".join([f"`{quoted}` can mean several {noun}:", *lines, *more])
        super().__init__(message, "type one of these names in full")
        self.text = text
        self.candidates = tuple(candidates)


class BrokenError(OkrError):
    """A view has nothing to show because files are broken: exit code 1, as for a view without some of its files."""

    exit_code = Exit.FOUND


class PipeClosed(Exception):  # noqa: N818
    """The program that read our output has ended (`okr list | head`); the run ends without a message."""
