"""The end of a cycle: computed grades, suggested decisions, and what people say of each item.

The rules are docs/semantics.md, "What goes on in the next cycle".

Nothing decides for people: a computed grade is a proposal, a suggestion is a word beside the question.
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
from okrcli.model.plan import Plan, PlannedCycle, Ref
from okrcli.model.records import Decision, KeyResult, Objective, OwnScore, QuestionAnswer, changed
from okrcli.scoring.grades import Grade, grade_key_result, grade_objective
from okrcli.scoring.score import score_plan
from okrcli.workspace.sources import PLAN_FOLDER
from okrcli.workspace.workspace import Workspace, refuse_errors

STOPPED: Final[Mapping[str, Decision]] = {"cancelled": "abandon", "postponed": "defer", "paused": "defer"}
"""Decisions that a state suggests at the end of the cycle. The first two need no other one."""
TEXTS: Final = ("reason", "explanation", "learnings")
"""The fields that hold words."""


class Item(NamedTuple):
    """An objective or key result at the end of its cycle."""

    ref: Ref
    thing: Objective | KeyResult
    grade: Grade
    state: str | None
    """Its own decision state, or that of its objective."""

    @property
    def needs_decision(self) -> bool:
        """True where somebody still has to say what becomes of it."""
        return self.thing.decision is None and self.state not in ("cancelled", "postponed")

    @property
    def suggestion(self) -> tuple[Decision | None, str]:
        """The decision that the numbers suggest, and its condition. It is never taken without asking a person."""
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
            return "carry_forward", "nothing is written down as learned"
        return "carry_forward", "if it still matters"


@dataclass(frozen=True, slots=True)
class GradeInput:
    """Grade, decision and words of people for one item; None leaves what its file says."""

    decision: Decision | None = None
    score: Decimal | None = None
    reason: str | None = None
    explanation: str | None = None
    learnings: str | None = None

    def over(self, other: GradeInput) -> GradeInput:
        """The fields of this input, else those of the other."""
        names = ("decision", "score", *TEXTS)
        return GradeInput(**{name: _first(getattr(self, name), getattr(other, name)) for name in names})


def _first(one: Any, other: Any) -> Any:
    return other if one is None else one


NOTHING: Final = GradeInput()


def items_of(plan: Plan, cycle: str, day: date) -> Iterator[Item]:
    """Every objective of a cycle with its key results behind it, in file order."""
    scores = score_plan(plan, day, cycle)
    for ref, objective in plan.objectives_of(cycle):
        yield Item(ref, objective, grade_objective(plan, scores[ref], day), objective.state)
        for score in scores[ref].key_results:
            key_result = plan.key_result(score.ref)
            state = objective.state or key_result.state
            yield Item(score.ref, key_result, grade_key_result(plan, score, day), state)


def with_grades(plan: Plan, said: Mapping[Ref, GradeInput]) -> Plan:
    """The plan with the grades that people gave, for the grades of objectives that follow from them."""
    objectives = dict(plan.objectives)
    for ref, one in said.items():
        if one.score is None:
            continue
        objective = objectives[ref.parent]
        if ref.key_result is None:
            objectives[ref] = changed(objective, score=_graded(objective.score, one))
        else:
            results = tuple(
                changed(kr, score=_graded(kr.score, one)) if kr.id == ref.key_result else kr
                for kr in objective.key_results
            )
            objectives[ref.parent] = changed(objective, key_results=results)
    return replace(plan, objectives=objectives)


def _graded(own: OwnScore | None, said: GradeInput) -> OwnScore:
    return changed(own or OwnScore(), override=said.score, reason=said.reason or (own.reason if own else None))


def is_proposal(grade: Grade, score: Decimal | None) -> bool:
    """True where a given grade is the computed one, as it is shown or better."""
    if score is None or grade.computed is None:
        return score is None
    return Fraction(score) == grade.computed or score_text(Fraction(score)) == score_text(grade.computed)


def questions_of(plan: Plan, cycle: PlannedCycle) -> list[QuestionAnswer]:
    """The questions of the retrospective, with the answers that are there already; then answers to other questions."""
    known = {one.question: one for one in cycle.declared.retrospective}
    asked = [known.pop(text, QuestionAnswer(question=text)) for text in plan.settings.cycle.questions]
    return [*asked, *known.values()]


# ── What is missing ───────────────────────────────────────────────────────────────────────────────────────────────


def missing(items: Iterable[Item], said: Mapping[Ref, GradeInput], *, takes_grades: bool) -> list[str]:
    """A line for each item of which something still has to be said."""
    lines = []
    for item in items:
        one = said.get(item.ref, NOTHING)
        wanted = []
        if not takes_grades and one.score is None and item.grade.computed is not None and item.grade.override is None:
            wanted.append(f"its grade (computed {score_text(item.grade.computed)})")
        if item.needs_decision and one.decision is None:
            word, _ = item.suggestion
            wanted.append(f"a decision{f' (suggested: {word})' if word else ''}")
        own = item.thing.score
        if not is_proposal(item.grade, one.score) and not (one.reason or (own and own.reason)):
            wanted.append(f"a reason why it is {one.score} and not {score_text(item.grade.computed)}")
        if wanted:
            lines.append(f"{item.ref}: {' and '.join(wanted)}")
    return lines


def refuse_early(cycle: PlannedCycle, day: date) -> None:
    """Raise RefusedError before the last sixth of a cycle: there is nothing to grade yet."""
    period = cycle.period
    first = period.start + timedelta(days=-(-(period.end - period.start).days * 5 // 6))
    if day < first:
        hint = f"from {first} on it can be closed; okr score --cycle {cycle.id} shows where it stands so far"
        raise RefusedError(f"{cycle.id} runs until {period.end}: it is too early to close it", hint)


def refuse_broken(workspace: Workspace, cycle: str) -> None:
    """Raise RefusedError while a file of the cycle has an error: what it holds would be passed over."""
    inside, outside = f"{PLAN_FOLDER}/{cycle}/", f"{PLAN_FOLDER}/"
    paths = {finding.place.path for finding in workspace.diagnostics}
    concerned = {path for path in paths if path.startswith(inside) or not path.startswith(outside)}
    refuse_errors(finding for finding in workspace.diagnostics if finding.place.path in concerned)
