"""Tripwires: whether one was reached on its day, and whether that was answered.

The rules are docs/semantics.md, "Tripwires".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, Literal

from okrcli.model.number_format import percent_texts
from okrcli.model.plan import Checkin, Plan, Ref, plan_as_of
from okrcli.model.plan_change import recorded
from okrcli.model.records import Tripwire
from okrcli.scoring.checkin_history import decision_on
from okrcli.scoring.parts import history_of
from okrcli.scoring.progress import measure
from okrcli.scoring.results import LEFT_OUT
from okrcli.scoring.score import score_plan

_STOPPED: Final = LEFT_OUT | {"closed"}
"""Decisions after which a tripwire asks for nothing."""


@dataclass(frozen=True, slots=True)
class TripwireState:
    """One tripwire, seen from a day."""

    ref: Ref
    """The objective or key result that has it."""
    tripwire: Tripwire
    state: Literal["waiting", "passed", "reached", "answered"]
    """`waiting` before its day; `passed` where progress was enough, or a person had stopped the item; `reached` until
    it is answered."""
    progress: Fraction | None
    """Progress of its day, as it was known then, 0 to 1; None before, and where nothing can be measured."""
    holders: tuple[str, ...]
    """The people who are asked; a team where it has no members."""


class Tripwires:
    """The tripwires of a plan, seen from a day. What is known on one day is worked out once."""

    def __init__(self, plan: Plan, day: date) -> None:
        self._plan = plan
        self._day = day
        self._objectives: dict[tuple[date, str], dict[Ref, Fraction | None]] = {}

    def of(self, ref: Ref) -> tuple[TripwireState, ...]:
        """Those of an objective or key result, in file order."""
        return tuple(self._state(ref, tripwire) for tripwire in self._plan.item(ref).tripwires)

    def reached(self, cycle: str) -> Iterator[TripwireState]:
        """Those of a cycle that wait for an answer, in file order."""
        for ref, _ in self._plan.objectives_of(cycle):
            for name in (ref, *(key_result for key_result, _ in self._plan.key_results_of(ref))):
                if self._plan.item(name).tripwires and not _is_stopped(self._plan, name, self._day):
                    yield from (state for state in self.of(name) if state.state == "reached")

    def _state(self, ref: Ref, tripwire: Tripwire) -> TripwireState:
        holders = self._plan.people_of(tripwire.by or self._plan.owner_of(ref))
        if self._day < tripwire.on:
            return TripwireState(ref, tripwire, "waiting", None, holders)
        progress, is_reached = self._judged(ref, tripwire)
        is_answered = tripwire.answered is not None and tripwire.answered <= self._day
        state: Literal["answered", "reached", "passed"] = "reached" if is_reached else "passed"
        return TripwireState(ref, tripwire, "answered" if is_reached and is_answered else state, progress, holders)

    def _judged(self, ref: Ref, tripwire: Tripwire) -> tuple[Fraction | None, bool]:
        """Progress on the day of a tripwire, as it was known then, and True if the tripwire is reached.

        What cannot be measured is below every share. What was not in the plan yet, and what a person had stopped, is
        not judged.
        """
        day, held = tripwire.on, plan_as_of(self._plan, tripwire.on)
        if not held.has(ref) or _is_stopped(held, ref, day):
            return None, False
        progress = self._key_result(held, ref, day) if ref.key_result else self._objective(ref, day)
        return progress, progress is None or progress < Fraction(tripwire.below)

    def _key_result(self, held: Plan, ref: Ref, day: date) -> Fraction | None:
        key_result = held.key_result(ref)
        needed = held.checkins if key_result.value_from else {ref: held.checkins.get(ref, ())}
        known = {name: tuple(each for each in several if is_known(each, day)) for name, several in needed.items()}
        return measure(key_result, history_of(held.with_checkins(known), ref, day), day, held.period_of(ref)).progress

    def _objective(self, ref: Ref, day: date) -> Fraction | None:
        if (day, ref.cycle) not in self._objectives:
            known = {
                target: tuple(checkin for checkin in checkins if is_known(checkin, day))
                for target, checkins in self._plan.checkins.items()
            }
            scores = score_plan(self._plan.with_checkins(known), day, ref.cycle)
            self._objectives[day, ref.cycle] = {name: score.progress for name, score in scores.items()}
        return self._objectives[day, ref.cycle].get(ref)


def is_known(checkin: Checkin, day: date) -> bool:
    """True if a check-in was there by the end of a day: its date and the day of its entry are not after `day`.

    One that was entered on the day it speaks of, or beside it, counts as entered on that day, whatever the time zone.
    """
    return checkin.date <= day and (recorded(checkin).entered or checkin.date) <= day


def tripwire_text(state: TripwireState) -> str:
    """A tripwire in words: `18 % on 2026-11-16, below 25 %: drop two of four projects`."""
    tripwire = state.tripwire
    progress, below = percent_texts(state.progress, Fraction(tripwire.below))
    if state.state == "waiting":
        return f"on {tripwire.on}, if below {below}: {tripwire.then}"
    if state.state == "passed":
        return f"{progress} on {tripwire.on}, not below {below}: {tripwire.then}"
    return f"{progress} on {tripwire.on}, below {below}: {tripwire.then}"


def _is_stopped(plan: Plan, ref: Ref, day: date) -> bool:
    """True if a person has decided that an item, or its objective, does not count now."""
    return any(decision_on(plan.item(name), day) in _STOPPED for name in (ref, ref.parent))
