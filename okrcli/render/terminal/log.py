"""`okr log` and `okr blame` on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

from okrcli.git.log import Commit
from okrcli.model.assignments import change_text, value_text
from okrcli.model.diff_text import grouped_in_words
from okrcli.model.plan import Plan
from okrcli.render.labels import day_text
from okrcli.render.terminal.console import cut, padded
from okrcli.render.terminal.diff import beside
from okrcli.reports.blame import BlameLine, BlameReport
from okrcli.reports.log import LogEntry
from okrcli.reports.log import LogLine as LogLine
from okrcli.sanitize import visible

_READABLE = 120
_NAMES = 28
_OWN = ("okr ",)
"""How the subjects of okr's own commits begin: what they say stands in the lines below."""


def entry_lines(entry: LogEntry, plan: Plan, cycle: str | None, width: int | None) -> Iterator[Text]:
    """One commit: who and when, and below what changed. `cycle` is the one that names need not say."""
    room = min(width or _READABLE, _READABLE)
    yield _head(entry.commit, entry.person, room)
    if entry.signature:
        yield Text(
            f"  this commit {visible(entry.signature.words)}", style="dim" if entry.signature.is_good else "yellow"
        )
    lines = {id(line.difference): line for line in entry.lines}
    rows = list(grouped_in_words([line.difference for line in entry.lines], plan, cycle))
    cells = min(max((cell_len(name) for _, name, _ in rows), default=0), _NAMES, room // 3)
    last = None
    for found, name, words in rows:
        parts = _parts(lines[id(found)], words, entry)
        yield from beside("" if name == last else visible(name), parts, cells, room)
        last = name
    for path in entry.unread:
        yield Text(f"  {visible(path)}: this version cannot be read", style="red")


def _head(commit: Commit, person: str | None, room: int) -> Text:
    who = person or commit.author or commit.email or "somebody"
    line = Text.assemble((day_text(commit.day), "bold"), "  ", visible(who), (f"  {commit.hash[:7]}", "yellow"))
    if commit.is_merge:
        line.append("  merge", style="dim")
    if not commit.subject.startswith(_OWN):
        line.append(f"  {cut(commit.subject, max(room - line.cell_len - 2, 12))}", style="dim")
    return line


def _parts(line: LogLine, words: str, entry: LogEntry) -> list[Text]:
    found = line.difference
    style = "yellow" if line.is_goalpost else "red" if found.alters_record else ""
    first = Text(visible(words), style=style)
    by = found.after.by if found.noun in ("check-in", "win") and found.kind == "added" else None
    if by is not None and by != entry.person:
        first.append(f"  by {visible(by)}", style="dim")
    if line.entered is not None:
        first.append(f"  for {day_text(found.after.date)}, entered {day_text(line.entered)}", style="dim")
    parts = [first]
    if found.noun == "check-in" and found.kind == "added" and found.after.reading.note:
        parts.append(Text(visible(" ".join(found.after.reading.note.split())), style="dim"))
    if found.reason:
        parts.append(Text(visible(found.reason), style="dim"))
    elif line.is_goalpost and entry.commit.undoes:
        parts.append(Text(f"takes back {visible(entry.commit.undoes[:7])}", style="dim"))
    elif line.is_goalpost:
        parts.append(Text("after the cycle began, no reason given", style="red"))
    return parts


# ── Blame ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def blame_lines(report: BlameReport, people: dict[str, str], width: int | None) -> Iterator[Text]:
    """Each field with its value, and who gave it that."""
    room = min(width or _READABLE, _READABLE)
    yield Text(visible(report.title), style="bold")
    yield Text(report.ref.full, style="cyan")
    yield Text("")
    who = {line: _who(line.commit, people) for line in report.lines if line.commit}
    cells = min(max(map(cell_len, who.values()), default=0), 16)
    fields = max(len(line.field) for line in report.lines)
    last = None
    for line in report.lines:
        head = "" if line.field == last else line.field
        last = line.field
        yield from _blamed(line, padded(cut(who.get(line, "–"), cells), cells), padded(head, fields), room)


def _who(commit: Commit, people: dict[str, str]) -> str:
    return visible(people.get(commit.email.lower()) or commit.author or commit.email)


def _blamed(line: BlameLine, who: str, field: str, room: int) -> Iterator[Text]:
    commit = line.commit
    day = padded(day_text(commit.day) if commit else "before it is cut", 11)
    start = Text.assemble((f"{commit.hash[:7] if commit else '·······'}", "yellow"), f"  {day}  {who}  ")
    start.append(f"{field}  ", style="cyan")
    named = line.item if isinstance(line.value, str) else getattr(line.value, "title", line.item)
    value = named if line.item else _whole(line.value)
    if line.before is not None:
        value = change_text(line.before, line.value)
    parts = [Text(visible(value))]
    if line.reason:
        parts.append(Text(visible(line.reason), style="dim"))
    from okrcli.render.terminal.diff import wrapped

    for part in parts:
        for piece in wrapped(part, room - start.cell_len):
            yield Text.assemble(start, piece)
            start = Text(" " * start.cell_len)


def _whole(value: object) -> str:
    """A value as `told` says it, a text not cut."""
    return f"“{value}”" if isinstance(value, str) and " " in value else value_text(value)
