"""The history in the words of OKRs: one entry for each commit that changed something in meaning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from okrcli.git.log import Commit, Signature
from okrcli.git.semantic_log import CommitChanges
from okrcli.model.diff import PlanChange
from okrcli.model.plan import Plan, Ref


class LogLine(NamedTuple):
    """One difference of an entry."""

    difference: PlanChange
    is_goalpost: bool
    """Whether it changed what was agreed, after the cycle had begun."""
    entered: date | None
    """Of a check-in, the day of entry, where that is not the day it speaks of."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """What one commit changed."""

    commit: Commit
    person: str | None
    """Who that is in the workspace, by the e-mail address of the author."""
    lines: tuple[LogLine, ...]
    unread: tuple[str, ...]
    signature: Signature | None = None
    """How the commit is signed; None where nobody asked."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which differences are wanted."""

    intent: bool = False
    progress: bool = False
    by: str | None = None
    """A person: author of the commit, or who checked in."""


class Following:
    """The names of the things that are asked for, as the walk back meets them; everything where none is named."""

    def __init__(self, refs: Iterable[Ref], plan: Plan) -> None:
        self._now = frozenset(refs)
        self._names = set(self._now)
        self._plan = plan
        self._earlier = {old for old, new in plan.renamed.items() if new in self._now}

    def holds(self, found: PlanChange) -> bool:
        """Whether a difference is about one of them."""
        if not self._now:
            return True
        if found.ref is None:
            return False
        present = self._plan.present(found.ref)
        return not (_around(found.ref).isdisjoint(self._names) and _around(present).isdisjoint(self._now))

    def names(self, ref: Ref) -> bool:
        """Whether this is one of them itself, by the name that it has at this point of the walk."""
        return ref in self._names

    def step_back(self, differences: Iterable[PlanChange]) -> None:
        """Take the names that things had before these differences."""
        for found in differences:
            if found.kind not in ("renamed", "moved"):
                continue
            old, new = found.before, found.after
            if new.key_result is None:
                inside = {name for name in self._names if name.parent == new}
                self._names -= inside
                self._names |= {name._replace(objective=old.objective) for name in inside}
            elif new in self._names:
                self._names.discard(new)
                self._names.add(old)

    @property
    def is_everything(self) -> bool:
        """Whether nothing was named."""
        return not self._now

    def is_mentioned(self, raw: bytes) -> bool:
        """Whether the text of a file can say anything of one of them; with an escape in it, it always can."""
        names = self._names | self._now | self._earlier
        return b"\\" in raw or any((ref.key_result or ref.objective).encode() in raw for ref in names)


def _around(ref: Ref) -> frozenset[Ref]:
    """A thing and what it belongs to."""
    return frozenset((ref, Ref(*ref[:3]), ref.parent))


def entries(
    steps: Iterable[CommitChanges],
    plan: Plan,
    following: Following,
    wanted: Filter,
    signatures: Mapping[str, Signature] | None = None,
) -> Iterator[LogEntry]:
    """The entries of these steps, newest first, as they come."""
    people = {person.email.lower(): person.id for person in plan.people.values() if person.email}
    for step in steps:
        commit = step.commit
        person = people.get(commit.email.lower())
        is_theirs = wanted.by is None or _is_called(wanted.by, person, commit)
        lines = tuple(
            LogLine(found, found.moves_goalpost(commit.day), _entered(found, commit))
            for found in step.differences
            if following.holds(found) and _is_wanted(found, wanted) and (is_theirs or _said_by(found, wanted.by))
        )
        unread = step.unread if following.is_everything and is_theirs else ()
        following.step_back(step.differences)
        if lines or unread:
            yield LogEntry(commit, person, lines, unread, (signatures or {}).get(commit.hash))


def _is_called(name: str, person: str | None, commit: Commit) -> bool:
    """Whether the author of a commit is meant: by id, name or e-mail address."""
    return name in (person, commit.email) or name.casefold() == commit.author.casefold()


def _said_by(found: PlanChange, name: str | None) -> bool:
    return found.noun in ("check-in", "win") and found.after is not None and found.after.by == name


def _is_wanted(found: PlanChange, wanted: Filter) -> bool:
    if wanted.intent and found.is_progress:
        return False
    return not wanted.progress or found.is_progress


def _entered(found: PlanChange, commit: Commit) -> date | None:
    """The day of entry: what the file says, else the day of the commit, where that is later than the day meant."""
    if found.noun != "check-in" or found.kind != "added":
        return None
    if found.after.at is not None:
        day: date | None = found.after.entered
        return day
    return commit.day if (commit.day - found.after.date).days > 1 else None
