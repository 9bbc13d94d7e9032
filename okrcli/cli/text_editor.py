"""The text editor of the person: its command, and opening a file at a line.

Besides git, it is the only program that okr starts.
"""

from __future__ import annotations

import os
import shlex
import tempfile
from pathlib import Path
from typing import Final

from okrcli import progress
from okrcli.errors import RefusedError
from okrcli.git.environment import set_aside
from okrcli.git.process import run_read_only, text

_PLUS_LINE: Final = frozenset(
    ["vi", "vim", "nvim", "gvim", "mvim", "nano", "emacs", "emacsclient", "micro", "joe", "jed", "mg", "gedit"]
)
_GOTO: Final = frozenset(["code", "codium", "code-insiders", "cursor", "windsurf"])
_COLON: Final = frozenset(["subl", "zed", "hx", "helix", "kak", "mate", "atom"])


def chosen_editor(folder: Path) -> str:
    """The command of the editor: `OKR_EDITOR`, else the editor of git, else `VISUAL`, `EDITOR`, `vi`."""
    for command in (os.environ.get("OKR_EDITOR"), set_aside("GIT_EDITOR"), _from_git(folder)):
        if command and command.strip():
            return command
    return os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"


def _from_git(folder: Path) -> str:
    try:
        return text(run_read_only(folder, "config", "--get", "core.editor", expected=(0, 1, 128)).out).strip()
    except RefusedError:
        return ""


def at_line(command: str, path: Path, line: int) -> list[str]:
    """The arguments that open a file at a line; only the file if the option of the editor is not known."""
    try:
        name = Path(shlex.split(command)[0]).name.removesuffix(".exe")
    except (ValueError, IndexError):
        name = ""
    if name in _PLUS_LINE:
        return [f"+{line}", str(path)]
    if name in _GOTO:
        return ["--goto", f"{path}:{line}"]
    return [f"{path}:{line}"] if name in _COLON else [str(path)]


def open_editor(command: str, path: Path, line: int) -> None:
    """Open a file in the editor and wait until it ends. Raises RefusedError if it cannot be started or fails.

    The command is run by a shell, as in git, so `code --wait` works.
    """
    import subprocess

    arguments = ["sh", "-c", f'{command} "$@"', command, *at_line(command, path, line)]
    progress.end()
    try:
        status = subprocess.run(arguments, check=False).returncode
    except OSError as error:
        raise RefusedError(f"the editor `{command}` cannot be started: {error.strerror}") from None
    if status:
        raise RefusedError(f"the editor `{command}` ended with {status}", "choose another editor: OKR_EDITOR=…")


def edited(text: str, folder: Path) -> str:
    """The text after the person has changed it in a private file.

    Raises RefusedError if the editor cannot be started or fails.
    """
    handle, name = tempfile.mkstemp(prefix="okr-", suffix=".txt")
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        open_editor(chosen_editor(folder), path, 1)
        return path.read_text("utf-8", errors="replace")
    finally:
        path.unlink(missing_ok=True)
