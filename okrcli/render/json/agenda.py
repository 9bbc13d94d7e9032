"""`okr agenda --format json`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from okrcli.render.json.core import checkin_document, cycle_document, envelope, guardrail_document, number
from okrcli.render.json.views import duty_document

if TYPE_CHECKING:
    from okrcli.reports.agenda import Agenda
    from okrcli.reports.movement import Move
    from okrcli.reports.open_work import OpenStep, Untouched
    from okrcli.reports.status import KeyResultRow
    from okrcli.scoring.score import KeyResultScore


def agenda_document(found: Agenda, boxes: Mapping[str, int], left_out: tuple[str, ...]) -> dict[str, Any]:
    """Everything the three pages are made of."""
    return envelope(
        "agenda",
        found.day,
        since=found.since.isoformat(),
        cycle=cycle_document(found.cycle),
        minutes=[{"section": name, "minutes": minutes} for name, minutes in boxes.items()],
        breached=[state.ref.full for state in found.status.breached],
        health=[guardrail_document(state) for state in found.health],
        moved=[move_document(move) for move in found.moved],
        unmoved=found.unmoved,
        concerns=[_concern(row) for row in found.concerns],
        agreements=[duty_document(duty) for duty in found.agreements],
        untouched=[_untouched(thing) for thing in found.untouched],
        decisions=[
            {
                "reference": each.ref.full,
                "title": each.title,
                "owner": each.owner,
                "question": each.question,
                "why": each.why,
                "command": each.command,
            }
            for each in found.decisions
        ],
        wins=[{"date": win.date.isoformat(), "by": win.by, "text": win.text} for win in found.wins],
        steps=[_step(step) for step in found.steps],
        done=[{"reference": row.ref.full, "title": title} for row, title in found.done],
        left_out=list(left_out),
    )


def move_document(move: Move) -> dict[str, Any]:
    """A key result on two days, with what was said since."""
    return {
        "reference": move.row.ref.full,
        "title": move.row.key_result.title,
        "owner": move.row.owner,
        "unit": move.row.key_result.unit,
        "before": _numbers(move.before),
        "after": _numbers(move.row.score),
        "checkins": [checkin_document(entry) for entry in move.entries],
    }


def _numbers(score: KeyResultScore) -> dict[str, Any]:
    return {
        "value": number(score.current),
        "progress": number(score.progress),
        "confidence": score.confidence,
        "status": score.status.shown,
    }


def _concern(row: KeyResultRow) -> dict[str, Any]:
    score = row.score
    last = score.last_checkin
    return {
        "reference": row.ref.full,
        "title": row.key_result.title,
        "owner": row.owner,
        "status": score.status.shown,
        "reason": score.status.reason,
        "days_silent": score.days_silent,
        "overdue": score.overdue,
        "blocker": last.reading.blocker if last else None,
    }


def _untouched(thing: Untouched) -> dict[str, Any]:
    return {
        "kind": thing.kind,
        "reference": thing.ref.full,
        "title": thing.title,
        "owner": thing.owner,
        "days": thing.days,
        "is_late": thing.is_late,
        "is_paused": thing.is_paused,
    }


def _step(step: OpenStep) -> dict[str, Any]:
    return {
        "kind": step.kind,
        "reference": step.ref.full,
        "title": step.title,
        "owner": step.owner,
        "due": step.due.isoformat() if step.due else None,
    }
