"""Dependencies between items, and the answers to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from okrcli.edit.set_fields import Edit, append, put, record_change, refuse_step, written
from okrcli.errors import RefusedError, UsageError
from okrcli.model.agreed_fields import in_force_since, promised_since
from okrcli.model.assignments import change_text
from okrcli.model.goalposts import ANY_AGREED
from okrcli.model.history import AGREEMENT
from okrcli.model.plan import Plan, Ref
from okrcli.model.reasons import says_something
from okrcli.model.record_base import changed
from okrcli.model.records import Answer, Dependency
from okrcli.scoring.alignment import DependencyLink, dependency_links
from okrcli.scoring.promise_limits import amount_problem, due_problem, terms_text, terms_to_agree
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.references import PlanItem
from okrcli.yaml.emitter import OneLine


@dataclass(frozen=True, slots=True)
class Asked:
    """The content of a request: the need in words, the amount and the day."""

    need: str | None = None
    amount: Decimal | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to a request. What is None stays as it is; the condition `none` is no condition."""

    agreement: Answer
    by: str
    day: date
    reason: str | None = None
    condition: str | None = None
    amount: Decimal | None = None
    due: date | None = None


def depend(pending: PendingFiles, plan: Plan, item: PlanItem, on: PlanItem, asked: Asked, day: date) -> Edit:
    """Add a dependency of one item on another, with the day of the request and without an answer yet."""
    refuse_step(item, "depend on anything")
    refuse_step(on, "be depended on")
    if on.ref in (item.ref, item.ref.parent) or on.ref.parent == item.ref:
        raise RefusedError(f"{item.name} cannot depend on {'itself' if on.ref == item.ref else on.name}")
    to = on.ref.full if on.ref.cycle != item.ref.cycle else str(on.ref)
    if any(dependency.to == to for dependency in item.value.depends_on):
        command = f'okr request change {item.ref} --to {to} "…" --reason "…"'
        raise RefusedError(f"{item.name} depends on {to} already", f"okr show {item.ref}", f"to change it: {command}")
    refuse_unfitting(plan, on.ref, asked.amount, asked.due)
    entry = {"to": to, "need": asked.need or None, "amount": asked.amount, "due": asked.due, "asked": day}
    append(pending, item, "depends_on", OneLine({name: value for name, value in entry.items() if value is not None}))
    line = f"{item.name} needs {to}" + (f": {asked.need}" if asked.need else "")
    return Edit(
        "Requested:",
        (line,),
        (item.ref.full,),
        following=f"the other side answers: okr request agree {item.ref} --to {to}",
        notes=_asked_note(plan, on.ref, asked),
    )


def refuse_unfitting(plan: Plan, target: Ref, amount: Decimal | None, due: date | None) -> None:
    """Raise RefusedError if a key result has no such number, or not on such a day."""
    problems = [
        amount_problem(plan, target, amount) if amount is not None else None,
        due_problem(plan, target, due) if due is not None else None,
    ]
    for problem in filter(None, problems):
        raise RefusedError(problem.message, problem.hint)


def _asked_note(plan: Plan, target: Ref, asked: Asked) -> tuple[str, ...]:
    """The amount and the day of a request in words; nothing without both."""
    terms = terms_text(plan, target, asked.amount, asked.due)
    return (f"wanted: {terms}",) if terms else ()


def _promise_notes(plan: Plan, link: DependencyLink, held: Dependency) -> tuple[str, ...]:
    """The promise in words, what was asked where that is something else, and the condition."""
    if link.target is None:
        return ()
    promised, asked = (terms_text(plan, link.target, *terms) for terms in (held.promise, (held.amount, held.due)))
    wanted = f", wanted: {asked}" if asked and asked != promised else ""
    lines = [f"promised: {promised}{wanted}"] if promised else []
    return (*lines, *([f"condition: {held.condition}"] if held.condition else []))


