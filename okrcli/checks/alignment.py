"""How objectives hang together: links that lead nowhere good, and needs that the other side has not agreed to."""

from __future__ import annotations

from collections.abc import Iterator

from okrcli.checks.registry import RuleFinding, rule
from okrcli.diagnostics import Severity
from okrcli.model.plan import Location, Plan, Ref
from okrcli.model.records import Dependency, KeyResult, Objective
from okrcli.scoring.alignment import alignment_of, loops, resolve, targets
from okrcli.workspace.workspace import Workspace

_OVER = ("cancelled", "postponed", "closed")


def _linked(plan: Plan) -> Iterator[tuple[Ref, Location, Objective | KeyResult]]:
    """Every objective and key result that contributes to something."""
    for ref, objective in plan.objectives.items():
        if objective.contributes_to:
            yield ref, plan.homes[ref], objective
        for key_result_ref, key_result in plan.key_results_of(ref):
            if key_result.contributes_to:
                yield key_result_ref, plan.homes[key_result_ref], key_result


def _needs(plan: Plan) -> Iterator[tuple[Ref, Location, Dependency]]:
    """Every dependency of what is still going on, with where it is written; those of closed cycles are history."""
    for ref, objective in plan.objectives.items():
        if plan.cycles[ref.cycle].state == "closed" or objective.state in _OVER:
            continue
        things = [(ref, objective.depends_on)]
        things += [
            (of, kr.depends_on) for of, kr in plan.key_results_of(ref) if kr.depends_on and kr.state not in _OVER
        ]
        for of, needs in things:
            for position, need in enumerate(needs):
                yield of, _at(plan.homes[of], "depends_on", position), need


def _at(home: Location, *keys: str | int) -> Location:
    return Location(home.path, (*home.keys, *keys))


@rule("OKR502", "dependency-loop", Severity.WARNING)
def dependency_loop(workspace: Workspace) -> Iterator[RuleFinding]:
    """`depends_on` never leads back to where it began.

    Why: each of them waits for the next, so none of them can begin.

    Bad: `a` depends on `b`, and `b` on `a`

    Good: one of the two lines removed
    """
    for members in loops(workspace.plan, "depends_on"):
        names = " → ".join(str(ref) for ref in (*members, members[0]))
        home = _at(workspace.plan.homes[members[0]], "depends_on")
        yield RuleFinding(
            home, f"these wait for each other: {names}", "agree who goes first, and remove that one's line"
        )


@rule("OKR503", "days-outside-parent", Severity.WARNING)
def days_outside_parent(workspace: Workspace) -> Iterator[RuleFinding]:
    """The days of what contributes lie inside the days of what it contributes to.

    Why: what is reached after the parent has ended comes too late for it.

    Bad: `contributes_to: [2026-H1/growth]` in a plan of the whole year 2026

    Good: `contributes_to: [2026/brand]`
    """
    plan = workspace.plan
    for ref, home, _ in _linked(plan):
        own = plan.period_of(ref)
        for parent in targets(plan, ref):
            days = plan.period_of(parent)
            if own.start < days.start or days.end < own.end:
                message = f"`{ref}` ({own.start} to {own.end}) is not inside `{parent}` ({days.start} to {days.end})"
                yield RuleFinding(
                    _at(home, "contributes_to"), message, "link to one whose days hold it, or use `supports`"
                )


@rule("OKR504", "several-parents", Severity.INFO)
def several_parents(workspace: Workspace) -> Iterator[RuleFinding]:
    """An objective contributes to one other objective.

    Why: with several, the same progress counts in each of them. That is allowed, and good to know.

    Bad: `contributes_to: [growth, brand]`

    Good: `contributes_to: [growth]` and `supports: [brand]`
    """
    plan = workspace.plan
    for ref, objective in plan.objectives.items():
        if len(objective.contributes_to) > 1:
            parents = dict.fromkeys(parent.parent for parent in targets(plan, ref))
            if len(parents) > 1:
                names = ", ".join(f"`{parent}`" for parent in parents)
                home = _at(plan.homes[ref], "contributes_to")
                yield RuleFinding(
                    home, f"`{ref}` counts in several objectives: {names}", "keep one, the others as `supports`"
                )


