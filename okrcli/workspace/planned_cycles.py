"""The cycles of a workspace with their days."""

from __future__ import annotations

from collections.abc import Iterable

from okrcli.diagnostics import code
from okrcli.model.calendar import end_of, period_of_label
from okrcli.model.period import Period, PlannedCycle
from okrcli.model.plan import Location
from okrcli.model.records import Cycle, WorkspaceFile
from okrcli.model.settings import Settings
from okrcli.workspace.located_finding import DUPLICATE_ID, LocatedFinding, repeated

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


def label_period(name: str, settings: Settings) -> Period | None:
    """The days that a cycle's label says, by the fiscal year of these settings; None for a free name."""
    return period_of_label(name, settings.cycle.fiscal_year_start, settings.cycle.fiscal_year_name)


def planned_cycles(
    workspace_file: WorkspaceFile, names: Iterable[str]
) -> tuple[dict[str, PlannedCycle], list[LocatedFinding]]:
    """The cycles that `okrs.yaml` declares and those of `names` whose label says their days. `names` have a plan.

    With them, the findings about these cycles: those without days, and ids given twice.
    """
    cycles: dict[str, PlannedCycle] = {}
    names = dict.fromkeys(names)
    findings = [
        LocatedFinding(
            Location("okrs.yaml", ("cycles", position, "id")), f"cycle `{name}` is listed twice", code=DUPLICATE_ID
        )
        for position, name in repeated([cycle.id for cycle in workspace_file.cycles])
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
