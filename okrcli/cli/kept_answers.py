"""Output of earlier runs that is printed again, because nothing has changed that it was made of.

The command line, the day, the environment and the program make a question. The run that answers it tells which parts of
the work tree it reads; the question and the digests of these parts are the key of the answer. So a run with the same
key would read the same and print the same, and it is not needed. This module imports no command and no Typer.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import sha256
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Final, NamedTuple, TextIO, cast

from okrcli import programs
from okrcli.cache.database import Cache
from okrcli.cache.program import program_facts
from okrcli.cache.tree_digest import TreeReadings, digests_on_disk
from okrcli.cli.clock import day_of_clock
from okrcli.errors import RefusedError
from okrcli.git.layout import find_layout
from okrcli.workspace.sources import find_root, observe

ENVIRONMENT: Final = (
    *("OKR_TODAY", "OKR_USER", "OKR_FLAT", "OKR_DEBUG", "COLUMNS", "TERM", "CI", "GITHUB_ACTIONS", "PYTHONUTF8"),
    *("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLORTERM", "PAGER", "GIT_PAGER", "LANGUAGE"),
    *("LC_ALL", "LC_CTYPE", "LC_MESSAGES", "LANG", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "UNICODE_VERSION"),
)
"""The variables on which the output of the kept commands can depend."""
ANSWER: Final = "answer"
"""The kind of the entries that are answers."""
_PARTS: Final = "parts"
_MOST: Final = 1 << 20
"""The characters of an answer that is kept."""


class Question(NamedTuple):
    """A run of which the output may be known."""

    key: str
    """The hash of everything but the files of the workspace."""
    root: Path
    day: str
    """The day of the clock."""
    cache: Cache


def question_of(words: Sequence[str], folder: str) -> Question | None:
    """The question of a command line that runs in a folder; None where nothing can be kept for it."""
    if None in (sys.stdin, sys.stdout, sys.stderr):
        return None
    try:
        root = find_root(Path(folder))
        layout = find_layout(root)
        if layout and (layout.git_dir / "info" / "sparse-checkout").exists():
            return None
        here = os.path.relpath(Path(folder).absolute(), root)
        inside = os.path.relpath(root, layout.top) if layout else ""
    except (RefusedError, OSError):
        return None
    streams = [[stream.isatty(), stream.encoding, _size(stream)] for stream in (sys.stdin, sys.stdout, sys.stderr)]
    day = str(day_of_clock())
    facts = [
        *(program_facts(), day, list(words), here, inside, streams),
        [os.environ.get(name) for name in ENVIRONMENT],
    ]
    return Question(sha256(json.dumps(facts).encode()).hexdigest(), root, day, Cache.of(root))


def _size(stream: TextIO) -> list[int] | None:
    try:
        return list(os.get_terminal_size(stream.fileno())) if stream.isatty() else None
    except (OSError, ValueError):
        return None


# ── The answer ────────────────────────────────────────────────────────────────────────────────────────────────────


class KeptAnswer(NamedTuple):
    """The exit code of an earlier run, and what it printed."""

    code: int
    printed: Sequence[tuple[bool, str]]
    """The texts in order; True for standard error."""

    def print(self) -> int:
        """Print it again and return the exit code. Raises OSError if it cannot be printed."""
        for is_error, text in self.printed:
            stream = cast(TextIOWrapper, sys.stderr if is_error else sys.stdout)
            stream.reconfigure(errors="backslashreplace")
            stream.write(text)
            stream.flush()
        return self.code


def kept_answer(question: Question) -> KeptAnswer | None:
    """The kept answer for the files as they are now; None if there is none."""
    parts = question.cache.get(_PARTS, question.key)
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        return None
    try:
        digests = digests_on_disk(question.root, parts)
        code, printed = question.cache.get(ANSWER, _key(question, digests)) or (None, ())
        question.cache.close()
        return (
            None if code is None else KeptAnswer(int(code), [(bool(is_error), str(text)) for is_error, text in printed])
        )
    except (OSError, TypeError, ValueError):
        return None


def run_and_keep(question: Question, run: Callable[[], int]) -> int:
    """Run the command, keep what it prints if nothing but files of the workspace took part, and return its code."""
    readings, printed = TreeReadings(), list[tuple[bool, str]]()
    copies = [_Copy(stream, printed) for stream in (sys.stdout, sys.stderr)]
    before = sys.stdout, sys.stderr
    programs.started.clear()
    sys.stdout, sys.stderr = (cast(TextIO, copy) for copy in copies)
    observe(readings)
    try:
        code = run()
    finally:
        observe(None)
        sys.stdout, sys.stderr = before
    is_whole = code in (0, 1) and not (programs.started or any(copy.is_bypassed for copy in copies))
    if is_whole and str(day_of_clock()) == question.day and sum(len(text) for _, text in printed) <= _MOST:
        with suppress(KeyboardInterrupt):  # the command has ended
            _keep(question, readings, [code, _joined(printed)])
    return code


def _keep(question: Question, readings: TreeReadings, answer: list[Any]) -> None:
    """Keep an answer, if all that the run read can be read again as a whole."""
    if digests := readings.digests():
        question.cache.put(_PARTS, question.key, list(digests))
        question.cache.put(ANSWER, _key(question, digests), answer)
        question.cache.close()


def _key(question: Question, digests: dict[str, str]) -> str:
    return sha256(json.dumps([question.key, sorted(digests.items())]).encode()).hexdigest()


def _joined(printed: list[tuple[bool, str]]) -> list[tuple[bool, str]]:
    """The same texts, those for one stream in one piece as long as nothing is between them."""
    pieces: list[tuple[bool, list[str]]] = []
    for is_error, text in printed:
        if not pieces or pieces[-1][0] != is_error:
            pieces.append((is_error, []))
        pieces[-1][1].append(text)
    return [(is_error, "".join(texts)) for is_error, texts in pieces]


class _Copy:
    """A stream that also takes note of the texts that are written to it."""

    def __init__(self, stream: TextIO, printed: list[tuple[bool, str]]) -> None:
        self.original = stream
        self._printed = printed
        self._is_error = stream is sys.stderr
        self.is_bypassed = False
        """True if bytes were written that are not noted."""

    def write(self, text: str) -> int:
        """Write a text, and take note of it."""
        self._printed.append((self._is_error, text))
        return self.original.write(text)

    def __getattr__(self, name: str) -> Any:
        if name in ("buffer", "writelines", "detach"):
            self.is_bypassed = True
        return getattr(self.original, name)
