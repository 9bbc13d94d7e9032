"""The people from whom a check-in is expected, at the time of a commit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from okrcli.model.plan import Plan, Ref, plan_as_of
from okrcli.model.plan_change import RecordedCheckin
from okrcli.model.reasons import says_something

if TYPE_CHECKING:
    from okrcli.git.semantic_log import CommitChanges

_OF_A_PERSON = frozenset(("owner", "updater"))


class OwnersAtCommit(NamedTuple):
    """The plans that say who is asked for a check-in that came with a commit."""

    then: Plan
    """The plan as the commit left it."""
    end: Plan
    """The plan at the end of the history."""
    start: Plan | None
    """The plan at the start of a range; None for a whole history."""

    def asked(self, ref: Ref, checkin: RecordedCheckin) -> frozenset[str]:
        """The people from whom the check-in may come; empty if none is named."""
        if self.start and (theirs := self._by(self.start, ref, checkin)):
            return theirs.union(self._named_with_reason(ref))
        return responsible(self.then, self.then.present(ref)) | self._by(self.end, ref, checkin)

    def addresses_of(self, name: str) -> frozenset[str]:
        """The e-mail addresses of a person in small letters, of a range by its start; empty where it has none."""
        people = [plan.people.get(name) for plan in (self.start or self.then, self.end)]
        return next((frozenset(person.addresses) for person in people if person and person.addresses), frozenset())

    def names_of(self, addresses: frozenset[str]) -> frozenset[str]:
        """The people with one of these e-mail addresses, of a range by its start."""
        people = (self.start or self.then).people.values()
        return frozenset(person.id for person in people if not addresses.isdisjoint(person.addresses))

    def author_of(self, document: str, ref: Ref) -> str | None:
        """The person who checked in, by the id of the check-in and its target; None without such a check-in."""
        known = (plan.checkins.get(plan.present(ref), ()) for plan in (self.start or self.end, self.end))
        return next((checkin.by for several in known for checkin in several if checkin.document == document), None)

    def _by(self, plan: Plan, ref: Ref, checkin: RecordedCheckin) -> frozenset[str]:
        """The people of a plan; where the one who checked in is none of them, also those of the day."""
        theirs = responsible(plan, plan.present(ref))
        if checkin.by in theirs:
            return theirs
        earlier = plan_as_of(plan, checkin.date)
        return theirs if earlier is plan else theirs | responsible(earlier, earlier.present(ref))

    def _named_with_reason(self, ref: Ref) -> Iterator[str]:
        """Whoever the range made an owner or updater, with a recorded reason."""
        ref = self.end.present(ref).holder
        for item in (ref, ref.parent):
            if item in self.end.locations:
                record = self.end.item(item)
                for change in record.changes:
                    if change.field in _OF_A_PERSON and change.to and says_something(change.reason):
                        yield str(change.to)
                        yield from self.end.team_and_below(str(change.to))


def responsible(plan: Plan, ref: Ref) -> frozenset[str]:
    """The ids of all from whom a check-in is expected; empty without an owner, or where `ref` is unknown."""
    ref = ref.holder
    if ref not in plan.locations:
        return frozenset()
    names = {plan.owner_of(ref), plan.owner_of(ref.parent)}
    if ref.key_result:
        names.update((*plan.duty_holders(ref), plan.key_result(ref).updater))
    else:
        names.update(plan.owner_of(below) for below, _ in plan.key_results_of(ref))
    known = {name for name in names if name}
    return frozenset(known.union(*(plan.team_and_below(name) for name in known if name in plan.teams)))


def plan_before(plan: Plan, step: CommitChanges) -> Plan:
    """The objectives, key results, people and teams as they were before a commit; `plan` is the plan after it."""
    from dataclasses import replace

    if all(change.is_progress for change in step.differences):
        return plan
    new = step.after.objectives.keys() - step.before.objectives.keys()
    kept = {ref: objective for ref, objective in plan.objectives.items() if ref not in new}
    gone = step.after.locations.keys() - step.before.locations.keys()
    places = {ref: location for ref, location in plan.locations.items() if ref not in gone}
    people, teams = step.after.people.keys(), step.after.teams.keys()
    return replace(
        plan,
        objectives={**kept, **step.before.objectives},
        locations={**places, **step.before.locations},
        teams={**{name: team for name, team in plan.teams.items() if name not in teams}, **step.before.teams},
        people={**{name: each for name, each in plan.people.items() if name not in people}, **step.before.people},
    )
