"""Promises: what one side agreed to deliver to another, compared with the pace.

The rules are docs/semantics.md, "Promises". A promise never changes a number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from okrcli.model.calendar import day_and_month
from okrcli.model.history import dependency_as_of
from okrcli.model.number_format import Number, estimate, limits_of, percent_text, quantity
from okrcli.model.plan import Plan, Ref, plan_as_of
from okrcli.model.records import THRESHOLD_KINDS, KeyResult, Objective
from okrcli.scoring.alignment import DependencyLink, dependency_links
from okrcli.scoring.checkin_history import decision_on
from okrcli.scoring.expected import expected_progress
from okrcli.scoring.forecast import run_rate
from okrcli.scoring.measurement import ONE
from okrcli.scoring.progress import measure
from okrcli.scoring.promise_limits import promised_direction
from okrcli.scoring.results import LEFT_OUT, KeyResultScore, ObjectiveScore
from okrcli.scoring.score import score_key_result, score_plan

PromiseState = Literal["open", "reached", "short", "failed", "kept", "missed", "late"]
_STOPPED: Final = frozenset(("cancelled", "postponed", "paused"))
_OVER: Final = LEFT_OUT | {"closed"}


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise, seen from a day."""

    link: DependencyLink
    target: Ref
    """The objective or key result that was agreed to deliver."""
    amount: Decimal | None = None
    """The promised value; None where the whole objective or key result is promised."""
    due: date | None = None
    """The promised day; None where neither an amount nor a day is promised."""
    unit: str | None = None
    state: PromiseState = "open"
    """`open`, `reached` (before its day), `short` (the forecast does not reach it), `failed` (off track, cancelled,
    postponed or paused); after its day `kept`, `missed`, or `late` (reached later)."""
    value: Number | None = None
    """The value, after the promised day that of the promised day; progress where no amount is promised."""
    forecast: Fraction | None = None
    """The value on the promised day at the pace so far; None without a forecast, and after that day."""
    problem: str | None = None
    """The status or decision by which it failed."""
    limits: tuple[Decimal, ...] = ()
    """The numbers beside which its values are shown."""

    @property
    def is_broken(self) -> bool:
        """True if there is something to do: it falls short, failed or was missed."""
        return self.state in ("short", "failed", "missed")

    @property
    def is_judged(self) -> bool:
        """True if its day is over."""
        return self.state in ("kept", "missed", "late")

    @property
    def promised(self) -> str:
        """`3000 leads promised by 4 Dec`; the need in words where no amount is promised."""
        need = f"“{self.link.dependency.need}”" if self.link.dependency.need else f"{self.target}"
        what = need if self.amount is None else f"{quantity(self.amount)}{f' {self.unit}' if self.unit else ''}"
        return f"{what} promised" + (f" by {day_and_month(self.due)}" if self.due else "")

    @property
    def outcome(self) -> str:
        """`heading for 2150`, `2150 reached`, `ads/leads is cancelled`; empty where nothing can be said."""
        if self.problem:
            return f"{self.target} is {self.problem.replace('_', ' ')}"
        if self.is_judged:
            return (
                "kept"
                if self.state == "kept"
                else f"{self._shown(self.value)} reached" + (", late" if self.state == "late" else "")
            )
        if self.state == "reached":
            return "reached"
        if self.forecast is None:
            return ""
        verb = "now" if self.forecast == self.value else "heading for"
        level = self.forecast
        shown = (
            self._shown(level) if self.amount is None or verb == "now" else estimate(level, self.amount, *self.limits)
        )
        return f"{verb} {shown}"

    @property
    def text(self) -> str:
        """`3000 leads promised by 4 Dec, heading for 2150`."""
        return ", ".join(filter(None, (self.promised, self.outcome)))

    def _shown(self, value: Number | None) -> str:
        if self.amount is None:
            return percent_text(None if value is None else Fraction(value))
        return quantity(value, self.amount, *self.limits)


def promises(plan: Plan, day: date) -> Iterator[Promise]:
    """The promises in force on a day, in file order.

    Those to what is over, put off or given up are left out.
    """
    held = plan_as_of(plan, day)
    for link in dependency_links(plan, day):
        if link.agreement != "agreed" or link.target is None or not (held.has(link.ref) and held.has(link.target)):
            continue
        if _OVER.isdisjoint(_decisions(held, link.ref, day)):
            yield promise_of(plan, link, link.target, day)


def broken_promises(plan: Plan, day: date, shown: Collection[Ref]) -> tuple[Promise, ...]:
    """The promises with something to do of which one side is shown, the one that is due first in front."""
    broken = [promise for promise in promises(plan, day) if promise.is_broken and is_about(promise, shown)]
    return tuple(sorted(broken, key=lambda promise: promise.due or day))


