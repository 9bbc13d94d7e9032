"""Audit rules: each compares a commit with its parent. `okr audit` applies them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

from okrcli.checks.commit_rules import Passage, Trace, commit_rule
from okrcli.diagnostics import Severity, code
from okrcli.model.diff import PlanChange, RecordedCheckin, recorded
from okrcli.model.diff_text import change_in_words, name_of
from okrcli.model.goalposts import LISTS, RECORD
from okrcli.model.plan import Location, Plan
from okrcli.model.reasons import says_something
from okrcli.workspace.sources import WORKSPACE_FILE

if TYPE_CHECKING:
    from okrcli.git.semantic_log import CommitChanges


@commit_rule("OKR701", "altered-checkin")
def altered_checkin(passage: Passage) -> Iterator[Trace]:
    """A committed check-in stays as it is. A mistake is fixed by a correction.

    Why: the record is worth something because nobody can make it say something else afterwards. What whoever
    committed it takes back by `okr undo`, or on the same day before anybody else had it, is no finding.

    Bad: `value: 26` where the commit before had 22

    Good: `corrects: 7k2m9x4t` in a new check-in
    """
    step = passage.step
    for found in step.differences:
        if found.noun == "check-in" and found.alters_record:
            yield altered_trace(found, step)


def altered_trace(found: PlanChange, step: CommitChanges) -> Trace:
    """The finding of a check-in that a commit altered or removed."""
    was = found.kind == "removed"
    plan = step.before if was else step.after
    location = home_of(plan, found.before if was else found.after) or Location(step.commit.files[0].path, ())
    hint = "restore it, then correct it: okr checkin --correct …"
    return Trace(location, f"{name_in_full(found)}: {change_in_words(found, plan)}", hint, was, found)


@commit_rule("OKR702", "unexplained-goalpost")
def unexplained_goalpost(passage: Passage) -> Iterator[Trace]:
    """What was agreed when a cycle began changes only with a reason, and the reason stays in `changes`.

    The record in `changes` says the field, the value before and after, and a day from when it was agreed on. It is not
    taken out later, and its words stay: only a reason that is missing may be added.

    Why: a target that is lowered in silence makes every number after it look better than it is.

    Bad: `target: 25` where the commit before had 30, and no reason

    Good: `{date: 2026-11-16, field: target, from: 30, to: 25, reason: The budget was halved}`
    """
    step = passage.step
    for found in step.differences:
        if is_unexplained(found, step.day) and is_in_the_measure(found):
            yield goalpost_trace(found, step)


@commit_rule("OKR711", "unexplained-shift", Severity.WARNING)
def unexplained_shift(passage: Passage) -> Iterator[Trace]:
    """The rest of an agreement changes with a reason too.

    These are milestones, the limits of guardrails, definitions, what an objective contributes to, and what was asked of
    others. A reason is a record in `changes` whose `field` is that of the list or text.

    Why: a milestone that is dropped, or a limit that is raised, makes the goal another one as a lower target does.

    Bad: `milestones: [{title: Beta}]` where the commit before had two, and no reason

    Good: `{date: 2026-11-16, field: milestones, from: Public, reason: It waits for the audit}`
    """
    for found in passage.step.differences:
        if is_unexplained(found, passage.step.day) and not is_in_the_measure(found):
            yield goalpost_trace(found, passage.step)


def is_unexplained(found: PlanChange, day: date) -> bool:
    """True for a goalpost that moved on a day without a reason."""
    return found.moves_goalpost(day) and not says_something(found.reason)


def is_in_the_measure(found: PlanChange) -> bool:
    """True for a change of a cycle, objective or key result itself, made with a reason alone; and of a record of it."""
    return found.noun in ("objective", "key result", "cycle", RECORD) and found.field not in ("metric", "definition")


def goalpost_trace(found: PlanChange, step: CommitChanges) -> Trace:
    """The finding of a goalpost that moved without a reason, located in the files that a commit left."""
    location = step.after.locations.get(found.ref.holder) if found.ref else Location(WORKSPACE_FILE, ())
    if location is None:
        location = Location(step.commit.files[0].path, ())
    elif found.ref and found.after is not None and found.kind == "changed" and not found.item:
        location = location.child(found.field)
    words = "" if found.noun == RECORD else ", without a reason"
    message = f"{name_in_full(found)}: {change_in_words(found, step.after)}{words}"
    return Trace(location, message, _way_to_explain(found, step.day), change=found)


def _way_to_explain(found: PlanChange, day: date) -> str:
    """The advice where a reason for a goalpost is written."""
    if found.noun == RECORD:
        return "restore it; record a later change as a new entry"
    if found.noun == "key result" and found.kind == "removed":
        return 'restore it, then cancel it: okr set ID state=cancelled --reason "…"'
    if found.noun == "key result" and found.kind == "added":
        return f"add the reason to its `changes`: - {{date: {day}, field: added, reason: …}}"
    if found.field == "state":
        return "add `reason:` next to `state:`"
    field, item = LISTS.get(found.noun), found.item
    if field is None:
        values = f"from: {_plain(found.before)}, to: {_plain(found.after)}"
    else:
        values = f"to: {item}" if found.kind == "added" else f"from: {item}"
    return f"add the reason to its `changes`: - {{date: {day}, field: {field or found.field}, {values}, reason: …}}"


_MAY_BE_FILLED: Final = ("decision", "score.accepted")
"""Fields that a closed cycle may lack and get later: a decision (OKR751), and a grade that is taken."""


@commit_rule("OKR703", "closed-cycle-changed")
def closed_cycle_changed(passage: Passage) -> Iterator[Trace]:
    """A closed cycle stays as it is. A mistake in it is fixed by a correction.

    Why: its grades were given and talked about. A change afterwards rewrites what people remember.

    Bad: `title: Leads` in a cycle that the commit before had closed

    Good: `state: grading` first, where it really has to change
    """
    step = passage.step
    for found in step.differences:
        is_gap = found.field in _MAY_BE_FILLED and found.before is None
        if found.ref is None or is_gap or _is_correction(found):
            continue
        sides = [plan.cycles.get(found.ref.cycle) for plan in (step.before, step.after)]
        if any(cycle is None or cycle.state != "closed" for cycle in sides):
            continue
        location, was = _location(found, step)
        if location:
            message = f"{name_in_full(found)}: {change_in_words(found, step.before if was else step.after)}"
            hint = f"restore it, or open the cycle again: `{{id: {found.ref.cycle}, state: grading}}`"
            yield Trace(location, f"{message}, after {found.ref.cycle} was closed", hint, was, found)


@commit_rule("OKR704", "checkin-by-stranger", Severity.WARNING)
def checkin_by_stranger(passage: Passage) -> Iterator[Trace]:
    """A check-in comes from the owner, the updater or their team.

    Who that is says the plan of that time: at the commit, or on the day of the check-in by the recorded `changes`. For
    a range it is the plan at its start, as long as it has the thing, and whoever got it in the range with a reason.

    Why: only they know what the number means; anybody else repeats what they heard.

    Bad: `by: omar` for a key result of mai's

    Good: `by: omar` where `updater: omar` says so
    """
    for found in new_checkins(passage.step):
        by = found.after.by
        theirs = passage.owners.asked(found.ref, found.after) if found.ref and by else frozenset()
        if not theirs or by in theirs:
            continue
        location = home_of(passage.step.after, found.after)
        if location:
            instead = f"if {by} checks in from now on: okr set {found.ref.full if found.ref else 'ID'} updater={by}"
            hint = f"expected: {', '.join(sorted(theirs))}; {instead}"
            message = f"check-in of {name_in_full(found)} by {by}, who does not own it"
            yield Trace(root_key(location, "by"), message, hint, change=found)


@commit_rule("OKR705", "checkin-far-from-its-day", Severity.WARNING)
def checkin_far_from_its_day(passage: Passage) -> Iterator[Trace]:
    """A check-in is committed near its day: within 7 days, or as many as `audit.days` says.

    Why: what is entered long afterwards is remembered, not measured.

    Bad: `date: 2026-10-20` in a commit of 16 November

    Good: `date: 2026-11-13`
    """
    for found in new_checkins(passage.step):
        apart = (passage.step.commit.latest_day - found.after.date).days
        location = home_of(passage.step.after, found.after)
        if location and abs(apart) > passage.law.settings.audit.days:
            when = f"{apart} days later" if apart > 0 else f"{-apart} days before"
            message = f"check-in of {name_in_full(found)} is for {found.after.date}, and was committed {when}"
            hint = "add a note about the source of the number"
            yield Trace(root_key(location, "date"), message, hint, change=found)


@commit_rule("OKR706", "unsigned-commit")
def unsigned_commit(passage: Passage) -> Iterator[Trace]:
    """With `audit.signatures`, every commit that changes the meaning is signed by an allowed key.

    Why: the name in a commit is what somebody's machine said. A signature is what somebody holds the key for.

    Bad: a commit without a signature, with `audit: {signatures: true}`

    Good: a commit signed by a key that git knows, or the file of allowed signers
    """
    signature = passage.signature
    if signature and not signature.is_good:
        path = passage.step.commit.files[0].path
        hint = "sign commits: git config commit.gpgsign true; keep the allowed keys outside of the branch"
        if signature.state == "E":
            hint = "give a file of allowed keys, one `EMAIL KEY` a line: --allowed-signers FILE"
        yield Trace(
            Location(path, ()), f"this commit {signature.words}", hint, passage.step.commit.files[0].after is None
        )


@commit_rule("OKR707", "signed-by-another", Severity.WARNING)
def signed_by_another(passage: Passage) -> Iterator[Trace]:
    """Author and signer of a commit have the same e-mail address. `audit.signatures` turns this on too.

    Why: a commit in the name of somebody else can be help, or a forgery; a service that merges signs for others.

    Bad: a commit of linh's that mai signed

    Good: a commit of linh's that linh signed
    """
    signature, email = passage.signature, passage.step.commit.email
    if signature and signature.is_good and email.lower() != signature.address:
        path = passage.step.commit.files[0].path
        message = f"this commit is by {email}, and {signature.words}"
        yield Trace(Location(path, ()), message, "ask both; see the commit: okr log", False)


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


# ── Shared by the rules ────────────────────────────────────────────────────────────────────────────────────────────


def name_in_full(found: PlanChange) -> str:
    """The name of what changed, without its cycle."""
    return name_of(found, found.ref.cycle if found.ref else None)


def new_checkins(step: CommitChanges) -> Iterator[PlanChange]:
    """The check-ins that a commit brought."""
    return (found for found in step.differences if found.noun == "check-in" and found.kind == "added")


def _is_correction(found: PlanChange) -> bool:
    return found.noun == "check-in" and found.kind == "added" and bool(found.after.reading.corrects)


def _plain(value: object) -> str:
    return "null" if value is None else str(value)


def home_of(plan: Plan, wanted: RecordedCheckin) -> Location | None:
    """The location of a check-in; None where the plan has no such check-in."""
    for several in plan.checkins.values():
        for checkin in several:
            if checkin.date == wanted.date and recorded(checkin) == wanted:
                return checkin.location
    return None


def root_key(location: Location, key: str) -> Location:
    """The field of a check-in file that holds for all of its entries; inside a key result that of the check-in."""
    return Location(location.path, (key,)) if location.keys[:1] == ("checkins",) else location.child(key)


def _location(found: PlanChange, step: CommitChanges) -> tuple[Location | None, bool]:
    """The location of a change, and whether that is in the files before the commit."""
    was = found.kind == "removed"
    plan = step.before if was else step.after
    if found.noun == "check-in":
        return home_of(plan, found.before if was else found.after), was
    location = plan.locations.get(found.ref._replace(action=None, guardrail=None)) if found.ref else None
    if location and found.field and not found.item and found.after is not None:
        return location.child(found.field), was
    return location, was
