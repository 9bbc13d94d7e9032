"""The documents of `okr tree`, `due`, `trend` and `cycle` with `--format json`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from okrcli.render.json.core import cycle_document, envelope, number, objective_document

if TYPE_CHECKING:
    from okrcli.model.plan import Ref
    from okrcli.reports.cycle import CycleRow
    from okrcli.reports.due import DueReport, Duty
    from okrcli.reports.tree import TreeReport
    from okrcli.reports.trend import Trend
    from okrcli.scoring.alignment import DependencyLink


def tree_document(tree: TreeReport, left_out: tuple[str, ...]) -> dict[str, Any]:
    """`okr tree --format json`: each objective once, with the objectives that it contributes to."""
    parents: dict[Ref, list[str]] = {}
    for node in tree.nodes:
        parents.setdefault(node.row.ref, []).extend([node.parent.full] if node.parent else [])
    return envelope(
        "tree",
        tree.day,
        cycle=cycle_document(tree.cycle),
        objectives=[
            objective_document(node.row)
            | {
                "contributes_to": parents[node.row.ref],
                "is_selected": node.is_picked,
                "is_orphan": node.is_orphan,
                "loop": [ref.full for ref in node.loop],
                "depends_on": [_link_document(link) for link in node.needs],
            }
            for node in tree.objectives
        ],
        left_out=list(left_out),
    )


def _link_document(link: DependencyLink) -> dict[str, Any]:
    return {
        "from": link.ref.full,
        "to": link.target.full if link.target else None,
        "written": link.dependency.to,
        "need": link.dependency.need,
        "agreement": link.agreement,
    }


def due_document(report: DueReport, left_out: tuple[str, ...]) -> dict[str, Any]:
    """`okr due --format json`: also what is due later."""
    return envelope(
        "due",
        report.day,
        cycles=[cycle_document(cycle) for cycle in report.cycles],
        duties=[duty_document(duty) for duty in report.duties],
        left_out=list(left_out),
    )


def duty_document(duty: Duty) -> dict[str, Any]:
    """One thing to do."""
    return {
        "kind": duty.kind,
        "reference": duty.ref.full,
        "title": duty.title,
        "people": list(duty.holders),
        "owner": duty.owner,
        "due": duty.due.isoformat(),
        "days_late": duty.days_late,
        "is_now": duty.is_now,
        "about": duty.about,
        "command": duty.command,
    }


def trend_document(trends: Sequence[Trend], day: date, left_out: tuple[str, ...]) -> dict[str, Any]:
    """`okr trend --format json`."""
    return envelope(
        "trend",
        day,
        trends=[
            {
                "reference": trend.ref.full,
                "title": trend.title,
                "unit": trend.unit,
                "start": trend.period.start.isoformat(),
                "end": trend.period.end.isoformat(),
                "points": [
                    {
                        "date": point.date.isoformat(),
                        "value": number(point.value),
                        "progress": number(point.progress),
                        "expected": number(point.expected),
                    }
                    for point in trend.points
                ],
                "forecast": [
                    {
                        "method": forecast.method,
                        "value": number(forecast.value),
                        "reached": forecast.reached.isoformat() if forecast.reached else None,
                        "refusal": forecast.refusal,
                    }
                    for forecast in trend.forecasts
                ],
            }
            for trend in trends
        ],
        left_out=list(left_out),
    )


def cycles_document(kind: str, rows: Sequence[CycleRow], day: date, left_out: tuple[str, ...]) -> dict[str, Any]:
    """`okr cycle list` and `okr cycle show` with `--format json`."""
    found = [
        cycle_document(row.cycle)
        | {
            "title": row.cycle.declared.title,
            "is_current": row.is_current,
            "days": row.days,
            "days_gone": row.days_gone,
            "time_gone": number(row.time_gone),
            "objectives": row.objectives,
            "key_results": row.key_results,
            "types": [
                {
                    "type": figures.type,
                    "objectives": figures.objectives,
                    "progress": number(figures.progress),
                    "score": number(figures.score),
                    "statuses": dict(figures.statuses),
                }
                for figures in row.types
            ],
        }
        for row in rows
    ]
    content = {"cycles": found} if kind == "cycles" else {"cycle": found[0]}
    return envelope(kind, day, **content, left_out=list(left_out))