def is_about(promise: Promise, refs: Collection[Ref]) -> bool:
    """True if one of these objectives and key results needs what is promised, or has to deliver it."""
    return promise.link.ref in refs or promise.target in refs


def promises_of_person(plan: Plan, cycle: str, person: str, day: date) -> tuple[Promise, ...]:
    """The promises with something to do of a person, on either side, that something in a cycle needs."""
    refs = [ref for ref in plan.locations if person in plan.people_of(plan.owner_of(ref))]
    return tuple(promise for promise in broken_promises(plan, day, refs) if promise.link.ref.cycle == cycle)


def promise_of(plan: Plan, link: DependencyLink, target: Ref, day: date) -> Promise:
    """The promise of an agreed dependency on a day."""
    held = plan_as_of(plan, day)
    key_result = held.key_result(target) if target.key_result else None
    has_number = key_result is not None and promised_direction(key_result) != 0
    amount, due = link.dependency.promise
    if due is None and amount is not None and has_number:
        due = held.period_of(target).end
    if due is not None and day > due:
        amount, _ = dependency_as_of(link.dependency, due).promise
    return _judged(
        plan,
        Promise(
            link=link,
            target=target,
            amount=amount if has_number else None,
            due=due,
            unit=key_result.unit if key_result else None,
            limits=limits_of(key_result) if key_result else (),
        ),
        day,
    )


def _judged(plan: Plan, promise: Promise, day: date) -> Promise:
    """The promise with its state, value and forecast."""
    held, due = plan_as_of(plan, day), promise.due
    is_over = due is not None and day > due
    now = _level(plan, promise, day)
    if is_over and due is not None:
        then = _level(plan, promise, due)
        state: PromiseState = "kept" if _meets(held, promise, then) else "missed"
        return replace(promise, value=then, state="late" if state == "missed" and _meets(held, promise, now) else state)
    if due is not None and _meets(held, promise, now):
        return replace(promise, value=now, state="kept" if day == due else "reached")
    decisions = _decisions(held, promise.target, day)
    if stopped := next((decision for decision in decisions if decision in _STOPPED), None):
        return replace(promise, value=now, state="failed", problem=stopped)
    forecast = now if "closed" in decisions or day == due else _forecast(plan, promise, day)
    if due is not None and forecast is not None:
        is_short = not _meets(held, promise, forecast)
        return replace(promise, value=now, forecast=Fraction(forecast), state="short" if is_short else "open")
    status = _score(plan, promise.target, day).status.shown
    if status == "off_track":
        return replace(promise, value=now, state="failed", problem=status)
    return replace(promise, value=now)


def _decisions(held: Plan, ref: Ref, day: date) -> list[str]:
    """The decisions in force about an objective, or about a key result and its objective."""
    items: list[Objective | KeyResult] = [held.objectives[ref.parent]]
    items += [held.key_result(ref)] if ref.key_result else []
    return [decision for item in items if (decision := decision_on(item, day))]


def _score(plan: Plan, target: Ref, day: date) -> KeyResultScore | ObjectiveScore:
    if target.key_result:
        return score_key_result(plan, target, day)
    return score_plan(plan, day, target.cycle)[target]


def _level(plan: Plan, promise: Promise, day: date) -> Number | None:
    """The value on a day; progress where no amount is promised, and None before anything was measured."""
    if not plan_as_of(plan, day).has(promise.target):
        return None
    score = _score(plan, promise.target, day)
    if promise.amount is None or isinstance(score, ObjectiveScore):
        return score.progress
    return score.current if score.has_data else None


def _meets(held: Plan, promise: Promise, level: Number | None) -> bool:
    """True if a value, or progress, keeps the promise."""
    if level is None:
        return False
    if promise.amount is None:
        return Fraction(level) >= ONE
    direction = promised_direction(held.key_result(promise.target))
    return direction * Fraction(level) >= direction * Fraction(promise.amount)


def _forecast(plan: Plan, promise: Promise, day: date) -> Number | None:
    """The value on the promised day at the pace so far; the present one of a limit. None without a pace or data."""
    held, target, due = plan_as_of(plan, day), promise.target, promise.due
    if due is None or target.key_result is None:
        return None
    key_result, score, period = held.key_result(target), score_key_result(plan, target, day), held.period_of(target)
    if promise.amount is not None and key_result.measure in THRESHOLD_KINDS:
        return score.current if score.has_data else None
    then = expected_progress(key_result, period, due)
    if then is None or not score.expected or not score.has_data or score.raw is None:
        return None
    if promise.amount is None:
        return score.raw / score.expected * then
    measurement = measure(key_result, score.history, day, period)
    return run_rate(key_result, measurement, score.expected, period, then).value
