"""The status of an objective from those of its parts. The weighted means are in `score`.

The rules are docs/semantics.md, "From key results to objectives" and "The status of an objective".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from okrcli.model.plan import Plan, Ref
from okrcli.model.records import Objective
from okrcli.scoring.cadence import is_old
from okrcli.scoring.checkin_history import apply_corrections, decision_on, reported_status
from okrcli.scoring.guardrails import breached, capped
from okrcli.scoring.measurement import Reported
from okrcli.scoring.results import Contribution, GuardrailState, Reason, Status
from okrcli.scoring.status_reasons import (
    GREEN,
    age_reason,
    breach_reason,
    decision_reason,
    differs,
    mismatch_reason,
    with_reason,
)

_PACE_STATES: Final = frozenset(("not_started", "on_track", "at_risk", "off_track", "achieved"))
_LEFT_OVER: Final = ("closed", "in_progress", "not_started", "paused", "postponed")
"""Fallback statuses in order of precedence, for an objective none of whose parts has a pace. `in_progress` and
`not_started` are those of a baseline."""
_OVER: Final = frozenset(("closed", "paused", "postponed"))
"""Fallback statuses that a reported status does not replace."""


def worst(counted: Iterable[str | None], others: Iterable[str | None]) -> str | None:
    """The status of an objective from those of its parts, method `worst`.

    `counted` are the statuses of parts that count for the status. `others` are those of parts that decide only where
    none counts: closed, else a baseline, else paused, else postponed.
    """
    parts = set(counted)
    for status in ("off_track", "at_risk"):
        if status in parts:
            return status
    if pace := parts & _PACE_STATES:
        return pace.pop() if len(pace) == 1 else "on_track"
    left = parts.union(others)
    return next((status for status in _LEFT_OVER if status in left), None)


def objective_status(
    plan: Plan,
    ref: Ref,
    day: date,
    parts: Sequence[Contribution],
    guardrails: Sequence[GuardrailState],
    *,
    is_looping: bool,
) -> tuple[Status, Contribution | None]:
    """The status of an objective, and the part that its reason comes from (None for a reason of its own).

    `parts` are its key results, else its children; `guardrails` its own; `is_looping` says that it would have
    children but for a loop.
    """
    objective = plan.objectives[ref]
    reported = reported_status(apply_corrections(plan.checkins.get(ref, ()), day))
    word = reported.status if reported else None
    if decision := decision_on(objective, day):
        status = Status(decision, decision, word, None, (), "decision")
        return with_reason(status, decision_reason(objective, decision)), None
    counted = [part for part in parts if part.counts_for_status]
    others = [part for part in parts if not part.counts_for_status and part.is_fallback]
    uncapped_computed, inherited = (
        worst((getattr(part.status, name) for part in counted), (getattr(part.status, name) for part in others))
        for name in ("computed", "shown")
    )
    beyond = [*breached(guardrails), *(breach for part in parts if part.is_counted for breach in part.breaches)]
    computed = uncapped_computed and capped(uncapped_computed, beyond)
    valid = None if inherited in _OVER else reported
    uncapped = valid.status if valid else inherited
    shown = uncapped and capped(uncapped, beyond)
    marks = tuple(_marks(shown, computed, is_stale=is_old(valid, plan.frequency_of(ref), day)))
    lowered = None if uncapped_computed == computed else uncapped_computed
    status = Status(shown, computed, word, None, marks, "worst", lowered)
    if shown != uncapped:
        return with_reason(status, breach_reason(beyond)), None
    origin = None
    if not (valid and "mismatch" in marks):
        origin = _deciding(counted if counted and shown in _PACE_STATES else parts, shown, marks)
    if origin:
        return replace(status, reason=_borrowed(ref, origin), cause=origin.reason), origin
    if shown is None:
        text = "contributes to itself" if is_looping else _unmeasured_reason(objective, parts)
        reason: Reason | None = Reason(text, "no_parts")
    else:
        reason = _reported_reason(valid, shown, computed, marks, day)
    return with_reason(status, reason), None


def _marks(shown: str | None, computed: str | None, *, is_stale: bool) -> Iterable[str]:
    if computed is not None and differs(shown, computed):
        yield "mismatch"
    if is_stale:
        yield "stale"


def _deciding(parts: Sequence[Contribution], shown: str | None, marks: Sequence[str]) -> Contribution | None:
    """The part with the largest shortfall among those that decided the status; None where no reason is needed."""
    if shown in GREEN:
        parts = [part for part in parts if "mismatch" in part.status.marks] if "mismatch" in marks else []
    else:
        parts = [part for part in parts if shown is not None and part.status.shown == shown]
    return max(parts, key=lambda part: part.shortfall, default=None)


def _borrowed(ref: Ref, part: Contribution) -> str:
    """The reason of a part with its name in front: `mql: 20 % done, 55 % expected`."""
    name = part.origin.short if part.origin.parent == ref else str(part.origin)
    return f"{name}: {part.reason.text}" if part.reason else name


def _reported_reason(
    reported: Reported | None, shown: str, computed: str | None, marks: Sequence[str], day: date
) -> Reason | None:
    """The reason for a shown status that no part explains: the report of the owner."""
    if reported is None:
        return None
    if "mismatch" in marks and computed:
        return mismatch_reason(shown, computed)
    if "stale" in marks:
        return age_reason(reported, day)
    return None if shown in GREEN else Reason(f"reported {shown.replace('_', ' ')}", "reported")


def _unmeasured_reason(objective: Objective, parts: Sequence[Contribution]) -> str:
    """The reason why an objective has no status."""
    if not parts:
        return "no key results, nothing contributes"
    if all(part.weight == 0 for part in parts):
        return "all weights are 0"
    unusable = next((part for part in parts if part.decision is None and part.progress is None), None)
    if unusable:
        return f"{unusable.ref.short}: {unusable.status.reason}"
    noun = "key results" if objective.key_results else "children"
    decisions = {part.decision for part in parts}
    return f"only {decisions.pop()} {noun}" if len(decisions) == 1 else f"none of its {noun} counts"
