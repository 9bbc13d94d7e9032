"""The audit rules that compare who a check-in or an answer is by with who committed it."""

from __future__ import annotations

from collections.abc import Iterator

from okrcli.checks.commit_parts import home_of, name_in_full, new_checkins, root_key
from okrcli.checks.commit_rules import CommitContext, CommitFinding, commit_rule
from okrcli.diagnostics import Severity
from okrcli.model.history import AGREEMENT
from okrcli.model.plan import Location, Plan, Ref
from okrcli.model.plan_change import PlanChange
from okrcli.model.records import Agreement, Dependency


@commit_rule("OKR710", "checkin-in-another-name", Severity.WARNING)
def checkin_in_another_name(context: CommitContext) -> Iterator[CommitFinding]:
    """A check-in is committed by the person it is `by`, and a correction by the person whose entry it corrects.

    The author of a commit is found by the e-mail addresses in `people:`. For a merge, these are the authors on the
    merged branch. The owner, the updater and their team may commit for each other, unless `audit.committed_by` is
    `person`; with `anybody` nothing is compared. The people at the start of a range are compared. A check-in that comes
    together with its objective or key result was copied from another place, and is not compared.

    Why: `by` can hold any name.

    Bad: `by: mai` in a commit of Linh's, who has nothing to do with it

    Good: `updater: linh`, and then the same
    """
    strictness = context.settings_plan.settings.audit.committed_by
    if strictness == "anybody":
        return
    for change in new_checkins(context.step):
        location = home_of(context.step.after, change.after)
        if change.ref is None or location is None or _came_with(context, change.ref.holder):
            continue
        corrects = change.after.reading.corrects
        corrected = context.owners.author_of(corrects, change.ref) if corrects else None
        for person, key in ((change.after.by, "by"), (corrected, "corrects")):
            if person and not _may_commit(context, change, location.path, person, strictness):
                yield _finding(context, change, location, person, key)


def _came_with(context: CommitContext, ref: Ref) -> bool:
    """True where the commit brings what a check-in is about too: a plan that is taken over with its history."""
    return ref in context.step.after.locations and ref not in context.step.before.locations


def _may_commit(context: CommitContext, change: PlanChange, path: str, person: str, strictness: str) -> bool:
    """True where an author of the commit is the person, or may do it for them; also where there is no address."""
    addresses = context.owners.addresses_of(person)
    authors = context.authors(context.step.commit, path)
    if not addresses or not addresses.isdisjoint(authors):
        return True
    asked = context.owners.asked(change.ref, change.after) if change.ref else frozenset()
    return strictness == "responsible" and not asked.isdisjoint(context.owners.names_of(authors))


def _finding(context: CommitContext, change: PlanChange, location: Location, person: str, key: str) -> CommitFinding:
    email = context.step.commit.email
    name = name_in_full(change)
    if key == "corrects":
        hint = f"{person} can correct it: okr checkin --correct …"
        return CommitFinding(
            location.child(key), f"{email} corrects the check-in of {name} by {person}", hint, change=change
        )
    hint = f"set `by` to the person who commits; if the address is {person}'s, add it to `other_emails`; " + (
        "for a team: okr set … updater=NAME"
    )
    return CommitFinding(
        root_key(location, key), f"check-in of {name} by {person}, committed by {email}", hint, change=change
    )


@commit_rule("OKR713", "answer-in-another-name", Severity.WARNING)
def answer_in_another_name(context: CommitContext) -> Iterator[CommitFinding]:
    """An answer to an objective or a request is committed by the person it is `by`.

    The author of a commit is found by the e-mail addresses in `people:`, as for check-ins. A person without an address
    there is not compared, and nothing is with `anybody` in `audit.committed_by`. An answer that comes together with its
    objective was copied from another place, and is not compared.

    Why: `by` can hold any name, and an agreement counts because of the name.

    Bad: `{by: mai, agreement: agreed, since: 2026-11-16}` in a commit of Linh's

    Good: `{by: linh, agreement: agreed, since: 2026-11-16}`
    """
    if context.settings_plan.settings.audit.committed_by == "anybody":
        return
    for change in context.step.differences:
        answer = _answer_of(change)
        if answer is None or change.ref is None or _came_with(context, change.ref):
            continue
        location = context.step.after.locations[change.ref]
        addresses = context.owners.addresses_of(answer.by or "")
        if addresses and addresses.isdisjoint(context.authors(context.step.commit, location.path)):
            name = name_in_full(change)
            message = f"{name} {answer.agreement} by {answer.by}, committed by {context.step.commit.email}"
            hint = f"{answer.by} answers; if the address is {answer.by}'s, add it to `other_emails`"
            yield CommitFinding(_answer_location(context.step.after, change.ref, answer), message, hint, change=change)


def _answer_of(change: PlanChange) -> Agreement | Dependency | None:
    """The answer that a change gives: to an objective, or to a request; None where it gives none."""
    if change.noun == "agreement" and change.kind != "removed":
        return change.after if isinstance(change.after, Agreement) else None
    is_answer = change.answer is not None and change.field == AGREEMENT and change.answer.agreement != "asked"
    return change.answer if is_answer else None


def _answer_location(plan: Plan, ref: Ref, answer: Agreement | Dependency) -> Location:
    """The location of the person of an answer."""
    field = "agreements" if isinstance(answer, Agreement) else "depends_on"
    position = getattr(plan.item(ref), field).index(answer)
    return plan.locations[ref].child(field, position, "by")