@rule("OKR505", "parent-given-up", Severity.WARNING)
def parent_given_up(workspace: Workspace) -> Iterator[RuleFinding]:
    """What is worked on contributes to something that is worked on too.

    Why: when the parent was cancelled, postponed or closed, the reason for the work is gone, or is another one now.

    Bad: `contributes_to: [growth]` where `growth` has `state: cancelled`

    Good: `contributes_to: [brand]`
    """
    plan = workspace.plan
    for ref, home, thing in _linked(plan):
        if thing.state in _OVER or plan.objectives[ref.parent].state in _OVER:
            continue
        for parent in targets(plan, ref):
            states = [plan.objectives[parent.parent].state]
            states += [plan.key_result(parent).state] if parent.key_result else []
            state = next((state for state in states if state in _OVER), None)
            if state:
                message = f"`{ref}` contributes to `{parent}`, which is {state}"
                yield RuleFinding(
                    _at(home, "contributes_to"), message, "link it to what it serves now, or remove the link"
                )


@rule("OKR511", "dependency-not-agreed", Severity.WARNING)
def dependency_not_agreed(workspace: Workspace) -> Iterator[RuleFinding]:
    """The other side has agreed to what is needed from it.

    Why: a need that nobody promised to meet is a hope. An answer counts with `by` and `since`, not before that day.

    Bad: `{to: growth, need: A budget}`

    Good: `{to: growth, need: A budget, agreement: agreed, by: linh, since: 2026-10-05}`
    """
    for ref, home, need in _needs(workspace.plan):
        if _is_answered(workspace, need) or not resolve(workspace.plan, ref.cycle, need.to):
            continue
        hint = f"when they answer: okr agree {ref} --on {need.to}"
        message = f"`{need.to}` has not agreed to what `{ref}` needs"
        if need.agreement != "asked":
            message += f": {need.agreement} without `by` and `since`, or on a day to come"
            hint = "add `by` and `since`: who answered, and when"
        yield RuleFinding(_at(home, "to"), message, hint)


@rule("OKR512", "dependency-refused")
def dependency_refused(workspace: Workspace) -> Iterator[RuleFinding]:
    """What is needed was not refused. (A warning while the cycle is a draft.)

    Why: the plan cannot work as it is written. The way out is an agreement, or a plan without that need.

    Bad: `{to: growth, agreement: refused, by: linh, since: 2026-10-05}`

    Good: `{to: growth, agreement: agreed, by: linh, since: 2026-10-05}`
    """
    for ref, home, need in _needs(workspace.plan):
        if need.agreement == "refused" and _is_answered(workspace, need):
            is_draft = workspace.plan.cycles[ref.cycle].state == "draft"
            message = f"`{need.to}` refused what `{ref}` needs"
            hint = "find another way and remove it, or agree on something else"
            yield RuleFinding(_at(home, "agreement"), message, hint, severity=Severity.WARNING if is_draft else None)


def _is_answered(workspace: Workspace, need: Dependency) -> bool:
    answered = need.agreement != "asked" and need.by is not None and need.since is not None
    return answered and need.since is not None and need.since <= workspace.day


@rule("OKR118", "no-key-results", Severity.WARNING)
def no_key_results(workspace: Workspace) -> Iterator[RuleFinding]:
    """An objective has key results, or others that contribute to it.

    Why: nobody can say whether it is reached. It is shown as –.

    Bad: `{id: growth, title: We grow}`

    Good: `{id: growth, title: We grow, key_results: [{id: revenue, title: Revenue reaches 150, target: 150}]}`
    """
    plan = workspace.plan
    if any("/checkins/" not in path for path in workspace.unread):
        return  # something in such a file may contribute
    bare = [
        ref
        for ref, objective in plan.objectives.items()
        if not objective.key_results and not objective.state and plan.cycles[ref.cycle].state != "closed"
    ]
    children = alignment_of(plan).children if bare else {}
    for ref in bare:
        if not children[ref]:
            hint = "say by what it can be told that it is reached: okr add kr"
            yield RuleFinding(
                plan.homes[ref], f"objective `{ref}` has no key results, and nothing contributes to it", hint
            )


@rule("OKR117", "zero-weights", Severity.WARNING)
def zero_weights(workspace: Workspace) -> Iterator[RuleFinding]:
    """Of what is counted, something has a weight above 0.

    Why: weight 0 means shown and not counted. Where all have it there is nothing to count, and the objective is –.

    Bad: `weight: 0` at every key result of an objective

    Good: `weight: 1` at one of them
    """
    for ref, objective in workspace.plan.objectives.items():
        weights = [kr.weight for kr in objective.key_results if kr.state in (None, "closed")]
        if weights and not any(weights):
            home = _at(workspace.plan.homes[ref], "key_results", 0, "weight")
            yield RuleFinding(home, f"all key results of `{ref}` have weight 0", "give one of them a weight")
