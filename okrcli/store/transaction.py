"""The one write path: take the lock, repair after a crash, replace the files, commit them, verify the commit.

After a kill, a full disk or a hook that refuses, the state is the old one, the new one, or one that the next run
repairs and reports. A run is complete only when the `with` block of its transaction ends: print the result before that.
Until then a second run with the same request is told that the first one did it.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from okrcli.errors import OkrError, PipeClosed, RefusedError, completed
from okrcli.git.commit import CommitResult, commit, refresh_index
from okrcli.git.preflight import refuse_unless_fit
from okrcli.git.process import tell
from okrcli.git.repository import Repository
from okrcli.sanitize import visible
from okrcli.store.journal import (
    FileChange,
    Journal,
    apply_change,
    refuse_odd_place,
    refuse_read_only_folder,
    remove_backups,
)
from okrcli.store.lock import Lock, hold, lock_place
from okrcli.store.message import Message
from okrcli.store.recovery import await_git, from_top, repair, resolve_interrupted


@dataclass(frozen=True, slots=True)
class WriteResult:
    """The result of a write: the commit, and sentences for the user."""

    commit: str | None
    notes: tuple[str, ...] = ()
    repeated: bool = False
    """Nothing was written: an earlier run that was cut off had done exactly this already."""


@dataclass(frozen=True, slots=True)
class Finished:
    """An earlier run that was cut off when its work was already done."""

    request: str
    subject: str
    commit: str | None


@contextmanager
def begin_write(root: Path, request: str = "", wait: float = 300.0) -> Iterator[WriteTransaction]:
    """Lock the workspace at `root` to read and then write it, repaired after a crash.

    `request` stands for everything that was asked for (arguments, text from stdin, the day): a run with the same
    request as one that was cut off after its work was done writes nothing. Waits up to `wait` seconds for another okr.
    Raises RefusedError.
    """
    root = root.absolute()
    place = lock_place(root)
    with hold(place, wait) as lock:
        transaction = WriteTransaction(root, lock, place.with_suffix(".journal"), request)
        transaction.repair(wait)
        try:
            yield transaction
        except PipeClosed:
            transaction.confirm()
            raise
        except OSError:
            if transaction.is_done:  # what is written stands, and the end of the run says so
                transaction.confirm()
            raise
        transaction.confirm()


class WriteTransaction:
    """The right to write in one workspace, as long as the lock is held."""

    def __init__(self, root: Path, lock: Lock, journal_at: Path, request: str) -> None:
        self.root = root
        self.repaired: tuple[str, ...] = ()
        """Sentences about an interrupted run that was repaired; to be shown."""
        self.finished: Finished | None = None
        self._lock = lock
        self._journal_at = journal_at
        self._request = request
        self._unconfirmed: Journal | None = None
        self.is_done = False
        """True if this run has written its files."""

    @cached_property
    def repository(self) -> Repository | None:
        """The repository the workspace lies in; git is first run when this is asked for."""
        return Repository.open(self.root)

    def repair(self, wait: float) -> None:
        """Complete or roll back an interrupted run. Raises RefusedError when that cannot be done now."""
        with _in_words("an interrupted run cannot be repaired"):
            journal = Journal.load(self._journal_at)
            if journal is None:
                await_git(self._lock.git_before, wait)  # of a sync that was ended while its rebase went on
                return
            settled = repair(journal, self._lock.git_before, wait)
            self.repaired = settled.sentences
            if settled.done:
                self.finished = Finished(journal.request, journal.subject, settled.commit)
                self._unconfirmed = journal
            else:
                self._journal_at.unlink()

    def write(self, drafts: Sequence[FileChange], message: Message | None) -> WriteResult:
        """Write the changes, and commit them when there is a message and a repository: all of it, or nothing.

        Raises RefusedError when it cannot be done; then everything is as it was, or the message says what is not.
        """
        if self.finished and self._request and self.finished.request == self._request:
            return WriteResult(self.finished.commit, ("the interrupted run has already done this",), repeated=True)
        drafts = [draft for draft in drafts if draft.before != draft.after]
        if not drafts:
            return WriteResult(None)
        repository = self.repository if message else None
        must_commit = message is not None and message.undoes is not None
        self.refuse_unless_writable(
            [draft.path for draft in drafts], commits=message is not None, must_commit=must_commit
        )
        self.confirm()
        notes = self._notes_before(drafts, message)
        journal = self._begin(drafts, repository, message)
        try:
            self._journal(journal)
            commit_result = self._carry_out(journal, drafts, repository, message)
        except BaseException as error:  # also Ctrl-C: what was begun is reverted
            commit_result = self._take_back(journal, repository, error)
        self._complete(commit_result)
        notes += self._tidy(journal, repository, commit_result)
        if repository and commit_result:
            notes += self._review(repository, commit_result, drafts)
        return WriteResult(commit_result.hash if commit_result else None, tuple(notes))

    def refuse_unless_writable(self, paths: Sequence[str], *, commits: bool, must_commit: bool = False) -> None:
        """Raise RefusedError if these files cannot be written, or with `commits` not be committed.

        With `must_commit`, the command has no `--no-commit`, and no hint names it.
        """
        for path in paths:
            with _in_words(path):
                refuse_odd_place(self.root, path)
                refuse_read_only_folder(self.root, path)
        if commits and self.repository:
            inside = [from_top(self.repository, self.root, path) for path in paths]
            refuse_unless_fit(self.repository, inside, must_commit=must_commit)

    def confirm(self) -> None:
        """Remove the journal: the run is complete, and the user has been told."""
        if self._unconfirmed:
            try:
                self._journal_at.unlink(missing_ok=True)
            except OSError as error:  # the work is done all the same; the next run finds it so, and says it
                tell(f"{visible(str(self._journal_at))} cannot be removed: {error.strerror}")
            self._unconfirmed = None

    def _notes_before(self, drafts: Sequence[FileChange], message: Message | None) -> list[str]:
        notes = []
        if message and self.repository is None:
            notes.append("not in a git repository: the files are written, there is no history (git init begins one)")
        if message and self.repository and self.repository.detached():
            notes.append("HEAD is detached: the commit is on no branch (keep it with: git switch -c NAME)")
        for draft in drafts:
            place = self.root / draft.path
            if draft.before is not None and os.path.lexists(place) and os.lstat(place).st_nlink > 1:
                notes.append(f"{visible(draft.path)} has a second name (a hard link), which keeps the old content")
        return notes

    def _begin(self, drafts: Sequence[FileChange], repository: Repository | None, message: Message | None) -> Journal:
        head = repository.head() if repository else None
        subject = message.subject if message else ""
        return Journal.plan(self.root, drafts, head, repository is not None, self._request, subject)

    def _journal(self, journal: Journal) -> None:
        self._unconfirmed = journal
        with _in_words(str(self._journal_at)):
            journal.save(self._journal_at)

    def _carry_out(
        self, journal: Journal, drafts: Sequence[FileChange], repository: Repository | None, message: Message | None
    ) -> CommitResult | None:
        for step, draft in zip(journal.steps, drafts, strict=True):
            with _in_words(draft.path):
                apply_change(self.root, step, draft)
        if repository is None or message is None:
            return None
        paths = [from_top(repository, self.root, draft.path) for draft in drafts]
        new = [path for path, draft in zip(paths, drafts, strict=True) if draft.before is None]
        must_commit = message.undoes is not None
        started = self._lock.note_git
        return commit(repository, paths, message.text(), new, started, before=journal.head, must_commit=must_commit)

    def _take_back(self, journal: Journal, repository: Repository | None, error: BaseException) -> CommitResult | None:
        """Restore the old state after a failure and raise it again, or return the commit if git made one."""
        try:
            settled = resolve_interrupted(journal, repository, forward=False)
            if not settled.done:
                self._journal_at.unlink(missing_ok=True)
                self._unconfirmed = None
        except (OSError, OkrError) as second:
            if not isinstance(error, OkrError):
                raise error from second
            why = second.message if isinstance(second, OkrError) else f"{second.strerror}"
            later = f"the unfinished write could not be undone ({why}): the next command that writes repairs it"
            raise RefusedError(error.message, *error.hints, later) from second
        if settled.done and settled.commit and isinstance(error, OkrError):
            return CommitResult(settled.commit)
        if settled.done:
            self._complete(CommitResult(settled.commit) if settled.commit else None)
        if isinstance(error, OkrError):
            raise RefusedError(error.message, *error.hints, *settled.sentences) from error
        raise error

    def _complete(self, commit_result: CommitResult | None) -> None:
        self.is_done = True
        completed.append(f"commit {commit_result.hash[:7]} is made" if commit_result else "the files are written")

    def note_git(self, process: int) -> None:
        """Record the process id of a git of this run, so that the next run waits for it after a kill."""
        self._lock.note_git(process)

    def _tidy(self, journal: Journal, repository: Repository | None, commit_result: CommitResult | None) -> list[str]:
        """Remove the backups, and bring the index to HEAD; sentences about what could not be done."""
        try:
            remove_backups(self.root, journal.steps)
            for step in journal.steps:
                if step.after is None:
                    with suppress(OSError):  # it holds something else still; git keeps no empty folder either
                        (self.root / step.path).parent.rmdir()
            if repository and commit_result:
                refresh_index(repository, [from_top(repository, self.root, step.path) for step in journal.steps])
        except (OSError, OkrError) as error:
            with suppress(OSError):
                replace(journal, request="").save(self._journal_at)
            self._unconfirmed = None
            return [f"it is done; the next command that writes removes the temporary files ({error})"]
        if commit_result and commit_result.complaint:
            return [f"the commit is made, but git printed: {commit_result.complaint}"]
        return []

    def _review(self, repository: Repository, commit_result: CommitResult, drafts: Sequence[FileChange]) -> list[str]:
        """Sentences about changes that a hook made to the commit."""
        notes = []
        paths = [from_top(repository, self.root, draft.path) for draft in drafts]
        entries = {} if commit_result.blobs else repository.entries_at(commit_result.hash, paths)
        blobs = commit_result.blobs or {path: entry.blob for path, entry in entries.items()}
        for path, draft in zip(paths, drafts, strict=True):
            held, after = blobs.get(path), draft.after
            if held is None or after is None:
                is_as_written = held is None and after is None
            else:
                is_as_written = repository.would_be(held, path, after)
            if not is_as_written:
                notes.append(f"a hook changed {visible(draft.path)}: the commit does not hold what okr wrote")
        if commit_result.added:
            notes.append(f"a hook added to the commit: {', '.join(map(visible, commit_result.added))}")
        return notes


@contextmanager
def _in_words(where: str) -> Iterator[None]:
    """Turn an OSError into a RefusedError with a sentence about `where`."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = ("free some space, then run it again",) if error.errno in (errno.ENOSPC, errno.EDQUOT) else ()
        raise RefusedError(f"{visible(where)}: {reason}", *hint) from error
