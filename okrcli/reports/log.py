"""The git history as changes of OKRs: one entry for each commit that changed something in meaning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from okrcli.git.log import Commit
from okrcli.git.signatures import Signature
from okrcli.model.plan import Plan, Ref
from okrcli.model.plan_change import PlanChange

if TYPE_CHECKING:
    from okrcli.git.semantic_log import CommitChanges


class LogLine(NamedTuple):
    """A difference of an entry."""

    difference: PlanChange
    is_goalpost: bool
    """True if it changed an agreed goal after the cycle had begun."""
    entered: date | None
    """Of a check-in, the day of entry, where that is not the day it speaks of."""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """The changes of one commit."""

    commit: Commit
    person: str | None
    """The person of the workspace with the e-mail address of the author."""
    lines: tuple[LogLine, ...]
    unread: tuple[str, ...]
    signature: Signature | None = None
    """State of the signature; None if it was not checked."""


@dataclass(frozen=True, slots=True)
class Filter:
    """The filter for differences."""

    intent: bool = False
    progress: bool = False
    by: str | None = None
    """A person: author of the commit, or who checked in."""
    cycle: str | None = None
    """The id of a cycle to which changes belong."""


class Following:
    """The names of the things that are asked for, as the walk back meets them; everything where none is named."""

    def __init__(self, refs: Iterable[Ref], plan: Plan) -> None:
        self._now = frozenset(refs)
        self._names = set(self._now)
        self._plan = plan
        self._known_words: frozenset[frozenset[bytes]] | None = None

    @property
    def cycles(self) -> frozenset[str]:
        """The cycles that they are in."""
        return frozenset(ref.cycle for ref in self._now)

    def holds(self, change: PlanChange) -> bool:
        """True if a difference is about one of them."""
        if not self._now:
            return True
        if change.ref is None:
            return False
        present = self._plan.present(change.ref)
        return not (_around(change.ref).isdisjoint(self._names) and _around(present).isdisjoint(self._now))

    def names(self, ref: Ref) -> bool:
        """True if the item is one of them, by the name that it has at this commit."""
        return ref in self._names

    def step_back(self, differences: Iterable[PlanChange]) -> None:
        """Take the names that things had before these differences."""
        for change in differences:
            if change.kind not in ("renamed", "moved"):
                continue
            old, new = change.before, change.after
            if new.key_result is None:
                inside = {name for name in self._names if name.parent == new}
                self._names -= inside
                self._names |= {name._replace(objective=old.objective) for name in inside}
            elif new in self._names:
                self._names.discard(new)
                self._names.add(old)
            self._known_words = None

    @cached_property
    def _earlier(self) -> frozenset[Ref]:
        return frozenset(old for ref in self._now for old in _earlier_names(ref, self._plan))

    @property
    def is_everything(self) -> bool:
        """True if the filter names nothing."""
        return not self._now

    def is_mentioned(self, raw: bytes) -> bool:
        """True if a file with this text can mention one of them; always true for a text with an escape sequence.

        The file of a plan and that of a check-in have both ids of a key result.
        """
        if self._known_words is None:
            self._known_words = _words(self._names | self._now | self._earlier)
        return b"\\" in raw or any(all(word in raw for word in words) for words in self._known_words)


def _earlier_names(ref: Ref, plan: Plan) -> Iterator[Ref]:
    """The names that a thing may be called by in a file, with each name that it or its objective ever had."""
    own = {ref, *(old for old, new in plan.renamed.items() if new == ref)}
    yield from own
    above = {old.objective for old, new in plan.renamed.items() if new == ref.parent}
    yield from (old._replace(objective=objective) for old in own if ref.key_result for objective in above)


def _words(refs: Iterable[Ref]) -> frozenset[frozenset[bytes]]:
    """The ids that a file must hold to mention each of these."""
    return frozenset(frozenset(part.encode() for part in (ref.objective, ref.key_result) if part) for ref in refs)


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
    people = plan.ids_by_email
    for step in steps:
        commit = step.commit
        person = people.get(commit.email.lower())
        is_theirs = wanted.by is None or _is_called(wanted.by, person, commit)
        lines = tuple(
            LogLine(change, change.moves_goalpost(step.day), _entered(change, commit))
            for change in step.differences
            if following.holds(change) and _is_wanted(change, wanted) and (is_theirs or _said_by(change, wanted.by))
        )
        unread = step.unread if following.is_everything and is_theirs and wanted.cycle is None else ()
        following.step_back(step.differences)
        if lines or unread:
            yield LogEntry(commit, person, lines, unread, (signatures or {}).get(commit.hash))


def _is_called(name: str, person: str | None, commit: Commit) -> bool:
    """True if the text names the author of a commit, by id, name or e-mail address."""
    return name in (person, commit.email) or name.casefold() == commit.author.casefold()


def _said_by(change: PlanChange, name: str | None) -> bool:
    return change.noun in ("check-in", "win") and change.after is not None and change.after.by == name


def _is_wanted(change: PlanChange, wanted: Filter) -> bool:
    if wanted.intent and change.is_progress:
        return False
    if wanted.cycle and (change.ref is None or change.ref.cycle != wanted.cycle):
        return False
    return not wanted.progress or change.is_progress


def _entered(change: PlanChange, commit: Commit) -> date | None:
    """The day of entry: what the file says, else the day of the commit, where that is later than the day meant."""
    if change.noun != "check-in" or change.kind != "added":
        return None
    if change.after.at is not None:
        day: date | None = change.after.entered
        return day
    return commit.day if (commit.day - change.after.date).days > 1 else None
