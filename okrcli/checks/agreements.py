"""Rules about agreements to objectives: a whole answer of each person, and answers that a cycle wants."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from okrcli.checks.registry import rule
from okrcli.diagnostics import Severity
from okrcli.model.agreed_fields import in_force_since
from okrcli.model.goalposts import ANY_AGREED
from okrcli.model.plan import Plan, Ref
from okrcli.model.reasons import says_something
from okrcli.model.records import Objective
from okrcli.scoring.agreements import Agreements, wanted_by
from okrcli.workspace.located_finding import LocatedFinding
from okrcli.workspace.plan_names import ClearNames
from okrcli.workspace.workspace import Workspace


@rule("OKR181", "unclear-agreement")
def unclear_agreement(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A person gives one answer to an objective, and a refusal has a reason.

    Why: two answers of one person contradict each other. A refusal without a reason leaves nothing to talk about.

    Bad: `{by: nam, agreement: refused, since: 2026-09-28}`

    Good: `{by: nam, agreement: refused, since: 2026-09-28, reason: No capacity before January}`
    """
    for ref, objective in workspace.plan.objectives.items():
        seen: set[str] = set()
        for position, given in enumerate(objective.agreements):
            location = workspace.plan.locations[ref].child("agreements", position)
            if given.by in seen:
                message = f"`{given.by}` has answered `{ref}` already"
                yield LocatedFinding(location.child("by"), message, "keep the answer that counts, remove the other one")
            seen.add(given.by)
            if given.agreement == "refused" and not says_something(given.reason):
                hint = f'answer again: okr agree {ref} --by {given.by} --refuse --reason "…"'
                yield LocatedFinding(location, f"the refusal of `{given.by}` has no reason", hint)
            if given.condition and given.agreement == "refused":
                hint = "remove it, or write `agreement: agreed`"
                yield LocatedFinding(location.child("condition"), "a refusal has no condition", hint)
            if given.by == objective.owner:
                hint = f"remove it: an agreement is that of another person, and {given.by} owns `{ref}`"
                yield LocatedFinding(location.child("by"), f"`{given.by}` owns `{ref}`", hint)


@rule("OKR182", "agreement-missing", Severity.WARNING)
def agreement_missing(workspace: Workspace) -> Iterator[LocatedFinding]:
    """An objective that is no draft, in a cycle that has begun, has the agreements that its cycle wants.

    Why: a goal that people did not agree to is followed by one person. `agreement` of `settings.cycle`, or of the
    cycle, says whose agreement is wanted.

    Bad: `agreement: [lead]`, and an objective without the answer of the lead

    Good: `agreements: [{by: somchai, agreement: agreed, since: 2026-09-28}]`
    """
    plan, day = workspace.plan, workspace.day
    agreements, names = Agreements(plan, day), ClearNames(plan, day)
    for ref, objective in _begun(plan, day):
        location = plan.locations[ref]
        missing = [state.name for state in agreements.open(ref) if state.is_open]
        if missing:
            hint = f"they answer: okr agree {names.whole(ref)}"
            yield LocatedFinding(location, f"`{ref}` lacks the agreement of {', '.join(missing)}", hint)
        if agreements.lacks_lead(ref):
            hint = f"add `lead:` to the team of {objective.owner}, or to a team above it"
            yield LocatedFinding(
                location, f"`{ref}` wants the agreement of a lead, and {objective.owner} has none", hint
            )


@rule("OKR183", "agreement-refused", Severity.WARNING)
def agreement_refused(workspace: Workspace) -> Iterator[LocatedFinding]:
    """An objective of a cycle that has begun, and is no draft, was refused by no one whose agreement is wanted.

    Why: the work of the person who refused is in the plan. Change the objective until they agree, or cancel it.

    Bad: `{by: nam, agreement: refused, since: 2026-09-28, reason: No capacity}`

    Good: `{by: nam, agreement: agreed, since: 2026-09-30, condition: If it begins in November}`
    """
    plan, day = workspace.plan, workspace.day
    agreements, names = Agreements(plan, day), ClearNames(plan, day)
    for ref, objective in _begun(plan, day):
        for given in (state.given for state in agreements.open(ref) if state.answer == "refused"):
            if given:
                location = plan.locations[ref].child("agreements", objective.agreements.index(given))
                hint = f"change `{ref}`, and ask again: okr agree {names.whole(ref)} --by {given.by}"
                yield LocatedFinding(location, f"{given.by} refused `{ref}`", hint)


def _begun(plan: Plan, day: date) -> Iterator[tuple[Ref, Objective]]:
    """The objectives that are no drafts, in cycles that run and want agreements."""
    for ref, objective in plan.objectives.items():
        cycle = plan.cycles[ref.cycle]
        if wanted_by(plan, ref.cycle) and cycle.state != "closed" and day in cycle.period:
            since = in_force_since(plan, ref, ANY_AGREED)
            if since is not None and since <= day:
                yield ref, objective
