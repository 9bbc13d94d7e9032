"""Where a key result is: current value, raw and clamped progress, by kind (semantics.md §1.2, §3).

Exact: every number is a `Fraction` of the decimals in the files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from okrcli.model import THRESHOLD_KINDS, KeyResult
from okrcli.plan import Checkin
from okrcli.readings import is_done

ZERO: Final = Fraction(0)
ONE: Final = Fraction(1)


@dataclass(frozen=True, slots=True)
class Measurement:
    """What the check-ins up to a day say of one key result."""

    current: Decimal | Fraction | None = None
    """The value now, in the unit of the key result; None for kinds without a value."""
    raw: Fraction | None = None
    """Progress as it is: below 0 and above 1 too. None where it cannot be measured."""
    has_data: bool = False
    """Whether anything was measured; without, progress is 0."""
    problem: str | None = None
    """Why it cannot be measured, in words."""

    @property
    def progress(self) -> Fraction | None:
        """`raw` held between 0 and 1."""
        return None if self.raw is None else clamp(self.raw)


def clamp(raw: Fraction) -> Fraction:
    """Progress between 0 and 1."""
    return min(max(raw, ZERO), ONE)


def has_pace(key_result: KeyResult) -> bool:
    """Whether progress is expected to grow with time; thresholds and `binary` are met or not (§7.3)."""
    return key_result.measure != "binary" and key_result.measure not in THRESHOLD_KINDS


def measure(key_result: KeyResult, history: Sequence[Checkin], day: date) -> Measurement:
    """The measurement on `day` from `history`, the effective check-ins up to it."""
    if problem := measure_problem(key_result):
        return Measurement(current=_current(key_result, history), problem=problem)
    kind = key_result.measure
    if kind == "milestones":
        return Measurement(raw=_milestone_share(key_result, history, day), has_data=True)
    if kind == "binary":
        done = _binary_state(key_result, history, day)
        return Measurement(raw=Fraction(bool(done)), has_data=done is not None)
    current = _current(key_result, history)
    if current is None or all(checkin.reading.value is None for checkin in history):
        return Measurement(current=current, raw=ZERO)
    if kind == "metric":
        return Measurement(current, _metric_share(key_result, current), has_data=True)
    return Measurement(current, Fraction(is_met(key_result, current)), has_data=True)


def measure_problem(key_result: KeyResult) -> str | None:
    """Why the numbers of a key result cannot be used, in a few words; None when they can (§3.2, §3.6)."""
    kind = key_result.measure
    if kind is None:
        return "nothing to measure it by"
    if kind == "metric":
        return _metric_problem(key_result)
    if kind == "milestones":
        if not key_result.milestones:
            return "no milestones"
        return None if any(milestone.weight for milestone in key_result.milestones) else "all milestones weigh 0"
    if kind == "between":
        if key_result.low is None or key_result.high is None:
            return "no low end" if key_result.low is None else "no high end"
        return "low is above high" if key_result.low > key_result.high else None
    return "no target" if kind in THRESHOLD_KINDS and key_result.target is None else None


def _metric_problem(key_result: KeyResult) -> str | None:
    if key_result.target is None:
        return "no target"
    if key_result.start is None:
        return "no start, and the target is 0" if key_result.target == 0 else None
    return "target equals start" if key_result.start == key_result.target else None


def _metric_share(key_result: KeyResult, current: Decimal | Fraction) -> Fraction:
    """`raw = (current − start) / (target − start)`: the sign of the span is the direction (§1.2)."""
    start = Fraction(key_result.start or 0)
    return (Fraction(current) - start) / (Fraction(key_result.target or 0) - start)


def _current(key_result: KeyResult, history: Sequence[Checkin]) -> Decimal | Fraction | None:
    """The value now (§3.1); before the first one the start, which for a metric is 0 unless given."""
    if key_result.measure in ("binary", "milestones"):
        return None
    values = [checkin.reading.value for checkin in history if checkin.reading.value is not None]
    if not values:
        return key_result.start if key_result.start is not None or key_result.measure != "metric" else Decimal(0)
    if key_result.aggregate == "latest":
        return values[-1]
    total = sum(map(Fraction, values), ZERO)
    return total / len(values) if key_result.aggregate == "average" else Fraction(key_result.start or 0) + total


_KEEPS_LIMIT: Final[dict[str | None, Callable[[Fraction, Fraction], bool]]] = {
    "at_least": lambda value, limit: value >= limit,
    "at_most": lambda value, limit: value <= limit,
    "above": lambda value, limit: value > limit,
    "below": lambda value, limit: value < limit,
}


def is_met(key_result: KeyResult, current: Decimal | Fraction) -> bool:
    """Whether a value keeps the limits of a threshold kind whose numbers are usable (§3)."""
    value = Fraction(current)
    if key_result.measure == "between":
        return Fraction(key_result.low or 0) <= value <= Fraction(key_result.high or 0)
    return _KEEPS_LIMIT[key_result.measure](value, Fraction(key_result.target or 0))


def _milestone_share(key_result: KeyResult, history: Sequence[Checkin], day: date) -> Fraction:
    """Σ(weight · done) ÷ Σ weight. A check-in with `done: true` says that all are reached."""
    said: set[str | None] = set()
    for checkin in history:
        if checkin.reading.done is True:
            return ONE
        if isinstance(checkin.reading.done, tuple):
            said.update(checkin.reading.done)
    milestones = key_result.milestones
    reached = (m.weight for m in milestones if (m.id and m.id in said) or is_done(m.done, day))
    return sum(map(Fraction, reached), ZERO) / sum((Fraction(m.weight) for m in milestones), ZERO)


def _binary_state(key_result: KeyResult, history: Sequence[Checkin], day: date) -> bool | None:
    """Done or not; None while nobody said. A day in the plan is like a check-in of that day; `true` there is final."""
    if key_result.done is True:
        return True
    said = [(checkin.date, checkin.reading.done) for checkin in history if isinstance(checkin.reading.done, bool)]
    planned = key_result.done if isinstance(key_result.done, date) and key_result.done <= day else None
    if planned and not (said and said[-1][0] >= planned):
        return True
    return said[-1][1] if said else None


def expected_progress(key_result: KeyResult, elapsed: Fraction, day: date) -> Fraction | None:
    """How far it should be: the time gone, or the milestones due where each has a day; None without pace (§7.1)."""
    if not has_pace(key_result) or measure_problem(key_result):
        return None
    milestones = key_result.milestones if key_result.measure == "milestones" else ()
    if not milestones or any(milestone.due is None for milestone in milestones):
        return elapsed
    due = (Fraction(m.weight) for m in milestones if m.due is not None and m.due <= day)
    return sum(due, ZERO) / sum((Fraction(m.weight) for m in milestones), ZERO)
