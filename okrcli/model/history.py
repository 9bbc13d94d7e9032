"""Objectives, key results, milestones and dependencies as they were on a day, by the changes that are recorded in them.

The rules are docs/semantics.md, "What was changed on the way".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple, TypeVar, cast, get_args

from okrcli.model.planned_path import PATH, read_path
from okrcli.model.record_base import changed, field_infos
from okrcli.model.records import Answer, ChangeRecord, Dependency, KeyResult, Milestone, Objective, State
from okrcli.model.scalars import InvalidValueError

T = TypeVar("T", Objective, KeyResult, Milestone, Dependency)
Dated = Objective | KeyResult | Milestone

ADDED: Final = "added"
"""The `field` of the record that says when, and why, something was added to a plan that was agreed."""
STATE: Final = "state"
AGREEMENT: Final = "agreement"
_DECISION: Final = frozenset([STATE, "since", "reason"])
_KEPT: Final = frozenset(["id", "title", "to", "changes", "key_results", "milestones", AGREEMENT])
_DAYS: Final = frozenset(["start_date", "end_date", "due", "since", "promised_due"])
_NUMBERS: Final = frozenset(
    [
        *("start", "target", "low", "high", "weight", "target_per_period"),
        *("risk_threshold", "risk_low", "risk_high", "amount", "promised_amount"),
    ]
)


def existed_on(item: Dated, day: date) -> bool:
    """True if something was in the plan on a day: from the beginning, or from the day in `changes` on which it was
    added."""
    return all(change.field != ADDED or change.date <= day for change in item.changes)


def added_record(item: Dated) -> ChangeRecord | None:
    """The record that says when, and why, something was added; None where it was there from the beginning."""
    return next((change for change in item.changes if change.field == ADDED), None)


# ── Decisions ─────────────────────────────────────────────────────────────────────────────────────────────────────


class DecisionRecord(NamedTuple):
    """A decision (paused, closed …) with its day and its reason; all None where nothing was decided."""

    state: State | None = None
    since: date | None = None
    reason: str | None = None


def decision_as_of(item: Dated, day: date) -> DecisionRecord:
    """The decision in force on a day: the present one, else one that `changes` tell of.

    A decision without a day counts from the beginning.
    """
    if item.state is not None and (item.since is None or item.since <= day):
        return DecisionRecord(item.state, item.since, item.reason)
    records = state_records(item)
    past = [change for change in records if change.date <= day]
    if past:
        state = _state(past[-1].to)
        return DecisionRecord(state, past[-1].date, past[-1].reason) if state else DecisionRecord()
    return DecisionRecord(_state(records[0].from_)) if records else DecisionRecord()


def state_records(item: Dated) -> list[ChangeRecord]:
    """The recorded changes of the state, the earliest first."""
    return sorted((change for change in item.changes if change.field == STATE), key=lambda change: change.date)


def _state(value: object) -> State | None:
    return cast(State, value) if value in get_args(State) else None


# ── Dependencies ──────────────────────────────────────────────────────────────────────────────────────────────────


def dependency_as_of(dependency: Dependency, day: date) -> Dependency:
    """The dependency with the need, amount, day and condition that held on `day`.

    Its answer is that of today; `answer_on` gives the one of a day.
    """
    return _item_as_of(dependency, day)


def answer_on(dependency: Dependency, day: date) -> Answer:
    """The answer in force on a day: the present one from its `since` on, else one that `changes` tell of.

    It is `asked` where the answer lacks `by` or `since`.
    """
    is_given = dependency.by is not None and dependency.since is not None
    if is_given and dependency.since is not None and dependency.since <= day:
        return dependency.agreement
    earlier = [change for change in dependency.changes if change.field == AGREEMENT and change.date <= day]
    last = max(earlier, key=lambda change: change.date, default=None)
    return cast(Answer, last.to) if last and last.to in get_args(Answer) else "asked"


# ── Items as of a day ─────────────────────────────────────────────────────────────────────────────────────────────


def days_of_change(item: Objective | KeyResult) -> Iterator[date]:
    """The days from which something in an objective or key result is other than before."""
    yield from _own_days(item)
    for part in item.key_results if isinstance(item, Objective) else ():
        yield from days_of_change(part)
    for milestone in item.milestones if isinstance(item, KeyResult) else ():
        yield from _own_days(milestone)
        if milestone.state:
            yield milestone.since or date.min


def has_dropped_milestones(item: Objective | KeyResult) -> bool:
    """True if it has milestones that were dropped; the item of a day is without them."""
    key_results = item.key_results if isinstance(item, Objective) else (item,)
    return any(milestone.state for key_result in key_results for milestone in key_result.milestones)


def _own_days(item: Dated | Dependency) -> Iterator[date]:
    has_history = False
    for change in item.changes:
        yield change.date
        has_history = has_history or change.field == STATE
    if has_history and item.since:
        yield item.since


def key_result_as_of(key_result: KeyResult, day: date) -> KeyResult:
    """The key result with the values and milestones of `day`; the same object where nothing was changed after it."""
    if all(other <= day for other in days_of_change(key_result)) and not has_dropped_milestones(key_result):
        return key_result
    milestones = tuple(
        _item_as_of(milestone, day)
        for milestone in key_result.milestones
        if existed_on(milestone, day) and decision_as_of(milestone, day).state is None
    )
    return changed(_item_as_of(key_result, day), milestones=milestones)


def objective_as_of(objective: Objective, day: date) -> Objective:
    """The objective with the values and key results of `day`; the same object where nothing was changed after it."""
    if all(other <= day for other in days_of_change(objective)) and not has_dropped_milestones(objective):
        return objective
    key_results = tuple(key_result_as_of(kr, day) for kr in objective.key_results if existed_on(kr, day))
    return changed(_item_as_of(objective, day), key_results=key_results)


def _item_as_of(item: T, day: date) -> T:
    """An item without the changes after `day`, undone from the last one to the first; the decision is that of `day`."""
    if all(other <= day for other in _own_days(item)) and not isinstance(item, Milestone):
        return item
    earlier = tuple(change for change in item.changes if change.date <= day)
    later = [(change.date, number, change) for number, change in enumerate(item.changes) if change.date > day]
    fields = field_infos(type(item)).items()
    defaults = {name: field.default for name, field in fields if name == PATH or not isinstance(field.default, tuple)}
    before: dict[str, Any] = {}
    for _, _, change in sorted(later, key=lambda change: change[:2], reverse=True):
        if change.field in defaults and change.field not in _KEPT | _DECISION:
            before[change.field] = _earlier_value(change.field, change.from_, defaults[change.field])
    if isinstance(item, Milestone) or (not isinstance(item, Dependency) and state_records(item)):
        before |= decision_as_of(item, day)._asdict()
    return changed(item, **before, changes=earlier)


def _earlier_value(field: str, value: Decimal | str | None, default: object) -> object:
    """The value before a change, of the type of its field; the default where there was none, or none of that type."""
    if field == "periods" and isinstance(value, Decimal):
        return int(value)
    if field == PATH:
        return _earlier_path(value)
    if value is None or (field in _NUMBERS) != isinstance(value, Decimal):
        return default
    if field not in _DAYS:
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return default


def _earlier_path(value: Decimal | str | None) -> object:
    """The path before a change; none where the record has a text that is no path."""
    try:
        return read_path(str(value or ""))
    except InvalidValueError:
        return ()
