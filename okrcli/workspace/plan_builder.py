"""The builder of a `Plan` from the records of many files: cycles get their days, check-ins their targets.

A cycle without days and an id given twice are findings; the first of two with one id stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from operator import attrgetter
from typing import Any

from okrcli.model.period import PlannedCycle
from okrcli.model.plan import Checkin, CheckinRun, Location, Plan, Ref, Win, latest_change
from okrcli.model.record_base import changed
from okrcli.model.records import (
    CheckinFile,
    FileRecord,
    Guardrail,
    KeyResult,
    Objective,
    PackFile,
    PeopleFile,
    WorkspaceFile,
)
from okrcli.workspace.checkin_runs import runs_in, target_ref
from okrcli.workspace.located_finding import DUPLICATE_ID, Duplicate, LocatedFinding, repeated
from okrcli.workspace.planned_cycles import CYCLE_WITHOUT_DAYS, planned_cycles
from okrcli.workspace.sources import WORKSPACE_FILE


class _PlanBuilder:
    """The parts of a plan while its records are read one after the other."""

    def __init__(self, cycles: dict[str, PlannedCycle], without_days: frozenset[str]) -> None:
        self.cycles = cycles
        self.without_days = without_days
        """Declared cycles without days: that is reported once, at the declaration."""
        self.objectives: dict[Ref, Objective] = {}
        self.locations: dict[Ref, Location] = {}
        self.checkins: dict[Ref, list[Checkin]] = {}
        self.wins: list[Win] = []
        self.findings: list[LocatedFinding] = []
        self.duplicates: list[Duplicate] = []


def assemble(
    workspace_file: WorkspaceFile, records: Mapping[str, FileRecord], cycle_names: Iterable[str]
) -> tuple[Plan, list[LocatedFinding], list[Duplicate]]:
    """The plan that the records (by path, in reading order) make together, findings, and duplicates.

    `cycle_names` are all cycles that files or folders mention, read or not.
    """
    cycles, findings = planned_cycles(workspace_file, cycle_names)
    builder = _PlanBuilder(cycles, frozenset(cycle.id for cycle in workspace_file.cycles) - cycles.keys())
    builder.findings.extend(findings)
    for path, record in records.items():
        _add_record(builder, path, record)
    files: dict[str, WorkspaceFile | PeopleFile] = {WORKSPACE_FILE: workspace_file}
    files.update((path, record) for path, record in records.items() if isinstance(record, PeopleFile))
    people, teams = (_by_id(builder, files, *group) for group in (("people", "person"), ("teams", "team")))
    plan = Plan(
        settings=workspace_file.settings,
        cycles=cycles,
        people={person.id: person for _, person in people.values()},
        teams={team.id: team for _, team in teams.values()},
        member_paths={
            name: location.path
            for members in (people, teams)
            for name, (location, _) in members.items()
            if location.path != WORKSPACE_FILE
        },
        definitions=workspace_file.definitions,
        objectives=builder.objectives,
        wins=tuple(sorted(builder.wins, key=lambda win: win.date)),
        locations=builder.locations,
        renamed=_earlier_names(builder.objectives),
        latest_change=latest_change(builder.objectives.values()),
    )
    return replace(plan, checkins=_by_present_name(plan, builder.checkins)), builder.findings, builder.duplicates


def _by_id(
    builder: _PlanBuilder, files: Mapping[str, WorkspaceFile | PeopleFile], group: str, noun: str
) -> dict[str, tuple[Location, Any]]:
    """The people or teams of these files by id with their locations; one that is listed again is a finding."""
    members: dict[str, tuple[Location, Any]] = {}
    for path, record in files.items():
        for position, member in enumerate(getattr(record, group)):
            location = Location(path, (group, position, "id"))
            first = members.setdefault(member.id, (location, member))[0]
            if first is not location:
                other = None if first.path == path else first
                message = f"{noun} `{member.id}` is listed twice"
                hint = "remove one of them" if other else None
                builder.findings.append(LocatedFinding(location, message, hint, first=other, code=DUPLICATE_ID))
    return members


def _earlier_names(objectives: Mapping[Ref, Objective]) -> dict[Ref, Ref]:
    """Every name in `was` with the present one; a name that two had before means the first of them."""
    renamed: dict[Ref, Ref] = {}
    for ref, objective in objectives.items():
        for name in objective.was:
            renamed.setdefault(Ref(ref.cycle, name), ref)
        for key_result in objective.key_results:
            for name in key_result.was:
                first, _, last = name.rpartition("/")
                earlier = Ref(ref.cycle, first or ref.objective, last)
                renamed.setdefault(earlier, Ref(*ref[:2], key_result.id))
    return renamed


def _by_present_name(plan: Plan, checkins: Mapping[Ref, list[Checkin]]) -> dict[Ref, tuple[Checkin, ...]]:
    """The check-ins in order, those under an earlier name at the present one."""
    by_ref: Mapping[Ref, list[Checkin]] = checkins
    if plan.renamed:
        joined: dict[Ref, list[Checkin]] = {}
        for ref, several in checkins.items():
            joined.setdefault(plan.present(ref), []).extend(several)
        by_ref = joined
    return {
        ref: tuple(sorted(several, key=_in_order)) if len(several) > 1 else tuple(several)
        for ref, several in by_ref.items()
    }


_in_order = attrgetter("order")


def _add_record(builder: _PlanBuilder, path: str, record: FileRecord) -> None:
    if record.cycle is None:
        if isinstance(record, WorkspaceFile) and record.objectives:
            message = "the objectives in this file have no cycle"
            hint = "add a line such as `cycle: 2026-Q4`"
            builder.findings.append(
                LocatedFinding(Location(path, ("objectives",)), message, hint, on="key", code=CYCLE_WITHOUT_DAYS)
            )
        return
    if record.cycle in builder.without_days:
        return
    if record.cycle not in builder.cycles:
        message = f"cycle `{record.cycle}` has no days"
        hint = "use a label such as 2026-Q4, or give it a `start` and an `end` in `cycles:` of okrs.yaml"
        builder.findings.append(LocatedFinding(Location(path, ("cycle",)), message, hint, code=CYCLE_WITHOUT_DAYS))
    elif isinstance(record, CheckinFile | PackFile):
        for location, run in runs_in(path, record):
            _add_checkins(builder, location, run)
    else:
        for position, objective in enumerate(record.objectives):
            _add_objective(builder, Location(path, ("objectives", position)), record.cycle, objective)


def _add_checkins(builder: _PlanBuilder, location: Location, file: CheckinFile) -> None:
    run = CheckinRun(file.date, file.at, file.by, file.id, location)
    for position, entry in enumerate(file.checkins):
        ref = target_ref(file.cycle, *entry.target) if entry.target else None
        if ref is not None:
            builder.checkins.setdefault(ref, []).append(Checkin(entry, position, run))
    for position, text in enumerate(file.wins):
        builder.wins.append(Win(file.date, file.by, text, location.child("wins", position)))


def _add_objective(builder: _PlanBuilder, location: Location, cycle: str, objective: Objective) -> None:
    ref = Ref(cycle, objective.id)
    if first := builder.locations.get(ref):
        message = f"objective `{objective.id}` is already in {cycle}"
        hint = "give one of them another id"
        builder.findings.append(
            LocatedFinding(location.child("id"), message, hint, first=first.child("id"), code=DUPLICATE_ID)
        )
        builder.duplicates.append(Duplicate(ref, location, objective))
        return
    duplicates = dict(repeated([key_result.id for key_result in objective.key_results]))
    for position, name in duplicates.items():
        where = location.child("key_results", position, "id")
        message = f"key result `{name}` is already in objective `{objective.id}`"
        earlier = [key_result.id for key_result in objective.key_results].index(name)
        first = location.child("key_results", earlier, "id")
        builder.findings.append(
            LocatedFinding(where, message, "give one of them another id", first=first, code=DUPLICATE_ID)
        )
        duplicate = objective.key_results[position]
        builder.duplicates.append(Duplicate(Ref(*ref[:2], name), location.child("key_results", position), duplicate))
    for position, key_result in enumerate(objective.key_results):
        if position not in duplicates:
            kr_location = location.child("key_results", position)
            _add_key_result(builder, kr_location, Ref(cycle, objective.id, key_result.id), key_result)
    if duplicates:
        kept = [kr for position, kr in enumerate(objective.key_results) if position not in duplicates]
        objective = changed(objective, key_results=tuple(kept))
    builder.objectives[ref] = objective
    builder.locations[ref] = location
    if objective.guardrails:
        builder.findings.extend(_duplicate_part_ids(location, objective, "objective"))
        _add_guardrail_checkins(builder, location, ref, objective)


def _add_key_result(builder: _PlanBuilder, location: Location, ref: Ref, key_result: KeyResult) -> None:
    builder.locations[ref] = location
    if len(key_result.milestones) > 1 or len(key_result.actions) > 1 or key_result.guardrails:
        builder.findings.extend(_duplicate_part_ids(location, key_result, "key result"))
        _add_guardrail_checkins(builder, location, ref, key_result)
    _add_inline_checkins(builder, location, ref, key_result)


def _add_guardrail_checkins(builder: _PlanBuilder, location: Location, ref: Ref, item: Objective | KeyResult) -> None:
    for index, guardrail in enumerate(item.guardrails):
        place = location.child("guardrails", index)
        _add_inline_checkins(builder, place, ref._replace(guardrail=guardrail.id), guardrail)


def _add_inline_checkins(builder: _PlanBuilder, location: Location, ref: Ref, item: KeyResult | Guardrail) -> None:
    for position, reading in enumerate(item.checkins):
        run = CheckinRun(reading.date, reading.at, reading.by, None, location)
        builder.checkins.setdefault(ref, []).append(Checkin(reading, position, run))


def _duplicate_part_ids(location: Location, item: Objective | KeyResult, noun: str) -> Iterator[LocatedFinding]:
    """Parts of one kind with one id, and guardrails that are called like what stands beside them."""
    for group, part_noun in (("milestones", "milestone"), ("actions", "action"), ("guardrails", "guardrail")):
        names = [part.id for part in getattr(item, group, ())]
        for position, name in repeated(names):
            message = f"{part_noun} `{name}` is already in {noun} `{item.id}`"
            where, first = (location.child(group, index, "id") for index in (position, names.index(name)))
            yield LocatedFinding(where, message, "give one of them another id", first=first, code=DUPLICATE_ID)
    beside = "key_results" if isinstance(item, Objective) else "actions"
    taken = {part.id: index for index, part in enumerate(getattr(item, beside))}
    for position, guardrail in enumerate(item.guardrails):
        if guardrail.id in taken:
            message = f"`{guardrail.id}` is also {'a key result' if beside == 'key_results' else 'an action'} here"
            where, first = (
                location.child("guardrails", position, "id"),
                location.child(beside, taken[guardrail.id], "id"),
            )
            yield LocatedFinding(where, message, "give one of them another id", first=first, code=DUPLICATE_ID)
