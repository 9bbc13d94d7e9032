"""A range of commits as a whole: its plan at the end against the one at its start.

Only the difference between start and end counts: what was changed and changed back inside the range is left out. The
author of a change comes from its commit. A difference that no single commit shows is a finding about the range.
"""

from __future__ import annotations

from collections.abc import Sequence

from okrcli.checks.history import altered_finding, is_unexplained
from okrcli.diagnostics import CODES
from okrcli.git.semantic_log import CommitChanges
from okrcli.model.diff import compare_closely
from okrcli.model.plan import Plan, Ref
from okrcli.model.plan_change import PlanChange
from okrcli.reports.audit_line import ITEMS, Found, History, goalpost_found


def as_a_whole(
    findings: Sequence[Found], steps: Sequence[CommitChanges], history: History, settled: Sequence[PlanChange]
) -> list[Found]:
    """The findings of the commits that the whole range has too, and those that only the whole has."""
    if history.base is None or not steps:
        return list(findings)
    whole = compare_closely(history.base, history.plan)
    kept = [finding for finding in findings if finding.change is None or _is_in(whole, finding.change, history.plan)]
    day = max(step.day for step in steps)
    known = [finding.change for finding in kept if finding.change]
    for change in whole:
        is_goalpost = is_unexplained(change, day)
        is_altered = change.noun == "check-in" and change.alters_record
        if not (is_goalpost or is_altered) or any(
            _is_same(change, finding, history.plan) for finding in (*known, *settled)
        ):
            continue
        step = _step_of(change, steps, history.plan)
        altered = Found(step.commit, CODES["OKR701"], altered_finding(change, step)) if is_altered else None
        kept.append(altered or goalpost_found(change, step))
    return kept


def _is_in(whole: Sequence[PlanChange], change: PlanChange, plan: Plan) -> bool:
    """True where the whole range has this change too, perhaps between other values."""
    return any(_is_same(difference, change, plan) or _is_around(difference, change, plan) for difference in whole)


def _is_same(change: PlanChange, other: PlanChange, plan: Plan) -> bool:
    """True where both are about the same part of the same thing; of check-ins, about the same entry."""
    if _present(change, plan) != _present(other, plan) or change.noun != other.noun:
        return False
    if change.noun == "check-in":
        was, now = change.before == other.before, change.after is not None and other.after is not None
        is_new = change.before is None and other.before is None
        return (change.after == other.after or (now and _document(change) == _document(other))) if is_new else was
    return change.part == other.part


def _is_around(change: PlanChange, other: PlanChange, plan: Plan) -> bool:
    """True where the first is the arrival or removal of what the other is about."""
    ref, place = _present(change, plan), _present(other, plan)
    if change.noun not in ITEMS or change.kind not in ("added", "removed") or ref is None or place is None:
        return False
    return other.noun != "check-in" and ref in (place.holder, place.parent)


def _document(change: PlanChange) -> str | None:
    document: str | None = change.after.document
    return document


def _present(change: PlanChange, plan: Plan) -> Ref | None:
    return plan.present(change.ref) if change.ref else None


def _step_of(change: PlanChange, steps: Sequence[CommitChanges], plan: Plan) -> CommitChanges:
    """The newest commit that touched the same thing; the newest of all where no commit shows it."""
    ref = _present(change, plan)
    touching = (step for step in steps if any(_present(difference, plan) == ref for difference in step.differences))
    return next(touching, steps[0])
