"""The duties of all open cycles, for `okr due` and `okr remind`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from okrcli.cli import context

if TYPE_CHECKING:
    from okrcli.model.plan import PlannedCycle
    from okrcli.reports.due import DueReport
    from okrcli.workspace.workspace import Workspace


def duties_of_open_cycles(
    ctx: typer.Context, words: list[str], cycle: str | None, at: str | None, on: str | None
) -> tuple[list[Workspace], DueReport]:
    """The workspaces and duties of running cycles, and of cycles that ended a short time ago.

    Between two cycles the one that ended last is shown, also if it has no duties any more.
    """
    from okrcli.model.calendar import latest_ended_cycle
    from okrcli.reports.due import duties, is_open, report
    from okrcli.workspace.selectors import EVERYTHING

    first = context.open_workspace(ctx, context.today(on), cycle, at=at, on=on)
    day = first.day
    ended = [c for c in first.plan.cycles.values() if is_open(c, day) and day not in c.period and not cycle]
    selector = EVERYTHING
    workspaces, cycles = [first], []
    if first.focus is not None or words or not ended:
        over = latest_ended_cycle(first.plan.cycles, day) if first.focus is None else None
        chosen = cycle or (over.id if over else None)
        first, focus, selector = context.open_selected(ctx, day, words, chosen, at=at, on=on)
        workspaces = [first]
        running = [c for c in first.plan.cycles.values() if day in c.period and not (cycle or selector.cycles)]
        cycles = list(dict.fromkeys([focus.id, *(c.id for c in running)]))
    all_duties = [duty for name in cycles for duty in duties(first.plan, first.plan.cycles[name], day, selector)]
    for other in (c for c in ended if not selector.cycles and c.id not in cycles):
        workspace = context.open_workspace(ctx, day, other.id, at=at, on=on)
        more = list(duties(workspace.plan, other, day, selector))
        if more:
            workspaces.append(workspace)
            cycles.append(other.id)
            all_duties.extend(more)
    shown: list[PlannedCycle] = [first.plan.cycles[name] for name in cycles]
    return workspaces, report(day, shown, all_duties)
