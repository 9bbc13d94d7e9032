"""Measurement of a key result by its kind: current value and progress.

The rules are docs/semantics.md, "The value", "Progress", "Other ways to measure a limit" and
"A target that comes again".

Exact: every number is a `Fraction` of the decimals in the files.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from okrcli.model.period import Period
from okrcli.model.plan import Checkin
from okrcli.model.records import THRESHOLD_KINDS, KeyResult
from okrcli.scoring.checkin_history import milestone_states
from okrcli.scoring.measurement import ZERO, Measurement, PeriodResult
from okrcli.scoring.recurring import current_period, has_too_many, period_results, periods_in, total_share
from okrcli.scoring.recurring import tally_of as tally_of_periods
from okrcli.scoring.thresholds import distance, is_met, is_near, tally_of


def progress_ends(key_result: KeyResult, days: Period) -> tuple[Fraction, Fraction] | None:
    """The values at progress 0 and progress 1, for a metric or a sum over all periods; None for other kinds."""
    if measure_problem(key_result, days):
        return None
    if key_result.measure == "metric":
        return Fraction(key_result.start or 0), Fraction(key_result.target or 0)
    if key_result.measure == "recurring" and not key_result.counts_periods:
        count = len(periods_in(key_result.period or "week", days))
        return ZERO, count * Fraction(key_result.target_per_period or 0)
    return None


def measure(key_result: KeyResult, history: Sequence[Checkin], day: date, days: Period) -> Measurement:
    """The measurement on `day` from `history`, the effective check-ins up to it; `days` are those of the key result."""
    kind = key_result.measure
    if problem := measure_problem(key_result, days):
        return Measurement(current=_current(key_result, history), problem=problem)
    if kind == "milestones":
        return Measurement(raw=_milestone_share(key_result, history, day), has_data=True)
    if kind == "binary":
        done = _binary_state(key_result, history, day)
        return Measurement(raw=Fraction(bool(done)), has_data=done is not None)
    has_data = any(checkin.reading.value is not None for checkin in history)
    if kind == "recurring":
        return _recurring(key_result, period_results(key_result, history, day, days), day, has_data=has_data)
    current = _current(key_result, history)
    if kind == "baseline":
        return Measurement(current, has_data=has_data)
    if current is None or not has_data:
        return Measurement(current, raw=ZERO)
    if kind == "metric":
        return Measurement(current, _metric_share(key_result, current), has_data=True)
    return _threshold(key_result, history, current)


def _threshold(key_result: KeyResult, history: Sequence[Checkin], current: Decimal | Fraction) -> Measurement:
    """The measurement of a limit: by the value, by the share of check-ins, or by the distance to the limit."""
    met, tally = is_met(key_result, current), None
    raw = Fraction(met)
    if key_result.measured_by == "share":
        tally = tally_of(key_result, history)
        raw = Fraction(tally.met, tally.whole)
    elif key_result.measured_by == "distance":
        raw = distance(key_result, current)
    return Measurement(current, raw, has_data=True, is_met=met, is_near=is_near(key_result, current), tally=tally)


def _recurring(key_result: KeyResult, periods: Sequence[PeriodResult], day: date, *, has_data: bool) -> Measurement:
    """The measurement of a target per period: by the share of periods met, or by the sum over all of them."""
    tally = tally_of_periods(periods)
    if key_result.counts_periods:
        current, raw = current_period(periods, day).amount, Fraction(tally.met, tally.whole)
    else:
        current, raw = total_share(periods)
    return Measurement(current, raw, has_data=has_data, tally=tally, periods=tuple(periods))


def measure_problem(key_result: KeyResult, days: Period | None = None) -> str | None:
    """The reason why the numbers of a key result cannot be used, in a few words; None when they can."""
    kind = key_result.measure
    if kind is None:
        return "no measure"
    if kind == "metric":
        return _metric_problem(key_result)
    if kind == "milestones":
        if not key_result.milestones:
            return "no milestones"
        return None if any(milestone.weight for milestone in key_result.milestones) else "all milestones have weight 0"
    if kind == "recurring":
        return _recurring_problem(key_result, days)
    return _threshold_problem(key_result) if kind in THRESHOLD_KINDS else None


def _threshold_problem(key_result: KeyResult) -> str | None:
    is_distance = key_result.measured_by == "distance"
    if key_result.measure == "between":
        if key_result.low is None or key_result.high is None:
            return "no low end" if key_result.low is None else "no high end"
        if key_result.low > key_result.high:
            return "low is above high"
        return "no distance: a range has two limits" if is_distance else None
    if key_result.target is None:
        return "no target"
    return "no distance: the limit is not above 0" if is_distance and key_result.target <= 0 else None


def _recurring_problem(key_result: KeyResult, days: Period | None) -> str | None:
    if key_result.target_per_period is None:
        return "no target per period"
    if key_result.target_per_period <= 0:
        return "the target per period is not above 0"
    if key_result.period is None:
        return "no period"
    if key_result.aggregation != "sum" and not key_result.counts_periods:
        return f"a sum of {key_result.aggregation} values"
    return "too many periods" if days and has_too_many(key_result.period, days) else None


def _metric_problem(key_result: KeyResult) -> str | None:
    if key_result.target is None:
        return "no target"
    if key_result.start is None:
        return "no start, and the target is 0" if key_result.target == 0 else None
    return "target equals start" if key_result.start == key_result.target else None


def _metric_share(key_result: KeyResult, current: Decimal | Fraction) -> Fraction:
    """`raw = (current − start) / (target − start)`: the sign of the span is the direction."""
    start = Fraction(key_result.start or 0)
    return (Fraction(current) - start) / (Fraction(key_result.target or 0) - start)


def _current(key_result: KeyResult, history: Sequence[Checkin]) -> Decimal | Fraction | None:
    """The current value; before the first check-in the start, which for a metric is 0 unless given."""
    if key_result.measure in ("binary", "milestones"):
        return None
    values = [checkin.reading.value for checkin in history if checkin.reading.value is not None]
    if not values:
        return key_result.start if key_result.start is not None or key_result.measure != "metric" else Decimal(0)
    if key_result.aggregation == "latest":
        return values[-1]
    total = sum(map(Fraction, values), ZERO)
    return total / len(values) if key_result.aggregation == "average" else Fraction(key_result.start or 0) + total


def _milestone_share(key_result: KeyResult, history: Sequence[Checkin], day: date) -> Fraction:
    """Σ(weight · done) ÷ Σ weight. A check-in with `done: true` says that all are reached."""
    reached = (m.weight for m, done in milestone_states(key_result, history, day) if done)
    return sum(map(Fraction, reached), ZERO) / sum((Fraction(m.weight) for m in key_result.milestones), ZERO)


def _binary_state(key_result: KeyResult, history: Sequence[Checkin], day: date) -> bool | None:
    """True if it is done; None without an answer. A `done` day in the plan counts like a check-in of that day.

    `done: true` in the plan counts always.
    """
    if key_result.done is True:
        return True
    answers = [(checkin.date, checkin.reading.done) for checkin in history if isinstance(checkin.reading.done, bool)]
    planned = key_result.done if isinstance(key_result.done, date) and key_result.done <= day else None
    if planned and not (answers and answers[-1][0] >= planned):
        return True
    return answers[-1][1] if answers else None
