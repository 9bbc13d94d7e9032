"""The people and teams that a change of the plan concerns, and who should therefore review it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from okrcli.model.plan import Plan
from okrcli.model.plan_change import PlanChange
from okrcli.reports.codeowners import owners_at_the_top
from okrcli.reports.diff import DiffReport
from okrcli.scoring.alignment import dependency_links, targets


class Reviewer(NamedTuple):
    """A person or team, and the changes because of which they should review."""

    name: str
    """The id of the person or team."""
    reasons: tuple[str, ...]
    """The parts of the change: `demand/mql`, `care/calls needs ads/leads`, `setting pace`; each once."""


def reviewers(report: DiffReport) -> list[Reviewer]:
    """The people and teams that should review a change, those with most reasons first; none where it is progress only.

    These are the owners of what changed, before and after; the owners of what it contributes to, and of what needs it;
    for a change of people, cycles or settings the owners of the objectives at the top.
    """
    if not report.changes_intent:
        return []
    reasons: dict[str, dict[str, None]] = {}
    for change in _changes(report):
        for plan in (report.plan_before, report.plan):
            for name, reason in _concerned(plan, change, report.day):
                reasons.setdefault(name, {})[reason] = None
    ordered = sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0]))
    return [Reviewer(name, tuple(texts)) for name, texts in ordered]


def _changes(report: DiffReport) -> Iterator[PlanChange]:
    """The changes of what was intended: goals, links, people and settings, and earlier check-ins."""
    yield from (post.difference for post in report.goalposts)
    yield from report.arrivals
    yield from (change for change in report.others if not change.is_progress)
    yield from (row.difference for row in report.altered)


def _concerned(plan: Plan, change: PlanChange, day: date) -> Iterator[tuple[str, str]]:
    """The people whom a change concerns in one of the two plans, with the reason."""
    if change.ref is None:
        text = f"{change.noun} {change.item or change.field}".strip()
        yield from ((name, text) for name in owners_at_the_top(plan, list(plan.objectives)))
        return
    ref = plan.present(change.ref).holder
    if ref.parent not in plan.objectives:
        return
    owner = plan.owner_of(ref) if ref in plan.locations else None
    if owner:
        yield owner, str(ref)
    if (above := plan.owner_of(ref.parent)) and above != owner:
        yield above, str(ref.parent)
    for target in targets(plan, ref.parent):
        if name := plan.owner_of(target):
            yield name, f"{target}, above {ref.parent}"
    for need in dependency_links(plan, day):
        if need.target in (ref, ref.parent) and (name := plan.owner_of(need.ref)):
            yield name, f"{need.ref} needs {need.target}"
