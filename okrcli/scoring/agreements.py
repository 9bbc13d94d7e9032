"""Agreements to objectives: the people whose agreement an objective wants, and the answers that they gave.

The rules are docs/semantics.md, "Agreement by name".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from okrcli.model.agreed_fields import in_force_since
from okrcli.model.goalposts import ANY_AGREED
from okrcli.model.objective_version import objective_version
from okrcli.model.plan import Plan, Ref
from okrcli.model.records import Agreement
from okrcli.model.settings import Concerned
from okrcli.scoring.alignment import linked_to, targets
from okrcli.scoring.checkin_history import decision_on

_STOPPED: Final = frozenset(("paused", "postponed", "cancelled", "closed"))
"""Decisions after which no agreement is asked for."""


@dataclass(frozen=True, slots=True)
class AgreementState:
    """The answer of one person or team to an objective, seen from a day."""

    ref: Ref
    """The objective."""
    name: str
    """The person or team whose agreement it is."""
    role: Concerned | None
    """The first reason for which the agreement is wanted; None where it was given without being wanted."""
    people: tuple[str, ...]
    """The people who are asked: the person, or of a team its lead, else its members."""
    answer: Literal["asked", "agreed", "refused", "outdated"]
    """`asked` until there is an answer; `outdated` where a draft has changed since the answer."""
    given: Agreement | None
    """The last answer."""
    is_of_earlier_version: bool
    """True if the objective has changed since the answer."""

    @property
    def is_open(self) -> bool:
        """True while an answer is wanted."""
        return self.role is not None and self.answer in ("asked", "outdated")


class Agreements:
    """The agreements of a plan, seen from a day."""

    def __init__(self, plan: Plan, day: date) -> None:
        self._plan = plan
        self._day = day

    def of(self, ref: Ref) -> tuple[AgreementState, ...]:
        """Those of an objective: first the wanted ones, then what others said."""
        objective = self._plan.objectives[ref]
        given = [each for each in objective.agreements if each.since <= self._day]
        wanted = self.wanted(ref)
        if not given and not wanted:
            return ()
        version = objective_version(objective)
        states = [self._state(ref, name, role, given, version) for name, role in wanted.items()]
        used = {state.given.by for state in states if state.given}
        others = (each for each in given if each.by not in used)
        return (*states, *(self._state(ref, each.by, None, [each], version) for each in others))

    def open(self, ref: Ref) -> Iterator[AgreementState]:
        """Those of an objective that wait for an answer, or were refused; none where it was stopped."""
        if decision_on(self._plan.objectives[ref], self._day) not in _STOPPED:
            yield from (state for state in self.of(ref) if state.is_open or state.answer == "refused")

    def wanted(self, ref: Ref) -> dict[str, Concerned]:
        """The people and teams whose agreement an objective wants, by name, with the first reason of each.

        Its owner is not among them: the plan of the owner is their agreement. A team is not among them, if one of its
        people is.
        """
        concerned = wanted_by(self._plan, ref.cycle)
        if not concerned:
            return {}
        names: dict[str, Concerned] = {}
        for role in concerned:
            for name in self._concerned(role, ref):
                names.setdefault(name, role)
        names.pop(self._plan.objectives[ref].owner or "", None)
        return {name: role for name, role in names.items() if names.keys().isdisjoint(self._others_for(name))}

    def _others_for(self, name: str) -> frozenset[str]:
        """The people who can answer for a team."""
        team = self._plan.teams.get(name)
        return frozenset({team.lead or name, *team.members} - {name}) if team else frozenset()

    def lacks_lead(self, ref: Ref) -> bool:
        """True if an objective wants the agreement of a lead, and its owner has none and is none."""
        owner = self._plan.objectives[ref].owner
        if owner is None or "lead" not in wanted_by(self._plan, ref.cycle) or leads_of(self._plan, owner):
            return False
        return all(team.lead != owner for team in self._plan.teams.values())

    def _concerned(self, role: Concerned, ref: Ref) -> Iterator[str]:
        plan, inside = self._plan, [name for name, _ in self._plan.key_results_of(ref)]
        if role == "lead":
            yield from leads_of(plan, plan.objectives[ref].owner)
            return
        if role == "contributors":
            around: Iterable[Ref] = (*inside, *(each for name in (ref, *inside) for each in linked_to(plan, name)))
        else:
            around = (target for name in (ref, *inside) for target in targets(plan, name, "depends_on"))
        yield from (owner for name in around if name.parent != ref or name in inside if (owner := plan.owner_of(name)))

    def _state(
        self, ref: Ref, name: str, role: Concerned | None, given: Iterable[Agreement], version: str
    ) -> AgreementState:
        team = self._plan.teams.get(name)
        people = (team.lead,) if team and team.lead else self._plan.people_of(name)
        names = {name, *people, *(self._plan.team_and_below(name) if team else ())}
        last = max((each for each in given if each.by in names), key=_latest, default=None)
        if last is None:
            return AgreementState(ref, name, role, people, "asked", None, is_of_earlier_version=False)
        is_earlier = last.version is not None and last.version != version
        answer = "outdated" if is_earlier and self._is_put_together(ref) else last.agreement
        return AgreementState(ref, name, role, people, answer, last, is_of_earlier_version=is_earlier)

    def _is_put_together(self, ref: Ref) -> bool:
        """True until an objective is agreed: a draft, or one that has not begun. Later changes are goalposts."""
        since = in_force_since(self._plan, ref, ANY_AGREED)
        return since is None or self._day < since


def wanted_by(plan: Plan, cycle: str) -> tuple[Concerned, ...]:
    """The people whose agreement the objectives of a cycle want."""
    own = plan.cycles[cycle].declared.agreement if cycle in plan.cycles else None
    return plan.settings.cycle.agreement if own is None else own


def leads_of(plan: Plan, owner: str | None) -> tuple[str, ...]:
    """The leads of an owner: of a person the leads of their teams, of a team the lead of the team above.

    Where that is the owner, or there is none, it is the lead of the next team above. A team without a team above is led
    by its own lead.
    """
    if owner is not None and owner in plan.teams:
        team = plan.teams[owner]
        above = _lead_above(plan, team.parent, team.lead) or team.lead
        return (above,) if above else ()
    teams = [team for team in plan.teams.values() if owner and owner in (team.lead, *team.members)]
    return tuple(dict.fromkeys(lead for team in teams if (lead := _lead_above(plan, team.id, owner))))


def _lead_above(plan: Plan, name: str | None, owner: str | None) -> str | None:
    """The lead of a team, or of the nearest team above it that has another lead than the owner."""
    seen: set[str] = set()
    team = plan.teams.get(name or "")
    while team is not None and team.id not in seen:
        seen.add(team.id)
        if team.lead and team.lead != owner:
            return team.lead
        team = plan.teams.get(team.parent or "")
    return None


def _latest(agreement: Agreement) -> tuple[date, bool]:
    return agreement.since, agreement.agreement == "refused"
