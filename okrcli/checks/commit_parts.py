"""The parts of a plan that a commit changed, and their locations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from okrcli.model.diff_text import name_of
from okrcli.model.plan import Location, Plan
from okrcli.model.plan_change import PlanChange, RecordedCheckin, recorded
from okrcli.model.planned_path import is_path

if TYPE_CHECKING:
    from okrcli.git.semantic_log import CommitChanges


def name_in_full(change: PlanChange) -> str:
    """The name of what changed, without its cycle."""
    return name_of(change, change.ref.cycle if change.ref else None)


def new_checkins(step: CommitChanges) -> Iterator[PlanChange]:
    """The check-ins that a commit brought."""
    return (
        difference for difference in step.differences if difference.noun == "check-in" and difference.kind == "added"
    )


def is_correction(change: PlanChange) -> bool:
    """True for a check-in that corrects an earlier one."""
    return change.noun == "check-in" and change.kind == "added" and bool(change.after.reading.corrects)


def as_typed(value: object) -> str:
    """A value as a text in a hint: without quotes, and `null` for none."""
    return "null" if value is None else f'"{value}"' if is_path(value) else str(value)


def home_of(plan: Plan, wanted: RecordedCheckin) -> Location | None:
    """The location of a check-in; None where the plan has no such check-in."""
    for several in plan.checkins.values():
        for checkin in several:
            if checkin.date == wanted.date and recorded(checkin) == wanted:
                return checkin.location
    return None


def root_key(location: Location, key: str) -> Location:
    """The field of a check-in file that holds for all of its entries; inside a key result that of the check-in."""
    return Location(location.path, (key,)) if location.keys[:1] == ("checkins",) else location.child(key)


def location_of(change: PlanChange, step: CommitChanges) -> tuple[Location | None, bool]:
    """The location of a change, and whether that is in the files before the commit."""
    was = change.kind == "removed"
    plan = step.before if was else step.after
    if change.noun == "check-in":
        return home_of(plan, change.before if was else change.after), was
    location = plan.locations.get(change.ref._replace(action=None, guardrail=None)) if change.ref else None
    if location and change.field and not change.item and change.after is not None:
        return location.child(change.field), was
    return location, was
