"""The effect of a change on progress: of one field alone, and of all changes together on the objectives."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from okrcli.model.plan import Plan, Ref, latest_change
from okrcli.model.plan_change import PlanChange
from okrcli.model.record_base import changed, field_infos
from okrcli.model.records import KeyResult
from okrcli.scoring.parts import with_parts
from okrcli.scoring.results import ObjectiveScore
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


def objective_effects(
    before: Plan, after: Plan, earlier: Mapping[Ref, Ref], day: date, cycles: Collection[str]
) -> tuple[ObjectiveEffect, ...]:
    """The objectives of both plans whose progress or shown status is another one, in file order.

    They are those of the cycles in which something changed, and those that these contribute to.
    """
    scores = [
        {ref: score for cycle in cycles if cycle in plan.cycles for ref, score in score_plan(plan, day, cycle).items()}
        for plan in (before, after)
    ]
    found = []
    for ref, now in scores[1].items():
        was = scores[0].get(earlier.get(ref, ref))
        if was is not None and (was.progress, was.status.shown) != (now.progress, now.status.shown):
            found.append(ObjectiveEffect(ref, was, now))
    return tuple(found)
