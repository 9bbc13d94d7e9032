"""An objective or key result with everything around it: the rows of `okr show`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from okrcli.model.plan import Checkin, Plan, Ref
from okrcli.model.records import Action, ChangeRecord, Milestone
from okrcli.reports.status import KeyResultRow, ObjectiveRow, key_result_row
from okrcli.scoring.agreements import Agreements, AgreementState
from okrcli.scoring.alignment import DependencyLink, children_of, dependency_links, parents_of, supporters_of, targets
from okrcli.scoring.checkin_history import action_states, apply_corrections, milestone_states
from okrcli.scoring.grades import Grade, grade_key_result, grade_objective
from okrcli.scoring.parts import PartValue, part_values
from okrcli.scoring.promises import Promise, promises
from okrcli.scoring.results import GuardrailState
from okrcli.scoring.score import score_plan
from okrcli.scoring.tripwires import Tripwires, TripwireState


@dataclass(frozen=True, slots=True)
class Detail:
    """An objective or key result, with the items around it."""

    ref: Ref
    day: date
    objective: ObjectiveRow
    key_result: KeyResultRow | None
    first_day: date | None
    """The first day, where it is not that of the cycle."""
    parents: tuple[Ref, ...]
    children: tuple[Ref, ...]
    supports: tuple[Ref, ...]
    supporters: tuple[Ref, ...]
    dependencies: tuple[DependencyLink, ...]
    """Its own dependencies."""
    needed_by: tuple[DependencyLink, ...]
    """The dependencies of others on it and on its key results, also refused ones."""
    promises: tuple[Promise, ...]
    """The promises among both, as they stand."""
    guardrails: tuple[GuardrailState, ...]
    tripwires: tuple[TripwireState, ...]
    agreements: tuple[AgreementState, ...]
    """The answers to an objective, first those that are wanted; none of a key result."""
    grade: Grade
    changes: tuple[ChangeRecord, ...]
    """The recorded changes up to that day, newest first."""
    actions: tuple[tuple[Action, bool], ...]
    """Each action and whether it is done by that day."""
    milestones: tuple[tuple[Milestone, bool], ...]
    definition: str | None
    checkins: tuple[Checkin, ...]
    """Newest first, corrected ones replaced."""
    parts: tuple[PartValue, ...]
    """The parts that its value comes from, as they are on that day."""


def detail(plan: Plan, ref: Ref, day: date) -> Detail:
    """The details of what `ref` points at; an action leads to its key result."""
    ref = Ref(*ref[:3])
    score = score_plan(plan, day, ref.cycle)[ref.parent]
    tripwires = Tripwires(plan, day)
    rows = tuple(key_result_row(plan, each, tripwires) for each in score.key_results)
    objective = ObjectiveRow(
        ref.parent, plan.objectives[ref.parent], plan.type_of(ref), score, rows, tripwires.of(ref.parent)
    )
    row = next((row for row in rows if row.ref == ref), None)
    item = row.key_result if row else objective.objective
    links = list(dependency_links(plan, day))
    return Detail(
        ref=ref,
        day=day,
        objective=objective,
        key_result=row,
        first_day=_first_day(plan, ref),
        parents=tuple(parents_of(plan, ref)),
        children=tuple(children_of(plan, ref)),
        supports=targets(plan, ref, "supports"),
        supporters=supporters_of(plan, ref),
        dependencies=tuple(link for link in links if link.ref == ref),
        needed_by=tuple(link for link in links if link.target and ref in (link.target, link.target.parent)),
        promises=tuple(promise for promise in promises(plan, day) if ref in _sides(promise)),
        guardrails=(row or objective).score.guardrails,
        tripwires=(row or objective).tripwires,
        agreements=() if row else Agreements(plan, day).of(ref),
        grade=grade_key_result(plan, row.score) if row else grade_objective(plan, score),
        changes=tuple(sorted((c for c in item.changes if c.date <= day), key=lambda c: c.date, reverse=True)),
        actions=tuple(action_states(plan, ref, day)) if row else (),
        milestones=tuple(milestone_states(row.key_result, row.score.history, day)) if row else (),
        definition=_definition(plan, row),
        checkins=tuple(reversed(apply_corrections(plan.checkins.get(ref, ()), day))),
        parts=part_values(plan, ref, day) if row and row.key_result.value_from else (),
    )


def _sides(promise: Promise) -> tuple[Ref, ...]:
    return (promise.link.ref, promise.target, promise.target.parent)


def _first_day(plan: Plan, ref: Ref) -> date | None:
    first = plan.period_of(ref).start
    return None if first == plan.cycles[ref.cycle].period.start else first


def _definition(plan: Plan, row: KeyResultRow | None) -> str | None:
    if row is None:
        return None
    return row.key_result.definition or plan.definitions.get(row.key_result.metric or "")
