"""`okr diff` on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len
from rich.text import Text

from okrcli.model.diff import PlanChange
from okrcli.model.diff_text import change_in_words, grouped_in_words, name_of
from okrcli.render.labels import day_text
from okrcli.render.markdown.diff import (
    NO_REASON,
    VERDICTS,
    confidence_text,
    delta_text,
    effect_text,
    progress_text,
    remarks,
    value_cell,
)
from okrcli.render.terminal.console import padded
from okrcli.reports.diff import CheckinRow, DiffReport, Goalpost
from okrcli.sanitize import visible

_READABLE = 120
_LONGEST_NAME = 32
_STYLES = {"added": "green", "removed": "red"}
Row = tuple[str, list[Text]]


def lines(report: DiffReport, width: int | None) -> Iterator[Text]:
    """The report in lines of at most `width` cells; long texts are folded, never cut."""
    room = min(width or _READABLE, _READABLE)
    style = {"intent": "bold yellow", "progress": "bold green"}.get(report.verdict, "bold")
    yield Text.assemble(
        (VERDICTS[report.verdict], style), (f"  {visible(report.before)} → {visible(report.after)}", "dim")
    )
    groups: list[tuple[str, list[Row]]] = [
        ("goalposts moved after the cycle began", [_goalpost(post, report) for post in report.goalposts]),
        ("check-ins altered", _rows(report.altered, report)),
        ("new, removed, renamed", _rows(report.arrivals, report)),
        ("other changes", _rows(report.others, report)),
        ("check-ins", [_checkin(row, report) for row in report.checkins]),
        ("wins", [(found.after.by or "–", [Text(visible(found.item))]) for found in report.wins]),
        ("no change in meaning", [(path, []) for path in report.quiet]),
        ("not readable, left out", [(path, []) for path in report.unread]),
    ]
    names = max((cell_len(visible(name)) for _, rows in groups for name, parts in rows if parts), default=0)
    for title, rows in groups:
        if rows:
            yield Text("")
            yield Text(title, style="bold")
            yield from _grouped(rows, min(names, _LONGEST_NAME, room // 3), room)


def _grouped(rows: Iterable[Row], names: int, room: int) -> Iterator[Text]:
    """Names on the left, what happened beside them; one name stands once."""
    last = None
    for name, parts in rows:
        shown = "" if name == last and parts else visible(name)
        last = name
        yield from beside(shown, parts, names, room)


def beside(name: str, parts: Sequence[Text], names: int, room: int) -> Iterator[Text]:
    """A name and what stands beside it, each part on lines of its own; a long name has a line for itself."""
    head = Text(f"  {padded(name, names)}  " if parts else f"  {name}", style="cyan" if parts else "")
    if parts and cell_len(name) > names:
        yield Text(f"  {name}", style="cyan")
        head = Text(" " * (names + 4))
    for part in parts:
        for piece in wrapped(part, room - names - 4):
            yield Text.assemble(head, piece)
            head = Text(" " * (names + 4))
    if not parts:
        yield head


def wrapped(part: Text, room: int) -> list[Text]:
    """A part in lines of at most so many cells."""
    from okrcli.render.terminal.console import console

    if part.cell_len <= room:
        return [part]
    found = list(part.wrap(console(), max(room, 20)))
    for line in found:
        line.rstrip()
    return found


def _rows(differences: Iterable[PlanChange], report: DiffReport) -> list[Row]:
    rows = []
    for found, name, words in grouped_in_words(differences, report.plan, None):
        style = _STYLES.get(found.kind, "") if found.noun in ("objective", "key result") else ""
        parts = [Text(visible(words), style="red" if found.alters_record else style)]
        if found.reason:
            parts.append(Text(visible(found.reason), style="dim"))
        rows.append((name, parts))
    return rows


def _goalpost(post: Goalpost, report: DiffReport) -> Row:
    found = post.difference
    parts = [Text.assemble((visible(change_in_words(found, report.plan)), "yellow"))]
    if effect := effect_text(post):
        parts[0].append(f"   progress {effect}")
    parts.append(Text(visible(found.reason), style="dim") if found.reason else Text(NO_REASON, style="red"))
    return name_of(found, found.ref.cycle if found.ref else None), parts


def _checkin(row: CheckinRow, report: DiffReport) -> Row:
    confidence = confidence_text(row)
    facts = [
        visible(value_cell(row, report)),
        delta_text(row),
        progress_text(row),
        f"confidence {confidence}" if confidence else "",
    ]
    last = row.entries[-1]
    late = f", entered {day_text(last.entered)}" if last.entered else ""
    count = f", {len(row.entries)} check-ins" if len(row.entries) > 1 else ""
    told = [fact for fact in facts if fact]
    line = Text("   ".join(told))
    who = f"{visible(last.by or '–')} {day_text(last.date)}{late}{count}"
    line.append(f"   {who}" if told else who, style="dim")
    parts = [line, *(Text(visible(remark), style="yellow") for remark in remarks(row, report))]
    for label, text in (("", last.reading.note), ("blocked: ", last.reading.blocker)):
        if text:
            parts.append(Text(visible(" ".join(f"{label}{text}".split())), style="dim"))
    return str(row.ref), parts
