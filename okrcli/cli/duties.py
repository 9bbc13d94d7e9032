"""The duties of all open cycles, for `okr due` and `okr remind`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from okrcli.cli import context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from okrcli.model.period import PlannedCycle
    from okrcli.reports.duty import DueReport, Duty
    from okrcli.workspace.selectors import Selector
    from okrcli.workspace.workspace import Workspace


def duties_of_open_cycles(
    ctx: typer.Context, words: list[str], cycle: str | None, at: str | None, on: str | None
) -> tuple[list[Workspace], DueReport]:
    """The workspaces and duties of running cycles, and of cycles that ended a short time ago.

    Of cycles that begin later there are the agreements that they want. Where no cycle runs, the one in focus is shown,
    also if it has no duties left.
    """
    from okrcli.reports.due import duties, is_open
    from okrcli.reports.duty import report

    first, focus, selector = context.open_selected(ctx, context.today(on), words, cycle, at=at, on=on)
    day, known = first.day, first.plan.cycles.values()
    is_all = not (cycle or selector.cycles)
    running = [c.id for c in known if is_all and day in c.period]
    ended = [c for c in known if is_all and is_open(c, day) and c.is_over(day) and c != focus]
    workspaces, cycles = [first], list(dict.fromkeys([focus.id, *running]))
    all_duties = [duty for name in cycles for duty in duties(first.plan, first.plan.cycles[name], day, selector)]
    for other in ended:
        workspace = context.open_workspace(ctx, day, other.id, at=at, on=on)
        if more := list(duties(workspace.plan, other, day, selector)):
            workspaces.append(workspace)
            cycles.append(other.id)
            all_duties.extend(more)
    for name, workspace, more in _coming_agreements(ctx, first, selector, at, on) if is_all else ():
        if name != focus.id and more:
            workspaces.append(workspace)
            cycles.append(name)
            all_duties.extend(more)
    context.use_cycle_of_run(first.plan, focus.id)
    shown: list[PlannedCycle] = [first.plan.cycles[name] for name in cycles]
    return workspaces, report(day, shown, all_duties)


def wanted_agreements(ctx: typer.Context, workspace: Workspace, person: str) -> list[Duty]:
    """The agreements that a person is asked for, in the cycles that run and in those that begin later."""
    from okrcli.reports.due_requests import agreement_duties
    from okrcli.reports.duty import of_person
    from okrcli.workspace.selectors import EVERYTHING

    plan, day = workspace.plan, workspace.day
    running = [cycle for cycle in plan.cycles.values() if day in cycle.period]
    found = [duty for cycle in running for duty in agreement_duties(plan, cycle, day)]
    for _, _, more in _coming_agreements(ctx, workspace, EVERYTHING, None, None):
        found.extend(more)
    return [duty for duty in of_person(found, person) if duty.kind == "agree"]


def _coming_agreements(
    ctx: typer.Context, first: Workspace, selector: Selector, at: str | None, on: str | None
) -> Iterator[tuple[str, Workspace, list[Duty]]]:
    """The cycles that begin later and want agreements: the name of each, its workspace and its duties."""
    from okrcli.reports.due_requests import agreement_duties
    from okrcli.scoring.agreements import wanted_by

    day = first.day
    for cycle in first.plan.cycles.values():
        if cycle.is_coming(day) and cycle.state != "closed" and wanted_by(first.plan, cycle.id):
            workspace = context.open_workspace(ctx, day, cycle.id, at=at, on=on)
            yield cycle.id, workspace, list(agreement_duties(workspace.plan, cycle, day, selector))
