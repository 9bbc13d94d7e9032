"""A line of commits as the audit meets it, newest first: what was reverted, restored, and explained later."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from okrcli.checks.commit_rules import COMMIT_RULES, CommitContext, CommitFinding
from okrcli.checks.history import UNREADABLE, goalpost_finding, is_in_the_measure, is_unexplained
from okrcli.checks.owners import OwnersAtCommit, plan_before
from okrcli.diagnostics import CODES, Code
from okrcli.git.log import Commit
from okrcli.git.semantic_log import CommitChanges
from okrcli.git.signatures import Signature
from okrcli.model.diff_items import changes_between
from okrcli.model.goalposts import RECORD, is_probably_renamed
from okrcli.model.history import added_record
from okrcli.model.plan import Location, Plan, Ref
from okrcli.model.plan_change import PlanChange
from okrcli.model.reasons import reason_for, says_something
from okrcli.model.record_base import field_infos
from okrcli.model.records import ChangeRecord

UNEXPLAINED: Final = frozenset(("OKR702", "OKR711"))
_CAN_BE_TAKEN_BACK: Final = frozenset(("OKR701", "OKR702", "OKR703", "OKR704", "OKR705", "OKR710", "OKR711"))
ITEMS: Final = frozenset(("objective", "key result"))
"""The nouns of what has an owner and a number."""

Part = tuple[Ref, tuple[str, str, str]]
"""An objective or key result by its present name, and the part of it that a change is about."""


class Found(NamedTuple):
    """A finding, with its commit, its code and its position in the files."""

    commit: Commit
    code: Code
    trace: CommitFinding

    @property
    def change(self) -> PlanChange | None:
        """The change that it is about."""
        return self.trace.change


def goalpost_found(change: PlanChange, step: CommitChanges) -> Found:
    """The finding of a goalpost that moved without a reason, at a commit."""
    code = CODES["OKR702" if is_in_the_measure(change) else "OKR711"]
    return Found(step.commit, code, goalpost_finding(change, step))


class History(NamedTuple):
    """The commits that are audited, and what git is asked about them."""

    steps: Iterable[CommitChanges]
    """Newest first."""
    plan: Plan
    """The plan at their end."""
    start: Plan | None = None
    """Of a range the plan at its start, by which it is judged: what it changes cannot excuse it."""
    base: Plan | None = None
    """Of a range the plan with which it is compared as a whole: that of the newest common ancestor."""
    earlier: Callable[[], Iterable[CommitChanges]] = tuple
    """The commits before a range, newest first; for what it takes back of them."""
    authors: Callable[[Commit, str], frozenset[str]] = lambda commit, path: frozenset([commit.email.lower()])
    """The e-mail addresses of those who brought a file, by commit and path."""
    was_shared: Callable[[str, str], bool] = lambda commit, later: False
    """True if others have the one commit, and not the later one that reverts it."""


class LineOfCommits:
    """The findings of a line of commits, which are met newest first."""

    def __init__(self, history: History, signatures: Mapping[str, Signature] | None) -> None:
        self.found: list[Found] = []
        self.settled: list[PlanChange] = []
        """Changes that were reverted, and those that reverted them."""
        self.consumed: list[tuple[Ref, ChangeRecord]] = []
        """Recorded changes that came with the change they explain."""
        self._history = history
        self._signatures = signatures
        self._owners = history.plan
        self._waiting: dict[Part, list[Found]] = {}
        """Findings by what they are about, until the change before them is met."""
        self._added: dict[Ref, tuple[PlanChange, CommitChanges]] = {}
        """By present name, the commit that added an objective or key result, until its removal is met."""

    @property
    def is_waiting_for_undone(self) -> bool:
        """True where a commit took something back that has not been met."""
        return any(found.commit.undoes for several in self._waiting.values() for found in several)

    def add(self, step: CommitChanges) -> None:
        """Judge the next commit back."""
        taken_back = self.settle(step)
        for found in self._judged(step):
            if found.change is None or not any(found.change is change for change in taken_back):
                self._take(found)
        for change in step.differences:
            if change.ref:
                self.consumed += [(self._present(change.ref), record) for record in change.records]
        for found in self._put_back(step):
            self._take(found)
        self._owners = plan_before(self._owners, step)

    def settle(self, step: CommitChanges) -> list[PlanChange]:
        """Drop the findings of commits that took a change of this one back, and return these changes."""
        taken_back = []
        for change in step.differences:
            later = [found for part in self._parts(change) for found in self._waiting.pop(part, [])]
            for found in later:
                if found.change and self._is_taken_back(change, step.commit, found.change, found.commit):
                    self.found.remove(found)
                    self.settled += [found.change, change]
                    taken_back.append(change)
        return taken_back

    def _is_taken_back(self, change: PlanChange, commit: Commit, last: PlanChange, later: Commit) -> bool:
        """True where the same person took a change back, or the entry of a check-in, in a way that needs no word.

        They may by `okr undo`, and by their next commit on the same day if no one else has the one before.
        """
        if commit.email != later.email:
            return False
        if later.undoes and last.takes_back(change):
            return True
        is_entry = change.noun == "check-in" and change.kind == "added" and last.before == change.after
        is_entry = is_entry or (last.noun == RECORD and last.before in (change.after, *change.records))
        is_next = later.parents[:1] == (commit.hash,) and later.latest_day == commit.latest_day
        is_taken_back = is_next and (is_entry or last.takes_back(change))
        return is_taken_back and not self._history.was_shared(commit.hash, later.hash)

    def _take(self, found: Found) -> None:
        self.found.append(found)
        part = self._part(found.change) if found.change else None
        if part and found.code.number in _CAN_BE_TAKEN_BACK:
            self._waiting.setdefault(part, []).append(found)

    def _judged(self, step: CommitChanges) -> Iterator[Found]:
        plan, start = self._history.plan, self._history.start
        signature = self._signatures.get(step.commit.hash) if self._signatures is not None else None
        owners = OwnersAtCommit(self._owners, plan, start)
        context = CommitContext(step, plan, start or plan, owners, signature, self._history.authors)
        for path in step.unread:
            trace = CommitFinding(
                Location(path, ()), "this version cannot be read", "what it changed is found in the next one"
            )
            yield Found(step.commit, UNREADABLE, trace)
        for rule in COMMIT_RULES:
            yield from (Found(step.commit, rule.code, trace) for trace in rule.check(context))

    def _put_back(self, step: CommitChanges) -> Iterator[Found]:
        """The goalposts of what this commit removed and a later one put back with other values, or under another id."""
        for change in step.differences:
            if change.noun not in ITEMS or change.ref is None:
                continue
            if change.kind == "added":
                self._added[self._present(change.ref)] = (change, step)
            known = self._added_later(change) if change.kind == "removed" else None
            if known is None or known[0].ref is None or known[1] is step:
                continue
            _, later = known
            for moved in changes_between(step.before, change.ref, later.after, known[0].ref):
                if is_unexplained(moved, later.day):
                    yield goalpost_found(moved, later)

    def _added_later(self, removed: PlanChange) -> tuple[PlanChange, CommitChanges] | None:
        """The later commit that added what is removed here, by its name or under another one."""
        ref = self._present(removed.ref) if removed.ref else None
        if ref in self._added:
            return self._added.pop(ref)
        for name, (added, _) in list(self._added.items()):
            if ref and name.cycle == ref.cycle and is_probably_renamed(removed.before, added.after):
                return self._added.pop(name)
        return None

    def _present(self, ref: Ref) -> Ref:
        return self._history.plan.present(ref)

    def _parts(self, change: PlanChange) -> Iterator[Part]:
        """The part that a change is about, and the recorded changes that came with it."""
        if part := self._part(change):
            yield part
            for record in change.records:
                yield part[0], (RECORD, f"{record.field} {record.date}", "")

    def _part(self, change: PlanChange) -> Part | None:
        return (self._present(change.ref), change.part) if change.ref else None


def without_explained(line: LineOfCommits, plan: Plan) -> list[Found]:
    """The findings without the goalposts whose reason was recorded later.

    A record explains one change, the earliest that it fits.
    """
    used = list(line.consumed)
    explained = []
    for found in reversed(line.found):
        change = found.change
        ref = plan.present(change.ref) if change and change.ref else None
        if found.code.number not in UNEXPLAINED or change is None or ref is None or ref not in plan.locations:
            continue
        if change.noun == RECORD and change.before in plan.item(ref).changes:
            explained.append(found)
            continue
        if change.noun == "key result" and change.kind == "added":
            if (record := added_record(plan.item(ref))) and says_something(record.reason):
                explained.append(found)
            continue
        for record in plan.item(ref).changes:
            default = default_of(plan, ref, change.field)
            since = change.agreed_since
            if (ref, record) not in used and reason_for(
                [record], change.field, change.before, change.after, default, since
            ):
                used.append((ref, record))
                explained.append(found)
                break
    return [found for found in line.found if not any(found is explanation for explanation in explained)]


def default_of(plan: Plan, ref: Ref, field: str) -> object:
    """The value of a field that is not written."""
    known = field_infos(type(plan.item(ref))).get(field)
    return known.default if known else None
