"""What git can be told about OKR files: a merge driver and headers of hunks, here or for all repositories."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal, NamedTuple

from okrcli.errors import RefusedError
from okrcli.founding import attributes
from okrcli.gitcall import act, ask, text

Scope = Literal["local", "global"]

DRIVER: Final = (
    "okr merge-driver %O %A %B %L %P; status=$?; test $status -le 1 && exit $status; "
    "git merge-file --marker-size=%L %A %O %B"
)
"""How git calls okr. Where okr is not installed or fails, git's own text merge is done instead."""

SETTINGS: Final = {
    "merge.okr.name": "OKR files, merged by what they mean",
    "merge.okr.driver": DRIVER,
    "diff.okr.xfuncname": "^ *-? *(id: .*)$",
}
"""The settings of git, and what each is given."""


class Setup(NamedTuple):
    """One thing that can be set up, and how it stands."""

    name: str
    is_set: bool
    about: str


def values(top: Path, scope: Scope) -> dict[str, str]:
    """Which of our settings git has in this scope, with their values."""
    found = {}
    for key in SETTINGS:
        answer = ask(top, "config", f"--{scope}", "--get", key, expected=(0, 1))
        if answer.status == 0:
            found[key] = text(answer.out).removesuffix("\n")
    return found


def setups(top: Path, root: Path) -> list[Setup]:
    """How everything stands: attributes, merge driver, headers of hunks."""
    local, everywhere = values(top, "local"), values(top, "global")
    found = [Setup("attributes", not attributes(root), ".gitattributes says which files are OKR files")]
    for name, key, about in (
        ("merge driver", "merge.okr.driver", "two branches are merged by what the files mean"),
        ("hunk headers", "diff.okr.xfuncname", "git diff shows the id above each change"),
    ):
        here, there = local.get(key) == SETTINGS[key], everywhere.get(key) == SETTINGS[key]
        where = "here" if here else "for all repositories" if there else ""
        is_other = not (here or there) and (key in local or key in everywhere)
        told = f"{about} ({where})" if where else f"{key} has another value" if is_other else about
        found.append(Setup(name, here or there, told))
    return found


def install(top: Path, scope: Scope) -> None:
    """Give git the settings. Raises RefusedError."""
    for key, value in SETTINGS.items():
        _run(top, "config", f"--{scope}", key, value)


def uninstall(top: Path, scope: Scope) -> list[str]:
    """Take the settings away again where they have our values; which ones."""
    gone = [key for key, value in values(top, scope).items() if value == SETTINGS[key]]
    for key in gone:
        _run(top, "config", f"--{scope}", "--unset", key)
    return gone


def _run(top: Path, *arguments: str) -> None:
    answer = act(top, *arguments)
    if answer.status:
        raise RefusedError(f"git config: {answer.reason()}")
