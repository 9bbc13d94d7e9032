"""Items at the end of a cycle: computed grades, suggested decisions, and the grades and decisions of people.

The rules are docs/semantics.md, "What goes on in the next cycle".

A computed grade is only a proposal, and a suggestion is never taken without asking a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

from okrcli.errors import RefusedError
from okrcli.model.number_format import score_text
from okrcli.model.period import PlannedCycle
from okrcli.model.plan import Plan, Ref
from okrcli.model.record_base import changed
from okrcli.model.records import Decision, KeyResult, Objective, OwnScore, QuestionAnswer
from okrcli.scoring.grades import Grade, grade_key_result, grade_objective
from okrcli.scoring.score import score_plan
from okrcli.workspace.sources import PLAN_FOLDER
from okrcli.workspace.workspace import Workspace, refuse_errors

STOPPED: Final[Mapping[str, Decision]] = {"cancelled": "abandon", "postponed": "defer", "paused": "defer"}
"""The decision that each state suggests. Cancelled and postponed items need no decision of a person."""
TEXTS: Final = ("reason", "explanation", "learnings")
"""The names of the fields that hold text."""


class Item(NamedTuple):
    """An objective or key result at the end of its cycle."""

    ref: Ref
    record: Objective | KeyResult
    grade: Grade
    state: str | None
    """Its own decision state, or that of its objective."""

    @property
    def needs_decision(self) -> bool:
        """True if a person must still decide what happens to it."""
        return self.record.decision is None and self.state not in ("cancelled", "postponed")

    @property
    def suggestion(self) -> tuple[Decision | None, str]:
        """The decision that the numbers suggest, and its condition."""
        if self.state is not None and self.state in STOPPED:
            return STOPPED[self.state], f"it is {self.state}"
        verdict = self.grade.verdict
        if verdict in ("achieved", "learned"):
            return "achieved", ""
        if self.grade.value is None:
            return None, ""
        if self.grade.type == "committed":
            return "carry_forward", "after a postmortem"
        if self.grade.type == "learning":
            return "carry_forward", "no learnings are recorded"
        return "carry_forward", "if it still matters"


@dataclass(frozen=True, slots=True)
class GradeInput:
    """The grade, decision and texts that people give for an item; None keeps the value in the file."""

    decision: Decision | None = None
    score: Decimal | None = None
    reason: str | None = None
    explanation: str | None = None
    learnings: str | None = None

    def over(self, other: GradeInput) -> GradeInput:
        """This input, with missing fields taken from the other."""
        names = ("decision", "score", *TEXTS)
        return GradeInput(**{name: _first(getattr(self, name), getattr(other, name)) for name in names})


def _first(value: Any, other: Any) -> Any:
    return other if value is None else value


NOTHING: Final = GradeInput()


def items_of(plan: Plan, cycle: str, day: date) -> Iterator[Item]:
    """The objectives of a cycle, each followed by its key results, in file order."""
    scores = score_plan(plan, day, cycle)
    for ref, objective in plan.objectives_of(cycle):
        yield Item(ref, objective, grade_objective(plan, scores[ref], is_closing=True), objective.state)
        for score in scores[ref].key_results:
            key_result = plan.key_result(score.ref)
            state = objective.state or key_result.state
            yield Item(score.ref, key_result, grade_key_result(plan, score, is_closing=True), state)


def with_grades(plan: Plan, inputs: Mapping[Ref, GradeInput]) -> Plan:
    """The plan with the grades in `inputs`, from which the grades of objectives follow."""
    objectives = dict(plan.objectives)
    for ref, grade_input in inputs.items():
        if grade_input.score is None:
            continue
        objective = objectives[ref.parent]
        if ref.key_result is None:
            objectives[ref] = changed(objective, score=_with_override(objective.score, grade_input))
        else:
            results = tuple(
                changed(kr, score=_with_override(kr.score, grade_input)) if kr.id == ref.key_result else kr
                for kr in objective.key_results
            )
            objectives[ref.parent] = changed(objective, key_results=results)
    return replace(plan, objectives=objectives)


def _with_override(own: OwnScore | None, grade_input: GradeInput) -> OwnScore:
    return changed(
        own or OwnScore(), override=grade_input.score, reason=grade_input.reason or (own.reason if own else None)
    )


def is_proposal(grade: Grade, score: Decimal | None) -> bool:
    """True if a given grade equals the computed one exactly or as shown; also if no grade is given."""
    if score is None or grade.computed is None:
        return score is None
    return Fraction(score) == grade.computed or score_text(Fraction(score)) == score_text(grade.computed)


def questions_of(plan: Plan, cycle: PlannedCycle) -> list[QuestionAnswer]:
    """The questions of the retrospective with their answers so far, then answers to other questions."""
    known = {answer.question: answer for answer in cycle.declared.retrospective}
    answers = [known.pop(text, QuestionAnswer(question=text)) for text in plan.settings.cycle.questions]
    return [*answers, *known.values()]


# ── What is missing ───────────────────────────────────────────────────────────────────────────────────────────────


def missing_lines(
    items: Iterable[Item], inputs: Mapping[Ref, GradeInput], *, takes_grades: bool, only_reasons: bool = False
) -> list[str]:
    """A line for each item that lacks a grade, a decision or a reason; with `only_reasons`, a reason alone."""
    lines = []
    for item in items:
        grade_input = inputs.get(item.ref, NOTHING)
        gaps = [] if only_reasons else list(_gaps(item, grade_input, takes_grades=takes_grades))
        own = item.record.score
        if not is_proposal(item.grade, grade_input.score) and not (grade_input.reason or (own and own.reason)):
            gaps.append(f"a reason why it is {grade_input.score} and not {score_text(item.grade.computed)}")
        if gaps:
            lines.append(f"{item.ref}: {' and '.join(gaps)}")
    return lines


def _gaps(item: Item, grade_input: GradeInput, *, takes_grades: bool) -> Iterator[str]:
    has_grade = grade_input.score is not None or item.grade.override is not None
    if not takes_grades and not has_grade and item.grade.computed is not None:
        yield f"its grade (computed {score_text(item.grade.computed)})"
    if item.needs_decision and grade_input.decision is None:
        word, _ = item.suggestion
        yield f"a decision{f' (suggested: {word})' if word else ''}"


def with_deferred(items: Iterable[Item], inputs: Mapping[Ref, GradeInput]) -> dict[Ref, GradeInput]:
    """The inputs, with the decision `defer` for what is postponed and has no decision yet."""
    deferred = {
        item.ref: inputs.get(item.ref, NOTHING).over(GradeInput("defer"))
        for item in items
        if item.state == "postponed" and item.record.decision is None
    }
    return {**inputs, **deferred}


def refuse_early(cycle: PlannedCycle, day: date) -> None:
    """Raise RefusedError before the last sixth of a cycle."""
    period = cycle.period
    first = period.start + timedelta(days=-(-(period.end - period.start).days * 5 // 6))
    if day < first:
        hint = f"from {first} on it can be closed; okr cycle score --cycle {cycle.id} shows the score so far"
        raise RefusedError(f"{cycle.id} runs until {period.end}: it is too early to close it", hint)


def refuse_broken(workspace: Workspace, cycle: str) -> None:
    """Raise RefusedError if a file of the cycle has an error, because its content would be ignored."""
    inside, outside = f"{PLAN_FOLDER}/{cycle}/", f"{PLAN_FOLDER}/"
    paths = {finding.place.path for finding in workspace.diagnostics}
    concerned = {path for path in paths if path.startswith(inside) or not path.startswith(outside)}
    refuse_errors(finding for finding in workspace.diagnostics if finding.place.path in concerned)
