"""The grades of a cycle: results, the scores that people give, and the verdict by type.

The rules are docs/semantics.md, "The score at the end".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from okrcli.model.period import PlannedCycle
from okrcli.model.plan import Plan, Ref
from okrcli.model.records import KeyResult, Objective
from okrcli.scoring.checkin_rate import CheckinRate, by_holder
from okrcli.scoring.grades import Grade, TypeLine, grade_key_result, grade_objective, portfolio
from okrcli.scoring.results import LEFT_OUT, ObjectiveScore
from okrcli.scoring.score import score_plan
from okrcli.workspace.selectors import EVERYTHING, Selector


@dataclass(frozen=True, slots=True)
class GradeRow:
    """An objective or key result with its grade."""

    thing: Objective | KeyResult
    owner: str | None
    status: str | None
    """The status shown; a decision (cancelled, paused …) explains a missing grade."""
    grade: Grade


@dataclass(frozen=True, slots=True)
class ObjectiveGrades:
    """An objective with those of its key results that were asked for."""

    row: GradeRow
    key_results: tuple[GradeRow, ...]


@dataclass(frozen=True, slots=True)
class Origins:
    """The number of objectives by their `origin`."""

    own: int
    """Those that their owner set."""
    handed_down: int
    unknown: int
    """Those without an `origin`."""

    @property
    def share(self) -> Fraction | None:
        """Own ones ÷ those with an origin, 0 to 1; None if none has one."""
        known = self.own + self.handed_down
        return Fraction(self.own, known) if known else None


@dataclass(frozen=True, slots=True)
class ScoreReport:
    """The grades of one cycle, as of a day."""

    cycle: PlannedCycle
    day: date
    objectives: tuple[ObjectiveGrades, ...]
    types: tuple[TypeLine, ...]
    """The objectives shown, by type; never one number for all."""
    origins: Origins
    """The objectives shown, by origin."""
    discipline: dict[str, CheckinRate]
    """The check-ins that were due for the key results shown, by whoever checks them in."""

    @property
    def is_final(self) -> bool:
        """True if every grade shown is final; otherwise the grades are provisional."""
        graded = [row.grade for row in self.rows if row.grade.computed is not None]
        return bool(graded) and all(grade.is_final for grade in graded)

    @property
    def rows(self) -> Iterator[GradeRow]:
        """Every objective and key result shown, in order."""
        for objective in self.objectives:
            yield objective.row
            yield from objective.key_results


def score_report(plan: Plan, cycle: PlannedCycle, day: date, selector: Selector = EVERYTHING) -> ScoreReport:
    """The grades of the objectives and key results of a cycle that the selector means, in file order."""
    scores = score_plan(plan, day, cycle.id)
    refs = [ref for ref, _ in plan.objectives_of(cycle.id)]
    picked = None if selector.is_empty else selector.pick(plan, refs, day, scores)
    graded = [_objective(plan, scores[ref], picked) for ref in refs]
    shown = tuple(each for each in graded if each is not None)
    kept = {row.grade.ref for each in shown for row in each.key_results}
    results = {ref: tuple(kr for kr in scores[ref].key_results if kr.ref in kept) for ref in refs}
    return ScoreReport(
        cycle=cycle,
        day=day,
        objectives=shown,
        types=portfolio(plan, [each.row.grade for each in shown]),
        origins=_origins([plan.objectives[each.row.grade.ref] for each in shown]),
        discipline=by_holder(plan, results, day),
    )


def _origins(objectives: Sequence[Objective]) -> Origins:
    counts = Counter(objective.origin for objective in objectives)
    return Origins(counts["own"], counts["handed_down"], counts[None])


def _objective(plan: Plan, score: ObjectiveScore, picked: frozenset[Ref] | None) -> ObjectiveGrades | None:
    over = score.status.shown if score.status.shown in LEFT_OUT else None
    rows = tuple(
        GradeRow(
            thing=plan.key_result(key_result_score.ref),
            owner=plan.owner_of(key_result_score.ref),
            status=over or key_result_score.status.shown,
            grade=grade_key_result(plan, key_result_score),
        )
        for key_result_score in score.key_results
        if picked is None or key_result_score.ref in picked
    )
    if picked is not None and score.ref not in picked and not rows:
        return None
    objective = plan.objectives[score.ref]
    row = GradeRow(objective, objective.owner, score.status.shown, grade_objective(plan, score))
    return ObjectiveGrades(row, rows)
