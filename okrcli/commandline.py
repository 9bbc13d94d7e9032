"""Commands in messages, completed so that they work as they are printed.

A run may be in another folder than the person (`-C DIR`), may be about another cycle than a run without options, and
may leave its commit to the person. `runnable` adds these options to the commands of a text, and `command_line` writes a
command with its quotes.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

WITH_CYCLE: Final = (
    *(
        "checkin",
        "status",
        "log",
        "diff",
        "due",
        "show",
        "list",
        "tree",
        "trend",
        "explain",
        "agenda",
        "remind",
        "report",
        "new",
        "add",
    ),
    *("set", "edit", "done", "agree", "request add", "request change", "request agree"),
    *("request refuse", "split", "move", "remove", "lint", "blame", "cycle score"),
)
"""The commands with an option `--cycle`; their names are read in that cycle."""
ADDING: Final = ("new", "add")
"""The commands that put something new into a cycle. Without `--cycle` they never take one that is over."""
WRITING: Final = (
    *("checkin", "new", "add", "set", "edit", "done", "agree"),
    *("request add", "request change", "request agree", "request refuse", "split", "move", "remove", "fmt"),
)
"""The commands that commit unless `--no-commit` says otherwise. After a run without a commit, they would be refused."""
OTHERS: Final = (
    *("init", "setup", "fmt", "undo", "validate", "audit", "sync", "resolve", "cycle", "cycle retro"),
    *("request", "cache", "demo", "help"),
)
"""The other commands that messages name."""
_COMMAND = re.compile(
    rf"(?<![\w/.`#-])okr (?P<name>{'|'.join(sorted((*WITH_CYCLE, *OTHERS), reverse=True))})(?![\w-])"
    r"(?P<rest>[^;`]*)"
)
_OTHER_END = re.compile(r"(?<!\S)--to \S+")
"""The other end of a request. Its cycle does not say in which cycle the first name is read."""
_SPECIAL = re.compile(r'["$`\\!\x00-\x1f]')
"""Characters that mean something to a shell also in double quotes."""


@dataclass(slots=True)
class _Run:
    folder: str = ""
    cycle: str = ""
    cycle_to_add_to: str = ""
    cycles: frozenset[str] = field(default_factory=frozenset)
    has_no_commit: bool = False


_run: Final = _Run()


def forget() -> None:
    """Start a run: nothing is known of its folder and its cycle."""
    _run.folder, _run.cycle, _run.cycle_to_add_to, _run.cycles, _run.has_no_commit = "", "", "", frozenset(), False


def use_folder(folder: str) -> None:
    """Name the folder of `-C`, from where the person is; an empty text for the current one."""
    _run.folder = "" if folder in ("", ".") else folder


def folder() -> str:
    """The folder of `-C`, from where the person is; a point for the current one."""
    return _run.folder or "."


def use_cycle(cycle: str | None, known: Iterable[str] = (), *, to_add_to: str | None = None) -> None:
    """Name the cycle that the run is about; None if a run without options is about the same one.

    `to_add_to` is the same for commands that add something, if they need it where others do not.
    """
    _run.cycle, _run.cycle_to_add_to = cycle or "", to_add_to or cycle or ""
    _run.cycles = frozenset(known) or _run.cycles


def know_cycles(cycles: Iterable[str]) -> None:
    """Add cycles that the run has just written: a name that begins with one of them needs no option."""
    _run.cycles |= frozenset(cycles)


def use_no_commit() -> None:
    """Let commands that write leave their commit to the person, as this run does."""
    _run.has_no_commit = True


def command_line(*words: str) -> str:
    """The command `okr` with these arguments, quoted for a shell; in double quotes where nothing in them is special."""
    return " ".join(("okr", *map(_quoted, words)))


def _quoted(word: str) -> str:
    if not word or shlex.quote(word) == word or _SPECIAL.search(word):
        return shlex.quote(word)
    return f'"{word}"'


def runnable(text: str) -> str:
    """A text with the folder and the cycle of this run in each command: `okr -C shop show --cycle 2027-Q1 mql`."""
    if not (_run.folder or _run.cycle_to_add_to or _run.has_no_commit) or "okr " not in text:
        return text
    return _COMMAND.sub(_completed, text)


def _completed(match: re.Match[str]) -> str:
    name, rest = match["name"], match["rest"]
    if rest.strip().startswith("--help"):
        return match[0]
    folder = f"-C {shlex.quote(_run.folder)} " if _run.folder else ""
    commit = " --no-commit" if _run.has_no_commit and name in WRITING and "--no-commit" not in rest else ""
    return f"okr {folder}{name}{_cycle_option(name, rest)}{commit}{runnable(rest)}"


def _cycle_option(name: str, rest: str) -> str:
    words = re.split(r"[\s'\",:]+", _OTHER_END.sub(" ", rest))
    cycle = _run.cycle_to_add_to if name in ADDING else _run.cycle
    is_named = "--cycle" in words or any(word.partition("/")[0] in _run.cycles | {cycle} for word in words)
    if not cycle or is_named:
        return ""
    if name == "cycle retro":
        return f" {shlex.quote(cycle)}"
    return f" --cycle {shlex.quote(cycle)}" if name in WITH_CYCLE else ""
