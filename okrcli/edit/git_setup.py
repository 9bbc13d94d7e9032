"""Git settings for OKR files: a merge driver, headers of hunks, and a hook that checks before a commit."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, Literal, NamedTuple

from okrcli.edit.init import attributes
from okrcli.errors import RefusedError
from okrcli.git.layout import folder_below
from okrcli.git.process import run_as_user, run_read_only, text

Scope = Literal["local", "global"]

DRIVER: Final = (
    "okr merge-driver %O %A %B %L %P; status=$?; test $status -le 1 && exit $status; "
    "git merge-file --marker-size=%L %A %O %B"
)
"""The command by which git calls okr. Where okr is not installed or fails, git merges the text instead."""

SETTINGS: Final = {
    "merge.okr.name": "OKR files, merged by meaning",
    "merge.okr.driver": DRIVER,
    "diff.okr.xfuncname": "^ *-? *(id: .*)$",
}
"""The settings of git and their values."""


_HOOK: Final = """\
#!/bin/sh
# okr checks the OKR files of a commit. Made by: okr setup git --hook
command -v okr >/dev/null 2>&1 || exit 0
exec okr -C '{folder}' validate --staged --since HEAD
"""


def hook_text(top: Path, root: Path) -> str:
    """The pre-commit hook of a workspace: it refuses a commit that brings errors.

    Where okr is not installed, it lets every commit through.
    """
    folder = folder_below(top, root).replace("'", "'\\''")
    return _HOOK.format(folder=folder or ".")


class Setup(NamedTuple):
    """A part of the setup, and its state in a sentence."""

    name: str
    is_set: bool
    about: str


def settings_in_git(top: Path, scope: Scope) -> dict[str, str]:
    """The values that git has in this scope for the settings that okr makes."""
    values = {}
    for key in SETTINGS:
        answer = run_read_only(top, "config", f"--{scope}", "--get", key, expected=(0, 1))
        if answer.status == 0:
            values[key] = text(answer.out).removesuffix("\n")
    return values


def setups(top: Path, root: Path) -> list[Setup]:
    """The state of attributes, merge driver, headers of hunks and the hook."""
    local, everywhere = settings_in_git(top, "local"), settings_in_git(top, "global")
    parts = [Setup("attributes", not attributes(root), ".gitattributes lists the OKR files")]
    for name, key, about in (
        ("merge driver", "merge.okr.driver", "OKR files of two branches are merged by meaning"),
        ("hunk headers", "diff.okr.xfuncname", "git diff shows the id above each change"),
    ):
        here, there = local.get(key) == SETTINGS[key], everywhere.get(key) == SETTINGS[key]
        where = "here" if here else "for all repositories" if there else ""
        is_other = not (here or there) and (key in local or key in everywhere)
        about_part = f"{about} ({where})" if where else f"{key} has another value" if is_other else about
        parts.append(Setup(name, here or there, about_part))
    path = hook_path(top)
    is_ours = _holds(path, hook_text(top, root))
    is_other = path.exists() and not is_ours
    about_hook = "there is another hook" if is_other else "a commit with new errors in OKR files is refused"
    return [*parts, Setup("hook", is_ours, about_hook)]


def hook_path(top: Path) -> Path:
    """The path at which git looks for the pre-commit hook of this repository."""
    for scope in ("--local", "--global"):
        own = run_read_only(top, "config", scope, "--get", "core.hooksPath", expected=(0, 1))
        if own.status == 0:
            return top / Path(text(own.out).removesuffix("\n")).expanduser() / "pre-commit"
    common = text(run_read_only(top, "rev-parse", "--git-common-dir").out).removesuffix("\n")
    return top / common / "hooks" / "pre-commit"


def _holds(path: Path, hook: str) -> bool:
    return not path.is_symlink() and path.is_file() and path.read_text("utf-8", "replace") == hook


def install_hook(top: Path, root: Path) -> None:
    """Write the hook. Raises RefusedError where another hook is there."""
    path, hook = hook_path(top), hook_text(top, root)
    if os.path.lexists(path) and not _holds(path, hook):
        line = hook.splitlines()[-1].removeprefix("exec ")
        raise RefusedError(f"{path} exists already", f"add this line to it: {line} || exit 1")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(hook, "utf-8")
    path.chmod(0o755)


def uninstall_hook(top: Path, root: Path) -> bool:
    """Remove the hook if okr wrote it. Returns True if it was removed."""
    path = hook_path(top)
    if not _holds(path, hook_text(top, root)):
        return False
    path.unlink()
    return True


def install(top: Path, scope: Scope) -> None:
    """Write the settings to git's configuration. Raises RefusedError when git cannot write them."""
    for key, value in SETTINGS.items():
        _run(top, "config", f"--{scope}", key, value)


def uninstall(top: Path, scope: Scope) -> list[str]:
    """Remove the settings that still have the value okr gave them. Returns their names."""
    removed = [key for key, value in settings_in_git(top, scope).items() if value == SETTINGS[key]]
    for key in removed:
        _run(top, "config", f"--{scope}", "--unset", key)
    return removed


def _run(top: Path, *arguments: str) -> None:
    answer = run_as_user(top, *arguments)
    if answer.status:
        raise RefusedError(f"git config: {answer.reason()}")
