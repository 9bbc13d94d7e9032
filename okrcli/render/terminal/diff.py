"""`okr diff` on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from rich.text import Text

from okrcli.model.diff_text import change_in_words, grouped_in_words, name_of
from okrcli.model.plan_change import PlanChange
from okrcli.render.diff_words import (
    NO_REASON,
    VERDICTS,
    baseline_texts,
    broken_lines,
    computed_text,
    confidence_text,
    effects_of,
    objective_effect_texts,
    progress_text,
    remarks,
    value_cell,
    waiver_text,
)
from okrcli.render.labels import day_text
from okrcli.render.terminal.cells import Column
from okrcli.render.terminal.console import wrapped
from okrcli.render.terminal.lines import between
from okrcli.render.terminal.table import Table, lined_up
from okrcli.reports.diff import CheckinRow, DiffReport
from okrcli.reports.diff_counts import counts
from okrcli.sanitize import visible

_STYLES: Final = {"added": "green", "removed": "red"}
_VERDICT_STYLES: Final = {"intent": "bold yellow", "progress": "bold green"}
_ID: Final = Column("id", most=40, style="cyan")
_CHANGE_COLUMNS: Final = (_ID, Column("what", is_flexible=True, is_folded=True, least=24))
_ALTERED_COLUMNS: Final = (
    *_CHANGE_COLUMNS,
    Column("by", "by", most=16, style="dim"),
    Column("commit", "commit", style="dim"),
)
_GOALPOST_COLUMNS: Final = (
    _ID,
    Column("what", "from → to", is_flexible=True, is_folded=True, least=20),
    Column("effect", "progress", rank=3),
    Column("by", "by", most=16, style="dim"),
    Column("commit", "commit", style="dim"),
    Column("reason", "reason", is_flexible=True, is_folded=True, least=20),
)
_EFFECT_COLUMNS: Final = (
    _ID,
    Column("progress", "progress"),
    Column("status", "status"),
    Column("title", "title", rank=1, is_flexible=True, least=20, style="dim"),
)
_CHECKIN_COLUMNS: Final = (
    _ID,
    Column("value", "value", is_flexible=True, is_folded=True, least=16),
    Column("progress", "progress", rank=3),
    Column("confidence", "conf.", rank=2),
    Column("by", "by", most=16, style="dim"),
    Column("day", f"{'day':>11}", rank=4, style="dim"),
    Column("note", "note", is_flexible=True, is_folded=True, least=20),
)


def lines(report: DiffReport, width: int | None) -> Iterator[Text]:
    """The verdict, and a table for each kind of change; texts are folded, never cut."""
    verdict = Text(VERDICTS[report.verdict], style=_VERDICT_STYLES.get(report.verdict, "bold"))
    sides = Text(f"{visible(report.before)} → {visible(report.after)}", style="dim")
    yield from between(verdict, sides, width)
    if numbers := counts(report):
        text = Text(" · ".join(numbers))
        yield from [text] if width is None else wrapped(text, width)
    yield from lined_up(
        (
            _broken(report, width),
            _goalposts(report, width),
            _altered(report, width),
            _hidden(report, width),
            _changes("Agreements", report.agreements, report, width),
            _changes("New, removed, renamed", report.arrivals, report, width),
            _changes("Other changes", report.others, report, width),
            _checkins(report, width),
            _effects(report, width),
            _wins(report.wins, width),
            _paths("No change in meaning", report.quiet, width),
            _paths("Not readable, left out", report.unread, width),
        )
    )


def _table(title: str, columns: tuple[Column, ...], width: int | None) -> Table:
    """An empty table, with its title above the first column."""
    return Table((replace(columns[0], head=title), *columns[1:]), width)


def _broken(report: DiffReport, width: int | None) -> Table:
    """The promises that a change breaks, a line for each change."""
    table = _table("Promises broken", _CHANGE_COLUMNS, width)
    for name, line in broken_lines(report):
        table.add(id=name, what=Text(visible(line), style="red"))
    return table


def _goalposts(report: DiffReport, width: int | None) -> Table:
    table = _table("Goalposts moved", _GOALPOST_COLUMNS, width)
    for post in report.goalposts:
        change = post.difference
        words = change_in_words(change, report.plan)
        table.add(
            id=name_of(change, change.ref.cycle if change.ref else None),
            what=Text(visible(", ".join(filter(None, (words, computed_text(post))))), style="yellow"),
            effect=next(effects_of(post, report), ""),
            by=post.author or "not committed",
            commit=post.commit.hash[:7] if post.commit else "",
            reason=_words(change.reason) if change.reason else Text(NO_REASON, style="red"),
        )
    return table


def _changes(title: str, changes: Iterable[PlanChange], report: DiffReport, width: int | None) -> Table:
    """Changes in words, one name once."""
    table, last = _table(title, _CHANGE_COLUMNS, width), ""
    for change, name, words in grouped_in_words(changes, lambda _: report.plan, None, is_whole=True):
        style = _STYLES.get(change.kind, "") if change.noun in ("objective", "key result") else ""
        text = Text(visible(words), style="red" if change.alters_record else style)
        if change.reason:
            text.append(f"  {_words(change.reason)}", style="dim")
        if old := report.replaced.get(change.ref) if change.ref and change.kind == "added" else None:
            text.append(f"  probably {old} with another id", style="yellow")
        table.add(id=name if name != last else "", what=text)
        last = name
    return table


def _altered(report: DiffReport, width: int | None) -> Table:
    table, last = _table("Check-ins altered", _ALTERED_COLUMNS, width), ""
    for row in report.altered:
        for _, name, words in grouped_in_words([row.difference], lambda _: report.plan, None):
            table.add(
                id=name if name != last else "",
                what=Text(visible(words), style="red"),
                by=row.author or "not committed",
                commit=row.commit.hash[:7] if row.commit else "",
            )
            last = name
    return table


def _hidden(report: DiffReport, width: int | None) -> Table:
    """The waivers and baselines that hide findings, or no longer do."""
    table = _table("Findings hidden", _CHANGE_COLUMNS, width)
    for waiver in report.waivers:
        table.add(id=f"{waiver.path}:{waiver.line}", what=Text(visible(waiver_text(waiver)), style="yellow"))
    for baseline in report.baselines:
        for text in baseline_texts(baseline):
            table.add(id=baseline.path, what=Text(visible(text), style="yellow"))
    return table


def _effects(report: DiffReport, width: int | None) -> Table:
    """The objectives whose progress or status is another one."""
    table = _table("Objectives", _EFFECT_COLUMNS, width)
    for effect in report.effects:
        progress, status = objective_effect_texts(effect)
        title = report.plan.objectives[effect.ref].title
        table.add(id=str(effect.ref), progress=progress, status=status, title=_words(title))
    return table


def _checkins(report: DiffReport, width: int | None) -> Table:
    table = _table("Check-ins", _CHECKIN_COLUMNS, width)
    for row in report.checkins:
        last = row.entries[-1]
        table.add(
            id=str(row.ref),
            value=visible(value_cell(row, report)),
            progress=progress_text(row),
            confidence=confidence_text(row),
            by=last.by or "–",
            day=f"{day_text(last.date):>11}",
            note=_note(row, report),
        )
    return table


def _note(row: CheckinRow, report: DiffReport) -> Text:
    """The remarks that the numbers do not show, the blocker and the note."""
    last = row.entries[-1]
    parts = [Text(visible(remark), style="yellow") for remark in remarks(row, report)]
    if len(row.entries) > 1:
        parts.append(Text(f"{len(row.entries)} check-ins", style="dim"))
    if last.entered:
        parts.append(Text(f"entered {day_text(last.entered)}", style="dim"))
    if last.reading.blocker:
        parts.append(Text(f"blocked: {_words(last.reading.blocker)}", style="yellow"))
    if last.reading.note:
        parts.append(Text(_words(last.reading.note)))
    return Text("  ").join(parts)


def _wins(wins: Iterable[PlanChange], width: int | None) -> Table:
    table = _table("Wins", _CHANGE_COLUMNS, width)
    for win in wins:
        table.add(id=Text(visible(win.after.by or "–"), style="dim"), what=_words(win.item))
    return table


def _paths(title: str, paths: Iterable[str], width: int | None) -> Table:
    table = _table(title, (Column("path"),), width)
    for path in paths:
        table.add(path=path)
    return table


def _words(text: str) -> str:
    """A text in one line."""
    return visible(" ".join(text.split()))
