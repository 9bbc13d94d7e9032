"""Rules about links between objectives: loops, parents given up, dependencies that are not agreed."""

from __future__ import annotations

from collections.abc import Iterator

from okrcli.checks.hidden_files import HiddenFiles
from okrcli.checks.registry import rule
from okrcli.diagnostics import Severity
from okrcli.model.plan import Location, Plan, Ref
from okrcli.model.records import KeyResult, Objective
from okrcli.scoring.alignment import DependencyLink, alignment_of, dependency_links, loops, resolve, targets
from okrcli.workspace.located_finding import LocatedFinding
from okrcli.workspace.plan_names import ClearNames
from okrcli.workspace.workspace import Workspace

_OVER = frozenset(("cancelled", "postponed", "closed"))


def _linked(plan: Plan) -> Iterator[tuple[Ref, Location, Objective | KeyResult]]:
    """Every objective and key result that contributes to something."""
    for ref, objective in plan.objectives.items():
        if objective.contributes_to:
            yield ref, plan.locations[ref], objective
        for key_result_ref, key_result in plan.key_results_of(ref):
            if key_result.contributes_to:
                yield key_result_ref, plan.locations[key_result_ref], key_result


def open_dependencies(workspace: Workspace) -> Iterator[DependencyLink]:
    """The dependencies of open objectives and key results in cycles that are not closed."""
    plan = workspace.plan
    for link in dependency_links(plan, workspace.day):
        state = plan.key_result(link.ref).state if link.ref.key_result else None
        is_over = state in _OVER or plan.objectives[link.ref.parent].state in _OVER
        if plan.cycles[link.ref.cycle].state != "closed" and not is_over:
            yield link


@rule("OKR502", "dependency-loop", Severity.WARNING)
def dependency_loop(workspace: Workspace) -> Iterator[LocatedFinding]:
    """`depends_on` makes no loop.

    Why: each item depends on the next one, so none of them can begin.

    Bad: `a` depends on `b`, and `b` on `a`

    Good: one of the two lines removed
    """
    for members in loops(workspace.plan, "depends_on"):
        names = " → ".join(str(ref) for ref in (*members, members[0]))
        location = workspace.plan.locations[members[0]].child("depends_on")
        yield LocatedFinding(
            location, f"these depend on each other: {names}", "decide which comes first, and remove its `depends_on`"
        )


@rule("OKR503", "days-outside-parent", Severity.WARNING)
def days_outside_parent(workspace: Workspace) -> Iterator[LocatedFinding]:
    """An objective or key result contributes to one with days around its own.

    Why: a result after the end of the parent comes too late for it.

    Bad: `contributes_to: [2026-H1/growth]` in a plan of the whole year 2026

    Good: `contributes_to: [2026/brand]`
    """
    plan = workspace.plan
    for ref, location, _ in _linked(plan):
        own = plan.period_of(ref)
        for parent in targets(plan, ref):
            days = plan.period_of(parent)
            if own.start < days.start or days.end < own.end:
                message = f"`{ref}` ({own.start} to {own.end}) is not inside `{parent}` ({days.start} to {days.end})"
                yield LocatedFinding(
                    location.child("contributes_to"),
                    message,
                    "link to an objective that covers these days, or use `supports`",
                )


@rule("OKR504", "several-parents", Severity.INFO)
def several_parents(workspace: Workspace) -> Iterator[LocatedFinding]:
    """An objective contributes to one other objective.

    Why: with several, the same progress counts in each of them. This is allowed.

    Bad: `contributes_to: [growth, brand]`

    Good: `contributes_to: [growth]` and `supports: [brand]`
    """
    plan = workspace.plan
    for ref, objective in plan.objectives.items():
        if len(objective.contributes_to) > 1:
            parents = dict.fromkeys(parent.parent for parent in targets(plan, ref))
            if len(parents) > 1:
                names = ", ".join(f"`{parent}`" for parent in parents)
                location = plan.locations[ref].child("contributes_to")
                yield LocatedFinding(
                    location,
                    f"`{ref}` counts in several objectives: {names}",
                    "keep one, and make the others `supports`",
                )


