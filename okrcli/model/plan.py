"""The `Plan`: all files of a workspace as one value, references and locations in it, and the plan as of a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from datetime import date as Date  # noqa: N812  (for classes with a field of that name)
from typing import Final, NamedTuple, Self, TypeVar

from okrcli.model.history import days_of_change, existed_on, has_dropped_milestones, objective_as_of
from okrcli.model.period import Period, PlannedCycle
from okrcli.model.records import CheckinValues, KeyResult, Objective, Person, Team
from okrcli.model.settings import ObjectiveType, Settings

T = TypeVar("T", Objective, KeyResult)

DEFAULT_SETTINGS: Final = Settings()
NO_OWNER: Final = "no owner"
"""The name of a group of items without an owner."""


class Ref(NamedTuple):
    """A reference to an objective, key result, action or guardrail. `str` gives it as in files, without the cycle."""

    cycle: str
    objective: str
    key_result: str | None = None
    action: str | None = None
    guardrail: str | None = None

    def __str__(self) -> str:
        return "/".join(part for part in self[1:] if part is not None)

    # A total order: an objective stands before all that is in it. Plain tuples cannot compare None with text.
    def __lt__(self, other: tuple[str | None, ...]) -> bool:
        return self._order < tuple(part or "" for part in other)

    def __le__(self, other: tuple[str | None, ...]) -> bool:
        return self._order <= tuple(part or "" for part in other)

    def __gt__(self, other: tuple[str | None, ...]) -> bool:
        return self._order > tuple(part or "" for part in other)

    def __ge__(self, other: tuple[str | None, ...]) -> bool:
        return self._order >= tuple(part or "" for part in other)

    @property
    def _order(self) -> tuple[str, ...]:
        return tuple(part or "" for part in self)

    @property
    def full(self) -> str:
        """With the cycle in front, clear from anywhere: `2026-Q4/demand/mql`."""
        return f"{self.cycle}/{self}"

    @property
    def parent(self) -> Ref:
        """The objective of a key result, action or guardrail; an objective's own reference."""
        return Ref(self.cycle, self.objective)

    @property
    def holder(self) -> Ref:
        """The objective or key result that an action or guardrail belongs to; their own reference."""
        return Ref(self.cycle, self.objective, self.key_result)

    @property
    def short(self) -> str:
        """The last part, which is enough on the command line while it is unambiguous."""
        return next(part for part in reversed(self) if part is not None)


class Location(NamedTuple):
    """The file in which something is written, and the path of keys and positions inside it."""

    path: str
    keys: tuple[str | int, ...]

    def child(self, *keys: str | int) -> Location:
        """The location below this one: `location.child("milestones", 0)`."""
        return Location(self.path, (*self.keys, *keys))


NEVER: Final = datetime.min.replace(tzinfo=UTC)
"""Before every moment: the time of entry of a check-in that has none."""


class CheckinRun(NamedTuple):
    """The day, author and file that the check-ins of one run of `okr checkin` share."""

    date: Date
    at: datetime | None
    by: str | None
    document: str | None
    """The id of the file; None for a check-in written inside a key result."""
    location: Location
    """The location of the list `checkins`, without its name."""


class Checkin(NamedTuple):
    """A check-in of one target, from a file of its own, from a pack or from inside a key result.

    There may be half a million of them, so what a whole run shares is in `run`.
    """

    reading: CheckinValues
    position: int
    """Its position in its file, which orders two entries of one day without a time."""
    run: CheckinRun

    @property
    def date(self) -> Date:
        """The day it speaks of."""
        return self.run.date

    @property
    def at(self) -> datetime | None:
        """The time of entry."""
        return self.run.at

    @property
    def by(self) -> str | None:
        """The person who checked in."""
        return self.run.by

    @property
    def document(self) -> str | None:
        """The id of its file; None for one written inside a key result."""
        return self.run.document

    @property
    def location(self) -> Location:
        """The location of its entry."""
        return self.run.location.child("checkins", self.position)

    @property
    def order(self) -> tuple[Date, datetime, int, str]:
        """Sorts by day, then time of entry, then position, then document id (docs/semantics.md, "The value")."""
        date, at, _, document, _ = self.run
        return (date, at or NEVER, self.position, document or "")


@dataclass(frozen=True, slots=True)
class Win:
    """A text about something that went well, from a check-in."""

    date: Date
    by: str
    text: str
    location: Location


@dataclass(slots=True)
class _Derived:
    """Parts of a plan that are computed once, when they are first asked for: a plan is never changed."""

    as_of: dict[Date, Plan] = field(default_factory=dict)
    """The plan as of the last days of change that were asked for."""
    days: Sequence[Date] | None = None
    """The days on which something was changed, sorted."""
    below: Mapping[Ref, Collection[Ref]] | None = None
    contributing: Mapping[Ref, tuple[Ref, ...]] | None = None
    """By reference: the objectives and key results that contribute to exactly it."""


