"""The duties of all open cycles, for `okr due` and `okr remind`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from okrcli.cli import context

if TYPE_CHECKING:
    from okrcli.model.period import PlannedCycle
    from okrcli.reports.due import DueReport
    from okrcli.workspace.workspace import Workspace


def duties_of_open_cycles(
    ctx: typer.Context, words: list[str], cycle: str | None, at: str | None, on: str | None
) -> tuple[list[Workspace], DueReport]:
    """The workspaces and duties of running cycles, and of cycles that ended a short time ago.

    Where none runs, the one in focus is shown, also if it has no duties left.
    """
    from okrcli.reports.due import duties, is_open, report

    first, focus, selector = context.open_selected(ctx, context.today(on), words, cycle, at=at, on=on)
    day, known = first.day, first.plan.cycles.values()
    is_all = not (cycle or selector.cycles)
    running = [c.id for c in known if is_all and day in c.period]
    ended = [c for c in known if is_all and is_open(c, day) and c.is_over(day) and c != focus]
    workspaces, cycles = [first], list(dict.fromkeys([focus.id, *running]))
    all_duties = [duty for name in cycles for duty in duties(first.plan, first.plan.cycles[name], day, selector)]
    for other in ended:
        workspace = context.open_workspace(ctx, day, other.id, at=at, on=on)
        more = list(duties(workspace.plan, other, day, selector))
        if more:
            workspaces.append(workspace)
            cycles.append(other.id)
            all_duties.extend(more)
    context.use_cycle_of_run(first.plan, focus.id)
    shown: list[PlannedCycle] = [first.plan.cycles[name] for name in cycles]
    return workspaces, report(day, shown, all_duties)