def change_request(
    pending: PendingFiles, plan: Plan, link: DependencyLink, asked: Asked, reason: str | None, day: date, today: date
) -> Edit:
    """Change what a request asks for. What was promised stays promised, until the other side answers again.

    Of an agreed request the day of asking is the day of the change, so that the other side is asked again.

    Raises UsageError if the request was agreed and a reason is missing.
    """
    before, held = written(pending, link.location), link.dependency
    wanted = {"need": asked.need, "amount": asked.amount, "due": asked.due}
    new = {name: value for name, value in wanted.items() if value is not None and value != getattr(held, name)}
    if link.target:
        refuse_unfitting(plan, link.target, asked.amount, asked.due)
    if link.agreement == "agreed":
        kept = {"amount": "promised_amount", "due": "promised_due"}
        for name, promised in kept.items():
            if name in new and getattr(held, promised) is None and getattr(held, name) is not None:
                new[promised] = getattr(held, name)
        if new:
            new["asked"] = day
    _write_terms(pending, plan, link, new, reason, day, today)
    words = ", ".join(f"{name} {change_text(getattr(held, name), new[name])}" for name in wanted if name in new)
    options = terms_to_agree(changed(held, **new))
    following = f"the other side answers: okr request agree {link}{options}"
    line = f"{link.ref} needs {held.to}" + (f": {words}" if words else f": {before.get('need') or 'as before'}")
    notes = _promise_notes(plan, link, changed(held, **new)) if link.agreement == "agreed" else ()
    return Edit(
        "Requested:",
        (line,),
        (link.ref.full,),
        reason=reason or "",
        following=following if options and notes else "",
        notes=notes,
    )


def answer(pending: PendingFiles, plan: Plan, link: DependencyLink, reply: Reply, today: date) -> Edit:
    """Record an answer to a dependency, with its author and its day.

    An existing answer without an author or a day is not in force, so the same answer completes it. Another answer that
    was in force before goes into `changes`; so does another amount, day or condition of an agreement.
    Raises UsageError if an agreement changes without a reason.
    """
    held, before = link.dependency, written(pending, link.location)
    is_agreed = reply.agreement == "agreed"
    if is_agreed and link.target:
        refuse_unfitting(plan, link.target, reply.amount, reply.due)
    terms = _promised(held, reply) if is_agreed else dict.fromkeys(_PROMISED)
    new = {name: value for name, value in terms.items() if value != getattr(held, name)}
    is_same = before.get("agreement") == reply.agreement and (link.agreement == "agreed" or reply.reason == held.reason)
    is_same = is_same and not link.is_asked_again
    if is_same and link.agreement == reply.agreement and not new:
        state = f"{reply.agreement} since {held.since}, says {held.by}"
        return Edit(reply.agreement.capitalize(), (f"{held.to} for {link.ref} is {state}",))
    target = PlanItem(link.ref, str(link), held, link.location)
    is_new = not (is_same and link.agreement == reply.agreement)
    if is_new:
        _keep_earlier_answer(pending, target, link, reply.day)
    _write_terms(pending, plan, link, new, reply.reason, reply.day, today)
    since = held.since if is_same and held.since and held.since <= reply.day else reply.day
    reason = reply.reason if is_new else held.reason
    for name, value in (("agreement", reply.agreement), ("by", reply.by), ("since", since), ("reason", reason)):
        if value is not None or name in before:
            put(pending, target, name, value)
    need = f": {held.need}" if held.need else ""
    edit = Edit(reply.agreement.capitalize(), (f"{held.to} for {link.ref}{need}",), (link.ref.full,))
    notes = _promise_notes(plan, link, changed(held, **new)) if is_agreed else ()
    return replace(edit, reason=reply.reason or "", notes=notes)


_REASON: Final = 'add --reason "…"'
_PROMISED: Final = ("condition", "promised_amount", "promised_due")


def _promised(held: Dependency, reply: Reply) -> dict[str, object]:
    """The condition and the promised amount and day after an answer; nothing where they are those that are asked."""
    amount = held.promised_amount if reply.amount is None else reply.amount
    due = held.promised_due if reply.due is None else reply.due
    return {
        "condition": held.condition if reply.condition is None else without_none(reply.condition),
        "promised_amount": None if amount == held.amount else amount,
        "promised_due": None if due == held.due else due,
    }


def without_none(condition: str) -> str | None:
    """A typed condition; None for `none`, which removes it."""
    return None if condition.casefold() == "none" else condition