_MOST_DAYS: Final = 4
"""The most days of which the plan is kept. A report asks for the same few again, for each of its rows."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The content of all files of a workspace. Dictionaries keep file order."""

    settings: Settings = DEFAULT_SETTINGS
    cycles: Mapping[str, PlannedCycle] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    teams: Mapping[str, Team] = field(default_factory=dict)
    member_paths: Mapping[str, str] = field(default_factory=dict)
    """The files of people and teams by id, for those that are not in `okrs.yaml`."""
    definitions: Mapping[str, str] = field(default_factory=dict)
    objectives: Mapping[Ref, Objective] = field(default_factory=dict)
    checkins: Mapping[Ref, tuple[Checkin, ...]] = field(default_factory=dict)
    """By key result, objective, action or guardrail; each tuple in order, corrections not yet applied."""
    wins: tuple[Win, ...] = ()
    locations: Mapping[Ref, Location] = field(default_factory=dict)
    """The location of each objective and key result."""
    renamed: Mapping[Ref, Ref] = field(default_factory=dict)
    """Earlier names of objectives and key results (`was`), each with the present one."""
    latest_change: Date | None = None
    """The last day from which a recorded change holds; None where nothing was changed."""
    _derived: _Derived = field(default_factory=lambda: _Derived(), init=False, repr=False, compare=False)

    @property
    def ids_by_email(self) -> dict[str, str]:
        """The ids of people by their e-mail addresses in small letters."""
        return {address: person.id for person in self.people.values() for address in person.addresses}

    def present(self, ref: Ref) -> Ref:
        """The present reference of an objective or key result: `ref` itself, unless that is an earlier name."""
        if not self.renamed:
            return ref
        top = ref.parent if ref.parent in self.locations else self.renamed.get(ref.parent, ref.parent)
        if ref.key_result is None:
            return top._replace(guardrail=ref.guardrail)
        near, far = Ref(*top[:2], ref.key_result), Ref(*ref[:3])
        if near not in self.locations:
            near = self.renamed.get(near) or self.renamed.get(far) or near
        return near._replace(action=ref.action, guardrail=ref.guardrail)

    def objectives_of(self, cycle: str) -> Iterator[tuple[Ref, Objective]]:
        """The objectives of one cycle, in file order."""
        return ((ref, objective) for ref, objective in self.objectives.items() if ref.cycle == cycle)

    def key_results_of(self, ref: Ref) -> Iterator[tuple[Ref, KeyResult]]:
        """The key results of one objective, in file order."""
        for key_result in self.objectives[ref.parent].key_results:
            yield Ref(ref.cycle, ref.objective, key_result.id), key_result

    def has(self, ref: Ref) -> bool:
        """True if there is an objective or key result at `ref`."""
        objective = self.objectives.get(ref.parent)
        if objective is None or ref.key_result is None:
            return objective is not None
        return any(key_result.id == ref.key_result for key_result in objective.key_results)

    def key_result(self, ref: Ref) -> KeyResult:
        """The key result at `ref`. Raises KeyError when there is none."""
        for key_result in self.objectives[ref.parent].key_results:
            if key_result.id == ref.key_result:
                return key_result
        raise KeyError(ref)

    def item(self, ref: Ref) -> Objective | KeyResult:
        """The key result of a reference, else its objective. Raises KeyError if there is none."""
        return self.key_result(ref) if ref.key_result else self.objectives[ref.parent]

    def type_of(self, ref: Ref) -> ObjectiveType:
        """The type of the objective at `ref`: its own, its cycle's default, or the workspace's."""
        cycle = self.cycles[ref.cycle].declared
        return self.objectives[ref.parent].type or cycle.type or self.settings.type.default

    def period_of(self, ref: Ref) -> Period:
        """The days of an objective or key result: its own, else those of its objective, else those of its cycle."""
        cycle = self.cycles[ref.cycle].period
        start = self.objectives[ref.parent].start_date or cycle.start
        if ref.key_result is None:
            return Period(start, cycle.end)
        key_result = self.key_result(ref)
        return Period(key_result.start_date or start, key_result.end_date or cycle.end)

    def frequency_of(self, ref: Ref) -> str:
        """The frequency of check-ins: that of the key result, objective, cycle or workspace, the first that is set.

        It is `never` for a key result whose value comes from parts, unless that has its own.
        """
        key_result = self.key_result(ref) if ref.key_result else None
        own = key_result.frequency if key_result else None
        if key_result and key_result.value_from:
            return own or "never"
        return (
            own
            or self.objectives[ref.parent].frequency
            or self.cycles[ref.cycle].declared.frequency
            or self.settings.checkin.frequency
        )

    def duty_holders(self, ref: Ref) -> tuple[str, ...]:
        """The people who check in a key result: its updater, its owner, or the members of the team that owns it.

        A key result without an owner belongs to the owner of its objective.
        """
        key_result = self.key_result(ref)
        if key_result.updater:
            return (key_result.updater,)
        return self.people_of(key_result.owner or self.objectives[ref.parent].owner)

    def people_of(self, name: str | None) -> tuple[str, ...]:
        """The people who can act for a name: the members of a team, else the person; a team if it has no members."""
        team = self.teams.get(name) if name else None
        return team.members if team and team.members else (name,) if name else ()

    @property
    def members(self) -> dict[str, Person | Team]:
        """The people and teams of `okrs.yaml`, by id."""
        return {**self.people, **self.teams}

    def team_and_below(self, team: str) -> frozenset[str]:
        """A team, the teams that are part of it at any depth, and all their members."""
        teams = {team}
        while grown := {t.id for t in self.teams.values() if t.parent in teams} - teams:
            teams |= grown
        members = {member for t in self.teams.values() if t.id in teams for member in t.members}
        return frozenset(teams | members)

    def owner_of(self, ref: Ref) -> str | None:
        """The owner of a key result (else of its objective), or of an objective."""
        own = self.key_result(ref).owner if ref.key_result else None
        return own or self.objectives[ref.parent].owner

    def part(self, objectives: Iterable[Ref]) -> Plan:
        """The plan with only these objectives and what is checked in for them.

        All that is done with a part costs as much as the part, however large the plan is.
        """
        kept = {ref: self.objectives[ref] for ref in objectives}
        below = [ref for objective in kept for ref in self._below[objective]]
        return replace(
            self,
            objectives=kept,
            checkins={ref: self.checkins[ref] for ref in below if ref in self.checkins},
            locations={ref: self.locations[ref] for ref in below if ref in self.locations},
            latest_change=latest_change(kept.values()),
        )

    @property
    def _below(self) -> Mapping[Ref, Collection[Ref]]:
        """By objective: its own reference, and those of all below it that has a location or check-ins."""
        if self._derived.below is None:
            below: dict[Ref, dict[Ref, None]] = {ref: {} for ref in self.objectives}
            for ref in (*self.locations, *self.checkins):
                if ref.parent in below:
                    below[ref.parent][ref] = None
            self._derived.below = below
        return self._derived.below

    def contributing(self, compute: Callable[[Plan], Mapping[Ref, tuple[Ref, ...]]]) -> Mapping[Ref, tuple[Ref, ...]]:
        """By reference: the objectives and key results that contribute to exactly it; computed once for a plan."""
        if self._derived.contributing is None:
            self._derived.contributing = compute(self)
        return self._derived.contributing

    def with_checkins(self, checkins: Mapping[Ref, tuple[Checkin, ...]]) -> Self:
        """The same plan with other check-ins, for the preview of a check-in before it is written."""
        return replace(self, checkins=checkins)


