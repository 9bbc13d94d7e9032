"""The builder of a `Plan` from the records of many files: cycles get their days, check-ins their targets.

A cycle without days and an id given twice are findings; the first of two with one id stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from operator import attrgetter
from typing import Literal, NamedTuple

from okrcli.diagnostics import Code, Severity, code
from okrcli.model.calendar import end_of, period_of_label
from okrcli.model.plan import Checkin, Location, Period, Plan, PlannedCycle, Ref, Win, latest_change
from okrcli.model.record_base import changed
from okrcli.model.records import CheckinFile, Cycle, KeyResult, Objective, PackFile, PlanFile, WorkspaceFile
from okrcli.model.settings import Settings

Record = WorkspaceFile | PlanFile | CheckinFile | PackFile

DUPLICATE_ID = code(
    "OKR202",
    "duplicate-id",
    "Two items of one kind have the same id, so a reference to it is unclear. An objective's id is unique in "
    "its cycle, a key result's in its objective. Give one of them another id.",
    bad="two key results with `id: mql` in one objective",
    good="`id: mql` and `id: sql`",
)
CYCLE_WITHOUT_DAYS = code(
    "OKR301",
    "cycle-without-days",
    "A cycle's id is either a label that says its days (`2026-Q4`, `2026`, `2026-W41-W42`) or a free name that "
    "`cycles:` in `okrs.yaml` gives a `start` and an `end` or `length`. Without days there is no expected progress.",
    bad="`cycle: autumn`, and nothing says when that is",
    good="`{id: autumn, start: 2026-10-01, end: 2026-12-20}`",
)
CYCLE_ENDS_FIRST = code(
    "OKR302",
    "ends-before-it-starts",
    "The end is before the start. Both days are included, so a one-day cycle has the same day twice.",
    bad="`{id: autumn, start: 2026-12-20, end: 2026-10-01}`",
    good="`{id: autumn, start: 2026-10-01, end: 2026-12-20}`",
)


class LocatedFinding(NamedTuple):
    """A finding at a location of a file; `Workspace.place` gives it line and column."""

    location: Location
    message: str
    hint: str | None = None
    on: Literal["key", "value"] = "value"
    severity: Severity | None = None
    """The severity, if it differs from that of the code."""
    first: Location | None = None
    """The first of two locations in conflict; `location` is the second."""
    code: Code | None = None
    """None in what the function of a rule yields: the rule adds its own."""


class Duplicate(NamedTuple):
    """A second objective or key result with one id. It is not in the plan, but rules check it too."""

    ref: Ref
    location: Location
    thing: Objective | KeyResult


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
        self.doubles: list[Duplicate] = []


def assemble(
    workspace_file: WorkspaceFile, records: Mapping[str, Record], cycle_names: Iterable[str]
) -> tuple[Plan, list[LocatedFinding], list[Duplicate]]:
    """The plan that the records (by path, in reading order) make together, findings, and duplicates.

    `cycle_names` are all cycles that files or folders mention, read or not.
    """
    cycles, findings = planned_cycles(workspace_file, cycle_names)
    builder = _PlanBuilder(cycles, frozenset(cycle.id for cycle in workspace_file.cycles) - cycles.keys())
    builder.findings.extend(findings)
    for path, record in records.items():
        _add_record(builder, path, record)
    plan = Plan(
        settings=workspace_file.settings,
        cycles=cycles,
        people={person.id: person for person in workspace_file.people},
        teams={team.id: team for team in workspace_file.teams},
        definitions=workspace_file.definitions,
        objectives=builder.objectives,
        wins=tuple(sorted(builder.wins, key=lambda win: win.date)),
        locations=builder.locations,
        renamed=_earlier_names(builder.objectives),
        latest_change=latest_change(builder.objectives.values()),
    )
    return replace(plan, checkins=_by_present_name(plan, builder.checkins)), builder.findings, builder.doubles


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


def label_period(name: str, settings: Settings) -> Period | None:
    """The days that a cycle's label says, by the fiscal year of these settings; None for a free name."""
    return period_of_label(name, settings.cycle.fiscal_year_start, settings.cycle.fiscal_year_name)


def planned_cycles(
    workspace_file: WorkspaceFile, names: Iterable[str]
) -> tuple[dict[str, PlannedCycle], list[LocatedFinding]]:
    """The cycles that `okrs.yaml` declares and those of `names` whose label says their days. `names` have a plan.

    With them, the findings in the lists of `okrs.yaml`: cycles without days, and names given twice.
    """
    cycles: dict[str, PlannedCycle] = {}
    names = dict.fromkeys(names)
    findings = [
        LocatedFinding(
            Location("okrs.yaml", (group, position, "id")), f"{noun} `{name}` is listed twice", code=DUPLICATE_ID
        )
        for group, noun in (("people", "person"), ("teams", "team"), ("cycles", "cycle"))
        for position, name in _repeated([item.id for item in getattr(workspace_file, group)])
    ]
    for position, cycle in enumerate(workspace_file.cycles):
        location = Location("okrs.yaml", ("cycles", position, "id"))
        label = label_period(cycle.id, workspace_file.settings)
        start = cycle.start or (label and label.start)
        end = cycle.end or (end_of(cycle.start, cycle.length) if cycle.start and cycle.length else label and label.end)
        if not start or not end:
            hint = "give it a `start` and an `end`, or a `start` and a `length`"
            findings.append(LocatedFinding(location, f"cycle `{cycle.id}` has no days", hint, code=CYCLE_WITHOUT_DAYS))
        elif end < start:
            where = location._replace(keys=("cycles", position, "end"))
            findings.append(
                LocatedFinding(where, f"cycle `{cycle.id}` ends {end}, before its start {start}", code=CYCLE_ENDS_FIRST)
            )
        else:
            cycles.setdefault(cycle.id, PlannedCycle(cycle.id, Period(start, end), cycle, cycle.id in names))
    for name in names:
        if name not in cycles and (period := label_period(name, workspace_file.settings)):
            cycles[name] = PlannedCycle(name, period, Cycle(id=name))
    return cycles, findings


