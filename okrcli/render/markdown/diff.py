"""`okr diff --format md`: what a pull request changes, for its reviewers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from okrcli.model.assignments import value_text
from okrcli.model.diff import PlanChange, RecordedCheckin
from okrcli.model.diff_text import grouped_in_words
from okrcli.model.number_format import measured_text, percent_text, quantity
from okrcli.render.markdown.escape import code, escape_markdown, page, table
from okrcli.reports.diff import CheckinRow, DiffReport, Goalpost

VERDICTS: Final = {
    "intent": "changes intent",
    "progress": "progress only",
    "nothing": "no change in meaning",
    "unknown": "files that cannot be read",
}
"""What each verdict of a report is called."""

NO_REASON: Final = "no reason given"


def diff_page(report: DiffReport) -> str:
    """The page: what was agreed first, then what is new, then the rest."""
    return page(_lines(report))


def _lines(report: DiffReport) -> Iterator[str]:
    yield f"### OKRs: {VERDICTS[report.verdict]}"
    yield from _section("Goalposts moved", _goalposts(report))
    yield from _section("Check-ins altered", _bullets(report.altered, report))
    yield from _section("New, removed, renamed", _bullets(report.arrivals, report))
    yield from _section("Other changes", _bullets(report.others, report))
    yield from _section("Check-ins", _checkins(report))
    yield from _section("Wins", [f"- {code(d.after.by or '–')} {escape_markdown(d.item)}" for d in report.wins])
    yield from _section("No change in meaning", [f"- {code(path)}" for path in report.quiet])
    yield from _section("Not readable, left out", [f"- {code(path)}" for path in report.unread])


def _section(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield from ("", f"#### {title}", "", *lines)


def _name(change: PlanChange) -> str:
    if change.ref is None:
        return f"{change.noun} {code(change.item or change.field)}"
    return code(str(change.ref))


def _goalposts(report: DiffReport) -> list[str]:
    if not report.goalposts:
        return []
    head = ("What", "Field", "Before", "After", "Progress", "Why")
    return table(head, [_goalpost_cells(post) for post in report.goalposts])


def _goalpost_cells(post: Goalpost) -> tuple[str, ...]:
    change = post.difference
    return (
        _name(change),
        code(change.field),
        escape_markdown(value_text(change.before)),
        escape_markdown(value_text(change.after)),
        _progress(post),
        escape_markdown(change.reason) if change.reason else f"**{NO_REASON}**",
    )


def _progress(post: Goalpost) -> str:
    if post.progress is None:
        return ""
    before, after = map(percent_text, post.progress)
    return f"{before} → {after}" if before != after else after


def _bullets(changes: Sequence[PlanChange], report: DiffReport) -> list[str]:
    return [
        f"- {_name(d) if d.ref or d.kind == 'changed' else escape_markdown(name)} {escape_markdown(words)}{_why(d)}"
        for d, name, words in grouped_in_words(changes, report.plan, None)
    ]


def _why(change: PlanChange) -> str:
    return f": {escape_markdown(change.reason)}" if change.reason else ""


def _checkins(report: DiffReport) -> list[str]:
    if not report.checkins:
        return []
    head = ("What", "Value", "Change", "Progress", "Confidence", "By", "Note")
    return table(head, [_checkin_cells(row, report) for row in report.checkins])


def _checkin_cells(row: CheckinRow, report: DiffReport) -> tuple[str, ...]:
    last = row.entries[-1]
    when = f"{last.date}" + (f", entered {last.entered}" if last.entered else "")
    count = f" ({len(row.entries)} check-ins)" if len(row.entries) > 1 else ""
    return (
        code(str(row.ref)),
        escape_markdown(value_cell(row, report)),
        escape_markdown(delta_text(row)),
        progress_text(row),
        escape_markdown(confidence_text(row)),
        f"{escape_markdown(last.by or '–')} {when}{count}",
        escape_markdown(_words_of(last)),
    )


def _words_of(last: RecordedCheckin) -> str:
    blocked = f"blocked: {last.reading.blocker}" if last.reading.blocker else ""
    return " · ".join(filter(None, [last.reading.note, blocked]))


# ── Shared with the terminal ──────────────────────────────────────────────────────────────────────────────────────


def value_cell(row: CheckinRow, report: DiffReport) -> str:
    """`20 → 22 MQL`; for what has no value, what was said of it."""
    if row.after is not None and row.after.current is not None and row.delta is not None:
        key_result = report.plan.key_result(row.ref)
        unit = f" {key_result.unit}" if key_result.unit else ""
        before = row.before.current if row.before else None
        start = f"{measured_text(key_result, before, row.after.current)} → " if before is not None else ""
        return f"{start}{measured_text(key_result, row.after.current, before)}{unit}"
    done = row.entries[-1].reading.done
    if done is None:
        return ""
    return f"{', '.join(done)} done" if isinstance(done, tuple) else "done" if done else "open again"


def delta_text(row: CheckinRow) -> str:
    """`+2`, `-1.5`; nothing for what has no value."""
    if row.delta is None:
        return ""
    return f"{'+' if row.delta > 0 else ''}{quantity(row.delta)}" if row.delta else "±0"


def progress_text(row: CheckinRow) -> str:
    """`0 % → 20 %`; before number where it is the same."""
    if row.after is None:
        return ""
    before = percent_text(row.before.progress) if row.before else percent_text(None)
    after = percent_text(row.after.progress)
    return after if before == after or row.before is None else f"{before} → {after}"


def confidence_text(row: CheckinRow) -> str:
    """`6 → 7`, of the first and the last that were given."""
    given = [entry.reading.confidence for entry in row.entries if entry.reading.confidence is not None]
    if not given:
        return ""
    before = row.before.confidence if row.before else None
    return f"{before} → {given[-1]}" if before is not None and before != given[-1] else f"{given[-1]}"
