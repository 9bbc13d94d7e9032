"""The closing sheet, a file that a person fills in before a cycle is closed: its text, and reading it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from okrcli.edit.grades import GradeInput, Item
from okrcli.errors import RefusedError
from okrcli.model.number_format import score_text, value_text
from okrcli.model.plan import Plan
from okrcli.model.records import ClosingSheet, KeyResult, QuestionAnswer
from okrcli.model.validation import read_record
from okrcli.sanitize import visible
from okrcli.scoring.score import score_key_result
from okrcli.workspace.workspace import Workspace
from okrcli.yaml import reader
from okrcli.yaml.scalar_text import scalar_text

_HEAD = """\
# The end of {cycle}. Fill it in, then: okr cycle close {cycle} --with FILE
#   decision     achieved, carry_forward, modify, abandon or defer; only people say it
#   score        only where it is not the computed one, 0 to 1, with a reason
#   explanation  what happened, where a promise was not kept
# What stays empty is not written.
"""


def sheet_text(workspace: Workspace, cycle: str, items: Sequence[Item], questions: Sequence[QuestionAnswer]) -> str:
    """The text of the sheet: computed grades and suggestions as comments, and the values that are in the files."""
    lines = [_HEAD.format(cycle=cycle), f"cycle: {scalar_text(cycle)}\n", "items:\n" if items else "items: []\n"]
    asked = [item for item in items if item.needs_decision or item.record.decision]
    for number, item in enumerate(asked):
        lines += (f"{line}\n" for line in (*([""] if number else ()), *_item(workspace, item)))
    lines.append("retrospective:\n")
    for question in questions:
        lines.append(f"  - question: {scalar_text(question.question)}\n")
        lines.append(_line("    answer", question.answer))
    return "".join(lines)


def _item(workspace: Workspace, item: Item) -> Iterator[str]:
    own = item.record.score
    yield f"  # {_plain(item.record.title)}"
    yield f"  # {about(workspace.plan, item, workspace)}"
    yield f"  - id: {item.ref}"
    fields = {
        "decision": item.record.decision,
        "score": own and own.override,
        "reason": own and own.reason,
        "explanation": own and own.explanation,
        "learnings": own and own.learnings,
    }
    for name, value in fields.items():
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
        current = score_key_result(plan, item.ref, min(workspace.day, plan.period_of(item.ref).end)).current
        if current is not None:
            parts.append(_plain(value_text(item.record, current)))
    if item.grade.computed is None:
        parts.append(item.state or "no grade")
    else:
        verdict = f", {item.grade.verdict}" if item.grade.verdict else ""
        parts.append(f"{item.grade.type}, computed {score_text(item.grade.computed)}{verdict}")
    word, condition = item.suggestion
    if word and item.needs_decision:
        parts.append(f"suggested: {word}{f', {condition}' if condition else ''}")
    return " · ".join(parts)


def read_sheet(raw: bytes, path: str) -> ClosingSheet:
    """The record of a filled-in sheet. Raises RefusedError with all errors in it."""
    data, findings = reader.read(raw, path)
    if findings:
        lines = [
            f"{finding.place.path}:{finding.place.line}:{finding.place.column}: {finding.message}"
            for finding in findings
        ]
        raise RefusedError(f"{path} cannot be read", *lines[:10])
    record, problems = read_record(ClosingSheet, data)
    if record is None:
        document = reader.Document(path, raw)
        lines = []
        for problem in problems:
            position = document.locate(problem.keys, on=problem.on)
            hint = f" ({problem.hint})" if problem.hint else ""
            lines.append(f"{position.path}:{position.line}:{position.column}: {problem.message}{hint}")
        raise RefusedError(f"{path} is not filled in as it should be", *lines[:10])
    return record


def inputs_in(sheet: ClosingSheet) -> dict[str, GradeInput]:
    """Grades and decisions in a sheet, by the id of each item. Raises RefusedError for a repeated id."""
    inputs: dict[str, GradeInput] = {}
    for item in sheet.items:
        if item.id in inputs:
            raise RefusedError(f"{item.id} stands in the sheet twice", "say it once")
        inputs[item.id] = GradeInput(item.decision, item.score, item.reason, item.explanation, item.learnings)
    return inputs
