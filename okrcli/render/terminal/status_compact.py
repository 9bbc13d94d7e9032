"""`okr status` of a plan that would fill more than a screen: a line for what needs attention, few for the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.text import Text

from okrcli.commandline import runnable
from okrcli.render.labels import age_text, percent_of
from okrcli.render.terminal.console import (
    STATUS_SIGNS,
    STATUS_STYLES,
    bar,
    cut,
    folded,
    padded,
    status_cells,
    status_text,
)
from okrcli.render.terminal.status import (
    counts_text,
    heading,
    less,
    opening,
    readable,
    reason_text,
    title_line,
    win_line,
)
from okrcli.reports.status import KeyResultRow, ObjectiveRow, StatusReport
from okrcli.sanitize import visible
from okrcli.workspace.selectors import is_needed

if TYPE_CHECKING:
    from okrcli.reports.groups import Group

FULL_UP_TO: Final = 8
"""Key results up to which everything is shown in full."""
_MOST_CALM: Final = 12
"""Objectives without a worry that get a line each; of more only the names are shown."""
_MOST_WINS: Final = 2
_NAME_CELLS: Final = 18
_SHORTEST_TITLE: Final = 10
_MOST_PEOPLE: Final = 6
_ROOM_FOR_TITLES: Final = 72
_ONLY_SILENT: Final = frozenset(("overdue", "stale", "not_started_late"))


def compact_lines(report: StatusReport, width: int | None, groups: Sequence[Group] = ()) -> Iterator[Text]:
    """The report in about a line for each objective, and one for each key result that needs attention."""
    width = readable(width)
    yield from opening(report, width)
    if report.objectives:
        yield Text(counts_text(report), style="dim")
    hidden = 0
    for group in groups or (None,):
        if group:
            yield Text("")
            yield heading(group, width)
        rows = group.objectives if group else report.objectives
        worries = {row.ref: _worries(row, report) for row in rows}
        calm = [row for row in rows if not worries[row.ref] and not _is_worry(row, report)]
        calm_refs = {row.ref for row in calm}
        worrying = [row for row in rows if row.ref not in calm_refs]
        if not group:
            yield Text("")
        for row in worrying:
            yield _objective(row, width)
            if not worries[row.ref] and row.score.status.reason:
                yield Text(f"     {cut(reason_text(row.score.status, width), less(width, 5))}", style="dim")
            yield from _key_results(worries[row.ref], width)
        if calm and worrying:
            yield Text("")
        yield from _calm(calm, width)
        hidden += sum(len(row.key_results) - len(worries[row.ref]) for row in rows)
    yield from _owed(report, width)
    yield from _wins(report, width)
    yield from _pointers(report, hidden)


def _is_worry(row: ObjectiveRow | KeyResultRow, report: StatusReport) -> bool:
    """Whether somebody should look at it today; a pause is listed too, so that it cannot hide anything.

    What is only silent is not: that is told once, for each person.
    """
    status = row.score.status
    if status.shown in ("on_track", "achieved", "not_started") and _ONLY_SILENT.issuperset(status.marks):
        return False
    return status.shown == "paused" or is_needed("attention", row.score, report.day, is_open=False)


def _worries(row: ObjectiveRow, report: StatusReport) -> list[KeyResultRow]:
    if row.score.status.shown in ("cancelled", "postponed", "draft", "closed"):
        return []
    return [found for found in row.key_results if _is_worry(found, report)]


# ── Lines ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _objective(row: ObjectiveRow, width: int | None) -> Text:
    score = row.score
    line = bar(score.progress, score.expected, score.status.shown, 10)
    line.append(f" {percent_of(score):>6}  ", style=STATUS_STYLES.get(score.status.shown or "", ""))
    word = status_text(score.status.shown)
    line = Text.assemble(line, word, " " * (status_cells() + 1 - word.cell_len))
    about = f"{row.ref.objective} · {row.objective.owner or 'no owner'}"
    if row.type != "aspirational":
        about += f" · {row.type}"
    room = less(width, line.cell_len + len(about) + 2)
    if room is not None and room < 2 * _SHORTEST_TITLE:
        about, room = row.ref.objective, less(width, line.cell_len + len(row.ref.objective) + 2)
    return title_line(Text.assemble(line, (cut(row.objective.title, room), "bold")), about, width)


def _key_results(rows: list[KeyResultRow], width: int | None) -> Iterator[Text]:
    """A line for each; those about which nothing was ever said share one."""
    silent = [row for row in rows if row.score.last_checkin is None and row.score.overdue]
    if len(silent) < 2:
        silent = []
    merged = {row.ref for row in silent}
    spoken = [row for row in rows if row.ref not in merged]
    names = max((min(len(row.ref.short), _NAME_CELLS) for row in spoken), default=0)
    asides = [_aside(row, width) for row in spoken]
    most = width // 2 - 8 if width and width >= _ROOM_FOR_TITLES else 10**6
    widest = min(max((cell_len(aside) for aside in asides), default=0), most)
    for row, aside in zip(spoken, asides, strict=True):
        yield _key_result(row, aside, width, names, widest)
    if silent:
        yield from _silent(silent, width)


def _aside(row: KeyResultRow, width: int | None) -> str:
    """Why it needs attention, and for how long nobody has said anything."""
    score = row.score
    is_late = score.overdue and score.last_checkin is not None and "silent" not in (score.status.reason or "")
    return "  ".join(filter(None, [reason_text(score.status, width), age_text(score) if is_late else ""]))


def _key_result(row: KeyResultRow, aside: str, width: int | None, names: int, widest: int) -> Text:
    status = row.score.status.shown
    style = STATUS_STYLES.get(status or "", "dim")
    head = Text.assemble(
        (f"  {STATUS_SIGNS.get(status or '', '·')}", style),
        (f" {percent_of(row.score):>6}  ", style),
        (padded(row.ref.short, names), "cyan"),
    )
    room = less(width, head.cell_len + widest + 4)
    if room is None or room >= _SHORTEST_TITLE:
        title = cut(row.key_result.title, room)
        head.append("  " + (title if room is None else padded(title, room)))
    left = less(width, head.cell_len + 2)
    return Text.assemble(head, (f"  {cut(aside, left)}", "dim" if row.score.status.shown != "off_track" else ""))


def _silent(rows: list[KeyResultRow], width: int | None) -> Iterator[Text]:
    """The names of key results without any check-in, and what that makes of them."""
    signs = sorted({STATUS_SIGNS.get(row.score.status.shown or "", "·") for row in rows})
    label = f"  {''.join(signs)} {len(rows)} without a check-in: "
    names = ", ".join(row.ref.short for row in rows)
    for number, part in enumerate(folded(names, less(width, len(label)) or 10**6)):
        yield Text.assemble((label if number == 0 else " " * len(label), "yellow"), (part, "cyan"))


def _calm(rows: list[ObjectiveRow], width: int | None) -> Iterator[Text]:
    """Objectives that need nobody today."""
    if len(rows) <= _MOST_CALM:
        for row in rows:
            yield _objective(row, width)
        return
    for status in dict.fromkeys(row.score.status.shown for row in rows):
        names = [row.ref.objective for row in rows if row.score.status.shown == status]
        head = Text.assemble(status_text(status), f" ({len(names)})  ")
        for number, part in enumerate(folded(", ".join(names), less(width, head.cell_len) or 10**6)):
            yield Text.assemble(head if number == 0 else Text(" " * head.cell_len), (part, "cyan"))


def _owed(report: StatusReport, width: int | None) -> Iterator[Text]:
    """Whose check-ins are overdue, and since when."""
    if not report.silent:
        return
    count = sum(len(rows) for _, rows in report.silent)
    yield Text("")
    yield Text.assemble(
        (f"{count} check-in{'s are' if count > 1 else ' is'} overdue", "yellow"),
        (f"  {runnable('okr due shows them all')}", "dim"),
    )
    names = max(cell_len(who) for who, _ in report.silent[:_MOST_PEOPLE])
    for who, rows in report.silent[:_MOST_PEOPLE]:
        head = Text(f"  {padded(visible(who), names)}  ")
        longest = max((row.score.days_silent for row in rows if row.score.days_silent is not None), default=None)
        age = "" if longest is None else f"  last {longest} d ago"
        what = cut(", ".join(row.ref.short for row in rows), less(width, head.cell_len + len(age)))
        yield Text.assemble(head, (what, "cyan"), (age, "dim"))
    if others := report.silent[_MOST_PEOPLE:]:
        yield Text(f"  and {sum(len(rows) for _, rows in others)} more, of {len(others)} others", style="dim")


def _wins(report: StatusReport, width: int | None) -> Iterator[Text]:
    """The newest of what went well."""
    if report.wins:
        yield Text("")
    for win in report.wins[:_MOST_WINS]:
        yield win_line(win, width, 0)


def _pointers(report: StatusReport, hidden: int) -> Iterator[Text]:
    """What is not shown here, and where it is."""
    notes = []
    if report.others:
        notes.append(f"also running: {', '.join(report.others)} ({runnable(f'okr status --cycle {report.others[0]}')})")
    if hidden:
        notes.append(f"{hidden} key result{'s' if hidden > 1 else ''} not listed: {runnable('okr status --all')}")
    if report.unanswered:
        some = "1 dependency waits" if report.unanswered == 1 else f"{report.unanswered} dependencies wait"
        notes.append(f"{some} for an answer: {runnable('okr due')}")
    if notes:
        yield Text("")
        yield from (Text(note, style="dim") for note in notes)
