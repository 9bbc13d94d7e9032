"""Audit rules: each compares a commit with its parent. `okr audit` applies them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

from okrcli.checks.commit_parts import (
    as_typed,
    home_of,
    is_correction,
    location_of,
    name_in_full,
    new_checkins,
    root_key,
)
from okrcli.checks.commit_rules import CommitContext, CommitFinding, commit_rule
from okrcli.diagnostics import Severity, code
from okrcli.model.diff_text import change_in_words
from okrcli.model.goalposts import LISTS, RECORD
from okrcli.model.plan import Location
from okrcli.model.plan_change import PlanChange
from okrcli.model.reasons import says_something
from okrcli.workspace.sources import WORKSPACE_FILE

if TYPE_CHECKING:
    from okrcli.git.semantic_log import CommitChanges


@commit_rule("OKR701", "altered-checkin")
def altered_checkin(context: CommitContext) -> Iterator[CommitFinding]:
    """A committed check-in stays as it is. A mistake is fixed by a correction.

    Why: reports rely on check-ins that do not change afterwards. A check-in that its author removes with `okr undo`, or
    on the same day before others have it, is no finding.

    Bad: `value: 26` where the commit before had 22

    Good: `corrects: 7k2m9x4t` in a new check-in
    """
    step = context.step
    for difference in step.differences:
        if difference.noun == "check-in" and difference.alters_record:
            yield altered_finding(difference, step)


def altered_finding(change: PlanChange, step: CommitChanges) -> CommitFinding:
    """The finding of a check-in that a commit altered or removed."""
    was = change.kind == "removed"
    plan = step.before if was else step.after
    location = home_of(plan, change.before if was else change.after) or Location(step.commit.files[0].path, ())
    hint = "restore it, then correct it: okr checkin --correct …"
    return CommitFinding(location, f"{name_in_full(change)}: {change_in_words(change, plan)}", hint, was, change)


@commit_rule("OKR702", "unexplained-goalpost")
def unexplained_goalpost(context: CommitContext) -> Iterator[CommitFinding]:
    """An agreed field changes only with a reason, and the reason stays in `changes`.

    The record in `changes` says the field, the value before and after, and a day from when it was agreed on. It is not
    taken out later, and its words stay: only a reason that is missing may be added.

    Why: after a target is lowered without notice, every later number looks better than it is.

    Bad: `target: 25` where the commit before had 30, and no reason

    Good: `{date: 2026-11-16, field: target, from: 30, to: 25, reason: The budget was halved}`
    """
    step = context.step
    for difference in step.differences:
        if is_unexplained(difference, step.day) and is_in_the_measure(difference):
            yield goalpost_finding(difference, step)


@commit_rule("OKR711", "unexplained-shift", Severity.WARNING)
def unexplained_shift(context: CommitContext) -> Iterator[CommitFinding]:
    """The rest of an agreement changes with a reason too.

    These are milestones, the limits of guardrails, definitions, what an objective contributes to, and what was asked of
    others. A reason is a record in `changes` whose `field` is that of the list or text.

    Why: a removed milestone or a raised limit changes the goal in the same way as a lower target.

    Bad: `milestones: [{title: Beta}]` where the commit before had two, and no reason

    Good: `{date: 2026-11-16, field: milestones, from: Public, reason: It waits for the audit}`
    """
    for difference in context.step.differences:
        if is_unexplained(difference, context.step.day) and not is_in_the_measure(difference):
            yield goalpost_finding(difference, context.step)


def is_unexplained(change: PlanChange, day: date) -> bool:
    """True for a goalpost that moved on a day without a reason."""
    return change.moves_goalpost(day) and not says_something(change.reason)


def is_in_the_measure(change: PlanChange) -> bool:
    """True for a change of a cycle, objective or key result itself, made with a reason alone; and of a record of it."""
    return change.noun in ("objective", "key result", "cycle", RECORD) and change.field not in ("metric", "definition")


def goalpost_finding(change: PlanChange, step: CommitChanges) -> CommitFinding:
    """The finding of a goalpost that moved without a reason, located in the files that a commit left."""
    location = step.after.locations.get(change.ref.holder) if change.ref else Location(WORKSPACE_FILE, ())
    if location is None:
        location = Location(step.commit.files[0].path, ())
    elif change.ref and change.after is not None and change.kind == "changed" and not change.item:
        location = location.child(change.field)
    words = "" if change.noun == RECORD else ", without a reason"
    message = f"{name_in_full(change)}: {change_in_words(change, step.after)}{words}"
    return CommitFinding(location, message, _way_to_explain(change, step.day), change=change)


def _way_to_explain(change: PlanChange, day: date) -> str:
    """The advice where a reason for a goalpost is written."""
    if change.noun == RECORD:
        return "restore it; record a later change as a new entry"
    if change.noun == "key result" and change.kind == "removed":
        return 'restore it, then cancel it: okr set ID state=cancelled --reason "…"'
    if change.noun == "key result" and change.kind == "added":
        return f"add the reason to its `changes`: - {{date: {day}, field: added, reason: …}}"
    if change.field == "state":
        return "add `reason:` next to `state:`"
    field, item = LISTS.get(change.noun), change.item
    if field is None:
        values = f"from: {as_typed(change.before)}, to: {as_typed(change.after)}"
    else:
        values = f"to: {item}" if change.kind == "added" else f"from: {item}"
    return f"add the reason to its `changes`: - {{date: {day}, field: {field or change.field}, {values}, reason: …}}"


_MAY_BE_FILLED: Final = ("decision", "score.accepted")
"""Fields that a closed cycle may lack and get later: a decision (OKR751), and a grade that is taken."""


@commit_rule("OKR703", "closed-cycle-changed")
def closed_cycle_changed(context: CommitContext) -> Iterator[CommitFinding]:
    """A closed cycle stays as it is. A mistake in it is fixed by a correction.

    Why: its grades were given and discussed. A later change would make the record differ from that discussion.

    Bad: `title: Leads` in a cycle that the commit before had closed

    Good: `state: grading` first, where it really has to change
    """
    step = context.step
    for difference in step.differences:
        is_gap = difference.field in _MAY_BE_FILLED and difference.before is None
        if difference.ref is None or is_gap or is_correction(difference):
            continue
        sides = [plan.cycles.get(difference.ref.cycle) for plan in (step.before, step.after)]
        if any(cycle is None or cycle.state != "closed" for cycle in sides):
            continue
        location, was = location_of(difference, step)
        if location:
            message = f"{name_in_full(difference)}: {change_in_words(difference, step.before if was else step.after)}"
            hint = f"restore it, or open the cycle again: `{{id: {difference.ref.cycle}, state: grading}}`"
            yield CommitFinding(location, f"{message}, after {difference.ref.cycle} was closed", hint, was, difference)


@commit_rule("OKR704", "checkin-by-stranger", Severity.WARNING)
def checkin_by_stranger(context: CommitContext) -> Iterator[CommitFinding]:
    """A check-in comes from the owner, the updater or their team.

    The plan of that time names these people: at the commit, or on the day of the check-in by the recorded `changes`.
    For a range it is the plan at its start if it has the item, and also owners that changed in the range with a reason.

    Why: only these people know the number and its meaning.

    Bad: `by: omar` for a key result of mai's

    Good: `by: omar` where `updater: omar` says so
    """
    for difference in new_checkins(context.step):
        by = difference.after.by
        theirs = context.owners.asked(difference.ref, difference.after) if difference.ref and by else frozenset()
        if not theirs or by in theirs:
            continue
        location = home_of(context.step.after, difference.after)
        if location:
            instead = (
                f"if {by} checks in from now on: okr set {difference.ref.full if difference.ref else 'ID'} updater={by}"
            )
            hint = f"expected: {', '.join(sorted(theirs))}; {instead}"
            message = f"check-in of {name_in_full(difference)} by {by}, who does not own it"
            yield CommitFinding(root_key(location, "by"), message, hint, change=difference)


@commit_rule("OKR705", "checkin-far-from-its-day", Severity.WARNING)
def checkin_far_from_its_day(context: CommitContext) -> Iterator[CommitFinding]:
    """A check-in is committed near its day: within 7 days, or as many as `audit.days` says.

    Why: a value that is entered long afterwards is often remembered, not measured.

    Bad: `date: 2026-10-20` in a commit of 16 November

    Good: `date: 2026-11-13`
    """
    for difference in new_checkins(context.step):
        apart = (context.step.commit.latest_day - difference.after.date).days
        location = home_of(context.step.after, difference.after)
        if location and abs(apart) > context.settings_plan.settings.audit.days:
            when = f"{apart} days later" if apart > 0 else f"{-apart} days before"
            message = f"check-in of {name_in_full(difference)} is for {difference.after.date}, and was committed {when}"
            hint = "add a note about the source of the number"
            yield CommitFinding(root_key(location, "date"), message, hint, change=difference)


@commit_rule("OKR706", "unsigned-commit")
def unsigned_commit(context: CommitContext) -> Iterator[CommitFinding]:
    """With `audit.signatures`, every commit that changes the meaning is signed by an allowed key.

    Why: any machine can set the name in a commit. Only the holder of the key can sign it.

    Bad: a commit without a signature, with `audit: {signatures: true}`

    Good: a commit signed by a key that git knows, or the file of allowed signers
    """
    signature = context.signature
    if signature and not signature.is_good:
        path = context.step.commit.files[0].path
        hint = "sign commits: git config commit.gpgsign true; keep the allowed keys outside of the branch"
        if signature.state == "E":
            hint = "give a file of allowed keys, one `EMAIL KEY` a line: --allowed-signers FILE"
        yield CommitFinding(
            Location(path, ()), f"this commit {signature.words}", hint, context.step.commit.files[0].after is None
        )


@commit_rule("OKR707", "signed-by-another", Severity.WARNING)
def signed_by_another(context: CommitContext) -> Iterator[CommitFinding]:
    """Author and signer of a commit have the same e-mail address, or are the same person of `people:`.

    `audit.signatures` turns this on too.

    Why: a commit in another name can be help or a forgery. A service that merges also signs for others.

    Bad: a commit of linh's that mai signed

    Good: a commit of linh's that linh signed
    """
    signature, email = context.signature, context.step.commit.email
    if signature and signature.is_good and not _is_same_person(context, email.lower(), signature.address):
        path = context.step.commit.files[0].path
        message = f"this commit is by {email}, and {signature.words}"
        yield CommitFinding(Location(path, ()), message, "ask both people; see the commit: okr log", False)


def _is_same_person(context: CommitContext, address: str, other: str | None) -> bool:
    """True for one address, and for two of one person."""
    people = [context.owners.names_of(frozenset([each])) for each in (address, other) if each]
    return address == other or (len(people) == 2 and not people[0].isdisjoint(people[1]))


UNREADABLE: Final = code(
    "OKR708",
    "unreadable-version",
    "Every version of a file that a commit leaves can be read.\n\nWhy: the changes of a broken one are unknown. The "
    "next readable one is compared with the last, so the change is reported there, under another commit.",
    Severity.WARNING,
    bad="`target: [` in a version that was committed",
    good="`target: 30`",
)
REWRITTEN: Final = code(
    "OKR709",
    "rewritten-history",
    "The commit of `--since-hash` is part of the history.\n\nWhy: a hash covers everything "
    "before it. If it is not an ancestor, the history was rewritten after the hash was noted down.",
    bad="a force push that removed the noted commit from the history",
    good="a history that continues from the noted commit",
    is_hard=False,
)
