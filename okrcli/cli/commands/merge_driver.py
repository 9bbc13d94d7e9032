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
    marker_size: Annotated[int, typer.Argument(metavar="SIZE", help="%L: the length of conflict markers.")] = 7,
    path: Annotated[str, typer.Argument(metavar="PATH", help="%P: the file that is merged.")] = "this file",
) -> int:
    """Merge one file by meaning, for git.

    Git runs this command after `okr setup git`. It keeps the merge of git where that is clean and correct, and
    otherwise merges both sides by id. Where both sides changed the same field, it leaves conflict markers and exits 1.
    """
    from okrcli.git.conflicts import drive

    merge = drive(ancestor, current, other, marker_size, path)
    for conflict in merge.conflicts:
        streams.error(f"{path}: {visible(conflict)}", severity="conflict")
    return Exit.OK if merge.text is not None else Exit.FOUND
