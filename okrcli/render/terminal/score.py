"""`okr cycle score` on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from okrcli.model.number_format import percent_text, score_text
from okrcli.render.labels import day_text
from okrcli.render.pages.retro import verdict_counts
from okrcli.render.status_words import status_word
from okrcli.render.terminal.cells import Column
from okrcli.render.terminal.console import STATUS_STYLES
from okrcli.render.terminal.lines import heading_lines
from okrcli.render.terminal.table import Table, facts
from okrcli.reports.owners import short_names
from okrcli.reports.score import GradeRow, Origins, ScoreReport
from okrcli.sanitize import visible
from okrcli.text import counted

if TYPE_CHECKING:
    from okrcli.model.plan import Plan
    from okrcli.scoring.grades import TypeLine

VERDICT_STYLES = {"achieved": "green", "learned": "green", "partial": "yellow", "missed": "red", "open": "yellow"}
_HINTS = {
    "raise_target": "above 0.8: set a higher target next time",
    "explanation_missing": "say what happened: score: {explanation: …}",
}


def score_lines(report: ScoreReport, plan: Plan, width: int | None) -> Iterator[Text]:
    """Each objective with its key results, then the lines by type and how many check-in periods have a check-in."""
    what = "final scores" if report.is_final else "scores so far"
    yield from heading_lines(report.cycle, f"{day_text(report.day)} · {what}", width)
    yield Text("")
    if not report.objectives:
        yield Text("no objectives to show", style="dim")
    names = short_names(plan)
    table = Table(_columns(is_final=report.is_final), width)
    for number, each in enumerate(report.objectives):
        if number:
            table.blank()
        _add(table, each.row, names, indent=0)
        for row in each.key_results:
            _add(table, row, names, indent=2)
    yield from table.lines()
    if report.types:
        yield Text("")
        every = (*type_facts(report.types, is_final=report.is_final), *origin_facts(report.origins))
        yield from facts(every, width)
    if report.discipline:
        yield Text("")
        counts = ", ".join(f"{who} {each.checked_in} of {each.expected}" for who, each in report.discipline.items())
        about = Text("periods with a check-in, of those in which one was expected", style="dim")
        yield from facts([("check-ins", Text(counts)), ("", about)], width)


def _columns(*, is_final: bool) -> tuple[Column, ...]:
    return (
        Column("id", "id", most=26, style="cyan"),
        Column("title", "title", is_flexible=True, least=22, wanted=40),
        Column("score", "score", is_right=True),
        Column("word", "verdict" if is_final else "status", rank=2),
        Column("band", "band", rank=7, style="dim"),
        Column("type", "type", rank=6, style="dim"),
        Column("owner", "owner", rank=5, most=16, style="dim"),
    )


def _add(table: Table, row: GradeRow, names: dict[str, str], indent: int) -> None:
    """Add an item with its grade, its verdict, and before the end its status; remarks go below."""
    grade, is_objective = row.grade, indent == 0
    word, style = status_word(row.status), STATUS_STYLES.get(row.status or "", "dim")
    if grade.is_final and grade.value is not None:
        word, style = grade.verdict or "", VERDICT_STYLES.get(grade.verdict or "", "")
    table.add(
        indent=indent,
        id=grade.ref.objective if is_objective else grade.ref.short,
        title=Text(visible(row.thing.title), style="bold" if is_objective else ""),
        score=Text("–", style="dim") if grade.value is None else Text(grade.text, style=f"bold {style}"),
        word=Text(word, style=style),
        band=visible(grade.band or "–") if grade.is_final and grade.value is not None else "",
        type=grade.type if is_objective else "",
        owner=names.get(row.owner, row.owner) if row.owner else "no owner",
    )
    for text, remark_style in _remarks(row):
        table.paragraph(Text(visible(" ".join(text.split())), style=remark_style), indent + 2)


def _remarks(row: GradeRow) -> Iterator[tuple[str, str]]:
    """The texts that people wrote about the grade, and the texts that are missing."""
    grade, written = row.grade, row.thing.score
    if grade.override is not None:
        reason = f": {written.why}" if written and written.why else ", without a reason"
        yield f"computed {score_text(grade.computed)}, set to {score_text(grade.override)}{reason}", "yellow"
    if written and written.explanation:
        yield written.explanation, "dim"
    if written and written.learnings:
        yield f"learned: {written.learnings}", "dim"
    for hint in grade.hints:
        yield _HINTS[hint], "yellow"


def type_facts(types: Sequence[TypeLine], *, is_final: bool) -> Iterator[tuple[str, Text]]:
    """A fact for each type: of aspirational objectives an average, of others only how many."""
    for line in types:
        average = "" if line.average is None else f"{score_text(line.average)} on average  "
        some = f"{line.graded} objective{'' if line.graded == 1 else 's'}" + ("" if is_final else " so far")
        yield line.type, Text.assemble((average, "bold"), f"{some}{verdict_counts(line)}")


def origin_facts(origins: Origins) -> Iterator[tuple[str, Text]]:
    """The share of objectives that their owners set; nothing if no objective says where it comes from."""
    if origins.share is None:
        return
    known = origins.own + origins.handed_down
    rest = f"  {origins.unknown} without an origin" if origins.unknown else ""
    share = (f"{percent_text(origins.share)}  ", "bold")
    yield "own goals", Text.assemble(share, f"{origins.own} of {counted(known, 'objective')}", (rest, "dim"))
