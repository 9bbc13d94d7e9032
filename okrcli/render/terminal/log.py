"""`okr log` on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Final, NamedTuple

from rich.text import Text

from okrcli.model.diff_text import grouped_in_words
from okrcli.model.plan import Plan
from okrcli.model.plan_change import PlanChange
from okrcli.render.labels import day_text
from okrcli.render.terminal.cells import Column
from okrcli.render.terminal.table import Table
from okrcli.reports.log import LogEntry, LogLine
from okrcli.sanitize import visible
from okrcli.text import counted

PlanOf = Callable[[PlanChange], Plan]

_COLUMNS: Final = (
    Column("day", f"{'day':>11}"),
    Column("commit", "commit", rank=5, style="dim"),
    Column("by", "by", most=16, style="dim"),
    Column("id", "id", most=40, style="cyan"),
    Column("what", "what", is_flexible=True, is_folded=True, least=24, wanted=44, size=44),
)
_TOGETHER: Final = 25
"""Commits whose columns are planned together, so that a long history is printed while it is read."""
_ROWS: Final = 10
"""Changes of one commit beyond which a short log counts the others."""
_OWN: Final = ("okr ",)
"""The beginnings of subjects of okr's own commits. Their content is in the rows of the changes."""


class _Row(NamedTuple):
    by: str
    id: str
    what: Text


def log_lines(
    entries: Iterable[LogEntry], plan_of: PlanOf, cycle: str | None, width: int | None, everything: str
) -> Iterator[Text]:
    """A row for each change, newest first; the day, the commit and the person stand in its first row.

    `plan_of` gives today's plan of a change. `cycle` is the one that names leave out. `everything` is the command that
    shows each change of a large commit; it is empty if these are shown.
    """
    columns: tuple[Column, ...] = _COLUMNS
    left = iter(entries)
    while together := list(islice(left, _TOGETHER)):
        table = Table(columns, width, has_heads=columns is _COLUMNS)
        for entry in together:
            _add(table, entry, plan_of, cycle, everything)
        columns = tuple(each if each.is_flexible else replace(each, size=table.size(each)) for each in columns)
        yield from table.lines()


def _add(table: Table, entry: LogEntry, plan_of: PlanOf, cycle: str | None, everything: str) -> None:
    """Add the rows of a commit."""
    commit = entry.commit
    committer = entry.person or commit.author or commit.email or "unknown"
    rows = [_Row(committer, "", Text(text, style=style)) for text, style in _remarks(entry)]
    changes = list(_changes(entry, plan_of, cycle, committer))
    shown = changes if not everything else _most_important(changes)
    last = _Row("", "", Text())
    rows += [row for row, _ in shown]
    if rows[0].by != committer:
        rows[0].what.append(f"  committed by {visible(committer)}", style="dim")
    for number, row in enumerate(rows):
        table.add(
            day=f"{day_text(commit.day):>11}" if not number else "",
            commit=commit.hash[:7] if not number else "",
            by=row.by if row.by != last.by else "",
            id=row.id if row.id != last.id else "",
            what=row.what,
        )
        last = row
    if hidden := len(changes) - len(shown):
        more = Text.assemble((f"and {counted(hidden, 'more change')}: ", "dim"), (everything, "cyan"))
        table.add(what=more)


def _remarks(entry: LogEntry) -> Iterator[tuple[str, str]]:
    """The subject of a commit that okr did not make, its signature, and the files that cannot be read."""
    commit = entry.commit
    merge = "merge: " if commit.is_merge else ""
    if not commit.subject.startswith(_OWN) or merge:
        yield f"{merge}{commit.subject}", "dim"
    if entry.signature:
        yield f"this commit {entry.signature.words}", "dim" if entry.signature.is_good else "yellow"
    yield from ((f"{path}: this version cannot be read", "red") for path in entry.unread)


def _changes(entry: LogEntry, plan_of: PlanOf, cycle: str | None, committer: str) -> Iterator[tuple[_Row, bool]]:
    """The changes of a commit as rows, each with True if it needs attention."""
    lines = {id(line.difference): line for line in entry.lines}
    for change, name, words in grouped_in_words([line.difference for line in entry.lines], plan_of, cycle):
        line = lines[id(change)]
        author = change.after.by if change.noun in ("check-in", "win") and change.kind == "added" else None
        row = _Row(visible(author or committer), visible(name), _change_text(line, words, entry))
        yield row, line.is_goalpost or change.alters_record


def _most_important(rows: list[tuple[_Row, bool]]) -> list[tuple[_Row, bool]]:
    """The first rows in their order, and those that need attention before the others."""
    if len(rows) <= _ROWS + 1:
        return rows
    chosen = sorted(range(len(rows)), key=lambda number: (not rows[number][1], number))
    attention = sum(needs for _, needs in rows)
    return [rows[number] for number in sorted(chosen[: max(_ROWS, attention)])]


def _change_text(line: LogLine, words: str, entry: LogEntry) -> Text:
    """A change in words, then when it was entered, the note or the reason."""
    change = line.difference
    text = Text(visible(words), style="yellow" if line.is_goalpost else "red" if change.alters_record else "")
    if line.entered is not None:
        text.append(f"  for {day_text(change.after.date)}, entered {day_text(line.entered)}", style="dim")
    if change.noun == "check-in" and change.kind == "added" and change.after.reading.note:
        text.append(f"  {visible(' '.join(change.after.reading.note.split()))}", style="dim")
    if line.is_goalpost:
        text.append("  after the cycle began", style="dim" if change.reason or entry.commit.undoes else "red")
    if change.reason:
        text.append(f"{': ' if line.is_goalpost else '  '}{visible(' '.join(change.reason.split()))}", style="dim")
    elif line.is_goalpost and entry.commit.undoes:
        text.append(f", undoes {visible(entry.commit.undoes[:7])}", style="dim")
    elif line.is_goalpost:
        text.append(", no reason given", style="red")
    return text
