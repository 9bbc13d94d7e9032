"""Reports as plain dictionaries: what `--format json` prints. Promised to stay stable within a `schema_version`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from okrcli.render.json.text import Typed
from okrcli.scoring.checkin_history import confidence_series
from okrcli.text import number_text

if TYPE_CHECKING:
    from okrcli.model.plan import Checkin, Plan, PlannedCycle
    from okrcli.model.records import Settings
    from okrcli.reports.groups import Group
    from okrcli.reports.show import Detail
    from okrcli.reports.status import KeyResultRow, ObjectiveRow, StatusReport
    from okrcli.scoring.guardrails import GuardrailState
    from okrcli.scoring.score import Status
    from okrcli.scoring.thresholds import Tally

SCHEMA_VERSION = 1


def number(value: Decimal | Fraction | None) -> Typed | int | float | None:
    """A JSON number: a Decimal as typed, a computed one exact when whole and with 12 significant digits otherwise."""
    if value is None:
        return None
    if isinstance(value, Decimal):
        return Typed(number_text(value))
    if value == int(value):
        return int(value)
    return float(f"{float(value):.12g}")


def envelope(kind: str, day: date, **content: Any) -> dict[str, Any]:
    """A report document: its version, what it is, and the day it was seen from."""
    return {"schema_version": SCHEMA_VERSION, "kind": kind, "on": day.isoformat(), **content}


def status_document(
    report: StatusReport, settings: Settings, left_out: tuple[str, ...], groups: Sequence[Group] = ()
) -> dict[str, Any]:
    """`okr status --format json`; `groups` name the objectives in them."""
    return envelope(
        "status",
        report.day,
        cycle=cycle_document(report.cycle),
        settings=settings_document(settings),
        breached=[found.ref.full for found in report.breached],
        objectives=[objective_document(row) for row in report.objectives],
        groups=[
            {"id": g.id, "name": g.name, "within": list(g.within), "objectives": [row.ref.full for row in g.objectives]}
            for g in groups
        ],
        wins=[{"date": win.date.isoformat(), "by": win.by, "text": win.text} for win in report.wins],
        left_out=list(left_out),
    )


def settings_document(settings: Settings) -> dict[str, Any]:
    """The settings that numbers depend on, so that a report can be made again."""
    return {
        "checkin": {"frequency": settings.checkin.frequency},
        "cycle": {
            "fiscal_year_start": settings.cycle.fiscal_year_start,
            "fiscal_year_name": settings.cycle.fiscal_year_name,
        },
        "type": {"default": settings.type.default},
        "pace": {
            "aspirational": [number(limit) for limit in settings.pace.aspirational],
            "committed": [number(limit) for limit in settings.pace.committed],
            "grace": number(settings.pace.grace),
        },
        "score": {
            "bands": [number(limit) for limit in settings.score.bands],
            "band_names": list(settings.score.band_names),
        },
        "verdict": {
            "aspirational": number(settings.verdict.aspirational),
            "partial": number(settings.verdict.partial),
            "committed": number(settings.verdict.committed),
        },
    }


def cycle_document(cycle: PlannedCycle) -> dict[str, Any]:
    """A cycle with its days."""
    start, end = cycle.period
    return {"id": cycle.id, "start": start.isoformat(), "end": end.isoformat(), "state": cycle.state}


def objective_document(row: ObjectiveRow) -> dict[str, Any]:
    """An objective with its roll-up and its key results."""
    score = row.score
    return {
        "id": row.ref.objective,
        "reference": row.ref.full,
        "title": row.objective.title,
        "owner": row.objective.owner,
        "type": row.type,
        "weight": number(row.objective.weight),
        "progress": number(score.progress),
        "expected": number(score.expected),
        "score": number(score.score),
        "override": number(score.override),
        "status": _status(score.status),
        "confidence": {"value": number(score.confidence), "net": number(score.net_confidence)},
        "guardrails": [guardrail_document(found) for found in score.guardrails],
        "children": [ref.full for ref in score.children],
        "key_results": [key_result_document(found) for found in row.key_results],
    }


def key_result_document(row: KeyResultRow) -> dict[str, Any]:
    """A key result with everything that was computed for it."""
    key_result, score = row.key_result, row.score
    return {
        "id": key_result.id,
        "reference": row.ref.full,
        "title": key_result.title,
        "owner": row.owner,
        "kind": key_result.measure,
        "unit": key_result.unit,
        "weight": number(key_result.weight),
        "start": number(key_result.start),
        "target": number(key_result.target),
        "current": number(score.current),
        "raw": number(score.raw),
        "progress": number(score.progress),
        "expected": number(score.expected),
        "score": number(score.score),
        "override": number(score.override),
        "has_data": score.has_data,
        "status": _status(score.status),
        "periods": tally_document(score.tally),
        "indicator": key_result.indicator,
        "guardrails": [guardrail_document(found) for found in score.guardrails],
        "confidence": {
            "value": score.confidence,
            "previous": score.previous_confidence,
            "series": [{"date": day.isoformat(), "value": said} for day, said in confidence_series(score.history)],
        },
        "last_checkin": checkin_document(score.last_checkin),
        "due": {"next": score.next_due.isoformat() if score.next_due else None, "overdue": score.overdue},
    }


def guardrail_document(found: GuardrailState) -> dict[str, Any]:
    """A guardrail with its latest value."""
    guardrail = found.guardrail
    return {
        "id": guardrail.id,
        "reference": found.ref.full,
        "title": guardrail.title,
        "unit": guardrail.unit,
        "must_not_exceed": number(guardrail.must_not_exceed),
        "must_not_fall_below": number(guardrail.must_not_fall_below),
        "state": found.state,
        "value": number(found.value),
        "date": found.date.isoformat() if found.date else None,
        "breaches": found.breaches,
        "readings": len(found.checkins),
    }


def tally_document(tally: Tally | None) -> dict[str, Any] | None:
    """How many periods, or check-ins, were good enough, where they are counted."""
    if tally is None:
        return None
    return {
        "met": tally.met,
        "so_far": tally.so_far,
        "whole": tally.whole,
        "share_so_far": number(tally.share_so_far),
    }


def checkin_document(checkin: Checkin | None) -> dict[str, Any] | None:
    """A check-in as it was entered."""
    if checkin is None:
        return None
    reading = checkin.reading
    return {
        "date": checkin.date.isoformat(),
        "at": checkin.at.isoformat() if checkin.at else None,
        "by": checkin.by,
        "value": number(reading.value),
        "done": list(reading.done) if isinstance(reading.done, tuple) else reading.done,
        "missed": bool(reading.missed),
        "confidence": reading.confidence,
        "status": reading.status,
        "note": reading.note,
        "blocker": reading.blocker,
        "id": checkin.document,
        "corrects": reading.corrects,
    }


def _status(status: Status) -> dict[str, Any]:
    return {
        "shown": status.shown,
        "computed": status.computed,
        "reported": status.reported,
        "reason": status.reason,
        "marks": list(status.marks),
    }


def list_document(plan: Plan, rows: list[dict[str, Any]], day: date) -> dict[str, Any]:
    """`okr list --format json`."""
    return envelope("list", day, cycles=[cycle_document(cycle) for cycle in plan.cycles.values()], rows=rows)


def show_document(found: Detail) -> dict[str, Any]:
    """`okr show --format json`."""
    row = found.key_result
    subject = {"key_result": key_result_document(row)} if row else {"objective": objective_document(found.objective)}
    return envelope(
        "show",
        found.day,
        **subject,
        contributes_to=[ref.full for ref in found.parents],
        contributors=[ref.full for ref in found.children],
        definition=found.definition,
        milestones=[
            {"id": m.id, "title": m.title, "weight": number(m.weight), "done": done} for m, done in found.milestones
        ],
        changes=[
            {
                "date": change.date.isoformat(),
                "field": change.field,
                "from": number(change.from_) if isinstance(change.from_, Decimal) else change.from_,
                "to": number(change.to) if isinstance(change.to, Decimal) else change.to,
                "reason": change.reason,
            }
            for change in found.changes
        ],
        band=found.grade.band if found.grade.is_final else None,
        verdict=found.grade.verdict if found.grade.is_final else None,
        actions=[
            {"id": a.id, "title": a.title, "owner": a.owner, "due": a.due.isoformat() if a.due else None, "done": done}
            for a, done in found.actions
        ],
        checkins=[checkin_document(checkin) for checkin in found.checkins],
    )
