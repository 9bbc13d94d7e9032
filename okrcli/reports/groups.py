"""The objectives of a status report in groups: by team, owner, type, or what they contribute to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from okrcli.model.plan import Plan, Ref
from okrcli.reports.owners import name_of, team_of, teams_around, teams_in_order
from okrcli.reports.status import ObjectiveRow, StatusReport
from okrcli.scoring.alignment import targets

Key = str | Ref | None


@dataclass(frozen=True, slots=True)
class Group:
    """Objectives that have something in common."""

    id: str | None
    """Of the team, person, type or parent; None for those that have none."""
    name: str
    """As people say it."""
    within: tuple[str, ...]
    """The names of the teams that a team is part of, the largest first."""
    objectives: tuple[ObjectiveRow, ...]


def groups(plan: Plan, report: StatusReport, by: str) -> tuple[Group, ...]:
    """The report's objectives by one of `GROUPINGS`; teams as they hold each other, what has no group at the end.

    An objective that contributes to several others stands below the first of them.
    """
    key_of, order, group_of = GROUPINGS[by]
    members: dict[Key, list[ObjectiveRow]] = {}
    for row in report.objectives:
        members.setdefault(key_of(plan, row), []).append(row)
    ranks = {key: rank for rank, key in enumerate(order(plan))}
    ordered = sorted(members.items(), key=lambda item: (item[0] is None, ranks.get(item[0], len(ranks))))
    return tuple(group_of(plan, key, tuple(rows)) for key, rows in ordered)


# ── Teams ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _team_group(plan: Plan, key: Key, rows: tuple[ObjectiveRow, ...]) -> Group:
    if not isinstance(key, str):
        return Group(None, "in no team", (), rows)
    within = tuple(name_of(plan, team) for team in teams_around(plan, key))
    return Group(key, name_of(plan, key), within, rows)


# ── Owners, types, parents ────────────────────────────────────────────────────────────────────────────────────────


def _owner_group(plan: Plan, key: Key, rows: tuple[ObjectiveRow, ...]) -> Group:
    return Group(key, name_of(plan, key), (), rows) if isinstance(key, str) else Group(None, "no owner", (), rows)


def _type_group(plan: Plan, key: Key, rows: tuple[ObjectiveRow, ...]) -> Group:
    return Group(str(key), str(key), (), rows)


def _parent_of(plan: Plan, row: ObjectiveRow) -> Ref | None:
    above = targets(plan, row.ref)
    return above[0].parent if above else None


def _parent_group(plan: Plan, key: Key, rows: tuple[ObjectiveRow, ...]) -> Group:
    if not isinstance(key, Ref):
        return Group(None, "contributes to nothing", (), rows)
    return Group(key.full, plan.objectives[key].title, (), rows)


_Way = tuple[
    Callable[[Plan, ObjectiveRow], Key],
    Callable[[Plan], Iterator[Key]],
    Callable[[Plan, Key, tuple[ObjectiveRow, ...]], Group],
]
GROUPINGS: Final[Mapping[str, _Way]] = {
    "team": (
        lambda plan, row: team_of(plan, row.objective.owner),
        lambda plan: iter(teams_in_order(plan)),
        _team_group,
    ),
    "owner": (lambda _, row: row.objective.owner, lambda plan: iter((*plan.teams, *plan.people)), _owner_group),
    "type": (lambda _, row: row.type, lambda _: iter(("committed", "aspirational", "learning")), _type_group),
    "parent": (_parent_of, lambda plan: iter(plan.objectives), _parent_group),
}
"""For each value of `--group`: the key of an objective, the order of the keys, and the group of a key."""
