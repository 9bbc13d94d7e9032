"""Check-ins effective on a day (corrections applied), decisions in force, latest reported status and confidence.

The rules are docs/semantics.md, "The value", "What the owner says" and "Confidence".

No function here uses anything that is dated after the day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from okrcli.model.history import decision_as_of
from okrcli.model.plan import NEVER, Checkin, Location, Plan, Ref
from okrcli.model.records import Action, KeyResult, Milestone, Objective, State
from okrcli.scoring.measurement import Reported


def apply_corrections(checkins: Sequence[Checkin], day: date) -> tuple[Checkin, ...]:
    """The check-ins of one target (in order, as `Plan.checkins` has them) up to `day`, corrections applied.

    An entry with `corrects: X` replaces the entry of document X, under its own date; a correction can itself be
    corrected. Before the date of a correction the old entry counts. Of several corrections of one entry, and of
    documents that correct each other, the one entered last counts.
    """
    known = tuple(checkin for checkin in checkins if checkin.date <= day)
    if not any(checkin.reading.corrects for checkin in known):
        return known
    standing = _standing(known)
    return tuple(checkin for checkin in known if _name(checkin) in standing)


def _standing(known: Sequence[Checkin]) -> set[str | Location]:
    """The names of the check-ins that count.

    An entry and all its corrections, direct and indirect, form a group; one of each group counts.
    """
    corrects = {_name(checkin): checkin.reading.corrects for checkin in known if checkin.reading.corrects}
    corrected = set(corrects.values())
    groups: dict[str | Location, list[Checkin]] = {}
    for checkin in known:
        groups.setdefault(_first_entry(_name(checkin), corrects), []).append(checkin)
    standing = set()
    for group in groups.values():
        uncorrected = [checkin for checkin in group if _name(checkin) not in corrected]
        standing.add(_name(max(uncorrected or group, key=_entered)))
    return standing


def _first_entry(name: str | Location, corrects: Mapping[str | Location, str]) -> str | Location:
    """The entry at the end of a chain of corrections; of a loop its smallest name."""
    seen: dict[str | Location, None] = {}
    while name in corrects and name not in seen:
        seen[name] = None
        name = corrects[name]
    if name not in corrects:
        return name
    chain = list(seen)
    return min(chain[chain.index(name) :], key=str)


def _name(checkin: Checkin) -> str | Location:
    """The name that corrections use: the document; the location, for a check-in written inside a key result."""
    return checkin.document or checkin.location


def _entered(checkin: Checkin) -> tuple[datetime, tuple[date, datetime, int, str]]:
    return (checkin.at or NEVER, checkin.order)


def decision_on(item: Objective | KeyResult, day: date) -> State | None:
    """The decision (paused, closed …) in force on `day`, or None. One without a date counts from the beginning."""
    return decision_as_of(item, day).state


def is_done(done: bool | date | None, day: date) -> bool:
    """True if a `done` of a plan holds on `day`: `true`, or a date up to it."""
    return done if isinstance(done, bool) else done is not None and done <= day


def milestone_states(key_result: KeyResult, history: Sequence[Checkin], day: date) -> Iterator[tuple[Milestone, bool]]:
    """Each milestone, and whether its own `done` or a check-in says that it is reached; `done: true` means all."""
    named = {name for checkin in history if isinstance(checkin.reading.done, tuple) for name in checkin.reading.done}
    are_all = any(checkin.reading.done is True for checkin in history)
    for milestone in key_result.milestones:
        yield milestone, are_all or is_done(milestone.done, day) or milestone.id in named


def action_states(plan: Plan, ref: Ref, day: date) -> Iterator[tuple[Action, bool]]:
    """Each action of a key result, and whether it is done by its own `done` or by the last check-in that says it."""
    for action in plan.key_result(ref).actions:
        answers = [checkin.reading.done for checkin in checkins_of_action(plan, ref, action, day)]
        last = next((done for done in reversed(answers) if isinstance(done, bool)), False)
        yield action, is_done(action.done, day) or last


def checkins_of_action(plan: Plan, ref: Ref, action: Action, day: date) -> tuple[Checkin, ...]:
    """The check-ins of an action up to a day; one without an id has none."""
    return apply_corrections(plan.checkins.get(ref._replace(action=action.id), ()), day) if action.id else ()


def reported_status(history: Sequence[Checkin]) -> Reported | None:
    """The last reported status; None when there is none or `auto` took it back."""
    for checkin in reversed(history):
        word = checkin.reading.status
        if word is not None:
            return None if word == "auto" else Reported(word, checkin.date)
    return None


def confidence_series(history: Sequence[Checkin]) -> tuple[tuple[date, int, str | None], ...]:
    """Every confidence that was given, 0 to 10, with its day and its person, oldest first."""
    return tuple(
        (checkin.date, checkin.reading.confidence, checkin.by)
        for checkin in history
        if checkin.reading.confidence is not None
    )


def count_unchanged(key_result: KeyResult, history: Sequence[Checkin]) -> int:
    """The number of latest readings in a row that repeat the one before: 1 after 22, 22; 2 after 22, 22, 22.

    Only readings with a value count (`binary` and `milestones`: with a `done`). With `aggregate: sum` an amount of 0
    is a repeat, for `milestones` a `done` that adds none. It is 0 for a recurring key result, which begins anew each
    period, and for a baseline, which has no target.
    """
    if key_result.measure in ("recurring", "baseline"):
        return 0
    states = _milestone_states(history) if key_result.measure == "milestones" else _states(key_result, history)
    count = 0
    for later, earlier in zip(reversed(states), reversed(states[:-1]), strict=False):
        if later != earlier:
            break
        count += 1
    return count


def _states(key_result: KeyResult, history: Sequence[Checkin]) -> list[object]:
    """The state after each reading; for sums a number that changes with every amount but 0."""
    if key_result.measure == "binary":
        return [checkin.reading.done for checkin in history if isinstance(checkin.reading.done, bool)]
    values = [checkin.reading.value for checkin in history if checkin.reading.value is not None]
    if key_result.aggregation != "sum":
        return list(values)
    changes = 0
    states: list[object] = []
    for value in values:
        changes += value != 0
        states.append(changes)
    return states


def _milestone_states(history: Sequence[Checkin]) -> list[object]:
    done: frozenset[str] = frozenset()
    states: list[object] = []
    for checkin in history:
        named = checkin.reading.done
        if isinstance(named, tuple):
            done |= set(named)
            states.append(done)
    return states