# ── The plan as it was on a day ───────────────────────────────────────────────────────────────────────────────────


def plan_as_of(plan: Plan, day: date) -> Plan:
    """The plan with what held on `day`; the same object where nothing was changed after that day.

    What was added later is not in it, and milestones that were dropped are not either. The rules are docs/semantics.md,
    "What was changed on the way".
    """
    if plan.latest_change is None or plan.latest_change <= day:
        return plan
    known, days = plan._derived.as_of, _days_of_change(plan)
    position = bisect_right(days, day)
    last = days[position - 1] if position else date.min
    if last not in known:
        if len(known) >= _MOST_DAYS:
            del known[next(iter(known))]
        known[last] = _plan_as_of(plan, last)
    return known[last]


def _days_of_change(plan: Plan) -> Sequence[date]:
    """The days on which something was changed, sorted. From one of them to the next the plan is the same."""
    if plan._derived.days is None:
        plan._derived.days = sorted({day for each in plan.objectives.values() for day in days_of_change(each)})
    return plan._derived.days


def _plan_as_of(plan: Plan, day: date) -> Plan:
    objectives = {
        ref: objective_as_of(objective, day) for ref, objective in plan.objectives.items() if existed_on(objective, day)
    }
    held = replace(plan, objectives=objectives, latest_change=latest_change(objectives.values()))
    gone = {ref for ref in plan.locations if not held.has(ref)}
    if not gone:
        return held
    return replace(
        held,
        locations={ref: location for ref, location in plan.locations.items() if ref not in gone},
        checkins={ref: checkins for ref, checkins in plan.checkins.items() if not gone & {ref.holder, ref.parent}},
    )


def latest_change(objectives: Iterable[Objective]) -> date | None:
    """The last day from which something in these objectives is other than before; None where nothing was changed.

    With a milestone that was dropped it is the end of time: the plan as of any day is without it.
    """
    objectives = list(objectives)
    if any(map(has_dropped_milestones, objectives)):
        return date.max
    return max((day for objective in objectives for day in days_of_change(objective)), default=None)
