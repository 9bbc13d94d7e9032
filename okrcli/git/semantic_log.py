"""The changes in meaning of each commit: every version of a file is read once and compared with the one before.

Only the files that a commit touched are read. The walk goes back in time and keeps the last version of `okrs.yaml`, so
it is known for every commit. A version that cannot be read is skipped; its changes count for the next readable one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Final

from okrcli import progress
from okrcli.git.log import ChangedFile, Commit, DaysOfAncestors, versions_of
from okrcli.git.process import BlobReader
from okrcli.git.repository import Repository
from okrcli.model.diff import compare_closely
from okrcli.model.plan import Plan
from okrcli.model.plan_change import PlanChange
from okrcli.model.record_base import changed
from okrcli.model.records import FileRecord, WorkspaceFile
from okrcli.workspace.file_loader import CHECKIN_FOLDER, read_file
from okrcli.workspace.plan_builder import assemble
from okrcli.workspace.sources import MAX_BYTES, PLAN_FOLDER, WORKSPACE_FILE

_FIRST_PORTION: Final = 4
"""Commits whose files are read at once in the beginning; twice as many each time."""
_LARGEST_PORTION: Final = 128
Wanted = Callable[[bytes], bool]
Area = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class CommitChanges:
    """A commit with its changes in meaning, and the touched parts of the plan before and after."""

    commit: Commit
    differences: tuple[PlanChange, ...]
    before: Plan
    after: Plan
    day: date
    """The day on which the changes were made at the earliest: neither before a date of the commit nor its parent."""
    unread: tuple[str, ...] = ()
    """Files of which this commit left a version that cannot be read."""


def anything(raw: bytes) -> bool:
    """True for every file."""
    return True


def anywhere(path: str) -> bool:
    """True for every path."""
    return True


def folders_of(cycles: Collection[str], plan: Plan) -> Area:
    """True for a path where something of these cycles can be: the folder of another cycle holds nothing of them."""
    others = tuple(f"{PLAN_FOLDER}/{name}/" for name in plan.cycles if name not in cycles)
    return lambda path: not path.startswith(others)


def checkin_folders_of_others(cycles: Collection[str], plan: Plan) -> list[str]:
    """The folders of check-ins of all cycles but these, for a history that needs none of them."""
    return [f"{PLAN_FOLDER}/{name}/{CHECKIN_FOLDER}" for name in plan.cycles if name not in cycles]


def _changed_files(commit: Commit) -> list[ChangedFile]:
    """The files of the workspace of which a commit left another content."""
    return [change for change in commit.files if _is_ours(change.path) and change.before != change.after]


def intent_only(raw: bytes) -> bool:
    """True if a file can hold more than check-ins."""
    return b"objectives" in raw or b"checkins" not in raw


class HistoryWalker:
    """Reads the versions of files, as a walk back through the commits meets them."""

    def __init__(self, repository: Repository, today: date, wanted: Wanted = anything, area: Area = anywhere) -> None:
        """Read the commits that have, in a path of the `area`, a version that is `wanted`.

        Of such a commit these files are read, and those that can hold more than check-ins.
        """
        self._repository = repository
        self._wanted = wanted
        self._area = area
        self._blobs = BlobReader(repository.top)
        self._known: dict[str, tuple[str, FileRecord | None]] = {}
        """By path: hash and record of the version that an older commit left. No other version is needed again."""
        self._root: WorkspaceFile | None = None
        self._today = today
        self._ancestors = DaysOfAncestors(repository, today)

    def steps(self, commits: Iterable[Commit]) -> Iterator[CommitChanges]:
        """The commits that changed something in meaning or left something unreadable, newest first."""
        for commit in self._with_contents(commits):
            progress.count("commit")
            if needed := self._needed(_changed_files(commit)):
                step = self._step(commit, needed)
                if step.differences or step.unread:
                    yield step

    def _with_contents(self, commits: Iterable[Commit]) -> Iterator[Commit]:
        """The commits, whose files are read ahead for more and more of them at once: the first ones may be enough."""
        waiting, size = iter(commits), _FIRST_PORTION
        while portion := list(islice(waiting, size)):
            changes = [change for commit in portion for change in _changed_files(commit) if self._area(change.path)]
            blobs = [blob for change in changes for blob in (change.after, change.before) if blob]
            self._blobs.read_ahead(blobs, MAX_BYTES + 1)
            yield from portion
            size = min(2 * size, _LARGEST_PORTION)

    def _needed(self, changes: list[ChangedFile]) -> list[ChangedFile]:
        """The files of a commit to read; none where it is not worth reading. One that changed `okrs.yaml` always is."""
        if self._wanted is anything:
            is_worth = any(change.path == WORKSPACE_FILE or self._area(change.path) for change in changes)
            return changes if is_worth else []
        wanted: set[str] = set()
        plans: set[str] = set()
        for change in changes:
            if change.path == WORKSPACE_FILE:
                wanted.add(change.path)
            elif self._area(change.path):
                versions = self._contents(change)
                if any(map(self._wanted, versions)):
                    wanted.add(change.path)
                elif any(map(intent_only, versions)):
                    plans.add(change.path)
        if not wanted:
            return []
        far = (change for change in changes if not self._area(change.path))
        plans.update(change.path for change in far if any(map(intent_only, self._contents(change))))
        needed = wanted | plans
        return [change for change in changes if change.path in needed]

    def _contents(self, change: ChangedFile) -> list[bytes]:
        """The bytes before and after a change; empty for what git does not have."""
        return [self._raw(blob) or b"" for blob in (change.before, change.after) if blob]

    def _step(self, commit: Commit, changes: list[ChangedFile]) -> CommitChanges:
        before: dict[str, FileRecord] = {}
        after: dict[str, FileRecord] = {}
        unread = []
        read: dict[str, FileRecord | None] = {}
        for change in changes:
            old, new = (self._version(blob, change.path, read) for blob in (change.before, change.after))
            if change.after and new is None:
                unread.append(change.path)
                self._known[change.path] = (change.before or "", old)
                continue
            self._keep(change, old)
            if change.before and old is None:
                old = self._last_readable(commit, change)
            before.update({change.path: old} if old else {})
            after.update({change.path: new} if new else {})
        one, other = self._plans(commit, before, after)
        differences = compare_closely(one, other)
        return CommitChanges(commit, differences, one, other, self._day(commit, differences), tuple(unread))

    def _day(self, commit: Commit, differences: Iterable[PlanChange]) -> date:
        """The day of the changes. The ancestors are only read where they can make a goalpost of one of them."""
        own = max((day for day in (commit.latest_day, commit.day) if day <= self._today), default=commit.day)
        waiting = [change.agreed_since for change in differences if change.agreed_since and change.agreed_since > own]
        return max(own, self._ancestors.before(commit)) if waiting and min(waiting) <= self._today else own

    def _version(self, blob: str | None, path: str, read: dict[str, FileRecord | None]) -> FileRecord | None:
        """The record of a version; None without a version, or where it cannot be read."""
        if blob is None:
            return None
        known, record = self._known.get(path, ("", None))
        if blob == known:
            return record
        if blob not in read:
            read[blob] = self._record(blob, path)
        return read[blob]

    def _record(self, blob: str, path: str) -> FileRecord | None:
        raw = self._raw(blob)
        return None if raw is None else read_file(raw, path).record

    def _raw(self, blob: str) -> bytes | None:
        try:
            return self._blobs.read(blob, MAX_BYTES + 1)
        except OSError:
            return None

    def _last_readable(self, commit: Commit, change: ChangedFile) -> FileRecord | None:
        """The newest version before this commit that can be read, where the one right before it cannot."""
        if not commit.parents:
            return None
        for blob in versions_of(self._repository, commit.parents[0], f"{commit.folder}{change.path}"):
            if blob != change.before and (record := self._record(blob, change.path)):
                return record
        return None

    def _keep(self, change: ChangedFile, old: FileRecord | None) -> None:
        if change.before is None:
            self._known.pop(change.path, None)
        else:
            self._known[change.path] = (change.before, old)

    def _plans(
        self, commit: Commit, before: Mapping[str, FileRecord], after: Mapping[str, FileRecord]
    ) -> tuple[Plan, Plan]:
        """The plans of the touched files before and after, each with the `okrs.yaml` of its time."""
        new = after.get(WORKSPACE_FILE)
        if isinstance(new, WorkspaceFile):
            self._root = new
        root = self._root or self._root_at(commit)
        old = before.get(WORKSPACE_FILE)
        if isinstance(old, WorkspaceFile):
            self._root = old
        elif any(change.path == WORKSPACE_FILE and change.before is None for change in commit.files):
            self._root = WorkspaceFile()
        if old is None and new is None:
            slim = WorkspaceFile(settings=root.settings, cycles=root.cycles)
            return _plan(slim, before), _plan(slim, after)
        return _plan(self._root or root, before), _plan(root, after)

    def _root_at(self, commit: Commit) -> WorkspaceFile:
        """`okrs.yaml` as it was at the first commit of the walk."""
        path = f"{commit.folder}{WORKSPACE_FILE}"
        blobs = versions_of(self._repository, commit.hash, path)
        records = (self._record(blob, WORKSPACE_FILE) for blob in blobs)
        root = next((record for record in records if isinstance(record, WorkspaceFile)), WorkspaceFile())
        self._root = root
        return root


def _plan(root: WorkspaceFile, records: Mapping[str, FileRecord]) -> Plan:
    named = changed(root, objectives=())
    return assemble(named, records, [record.cycle for record in records.values() if record.cycle])[0]


def _is_ours(path: str) -> bool:
    """True if a path of the workspace is read at all."""
    return path.endswith(".yaml") and not any(part.startswith(".") for part in path.split("/"))
