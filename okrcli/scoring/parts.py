"""Key results whose value comes from parts: other key results, their values on a day, and what they make together.

The rules are docs/semantics.md, "Parts that add up". Exact, as everything in this package.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, cast

from okrcli.model.history import days_of_change
from okrcli.model.number_format import quantity
from okrcli.model.plan import Checkin, CheckinRun, Plan, Ref, plan_as_of
from okrcli.model.records import CheckinValues, KeyResult
from okrcli.scoring.alignment import linked_to, targets
from okrcli.scoring.checkin_history import apply_corrections, decision_on
from okrcli.scoring.measurement import ZERO, Measurement, mean
from okrcli.scoring.progress import measure

_NOT_COUNTED: Final = frozenset(("draft", "postponed", "cancelled"))
"""States of a part, or of its objective, in which it does not count. A paused or closed part keeps its value."""
_WITHOUT_VALUE: Final = frozenset(("milestones", "binary"))


@dataclass(frozen=True, slots=True)
class PartValue:
    """A part of a key result, as it is on a day."""

    ref: Ref
    weight: Decimal
    value: Decimal | Fraction | None
    """Its value, without a check-in its start. None if it has none, or does not count."""
    has_data: bool
    """True if it was measured; a part that was not is named beside the value."""
    state: Literal["draft", "postponed", "cancelled"] | None
    """The state for which it does not count."""


@dataclass(frozen=True, slots=True)
class PartsReading:
    """The value that parts make on a day, with the fields of a check-in. It may be a fraction without an end."""

    value: Fraction
    done: None = None
    missed: None = None
    confidence: None = None
    status: None = None
    note: None = None
    blocker: None = None
    corrects: None = None


def part_text(part: PartValue) -> str:
    """The value of a part in words, or the reason why it does not count."""
    if part.state:
        return f"{part.state}, not counted"
    if part.value is None:
        return "no value yet"
    return quantity(part.value) if part.has_data else f"{quantity(part.value)}, not measured yet"


def has_value(key_result: KeyResult) -> bool:
    """True if a key result has a value that can be a part of another one's."""
    return key_result.measure not in _WITHOUT_VALUE and not (
        key_result.measure == "recurring" and key_result.counts_periods
    )


def parts_of(plan: Plan, ref: Ref) -> tuple[Ref, ...]:
    """The parts of a key result, in file order: the key results that contribute to it.

    An objective that contributes to it stands for its key results of the same unit that have a value and contribute to
    nothing themselves.
    """
    unit = plan.key_result(ref).unit
    parts: dict[Ref, None] = {}
    for source in linked_to(plan, ref):
        if source.key_result:
            parts[source] = None
            continue
        for inner, key_result in plan.key_results_of(source):
            if key_result.unit == unit and has_value(key_result) and not targets(plan, inner):
                parts[inner] = None
    return tuple(part for part in parts if part != ref)


def is_counted(plan: Plan, part: Ref) -> bool:
    """True if a part counts: neither it nor its objective is a draft, postponed or cancelled."""
    return _NOT_COUNTED.isdisjoint((plan.key_result(part).state, plan.objectives[part.parent].state))


def part_values(plan: Plan, ref: Ref, day: date) -> tuple[PartValue, ...]:
    """The parts of a key result as they are on a day, with the links, weights and states of that day."""
    return tuple(_part_values(plan_as_of(plan, day), ref, day, frozenset([ref])))


def _part_values(held: Plan, ref: Ref, day: date, above: Collection[Ref]) -> Iterator[PartValue]:
    """The parts of a key result; `held` is the plan as of `day`, `above` are the key results that wait for a value."""
    for part in parts_of(held, ref):
        key_result = held.key_result(part)
        states = (decision_on(item, day) for item in (key_result, held.objectives[part.parent]))
        state = next((state for state in states if state in _NOT_COUNTED), None)
        measured = Measurement()
        if state is None and has_value(key_result) and part not in above:
            last = _last_readings(held, part, day, {*above, part})
            measured = measure(key_result, last, day, held.period_of(part))
        not_counted = cast(Literal["draft", "postponed", "cancelled"] | None, state)
        yield PartValue(part, key_result.weight, measured.current, measured.has_data, not_counted)


def _last_readings(held: Plan, ref: Ref, day: date, above: Collection[Ref]) -> tuple[Checkin, ...]:
    """The check-ins that make the value of a part on a day; of a part with parts only the last reading."""
    key_result, own = held.key_result(ref), apply_corrections(held.checkins.get(ref, ()), day)
    if key_result.value_from is None:
        return own
    value = combined(key_result.parts, _part_values(held, ref, day, above))
    return _typed_before(key_result, own) if value is None else (_reading(held, ref, day, None, value),)


