"""The changes of check-ins and wins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping

from okrcli.model.list_pairs import itself, matched
from okrcli.model.plan import Checkin, Plan, Ref
from okrcli.model.plan_change import PlanChange, RecordedCheckin, contents_of, recorded
from okrcli.model.records import CheckinValues


def checkin_changes(before: Plan, after: Plan, names: Mapping[Ref, Ref]) -> Iterator[PlanChange]:
    """The check-ins that came, went or say something else, matched by document, content or occasion."""
    old, new = (_checkins_by_present_name(plan, after, names) for plan in (before, after))
    for ref in old.keys() | new.keys():
        earlier, later = old.get(ref, []), new.get(ref, [])
        if list(map(contents_of, earlier)) == list(map(contents_of, later)):
            continue
        pairs, gone, added = matched(
            list(map(recorded, earlier)), list(map(recorded, later)), [itself, _document, _content, _occasion]
        )
        for was, now in pairs:
            if was != now and was._replace(document=None) != now._replace(document=None):
                yield PlanChange("changed", "check-in", ref, _checkin_name(now), before=was, after=now)
        for checkin in gone:
            yield PlanChange("removed", "check-in", ref, _checkin_name(checkin), before=checkin)
        for checkin in added:
            yield PlanChange("added", "check-in", ref, _checkin_name(checkin), after=checkin)


def _checkins_by_present_name(plan: Plan, after: Plan, names: Mapping[Ref, Ref]) -> dict[Ref, list[Checkin]]:
    """All check-ins of a plan, by the reference that their target has after."""
    checkins: dict[Ref, list[Checkin]] = {}
    for ref, several in plan.checkins.items():
        goal = Ref(*ref[:3])
        now = names.get(goal, goal)._replace(action=ref.action, guardrail=ref.guardrail)
        checkins.setdefault(after.present(now), []).extend(several)
    return checkins


def _checkin_name(checkin: RecordedCheckin) -> str:
    return checkin.document or f"{checkin.date}"


def _document(checkin: RecordedCheckin) -> Hashable:
    return checkin.document


def _content(checkin: RecordedCheckin) -> Hashable:
    return checkin._replace(document=None)


def _occasion(checkin: RecordedCheckin) -> Hashable:
    return None if checkin.document else (checkin.date, checkin.by)


def win_changes(before: Plan, after: Plan) -> Iterator[PlanChange]:
    """The wins that came or went."""
    old, new = (Counter((win.date, win.by, win.text) for win in plan.wins) for plan in (before, after))
    for (day, by, text), count in (old - new).items():
        for _ in range(count):
            yield PlanChange(
                "removed", "win", item=text, before=RecordedCheckin(day, None, by, None, CheckinValues(note=text))
            )
    for (day, by, text), count in (new - old).items():
        for _ in range(count):
            yield PlanChange(
                "added", "win", item=text, after=RecordedCheckin(day, None, by, None, CheckinValues(note=text))
            )
