"""The first files of a workspace: `okrs.yaml` and the lines of `.gitattributes`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from okrcli.git.layout import find_layout
from okrcli.store.journal import FileChange
from okrcli.urls import modeline
from okrcli.yaml.scalar_text import scalar_text as scalar

ATTRIBUTES: Final = "okrs.yaml diff=okr merge=okr\nokrs/**/*.yaml diff=okr merge=okr\n"
"""Git attributes of plan files. The drivers they name apply where they are set up, and do no harm elsewhere."""


def first_file(cycle: str, me: str, name: str, team: str, *, email: str | None) -> str:
    """The text of the first `okrs.yaml`: people, teams, no objectives, and an example of one in comments."""
    owner = scalar(team or me)
    lines = [
        modeline("okrs"),
        f"cycle: {scalar(cycle)}",
        "",
        "people:",
        f"  - id: {scalar(me)}",
        f"    name: {scalar(name)}",
        *([f"    email: {scalar(email)}"] if email else []),
        "",
        *(["teams:", f"  - id: {scalar(team)}", f"    members: [{scalar(me)}]", ""] if team else []),
        "# `okr new` asks for an objective and writes it here. It looks like this:",
        "#",
        "#   - id: regulars              # short, and kept when the title changes",
        "#     title: People in our street drink our coffee every week",
        f"#     owner: {owner}",
        "#     key_results:              # two to five numbers that show the result",
        "#       - id: subscribers",
        "#         title: Subscribers of the weekly bag grow from 120 to 200",
        "#         start: 120",
        "#         target: 200",
        "objectives: []",
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
