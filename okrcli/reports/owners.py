"""Owners as a report shows them: their names, and the teams that they are part of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from okrcli.model.plan import Plan
from okrcli.workspace.name_search import searchable, word_matcher


def team_of(plan: Plan, owner: str | None) -> str | None:
    """The team that an owner is, or the first one that a person is a member of; None outside of all teams."""
    if owner in plan.teams:
        return owner
    return next((team.id for team in plan.teams.values() if owner in team.members), None)


def teams_around(plan: Plan, team: str) -> tuple[str, ...]:
    """The teams that a team is part of, the largest first; teams that are part of each other end somewhere."""
    teams: list[str] = []
    above = plan.teams[team].parent
    while above is not None and above in plan.teams and above not in (*teams, team):
        teams.insert(0, above)
        above = plan.teams[above].parent
    return tuple(teams)


def teams_in_order(plan: Plan) -> Iterator[str]:
    """Every team, each followed by those that are part of it."""
    listed: set[str] = set()
    roots = [team.id for team in plan.teams.values() if team.parent not in plan.teams]
    for root in (*roots, *plan.teams):
        waiting = [root]
        while waiting:
            team = waiting.pop()
            if team not in listed:
                listed.add(team)
                yield team
                waiting.extend(reversed([inner.id for inner in plan.teams.values() if inner.parent == team]))


def name_of(plan: Plan, owner: str) -> str:
    """The name of a person or team as people write it; its id where the plan does not say."""
    known = plan.people.get(owner) or plan.teams.get(owner)
    return (known.name if known else None) or owner


def short_names(plan: Plan) -> dict[str, str]:
    """The names of people and teams by id, short where that is clear.

    The short name of a person is the word of the name that begins with the id: `olek` is Oleksandr, and `linh` is Linh,
    whether the family name comes first or last. Two people never share one.
    """
    names = {team.id: team.name or team.id for team in plan.teams.values()}
    short = {person: _given_name(person, known.name or person) for person, known in plan.people.items()}
    counts = Counter(short.values())
    for person, name in short.items():
        names[person] = name if counts[name] == 1 else plan.people[person].name or person
    return names


def _given_name(person: str, name: str) -> str:
    """The word of a name that begins with the first word of a person's id; the whole name where there is none."""
    first = (searchable(person).split() or [person])[0]
    return next((word for word in name.split() if word_matcher(first)(word)), name)
