"""`okr cycle score` on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.text import Text

from okrcli.model.number_format import score_text
from okrcli.render.labels import day_text
from okrcli.render.terminal.console import STATUS_STYLES, cut, folded, less, padded, readable, status_word
from okrcli.reports.score import GradeRow, ObjectiveGrades, ScoreReport
from okrcli.sanitize import visible

if TYPE_CHECKING:
    from okrcli.scoring.grades import TypeLine

_SCORE_CELLS = 5
_VERDICT_CELLS = 11
_STYLES = {"achieved": "green", "learned": "green", "partial": "yellow", "missed": "red", "open": "yellow"}
_HINTS = {
    "raise_target": "above 0.8: a higher target next time",
    "explanation_missing": "say what happened: score: {explanation: …}",
}


def score_lines(report: ScoreReport, width: int | None) -> Iterator[Text]:
    """Each objective with its key results, then the lines by type and how many check-in periods have a check-in."""
    width = readable(width)
    yield _header(report, width)
    if not report.objectives:
        yield Text("")
        yield Text("no objectives to show", style="dim")
    names = max((len(row.grade.ref.short) for each in report.objectives for row in each.key_results), default=0)
    for each in report.objectives:
        yield Text("")
        yield from _objective(each, width, min(names, 18))
    if report.types:
        yield Text("")
        for line in report.types:
            yield type_line(line, is_final=report.is_final)
    if report.discipline:
        yield Text("")
        told = ", ".join(f"{who} {found.checked_in} of {found.expected}" for who, found in report.discipline.items())
        for number, part in enumerate(folded(told, less(width, 16) or 10_000)):
            yield Text.assemble((padded("" if number else "check-ins", 14), "dim"), part)
        yield Text(padded("", 14) + "periods with a check-in, of those in which one was expected", style="dim")


def _header(report: ScoreReport, width: int | None) -> Text:
    what = "final scores" if report.is_final else "scores so far"
    shown = f"as of {day_text(report.day)}"
    title = f" {report.cycle.declared.title}" if report.cycle.declared.title else ""
    name = cut(report.cycle.id + title, less(width, len(what) + len(shown) + 5))
    text = Text.assemble((name, "bold"), (f" · {what}", "dim"))
    gap = 2 if width is None else max(width - text.cell_len - len(shown), 2)
    return Text.assemble(text, (" " * gap + shown, "dim"))


def _objective(each: ObjectiveGrades, width: int | None, names: int) -> Iterator[Text]:
    row = each.row
    about = f"{row.grade.ref.objective} · {row.owner or 'no owner'} · {row.grade.type}"
    head = _numbers(row)
    title = cut(row.thing.title, less(width, head.cell_len))
    yield Text.assemble(head, (title, "bold"))
    yield Text.assemble(" " * head.cell_len, (cut(about, less(width, head.cell_len)), "dim"))
    yield from _remarks(row, head.cell_len, width)
    for key_result in each.key_results:
        head = _numbers(key_result)
        line = Text.assemble(head, (padded(key_result.grade.ref.short, names) + "  ", "cyan"))
        line.append(cut(key_result.thing.title, less(width, line.cell_len)))
        yield line
        yield from _remarks(key_result, head.cell_len, width)


def _numbers(row: GradeRow) -> Text:
    """The grade, its band and the verdict, each in its column; before the end the status."""
    grade = row.grade
    if grade.value is None:
        word = status_word(row.status)
        return Text.assemble(f"{'–':>{_SCORE_CELLS}}", (f"  {padded(word, _VERDICT_CELLS + 8)}", "dim"))
    number = (f"{grade.text:>{_SCORE_CELLS}}", "bold")
    if not grade.is_final:
        word = status_word(row.status)
        return Text.assemble(number, (f"  {padded(word, _VERDICT_CELLS + 8)}", STATUS_STYLES.get(row.status or "", "")))
    verdict, style = f"{grade.verdict or ''}", _STYLES.get(grade.verdict or "", "")
    return Text.assemble(
        number,
        (f"  {padded(visible(grade.band or '–'), 6)}", "dim"),
        (f"  {padded(verdict, _VERDICT_CELLS)}", style),
    )


def _remarks(row: GradeRow, indent: int, width: int | None) -> Iterator[Text]:
    """What people said of the grade, and what the grade asks of them."""
    grade, said = row.grade, row.thing.score
    texts = []
    if grade.override is not None:
        reason = f": {said.why}" if said and said.why else ", without a reason"
        texts.append((f"computed {score_text(grade.computed)}, set to {score_text(grade.override)}{reason}", "yellow"))
    if said and said.explanation:
        texts.append((said.explanation, "dim"))
    if said and said.learnings:
        texts.append((f"learned: {said.learnings}", "dim"))
    texts.extend((_HINTS[hint], "yellow") for hint in grade.hints)
    for text, style in texts:
        for part in folded(" ".join(text.split()), max(less(width, indent) or 10_000, 20)):
            yield Text(" " * indent + part, style=style)


def type_line(line: TypeLine, *, is_final: bool) -> Text:
    """One type: an average for dreams; for promises and learning only how many."""
    label = padded(line.type, 14)
    some = f"{line.graded} objective{'' if line.graded == 1 else 's'}" + ("" if is_final else " so far")
    text = Text.assemble((label, "dim"))
    if line.average is not None:
        text.append(f"{score_text(line.average)} on average  ", style="bold")
    text.append(f"{some}{verdict_counts(line)}")
    return text


def verdict_counts(line: TypeLine) -> str:
    """`: 1 achieved, 2 missed + 1 made of these`; nothing where nothing is judged yet."""
    counts = ", ".join(f"{count} {word}" for word, count in line.verdicts.items() if count)
    more = f" + {line.above} made of {'it' if line.graded == 1 else 'these'}" if line.above else ""
    return f": {counts}{more}" if counts else more
