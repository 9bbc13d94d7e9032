"""`okr status` on a terminal: two lines for each key result, a third where a narrow one has no room for the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from rich.cells import cell_len
from rich.text import Text

from okrcli.model import Plan
from okrcli.numbers import percent_text
from okrcli.render.terminal import STATUS_STYLES, bar, cut, padded, status_text
from okrcli.reports.status import KeyResultRow, ObjectiveRow, StatusReport
from okrcli.scoring import KeyResultScore, ObjectiveScore

_STATUS_CELLS = 13
_READABLE = 110
_NAME_CELLS = 18
"""How far names are filled up, so that titles stand below each other; a longer one is shown whole."""
_GREEN = ("on_track", "achieved", "closed")


def lines(report: StatusReport, width: int | None) -> Iterator[Text]:
    """The whole report in lines of at most `width` cells, and of no more than a person likes to read across.

    In full length when `width` is None.
    """
    width = None if width is None else min(width, _READABLE)
    names = max((len(row.ref.short) for row in report.key_results), default=0)
    yield _header(report, width)
    if not report.objectives:
        yield Text("")
        yield Text("no objectives here yet", style="dim")
    for row in report.objectives:
        yield Text("")
        yield from _objective(row, width)
        if row.score.status.shown not in ("cancelled", "postponed"):
            for key_result in row.key_results:
                yield from key_result_lines(key_result, width, names)
    if report.wins:
        yield Text("")
        yield Text("wins", style="bold")
        for win in report.wins[:5]:
            who = f" {win.by}, {day_text(win.date)}"
            yield Text.assemble(("  ✓ ", "green"), cut(win.text, _less(width, len(who) + 4)), (who, "dim"))
    if report.others:
        yield Text("")
        yield Text(f"also running: {', '.join(report.others)} (okr status --cycle {report.others[0]})", style="dim")


def _less(width: int | None, cells: int) -> int | None:
    return None if width is None else max(width - cells, 8)


def _header(report: StatusReport, width: int | None) -> Text:
    gone, days = report.elapsed
    left = days - gone
    if gone == 0:
        when = f"begins {day_text(report.cycle.period.start)}"
    elif left == 0 and report.day > report.cycle.period.end:
        when = f"ended {day_text(report.cycle.period.end)}"
    else:
        when = f"day {gone} of {days} · {percent_text(report.time_gone)} of time gone"
    title = f" {report.cycle.declared.title}" if report.cycle.declared.title else ""
    text = Text.assemble((cut(report.cycle.id + title, 40), "bold"), (f" · {when}", "dim"))
    shown = day_text(report.day)
    gap = 2 if width is None else max(width - text.cell_len - len(shown), 2)
    return Text.assemble(text, (" " * gap + shown, "dim"))


def _objective(row: ObjectiveRow, width: int | None) -> Iterator[Text]:
    score = row.score
    owner = f"{row.ref.objective} · {row.objective.owner or 'no owner'}"
    if row.type != "aspirational":
        owner += f" · {row.type}"
    yield _title_line(Text(cut(row.objective.title, _less(width, len(owner) + 2)), style="bold"), owner, width)
    line = _numbers(score, 16)
    yield from _with_reason(line, _objective_reason(score), width)


def _objective_reason(score: ObjectiveScore) -> str:
    return score.status.reason or "" if score.status.shown not in _GREEN or score.status.marks else ""


def key_result_lines(row: KeyResultRow, width: int | None, names: int) -> Iterator[Text]:
    """A key result in two or three lines; `names` is the width of the longest name beside it."""
    owner = row.owner or "no owner"
    head = Text(f"  {padded(row.ref.short, min(names, _NAME_CELLS))}  ", style="cyan")
    room = None if width is None else max(width - head.cell_len - len(owner) - 2, 8)
    yield _title_line(Text.assemble(head, cut(row.key_result.title, room)), owner, width)
    line = Text(" " * 4) + _numbers(row.score, 12)
    line.append(f"  {padded(confidence_text(row.score), 6)}")
    line.append(f" {padded(age_text(row.score), 9)}", style="yellow" if row.score.overdue else "dim")
    reason = row.score.status.reason or ""
    is_plain_green = row.score.status.shown in _GREEN and not row.score.status.marks
    yield from _with_reason(line, "" if is_plain_green else reason, width)


def _numbers(score: ObjectiveScore | KeyResultScore, cells: int) -> Text:
    """Bar, percent and status, each in its column."""
    line = bar(score.progress, score.expected, score.status.shown, cells)
    line.append(f" {percent_of(score):>7}  ", style=STATUS_STYLES.get(score.status.shown or "", ""))
    word = status_text(score.status.shown)
    return Text.assemble(line, word, " " * max(_STATUS_CELLS - word.cell_len, 0))


def percent_of(score: ObjectiveScore | KeyResultScore) -> str:
    """The percentage to show: the raw one where it leaves 0 to 100 %, – where there is none."""
    raw = score.raw if isinstance(score, KeyResultScore) else None
    if raw is not None and not 0 <= raw <= 1:
        return percent_text(raw)
    return "–" if score.progress is None else percent_text(score.progress)


def confidence_text(score: KeyResultScore) -> str:
    """Confidence now and its change: `7 ▼2`."""
    if score.confidence is None:
        return ""
    before = score.previous_confidence
    change = 0 if before is None else score.confidence - before
    return f"{score.confidence}" + (f" {'▲' if change > 0 else '▼'}{abs(change)}" if change else "")


def age_text(score: KeyResultScore) -> str:
    """How long ago the last check-in was: `today`, `3 d`, `16 d late` where one is overdue; – without one."""
    if score.days_silent is None:
        return "late" if score.overdue else "–"
    days = "today" if score.days_silent == 0 else f"{score.days_silent} d"
    return f"{days} late" if score.overdue else days


def day_text(day: date) -> str:
    """A day as people write it, the same in every locale: `16 Nov 2026`."""
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{day.day} {months[day.month - 1]} {day.year}"


def _title_line(title: Text, owner: str, width: int | None) -> Text:
    gap = 2 if width is None else max(width - title.cell_len - len(owner), 2)
    return Text.assemble(title, (" " * gap + owner, "dim"))


def _with_reason(line: Text, reason: str, width: int | None) -> Iterator[Text]:
    """The line with the reason at its end, or below it where there is no room."""
    fits = width is None or line.cell_len + 2 + cell_len(reason) <= width
    if reason and fits:
        line.append(f"  {cut(reason, None)}", style="dim")
    yield line
    if reason and not fits:
        yield Text(f"    {cut(reason, _less(width, 4))}", style="dim")


def mine_lines(
    plan: Plan, cycle: str, person: str, results: Sequence[KeyResultScore], day: date, width: int | None
) -> Iterator[Text]:
    """The key results that one person checks in, as `okr` alone shows them."""
    width = None if width is None else min(width, _READABLE)
    yield Text.assemble((person, "bold"), (f" · {cycle} · {day_text(day)}", "dim"))
    if not results:
        yield Text("no key result is yours to check in", style="dim")
    names = max((len(score.ref.short) for score in results), default=0)
    for score in results:
        row = KeyResultRow(score.ref, plan.key_result(score.ref), plan.owner_of(score.ref), score)
        yield Text("")
        yield from key_result_lines(row, width, names)
