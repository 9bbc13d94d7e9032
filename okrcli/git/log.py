"""The commits that changed the files of a workspace, newest first, from one `git log`.

Only first parents are followed: a merge is one commit with everything that it brought in. Where the folder of the
workspace was renamed, the log goes on under the earlier name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, NamedTuple

from okrcli.errors import RefusedError
from okrcli.git.pathspecs import literal
from okrcli.git.process import fields, run_read_only, stream, text
from okrcli.git.repository import Repository
from okrcli.workspace.sources import PLAN_FOLDER, WORKSPACE_FILE

_FORMAT: Final = "%H%x00%P%x00%aN%x00%aE%x00%aI%x00%cI%x00%(trailers:key=Okr-Undoes,valueonly)%x00%s%x00"
_PARTS: Final = 8
_OPTIONS: Final = (
    *("-z", "--raw", "--no-abbrev", "--no-renames", "--first-parent", "--diff-merges=first-parent", "--full-history"),
    *("--no-show-signature", "--no-color", "--encoding=UTF-8"),
)
_MAPPED: Final = f"--format=format:{_FORMAT}"
_AS_RECORDED: Final = _MAPPED.replace("%aN", "%an").replace("%aE", "%ae")
_NOTHING: Final = frozenset("0")


class ChangedFile(NamedTuple):
    """One file of a workspace in one commit: the hashes of its content before and after; None where it was not."""

    path: str
    """In the workspace, whatever its folder was called then."""
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its author and time, as the author's machine set them, and the files that it changed."""

    hash: str
    parents: tuple[str, ...]
    author: str
    """The name of the author; that of `.mailmap` where that was asked for."""
    email: str
    """The e-mail address of the author, likewise."""
    at: datetime
    committed: datetime
    """The time of the committer, who may be another person: after a rebase, or at the button of a service."""
    undoes: str | None
    """The hash of the commit that `okr undo` reverted by this one, as its trailer says."""
    subject: str
    files: tuple[ChangedFile, ...]
    folder: str
    """The folder of the workspace before the commit: "" at the top, else with a slash at its end."""

    @property
    def day(self) -> date:
        """The day in the time zone of the author."""
        return self.at.date()

    @property
    def latest_day(self) -> date:
        """The later one of the days of author and committer. Each of them can be set by hand."""
        return max(self.day, self.committed.date())

    @property
    def is_merge(self) -> bool:
        """True if it merged a branch, whose commits have authors of their own."""
        return len(self.parents) > 1


def commits_of(
    repository: Repository,
    start: str,
    folder: str,
    until: str | None = None,
    *,
    without: Sequence[str] = (),
    as_recorded: bool = False,
) -> Iterator[Commit]:
    """The commits from the one with the hash `start` back, down to but without `until`.

    Those that changed nothing but folders of the workspace that are `without` are left out, and these files of others.

    `folder` is where the workspace lies in the repository, "" at its top. In a shallow clone it ends where that does.
    With `as_recorded` authors are those of the commits themselves: `.mailmap`, which a branch can change, is not read.
    """
    here: str | None = folder
    cut = cut_at(repository)
    while here is not None:
        before = f"{here}/" if here else ""
        here = None
        for commit in _stretch(repository, start, before, until, without, as_recorded=as_recorded):
            if commit.hash in cut:
                return
            came = next((f for f in commit.files if f.path == WORKSPACE_FILE and f.before is None), None)
            earlier = _earlier_folder(repository, commit, before) if came else None
            if earlier is None:
                yield commit
                continue
            yield _across(repository, commit, earlier, before)
            start, here = commit.parents[0], earlier.rstrip("/")
            break


def _stretch(
    repository: Repository, start: str, before: str, until: str | None, without: Sequence[str], *, as_recorded: bool
) -> Iterator[Commit]:
    excluded = (f":(exclude,literal){before}{path}" for path in without)
    paths = (*literal((f"{before}{WORKSPACE_FILE}", f"{before}{PLAN_FOLDER}")), *excluded)
    left_out = (f"^{until}",) if until else ()
    options = (*_OPTIONS, _AS_RECORDED if as_recorded else _MAPPED)
    named = (*options, "--end-of-options", start, *left_out, "--", *paths)
    parts = stream(repository.top, "log", *named, has_patterns=True)
    for first in parts:
        head = [first.removeprefix("\n"), *(next(parts) for _ in range(_PARTS - 1))]
        yield _commit(head, _files(parts, before), before)


def _files(parts: Iterator[str], before: str) -> list[ChangedFile]:
    """The entries of one commit: `:mode mode hash hash M`, then a path, up to an empty part."""
    found = []
    for part in parts:
        about = part.removeprefix("\n")
        if not about:
            break
        old_mode, new_mode, old, new, _ = about.removeprefix(":").split(" ")
        path = next(parts).removeprefix(before)
        found.append(ChangedFile(path, _blob(old_mode, old), _blob(new_mode, new)))
    return found


def _blob(mode: str, name: str) -> str | None:
    """The hash of a plain file; nothing for a link or a submodule, which are not followed anywhere."""
    return name if mode.startswith("100") and not _NOTHING.issuperset(name) else None


def _commit(head: Sequence[str], files: Sequence[ChangedFile], folder: str) -> Commit:
    name, parents, author, email, at, committed, undoes, subject = head
    undone = undoes.split()
    return Commit(
        hash=name,
        parents=tuple(parents.split()),
        author=author,
        email=email,
        at=_moment(at),
        committed=_moment(committed),
        undoes=undone[0] if len(undone) == 1 else None,
        subject=subject,
        files=tuple(files),
        folder=folder,
    )