@rule("OKR505", "parent-given-up", Severity.WARNING)
def parent_given_up(workspace: Workspace) -> Iterator[LocatedFinding]:
    """An active objective or key result contributes to an active one.

    Why: when the parent is cancelled, postponed or closed, the work may no longer be needed.

    Bad: `contributes_to: [growth]` where `growth` has `state: cancelled`

    Good: `contributes_to: [brand]`
    """
    plan = workspace.plan
    for ref, location, item in _linked(plan):
        if item.state in _OVER or plan.objectives[ref.parent].state in _OVER:
            continue
        for parent in targets(plan, ref):
            states = [plan.objectives[parent.parent].state]
            states += [plan.key_result(parent).state] if parent.key_result else []
            state = next((state for state in states if state in _OVER), None)
            if state:
                message = f"`{ref}` contributes to `{parent}`, which is {state}"
                yield LocatedFinding(
                    location.child("contributes_to"), message, "link it to another objective, or remove the link"
                )


@rule("OKR511", "dependency-not-agreed", Severity.WARNING)
def dependency_not_agreed(workspace: Workspace) -> Iterator[LocatedFinding]:
    """The other side has agreed to a request.

    Why: the plan depends on it. An answer counts only with `by` and `since`, and from that day on.

    Bad: `{to: growth, need: A budget}`

    Good: `{to: growth, need: A budget, agreement: agreed, by: linh, since: 2026-10-05}`
    """
    names = ClearNames(workspace.plan, workspace.day)
    for link in open_dependencies(workspace):
        ref, need = link.ref, link.dependency
        targets = resolve(workspace.plan, ref.cycle, need.to)
        if link.agreement != "asked" or not targets:
            continue
        hint = f"once they agree: okr request agree {names.whole(ref)} --to {names.whole(targets[0])}"
        message = f"`{need.to}` has not agreed to what `{ref}` needs"
        if need.agreement != "asked":
            message += f": {need.agreement} without `by` and `since`, or with a day in the future"
            hint = "add `by` and `since`: who answered, and when"
        yield LocatedFinding(link.location.child("to"), message, hint)


@rule("OKR512", "dependency-refused")
def dependency_refused(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A request was not refused. (A warning while the cycle is a draft.)

    Why: the plan cannot work as it is written. Find an agreement, or remove the request.

    Bad: `{to: growth, agreement: refused, by: linh, since: 2026-10-05}`

    Good: `{to: growth, agreement: agreed, by: linh, since: 2026-10-05}`
    """
    for link in open_dependencies(workspace):
        if link.agreement == "refused":
            ref, need = link.ref, link.dependency
            severity = Severity.WARNING if workspace.plan.cycles[ref.cycle].state == "draft" else None
            message = f"`{need.to}` refused what `{ref}` needs"
            hint = "remove the request, or change it"
            yield LocatedFinding(link.location.child("agreement"), message, hint, severity=severity)


@rule("OKR118", "no-key-results", Severity.WARNING)
def no_key_results(workspace: Workspace) -> Iterator[LocatedFinding]:
    """An objective has key results, or others that contribute to it.

    Why: without them its progress is unknown, and shown as –.

    Bad: `{id: growth, title: We grow}`

    Good: `{id: growth, title: We grow, key_results: [{id: revenue, title: Revenue reaches 150, target: 150}]}`
    """
    plan = workspace.plan
    hidden = HiddenFiles(workspace)
    bare = [
        ref
        for ref, objective in plan.objectives.items()
        if not objective.key_results and not objective.state and plan.cycles[ref.cycle].state != "closed"
    ]
    children = alignment_of(plan).children if bare else {}
    names = ClearNames(plan, workspace.day)
    for ref in bare:
        if not children[ref] and not hidden.may_hold(ref.objective):
            command = f'okr add kr {names.whole(ref)} "…" target=10'
            hint = f"add a key result: {command}"
            yield LocatedFinding(
                plan.locations[ref], f"objective `{ref}` has no key results, and nothing contributes to it", hint
            )
    yield from hidden.unchecked("what contributes to")


@rule("OKR117", "zero-weights", Severity.WARNING)
def zero_weights(workspace: Workspace) -> Iterator[LocatedFinding]:
    """At least one key result of an objective has a weight above 0.

    Why: weight 0 means shown and not counted. If all have it, the objective has no progress and shows –.

    Bad: `weight: 0` at every key result of an objective

    Good: `weight: 1` at one of them
    """
    for ref, objective in workspace.plan.objectives.items():
        weights = [kr.weight for kr in objective.key_results if kr.state in (None, "closed")]
        if weights and not any(weights):
            location = workspace.plan.locations[ref].child("key_results", 0, "weight")
            yield LocatedFinding(location, f"all key results of `{ref}` have weight 0", "give one of them a weight")
