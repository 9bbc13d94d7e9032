"""The effect of a change on progress: of one field alone, and of all changes together on the objectives."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from okrcli.model.plan import Plan, Ref, latest_change
from okrcli.model.plan_change import PlanChange
from okrcli.model.record_base import changed, field_infos
from okrcli.model.records import KeyResult
from okrcli.scoring.alignment import alignment_of
from okrcli.scoring.measurement import ZERO
from okrcli.scoring.parts import with_parts
from okrcli.scoring.results import Contribution, ObjectiveScore
from okrcli.scoring.score import score_key_result, score_plan

BeforeAfter = tuple[Fraction | None, Fraction | None]


class ObjectiveEffect(NamedTuple):
    """An objective whose progress or status is another one after the change."""

    ref: Ref
    """The objective, by its name after the change."""
    before: ObjectiveScore
    after: ObjectiveScore


def effect(
    change: PlanChange, before: Plan, after: Plan, earlier: Mapping[Ref, Ref], day: date
) -> tuple[BeforeAfter | None, BeforeAfter | None]:
    """Progress of a key result and of its objective, before and with nothing but this one field changed.

    Both have the check-ins of the plan after. None where the field has no effect of its own, and for the key result
    where it is about the weight. `earlier` has the references before of all that both plans have.
    """
    ref = change.ref
    old = earlier.get(ref) if ref else None
    if ref is None or old is None or ref.key_result is None:
        return None, None
    now = after.key_result(ref)
    was = changed(before.key_result(old), id=now.id)
    if change.field not in field_infos(type(now)):
        return None, None
    alone = changed(was, **{change.field: getattr(now, change.field)})
    one, other = (_with_key_result(after, ref, each) for each in (was, alone))
    own = score_key_result(one, ref, day).progress, score_key_result(other, ref, day).progress
    objective = (score_plan(plan, day, ref.cycle)[ref.parent].progress for plan in (one, other))
    return None if change.field == "weight" else own, (next(objective), next(objective))


def _with_key_result(plan: Plan, ref: Ref, key_result: KeyResult) -> Plan:
    """The objective of the key result at `ref`, with another key result in its place. No other one has an effect."""
    plan = plan.part(with_parts(plan, [ref.parent]))
    objective = plan.objectives[ref.parent]
    key_results = tuple(key_result if each.id == ref.key_result else each for each in objective.key_results)
    objective = changed(objective, key_results=key_results)
    objectives = {**plan.objectives, ref.parent: objective}
    return replace(plan, objectives=objectives, latest_change=latest_change(objectives.values()))


def computed_grade(plan: Plan, ref: Ref | None, day: date) -> Fraction | None:
    """The progress of an objective or key result, from which its grade is computed; None if it is not in the plan."""
    if ref is None or ref.parent not in plan.objectives:
        return None
    if ref.key_result:
        return score_key_result(plan, ref, day).progress
    return score_plan(plan, day, ref.cycle)[ref].progress


class ObjectivesAbove:
    """The objectives above others: their progress when one of those below has another one.

    `scores` are those of the plan after, children before parents. What one change costs does not depend on how many
    objectives contribute to one.
    """

    def __init__(self, scores: Mapping[Ref, ObjectiveScore]) -> None:
        self._rank = {ref: rank for rank, ref in enumerate(scores)}
        self._parts = {
            ref: {part.ref: part for part in score.parts} for ref, score in scores.items() if score.from_children
        }
        self._parents: dict[Ref, list[Ref]] = {}
        for parent, parts in self._parts.items():
            for child in parts:
                self._parents.setdefault(child, []).append(parent)
        self._sums = {ref: _sum(parts.values()) for ref, parts in self._parts.items()}

    def effects(self, objective: Ref, pair: BeforeAfter) -> tuple[tuple[Ref, BeforeAfter], ...]:
        """Progress of the objectives that move when that of `objective` alone goes from the first to the second."""
        moved = {objective: pair}
        for ref in self._above(objective):
            moved[ref] = self._progress(ref, moved, 0), self._progress(ref, moved, 1)
        return tuple((ref, each) for ref, each in moved.items() if ref != objective and each[0] != each[1])

    def _above(self, objective: Ref) -> list[Ref]:
        reached, waiting = set[Ref](), [objective]
        while waiting:
            new = [parent for parent in self._parents.get(waiting.pop(), ()) if parent not in reached]
            reached.update(new)
            waiting += new
        return sorted(reached, key=self._rank.__getitem__)

    def _progress(self, ref: Ref, moved: Mapping[Ref, BeforeAfter], side: int) -> Fraction | None:
        parts = self._parts[ref]
        old = [parts[child] for child in moved if child in parts]
        new = [replace(part, progress=moved[part.ref][side]) for part in old]
        (total, weight), (less, lighter), (more, heavier) = self._sums[ref], _sum(old), _sum(new)
        weight += heavier - lighter
        return (total + more - less) / weight if weight else None


def _sum(parts: Iterable[Contribution]) -> tuple[Fraction, Fraction]:
    """The weighted sum of the progress of what is counted, and the sum of its weights."""
    counted = [(Fraction(part.weight), part.progress or ZERO) for part in parts if part.is_counted]
    return sum((weight * progress for weight, progress in counted), ZERO), sum((weight for weight, _ in counted), ZERO)


def cycles_above(plan: Plan, cycles: Collection[str]) -> frozenset[str]:
    """Some cycles, and those of the objectives to which theirs contribute, at any height."""
    parents = alignment_of(plan).parents
    reached = {ref for ref in plan.objectives if ref.cycle in cycles}
    waiting = list(reached)
    while waiting:
        new = [parent for parent in parents[waiting.pop()] if parent not in reached]
        reached.update(new)
        waiting += new
    return frozenset(cycles) | {ref.cycle for ref in reached}


def scores_of(plan: Plan, cycles: Collection[str], day: date) -> dict[Ref, ObjectiveScore]:
    """The scores of the objectives of some cycles and of all that contribute to them, children before parents."""
    known = (cycle for cycle in sorted(cycles) if cycle in plan.cycles)
    return {ref: score for cycle in known for ref, score in score_plan(plan, day, cycle).items()}


def objective_effects(
    before: Mapping[Ref, ObjectiveScore], after: Mapping[Ref, ObjectiveScore], earlier: Mapping[Ref, Ref]
) -> tuple[ObjectiveEffect, ...]:
    """The objectives of both plans whose progress or shown status is another one, in file order."""
    found = []
    for ref, now in after.items():
        was = before.get(earlier.get(ref, ref))
        if was is not None and (was.progress, was.status.shown) != (now.progress, now.status.shown):
            found.append(ObjectiveEffect(ref, was, now))
    return tuple(found)
