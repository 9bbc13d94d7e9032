"""Replacement of several files together: all of them or none, also after a kill or on a full disk.

The changes are first written into a journal beside the lock. The next process that takes the lock finds the journal
and rolls back what was begun. Each new file is written under another name in the same folder, synced, compared with
what was read, and renamed. Until the end the old file stays under a second name, so that a rollback needs no space.
"""

from __future__ import annotations

import base64
import errno
import json
import os
import secrets
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from okrcli.errors import RefusedError
from okrcli.sanitize import visible


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file with its old and its new bytes; None stands for a file that does not exist.

    The path is relative to the workspace, with forward slashes.
    """

    path: str
    before: bytes | None
    after: bytes | None


@dataclass(frozen=True, slots=True)
class JournalStep:
    """The entry of the journal for one file, with which the old state can be recognised and restored."""

    path: str
    before: str | None
    """The old content, in base64."""
    after: str | None
    """The SHA-256 of the new content."""
    fresh: str
    """The name in the same folder under which the new content is written first."""
    kept: str
    """The name in the same folder under which the old file stays until the end."""
    folders: tuple[str, ...]
    """The folders that are made for it, from the top down."""

    def old(self) -> bytes | None:
        """The content before."""
        return None if self.before is None else base64.b64decode(self.before)


@dataclass(frozen=True, slots=True)
class Journal:
    """A run that writes: its files, and the data that shows later whether it was completed."""

    root: str
    head: str | None
    commits: bool
    request: str
    subject: str
    steps: tuple[JournalStep, ...]

    @classmethod
    def plan(
        cls, root: Path, drafts: Sequence[FileChange], head: str | None, commits: bool, request: str, subject: str
    ) -> Journal:
        """The journal of changes that are about to be written."""
        token = secrets.token_hex(4)
        steps = []
        for number, draft in enumerate(drafts):
            refuse_odd_place(root, draft.path)
            before = None if draft.before is None else base64.b64encode(draft.before).decode()
            name = f".okr-{token}-{number}"
            folders = tuple(missing_folders(root, draft.path)) if draft.after is not None else ()
            steps.append(JournalStep(draft.path, before, digest(draft.after), f"{name}.new", f"{name}.old", folders))
        return cls(os.fspath(root), head, commits, request, subject, tuple(steps))

    def save(self, place: Path) -> None:
        """Write the journal to disk so that it survives a power loss."""
        text = json.dumps(asdict(self), ensure_ascii=True)
        fresh = place.with_name(f"{place.name}.new")
        with suppress(FileNotFoundError):
            fresh.unlink()
        write_new(fresh, text.encode(), None)
        try:
            fresh.rename(place)
        except BaseException:
            with suppress(OSError):
                fresh.unlink()
            raise
        sync_folder(place.parent)

    @classmethod
    def load(cls, place: Path) -> Journal | None:
        """The journal that a run left behind; None when there is none. Raises RefusedError when it cannot be read."""
        try:
            fields = json.loads(place.read_bytes())
            steps = tuple(JournalStep(**{**step, "folders": tuple(step["folders"])}) for step in fields.pop("steps"))
            return cls(**fields, steps=steps)
        except FileNotFoundError:
            return None
        except (ValueError, TypeError, KeyError):
            raise RefusedError(
                f"{visible(str(place))} cannot be read: it is the journal of an interrupted run",
                "look at the files with git status, then remove it",
            ) from None


def digest(content: bytes | None) -> str | None:
    """The SHA-256 of a content in hexadecimal digits; None for None."""
    return None if content is None else sha256(content).hexdigest()


def refuse_odd_place(root: Path, path: str) -> None:
    """Raise RefusedError unless `path` stays below `root` through real folders, and ends at a plain file or nothing."""
    parts = path.split("/")
    if "\0" in path or any(part in ("", ".", "..") or part.lower() == ".git" for part in parts):
        raise RefusedError(f"`{visible(path)}` is not a path inside the workspace")
    place = root
    for number, part in enumerate(parts):
        place = place / part
        last = number == len(parts) - 1
        try:
            mode = os.lstat(place).st_mode
        except FileNotFoundError:
            return
        shown = visible("/".join(parts[: number + 1]))
        if stat.S_ISLNK(mode):
            raise RefusedError(f"{shown} is a symbolic link: okr does not write through it", "put a file there")
        if not (stat.S_ISREG(mode) if last else stat.S_ISDIR(mode)):
            raise RefusedError(f"{shown} is not a {'plain file' if last else 'folder'}")
        if not last and os.path.lexists(place / ".git"):
            raise RefusedError(f"{shown} is a repository of its own: okr does not write into it")


def refuse_read_only_folder(root: Path, path: str) -> None:
    """Raise PermissionError if the nearest folder above `path` that exists takes no files."""
    folder = (root / path).parent
    while not folder.exists() and folder != root:
        folder = folder.parent
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))


def missing_folders(root: Path, path: str) -> list[str]:
    """The folders above `path` that are not there yet, from the top down."""
    parts = path.split("/")[:-1]
    above = ["/".join(parts[: count + 1]) for count in range(len(parts))]
    return [folder for folder in above if not (root / folder).is_dir()]


def read_plain(place: Path) -> bytes | None:
    """The bytes of a plain file; None when nothing is there. Raises OSError for anything else."""
    try:
        handle = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    with os.fdopen(handle, "rb") as opened:
        return opened.read()


def write_new(place: Path, content: bytes, like: os.stat_result | None) -> None:
    """Write a file that does not exist yet, through to the disk, with mode and owner of the one it will replace."""
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    try:
        if like:
            if (like.st_uid, like.st_gid) != (os.geteuid(), os.getegid()):
                with suppress(PermissionError):
                    os.fchown(handle, like.st_uid, like.st_gid)
            os.fchmod(handle, stat.S_IMODE(like.st_mode))
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    except BaseException:
        with suppress(OSError):
            place.unlink()
        raise
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Write the names in a folder to the disk (fsync)."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def apply_change(root: Path, step: JournalStep, draft: FileChange) -> None:
    """Replace one file. Raises RefusedError when it is no longer what was read, OSError when the disk refuses."""
    place = root / step.path
    folder = place.parent
    for made in step.folders:
        with suppress(FileExistsError):
            (root / made).mkdir()
        sync_folder((root / made).parent)
    refuse_odd_place(root, step.path)
    like = os.lstat(place) if draft.before is not None and os.path.lexists(place) else None
    if draft.after is not None:
        write_new(folder / step.fresh, draft.after, like)
    if like:
        with suppress(PermissionError, NotImplementedError):  # not every file system has second names
            os.link(place, folder / step.kept, follow_symlinks=False)
    if read_plain(place) != draft.before:
        raise RefusedError(
            f"{visible(step.path)} was changed by another program while okr was running", "run the command again"
        )
    if draft.after is not None:
        (folder / step.fresh).rename(place)
    else:
        place.unlink()
    sync_folder(folder)


def put_back(root: Path, step: JournalStep) -> str | None:
    """Undo one step, however far it came; a sentence where the file stays because someone else changed it."""
    place = root / step.path
    if not place.parent.is_dir():
        _clear(root, step)
        return None
    old, now = step.old(), read_plain(place)
    if now != old:
        if digest(now) != step.after:
            _clear(root, step)
            return f"{visible(step.path)} was changed by another program since then, so it was left unchanged"
        if old is None:
            place.unlink()
        else:
            _restore(place, step, old)
    _clear(root, step)
    return None


def _restore(place: Path, step: JournalStep, old: bytes) -> None:
    kept = place.parent / step.kept
    if read_plain(kept) == old:
        kept.rename(place)
        return
    fresh = place.parent / step.fresh
    with suppress(FileNotFoundError):
        fresh.unlink()
    write_new(fresh, old, os.lstat(place) if os.path.lexists(place) else None)
    fresh.rename(place)


def _clear(root: Path, step: JournalStep) -> None:
    remove_backups(root, [step])
    for folder in reversed(step.folders):
        with suppress(OSError):  # someone has put a file there since
            (root / folder).rmdir()


def remove_backups(root: Path, steps: Iterable[JournalStep]) -> None:
    """Remove the second names of the files: new contents that were not used, and old files no longer needed."""
    for step in steps:
        folder = (root / step.path).parent
        for name in (step.fresh, step.kept):
            with suppress(FileNotFoundError, NotADirectoryError):
                (folder / name).unlink()
        if folder.is_dir():
            sync_folder(folder)
