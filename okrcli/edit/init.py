"""The first files of a workspace: `okrs.yaml` and the lines of `.gitattributes`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from okrcli.git.repository import find_layout
from okrcli.store.transaction import FileChange
from okrcli.urls import modeline
from okrcli.yaml.scalar_text import scalar_text as scalar

ATTRIBUTES: Final = "okrs.yaml diff=okr merge=okr\nokrs/**/*.yaml diff=okr merge=okr\n"
"""Git attributes of plan files. The drivers they name apply where they are set up, and do no harm elsewhere."""


def first_file(cycle: str, me: str, name: str, team: str, *, email: str | None, first: date | None = None) -> str:
    """The text of the first `okrs.yaml`: valid, and an example to change.

    `first` is the first day of the objective where the cycle has begun already.
    """
    lines = [
        modeline("okrs"),
        "# Objectives and key results of this workspace. Change the words, then: okr status",
        f"cycle: {scalar(cycle)}",
        "",
        "people:",
        f"  - id: {scalar(me)}",
        f"    name: {scalar(name)}",
        *([f"    email: {scalar(email)}"] if email else []),
        "",
        *(["teams:", f"  - id: {scalar(team)}", f"    members: [{scalar(me)}]", ""] if team else []),
        "objectives:",
        "  - id: first                  # short, and kept when the title changes",
        "    title: Where do you want to be at the end of the cycle?",
        f"    owner: {scalar(team or me)}",
        *([f"    start_date: {first}     # {scalar(cycle)} has begun; pace counts from this day"] if first else []),
        "    key_results:               # two to five numbers that show whether you got there",
        "      - id: result",
        "        title: What will have changed, from 0 to 10?",
        f"        owner: {scalar(me)}",
        "        start: 0",
        "        target: 10",
    ]
    return "\n".join(lines) + "\n"


def attributes(root: Path) -> list[FileChange]:
    """The change that adds our lines to `.gitattributes`; empty without git, or where the lines are there already."""
    if find_layout(next(folder for folder in (root, *root.parents) if folder.is_dir())) is None:
        return []
    path = root / ".gitattributes"
    before = path.read_bytes() if path.is_file() and not path.is_symlink() else None
    if before is not None and ATTRIBUTES.splitlines()[0].encode() in before.splitlines():
        return []
    start = before or b""
    if start and not start.endswith(b"\n"):
        start += b"\n"
    return [FileChange(".gitattributes", before, start + ATTRIBUTES.encode())]
