"""A workspace read from one source: its plan, and every finding on the way.

Bad files are never an exception here. A broken file costs only itself: the plan is made of the others, and `broken`
names it. Only the cycles that a command asks for are read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from okrcli import yamldoc
from okrcli.assembly import Finding, Record, assemble, label_period, planned_cycles
from okrcli.calendars import current_cycle
from okrcli.diagnostics import Diagnostic, Place, Severity, code
from okrcli.errors import RefusedError
from okrcli.model import CheckinFile, Plan, PlanFile, PlannedCycle, Ref, WorkspaceFile
from okrcli.schema import read_record
from okrcli.sources import PLAN_FOLDER, WORKSPACE_FILE, Entry, Source, walk
from okrcli.spelling import did_you_mean

MAX_FILES: Final = 200_000

NOT_A_FILE = code(
    "OKR091",
    "not-a-plain-file",
    "A name below `okrs/` is a link, a pipe or a device. Links are not followed, so that what is read is what is in the "
    "repository and nothing else.",
)
YML_SUFFIX = code(
    "OKR092",
    "yml-suffix",
    "Files of the format end in `.yaml`. A `.yml` file would be passed over in silence, so it is named instead.",
)
UNREADABLE = code("OKR093", "unreadable-file", "The file is there and the system does not let it be read.")
CASE_TWINS = code(
    "OKR094",
    "case-twins",
    "Two names differ only in capitals or in how an accent is encoded. On macOS and Windows one overwrites the other.",
)
TOO_MANY_FILES = code("OKR095", "too-many-files", f"More than {MAX_FILES} files: close and pack old cycles.")


@dataclass(frozen=True, slots=True)
class Workspace:
    """What the files say (`plan`), and what is wrong with those that could not be read (`diagnostics`)."""

    source: Source
    plan: Plan
    records: dict[str, Record]
    diagnostics: tuple[Diagnostic, ...]
    focus: PlannedCycle | None
    """The cycle that was asked for, or the one that is running."""
    day: date
    """The day from which it is seen."""
    complete: bool
    """Whether every cycle was read."""
    _documents: dict[str, yamldoc.Document] = field(default_factory=dict)

    @property
    def broken(self) -> tuple[str, ...]:
        """The files that were left out or are read in part, in order."""
        errors = (found.place.path for found in self.diagnostics if found.severity is Severity.ERROR)
        return tuple(dict.fromkeys(errors))

    def document(self, path: str) -> yamldoc.Document:
        """The file with its lines and places, read again: only what has a finding is worth that."""
        if path not in self._documents:
            try:
                raw = self.source.read(path)
            except OSError:
                raw = b""
            self._documents[path] = yamldoc.Document(path, raw)
        return self._documents[path]

    def diagnostic(self, finding: Finding) -> Diagnostic:
        """A finding with its line and column."""
        place = self.document(finding.home.path).locate(finding.home.keys, on=finding.on)
        severity = Severity(finding.severity) if finding.severity else finding.code.severity
        message = finding.message
        if finding.first:
            other = self.document(finding.first.path).locate(finding.first.keys)
            message += f" (first in {other.path}:{other.line})"
        return Diagnostic(place, finding.code.number, severity, message, finding.hint)

    def require_focus(self, day: date) -> PlannedCycle:
        """The cycle to work on. Raises RefusedError when none was asked for and none is running on `day`."""
        if self.focus:
            return self.focus
        known = sorted(self.plan.cycles.values(), key=lambda cycle: cycle.period)
        following = next((cycle for cycle in known if cycle.period.start > day), None)
        before = next((cycle for cycle in reversed(known) if cycle.period.end < day), None)
        hints = [f"the next one is {following.id}, from {following.period.start}"] if following else []
        if before:
            hints.append(f"the last one, {before.id}, ended {before.period.end}: add --cycle {before.id} to see it")
        if not known:
            hints.append(f"write objectives with a line such as `cycle: {day.year}-Q{(day.month + 2) // 3}`")
        raise RefusedError(f"no cycle is running on {day}", *hints)


def load(source: Source, day: date, cycle: str | None = None, *, everything: bool = False) -> Workspace:
    """Read a workspace: `everything`, or one cycle (the running one unless named) and the cycles that overlap it.

    Raises RefusedError for a cycle that nothing mentions; all else that is wrong is in `diagnostics`.
    """
    reading = _Reading(source)
    root = reading.record(WORKSPACE_FILE)
    workspace_file = root if isinstance(root, WorkspaceFile) else WorkspaceFile()
    folders, loose = _split(reading, workspace_file)
    for path in loose:
        reading.record(path)
    names = [*(record.cycle for record in reading.records.values() if record.cycle), *folders]
    cycles, _ = planned_cycles(workspace_file, names)
    focus = _focus(cycles, day, cycle)
    wanted = set(folders) if everything else _with_overlaps(cycles, focus) & set(folders)
    for name in sorted(wanted):
        reading.folder(f"{PLAN_FOLDER}/{name}")
    names.extend(record.cycle for record in reading.records.values() if record.cycle)
    plan, findings = assemble(workspace_file, reading.records, names)
    workspace = Workspace(source, plan, reading.records, (), focus, day, everything)
    found = [*reading.diagnostics, *map(workspace.diagnostic, findings)]
    return replace(workspace, diagnostics=tuple(sorted(found)))


def concerned(workspace: Workspace, refs: Iterable[Ref]) -> tuple[Diagnostic, ...]:
    """The errors of the files in which these objectives and key results are written."""
    paths = {workspace.plan.homes[ref].path for ref in refs if ref in workspace.plan.homes}
    return tuple(
        found for found in workspace.diagnostics if found.place.path in paths and found.severity is Severity.ERROR
    )


def read_file(raw: bytes, path: str) -> tuple[Record | None, list[Diagnostic]]:
    """One file's record, or everything that is wrong with its YAML and its fields."""
    data, diagnostics = yamldoc.read(raw, path)
    if diagnostics:
        return None, diagnostics
    kind: type[Record] = _kind_of(path, data)
    record, problems = read_record(kind, data)
    if not problems:
        return record, []
    document = yamldoc.Document(path, raw)
    return None, [
        problem.code.at(document.locate(problem.keys, on=problem.on), problem.message, problem.hint)
        for problem in problems
    ]


