"""Rules about the amounts and days of requests, and about what was promised."""

from __future__ import annotations

from collections.abc import Iterator

from okrcli.checks.alignment import open_dependencies
from okrcli.checks.registry import rule
from okrcli.diagnostics import Severity
from okrcli.model.number_format import quantity
from okrcli.scoring.promise_limits import amount_problem, due_problem, target_short_of
from okrcli.workspace.located_finding import LocatedFinding
from okrcli.workspace.plan_names import ClearNames
from okrcli.workspace.workspace import Workspace


@rule("OKR513", "amount-without-number", Severity.WARNING)
def amount_without_number(workspace: Workspace) -> Iterator[LocatedFinding]:
    """An amount is asked of a key result with a number: a way from start to target, a sum, or a limit.

    Why: otherwise it cannot be compared with anything, and the program cannot say if the promise is kept.

    Bad: `{to: ads, need: 3000 leads, amount: 3000}` where `ads` is an objective

    Good: `{to: ads/leads, need: 3000 leads, amount: 3000}`
    """
    return _unfitting(workspace, "number")


@rule("OKR514", "amount-in-wrong-direction", Severity.WARNING)
def amount_in_wrong_direction(workspace: Workspace) -> Iterator[LocatedFinding]:
    """An amount lies on the way from the start of the key result to its target.

    Why: a value at the start or before it needs no work. It is a slip, or an amount to add instead of a value to reach.

    Bad: `amount: 9` of a key result that falls from 8 to 4

    Good: `amount: 5`
    """
    return _unfitting(workspace, "direction")


@rule("OKR515", "promise-outside-days", Severity.WARNING)
def promise_outside_days(workspace: Workspace) -> Iterator[LocatedFinding]:
    """The day of a request or promise is one of the days of the objective or key result that must deliver.

    Why: before its first day and after its last one nothing is measured.

    Bad: `due: 2027-01-15` of a key result of 2026-Q4

    Good: `due: 2026-12-04`
    """
    return _unfitting(workspace, "days")


@rule("OKR516", "target-short-of-promise", Severity.WARNING)
def target_short_of_promise(workspace: Workspace) -> Iterator[LocatedFinding]:
    """The target of a key result reaches what its owner promised to others.

    Why: a team that reaches its target would still break its promise.

    Bad: `target: 2500` of a key result with a promise of 3000

    Good: `promised_amount: 2500`, which the other side agreed to, or a target of 3000
    """
    names = ClearNames(workspace.plan, workspace.day)
    for link in open_dependencies(workspace):
        amount, _ = link.dependency.promise
        if link.agreement != "agreed" or link.target is None or amount is None:
            continue
        short = target_short_of(workspace.plan, link.target, amount)
        if short is not None:
            field = "amount" if link.dependency.promised_amount is None else "promised_amount"
            command = f"okr request agree {names.whole(link.ref)} --to {names.whole(link.target)}"
            yield LocatedFinding(
                link.location.child(field),
                f"the target {quantity(short)} of `{link.target}` does not reach {quantity(amount)},"
                f" which is promised to `{link.ref}`",
                f'raise the target, or promise less: {command} --amount {quantity(short)} --reason "…"',
            )


@rule("OKR517", "promise-without-agreement", Severity.WARNING)
def promise_without_agreement(workspace: Workspace) -> Iterator[LocatedFinding]:
    """`condition`, `promised_amount` and `promised_due` belong to an agreement.

    Why: a request without an answer, or with a refusal, promises nothing.

    Bad: `{to: ads/leads, condition: If the budget comes}`

    Good: `{to: ads/leads, agreement: agreed, by: linh, since: 2026-10-05, condition: If the budget comes}`
    """
    for link in open_dependencies(workspace):
        if "agreed" in (link.agreement, link.dependency.agreement):
            continue
        for field in ("condition", "promised_amount", "promised_due"):
            if getattr(link.dependency, field) is not None:
                message = f"`{field}` of the request to `{link.dependency.to}`, which is {link.dependency.agreement}"
                yield LocatedFinding(
                    link.location.child(field), message, f"add `agreement: agreed`, or remove `{field}`"
                )


def _unfitting(workspace: Workspace, kind: str) -> Iterator[LocatedFinding]:
    """The amounts and days of open dependencies that have a problem of this kind."""
    plan = workspace.plan
    for link in open_dependencies(workspace):
        need, target = link.dependency, link.target
        if target is None:
            continue
        amounts = [(field, getattr(need, field)) for field in ("amount", "promised_amount")]
        days = [(field, getattr(need, field)) for field in ("due", "promised_due")]
        problems = [(field, amount_problem(plan, target, each)) for field, each in amounts if each is not None]
        problems += [(field, due_problem(plan, target, each)) for field, each in days if each is not None]
        for field, problem in problems:
            if problem and problem.kind == kind:
                yield LocatedFinding(link.location.child(field), problem.message, problem.hint)
