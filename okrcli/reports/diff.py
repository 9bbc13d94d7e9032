"""Changes between two states of a workspace, the most important for a reviewer first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Final, Literal, NamedTuple

from okrcli.model.diff import PlanChange, RecordedCheckin, compare, paired, recorded
from okrcli.model.plan import NEVER, Plan, Ref
from okrcli.model.record import changed
from okrcli.scoring.score import KeyResultScore, score_key_result

WORKSPACE_FILE: Final = "okrs.yaml"
_NO_MEASURE: Final = frozenset(("owner", "unit"))
"""Agreed fields that have no effect on progress; what changed beside them has its own line."""
_THINGS: Final = frozenset(("objective", "key result"))


class Goalpost(NamedTuple):
    """An agreed field that was changed after its cycle began, and what that alone does to progress on the day."""

    difference: PlanChange
    began: date
    progress: tuple[Fraction | None, Fraction | None] | None
    """Before and after; None where it is not about the measure of a key result."""


class CheckinRow(NamedTuple):
    """All that was checked in for one thing: where it was, where it is."""

    ref: Ref
    before: KeyResultScore | None
    after: KeyResultScore | None
    """None for objectives and actions, and for what is not in the plan."""
    entries: tuple[RecordedCheckin, ...]
    """Sorted by day."""

    @property
    def delta(self) -> Decimal | Fraction | None:
        """Change of the value."""
        has_value = any(entry.reading.value is not None for entry in self.entries)
        if self.after is None or self.after.current is None or not has_value:
            return None
        was = self.before.current if self.before else None
        now = self.after.current
        if was is None:
            return None
        return now - was if isinstance(now, Decimal) and isinstance(was, Decimal) else Fraction(now) - Fraction(was)


@dataclass(frozen=True, slots=True)
class DiffReport:
    """The differences of two states, each in one group."""

    before: str
    after: str
    """The names of the two states, as people write them."""
    day: date
    plan: Plan
    """The state after."""
    goalposts: tuple[Goalpost, ...]
    arrivals: tuple[PlanChange, ...]
    """Objectives and key results that are new, gone, renamed or moved."""
    others: tuple[PlanChange, ...]
    """Every other change of what people intend, and what was ticked off."""
    checkins: tuple[CheckinRow, ...]
    wins: tuple[PlanChange, ...]
    altered: tuple[PlanChange, ...]
    """Check-ins that say something else now, or are gone."""
    quiet: tuple[str, ...]
    """Files that changed and mean the same."""
    unread: tuple[str, ...]
    """Files that cannot be read on one side, and were left out."""

    @property
    def is_empty(self) -> bool:
        """True if nothing changed in meaning."""
        return not (self.goalposts or self.arrivals or self.others or self.checkins or self.wins or self.altered)

    @property
    def changes_intent(self) -> bool:
        """True if it changes a goal or an earlier check-in."""
        return bool(self.goalposts or self.arrivals or self.altered or any(not d.is_progress for d in self.others))

    @property
    def verdict(self) -> Literal["intent", "progress", "nothing", "unknown"]:
        """The kind of change, by which pull requests can be routed: `nothing`, `progress` or `intent`."""
        if self.is_empty:
            return "unknown" if self.unread else "nothing"
        return "intent" if self.changes_intent or self.unread else "progress"


def diff_report(
    before: Plan, after: Plan, day: date, labels: tuple[str, str], changed: Collection[str], unread: Collection[str]
) -> DiffReport:
    """The report; `changed` are the paths of files that are not the same, `unread` of those that cannot be read."""
    sides = _Sides(before, after, day)
    touched = [(found, sides.paths(found)) for found in compare(before, after)]
    found = [d for d, paths in touched if paths.isdisjoint(unread)]
    goalposts = [post for d in found if (post := _goalpost(d, sides))]
    moved = [id(post.difference) for post in goalposts]
    rest = [d for d in found if id(d) not in moved]
    arrivals = [d for d in rest if d.noun in _THINGS and d.kind != "changed"]
    said_now = [d for d in rest if d.noun == "check-in" and not d.alters_record]
    loud = {path for _, paths in touched for path in paths}
    return DiffReport(
        *labels,
        day,
        after,
        goalposts=tuple(goalposts),
        arrivals=tuple(arrivals),
        others=tuple(d for d in rest if d not in arrivals and d.noun not in ("check-in", "win")),
        checkins=tuple(_rows(said_now, sides)),
        wins=tuple(d for d in rest if d.noun == "win" and not d.alters_record),
        altered=tuple(d for d in rest if d.alters_record),
        quiet=tuple(sorted(set(changed) - loud - set(unread))),
        unread=tuple(sorted(unread)),
    )


class _Sides:
    """The two states, and what is asked of both of them again and again."""

    def __init__(self, before: Plan, after: Plan, day: date) -> None:
        self.before, self.after, self.day = before, after, day
        self.earlier = {new: old for old, new in paired(before, after).items()}

    @cached_property
    def _places(self) -> dict[RecordedCheckin, set[str]]:
        found: dict[RecordedCheckin, set[str]] = {}
        for plan in (self.before, self.after):
            for several in plan.checkins.values():
                for checkin in several:
                    found.setdefault(recorded(checkin), set()).add(checkin.location.path)
        return found

    def paths(self, found: PlanChange) -> frozenset[str]:
        """The files in which a difference stands."""
        if found.noun == "win":
            plans = (self.before, self.after)
            return frozenset(win.location.path for plan in plans for win in plan.wins if win.text == found.item)
        if found.ref is None:
            return frozenset([WORKSPACE_FILE])
        if found.noun == "check-in":
            both = [one for one in (found.before, found.after) if one]
            return frozenset(path for one in both for path in self._places[one])
        earlier = found.ref if found.kind == "removed" else self.earlier.get(found.ref, found.ref)
        locations = (self.before.locations.get(earlier), self.after.locations.get(found.ref))
        return frozenset(location.path for location in locations if location)


# ── Goalposts ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _goalpost(found: PlanChange, sides: _Sides) -> Goalpost | None:
    if found.agreed_since is None or found.ref is None or not found.moves_goalpost(sides.day):
        return None
    return Goalpost(found, found.agreed_since, None if found.field in _NO_MEASURE else _effect(found.ref, sides))


def _effect(ref: Ref, sides: _Sides) -> tuple[Fraction | None, Fraction | None] | None:
    """Progress with the measure as it was, and as it is, both with today's check-ins."""
    old = sides.earlier.get(ref)
    if ref.key_result is None or old is None:
        return None
    after = sides.after
    objective = after.objectives[ref.parent]
    was = changed(sides.before.key_result(old), id=ref.key_result)
    key_results = tuple(was if kr.id == ref.key_result else kr for kr in objective.key_results)
    as_it_was = {**after.objectives, ref.parent: changed(objective, key_results=key_results)}
    one = score_key_result(replace(after, objectives=as_it_was), ref, sides.day)
    return one.progress, score_key_result(after, ref, sides.day).progress


# ── Check-ins ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _rows(found: Sequence[PlanChange], sides: _Sides) -> Iterator[CheckinRow]:
    by_ref: dict[Ref, list[RecordedCheckin]] = {}
    for difference in found:
        if difference.ref is not None:
            by_ref.setdefault(difference.ref, []).append(difference.after)
    for ref, entries in by_ref.items():
        entries.sort(key=lambda one: (one.date, one.at or NEVER))
        old = sides.earlier.get(ref)
        yield CheckinRow(ref, _score(sides.before, old, sides.day), _score(sides.after, ref, sides.day), tuple(entries))


def _score(plan: Plan, ref: Ref | None, day: date) -> KeyResultScore | None:
    if ref is None or ref.key_result is None or ref.action or ref not in plan.locations:
        return None
    return score_key_result(plan, ref, day)
