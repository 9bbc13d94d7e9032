"""The check that git can work with the folders of a repository."""

from __future__ import annotations

from typing import Final

from okrcli.errors import RefusedError
from okrcli.git.layout import RepositoryLayout
from okrcli.git.process import GitResult, run_read_only, text
from okrcli.sanitize import visible

ANY_STATUS: Final = tuple(range(-64, 256))
"""Every exit status of git that is looked at afterwards."""


def check_usable(layout: RepositoryLayout) -> None:
    """Raise RefusedError when git cannot work with these folders."""
    answer = run_read_only(layout.top, "rev-parse", "--is-bare-repository", "--show-toplevel", expected=ANY_STATUS)
    bare, _, top = text(answer.out).partition("\n")
    if bare == "true":
        raise RefusedError(f"{visible(str(layout.top))} is a bare repository", "use a clone that has a work tree")
    if answer.status:
        raise _not_usable(layout, answer)
    if not layout.top.samefile(top.removesuffix("\n")):
        raise _damaged(layout)


def _not_usable(layout: RepositoryLayout, answer: GitResult) -> RefusedError:
    words = " ".join(answer.words())
    if "safe.directory" in words:
        return RefusedError(
            f"{visible(str(layout.top))} belongs to another user, and git does not trust it",
            f"if you trust it: git config --global --add safe.directory '{visible(str(layout.top))}'",
        )
    if "not a git repository" in words:
        return _damaged(layout)
    return RefusedError(f"git cannot use {visible(str(layout.top))}: {answer.reason()}")


def _damaged(layout: RepositoryLayout) -> RefusedError:
    return RefusedError(
        f"{visible(str(layout.git_dir))} is damaged: git does not accept it as the repository of these files",
        "see: git status",
    )
