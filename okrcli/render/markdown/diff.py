"""`okr diff --format md`: what a pull request changes, for its reviewers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from okrcli.model.assignments import value_text
from okrcli.model.diff_text import change_in_words, grouped_in_words, name_of
from okrcli.model.number_format import measured_text, percent_text, percent_texts, quantity
from okrcli.model.number_format import value_text as measured_against
from okrcli.model.plan_change import PlanChange, RecordedCheckin
from okrcli.render.markdown.escape import code, escape_markdown, page, table
from okrcli.reports.diff import AlteredRecord, CheckinRow, DiffReport, Goalpost
from okrcli.reports.diff_counts import counts
from okrcli.reports.owners import name_of as name_of_person
from okrcli.scoring.alignment import DependencyLink
from okrcli.scoring.guardrails import guardrail_text
from okrcli.scoring.promises import promise_of
from okrcli.text import counted

VERDICTS: Final = {
    "intent": "changes the plan",
    "progress": "progress only",
    "nothing": "no change in meaning",
    "unknown": "files that cannot be read",
}
"""The words for the verdicts of a report."""

NO_REASON: Final = "no reason given"
_FOLDED_FROM: Final = 12
"""Lines above which a section is folded, if it has nothing that a reviewer must not miss."""


def diff_page(report: DiffReport) -> str:
    """The page: what was agreed first, then what is new, then the rest."""
    return page(_lines(report))


def _lines(report: DiffReport) -> Iterator[str]:
    yield f"### OKRs: {' · '.join((VERDICTS[report.verdict], *counts(report)))}"
    yield from _section(
        "Promises broken", [f"- {code(name)} {escape_markdown(line)}" for name, line in broken_lines(report)]
    )
    yield from _section("Check-ins altered", _altered(report))
    yield from _section("Goalposts moved", _goalposts(report))
    yield from _section(
        "New, removed, renamed", _bullets(report.arrivals, report), counted(len(report.arrivals), "item")
    )
    yield from _section("Other changes", _bullets(report.others, report), counted(len(report.others), "change"))
    yield from _section("Check-ins", _checkins(report), _count_of_checkins(report))
    yield from _section("Wins", [_win(report, d) for d in report.wins])
    yield from _section(
        "No change in meaning", [f"- {code(path)}" for path in report.quiet], counted(len(report.quiet), "file")
    )
    yield from _section("Not readable, left out", [f"- {code(path)}" for path in report.unread])


def _section(title: str, lines: Sequence[str], count: str = "") -> Iterator[str]:
    """A section; one with a `count` and many lines is folded behind it."""
    if not lines:
        return
    if count and len(lines) > _FOLDED_FROM:
        yield from ("", f"#### {title}", "", f"<details><summary>{count}</summary>", "", *lines, "", "</details>")
    else:
        yield from ("", f"#### {title}", "", *lines)


def _name(change: PlanChange) -> str:
    if change.ref is None:
        return f"{change.noun} {code(change.item or change.field)}"
    return code(str(change.ref))


def _goalposts(report: DiffReport) -> list[str]:
    if not report.goalposts:
        return []
    head = ("What", "Field", "Before", "After", "Progress", "By", "Why")
    return table(head, [_goalpost_cells(post, report) for post in report.goalposts])


def _goalpost_cells(post: Goalpost, report: DiffReport) -> tuple[str, ...]:
    change = post.difference
    return (
        _name(change),
        code(change.field) if change.field and not (change.item and change.ref) else escape_markdown(_part(change)),
        escape_markdown(_value(change, change.before)),
        escape_markdown(_value(change, change.after)),
        _progress(post),
        _by(post, report),
        escape_markdown(change.reason) if change.reason else f"**{NO_REASON}**",
    )


def _by(row: Goalpost | AlteredRecord, report: DiffReport) -> str:
    if row.commit is None:
        return "not committed"
    person = name_of_person(report.plan, row.author) if row.author else row.commit.email
    return f"{escape_markdown(person)} {code(row.commit.hash[:7])}"


def _part(change: PlanChange) -> str:
    """The item of a list that changed: `milestone beta weight`."""
    return f"{change.noun} {change.item if change.kind == 'changed' else ''} {change.field}".strip()


def _value(change: PlanChange, value: object) -> str:
    """A value in a cell; of an item that was added or removed its title or name."""
    if change.kind == "changed":
        return value_text(value)
    return "" if value is None else getattr(value, "title", None) or change.item


def _progress(post: Goalpost) -> str:
    if post.progress is None:
        return ""
    return effect_text(post) or percent_text(post.progress[1])


def _win(report: DiffReport, change: PlanChange) -> str:
    person = change.after.by
    return (
        f"- {escape_markdown(name_of_person(report.plan, person) if person else '–')}: {escape_markdown(change.item)}"
    )


def _bullets(changes: Sequence[PlanChange], report: DiffReport) -> list[str]:
    return [
        f"- {_name(d) if d.ref or d.kind == 'changed' else escape_markdown(name)} {escape_markdown(words)}{_why(d)}"
        for d, name, words in grouped_in_words(changes, lambda _: report.plan, None)
    ]


def _altered(report: DiffReport) -> list[str]:
    return [f"{line} ({_by(row, report)})" for row in report.altered for line in _bullets([row.difference], report)]


def _why(change: PlanChange) -> str:
    return f": {escape_markdown(change.reason)}" if change.reason else ""


def _count_of_checkins(report: DiffReport) -> str:
    entries = sum(len(row.entries) for row in report.checkins)
    people = len({entry.by for row in report.checkins for entry in row.entries})
    return f"{counted(entries, 'check-in')} by {people} {'person' if people == 1 else 'people'}"


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
        f"{escape_markdown(name_of_person(report.plan, last.by) if last.by else '–')} {when}{count}",
        escape_markdown(" · ".join([*remarks(row, report), *_words_of(last)])),
    )


def _words_of(last: RecordedCheckin) -> list[str]:
    blocked = f"blocked: {last.reading.blocker}" if last.reading.blocker else ""
    return [text for text in (last.reading.note, blocked) if text]


# ── Shared with the terminal ──────────────────────────────────────────────────────────────────────────────────────


def broken_lines(report: DiffReport) -> Iterator[tuple[str, str]]:
    """A name, and what the change of it breaks: `target 4000 → 2500 breaks 2 promises: care/customers (…), …`."""
    for broken in report.broken:
        change, links = broken
        names = ", ".join(f"{link.ref} ({_promised(report, link)})" for link in links)
        words = change_in_words(change, report.plan)
        name = name_of(change, change.ref.cycle if change.ref else None)
        yield name, f"{words} breaks {counted(len(links), 'promise')}: {names}"


def _promised(report: DiffReport, link: DependencyLink) -> str:
    """A promise in words; the need where what was promised is gone."""
    if link.target is None:
        return link.dependency.need or link.dependency.to
    return promise_of(report.plan, link, link.target, report.day).promised


def effect_text(post: Goalpost) -> str:
    """The effect of a change on progress, `20 % → 67 %`; that of the objective for a weight. Empty for no effect."""
    if post.progress is None or post.progress[0] == post.progress[1]:
        return ""
    before, after = percent_texts(*post.progress)
    whose = f"{post.difference.ref.objective} " if post.difference.field == "weight" and post.difference.ref else ""
    return f"{whose}{before} → {after}"


def remarks(row: CheckinRow, report: DiffReport) -> Iterator[str]:
    """The remarks that the numbers do not show: reported status, corrections, and entries for an earlier day."""
    for entry in row.entries:
        words = _said(entry, row, report)
        if (earlier := row.replaced_by(entry)) is not None:
            yield f"corrects {_said(earlier, row, report) or 'a check-in'} of {earlier.date}"
        elif entry.reading.corrects:
            yield f"corrects the check-in {entry.reading.corrects}"
        if entry in row.backdated:
            yield f"entered for {entry.date}{f': {words}' if words else ''}; a later day was known"
    if (status := row.entries[-1].reading.status) is not None:
        yield "status computed again" if status == "auto" else f"reported {status.replace('_', ' ')}"


def _said(entry: RecordedCheckin, row: CheckinRow, report: DiffReport) -> str:
    """The value and confidence of one check-in: `48 MQL, confidence 8`."""
    reading, parts = entry.reading, []
    if reading.value is not None:
        is_known = row.ref.key_result and not row.ref.guardrail and row.ref.holder in report.plan.locations
        unit = report.plan.key_result(row.ref).unit if is_known else None
        parts.append(f"{quantity(reading.value)}{f' {unit}' if unit else ''}")
    if reading.confidence is not None:
        parts.append(f"confidence {reading.confidence}")
    return ", ".join(parts)


def value_cell(row: CheckinRow, report: DiffReport) -> str:
    """`20 → 22 MQL`; for what has no value, what was said of it."""
    if row.guardrail is not None:
        return guardrail_text(row.guardrail)
    has_value = any(entry.reading.value is not None for entry in row.entries)
    if row.after is not None and row.after.current is not None and has_value and row.delta is None:
        return measured_against(report.plan.key_result(row.ref), row.after.current)
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
    """`6 → 7`, of those that count before and after; empty where none was given."""
    if all(entry.reading.confidence is None for entry in row.entries):
        return ""
    before, after = row.confidence
    if after is None:
        return ""
    return f"{before} → {after}" if before is not None and before != after else f"{after}"
