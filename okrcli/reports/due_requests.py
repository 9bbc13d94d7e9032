"""Duties between people: requests to answer, promises that fall short, agreements to objectives.

The rules are docs/semantics.md, "Promises" and "Agreement by name".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from okrcli.model.period import PlannedCycle
from okrcli.model.plan import Plan, Ref
from okrcli.reports.duty import PUT_OFF, Duty
from okrcli.scoring.agreements import Agreements, AgreementState, wanted_by
from okrcli.scoring.alignment import DependencyLink, dependency_links
from okrcli.scoring.checkin_history import decision_on
from okrcli.scoring.promise_limits import terms_text, terms_to_agree
from okrcli.scoring.promises import broken_promises
from okrcli.scoring.score import score_plan
from okrcli.workspace.plan_names import ClearNames
from okrcli.workspace.selectors import EVERYTHING, Selector


def request_duties(
    plan: Plan, cycle: PlannedCycle, day: date, picked: frozenset[Ref], names: ClearNames
) -> Iterator[Duty]:
    """Dependencies that wait for an answer, and refused ones as duties of the side that asked.

    A request is due on its own day. One without a day is due today, because its age is unknown.
    """
    for link in dependency_links(plan, day):
        if link.ref.cycle != cycle.id or link.target is None:
            continue
        if not link.is_open and link.agreement != "refused":
            continue
        if decision_on(plan.objectives[link.ref.parent], day) in PUT_OFF:
            continue
        is_refused = link.agreement == "refused"
        holder = link.ref if is_refused else link.target
        if not picked.intersection((link.ref, link.target, link.ref.parent)):
            continue
        asked = link.dependency.asked
        if asked is not None and asked > day:
            continue
        waits = f"request to {link.target}" + ("" if asked else ", not answered yet")
        waits += f", changed after the answer of {link.dependency.since}" if link.is_asked_again else ""
        due = (link.dependency.since if is_refused else asked) or day
        yield Duty(
            kind="refused" if is_refused else "request",
            ref=link.ref,
            title=f"{link.ref} needs {_need(plan, link)}",
            holders=plan.people_of(plan.owner_of(holder)),
            owner=plan.owner_of(holder),
            due=due,
            days_late=(day - due).days,
            is_soon=True,
            about=f"refused by {link.dependency.by}" if is_refused else waits,
            command=f"okr show {names(link.ref)}"
            if is_refused
            else f"okr request agree {names(link.ref)} --to {names(link.target)}{terms_to_agree(link.dependency)}",
            other=link.target,
        )


def _need(plan: Plan, link: DependencyLink) -> str:
    """The need of a request in words; of one that asks for something else now, also what is promised."""
    need = link.dependency
    if link.is_asked_again and link.target:
        wanted, promised = (terms_text(plan, link.target, *terms) for terms in ((need.amount, need.due), need.promise))
        if wanted and wanted != promised:
            return f"{wanted}, promised: {promised}"
    return f"“{need.need}”" if need.need else "something"


def promise_duties(
    plan: Plan, cycle: PlannedCycle, day: date, picked: frozenset[Ref], names: ClearNames
) -> Iterator[Duty]:
    """Promises that fall short, failed or were missed: a duty of both sides."""
    for promise in broken_promises(plan, day, picked):
        if promise.link.ref.cycle == cycle.id:
            due, sides = promise.due or day, (promise.target, promise.link.ref)
            yield Duty(
                kind="promise",
                ref=promise.link.ref,
                title=f"{promise.target}: {promise.text}",
                holders=tuple(dict.fromkeys(person for ref in sides for person in plan.people_of(plan.owner_of(ref)))),
                owner=plan.owner_of(promise.target),
                due=due,
                days_late=(day - due).days,
                is_soon=True,
                about="agree on another amount or day, or find another way",
                command=f"okr show {names(promise.link.ref)}",
                other=promise.target,
            )


def agreements_asked(
    plan: Plan, cycle: PlannedCycle, day: date, picked: frozenset[Ref], names: ClearNames
) -> Iterator[Duty]:
    """Agreements to objectives that wait for an answer, and refusals as duties of the owner.

    They are due on the first day of the objective.
    """
    agreements = Agreements(plan, day)
    for ref, objective in plan.objectives_of(cycle.id):
        for state in agreements.open(ref) if ref in picked else ():
            is_refused, given = state.answer == "refused", state.given
            due = given.since if is_refused and given else plan.period_of(ref).start
            yield Duty(
                kind="refused" if is_refused else "agree",
                ref=ref,
                title=objective.title,
                holders=plan.people_of(objective.owner) if is_refused else state.people,
                owner=objective.owner if is_refused else state.name,
                due=due,
                days_late=(day - due).days,
                is_soon=True,
                about=_about_agreement(state),
                command=f"okr {'show' if is_refused else 'agree'} {names(ref)}",
            )


def _about_agreement(state: AgreementState) -> str:
    if state.given and state.answer == "refused":
        return f"refused by {state.given.by}" + (f": {state.given.reason}" if state.given.reason else "")
    if state.given:
        return f"changed since the answer of {state.given.since}"
    return "no answer yet"


def agreement_duties(plan: Plan, cycle: PlannedCycle, day: date, selector: Selector = EVERYTHING) -> Iterator[Duty]:
    """The agreements that a cycle asks for, also one that begins later."""
    if not wanted_by(plan, cycle.id):
        return
    refs = [ref for ref, _ in plan.objectives_of(cycle.id)]
    picked = selector.pick(plan, refs, day, score_plan(plan, day, cycle.id))
    yield from agreements_asked(plan, cycle, day, picked, ClearNames(plan, day))
