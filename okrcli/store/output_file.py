"""The file of `--output`: written completely or not at all, never a file of the plan, never through a link."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from okrcli.errors import RefusedError
from okrcli.sanitize import visible
from okrcli.workspace.sources import PLAN_FOLDER, WORKSPACE_FILE


def write_report(place: Path, content: str) -> None:
    """Put a text into a file, all of it or nothing; a device or pipe (`/dev/stderr`) is written to as it is.

    Raises RefusedError for a file of a workspace or of git, for a link, and when the file cannot be written.
    """
    try:
        if place.parts[:2] in (("/", "dev"), ("/", "proc")) or (place.exists() and not place.is_file()):
            with place.open("w", encoding="utf-8", newline="\n") as opened:
                opened.write(content)
        else:
            _refuse_links(place.absolute())
            target = place.resolve()
            _refuse_plan_and_git(place, target)
            _replace(target, content.encode())
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise RefusedError(f"{visible(str(place))} cannot be written: {reason}") from None


def _refuse_links(place: Path) -> None:
    """Raise RefusedError where the file, or a folder on the way to it from the repository or workspace, is a link.

    A committed link would decide where a text goes, so none is followed. Links above are the user's own.
    """
    if place.is_symlink():
        hint = "okr does not write through links: name the file itself, or delete the link"
        raise RefusedError(f"{visible(str(place))} is a symbolic link", hint)
    inside = [place]
    for folder in place.parents:
        if (folder / ".git").exists() or (folder / WORKSPACE_FILE).exists():
            link = next((above for above in inside if above.is_symlink()), None)
            if link is not None:
                hint = "okr does not write through links: name a folder that is not a link"
                raise RefusedError(f"{visible(str(link))} is a symbolic link", hint)
        inside.append(folder)


def _refuse_plan_and_git(named: Path, target: Path) -> None:
    """Raise RefusedError for a file that belongs to git or to a workspace. Case does not count, as on many disks."""
    parts = [part.lower() for part in target.parts]
    hint = "choose another name, outside of these folders"
    if ".git" in parts:
        raise RefusedError(f"{visible(str(named))} belongs to git", hint)
    above = target.parent
    is_plan = parts[-1] == WORKSPACE_FILE or any(
        folder.name.lower() == PLAN_FOLDER and (folder.parent / WORKSPACE_FILE).exists()
        for folder in (above, *above.parents)
    )
    if is_plan:
        raise RefusedError(f"{visible(str(named))} belongs to the plan", hint)


def _replace(place: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(handle)
        Path(name).chmod(place.stat().st_mode & 0o7777 if place.exists() else 0o666 & ~_umask())
        Path(name).replace(place)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def append_report(place: Path, content: str) -> None:
    """Add a text to a file that others add to as well. Raises RefusedError when that cannot be done."""
    try:
        with place.open("a", encoding="utf-8", newline="\n") as opened:
            opened.write(content)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise RefusedError(f"{visible(str(place))} cannot be written: {reason}") from None