def combined(way: str, parts: Iterable[PartValue]) -> Fraction | None:
    """The value that parts make: their `sum`, their `average`, or the average `weighted` by their weights.

    None if no part was measured, and if all weights are 0.
    """
    counted = [part for part in parts if part.value is not None]
    if not any(part.has_data for part in counted):
        return None
    if way == "sum":
        return sum((Fraction(part.value) for part in counted if part.value is not None), ZERO)
    pairs = [(part.weight if way == "weighted" else Decimal(1), part.value) for part in counted]
    pairs = [(weight, value) for weight, value in pairs if weight]
    return mean((weight, Fraction(value)) for weight, value in pairs if value is not None)


def history_of(plan: Plan, ref: Ref, day: date) -> tuple[Checkin, ...]:
    """The effective check-ins of a key result up to `day`; if its value comes from parts, with a reading by day of it.

    `plan` is as of `day`. A reading of the parts has no document, and the person whose check-in changed it. A value
    that was typed for such a key result counts only up to the day on which it took its value from parts; confidence,
    status and note always do.
    """
    own = apply_corrections(plan.checkins.get(ref, ()), day)
    key_result = plan.key_result(ref)
    if key_result.value_from is None:
        return own
    typed = _typed_before(key_result, own)
    words = [checkin for checkin in map(_without_value, own[len(typed) :]) if checkin.reading != CheckinValues()]
    readings = _readings(plan, ref, key_result, day)
    return tuple(sorted((*typed, *readings, *words), key=lambda checkin: checkin.date))


def parts_since(key_result: KeyResult) -> date | None:
    """The day from which the value comes from parts, where it was typed before; None where it came from them always."""
    days = [change.date for change in key_result.changes if change.field == "value_from" and change.to == "parts"]
    return max(days, default=None)


def _typed_before(key_result: KeyResult, own: tuple[Checkin, ...]) -> tuple[Checkin, ...]:
    """The check-ins up to the day from which the value comes from parts; `own` is sorted by day."""
    since = parts_since(key_result)
    return tuple(checkin for checkin in own if since and checkin.date <= since)


def _without_value(checkin: Checkin) -> Checkin:
    values = checkin.reading
    return checkin._replace(
        reading=CheckinValues(
            confidence=values.confidence,
            status=values.status,
            note=values.note,
            blocker=values.blocker,
            corrects=values.corrects,
        )
    )


def _readings(plan: Plan, ref: Ref, key_result: KeyResult, day: date) -> list[Checkin]:
    """The value of the parts on each day on which it may have changed, since they have one."""
    readings: list[Checkin] = []
    since, people = parts_since(key_result), _days_of_parts(plan, ref, day, frozenset([ref]))
    of_this = {change.date for change in key_result.changes if change.field in ("value_from", "parts")}
    people |= {changed: people.get(changed) for changed in of_this if changed <= day}
    for changed, person in sorted(people.items()):
        if since and changed < since:
            continue
        held = plan_as_of(plan, changed)
        held = held if held.has(ref) else plan
        value = combined(held.key_result(ref).parts, _part_values(held, ref, changed, frozenset([ref])))
        if value is None:
            readings.clear()  # the last measured part was given up, and there is no value any longer
            continue
        readings.append(_reading(plan, ref, changed, person, value))
    return readings


def _reading(plan: Plan, ref: Ref, day: date, person: str | None, value: Fraction) -> Checkin:
    run = CheckinRun(day, None, person, None, plan.locations[ref])
    return Checkin(cast(CheckinValues, PartsReading(value)), 0, run)


def _days_of_parts(plan: Plan, ref: Ref, day: date, above: Collection[Ref]) -> dict[date, str | None]:
    """The days up to `day` on which the value of the parts may have changed, each with the person who checked in."""
    people: dict[date, str | None] = {}
    for part in parts_of(plan, ref):
        if part in above:
            continue
        key_result, objective = plan.key_result(part), replace(plan.objectives[part.parent], key_results=())
        for item in (key_result, objective):
            changed = [*days_of_change(item), *([item.since] if item.since else [])]
            people |= {each: people.get(each) for each in changed if each <= day}
        people |= {checkin.date: checkin.by for checkin in apply_corrections(plan.checkins.get(part, ()), day)}
        if key_result.value_from:
            people |= _days_of_parts(plan, part, day, {*above, part})
    return people


def is_from_parts(checkin: Checkin) -> bool:
    """True for a reading that was made of parts: no person typed it."""
    return isinstance(checkin.reading, PartsReading)


def with_parts(plan: Plan, objectives: Iterable[Ref]) -> tuple[Ref, ...]:
    """These objectives and those that hold the parts of their key results, at any depth, in file order."""
    wanted, waiting = set[Ref](), list(objectives)
    while waiting:
        objective = waiting.pop()
        if objective in wanted or objective not in plan.objectives:
            continue
        wanted.add(objective)
        for ref, key_result in plan.key_results_of(objective):
            if key_result.value_from:
                waiting += [part.parent for part in parts_of(plan, ref)]
    return tuple(ref for ref in plan.objectives if ref in wanted)
