"""The closing sheet, a file that a person fills in before a cycle is closed: its text, and reading it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from okrcli.diagnostics import Position
from okrcli.edit.closing_words import question_meant, read_decision, read_grade, unknown_question
from okrcli.edit.grades import NOTHING, TEXTS, GradeInput, Item
from okrcli.errors import RefusedError
from okrcli.model.number_format import score_text, value_text
from okrcli.model.period import PlannedCycle
from okrcli.model.plan import Plan, Ref, plan_as_of
from okrcli.model.records import ClosingSheet, KeyResult, QuestionAnswer
from okrcli.model.scalars import InvalidValueError
from okrcli.model.validation import read_record
from okrcli.sanitize import visible
from okrcli.scoring.score import score_at_end
from okrcli.text import quote_value
from okrcli.workspace.references import resolve_ref
from okrcli.workspace.workspace import Workspace
from okrcli.yaml import reader
from okrcli.yaml.document import Document
from okrcli.yaml.scalar_text import scalar_text

MAX_SHEET: Final = 1 << 24
"""Bytes of a sheet. It holds every item of a cycle, so it may be larger than one file of the workspace."""
_MOST_ERRORS: Final = 10

_HEAD = """\
# The end of {cycle}. Fill in this sheet, then: okr cycle close {cycle} --with FILE
#   decision     achieved, carry_forward, modify, abandon or defer; people decide it
#   score        only where it is not the computed one, 0 to 1, with a reason
#   explanation  what happened, for a committed objective that was missed
# Empty fields are not written.
"""


def sheet_text(
    workspace: Workspace,
    cycle: PlannedCycle,
    items: Sequence[Item],
    questions: Sequence[QuestionAnswer],
    inputs: Mapping[Ref, GradeInput] | None = None,
) -> str:
    """The text of the sheet: computed grades and suggestions as comments, and the values that are in the files.

    `inputs` are answers that were given already; they stand before the values in the files.
    """
    inputs = inputs or {}
    asked = [item for item in items if is_in_sheet(item) or item.ref in inputs]
    head = f"cycle: {scalar_text(cycle.id)}\nstate: {cycle.state}\n"
    lines = [_HEAD.format(cycle=cycle.id), head, "items:\n" if asked else "items: []\n"]
    for number, item in enumerate(asked):
        grade_input = inputs.get(item.ref, NOTHING).over(_recorded(item))
        lines += (f"{line}\n" for line in (*([""] if number else ()), *_item(workspace, item, grade_input)))
    lines.append("retrospective:\n" if questions else "retrospective: []\n")
    for question in questions:
        lines.append(f"  - question: {scalar_text(question.question)}\n")
        lines.append(_line("    answer", question.answer))
    return "".join(lines)


def is_in_sheet(item: Item) -> bool:
    """True if there is a decision on an item, or may still be one."""
    return item.needs_decision or item.record.decision is not None or item.state == "postponed"


def _recorded(item: Item) -> GradeInput:
    """The values in the file, and the decision that follows from its state."""
    own = item.record.score
    decision = item.record.decision or ("defer" if item.state == "postponed" else None)
    if own is None:
        return GradeInput(decision)
    reason = own.reason if own.override is not None else None
    return GradeInput(decision, own.override, reason, own.explanation, own.learnings)


def _item(workspace: Workspace, item: Item, grade_input: GradeInput) -> Iterator[str]:
    yield f"  # {_plain(item.record.title)}"
    yield f"  # {about(workspace.plan, item, workspace)}"
    yield f"  - id: {item.ref}"
    for name in ("decision", "score", *TEXTS):
        value = getattr(grade_input, name)
        if value is not None or _has_line(item, name):
            yield _line(f"    {name}", value).rstrip("\n")


def _has_line(item: Item, name: str) -> bool:
    """True if the sheet shows an empty line for a field.

    An item without a computed grade has no line for a grade, and only commitments have one for an explanation.
    """
    if name in ("decision", "learnings"):
        return True
    return item.grade.computed is not None and (name != "explanation" or item.grade.type == "committed")


def _line(name: str, value: object) -> str:
    return f"{name}:\n" if value is None else f"{name}: {scalar_text(value)}\n"


def _plain(text: str) -> str:
    return visible(" ".join(text.split()))


def about(plan: Plan, item: Item, workspace: Workspace) -> str:
    """A line about an item: value, type, grade and suggestion."""
    parts = []
    if isinstance(item.record, KeyResult):
        score = score_at_end(plan, item.ref, workspace.day)
        if score.current is not None:
            held = plan_as_of(plan, score.end.last_day or workspace.day)
            record = held.key_result(item.ref) if held.has(item.ref) else item.record
            parts.append(_plain(value_text(record, score.current)))
    if item.grade.computed is None:
        parts.append(item.state or "no grade")
    else:
        verdict = f", {item.grade.verdict}" if item.grade.verdict else ""
        parts.append(f"{item.grade.type}, computed {score_text(item.grade.computed)}{verdict}")
    word, condition = item.suggestion
    if word and item.needs_decision:
        parts.append(f"suggested: {word}{f', {condition}' if condition else ''}")
    return " · ".join(parts)


# ── Reading it ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class SheetAnswers:
    """The content of a filled-in sheet."""

    inputs: Mapping[Ref, GradeInput]
    answers: Mapping[str, str]
    """Answers by question, as `settings.cycle.questions` or the cycle has it."""
    is_of_open_cycle: bool
    """True for a sheet that was printed before the cycle was closed."""


def answers_in(raw: bytes, path: str, plan: Plan, cycle: PlannedCycle, questions: Sequence[str]) -> SheetAnswers:
    """The content of a filled-in sheet for a cycle.

    Raises RefusedError with every error in it: a wrong form, an unknown or repeated item or question, a reason for no
    grade, another cycle.
    """
    sheet = read_sheet(raw, path)
    document = Document(path, raw, MAX_SHEET)
    if sheet.cycle != cycle.id:
        raise RefusedError(f"the sheet is for {sheet.cycle}, not for {cycle.id}", f"okr cycle close {sheet.cycle} …")
    errors: list[str] = []
    inputs = _inputs(sheet, document, plan, errors)
    answers = _answers(sheet, document, questions, errors)
    _refuse(path, errors)
    return SheetAnswers(inputs, answers, is_of_open_cycle=sheet.state not in (None, "closed"))


def _inputs(sheet: ClosingSheet, document: Document, plan: Plan, errors: list[str]) -> dict[Ref, GradeInput]:
    inputs: dict[Ref, GradeInput] = {}
    lines: dict[Ref, int] = {}
    for number, item in enumerate(sheet.items):
        position = document.locate(("items", number, "id"))
        try:
            ref = closed_item(plan, sheet.cycle, item.id)
        except RefusedError as refusal:
            errors.append(_line_of(position, refusal.message, *refusal.hints[:1]))
            continue
        if ref in inputs:
            errors.append(_line_of(position, f"`{item.id}` is {ref}, which line {lines[ref]} has already"))
        if item.reason and item.score is None:
            where = document.locate(("items", number, "reason"), on="key")
            errors.append(_line_of(where, f"`reason` of {ref} needs a `score`, and `score` is empty"))
        lines[ref] = position.line
        score = None if item.score is None else abs(item.score)  # not -0
        inputs[ref] = GradeInput(item.decision, score, item.reason, item.explanation, item.learnings)
    return inputs


def _answers(sheet: ClosingSheet, document: Document, questions: Sequence[str], errors: list[str]) -> dict[str, str]:
    answers: dict[str, str] = {}
    lines: dict[str, int] = {}
    for number, entry in enumerate(sheet.retrospective):
        position = document.locate(("retrospective", number, "question"))
        question = question_meant(entry.question, questions)
        if question is None:
            unknown = f"there is no question {quote_value(entry.question)}"
            errors.append(_line_of(position, unknown, *unknown_question(entry.question, questions)))
            continue
        if question in lines:
            errors.append(_line_of(position, f"line {lines[question]} has this question already"))
        lines[question] = position.line
        if entry.answer and entry.answer.strip():
            answers[question] = entry.answer
    return answers


def closed_item(plan: Plan, cycle: str, name: str) -> Ref:
    """The objective or key result of a cycle that a name means. Raises RefusedError."""
    ref = resolve_ref(plan, cycle, name, is_write=True)
    if ref.cycle != cycle or ref not in plan.locations:
        raise RefusedError(
            f"{quote_value(name)} is not an objective or key result of {cycle}", "okr list shows all ids"
        )
    return ref


def read_sheet(raw: bytes, path: str) -> ClosingSheet:
    """The record of a filled-in sheet. Raises RefusedError with all errors of its form."""
    data, findings = reader.read(raw, path, MAX_SHEET)
    if findings:
        raise RefusedError(f"{path} cannot be read", *(_line_of(f.place, f.message) for f in findings[:_MOST_ERRORS]))
    record, problems = read_record(ClosingSheet, _with_plain_words(data))
    if record is None:
        document = Document(path, raw, MAX_SHEET)
        _refuse(
            path, [_line_of(document.locate(p.keys, on=p.on), p.message, *filter(None, [p.hint])) for p in problems]
        )
    assert record is not None
    return record


def _with_plain_words(data: Any) -> Any:
    """The data with decisions and grades as the record has them, where they are typed as `Carry forward` or `80%`.

    What cannot be read stays as it is.
    """
    for item in data.get("items") or () if isinstance(data, dict) else ():
        for name, read in (("decision", read_decision), ("score", read_grade)):
            if isinstance(item, dict) and isinstance(item.get(name), str):
                with suppress(InvalidValueError):
                    item[name] = read(item[name])
    return data


def _line_of(position: Position, message: str, *hints: str) -> str:
    hint = f" ({'; '.join(hints)})" if hints else ""
    return f"{position.path}:{position.line}:{position.column}: {message}{hint}"


def _refuse(path: str, errors: Sequence[str]) -> None:
    if errors:
        more = [f"and {len(errors) - _MOST_ERRORS} more"] if len(errors) > _MOST_ERRORS else []
        raise RefusedError(f"{path} has errors", *errors[:_MOST_ERRORS], *more)
