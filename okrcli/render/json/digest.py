"""`okr report --format json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from okrcli.model.diff_text import in_words, name_of
from okrcli.render.json.agenda import move_document
from okrcli.render.json.core import cycle_document, envelope, number, objective_document, settings_document

if TYPE_CHECKING:
    from okrcli.model.diff import PlanChange
    from okrcli.model.plan import Plan
    from okrcli.reports.digest import Digest


def digest_document(found: Digest, plan: Plan, left_out: tuple[str, ...]) -> dict[str, Any]:
    """Everything the digest says, and the objectives in full."""
    changes = found.changes
    return envelope(
        "report",
        found.day,
        since=found.since.isoformat(),
        audience=found.audience.name,
        cycle=cycle_document(found.cycle),
        settings=settings_document(plan.settings),
        types=[
            {
                "type": line.type,
                "objectives": line.objectives,
                "progress": number(line.progress),
                "score": number(line.score),
                "statuses": dict(line.statuses),
            }
            for line in found.types
        ],
        breached=[state.ref.full for state in found.status.breached],
        objectives=[objective_document(row) for row in found.status.objectives],
        before=[
            {"reference": row.ref.full, "progress": number(score.progress), "status": score.status.shown}
            for row in found.status.objectives
            if (score := found.before.get(row.ref))
        ],
        changes=None if changes is None else [_change(each, found, plan) for each in changes],
        moved=[move_document(move) for move in found.moved],
        projections=[
            {
                "reference": each.row.ref.full,
                "title": each.row.key_result.title,
                "value": number(each.value),
                "progress": number(each.share),
            }
            for each in found.projections
        ],
        wins=[{"date": win.date.isoformat(), "by": win.by, "text": win.text} for win in found.wins],
        needs=[
            {"kind": need.kind, "reference": need.ref.full, "title": need.title, "what": need.what, "of": need.of}
            for need in found.needs
        ],
        left_out=list(left_out),
    )


def _change(each: PlanChange, found: Digest, plan: Plan) -> dict[str, Any]:
    return {
        "reference": name_of(each),
        "kind": each.kind,
        "text": in_words(each, plan),
        "is_goalpost": id(each) in found.goalposts,
        "reason": each.reason,
    }
