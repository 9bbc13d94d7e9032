"""The name and e-mail address that git has for commits, and other settings of git."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from okrcli.errors import RefusedError
from okrcli.git.access import ANY_STATUS, check_usable
from okrcli.git.layout import find_layout
from okrcli.git.process import GitResult, run_read_only, text

_IDENTITY: Final = ("-c", "user.useConfigOnly=true", "var")


def identity_in(top: Path) -> tuple[str, str] | None:
    """Name and e-mail address as set for commits; None when they are not set (a guess of git's does not count)."""
    answers = [
        run_read_only(top, *_IDENTITY, kind, expected=(0, 128)) for kind in ("GIT_COMMITTER_IDENT", "GIT_AUTHOR_IDENT")
    ]
    return None if any(answer.status for answer in answers) else _author(answers[-1])


def configured_email(folder: Path) -> str | None:
    """The e-mail address that git would use in a folder, in a repository or not; None without git or address."""
    layout = find_layout(folder)
    if layout is None:
        return configured(folder, "user.email")
    if author := _author(run_read_only(layout.top, *_IDENTITY, "GIT_AUTHOR_IDENT", expected=ANY_STATUS)):
        return author[1]
    check_usable(layout)  # the reason, if git cannot work there
    return None


def _author(answer: GitResult) -> tuple[str, str] | None:
    """Name and e-mail address in an answer of `git var`; None if git has refused it."""
    match = re.fullmatch(r"(.*) <(.*)> \d+ [+-]\d{4}\n", text(answer.out), re.DOTALL)
    return (match[1], match[2]) if match and not answer.status else None


def configured(folder: Path, name: str) -> str | None:
    """The value of a setting of git in a folder, in a repository or not; None without git or without a value."""
    try:
        return text(run_read_only(folder, "config", "--get", name, expected=(0, 1)).out).strip() or None
    except RefusedError:
        return None
