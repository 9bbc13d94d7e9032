"""The commits of the changes between two states."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import replace

from okrcli.git.semantic_log import CommitChanges
from okrcli.model.plan_change import PlanChange
from okrcli.reports.diff import AlteredRecord, DiffReport, Goalpost
from okrcli.reports.log import Following


def with_commits(report: DiffReport, steps: Iterable[CommitChanges]) -> DiffReport:
    """The report with the commit of each goalpost and of each check-in that was altered.

    `steps` are the commits between both states, newest first.
    """
    rows: list[Goalpost | AlteredRecord] = [*report.goalposts, *report.altered]
    following = {
        number: Following([row.difference.ref] if row.difference.ref else [], report.plan)
        for number, row in enumerate(rows)
    }
    waiting: dict[Hashable, list[int]] = {}
    for number, row in enumerate(rows):
        waiting.setdefault(_kind_of(row.difference), []).append(number)
    people = report.plan.ids_by_email
    for step in steps:
        for change in step.differences:
            for number in [*waiting.get(_kind_of(change), ())]:
                row = rows[number]
                if not (_is_same_part(change, row.difference) and _is_about(change, following[number])):
                    continue
                waiting[_kind_of(change)].remove(number)
                del following[number]
                if change.after == row.difference.after:
                    author = people.get(step.commit.email.lower()) or step.commit.author or step.commit.email
                    rows[number] = row._replace(commit=step.commit, author=author)
        if not following:
            break
        if names := [change for change in step.differences if change.kind in ("renamed", "moved")]:
            for each in following.values():
                each.step_back(names)
    return replace(
        report,
        goalposts=tuple(row for row in rows if isinstance(row, Goalpost)),
        altered=tuple(row for row in rows if isinstance(row, AlteredRecord)),
    )


def _is_same_part(change: PlanChange, other: PlanChange) -> bool:
    """True if both are about the same field, or about the same check-in or win."""
    if not other.alters_record:
        return change.part == other.part
    if change.noun != other.noun or not change.alters_record:
        return False
    return bool(change.after == other.after if other.after is not None else change.before == other.before)


def _is_about(change: PlanChange, following: Following) -> bool:
    return following.is_everything if change.ref is None else following.names(change.ref)


def _kind_of(change: PlanChange) -> Hashable:
    """The part that a change is about; of an altered check-in or win that it is one."""
    return change.noun if change.alters_record else change.part
