"""Rules about the end of a cycle: a closing decision for every item, and the origin of what is carried over."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from okrcli.checks.hidden_files import HiddenFiles
from okrcli.checks.ids import things as all_things
from okrcli.checks.registry import rule
from okrcli.diagnostics import Severity
from okrcli.model.number_format import score_text
from okrcli.model.plan import Location, Ref
from okrcli.model.records import KeyResult, Objective
from okrcli.scoring.alignment import resolve
from okrcli.scoring.final_score import FinalScores, is_same_grade
from okrcli.text import folded
from okrcli.workspace.located_finding import LocatedFinding
from okrcli.workspace.workspace import Workspace

_QUESTIONS: Final = ("settings", "cycle", "questions")
_DECIDED: Final = ("cancelled", "postponed")


@rule("OKR751", "no-closing-decision", Severity.WARNING)
def no_closing_decision(workspace: Workspace) -> Iterator[LocatedFinding]:
    """In a closed cycle every item has a `decision`: achieved, carry_forward, modify, abandon or defer.

    Why: without a decision, the next cycle begins with open questions. A number cannot decide: a missed result may
    still be worth the effort, and a reached one may be finished. Cancelled and postponed items are decided already.

    Bad: a key result without `decision` in a cycle with `state: closed`

    Good: `decision: carry_forward`
    """
    plan = workspace.plan
    for ref, objective in plan.objectives.items():
        if plan.cycles[ref.cycle].state != "closed" or objective.state in _DECIDED:
            continue
        items: list[tuple[Ref, Objective | KeyResult]] = [(ref, objective), *plan.key_results_of(ref)]
        undecided = [name for name, item in items if item.decision is None and item.state not in _DECIDED]
        if undecided:
            first = undecided[0]
            names = ", ".join(f"`{name}`" for name in undecided)
            hint = f"okr cycle close {ref.cycle} --decide {first}=carry_forward (achieved, modify, abandon, defer)"
            yield LocatedFinding(plan.locations[first], f"closed without a decision: {names}", hint)


@rule("OKR752", "unknown-origin", Severity.WARNING)
def unknown_origin(workspace: Workspace) -> Iterator[LocatedFinding]:
    """`rolled_from` names an objective or key result of an earlier cycle, with its cycle in front.

    Why: it is the only link between the cycles. Without it a view over several cycles ends there, and an item could be
    carried over twice.

    Bad: `rolled_from: demand/mql`

    Good: `rolled_from: 2026-Q3/demand/mql`
    """
    plan = workspace.plan
    hidden = HiddenFiles(workspace)
    for ref, location, item in all_things(plan):
        if not isinstance(item, Objective | KeyResult) or not item.rolled_from:
            continue
        start = plan.cycles[ref.cycle].period.start
        is_objective = isinstance(item, Objective)
        origins = resolve(plan, ref.cycle, item.rolled_from)
        candidates = [origin for origin in origins if (origin.key_result is None) == is_objective]
        earlier = [origin for origin in candidates if plan.cycles[origin.cycle].period.start < start]
        if not earlier and not hidden.may_hold(item.rolled_from):
            noun, form = ("objective", "") if is_objective else ("key result", "/KEY-RESULT")
            message = f"no {noun} `{item.rolled_from}` in an earlier cycle"
            yield LocatedFinding(location.child("rolled_from"), message, f"write CYCLE/OBJECTIVE{form}")
    yield from hidden.unchecked("what is carried over from")


@rule("OKR753", "grade-moved", Severity.WARNING)
def grade_moved(workspace: Workspace) -> Iterator[LocatedFinding]:
    """The grade that was accepted when a cycle was closed is still the computed one.

    Why: the accepted grade counts, but a check-in or a change of the plan came later. A person decides which number is
    correct.

    Bad: `score: {accepted: 0.5}` and a check-in for that cycle, entered later, by which it is 0.8

    Good: `score: {accepted: 0.8}`
    """
    plan = workspace.plan
    taken = [(ref, item) for ref, _, item in all_things(plan) if item.score and item.score.accepted is not None]
    scores = FinalScores(plan)
    for ref, item in taken:
        accepted = item.score.accepted if item.score and item.score.override is None else None
        day = plan.cycles[ref.cycle].period.end
        value = (scores.of_key_result(ref, day) if ref.key_result else scores.of_objective(ref, day)).value
        if accepted is None or value is None or is_same_grade(value, accepted):
            continue
        before, now = score_text(Fraction(accepted)), score_text(value)
        message = f"the grade of `{ref}` was {before} when {ref.cycle} was closed, and is {now} now"
        hint = f"to accept the new grade: okr cycle close {ref.cycle} --score {ref}={now}"
        yield LocatedFinding(plan.locations[ref].child("score", "accepted"), message, hint)


@rule("OKR157", "repeated-question")
def repeated_question(workspace: Workspace) -> Iterator[LocatedFinding]:
    """Each question of the retrospective is in the settings once.

    Why: answers are kept under their question, so the second answer to the same question would replace the first.

    Bad: `questions: [What did we learn?, What do we stop?, What did we learn?]`

    Good: `questions: [What did we learn?, What do we stop?]`
    """
    first: dict[str, int] = {}
    for position, question in enumerate(workspace.plan.settings.cycle.questions):
        text = folded(question)
        if text in first:
            message = f"question {position + 1} is the same as question {first[text] + 1}"
            yield LocatedFinding(Location("okrs.yaml", (*_QUESTIONS, position)), message, "remove one of them")
        first.setdefault(text, position)
