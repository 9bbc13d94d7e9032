"""Git settings for OKR files: a merge driver, headers of hunks, and a hook that checks before a commit."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, Literal, NamedTuple

from okrcli.edit.init import attributes
from okrcli.errors import RefusedError
from okrcli.git.process import run_as_user, run_read_only, text

Scope = Literal["local", "global"]

DRIVER: Final = (
    "okr merge-driver %O %A %B %L %P; status=$?; test $status -le 1 && exit $status; "
    "git merge-file --marker-size=%L %A %O %B"
)
"""The command by which git calls okr. Where okr is not installed or fails, git merges the text instead."""

SETTINGS: Final = {
    "merge.okr.name": "OKR files, merged by what they mean",
    "merge.okr.driver": DRIVER,
    "diff.okr.xfuncname": "^ *-? *(id: .*)$",
}
"""The settings of git, and what each is given."""


_HOOK: Final = """\
#!/bin/sh
# okr checks the OKR files of a commit. Made by: okr git install --hook
command -v okr >/dev/null 2>&1 || exit 0
exec okr -C '{folder}' validate --staged
"""


def hook_text(top: Path, root: Path) -> str:
    """The pre-commit hook of a workspace. Where okr is not installed, it stands in nobody's way."""
    folder = root.resolve().relative_to(top.resolve()).as_posix()
    quoted = folder.replace("'", "'\\''")
    return _HOOK.format(folder=quoted)


class Setup(NamedTuple):
    """One thing that can be set up, and how it stands."""

    name: str
    is_set: bool
    about: str


def values(top: Path, scope: Scope) -> dict[str, str]:
    """The settings of ours that git has in this scope, with their values."""
    found = {}
    for key in SETTINGS:
        answer = run_read_only(top, "config", f"--{scope}", "--get", key, expected=(0, 1))
        if answer.status == 0:
            found[key] = text(answer.out).removesuffix("\n")
    return found


def setups(top: Path, root: Path) -> list[Setup]:
    """The state of attributes, merge driver and headers of hunks."""
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
    place = hook_place(top)
    is_ours = _holds(place, hook_text(top, root))
    told = "a commit with errors in OKR files is refused" if is_ours or not place.exists() else "another hook is there"
    return [*found, Setup("hook", is_ours, told)]


def hook_place(top: Path) -> Path:
    """The path at which git looks for the pre-commit hook of this repository."""
    for scope in ("--local", "--global"):
        own = run_read_only(top, "config", scope, "--get", "core.hooksPath", expected=(0, 1))
        if own.status == 0:
            return top / Path(text(own.out).removesuffix("\n")).expanduser() / "pre-commit"
    common = text(run_read_only(top, "rev-parse", "--git-common-dir").out).removesuffix("\n")
    return top / common / "hooks" / "pre-commit"


def _holds(place: Path, hook: str) -> bool:
    return not place.is_symlink() and place.is_file() and place.read_text("utf-8", "replace") == hook


def install_hook(top: Path, root: Path) -> None:
    """Put the hook in its place. Raises RefusedError where another one is there."""
    place, hook = hook_place(top), hook_text(top, root)
    if os.path.lexists(place) and not _holds(place, hook):
        line = hook.splitlines()[-1].removeprefix("exec ")
        raise RefusedError(f"{place} is there already", f"add this line to it: {line} || exit 1")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(hook, "utf-8")
    place.chmod(0o755)


def uninstall_hook(top: Path, root: Path) -> bool:
    """Take the hook away where it is ours; whether it was."""
    place = hook_place(top)
    if not _holds(place, hook_text(top, root)):
        return False
    place.unlink()
    return True


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
    answer = run_as_user(top, *arguments)
    if answer.status:
        raise RefusedError(f"git config: {answer.reason()}")
