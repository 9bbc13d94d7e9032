"""`okr cycle retro` on a terminal: the facts, then the questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from rich.text import Text

from okrcli.commandline import runnable
from okrcli.model.number_format import quantity, score_text
from okrcli.model.plan import Ref
from okrcli.render.labels import day_text
from okrcli.render.pages.retro import foresight_values, goalpost_text, overdue_weeks, promise_text
from okrcli.render.status_words import status_word
from okrcli.render.terminal.cells import Column
from okrcli.render.terminal.console import STATUS_STYLES
from okrcli.render.terminal.lines import heading_lines
from okrcli.render.terminal.score import VERDICT_STYLES, origin_facts, type_facts
from okrcli.render.terminal.table import Table, facts
from okrcli.reports.retro import Retro
from okrcli.reports.score import GradeRow
from okrcli.sanitize import visible
from okrcli.scoring.results import GuardrailState

_ENDS = {"breached": "still breached", "warning": "close to it", "kept": "kept", "no_data": "no data"}
_WORST = 8
"""The most key results without a recent check-in that a terminal shows."""
_STACKED: Final = 40
"""Cells below which the parts of a row are stacked."""
_ID: Final = Column("id", style="cyan", most=26)
_GRADES: Final = (
    Column("id", "id", style="cyan", most=26),
    Column("title", "title", is_flexible=True, least=22, wanted=40),
    Column("score", "score", is_right=True),
    Column("verdict", "verdict"),
    Column("decision", "decision", style="dim", rank=2),
)


def retro_lines(retro: Retro, width: int | None) -> Iterator[Text]:
    """Everything, in lines of at most `width` cells; what people wrote is folded, never cut."""
    yield from heading_lines(retro.cycle, f"looking back · {day_text(retro.day)}", width)
    yield from _section("What was reached", _reached(retro, width))
    yield from _section("Goalposts that moved", _moved(retro, width), "none: no agreed target was changed")
    yield from _section("Silence", _silences(retro, width), "none: every check-in came in time")
    yield from _section("Half-time and the end", _foresights(retro, width))
    kept = ((promise.link.ref, promise_text(promise)) for promise in retro.promises)
    yield from _section("Promises", _texts(kept, width))
    yield from _section("Guardrails that were breached", _breached(retro, width))
    yield from _section("Wins", _wins(retro, width))
    yield from _section("What was learned", _learnings(retro, width))
    yield from _section("Questions", _questions(retro, width))


def _section(title: str, lines: Iterator[Text], otherwise: str = "") -> Iterator[Text]:
    """A heading with its lines; where there are none, what that means, or nothing at all."""
    shown = list(lines) or ([Text(otherwise, style="dim")] if otherwise else [])
    if shown:
        yield from (Text(""), Text(title, style="bold"), *shown)


def _texts(rows: Iterable[tuple[Ref, str]], width: int | None) -> Iterator[Text]:
    """A text beside each name."""
    table = Table((_ID, Column("text", is_flexible=True, is_folded=True)), width, has_heads=False, stacked=_STACKED)
    for ref, text in rows:
        table.add(id=ref.short, text=" ".join(text.split()))
    yield from table.lines()


def _reached(retro: Retro, width: int | None) -> Iterator[Text]:
    types = type_facts(retro.scores.types, is_final=retro.scores.is_final)
    yield from facts((*types, *origin_facts(retro.scores.origins)), width)
    table = Table(_GRADES, width)
    for number, row in enumerate(retro.scores.rows):
        if row.grade.ref.key_result is None and number:
            table.blank()
        _add_grade(table, retro, row)
    if table:
        yield Text("")
        yield from table.lines()


def _add_grade(table: Table, retro: Retro, row: GradeRow) -> None:
    """Add a grade with verdict and decision; what people wrote of it stands below."""
    grade, is_objective = row.grade, row.grade.ref.key_result is None
    style = VERDICT_STYLES.get(grade.verdict or "", "") or STATUS_STYLES.get(row.status or "", "dim")
    table.add(
        indent=0 if is_objective else 2,
        id=grade.ref.objective if is_objective else grade.ref.short,
        title=Text(visible(row.thing.title), style="bold" if is_objective else ""),
        score=Text(grade.text, style="bold"),
        verdict=Text(grade.verdict or status_word(row.status), style=style),
        decision=(retro.decision(grade.ref) or "–").replace("_", " "),
    )
    written = row.thing.score
    if grade.override is not None:
        why = f": {visible(written.why)}" if written and written.why else ""
        table.paragraph(Text(f"computed {score_text(grade.computed)}{why}", style="yellow"), 4)
    if written and written.explanation:
        table.paragraph(Text(visible(" ".join(written.explanation.split())), style="dim"), 4)


def _moved(retro: Retro, width: int | None) -> Iterator[Text]:
    yield from _texts(((each.ref, goalpost_text(each)) for each in retro.moved), width)


def _silences(retro: Retro, width: int | None) -> Iterator[Text]:
    columns = (
        Column("id", "id", style="cyan", most=26),
        Column("overdue", "overdue", is_right=True),
        Column("longest", "longest", is_right=True),
        Column("first", "from", is_right=True, style="dim"),
    )
    table = Table(columns, width, stacked=_STACKED)
    for each in retro.silences[:_WORST]:
        days = f"{each.longest} day{'' if each.longest == 1 else 's'}"
        table.add(id=each.ref.short, overdue=overdue_weeks(each), longest=days, first=day_text(each.first))
    yield from table.lines()
    if len(retro.silences) > _WORST:
        command = runnable(f"okr cycle retro {retro.cycle.id} --format md")
        yield Text(f"and {len(retro.silences) - _WORST} more: {command}", style="dim")


def _foresights(retro: Retro, width: int | None) -> Iterator[Text]:
    columns = (
        Column("id", "id", style="cyan", most=26),
        Column("promised", "heading for", is_right=True),
        Column("confidence", "conf.", is_right=True, style="dim"),
        Column("came", "came to", is_flexible=True, is_folded=True),
        Column("score", "score", is_right=True, style="bold"),
    )
    table = Table(columns, width, stacked=_STACKED)
    for each in retro.foresights:
        promised, came = foresight_values(retro, each)
        confidence = "–" if each.confidence is None else str(each.confidence)
        score = "–" if each.score is None else score_text(each.score)
        table.add(id=each.ref.short, promised=promised, confidence=confidence, came=came, score=score)
    yield from table.lines()


def _breached(retro: Retro, width: int | None) -> Iterator[Text]:
    yield from _texts(((each.ref, _breach_text(each)) for each in retro.breached), width)


def _breach_text(state: GuardrailState) -> str:
    unit = f" {state.guardrail.unit}" if state.guardrail.unit else ""
    times = f"beyond its limit in {state.breaches} of {len(state.checkins)} check-ins"
    return f"{state.guardrail.title}: {times}; at the end {quantity(state.value)}{unit}, {_ENDS[state.state]}"


def _wins(retro: Retro, width: int | None) -> Iterator[Text]:
    sign = Text("✓", style="green")
    yield from _list(((sign, f"{win.text} ({win.by}, {day_text(win.date)})", "") for win in retro.wins), width)


def _learnings(retro: Retro, width: int | None) -> Iterator[Text]:
    rows = ((row.grade.ref, row.thing.score) for row in retro.scores.rows)
    yield from _texts(((ref, score.learnings) for ref, score in rows if score and score.learnings), width)


def _questions(retro: Retro, width: int | None) -> Iterator[Text]:
    rows = []
    for number, each in enumerate(retro.questions, 1):
        rows.append((Text(f"{number}"), each.question, ""))
        rows += [(Text(""), each.answer, "green")] if each.answer else []
    yield from _list(rows, width)


def _list(rows: Iterable[tuple[Text, str, str]], width: int | None) -> Iterator[Text]:
    """A text in its style beside each sign."""
    columns = (Column("sign", is_right=True), Column("text", is_flexible=True, is_folded=True))
    table = Table(columns, width, has_heads=False, stacked=0)
    for sign, text, style in rows:
        table.add(sign=sign, text=Text(" ".join(text.split()), style=style))
    yield from table.lines()
