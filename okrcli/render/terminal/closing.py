"""The review of `okr cycle close` on a terminal: grades, decisions and texts in a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from rich.text import Text

from okrcli.edit.grades import NOTHING, GradeInput, Item
from okrcli.model.number_format import score_text
from okrcli.model.plan import Ref
from okrcli.render.terminal.cells import Column
from okrcli.render.terminal.table import Table

_COLUMNS: Final = (
    Column("number", is_right=True),
    Column("id", "Review"),
    Column("grade", "grade", is_right=True),
    Column("decision", "decision"),
    Column("texts", "notes", is_flexible=True),
)


def review_lines(
    items: Sequence[Item], inputs: Mapping[Ref, GradeInput], answers: Mapping[str, str], width: int | None
) -> Iterator[Text]:
    """A row for each item, with `missing` for a decision that is not made, then the answers to the questions."""
    table = Table(_COLUMNS, width)
    for number, item in enumerate(items, start=1):
        given = inputs.get(item.ref, NOTHING)
        grade = item.grade.value if given.score is None else given.score
        decision = given.decision or item.record.decision
        missing = Text("missing", style="yellow") if item.needs_decision else Text("")
        texts = (given.reason, given.explanation, given.learnings)
        table.add(
            number=str(number),
            id=str(item.ref),
            grade="" if grade is None else score_text(Fraction(grade)),
            decision=decision.replace("_", " ") if decision else missing,
            texts=" · ".join(text for text in texts if text),
        )
    yield from table.lines()
    for question, answer in answers.items():
        yield Text(f"{question} {answer}")
