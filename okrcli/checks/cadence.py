"""Rules about days and folders: files and days that do not belong to their cycle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from okrcli.checks.registry import rule
from okrcli.diagnostics import Severity
from okrcli.model.calendar import days_later
from okrcli.model.period import Period
from okrcli.model.plan import Location
from okrcli.model.records import KeyResult, PackFile
from okrcli.workspace.checkin_runs import all_runs, runs_in
from okrcli.workspace.located_finding import LocatedFinding
from okrcli.workspace.workspace import Workspace


@rule("OKR303", "wrong-folder")
def wrong_folder(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A file below `okrs/<cycle>/` belongs to that cycle.

    Why: commands read only the folders of the cycles they need; a file in another folder would be there on some days
    and gone on others. Packed check-ins belong to the cycle of their pack.

    Bad: `cycle: 2026-Q3` in `okrs/2026-Q4/sales.yaml`

    Good: `cycle: 2026-Q4` in `okrs/2026-Q4/sales.yaml`
    """
    for path, record in workspace.records.items():
        parts = path.split("/")
        if len(parts) > 2 and parts[1] in workspace.plan.cycles and record.cycle not in (None, parts[1]):
            message = f"a file below okrs/{parts[1]}/ has cycle `{record.cycle}`"
            yield LocatedFinding(Location(path, ("cycle",)), message, f"write `cycle: {parts[1]}`, or move the file")
        if isinstance(record, PackFile):
            for location, run in runs_in(path, record):
                if run.cycle != record.cycle:
                    where = Location(path, (*location.keys, "cycle"))
                    yield LocatedFinding(
                        where,
                        f"a check-in of {run.cycle} in a pack of {record.cycle}",
                        "move it to the pack of its cycle",
                    )


@rule("OKR304", "key-result-without-days")
def key_result_days(workspace: Workspace) -> Iterator[LocatedFinding]:
    """An objective or key result ends after it starts.

    Why: without a day in between, no progress can be expected.

    Bad: `{start_date: 2026-12-01, end_date: 2026-11-01}`

    Good: `{start_date: 2026-11-01, end_date: 2026-12-01}`
    """
    plan = workspace.plan
    for objective in plan.objectives:
        days = plan.period_of(objective)
        if days.end < days.start:
            message = f"objective `{objective.objective}` starts {days.start}, after its cycle ends ({days.end})"
            yield LocatedFinding(plan.locations[objective].child("start_date"), message)
        for ref, key_result in plan.key_results_of(objective):
            period = plan.period_of(ref)
            is_own = key_result.start_date or key_result.end_date or days.end >= days.start
            if period.end < period.start and is_own:
                field = "end_date" if key_result.end_date else "start_date"
                location = plan.locations[ref]
                message = f"key result `{key_result.id}` ends {period.end}, before it starts {period.start}"
                yield LocatedFinding(location.child(field), message)


@rule("OKR305", "days-outside-cycle", Severity.WARNING)
def days_outside_cycle(workspace: Workspace) -> Iterator[LocatedFinding]:
    """The days of an objective, a key result and its milestones are in its cycle, and nothing is due before it begins.

    Why: what is due after the cycle cannot be counted in it, and what is due before it begins is late from the first
    day; mostly the year or the month is a mistake.

    Bad: `end_date: 2027-12-31` in 2026-Q4

    Good: `end_date: 2026-12-31`
    """
    plan = workspace.plan
    for objective in plan.objectives:
        cycle = plan.cycles[objective.cycle].period
        start = plan.objectives[objective].start_date
        if start and start < cycle.start:
            yield _outside(plan.locations[objective].child("start_date"), start, objective.cycle, cycle)
        for ref, key_result in plan.key_results_of(objective):
            if not (key_result.start_date or key_result.end_date or key_result.due or key_result.milestones):
                continue
            own = plan.period_of(ref)
            if own.end < own.start:
                continue  # no day lies in it: that is said by another rule
            for day, *keys in _days_of(key_result):
                location = plan.locations[ref].child(*keys)
                if day not in cycle:
                    yield _outside(location, day, ref.cycle, cycle)
                elif day < own.start and not _is_done(key_result, keys):
                    message = f"{day} is before `{ref.short}` begins ({own.start})"
                    yield LocatedFinding(location, message, "fix the day, or `start_date`")


def _outside(location: Location, day: date, cycle: str, period: Period) -> LocatedFinding:
    message = f"{day} is not a day of {cycle} ({period.start} to {period.end})"
    return LocatedFinding(location, message, "fix the day")


def _is_done(key_result: KeyResult, keys: Sequence[str | int]) -> bool:
    """True if what has its day at these keys is marked as done in the plan."""
    step = key_result.milestones[int(keys[1])] if keys[0] == "milestones" else key_result
    return bool(step.done)


def _days_of(key_result: KeyResult) -> Iterator[tuple[date, *tuple[str | int, ...]]]:
    """Each day that is written in a key result, with the keys that lead to it."""
    for name in ("start_date", "end_date", "due"):
        if day := getattr(key_result, name):
            yield day, name
    for position, milestone in enumerate(key_result.milestones):
        if milestone.due:
            yield milestone.due, "milestones", position, "due"


@rule("OKR401", "checkin-outside-cycle", Severity.WARNING)
def checkin_outside_cycle(workspace: Workspace) -> Iterator[LocatedFinding]:
    """The day of a check-in is in its cycle.

    Why: the year or month is often a mistake, and then the newest value is not the one that counts.

    Bad: `date: 2025-10-12` in a file of 2026-Q4

    Good: `date: 2026-10-12`
    """
    for location, run in all_runs(workspace.records):
        if run.cycle in workspace.plan.cycles:
            period = workspace.plan.cycles[run.cycle].period
            if run.date not in period:
                message = f"{run.date} is not a day of {run.cycle} ({period.start} to {period.end})"
                yield LocatedFinding(location.child("date"), message, "fix the day, or the cycle")


@rule("OKR402", "checkin-in-future", Severity.WARNING)
def checkin_in_future(workspace: Workspace) -> Iterator[LocatedFinding]:
    """The day of a check-in is not in the future.

    Why: it counts only from that day on, so until then the check-in is not shown. One day ahead is allowed,
    for colleagues further east.

    Bad: `date: 2062-10-12`

    Good: `date: 2026-10-12`
    """
    latest = days_later(workspace.day, 1)
    for location, run in all_runs(workspace.records):
        if run.date > latest:
            yield LocatedFinding(location.child("date"), f"{run.date} is in the future", "fix the day")
