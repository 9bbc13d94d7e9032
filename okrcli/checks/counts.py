"""Advice about the number of objectives and key results, and about their owners.

The question is written in the language of the objective's title.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from okrcli.checks.registry import rule
from okrcli.checks.wording import ask, key_results_at_work, objectives_at_work
from okrcli.diagnostics import Severity
from okrcli.model.plan import Location, Plan, Ref
from okrcli.model.records import Objective
from okrcli.workspace.located_finding import LocatedFinding
from okrcli.workspace.workspace import Workspace

# ── How many ──────────────────────────────────────────────────────────────────────────────────────────────────────


@rule("OKR821", "too-many-objectives", Severity.WARNING, is_advice=True)
def too_many_objectives(workspace: Workspace) -> Iterator[LocatedFinding]:
    """An owner has few objectives in a cycle: five, or what `lint.max_objectives` of the settings says.

    Why: with too many objectives, none has priority. The finding is at the first one above the limit.

    Bad: `id: sixth`

    Good: `id: fifth`
    """
    plan, limit = workspace.plan, workspace.plan.settings.lint.max_objectives
    owned: defaultdict[tuple[str, str | None, str], list[tuple[Ref, Objective]]] = defaultdict(list)
    for ref, objective in objectives_at_work(plan):
        path = "" if objective.owner else plan.locations[ref].path
        owned[ref.cycle, objective.owner, path].append((ref, objective))
    for (cycle, owner, path), objectives in owned.items():
        if len(objectives) > limit:
            ref, objective = objectives[limit]
            values = {"owner": owner or path, "count": len(objectives), "cycle": cycle, "limit": limit}
            yield LocatedFinding(plan.locations[ref], ask(plan, objective.title, "too_many_objectives", **values))


def _counted(workspace: Workspace) -> Iterator[tuple[Location, Objective, int]]:
    """The number of key results of each objective that has any (none at all is reported by `okr validate`)."""
    for ref, objective in objectives_at_work(workspace.plan):
        if count := len(key_results_at_work(workspace.plan, ref)):
            yield workspace.plan.locations[ref].child("key_results"), objective, count


@rule("OKR822", "too-few-key-results", Severity.WARNING, is_advice=True)
def too_few_key_results(workspace: Workspace) -> Iterator[LocatedFinding]:
    """An objective has at least two key results, or what `lint.min_key_results` of the settings says.

    Why: one number can be reached while the objective is not.

    Bad: `key_results: [{id: orders, title: Repeat orders grow from 20 to 30, start: 20, target: 30}]`

    Good: `{id: calls, title: At most 5 calls a week ask where an order is, kind: at_most, target: 5}` beside it
    """
    plan, limit = workspace.plan, workspace.plan.settings.lint.min_key_results
    for location, objective, count in _counted(workspace):
        if count < limit:
            yield LocatedFinding(location, ask(plan, objective.title, "too_few", count=count, limit=limit), on="key")


@rule("OKR823", "too-many-key-results", Severity.WARNING, is_advice=True)
def too_many_key_results(workspace: Workspace) -> Iterator[LocatedFinding]:
    """An objective has at most five key results, or what `lint.max_key_results` of the settings says.

    Why: a weekly check of them should take a minute. Some may be actions, or belong to another objective.

    Bad: `id: sixth`

    Good: `id: fifth`
    """
    plan, limit = workspace.plan, workspace.plan.settings.lint.max_key_results
    for location, objective, count in _counted(workspace):
        if count > limit:
            yield LocatedFinding(location, ask(plan, objective.title, "too_many", count=count, limit=limit), on="key")


# ── Whose ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@rule("OKR824", "no-owner", Severity.WARNING, is_advice=True)
def no_owner(workspace: Workspace) -> Iterator[LocatedFinding]:
    """An objective has an owner, a person or a team, or each of its key results has one.

    Why: without an owner, no person is reminded of a check-in. If there is only one person, that person is the owner.

    Bad: `id: demand` without an owner

    Good: `owner: mai`
    """
    plan = workspace.plan
    if len(plan.people) == 1 and not plan.teams:
        return
    for ref, objective in objectives_at_work(plan):
        key_results = key_results_at_work(plan, ref)
        if objective.owner is None and not (key_results and all(key_result.owner for _, key_result in key_results)):
            yield LocatedFinding(plan.locations[ref], ask(plan, objective.title, "no_owner"), "`owner: …`")


@rule("OKR825", "no-updater", Severity.INFO, is_advice=True)
def no_updater(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A key result that a team of several people owns has an `updater`.

    Why: without an updater, no person of the team is responsible for the check-in.

    Bad: `owner: shop`

    Good: `updater: mai`
    """
    plan = workspace.plan
    for ref, objective in objectives_at_work(plan):
        open_ones = [kr for _, kr in key_results_at_work(plan, ref) if not kr.updater and not kr.owner]
        if open_ones and _is_several(plan, objective.owner):
            yield LocatedFinding(
                plan.locations[ref].child("owner"), ask(plan, objective.title, "no_updater"), "`updater: …`"
            )
        for key_result_ref, key_result in key_results_at_work(plan, ref):
            if not key_result.updater and _is_several(plan, key_result.owner):
                yield LocatedFinding(
                    plan.locations[key_result_ref].child("owner"),
                    ask(plan, key_result.title, "no_updater"),
                    "`updater: …`",
                )


def _is_several(plan: Plan, owner: str | None) -> bool:
    return owner is not None and owner in plan.teams and len(plan.teams[owner].members) > 1
