"""A workspace read from one source: its plan, and every finding on the way.

Bad files are never an exception here. A broken file costs only itself: the plan is made of the others, and `broken`
names it. Only the cycles that a command asks for are read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from okrcli.diagnostics import Finding, Severity
from okrcli.errors import AmbiguousNameError, BrokenError, RefusedError
from okrcli.model.calendar import current_cycle, cycle_in_focus, label_after
from okrcli.model.field_errors import Keys
from okrcli.model.period import PlannedCycle
from okrcli.model.plan import Plan, Ref, plan_as_of
from okrcli.model.records import FileRecord, Objective, PeopleFile, Person, PlanFile, Team, WorkspaceFile
from okrcli.suggest import did_you_mean
from okrcli.text import quote_value
from okrcli.workspace.file_loader import FileLoader, read_file
from okrcli.workspace.located_finding import Duplicate, LocatedFinding
from okrcli.workspace.name_search import word_matcher
from okrcli.workspace.people import with_id_hints
from okrcli.workspace.plan_builder import assemble
from okrcli.workspace.planned_cycles import CYCLE_WITHOUT_DAYS, label_period, planned_cycles
from okrcli.workspace.sources import PLAN_FOLDER, WORKSPACE_FILE, Entry, Source, walk
from okrcli.workspace.subjects import subject_of

if TYPE_CHECKING:
    from okrcli.yaml.document import Document


@dataclass(frozen=True, slots=True)
class Workspace:
    """The plan of the files, and the findings about files that could not be read (`diagnostics`)."""

    source: Source
    plan: Plan
    records: dict[str, FileRecord]
    diagnostics: tuple[Finding, ...]
    focus: PlannedCycle | None
    """The requested cycle, or else the one in focus on the day; None where there are no cycles."""
    day: date
    """The day as of which the workspace was read."""
    doubtful: dict[str, frozenset[Keys]]
    """By path, fields of a wrong form and the groups around them."""
    duplicates: tuple[Duplicate, ...] = ()
    """Objectives and key results with an id that another one has: they are not in the plan."""
    files_with_waivers: tuple[str, ...] = ()
    """The files with `okr:` somewhere in them: a waiver may be in them."""
    cycles_read: frozenset[str] = frozenset()
    """The cycles whose folders were read."""
    _documents: dict[str, Document] = field(default_factory=dict)

    @property
    def unread(self) -> tuple[str, ...]:
        """The files without a record, in order."""
        return tuple(path for path in self.broken if path not in self.records)

    @property
    def broken(self) -> tuple[str, ...]:
        """The files with an error, left out or read in part, in order."""
        errors = (finding.place.path for finding in self.diagnostics if finding.severity is Severity.ERROR)
        return tuple(dict.fromkeys(errors))

    def document(self, path: str) -> Document:
        """The file with its lines and positions. It is read again, so this is for files with findings only."""
        from okrcli.yaml.document import Document  # only needed for findings

        if path not in self._documents:
            try:
                raw = self.source.read(path)
            except OSError:
                raw = b""
            self._documents[path] = Document(path, raw)
        return self._documents[path]

    def place(self, finding: LocatedFinding) -> Finding:
        """A finding with its line and column. Raises ValueError for one that no rule has given its code."""
        if finding.code is None:
            raise ValueError(f"a finding without a code: {finding.message}")
        document = self.document(finding.location.path)
        position = document.locate(finding.location.keys, on=finding.on)
        message = finding.message
        if finding.first:
            other = self.document(finding.first.path).locate(finding.first.keys)
            message += f" (first in {other.path}:{other.line})"
        severity = finding.severity or finding.code.severity
        subject = subject_of(document, finding.location.keys)
        return Finding(position, finding.code.number, severity, message, finding.hint, subject)

    def require_focus(self) -> PlannedCycle:
        """The cycle to work on. Raises RefusedError when there are no cycles, BrokenError when that may be because of
        a file that cannot be read.
        """
        if self.focus:
            return self.focus
        if self.broken:
            first = self.diagnostics[0]
            position = f"{first.place.path}:{first.place.line}:{first.place.column}"
            raise BrokenError(
                f"{position}: {first.message}", *filter(None, [first.hint]), "see all errors: okr validate"
            )
        label = f"{self.day.year}-Q{(self.day.month + 2) // 3}"
        raise RefusedError("there is no cycle yet", f"write objectives with a line such as `cycle: {label}`")

    def cycle_for_additions(self, command: str) -> PlannedCycle:
        """The cycle that gets what is added if none is named: the running one, else the one that begins next.

        Raises RefusedError with `command` (`okr new`) if the last cycle is over and no other one has a plan.
        """
        running = current_cycle(self.plan.cycles, self.day)
        if running:
            return running
        focus = self.require_focus()
        if not focus.is_over(self.day):
            return focus
        after = [cycle for cycle in self.plan.cycles.values() if cycle.period.start > self.day]
        names = [cycle.id for cycle in sorted(after, key=lambda cycle: cycle.period)] or [label_after(focus) or "NAME"]
        raise RefusedError(f"{focus.id} ended on {focus.period.end}", f"name the cycle: {command} --cycle {names[0]}")


def load(
    source: Source,
    day: date,
    cycle: str | None = None,
    *,
    everything: bool = False,
    only: Collection[str] | None = None,
    in_part: bool | None = None,
    as_written: bool = False,
    with_checkins: bool = True,
    with_named: bool = False,
) -> Workspace:
    """Read a workspace: one cycle (the one in focus unless named) and the cycles that overlap it, or `everything`.

    `only` has the ids of other cycles to read in the place of the one in focus. Without `with_checkins` the folders of
    check-ins are not read, for what is computed from plans alone. `with_named` also reads the cycles that a file of
    these cycles names: a rule may look at what is there.

    A plan in `okrs.yaml`, or in a file outside of the folders of cycles, is always read; then the cycles that overlap
    its own are read as well, since no number of a plan is right without its check-ins. So are the cycles that overlap
    one with an objective without key results, or with a key result whose value comes from parts: these numbers come
    from any of them.

    The plan is the one that held on `day`. `in_part`, the default with `everything` and `only`, is for rules: the plan
    is the one that is written, and a file whose fields are wrong in part is in it without these. `as_written` is for
    edits: the plan is the one that is written, without such files.

    Raises RefusedError for a cycle that nothing mentions; all else that is wrong is in `diagnostics`.
    """
    in_part = everything or only is not None if in_part is None else in_part
    loader = FileLoader(source, in_part=in_part, with_checkins=with_checkins)
    root = loader.record(WORKSPACE_FILE)
    workspace_file = root if isinstance(root, WorkspaceFile) else WorkspaceFile()
    folders, loose = _split(loader, workspace_file)
    for path in loose:
        loader.record(path)
    absent = _absent_folders(source, workspace_file)
    names = [*(record.cycle for record in loader.records.values() if record.cycle), *folders, *absent]
    cycles, _ = planned_cycles(workspace_file, names)
    focus = _focus(cycles, day, cycle)
    known = {*folders, *absent}
    if with_named:
        loader.look_for(known)
    wanted = known if everything else _with_overlaps(cycles, _shown(cycles, loader, focus, only)) & known
    _read_folders(loader, cycles, wanted, known)
    unwanted = {f"{PLAN_FOLDER}/{name}/" for name in known - wanted}
    loader.report_absent([path for path in source.absent if not path.startswith(tuple(unwanted))])
    names.extend(record.cycle for record in loader.records.values() if record.cycle)
    records = _folder_by_folder(loader.records, known)
    plan, findings, duplicates = assemble(workspace_file, records, names)
    if not (in_part or as_written):
        plan = plan_as_of(plan, day)
    workspace = Workspace(
        source,
        plan,
        records,
        (),
        focus,
        day,
        loader.doubtful,
        tuple(duplicates),
        tuple(loader.files_with_waivers),
        cycles_read=frozenset(wanted),
    )
    if root is None:
        findings = [_unsure(finding) for finding in findings]
    own = [workspace.place(finding) for finding in findings if not _follows_from_bad_days(finding, loader.doubtful)]
    findings_of_files = with_id_hints([*loader.diagnostics, *own], _members(loader, workspace_file))
    return replace(workspace, diagnostics=tuple(sorted(findings_of_files)))


def _shown(
    cycles: Mapping[str, PlannedCycle], loader: FileLoader, focus: PlannedCycle | None, only: Collection[str] | None
) -> list[PlannedCycle]:
    """The cycles whose numbers have to be right: `only` these, else the one in focus and those of files already read.

    A file that names a cycle and holds nothing of it does not count beside `only`.
    """
    files: Collection[FileRecord] = loader.records.values()
    if only is not None:
        files = [each for each in files if not isinstance(each, WorkspaceFile | PlanFile) or each.objectives]
    written = {record.cycle for record in files if record.cycle} | {*(only or ())}
    shown = [cycles[name] for name in sorted(written & cycles.keys())]
    return [*shown, focus] if focus and only is None else shown


def _members(loader: FileLoader, workspace_file: WorkspaceFile) -> dict[str, Person | Team]:
    """The people and teams by id, also from an `okrs.yaml` with errors elsewhere; empty if no file has findings."""
    if not loader.diagnostics:
        return {}
    if WORKSPACE_FILE not in loader.records:
        with suppress(OSError):
            in_part = read_file(loader.source.read(WORKSPACE_FILE), WORKSPACE_FILE, in_part=True).record
            workspace_file = in_part if isinstance(in_part, WorkspaceFile) else workspace_file
    files: list[WorkspaceFile | PeopleFile] = [workspace_file]
    files += (record for record in loader.records.values() if isinstance(record, PeopleFile))
    return {member.id: member for file in files for members in (file.people, file.teams) for member in members}


def _unsure(finding: LocatedFinding) -> LocatedFinding:
    """The finding about a cycle without days as a remark: without `okrs.yaml` its days are unknown."""
    if finding.code is not CYCLE_WITHOUT_DAYS:
        return finding
    message = f"not checked because of an error in {WORKSPACE_FILE}: {finding.message}"
    return finding._replace(message=message, hint=f"fix {WORKSPACE_FILE} first", severity=Severity.INFO)


def _read_folders(loader: FileLoader, cycles: dict[str, PlannedCycle], wanted: set[str], known: set[str]) -> None:
    """Read the folders of the `wanted` cycles, and add those of which a number in them is made."""
    waiting = set(wanted)
    while waiting:
        for name in sorted(waiting):
            loader.folder(f"{PLAN_FOLDER}/{name}")
        measured_by_others = {
            record.cycle
            for record in loader.records.values()
            if isinstance(record, WorkspaceFile | PlanFile) and any(map(_is_measured_by_others, record.objectives))
        }
        above = [cycles[name] for name in measured_by_others if name in cycles]
        waiting = (_with_overlaps(cycles, above) & known | loader.cycles_named) - wanted
        loader.look_for(())
        wanted |= waiting


def _is_measured_by_others(objective: Objective) -> bool:
    """True if a number of it may come from objectives of other cycles."""
    return not objective.key_results or any(key_result.value_from for key_result in objective.key_results)


def _folder_by_folder(records: Mapping[str, FileRecord], folders: Collection[str]) -> dict[str, FileRecord]:
    """The records in the order of these folders, which is not that of reading where one led to another."""
    folder_of = {path: path.removeprefix(f"{PLAN_FOLDER}/").partition("/")[0] for path in records}
    return dict(sorted(records.items(), key=lambda pair: folder_of[pair[0]] if folder_of[pair[0]] in folders else ""))


def _follows_from_bad_days(finding: LocatedFinding, doubtful: dict[str, frozenset[Keys]]) -> bool:
    """True where a cycle has no days because their form is wrong, which has a finding of its own."""
    path, keys = finding.location
    return finding.code is CYCLE_WITHOUT_DAYS and bool(keys[:-1]) and keys[:-1] in doubtful.get(path, frozenset())


def errors_in_files_of(workspace: Workspace, refs: Iterable[Ref]) -> tuple[Finding, ...]:
    """The errors of `okrs.yaml`, and of the files in which these objectives and key results are written."""
    parts = (Ref(*ref[:3]) for ref in refs)
    paths = {WORKSPACE_FILE, *(workspace.plan.locations[ref].path for ref in parts if ref in workspace.plan.locations)}
    return tuple(
        finding
        for finding in workspace.diagnostics
        if finding.place.path in paths and finding.severity is Severity.ERROR
    )


def refuse_errors(findings: Iterable[Finding]) -> None:
    """Raise RefusedError for the first of these findings that is an error: its file is fixed before it is used."""
    for finding in findings:
        if finding.severity is Severity.ERROR:
            position = f"{finding.place.path}:{finding.place.line}:{finding.place.column}"
            raise RefusedError(f"{position}: {finding.message}", "fix the file first: okr validate shows all errors")


def _split(loader: FileLoader, workspace_file: WorkspaceFile) -> tuple[list[str], list[str]]:
    """The folders directly below `okrs/` that each hold one cycle, and the paths of all files outside of them."""
    declared = {cycle.id for cycle in workspace_file.cycles}
    loader.check_plan_folder()
    folders: list[str] = []
    loose: list[tuple[str, Entry]] = []
    for entry in loader.source.entries(PLAN_FOLDER):
        path = f"{PLAN_FOLDER}/{entry.name}"
        if entry.name.startswith("."):
            continue
        if entry.kind != "folder":
            loose.append((path, entry))
        elif entry.name in declared or label_period(entry.name, workspace_file.settings):
            folders.append(entry.name)
        else:
            loose.extend(walk(loader.source, path))
    return folders, loader.names(loose)


def _absent_folders(source: Source, workspace_file: WorkspaceFile) -> set[str]:
    """The folders of cycles in which a sparse checkout has left files out."""
    declared = {cycle.id for cycle in workspace_file.cycles}
    folders = {path.split("/")[1] for path in source.absent if path.count("/") > 1}
    return {name for name in folders if name in declared or label_period(name, workspace_file.settings)}


def _focus(cycles: dict[str, PlannedCycle], day: date, name: str | None) -> PlannedCycle | None:
    return cycle_in_focus(cycles, day) if name is None else named_cycle(cycles, name)


def named_cycle(cycles: Mapping[str, PlannedCycle], name: str) -> PlannedCycle:
    """The cycle with this id, else the only one with this word in its id or title: `q4` for `2026-Q4`.

    Raises AmbiguousNameError if several have it, RefusedError with the nearest ids if none has.
    """
    if name in cycles:
        return cycles[name]
    has_word = word_matcher(name)
    matches = [each for each in cycles.values() if has_word(each.id) or has_word(each.declared.title or "")]
    if len(matches) > 1:
        raise AmbiguousNameError(name, [(each.id, each.declared.title or "") for each in matches], "cycles")
    if not matches:
        hint = did_you_mean(name, list(cycles)) or f"there are: {', '.join(sorted(cycles)) or 'none yet'}"
        raise RefusedError(f"there is no cycle {quote_value(name)}", hint)
    return matches[0]


def _with_overlaps(cycles: dict[str, PlannedCycle], shown: Iterable[PlannedCycle]) -> set[str]:
    """The ids of cycles that share a day with one of the shown cycles."""
    return {cycle.id for cycle in cycles.values() if any(cycle.period.overlaps(other.period) for other in shown)}
