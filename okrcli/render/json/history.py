"""The reports of the history as plain dictionaries: what `--format json` of diff, log and blame prints."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from okrcli.git.log import Commit
from okrcli.model.diff import PlanChange, RecordedCheckin
from okrcli.model.plan import Plan, Ref
from okrcli.model.records import field_names, is_record
from okrcli.render.json.core import envelope, number
from okrcli.reports.blame import BlameReport
from okrcli.reports.diff import CheckinRow, DiffReport, Goalpost
from okrcli.reports.log import LogEntry


def diff_document(report: DiffReport) -> dict[str, Any]:
    """`okr diff --format json`."""
    return envelope(
        "diff",
        report.day,
        before=report.before,
        after=report.after,
        verdict=report.verdict,
        goalposts=[_goalpost(post) for post in report.goalposts],
        altered=[difference_document(found) for found in report.altered],
        arrivals=[difference_document(found) for found in report.arrivals],
        others=[difference_document(found) for found in report.others],
        checkins=[_checkins(row) for row in report.checkins],
        wins=[difference_document(found) for found in report.wins],
        no_change_in_meaning=list(report.quiet),
        left_out=list(report.unread),
    )


def _goalpost(post: Goalpost) -> dict[str, Any]:
    one, other = post.progress or (None, None)
    return {
        **difference_document(post.difference),
        "began": post.began.isoformat(),
        "progress": {"before": number(one), "after": number(other)},
    }


def _checkins(row: CheckinRow) -> dict[str, Any]:
    before, after = row.before, row.after
    return {
        "reference": row.ref.full,
        "value": {
            "before": number(before.current if before else None),
            "after": number(after.current if after else None),
        },
        "delta": number(row.delta),
        "progress": {
            "before": number(before.progress if before else None),
            "after": number(after.progress if after else None),
        },
        "entries": [plain(entry) for entry in row.entries],
    }


def difference_document(found: PlanChange) -> dict[str, Any]:
    """One difference. `reference` is the name after it; `before` and `after` are values or whole records."""
    return {
        "kind": found.kind,
        "noun": found.noun,
        "reference": found.ref.full if found.ref else None,
        "item": found.item or None,
        "field": found.field or None,
        "before": plain(found.before),
        "after": plain(found.after),
        "reason": found.reason,
        "is_progress": found.is_progress,
    }


def plain(value: Any) -> Any:
    """A value of the plan as JSON has it: numbers as typed, ISO dates, records as objects of what they say."""
    if isinstance(value, Decimal | Fraction):
        return number(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Ref):
        return value.full
    if isinstance(value, RecordedCheckin):
        head = {"date": plain(value.date), "at": plain(value.at), "by": value.by, "id": value.document}
        said = {name: plain(getattr(value.reading, name)) for name in field_names(type(value.reading))}
        return head | said | {"missed": bool(value.reading.missed)}
    if is_record(value):
        pairs = ((name.removesuffix("_"), getattr(value, name)) for name in field_names(type(value)))
        return {name: plain(held) for name, held in pairs if held is not None and held != ()}
    return [plain(item) for item in value] if isinstance(value, tuple) else value


def commit_document(commit: Commit, person: str | None) -> dict[str, Any]:
    """Who made a commit and when, as their machine said."""
    return {
        "commit": commit.hash,
        "at": commit.at.isoformat(),
        "author": commit.author,
        "email": commit.email,
        "person": person,
        "subject": commit.subject,
        "is_merge": commit.is_merge,
    }


def log_document(entries: list[LogEntry], day: date, is_cut: bool) -> dict[str, Any]:
    """`okr log --format json`."""
    return envelope("log", day, is_cut=is_cut, entries=[_entry(entry) for entry in entries])


def _entry(entry: LogEntry) -> dict[str, Any]:
    changes = [
        {
            **difference_document(line.difference),
            "is_goalpost": line.is_goalpost,
            "entered": line.entered.isoformat() if line.entered else None,
        }
        for line in entry.lines
    ]
    signature = {"state": entry.signature.state, "signer": entry.signature.signer} if entry.signature else None
    head = {**commit_document(entry.commit, entry.person), "signature": signature}
    return {**head, "changes": changes, "left_out": list(entry.unread)}


def blame_document(report: BlameReport, plan: Plan, day: date, is_cut: bool) -> dict[str, Any]:
    """`okr blame --format json`."""
    people = {person.email.lower(): person.id for person in plan.people.values() if person.email}
    rows = []
    for line in report.lines:
        commit = line.commit
        by = commit_document(commit, people.get(commit.email.lower())) if commit else None
        row = {"field": line.field, "item": line.item or None, "value": plain(line.value)}
        rows.append({**row, "before": plain(line.before), "reason": line.reason, "by": by})
    return envelope("blame", day, reference=report.ref.full, title=report.title, is_cut=is_cut, fields=rows)
