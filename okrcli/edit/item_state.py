"""The state of an item: it is cancelled, paused or postponed, a draft, closed early, or active again.

A decision has a day and a reason. The one before it stays in `changes`, so that views of earlier days still show it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final, cast, get_args

from okrcli.edit.set_fields import (
    Edit,
    agreed_fields,
    put,
    record_change,
    refuse_step,
    refuse_without_reason,
    set_values,
    with_ids,
    written,
)
from okrcli.errors import RefusedError, UsageError
from okrcli.model.assignments import change_text, value_of
from okrcli.model.history import STATE, DecisionRecord
from okrcli.model.plan import Plan
from okrcli.model.reasons import says_something
from okrcli.model.records import Milestone, State
from okrcli.suggest import did_you_mean
from okrcli.text import quote_value
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.references import PlanItem

ACTIVE: Final = "active"
"""The typed state of an item that counts. In a file such an item has no `state`."""

_STOPPED: Final = ("cancelled", "paused", "postponed")
"""The states that always need a reason."""


def set_fields_and_state(
    pending: PendingFiles,
    plan: Plan,
    item: PlanItem,
    typed: Mapping[str, str],
    reason: str | None,
    day: date,
    today: date,
) -> Edit:
    """Set fields of an item to typed values, from `day` on; its state too, of which `active` takes the others away.

    Raises RefusedError for an unknown field or an invalid value, UsageError if a reason is missing.
    """
    values = with_ids(plan, typed)
    if STATE not in values:
        return set_values(pending, plan, item, values, reason, day, today)
    state, why = _state_of(values.pop(STATE)), reason or values.pop("reason", None)
    first = cast(date, value_of(item.kind, "since", values.pop("since"))) if values.get("since") else day
    others = set_values(pending, plan, item, values, why, day, today) if values else None
    decided = _decide(pending, plan, item, state, why, first, today)
    if others is None or not others.words:
        return decided
    return replace(decided, words=(f"{others.words[0]}, {decided.words[0].removeprefix(f'{item.name} ')}",))


def _state_of(text: str) -> State | None:
    """The state for a typed word; None for `active` and an empty text. Raises RefusedError for another word."""
    known = (ACTIVE, *get_args(State))
    if text and text not in known:
        hint = did_you_mean(text, known) or f"write {', '.join(known)}"
        raise RefusedError(f"`{STATE}`: unknown value {quote_value(text)}", hint)
    return None if text in ("", ACTIVE) else cast(State, text)


def _decide(
    pending: PendingFiles, plan: Plan, item: PlanItem, state: State | None, reason: str | None, day: date, today: date
) -> Edit:
    """Give an item another state, with its day and reason. Raises UsageError if a reason is missing."""
    if not isinstance(item.value, Milestone) or state not in (None, "cancelled"):
        refuse_step(item, f"be {state or ACTIVE}")
    before = written(pending, item.location).get(STATE)
    if before == state:
        since = f", since {item.value.since}" if state and item.value.since else ""
        raise RefusedError(f"{item.name} is {state or ACTIVE} already{since}", f"okr show {item.ref}")
    if state in _STOPPED:
        _refuse_decision(plan, item, day, today)
        if not says_something(reason):
            raise UsageError(f"state={state} of {item.name} needs a reason", 'add --reason "…"')
    else:
        agreed = agreed_fields(plan, item, {STATE: state}, today if state else day)
        refuse_without_reason(plan, item, agreed, reason, day if state else date.max)
    _write_decision(pending, plan, item, DecisionRecord(state, day, reason))
    words = f"{item.name} {STATE} {change_text(before or ACTIVE, state or ACTIVE)}"
    return Edit("Set", (words,), (item.ref.full,), item.ref, reason or "")


def _refuse_decision(plan: Plan, item: PlanItem, day: date, today: date) -> None:
    """Raise RefusedError for a day before the cycle, and for the only milestone of a key result that is left."""
    start = plan.cycles[item.ref.cycle].period.start
    if day < start and day < today:
        raise RefusedError(f"{item.ref.cycle} begins on {start}, and {day} is before that", "give a later day")
    if isinstance(item.value, Milestone):
        others = [each for each in plan.key_result(item.ref).milestones if each != item.value]
        if all(each.state for each in others):
            hint = f'cancel its key result: okr set {item.ref.short} state=cancelled --reason "…"'
            raise RefusedError(f"{item.name} is the only milestone left", hint)


def _write_decision(pending: PendingFiles, plan: Plan, item: PlanItem, decision: DecisionRecord) -> None:
    """Replace the decision about an item. The one before stays in `changes`, with its day and reason.

    What was undecided before the cycle began leaves no record.
    """
    old, before = item.value, written(pending, item.location)
    has_begun = plan.cycles[item.ref.cycle].period.start < (decision.since or old.since or date.min)
    if old.state is not None and has_begun:
        if old.since is not None:
            record_change(pending, item, old.since, STATE, None, old.state, old.reason)
        if decision.state is None or old.since is None:
            day = decision.since
            record_change(pending, item, cast(date, day), STATE, old.state, decision.state, decision.reason)
    values = decision if decision.state else DecisionRecord()
    for name, value in values._asdict().items():
        if value is not None or name in before:
            put(pending, item, name, value)
