"""Values and progress of a key result or objective over time, with the expected progress of each day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from okrcli.model.calendar import days_later
from okrcli.model.history import days_of_change
from okrcli.model.number_format import percent_text, quantity
from okrcli.model.period import Period
from okrcli.model.plan import Checkin, Plan, Ref, plan_as_of
from okrcli.model.records import ChangeRecord, KeyResult
from okrcli.reports.status import KeyResultRow, ObjectiveRow
from okrcli.scoring.alignment import Alignment, alignment_of
from okrcli.scoring.checkin_history import apply_corrections, decision_on
from okrcli.scoring.expected import expected_progress
from okrcli.scoring.forecast import Forecast, linear, run_rate
from okrcli.scoring.parts import with_parts
from okrcli.scoring.progress import measure, progress_ends
from okrcli.scoring.score import score_key_result, score_plan

Value = Decimal | Fraction


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A day with a check-in."""

    date: date
    value: Value | None
    """The value from that day on, in the unit of the key result; None for what has only progress."""
    progress: Fraction | None
    """As a share of 1; may be below 0 or above 1."""
    expected: Fraction | None
    """Expected progress."""
    checkin: Checkin | None
    """The last check-in of that day; None for an objective."""


class Era(NamedTuple):
    """Days in a row on which the same was agreed."""

    first: date
    key_result: KeyResult
    """With the values of these days."""
    period: Period


@dataclass(frozen=True, slots=True)
class Trend:
    """The course of one key result or objective up to a day."""

    ref: Ref
    day: date
    period: Period
    row: KeyResultRow | ObjectiveRow
    points: tuple[TrendPoint, ...]
    """Oldest first."""
    forecasts: tuple[Forecast, ...] = ()
    """The forecasts at the pace so far and on a straight line; empty for an objective and for a decided item."""
    eras: tuple[Era, ...] = ()
    """Of a key result: the days before each recorded change and after it; one era where nothing was changed."""

    @property
    def changes(self) -> tuple[ChangeRecord, ...]:
        """The recorded changes of a key result up to the day, the earliest first."""
        if not isinstance(self.row, KeyResultRow):
            return ()
        known = (change for change in self.row.key_result.changes if change.date <= self.day)
        return tuple(sorted(known, key=lambda change: change.date))

    @property
    def projection(self) -> tuple[tuple[date, Fraction], ...]:
        """The line from the level of today to the forecast at the pace so far; empty without a forecast."""
        found = next((forecast.value for forecast in self.forecasts if forecast.method == "run_rate"), None)
        now = self.level(self.points[-1]) if self.points else None
        if found is None or now is None or not self.period.start <= self.day < self.period.end:
            return ()
        return ((self.day, now), (self.period.end, found if self.has_values else found * 100))

    @property
    def title(self) -> str:
        """The key result or objective in words."""
        return self.row.key_result.title if isinstance(self.row, KeyResultRow) else self.row.objective.title

    @property
    def unit(self) -> str | None:
        """The unit of the key result."""
        return self.row.key_result.unit if isinstance(self.row, KeyResultRow) else None

    @property
    def has_values(self) -> bool:
        """True if there are values; without values only progress in percent is shown."""
        return any(point.value is not None for point in self.points)

    @property
    def is_linear(self) -> bool:
        """True if progress grows in proportion to the value, from start to target."""
        return self._way is not None

    @property
    def _way(self) -> tuple[Fraction, Fraction] | None:
        return progress_ends(self.row.key_result, self.period) if isinstance(self.row, KeyResultRow) else None

    @property
    def limits(self) -> tuple[Fraction, ...]:
        """The levels of target, range and start; 100 and 0 where there is only progress."""
        if not self.has_values or not isinstance(self.row, KeyResultRow):
            return (Fraction(100), Fraction(0))
        if self._way is not None:
            return (self._way[1], self._way[0])
        key_result = self.row.key_result
        found = (key_result.target, key_result.high, key_result.low, key_result.start)
        return tuple(dict.fromkeys(Fraction(number) for number in found if number is not None))

    def level(self, point: TrendPoint) -> Fraction | None:
        """The level at which a point is drawn: its value, or its progress in percent."""
        if self.has_values:
            return None if point.value is None else Fraction(point.value)
        return None if point.progress is None else point.progress * 100

    @property
    def expected(self) -> tuple[tuple[date, Fraction], ...]:
        """The expected levels of the first day, of each day that changes the pace, and of the last; empty without pace.

        For an objective, on the days of its points, since its expected progress follows from its parts.
        """
        if isinstance(self.row, ObjectiveRow):
            return tuple((point.date, point.expected * 100) for point in self.points if point.expected is not None)
        ends = [days_later(era.first, -1) for era in self.eras[1:]] + [date.max]
        corners = (corner for era, last in zip(self.eras, ends, strict=True) for corner in self._expected_in(era, last))
        return tuple(corners)

    def _expected_in(self, era: Era, last: date) -> Iterator[tuple[date, Fraction]]:
        """The expected levels of the days of an era that change the pace, by what was agreed then."""
        key_result, (start, end) = era.key_result, era.period
        way = progress_ends(key_result, era.period)
        if self.has_values and way is None:
            return
        first, last = max(start, era.first), min(end, last)
        days = {first, last} if first <= last else set()
        if key_result.measure == "milestones":
            days |= {m.due for m in key_result.milestones if m.due and first <= m.due <= last}
        if key_result.follows_path:
            days |= {point.on for point in key_result.path if first <= point.on <= last}
        for day in sorted(days):
            share = expected_progress(key_result, era.period, day)
            if share is not None:
                yield day, way[0] + share * (way[1] - way[0]) if way and self.has_values else share * 100