def _write_terms(
    pending: PendingFiles,
    plan: Plan,
    link: DependencyLink,
    new: Mapping[str, object],
    reason: str | None,
    day: date,
    today: date,
) -> None:
    """Write other terms of a dependency, those of an agreement with a record each.

    Raises UsageError if the terms are agreed and a reason is missing.
    """
    held, target = link.dependency, PlanItem(link.ref, str(link), link.dependency, link.location)
    since = {name: first for name in new if (first := _agreed_since(plan, link, name, new))}
    if any(first <= today for first in since.values()) and not says_something(reason):
        agreed = max(since.values())
        what = f"`need` of {link.ref}" if "need" in since else f"the promise of {held.to} to {link.ref}"
        raise UsageError(f"{what} is agreed since {agreed}: a change needs a reason", _REASON)
    for name, value in new.items():
        put(pending, target, name, value)
        if name in since and since[name] <= day:
            record_change(pending, target, day, name, getattr(held, name), value, reason)


def _agreed_since(plan: Plan, link: DependencyLink, name: str, new: Mapping[str, object]) -> date | None:
    """The day from which a field is agreed that gets a new value; None where the promise stays as it is."""
    if name == "need":
        return in_force_since(plan, link.ref, ANY_AGREED)
    held = link.dependency
    is_moved = name == "condition" or changed(held, **new).promise != held.promise
    return promised_since(plan, link.ref, held) if is_moved else None


def _keep_earlier_answer(pending: PendingFiles, target: PlanItem, link: DependencyLink, day: date) -> None:
    """Put the answer in force into `changes`, before another one of a later day takes its place."""
    held = link.dependency
    if link.agreement != "asked" and held.since is not None and held.since < day:
        record_change(pending, target, held.since, AGREEMENT, "asked", link.agreement, held.reason)


def refuse_stranger(plan: Plan, link: DependencyLink, who: str) -> None:
    """Raise RefusedError unless `who`, or a team of theirs, owns the target of the dependency."""
    if link.target is None:
        return
    owner = plan.owner_of(link.target)
    holders = set(plan.duty_holders(link.target) if link.target.key_result else ())
    names = {name for name in (owner, plan.owner_of(link.target.parent), *holders) if name}
    allowed = names.union(*(plan.team_and_below(name) for name in names if name in plan.teams))
    if names and who not in allowed:
        answerers = sorted(name for name in allowed if name in plan.people) or sorted(allowed)
        hint = f"it is {' or '.join(answerers[:3])} who must answer; for them: --by {answerers[0]}"
        raise RefusedError(f"{link.dependency.to} is not yours, {who}", hint)


def link_between(plan: Plan, about: PlanItem, on: PlanItem | None, agreement: str | None, day: date) -> DependencyLink:
    """The dependency that an answer is about: one of `about`, else of its key results, else one on it.

    `agreement` is the answer, or None for a change of the request.

    Raises RefusedError if there is none, or if several fit.
    """
    links = list(dependency_links(plan, day))
    own = [link for link in links if link.ref == about.ref]
    inside = [link for link in links if link.ref.parent == about.ref and link.ref != about.ref]
    asked_of = [link for link in links if link.target and about.ref in (link.target, link.target.parent)]
    groups = [[link for link in group if on is None or link.target == on.ref] for group in (own, inside, asked_of)]
    fitting = next((group for group in groups if group), [])
    waiting = [link for link in fitting if link.agreement != agreement] or fitting
    if len({str(link) for link in waiting}) == 1:
        return waiting[0]
    command = {
        "agreed": "okr request agree {}",
        "refused": 'okr request refuse {} --reason "…"',
        None: "okr request change {} --amount 10",
    }[agreement]
    if waiting:
        raise RefusedError(f"{about.name} has several dependencies", *map(command.format, waiting[:5]))
    others = [
        command.format(link) for link in links if link.agreement == "asked" and link.ref.cycle == about.ref.cycle
    ][:5]
    where = f" on {on.name}" if on else ""
    target = on.name if on else "…"
    raise RefusedError(
        f"{about.name} has no dependency{where}", *(others or [f"okr request add {about.name} --to {target}"])
    )
