"""`okr merge-driver`: the command that git runs to merge a file of the workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from okrcli.errors import Exit
from okrcli.render.terminal import streams
from okrcli.sanitize import visible


def merge_driver(
    ancestor: Annotated[Path, typer.Argument(metavar="BASE", help="%O: the common version.")],
    current: Annotated[Path, typer.Argument(metavar="OURS", help="%A: our version; the result goes here.")],
    other: Annotated[Path, typer.Argument(metavar="THEIRS", help="%B: their version.")],
    marker_size: Annotated[int, typer.Argument(metavar="SIZE", help="%L: how long conflict markers are.")] = 7,
    path: Annotated[str, typer.Argument(metavar="PATH", help="%P: the file that is merged.")] = "this file",
) -> int:
    """Merge one file by what it means, for git.

    Git runs it; okr setup git sets it up. It takes git's own merge where that is clean and means the right thing,
    else joins both sides by id. Where both sides changed one field it leaves git's conflict markers and exits 1.
    """
    from okrcli.git.conflicts import drive

    merge = drive(ancestor, current, other, marker_size, path)
    for conflict in merge.conflicts:
        streams.error(f"{path}: {visible(conflict)}", severity="conflict")
    return Exit.OK if merge.text is not None else Exit.FOUND
