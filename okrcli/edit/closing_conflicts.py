"""Answers at the end of a cycle that contradict what another person has written since they were asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from okrcli.edit.closing_sheet import SheetAnswers
from okrcli.edit.grades import NOTHING, TEXTS, GradeInput, items_of, with_grades
from okrcli.errors import RefusedError
from okrcli.model.number_format import score_text
from okrcli.model.period import PlannedCycle
from okrcli.model.plan import Plan, Ref
from okrcli.text import quote_value
from okrcli.workspace.workspace import Workspace

_FIELDS = ("decision", "score", *TEXTS)


def with_present_names(plan: Plan, inputs: Mapping[Ref, GradeInput]) -> dict[Ref, GradeInput]:
    """The inputs under the present names of their items, which may have been renamed since.

    Raises RefusedError for items that were removed.
    """
    present = {ref: plan.present(ref) if ref not in plan.locations else ref for ref in inputs}
    if lost := [str(ref) for ref, now in present.items() if now not in plan.locations]:
        raise RefusedError(f"no longer in the plan: {', '.join(lost[:4])}", "see who removed it: okr log")
    return {present[ref]: grade_input for ref, grade_input in inputs.items()}


def refuse_if_changed(
    before: Workspace, now: Workspace, cycle: str, inputs: Mapping[Ref, GradeInput], answers: Mapping[str, str]
) -> None:
    """Raise RefusedError if another answer was written, or a grade has moved, since the person was asked."""
    lines: list[str] = []
    for ref, grade_input in inputs.items():
        old = _recorded(before.plan, ref) if ref in before.plan.locations else _recorded(now.plan, ref)
        lines += _differences(ref, grade_input, _recorded(now.plan, ref), old)
    lines += _moved_grades(before, now, cycle, inputs)
    lines += _other_answers(answers, now.plan.cycles[cycle], before.plan.cycles[cycle])
    _refuse(cycle, lines, now, "compare them, and correct the sheet")


def refuse_if_closed(plan: Plan, cycle: PlannedCycle, sheet: SheetAnswers, options: Mapping[Ref, GradeInput]) -> None:
    """Raise RefusedError if a sheet that was printed for the open cycle contradicts what the closed one says.

    What `options` say is meant, and is not compared.
    """
    if not (sheet.is_of_open_cycle and cycle.state == "closed"):
        return
    lines: list[str] = []
    for ref, grade_input in sheet.inputs.items():
        option = options.get(ref, NOTHING)
        left = {name: getattr(grade_input, name) for name in _FIELDS if getattr(option, name) is None}
        lines += _differences(ref, GradeInput(**left), _recorded(plan, ref), NOTHING)
    lines += _other_answers(sheet.answers, cycle, None)
    _refuse(cycle.id, lines, None, "to change it anyway, write `state: closed` in the sheet, or use --decide")


def _refuse(cycle: str, lines: list[str], now: Workspace | None, hint: str) -> None:
    if lines:
        is_closed = now is None or now.plan.cycles[cycle].state == "closed"
        what = f"{cycle} was closed meanwhile" if is_closed else f"{cycle} was changed meanwhile"
        raise RefusedError(f"{what}, and its answers differ from yours", *lines, hint)


def _recorded(plan: Plan, ref: Ref) -> GradeInput:
    record = plan.item(ref)
    own = record.score
    if own is None:
        return GradeInput(record.decision)
    return GradeInput(record.decision, own.override, own.reason, own.explanation, own.learnings)


def _differences(ref: Ref, mine: GradeInput, theirs: GradeInput, old: GradeInput) -> Iterator[str]:
    for name in _FIELDS:
        own, other = getattr(mine, name), getattr(theirs, name)
        if own is not None and other is not None and other not in (own, getattr(old, name)):
            yield f"{ref}: {name} {quote_value(own)} here, {quote_value(other)} in the files"


def _moved_grades(before: Workspace, now: Workspace, cycle: str, inputs: Mapping[Ref, GradeInput]) -> Iterator[str]:
    """A line for each item whose computed grade the person has taken, and which has another one now."""
    taken = {ref for ref, grade_input in inputs.items() if grade_input.score is None}
    known = {ref: given for ref, given in inputs.items() if ref in before.plan.locations}
    was = {item.ref: item.grade for item in items_of(with_grades(before.plan, known), cycle, before.day)}
    for item in items_of(with_grades(now.plan, inputs), cycle, now.day):
        old = was.get(item.ref)
        if item.ref in taken and old and score_text(old.value) != score_text(item.grade.value):
            was_text, is_text = score_text(old.value), score_text(item.grade.value)
            yield f"{item.ref}: its grade was {was_text} when you were asked, and is {is_text}"


def _other_answers(answers: Mapping[str, str], now: PlannedCycle, before: PlannedCycle | None) -> Iterator[str]:
    old = {entry.question: entry.answer for entry in before.declared.retrospective} if before else {}
    for entry in now.declared.retrospective:
        mine = answers.get(entry.question)
        if mine and entry.answer and entry.answer not in (mine, old.get(entry.question)):
            yield f"{quote_value(entry.question)}: {quote_value(mine)} here, {quote_value(entry.answer)} in the files"