def trend(plan: Plan, ref: Ref, day: date) -> Trend:
    """The course of the key result or objective at `ref`, as of a day."""
    return next(trends(plan, [ref], day))


def trends(plan: Plan, refs: Iterable[Ref], day: date) -> Iterator[Trend]:
    """The course of each of these key results and objectives, as of a day."""
    alignment = alignment_of(plan)
    top, part = None, plan
    for ref in refs:
        if ref.parent != top:
            top, part = ref.parent, _around(plan, ref, alignment)
        yield _trend(part, Ref(*ref[:3]), day)


def _trend(plan: Plan, ref: Ref, day: date) -> Trend:
    """The course of one of them; `plan` is the part around it."""
    score = score_plan(plan, day, ref.cycle)[ref.parent]
    rows = tuple(
        KeyResultRow(found.ref, plan.key_result(found.ref), plan.owner_of(found.ref), found)
        for found in score.key_results
    )
    row = next((row for row in rows if row.ref == ref), None)
    points = tuple(_points(plan, row, day) if row else _objective_points(plan, ref, day))
    objective = ObjectiveRow(ref, plan.objectives[ref.parent], plan.type_of(ref), score, rows)
    forecasts = _forecasts(plan, row, points, day) if row else ()
    eras = tuple(_eras(plan, row, day)) if row else ()
    return Trend(ref, day, plan.period_of(ref), row or objective, points, forecasts, eras)


def _eras(plan: Plan, row: KeyResultRow, day: date) -> Iterator[Era]:
    """The days before the first change, and from each change on."""
    days = sorted(other for other in set(days_of_change(row.key_result)) if other <= day)
    for first in (date.min, *days):
        # The values before a change are those of the day before it; the last era has those of today.
        last = next((days_later(change, -1) for change in days if change > first), day)
        held = plan_as_of(plan, last)
        if held.has(row.ref):
            yield Era(first, held.key_result(row.ref), held.period_of(row.ref))


def _forecasts(plan: Plan, row: KeyResultRow, points: tuple[TrendPoint, ...], day: date) -> tuple[Forecast, ...]:
    key_result, period = row.key_result, plan.period_of(row.ref)
    if decision_on(key_result, day) or decision_on(plan.objectives[row.ref.parent], day):
        return ()
    levels = [(p.date, p.progress if p.value is None else Fraction(p.value)) for p in points]
    readings = [(said, level) for said, level in levels if level is not None]
    measured = measure(key_result, row.score.history, day, period)
    return run_rate(key_result, measured, row.score.expected, period), linear(key_result, readings, period)


def _around(plan: Plan, ref: Ref, alignment: Alignment) -> Plan:
    """The plan with nothing but an objective, and what its progress is made of."""
    found, waiting = {ref.parent}, [ref.parent]
    while waiting:
        new = [child for child in alignment.children[waiting.pop()] if child not in found]
        found.update(new)
        waiting.extend(new)
    return plan.part(with_parts(plan, found))


def _points(plan: Plan, row: KeyResultRow, until: date) -> Iterator[TrendPoint]:
    """A point for each day with a measurement; for milestones of which the plan says the day, that day too.

    Each point is what the status of that day says: with the target, start and kind that held then.
    """
    history, key_result = row.score.history, row.key_result
    last = {checkin.date: checkin for checkin in history}
    said = [c for c in history if c.reading.value is not None or c.reading.done is not None]
    days = {checkin.date for checkin in said}
    period = plan.period_of(row.ref)
    days |= {m.done for m in key_result.milestones if isinstance(m.done, date) and m.done in period and m.done <= until}
    for day in sorted(days):
        score, held = score_key_result(plan, row.ref, day), plan_as_of(plan, day)
        key_result = held.key_result(row.ref) if held.has(row.ref) else row.key_result
        value = None if key_result.measure == "recurring" and key_result.counts_periods else score.current
        yield TrendPoint(day, value, score.raw, score.expected, last.get(day))


def _objective_points(plan: Plan, ref: Ref, day: date) -> Iterator[TrendPoint]:
    """A point for each day on which anything below was checked in."""
    days = {
        checkin.date
        for target, checkins in plan.checkins.items()
        if target.parent in plan.objectives and target.key_result
        for checkin in apply_corrections(checkins, day)
    }
    for said in sorted(days):
        score = score_plan(plan, said, ref.cycle).get(ref.parent)
        if score is None:
            continue
        yield TrendPoint(said, None, score.progress, score.expected, None)


def level_text(trend: Trend, level: Fraction | None) -> str:
    """A level of the drawing in words: the value, or progress in percent."""
    if level is None:
        return "–"
    return quantity(level, *trend.limits) if trend.has_values else percent_text(level / 100)