@cache
def target_ref(cycle: str, name: str, text: str) -> Ref | None:
    """The reference in a field of an entry (`kr`, `objective` …); None for one of the wrong depth."""
    parts = text.split("/")
    if name == "guardrail":
        return _guardrail_ref(cycle, parts)
    depth = {"objective": 1, "kr": 2, "action": 3}[name]
    if len(parts) == depth + 1:
        cycle, *parts = parts
    return Ref(cycle, *parts) if len(parts) == depth else None


def _guardrail_ref(cycle: str, parts: list[str]) -> Ref | None:
    """`objective/guardrail` or `objective/key-result/guardrail`; before the longer one a cycle may stand."""
    if len(parts) == 4:
        cycle, *parts = parts
    *holder, name = parts
    return Ref(cycle, *holder)._replace(guardrail=name) if len(parts) in (2, 3) else None


def _repeated(names: Sequence[str | None]) -> Iterator[tuple[int, str]]:
    """Each name that an earlier item of the list has too, with its position."""
    names_before: set[str] = set()
    for position, name in enumerate(names):
        if name is None:
            continue
        if name in names_before:
            yield position, name
        names_before.add(name)


def _add_record(builder: _PlanBuilder, path: str, record: Record) -> None:
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


def runs_in(path: str, record: Record) -> Iterator[tuple[Location, CheckinFile]]:
    """The runs of `okr checkin` that a file holds, each with its location: one, or those of a pack."""
    if isinstance(record, CheckinFile):
        yield Location(path, ()), record
    elif isinstance(record, PackFile):
        for position, run in enumerate(record.packed):
            yield Location(path, ("packed", position)), run


def all_runs(records: Mapping[str, Record]) -> Iterator[tuple[Location, CheckinFile]]:
    """Every run of `okr checkin`, in the order of the files."""
    for path, record in records.items():
        yield from runs_in(path, record)


def _add_checkins(builder: _PlanBuilder, location: Location, run: CheckinFile) -> None:
    for position, entry in enumerate(run.checkins):
        ref = target_ref(run.cycle, *entry.target) if entry.target else None
        if ref is not None:
            entry_location = location.child("checkins", position)
            checkin = Checkin(run.date, run.at, run.by, entry, position, entry_location, run.id)
            builder.checkins.setdefault(ref, []).append(checkin)
    for position, text in enumerate(run.wins):
        builder.wins.append(Win(run.date, run.by, text, location.child("wins", position)))


def _add_objective(builder: _PlanBuilder, location: Location, cycle: str, objective: Objective) -> None:
    ref = Ref(cycle, objective.id)
    if first := builder.locations.get(ref):
        message = f"objective `{objective.id}` is already in {cycle}"
        hint = "give one of them another id"
        builder.findings.append(
            LocatedFinding(location.child("id"), message, hint, first=first.child("id"), code=DUPLICATE_ID)
        )
        builder.doubles.append(Duplicate(ref, location, objective))
        return
    duplicates = dict(_repeated([key_result.id for key_result in objective.key_results]))
    for position, name in duplicates.items():
        where = location.child("key_results", position, "id")
        message = f"key result `{name}` is already in objective `{objective.id}`"
        earlier = [key_result.id for key_result in objective.key_results].index(name)
        first = location.child("key_results", earlier, "id")
        builder.findings.append(
            LocatedFinding(where, message, "give one of them another id", first=first, code=DUPLICATE_ID)
        )
        duplicate = objective.key_results[position]
        builder.doubles.append(Duplicate(Ref(*ref[:2], name), location.child("key_results", position), duplicate))
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
    for position, reading in enumerate(key_result.checkins):
        checkin_location = location.child("checkins", position)
        checkin = Checkin(reading.date, reading.at, reading.by, reading, position, checkin_location)
        builder.checkins.setdefault(ref, []).append(checkin)


def _add_guardrail_checkins(builder: _PlanBuilder, location: Location, ref: Ref, item: Objective | KeyResult) -> None:
    for index, guardrail in enumerate(item.guardrails):
        for position, reading in enumerate(guardrail.checkins):
            checkin_location = location.child("guardrails", index, "checkins", position)
            checkin = Checkin(reading.date, reading.at, reading.by, reading, position, checkin_location)
            builder.checkins.setdefault(ref._replace(guardrail=guardrail.id), []).append(checkin)


def _duplicate_part_ids(location: Location, item: Objective | KeyResult, noun: str) -> Iterator[LocatedFinding]:
    """Parts of one kind with one id, and guardrails that are called like what stands beside them."""
    for group, part_noun in (("milestones", "milestone"), ("actions", "action"), ("guardrails", "guardrail")):
        names = [part.id for part in getattr(item, group, ())]
        for position, name in _repeated(names):
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
