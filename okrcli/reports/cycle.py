"""The cycles of a workspace: their days, the share of time that has passed, and their state by type.

The rules are docs/semantics.md, "From key results to objectives" and "Cycles and their labels".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import get_args

from okrcli.model.calendar import cycle_in_focus
from okrcli.model.period import PlannedCycle
from okrcli.model.plan import Plan
from okrcli.model.settings import ObjectiveType
from okrcli.scoring.alignment import measured_by_others
from okrcli.scoring.expected import elapsed_share
from okrcli.scoring.measurement import mean
from okrcli.scoring.results import LEFT_OUT, ObjectiveScore
from okrcli.scoring.score import score_plan


@dataclass(frozen=True, slots=True)
class TypeFigures:
    """The objectives of one type; types are never blended."""

    type: str
    objectives: int
    progress: Fraction | None
    """`aspirational`: the mean of those that count, each as much as any other, without those measured by others of
    them. None for the other types: a mean would hide the promise that is in danger."""
    score: Fraction | None
    """The mean of the final scores of the same, once all have one."""
    statuses: tuple[tuple[str, int], ...]
    """Number of objectives by status."""


@dataclass(frozen=True, slots=True)
class CycleRow:
    """A cycle, as of a day."""

    cycle: PlannedCycle
    day: date
    days_gone: int
    days: int
    time_gone: Fraction
    """0 on the first day, 1 on the last."""
    is_current: bool
    objectives: int
    key_results: int
    types: tuple[TypeFigures, ...]
    """Empty where numbers were not asked for."""


def cycle_rows(
    plan: Plan, day: date, names: Sequence[str] | None = None, *, with_figures: bool
) -> tuple[CycleRow, ...]:
    """These cycles, else all, the newest first."""
    focus = cycle_in_focus(plan.cycles, day)
    chosen = [plan.cycles[name] for name in names] if names is not None else list(plan.cycles.values())
    chosen.sort(key=lambda cycle: (cycle.period.start, cycle.period.end, cycle.id), reverse=True)
    return tuple(_row(plan, cycle, day, is_current=cycle == focus, with_figures=with_figures) for cycle in chosen)


def _row(plan: Plan, cycle: PlannedCycle, day: date, *, is_current: bool, with_figures: bool) -> CycleRow:
    start, end = cycle.period
    days = (end - start).days + 1
    objectives = [objective for _, objective in plan.objectives_of(cycle.id)]
    return CycleRow(
        cycle=cycle,
        day=day,
        days_gone=min(max((day - start).days + 1, 0), days),
        days=days,
        time_gone=elapsed_share(cycle.period, day),
        is_current=is_current,
        objectives=len(objectives),
        key_results=sum(len(objective.key_results) for objective in objectives),
        types=tuple(figures(plan, _scores(plan, cycle, day))) if with_figures else (),
    )


def _scores(plan: Plan, cycle: PlannedCycle, day: date) -> list[ObjectiveScore]:
    return [score for score in score_plan(plan, day, cycle.id).values() if score.ref.cycle == cycle.id]


def figures(plan: Plan, scores: Sequence[ObjectiveScore]) -> Iterator[TypeFigures]:
    """The figures of these objectives, by type."""
    for kind in get_args(ObjectiveType):
        of_kind = [score for score in scores if score.end.type == kind]
        if not of_kind:
            continue
        above = measured_by_others(plan, [score.ref for score in of_kind if _counts(score)])
        alone = [score for score in of_kind if kind == "aspirational" and score.ref not in above]
        counted = [score for score in alone if _counts(score)]
        statuses: dict[str, int] = {}
        for score in of_kind:
            word = score.status.shown or "not measured"
            statuses[word] = statuses.get(word, 0) + 1
        grades = [score.score for score in alone if score.progress is not None and not score.end.is_left_out]
        yield TypeFigures(
            type=kind,
            objectives=len(of_kind),
            progress=mean((Decimal(1), score.progress) for score in counted),
            score=mean((Decimal(1), grade) for grade in grades) if None not in grades else None,
            statuses=tuple(statuses.items()),
        )


def _counts(score: ObjectiveScore) -> bool:
    return score.progress is not None and score.status.shown not in LEFT_OUT
