"""`okr cycle retro` on a terminal: the facts, then the questions."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

from okrcli.commandline import runnable
from okrcli.model.number_format import quantity, score_text
from okrcli.model.plan import Ref
from okrcli.render.labels import day_text
from okrcli.render.pages.retro import foresight_values, goalpost_text, overdue_weeks
from okrcli.render.terminal.console import cut, folded, less, padded, readable
from okrcli.render.terminal.score import type_line
from okrcli.reports.retro import Retro
from okrcli.reports.score import GradeRow
from okrcli.sanitize import visible

_STYLES = {"achieved": "green", "learned": "green", "partial": "yellow", "missed": "red", "open": "yellow"}
_ENDS = {"breached": "still beyond it", "warning": "close to it", "kept": "kept", "no_data": "no data"}
_WORST = 8
"""How many silent key results a terminal shows."""
_NAMES = 28
"""Cells of a column of references; longer ones are whole, and push the rest aside."""


def retro_lines(found: Retro, width: int | None) -> Iterator[Text]:
    """Everything, in lines of at most `width` cells; what people wrote is folded, never cut."""
    width = readable(width)
    title = f" {found.cycle.declared.title}" if found.cycle.declared.title else ""
    shown = f"as of {day_text(found.day)}"
    head = Text.assemble(
        (cut(found.cycle.id + title, less(width, len(shown) + 17)), "bold"), (" · looking back", "dim")
    )
    gap = 2 if width is None else max(width - head.cell_len - len(shown), 2)
    yield Text.assemble(head, (" " * gap + shown, "dim"))
    yield from _section("What was reached", _reached(found, width))
    yield from _section("Goalposts that moved", _moved(found, width), "none: no agreed target was changed")
    yield from _section("Silence", _silences(found, width), "none: every check-in came in time")
    yield from _section("Half-time and the end", _foresights(found, width))
    yield from _section("Guardrails that were breached", _breached(found, width))
    yield from _section("Wins", _wins(found, width))
    yield from _section("What was learned", _learnings(found, width))
    yield from _section("Questions", _questions(found, width))


def _section(title: str, lines: Iterator[Text], otherwise: str = "") -> Iterator[Text]:
    """A heading with its lines; where there are none, what that means, or nothing at all."""
    kept = list(lines) or ([Text(f"  {otherwise}", style="dim")] if otherwise else [])
    if kept:
        yield from (Text(""), Text(title, style="bold"), *kept)


def _folded(head: Text, text: str, width: int | None, style: str = "") -> Iterator[Text]:
    """A text beside its head, the lines below it in the same column."""
    room = max(less(width, head.cell_len) or 10_000, 24)
    for number, part in enumerate(folded(" ".join(text.split()), room)):
        yield Text.assemble(head if number == 0 else " " * head.cell_len, (part, style))


def _name(found: Retro, ref: Ref) -> Text:
    names = min(max((len(str(row.grade.ref)) for row in found.scores.rows), default=0), _NAMES)
    return Text.assemble("  ", (padded(str(ref), names), "cyan"), "  ")


def _reached(found: Retro, width: int | None) -> Iterator[Text]:
    for line in found.scores.types:
        yield Text.assemble("  ", type_line(line, is_final=found.scores.is_final))
    for row in found.scores.rows:
        if row.grade.ref.key_result is None:
            yield Text("")
        yield from _row(found, row, width)


def _row(found: Retro, row: GradeRow, width: int | None) -> Iterator[Text]:
    """A grade with verdict and decision; titles give way where there is no room."""
    grade, is_objective = row.grade, row.grade.ref.key_result is None
    decision = (found.decision(grade.ref) or "–").replace("_", " ")
    verdict = grade.verdict or (row.status or "–").replace("_", " ")
    line = Text.assemble(
        (f"  {grade.text:>5}", "bold"),
        (f"  {padded(verdict, 9)}", _STYLES.get(grade.verdict or "", "dim")),
        (f"  {padded(decision, 13)}", "dim"),
        "  " if is_objective else "    ",
    )
    yield Text.assemble(line, (cut(row.thing.title, less(width, line.cell_len)), "bold" if is_objective else ""))
    said = row.thing.score
    if grade.override is not None:
        why = f": {said.why}" if said and said.why else ""
        head = Text(" " * line.cell_len)
        yield from _folded(head, f"computed {score_text(grade.computed)}{why}", width, "yellow")
    if said and said.explanation:
        yield from _folded(Text(" " * line.cell_len), said.explanation, width, "dim")


def _moved(found: Retro, width: int | None) -> Iterator[Text]:
    for one in found.moved:
        yield from _folded(_name(found, one.ref), goalpost_text(one), width)


def _silences(found: Retro, width: int | None) -> Iterator[Text]:
    for silence in found.silences[:_WORST]:
        line = Text.assemble(
            f"  {padded(overdue_weeks(silence), 8)} overdue", (f"  longest {silence.longest:>3} days from ", "dim")
        )
        line.append(f"{day_text(silence.first)[:-5]:>6}", style="dim")
        yield Text.assemble(line, "  ", (cut(str(silence.ref), less(width, line.cell_len + 2)), "cyan"))
    if len(found.silences) > _WORST:
        command = runnable(f"okr cycle retro {found.cycle.id} --format md")
        yield Text(f"  and {len(found.silences) - _WORST} more: {command}", style="dim")


def _foresights(found: Retro, width: int | None) -> Iterator[Text]:
    if not found.foresights:
        return
    told = [(*foresight_values(found, one), one) for one in found.foresights]
    cells = max(cell_len(came) for _, came, _ in told)
    yield Text(f"  {'heading for':>11}  conf  score  {padded('came to', cells)}", style="dim")
    for promised, came, one in told:
        sure = "–" if one.confidence is None else str(one.confidence)
        score = "–" if one.score is None else score_text(one.score)
        line = Text.assemble(f"  {promised:>11}  ", (f"{sure:>4}", "dim"), (f"  {score:>5}", "bold"))
        line.append(f"  {padded(came, cells)}  ")
        yield Text.assemble(line, (cut(str(one.ref), less(width, line.cell_len)), "cyan"))


def _breached(found: Retro, width: int | None) -> Iterator[Text]:
    for one in found.breached:
        unit = f" {one.guardrail.unit}" if one.guardrail.unit else ""
        text = f"{one.guardrail.title}: beyond its limit in {one.breaches} of {len(one.checkins)} check-ins"
        end = f"; at the end {quantity(one.value)}{unit}, {_ENDS[one.state]}"
        yield from _folded(_name(found, one.ref), text + end, width)


def _wins(found: Retro, width: int | None) -> Iterator[Text]:
    for win in found.wins:
        yield from _folded(Text.assemble(("  ✓ ", "green")), f"{win.text} ({win.by}, {day_text(win.date)})", width)


def _learnings(found: Retro, width: int | None) -> Iterator[Text]:
    for row in found.scores.rows:
        if row.thing.score and row.thing.score.learnings:
            yield from _folded(_name(found, row.grade.ref), row.thing.score.learnings, width)


def _questions(found: Retro, width: int | None) -> Iterator[Text]:
    for number, one in enumerate(found.questions, 1):
        yield from _folded(Text(f"  {number}  "), visible(one.question), width)
        if one.answer:
            yield from _folded(Text("     "), one.answer, width, "green")