def _kind_of(path: str, data: yamldoc.Data) -> type[WorkspaceFile] | type[PlanFile] | type[CheckinFile]:
    """Content says what a file is, never its name; only `okrs.yaml` is what it is by its place."""
    if path == WORKSPACE_FILE:
        return WorkspaceFile
    if isinstance(data, dict) and "objectives" not in data and not data.keys().isdisjoint(_CHECKIN_KEYS):
        return CheckinFile
    return PlanFile


_CHECKIN_KEYS = frozenset(("checkins", "wins", "by", "at", "date"))


class _Reading:
    """Reads files once each, and keeps what they hold and what is wrong with them."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.records: dict[str, Record] = {}
        self.diagnostics: list[Diagnostic] = []

    def record(self, path: str) -> Record | None:
        try:
            raw = self.source.read(path)
        except IsADirectoryError:
            self.diagnostics.append(NOT_A_FILE.at(Place(path), "this is not a plain file", "put the file itself here"))
            return None
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            self.diagnostics.append(UNREADABLE.at(Place(path), f"the file cannot be read: {reason}"))
            return None
        record, diagnostics = read_file(raw, path)
        self.diagnostics.extend(diagnostics)
        if record is not None:
            self.records[path] = record
        return record

    def folder(self, folder: str) -> None:
        """Read every file below a folder, in the order of their paths."""
        for path in self.names(walk(self.source, folder)):
            self.record(path)

    def names(self, found: Iterable[tuple[str, Entry]]) -> list[str]:
        """The paths that hold YAML files, sorted; what should not be there is a finding."""
        paths: dict[str, str] = {}
        for path, entry in found:
            if entry.name.endswith(".yml"):
                hint = f"git mv it to {entry.name[:-4]}.yaml"
                self.diagnostics.append(YML_SUFFIX.at(Place(path), "the name ends in .yml and is not read", hint))
            elif entry.kind == "other" and entry.name.endswith(".yaml"):
                message = "this is a link or a device, not a plain file"
                self.diagnostics.append(NOT_A_FILE.at(Place(path), message, "put the file itself here"))
            elif entry.name.endswith(".yaml"):
                self._add_name(paths, path)
        return sorted(paths.values())

    def _add_name(self, paths: dict[str, str], path: str) -> None:
        folded = path if path.isascii() and path.islower() else _folded(path)
        if folded in paths:
            message = f"the name differs from {paths[folded]} only in capitals or accents"
            self.diagnostics.append(CASE_TWINS.at(Place(path), message, "rename one of the two"))
            paths[path] = path
        paths.setdefault(folded, path)
        if len(paths) > MAX_FILES:
            raise RefusedError(f"more than {MAX_FILES} files below {PLAN_FOLDER}/", "pack or move old cycles")


def _folded(path: str) -> str:
    from unicodedata import normalize

    return normalize("NFC", path).casefold()


def _split(reading: _Reading, workspace_file: WorkspaceFile) -> tuple[list[str], list[str]]:
    """The folders directly below `okrs/` that each hold one cycle, and the paths of all files outside of them."""
    declared = {cycle.id for cycle in workspace_file.cycles}
    folders: list[str] = []
    loose: list[tuple[str, Entry]] = []
    for entry in reading.source.entries(PLAN_FOLDER):
        path = f"{PLAN_FOLDER}/{entry.name}"
        if entry.name.startswith("."):
            continue
        if entry.kind != "folder":
            loose.append((path, entry))
        elif entry.name in declared or label_period(entry.name, workspace_file.settings):
            folders.append(entry.name)
        else:
            loose.extend(walk(reading.source, path))
    return folders, reading.names(loose)


def _focus(cycles: dict[str, PlannedCycle], day: date, name: str | None) -> PlannedCycle | None:
    if name is None:
        return current_cycle(cycles, day)
    if name not in cycles:
        hint = did_you_mean(name, list(cycles)) or f"there are: {', '.join(sorted(cycles)) or 'none yet'}"
        raise RefusedError(f"there is no cycle `{name}`", hint)
    return cycles[name]


def _with_overlaps(cycles: dict[str, PlannedCycle], focus: PlannedCycle | None) -> set[str]:
    """The cycle in focus and those that share a day with it: where its references may point."""
    return {cycle.id for cycle in cycles.values() if focus and cycle.period.overlaps(focus.period)}
