"""The plan as it held on a day: what was changed later says again what it said then.

The rules are docs/semantics.md, "What was changed on the way".
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeVar

from okrcli.model.plan import Plan
from okrcli.model.record import changed
from okrcli.model.records import ChangeRecord, KeyResult, Objective

T = TypeVar("T", Objective, KeyResult)

_DAYS: Final = frozenset(["start_date", "end_date", "due", "since"])
_NUMBERS: Final = frozenset(
    ["start", "target", "low", "high", "weight", "target_per_period", "risk_threshold", "risk_low", "risk_high"]
)


def plan_as_of(plan: Plan, day: date) -> Plan:
    """The plan with the values that held on `day`; itself where nothing was changed after it."""
    if plan.latest_change is None or plan.latest_change <= day:
        return plan
    objectives = {ref: _objective_on(objective, day) for ref, objective in plan.objectives.items()}
    latest = max((change.date for each in objectives.values() for change in changes_in(each)), default=None)
    return replace(plan, objectives=objectives, latest_change=latest)


def key_result_as_of(key_result: KeyResult, day: date) -> KeyResult:
    """The key result with the values that held on `day`; itself where nothing was changed after it."""
    return _on(key_result, day) if any(change.date > day for change in key_result.changes) else key_result


def changes_in(objective: Objective) -> list[ChangeRecord]:
    """The recorded changes of an objective and its key results."""
    return [*objective.changes, *(change for key_result in objective.key_results for change in key_result.changes)]


def _objective_on(objective: Objective, day: date) -> Objective:
    if all(change.date <= day for change in changes_in(objective)):
        return objective
    key_results = tuple(_on(key_result, day) for key_result in objective.key_results)
    return changed(_on(objective, day), key_results=key_results)


def _on(thing: T, day: date) -> T:
    """A thing with the changes after `day` taken back, the newest first; of one day the last written first."""
    kept = tuple(change for change in thing.changes if change.date <= day)
    later = [(change.date, number, change) for number, change in enumerate(thing.changes) if change.date > day]
    defaults = {name: field.default for name, field in type(thing).model_fields.items()}
    before: dict[str, Any] = {}
    for _, _, change in sorted(later, key=lambda each: each[:2], reverse=True):
        if change.field in defaults and change.field not in ("id", "title", "changes", "key_results"):
            before[change.field] = _value(change.field, change.from_, defaults[change.field])
    return changed(thing, **before, changes=kept)


def _value(field: str, value: Decimal | str | None, default: object) -> object:
    """What a field said, in the form that it has; its default where it said nothing, or nothing that fits."""
    if field == "periods" and isinstance(value, Decimal):
        return int(value)
    if value is None or (field in _NUMBERS) != isinstance(value, Decimal):
        return default
    if field not in _DAYS:
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return default