def _moment(iso: str) -> datetime:
    """The time that git gives for a commit; 1970-01-01 for a year that Python cannot represent."""
    try:
        return datetime.fromisoformat(iso)
    except ValueError:
        return datetime.fromisoformat("1970-01-01T00:00:00+00:00")


class DaysOfAncestors:
    """The latest day that any commit before a commit has, on the line of first parents from `start` back.

    A commit cannot have been made before its parent, whatever its own dates say. A day after `today` is a wrong clock
    and is left out. git is asked once, when the first day is wanted.
    """

    def __init__(self, repository: Repository, today: date) -> None:
        self._repository = repository
        self._today = today
        self._days: dict[str, date] = {}

    def before(self, commit: Commit) -> date:
        """The latest day among the ancestors of a commit; 0001-01-01 where there is none."""
        if commit.hash not in self._days:
            self._read(commit.hash)
        return self._days.get(commit.hash, date.min)

    def _read(self, start: str) -> None:
        options = ("-z", "--first-parent", "--no-show-signature", "--no-color", "--format=tformat:%H%x00%aI%x00%cI")
        parts = stream(self._repository.top, "log", *options, "--end-of-options", start)
        line = [(name, _moment(next(parts)).date(), _moment(next(parts)).date()) for name in parts]
        latest = date.min
        for name, *own in reversed(line):
            self._days[name] = latest
            latest = max([latest, *(day for day in own if day <= self._today)])


def _earlier_folder(repository: Repository, commit: Commit, before: str) -> str | None:
    return folder_at(repository, commit.parents[0], commit.hash, before) if commit.parents else None


def folder_at(repository: Repository, earlier: str, later: str, before: str) -> str | None:
    """The folder at an earlier commit of the workspace that lies in `before` (with a slash at its end) at a later one.

    "" or a folder with a slash at its end; None where it was not moved between the two.
    """
    options = ("-r", "-z", "--raw", "--no-abbrev", "-M50%", "--diff-filter=R")
    parts = iter(fields(run_read_only(repository.top, "diff-tree", *options, earlier, later).out))
    for _ in parts:
        old, new = next(parts), next(parts)
        if new == f"{before}{WORKSPACE_FILE}" and old.rpartition("/")[2] == WORKSPACE_FILE:
            return old.removesuffix(WORKSPACE_FILE)
    return None


def authors_of(repository: Repository, commit: Commit, path: str) -> frozenset[str]:
    """The e-mail addresses, in small letters, of those who brought a file of the workspace with a commit.

    Of a merge these are the authors of the commits on the merged branch that changed it; else the author alone.
    """
    if commit.is_merge:
        options = ("--no-show-signature", "--format=%ae", "--end-of-options", commit.hash, f"^{commit.parents[0]}")
        raw = run_read_only(repository.top, "log", "--no-merges", *options, "--", f"{commit.folder}{path}").out
        if found := text(raw).lower().split():
            return frozenset(found)
    return frozenset([commit.email.lower()])


def cut_at(repository: Repository) -> frozenset[str]:
    """The hashes of the commits at which a shallow clone ends. Their changes are unknown."""
    try:
        return frozenset((repository.common_dir / "shallow").read_text("ascii").split())
    except FileNotFoundError:
        return frozenset()


def _across(repository: Repository, commit: Commit, old: str, new: str) -> Commit:
    """The commit that moved the folder, with the files that it changed besides."""
    was, now = _held(repository, commit.parents[0], old), _held(repository, commit.hash, new)
    files = [
        ChangedFile(path, was.get(path), now.get(path))
        for path in sorted(was.keys() | now.keys())
        if was.get(path) != now.get(path)
    ]
    return replace(commit, files=tuple(files), folder=old)


def versions_of(repository: Repository, start: str, place: str) -> Iterator[str]:
    """The hashes of the contents that one file (its path from the top) had, from a commit back, newest first."""
    parts = stream(repository.top, "log", *_OPTIONS, _MAPPED, "--end-of-options", start, "--", place)
    for _ in parts:
        for _ in range(_PARTS - 1):
            next(parts)
        for change in _files(parts, ""):
            if change.path == place and change.after:
                yield change.after


def _held(repository: Repository, commit: str, before: str) -> dict[str, str]:
    """The plain files of a workspace in a commit, with the hashes of their contents."""
    snapshot = repository.revision(commit, before.rstrip("/"))
    return {path: blob for path in snapshot.paths if (blob := snapshot.blob(path))}


def commit_on(repository: Repository, day: date) -> str:
    """The hash of the last commit on the line of first parents up to the end of a day.

    The day of a commit is that of its author, as `okr log` shows it, or of its committer if that is later; each as it
    was where they were. Raises RefusedError where the history begins later, or is cut.
    """
    head = repository.head()
    options = ("-z", "--first-parent", "--no-show-signature", "--no-color", "--format=tformat:%H%x00%aI%x00%cI")
    parts = stream(repository.top, "log", *options, "--end-of-options", head) if head else iter(())
    for name in parts:
        if max(_moment(next(parts)).date(), _moment(next(parts)).date()) <= day:
            return name
    cut = ["this is a shallow clone; get the whole history: git fetch --unshallow"] if repository.is_shallow else []
    raise RefusedError(f"there is no commit from {day} or before", *cut)


def day_of(repository: Repository, commit: str) -> date:
    """The day of a commit where its author was, by the hash."""
    answer = run_read_only(
        repository.top, "log", "--no-walk", "--no-show-signature", "--format=%aI", "--end-of-options", commit
    )
    return _moment(text(answer.out).strip()).date()
