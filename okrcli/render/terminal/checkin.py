"""The conversation of `okr checkin` on a terminal: the heading of a question, the effect of an answer, the review."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from okrcli.edit.checkin_effect import CheckinEffect
from okrcli.model.number_format import measured_text, quantity, value_text
from okrcli.model.records import CheckinEntry, KeyResult
from okrcli.render.labels import age_text, percent_of
from okrcli.render.terminal import streams
from okrcli.render.terminal.cells import GUTTER, WIDEST
from okrcli.render.terminal.console import bar, console, status_sign
from okrcli.render.terminal.table import STACKED, table_lines
from okrcli.sanitize import visible
from okrcli.scoring.checkin_history import milestone_states
from okrcli.scoring.results import KeyResultScore

_BAR_CELLS: Final = 10
_VALUE_CELLS: Final = 20
_NOTE_CELLS: Final = 20
"""The least cells of the columns of values and notes, which are folded."""


class ReviewRow(NamedTuple):
    """A key result in the review."""

    number: int
    name: str
    entry: CheckinEntry | None
    """The answer; None for a key result that was skipped."""
    effect: CheckinEffect | None


def heading(
    number: int,
    count: int,
    name: str,
    key_result: KeyResult,
    score: KeyResultScore,
    day: date,
    width: int | None,
) -> Iterator[Text]:
    """The question about a key result: its number, name and title, the facts, and the last blocker."""
    sign = status_sign(score.status.shown)
    title = visible(" ".join(key_result.title.split()))
    head = Text.assemble((f"{number}/{count} ", "dim"), sign, " ", (name, "cyan"), "  ", (title, "bold"))
    yield from _indented(head, width, 4)
    yield from _indented(_fact_line(key_result, score, day), width, 4)
    last = score.last_checkin
    if last is not None and last.reading.blocker:
        yield from _indented(Text(f"    blocked: {visible(last.reading.blocker)}", style="yellow"), width, 4)


def _fact_line(key_result: KeyResult, score: KeyResultScore, day: date) -> Text:
    """The bar, and the facts with their labels."""
    line = Text.assemble("    ", bar(score.progress, score.expected, score.status.shown, _BAR_CELLS))
    line.append(f" {percent_of(score)}")
    for label, fact in _facts(key_result, score, day):
        line.append(f"   {label} ", style="dim")
        line.append(visible(fact))
    return line


def _facts(key_result: KeyResult, score: KeyResultScore, day: date) -> Iterator[tuple[str, str]]:
    """The labelled facts of a key result."""
    kind = key_result.measure
    if kind == "milestones":
        states = milestone_states(key_result, score.history, day)
        yield "open", ", ".join(item.id or item.title for item, is_done in states if not is_done) or "none"
    elif kind == "binary":
        yield "now", "done" if score.progress == 1 else "not done"
    elif kind in ("between", "recurring") and score.current is not None:
        yield "now", value_text(key_result, score.current)
    else:
        has_value = score.has_data and score.current is not None
        value = measured_text(key_result, score.current) if has_value else "–"
        yield "now", f"{value} {key_result.unit or ''}".rstrip()
        if key_result.target is not None:
            yield "target" if kind == "metric" else "limit", quantity(key_result.target)
    if key_result.aggregation == "sum":
        yield "type", "what is added"
    if score.confidence is not None:
        yield "confidence", str(score.confidence)
    if score.last_checkin is not None:
        yield "last", age_text(score)


def answer_lines(entry: CheckinEntry, effect: CheckinEffect, width: int | None) -> Iterator[Text]:
    """The effect of an answer, and the doubts about it."""
    parts = [
        effect.value,
        shown if " → " in (shown := _progress(effect)) else "",
        f"confidence {shown}" if (shown := _confidence(effect)) else "",
        f"“{entry.note}”" if entry.note else "",
        f"blocked: {entry.blocker}" if entry.blocker else "",
        "no longer blocked" if effect.is_unblocked else "",
    ]
    yield from _indented(Text.assemble(("  ✓ ", "green"), visible("   ".join(filter(None, parts)))), width, 4)
    for doubt in effect.doubts:
        yield from _indented(Text(f"  ! {visible(doubt)} Type b to change it.", style="yellow"), width, 4)


def refusal_lines(sentence: str, width: int | None) -> Iterator[Text]:
    """The reason why an answer is refused."""
    yield from _indented(Text(f"  {sentence}", style="yellow"), width, 2)


def _indented(line: Text, width: int | None, indent: int) -> Iterator[Text]:
    """The line, folded to the width; what goes on below stands below its text."""
    if width is None or line.cell_len <= width:
        yield line
        return
    first, *rest = line[indent:].wrap(console(), max(width - indent, 20))
    yield Text.assemble(line[:indent], first)
    yield from (Text.assemble(" " * indent, part) for part in rest)


def review_lines(rows: Sequence[ReviewRow], wins: Sequence[str], width: int | None) -> Iterator[Text]:
    """All answers with their doubts and the wins: a table, or on a narrow screen a paragraph for each."""
    width = min(width or WIDEST, WIDEST)
    if streams.is_flat() or width < max(STACKED, _table_cells(rows)):
        yield Text("Review", style="bold")
        for row in rows:
            yield from _indented(_paragraph(row), width, 3)
    else:
        yield from _table_lines(rows, width)
    for win in wins:
        yield from _indented(Text.assemble(("win  ", "green"), visible(win)), width, 5)


def _table_cells(rows: Sequence[ReviewRow]) -> int:
    """The least width of the table in which nothing is cut and notes can be read."""
    effects = [row.effect for row in rows if row.effect]
    names = max(cell_len(row.name) for row in rows)
    progress = max((cell_len(_progress(effect)) for effect in effects), default=0)
    return len("12") + names + _VALUE_CELLS + progress + len("6 → 7 ▲") + _NOTE_CELLS + 5 * GUTTER


def _paragraph(row: ReviewRow) -> Text:
    head = Text.assemble((f"{row.number:<3}", "dim"), (row.name, "cyan"), "  ")
    if row.entry is None or row.effect is None:
        return head.append("skipped", style="dim")
    confidence = f"confidence {shown}" if (shown := _confidence(row.effect)) else ""
    facts = "  ".join(filter(None, (row.effect.value, _progress(row.effect), confidence)))
    return Text.assemble(head, visible(facts), "  ", Text("  ").join(_notes(row)))


def _table_lines(rows: Sequence[ReviewRow], width: int) -> Iterator[Text]:
    """The answers in columns. Nothing is cut: what is too long for its column is folded."""
    table = Table(box=None, padding=(0, GUTTER, 0, 0), pad_edge=False, header_style="dim", width=width)
    table.add_column("", justify="right", style="dim", no_wrap=True)
    table.add_column("Review", style="cyan", no_wrap=True, overflow="fold")
    table.add_column("value", overflow="fold", min_width=12)
    table.add_column("progress", justify="right", no_wrap=True)
    table.add_column("conf.", no_wrap=True)
    table.add_column("note", overflow="fold", ratio=1, min_width=_NOTE_CELLS)
    for row in rows:
        if row.entry is None or row.effect is None:
            table.add_row(str(row.number), Text(row.name, "dim"), Text("skipped", "dim"))
        else:
            value, note = Text(visible(row.effect.value)), Text("\n").join(_notes(row))
            table.add_row(str(row.number), row.name, value, _progress(row.effect), _confidence(row.effect), note)
    yield from table_lines(table, console(sys.stderr), width)


def _notes(row: ReviewRow) -> list[Text]:
    """Blocker, note and doubts of an answer."""
    assert row.entry is not None
    assert row.effect is not None
    notes = [Text(f"blocked: {visible(row.entry.blocker)}", "yellow")] if row.entry.blocker else []
    notes += [Text("no longer blocked", "dim")] if row.effect.is_unblocked else []
    notes += [Text(visible(row.entry.note))] if row.entry.note else []
    return notes + [Text(f"! {visible(doubt)} Type {row.number}.", "yellow") for doubt in row.effect.doubts]


def _progress(effect: CheckinEffect) -> str:
    if effect.progress is None:
        return ""
    before, after = effect.progress
    return after if before == after else f"{before} → {after}"


def _confidence(effect: CheckinEffect) -> str:
    before, after = effect.confidence
    if after is None:
        return ""
    if before is None or before == after:
        return str(after)
    return f"{before} → {after} {'▲' if after > before else '▼'}"
