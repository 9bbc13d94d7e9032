"""Duties as a calendar that every calendar program reads (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from okrcli.model.calendar import days_later
from okrcli.render.labels import DUTY_VERBS
from okrcli.reports.duty import DueReport, Duty
from okrcli.sanitize import visible

_MOST_OCTETS = 75


def calendar(report: DueReport) -> str:
    """One all-day event for each duty, also for those to come; what is late stands on the day of the report.

    A duty keeps its identity when its day moves, so a calendar that reads the file again moves the event.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//okr//okr due//EN", "CALSCALE:GREGORIAN"]
    seen: Counter[str] = Counter()
    for duty in report.duties:
        identity = f"{duty.kind}/{duty.ref.full}" + (f"/{duty.other}" if duty.other else "")
        seen[identity] += 1
        suffix = f"/{seen[identity]}" if seen[identity] > 1 else ""
        lines.extend(_event(duty, report.day, f"{identity}{suffix}@okr"))
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(duty: Duty, day: date, identity: str) -> Iterator[str]:
    start = max(duty.due, day)
    late = f"due since {duty.due}; " if duty.due < day else ""
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(identity)}"
    yield f"DTSTAMP:{day:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{start:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{days_later(start, 1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(f'{DUTY_VERBS[duty.kind].capitalize()}: {duty.title}')}"
    yield f"DESCRIPTION:{_escaped(f'{late}{duty.about}')}\\n{_escaped(duty.command)}"
    yield f"CATEGORIES:OKR,{_escaped(DUTY_VERBS[duty.kind])}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    """A text value: nothing in it ends its line or splits it."""
    text = visible(text).replace("\\", "\\\\")
    return text.replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, never inside a character; all but the first begin with a space."""
    piece, size = "", 0
    for letter in line:
        octets = len(letter.encode("utf-8", "backslashreplace"))
        if size + octets > _MOST_OCTETS:
            yield piece
            piece, size = " ", 1
        piece += letter
        size += octets
    yield piece
