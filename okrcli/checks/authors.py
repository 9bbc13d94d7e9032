"""The audit rule that compares who a check-in is by with who committed it."""

from __future__ import annotations

from collections.abc import Iterator

from okrcli.checks.commit_parts import home_of, name_in_full, new_checkins, root_key
from okrcli.checks.commit_rules import CommitContext, CommitFinding, commit_rule
from okrcli.diagnostics import Severity
from okrcli.model.plan import Location, Ref
from okrcli.model.plan_change import PlanChange


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
