"""Check-ins: from the request to the changed files, and the lines that report them.

`record` takes entries from any caller: the command line, a form, an assistant. Nothing here writes, asks or prints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from okrcli.edit import checkin_text
from okrcli.edit.checkin_entries import (
    CheckinInput,
    entry_for,
    entry_from,
    example_for,
    has_content,
    is_doubtful_minus,
)
from okrcli.edit.checkin_files import moment_after, new_files, path_of, put_checkins, with_files
from okrcli.edit.checkin_line import CLEARED
from okrcli.edit.checkin_words import parse_targets
from okrcli.edit.closed_grades import closed_grade_lines
from okrcli.errors import RefusedError, UsageError
from okrcli.model.plan import NEVER, Checkin, Plan, Ref
from okrcli.model.record_base import changed
from okrcli.model.records import CheckinEntry, CheckinFile
from okrcli.store.journal import FileChange
from okrcli.store.message import Message
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.references import resolve_ref
from okrcli.workspace.workspace import Workspace, errors_in_files_of, refuse_errors

TargetedEntry = tuple[Ref, CheckinEntry]
"""An entry and its target: an objective, key result, action or guardrail."""
DayInCycle = Callable[[str], date]
"""The day of the entries in a cycle, by its id."""


NOTHING_SHARED: Final = CheckinEntry()
"""No confidence, status, note or blocker, and nothing done."""


@dataclass(frozen=True, slots=True)
class CheckinRequest:
    """A requested check-in, in words or as entries. Without both it has only wins, or the person is asked."""

    words: tuple[str, ...] = ()
    """Targets and values as they were typed: `mql 22 nps+=2`."""
    shared: CheckinEntry = NOTHING_SHARED
    """Confidence, status, note, blocker and `done` for every target among the words."""
    entries: tuple[CheckinEntry, ...] = ()
    """Entries, each with its target as a person names it."""
    wins: tuple[str, ...] = ()
    by: str | None = None
    """The author; None for the current person."""
    day: date | None = None
    """The day of the values; None for today, or for the last day of a cycle that is over."""
    cycle: str | None = None
    """The cycle in which names are resolved; None for the running cycle."""
    is_correction: bool = False
    """True if the entries replace the latest entries of this author."""

    @property
    def names(self) -> tuple[str, ...]:
        """The typed names of the targets; for a request in words also the values."""
        return self.words or tuple(entry.target[1] for entry in self.entries if entry.target)


@dataclass(frozen=True, slots=True)
class RecordedCheckins:
    """Check-ins that can be written."""

    files: Mapping[str, CheckinFile]
    """The new check-in files by path. With inline check-ins their content goes into other files."""
    pending: PendingFiles
    """The changed files."""
    before: Plan
    after: Plan
    lines: tuple[str, ...]
    """The change that each entry makes: `demand/mql 20 → 22 of 30 MQL (20 %)`."""
    remarks: tuple[str, ...] = ()
    """Sentences about typed words that can have another meaning."""

    @property
    def entries(self) -> tuple[CheckinEntry, ...]:
        """The entries of all files."""
        return tuple(entry for file in self.files.values() for entry in file.checkins)

    @property
    def changes(self) -> list[FileChange]:
        """The changes of files for the write path."""
        return [FileChange(path, self.pending.before(path), after) for path, after in self.pending.changed.items()]

    @property
    def notes(self) -> Iterator[str]:
        """Sentences about days after a cycle, values that may be typing errors, and items that do not count now."""
        yield from checkin_text.day_notes(self.after, self.files)
        yield from self.remarks
        yield from checkin_text.outlier_notes(self.after, self.files)
        yield from checkin_text.decision_notes(self.after, self.files)

    @property
    def closed_notes(self) -> Iterator[str]:
        """Sentences about grades of closed cycles."""
        return closed_grade_lines(self.before, self.after, [file.cycle for file in self.files.values()])

    @property
    def chat_lines(self) -> list[str]:
        """At most three lines to paste into a chat."""
        return checkin_text.chat_lines(self.before, self.after, self.files)

    @property
    def message(self) -> Message:
        """The commit message: what changed in the subject, notes, blockers and wins in the body."""
        by = next(iter(self.files.values())).by
        count = len(self.lines)
        subject = self.lines[0] if count == 1 else f"{count} key results by {by}" if count else f"a win of {by}"
        notes = [text for entry in self.entries for text in (entry.note, entry.blocker) if text]
        wins = [win for file in self.files.values() for win in file.wins]
        body = "\n".join([*(self.lines if count > 1 else ()), *notes, *wins])
        return Message(f"okr checkin: {subject}", body, tuple(file.id for file in self.files.values()), "checkin")


def record(
    workspace: Workspace,
    entries: Sequence[CheckinEntry],
    by: str,
    day: date,
    *,
    at: datetime,
    wins: Sequence[str] = (),
) -> RecordedCheckins:
    """Make the files for these entries of a person and a day, entered at the moment `at`.

    Raises OkrError, naming the entry, for an unknown target or a value that does not fit its target.
    """
    refuse_broken(workspace)
    return _recorded(workspace, _targeted(workspace, entries, lambda _: day), by, lambda _: day, at, wins)


def record_request(
    workspace: Workspace, request: CheckinRequest, by: str, today: date, *, at: datetime
) -> RecordedCheckins:
    """Make the files for a request of the author `by`. Raises OkrError."""
    if not all(win.strip() for win in request.wins):
        raise UsageError("`--win` has no text", 'write what went well: --win "…"')
    refuse_broken(workspace)

    def day_in(cycle: str) -> date:
        return request.day or min(today, workspace.plan.cycles[cycle].period.end)

    if not request.words:
        targeted = _targeted(workspace, request.entries, day_in)
        return _recorded(workspace, targeted, by, day_in, at, request.wins)
    targeted, corrected = _from_words(workspace, request, by, day_in)
    recorded = _recorded(workspace, targeted, by, (lambda _: corrected) if corrected else day_in, at, request.wins)
    inputs = inputs_of(workspace, request.words)
    remarks = (
        f"{ref}: {item.line.text} is taken as a change; for the value: okr checkin --correct {ref}={item.line.text}"
        for item, (ref, entry) in zip(inputs, targeted, strict=True)
        if is_doubtful_minus(workspace.plan, item, entry)
    )
    return replace(recorded, remarks=tuple(remarks))


def refuse_broken(workspace: Workspace, refs: Iterable[Ref] = ()) -> None:
    """Raise RefusedError if `okrs.yaml`, or a file that holds one of `refs`, has errors."""
    refuse_errors(errors_in_files_of(workspace, refs))


def inputs_of(workspace: Workspace, words: Sequence[str]) -> list[CheckinInput]:
    """The targets that the words name, each with its text. Raises RefusedError and UsageError."""
    refuse_broken(workspace)
    return parse_targets(words, workspace.plan, _focus(workspace), workspace.broken)


def latest_file(workspace: Workspace, by: str) -> list[Checkin]:
    """The entries of the newest check-in file of a person. Raises RefusedError if there is none."""
    own = [c for several in workspace.plan.checkins.values() for c in several if c.by == by and c.document and c.at]
    if not own:
        raise RefusedError(f"{by} has no check-in to correct", "check in without --correct")
    latest = max(own, key=lambda checkin: checkin.at or NEVER)
    return [checkin for checkin in own if checkin.document == latest.document]


def _focus(workspace: Workspace) -> str | None:
    return workspace.focus.id if workspace.focus else None


def _targeted(workspace: Workspace, entries: Sequence[CheckinEntry], day_in: DayInCycle) -> list[TargetedEntry]:
    """The checked entries, each with its resolved target. Raises RefusedError naming the wrong entry."""
    targets = [entry.target for entry in entries]
    repeated = next((target for position, target in enumerate(targets) if target in targets[:position]), None)
    if repeated:
        raise RefusedError(f"`{repeated[1]}` is given twice", "give each key result one entry")
    targeted = []
    for position, given in enumerate(entries, start=1):
        kind, name = given.target or ("", "")
        try:
            ref = resolve_ref(
                workspace.plan, _focus(workspace), name, workspace.broken, is_write=True, may_search=False
            )
            entry = entry_from(workspace.plan, ref, given, day_in(ref.cycle))
            if entry.target and entry.target[0] != kind:
                raise RefusedError(f"`{ref}` is not of kind `{kind}`", f"write `{entry.target[0]}` instead of `{kind}`")
        except RefusedError as error:
            raise RefusedError(f"entry {position}: {error.message}", *error.hints) from None
        targeted.append((ref, entry))
    return targeted


def _from_words(
    workspace: Workspace, request: CheckinRequest, by: str, day_in: DayInCycle
) -> tuple[list[TargetedEntry], date | None]:
    """The entries of a request in words; for a correction without a day also the day of the corrected entries."""
    plan = workspace.plan
    days, targeted = set(), []
    for item in inputs_of(workspace, request.words):
        ref, entry = item.ref, entry_for(plan, item, request.shared, day_in(item.ref.cycle))
        if request.is_correction:
            old = _latest_of(workspace, ref, by)
            is_cleared = item.line.blocker == CLEARED
            if not has_content(entry) and not is_cleared:
                example = example_for(plan, ref).replace("okr checkin", "okr checkin --correct", 1)
                raise UsageError(f"the correct value for `{ref}` is missing", example)
            days.add(old.date)
            entry = _corrected(old, entry, keeps_blocker=not is_cleared)
        elif not has_content(entry):
            raise UsageError(f"nothing to record for `{ref}`", f"for example: {example_for(plan, ref)}")
        targeted.append((ref, entry))
    if request.day or not days:
        return targeted, None
    if len(days) > 1:
        raise RefusedError("these entries have different days", "correct one at a time, or add the day: --date DATE")
    return targeted, days.pop()


def _latest_of(workspace: Workspace, ref: Ref, by: str) -> Checkin:
    """The newest entry of this person for a target. Raises RefusedError if there is none in a file of its own."""
    own = [checkin for checkin in workspace.plan.checkins.get(ref, ()) if checkin.by == by]
    if not own:
        raise RefusedError(f"{by} has not checked in `{ref}` yet", "check in without --correct")
    latest = max(own, key=lambda checkin: (checkin.at or NEVER, checkin.order))
    if latest.document is None:
        path, keys = latest.location
        line = workspace.document(path).locate(keys).line
        raise RefusedError(f"the latest check-in of `{ref}` is inside its key result", f"fix it there: {path}:{line}")
    return latest


def _corrected(old: Checkin, new: CheckinEntry, *, keeps_blocker: bool) -> CheckinEntry:
    """The new entry, with the missing fields taken from the entry that it replaces."""
    names = ["value", "done", "missed", "confidence", "status", "note", *(["blocker"] if keeps_blocker else [])]
    kept = {name: getattr(old.reading, name) for name in names if getattr(new, name) is None}
    if new.value is not None:
        kept.pop("missed", None)
    return changed(new, **kept, corrects=old.document)


def _recorded(
    workspace: Workspace,
    targeted: Sequence[TargetedEntry],
    by: str,
    day_in: DayInCycle,
    at: datetime,
    wins: Sequence[str],
) -> RecordedCheckins:
    plan = workspace.plan
    refs = [ref for ref, _ in targeted]
    refuse_broken(workspace, refs)
    entries = [(ref.cycle, entry) for ref, entry in targeted]
    files = new_files(entries, wins, by, at.date(), moment_after(plan, refs, at), _focus(workspace))
    files = [changed(file, date=day_in(file.cycle)) for file in files]
    if not files:
        raise UsageError("there is nothing to record", "okr checkin --help")
    for file in files:
        start = plan.cycles[file.cycle].period.start
        if file.date < start:
            raise RefusedError(f"{file.cycle} begins on {start}, after {file.date}", "fix the day or the cycle")
    by_path = {path_of(file): file for file in files}
    after = with_files(plan, by_path)
    pending = PendingFiles(workspace.source)
    put_checkins(pending, plan, by_path)
    lines = [
        checkin_text.in_words(plan, after, file.cycle, entry, file.date) for file in files for entry in file.checkins
    ]
    return RecordedCheckins(by_path, pending, plan, after, tuple(lines))
