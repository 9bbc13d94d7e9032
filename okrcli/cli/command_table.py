"""The table of commands: their order, their purposes, and the function of each."""

from __future__ import annotations

import builtins
from importlib import import_module
from typing import Any, Final

import typer

SECTIONS: Final = {
    "Every week": ("checkin", "status", "due", "show", "list", "tree", "trend", "explain"),
    "Meetings and reports": ("agenda", "remind", "report"),
    "Plan": ("new", "add", "set", "edit", "done", "agree", "request", "split", "move", "remove", "undo"),
    "Check": ("validate", "lint", "fmt", "audit"),
    "History": ("log", "diff", "blame"),
    "Share": ("sync", "resolve"),
    "Cycles": ("cycle",),
    "Set up": ("init", "setup"),
}
"""The commands that `okr help` lists, by purpose."""

HIDDEN: Final = ("cache", "demo", "merge-driver")
"""The commands that no list names: the cache, a tour, which the end of the help names, and what git runs."""

DAILY: Final = (
    *("init", "new", "checkin", "status", "due", "show", "set", "done", "agenda", "report", "validate", "sync"),
)
"""The commands of `okr --help`."""

VISIBLE: Final = tuple(name for names in SECTIONS.values() for name in names)
"""The commands in the order of `okr help`."""

COMMANDS: Final = (*VISIBLE, *HIDDEN)
"""All commands. Each is a function of its name (`list_` for `list`), in the module of its name.

A command with subcommands, such as `okr cycle list`, is an app of this name.
"""


def command_of(name: str) -> Any:
    """The function of a command, or its app if it has subcommands."""
    plain = name.replace("-", "_")
    function = f"{plain}_" if name in dir(builtins) else plain
    return getattr(import_module(f"okrcli.cli.commands.{plain}"), function)


def summary_of(name: str) -> str:
    """The first line of the docstring of a command, read without registering the command."""
    command = command_of(name)
    before_words = command.registered_callback if isinstance(command, typer.Typer) else None
    text = before_words.callback.__doc__ if before_words and before_words.callback else command.__doc__
    return str(text).strip().split("\n")[0].rstrip(".")
