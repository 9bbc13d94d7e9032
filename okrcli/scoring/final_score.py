"""Final scores: the progress of the last day, with the plan of that day.

The rules are docs/semantics.md, "The score at the end".

What is dated after the last day changes no final score: no check-in, no changed field and no decision. No function here
is recursive, so a chain of objectives may have any length.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from okrcli.model.calendar import days_later
from okrcli.model.history import key_result_as_of
from okrcli.model.number_format import score_text
from okrcli.model.period import Period
from okrcli.model.plan import Plan, Ref, plan_as_of
from okrcli.model.records import KeyResult, Objective
from okrcli.scoring.alignment import Alignment, alignment_of
from okrcli.scoring.checkin_history import decision_on
from okrcli.scoring.measurement import mean
from okrcli.scoring.parts import history_of
from okrcli.scoring.progress import measure
from okrcli.scoring.results import LEFT_OUT, FinalScore, ScorePart


def overriding(item: KeyResult | Objective, final: FinalScore) -> Fraction | None:
    """The score that people gave instead of the computed one, or took when it was another one.

    None where they did neither, or none is computed yet.
    """
    if item.score is None or final.value is None:
        return None
    if item.score.override is not None:
        return Fraction(item.score.override)
    accepted = item.score.accepted
    return None if accepted is None or is_same_grade(final.value, accepted) else Fraction(accepted)


def is_same_grade(computed: Fraction, accepted: Decimal) -> bool:
    """True if a computed grade is shown with the digits of an accepted one."""
    return score_text(computed) == score_text(Fraction(accepted))


class _Dated(NamedTuple):
    """An objective whose final score is computed as seen from a day."""

    ref: Ref
    seen: date


class _View:
    """A plan as of a day, with the links of its objectives."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    @cached_property
    def alignment(self) -> Alignment:
        """The parents and children of its objectives."""
        return alignment_of(self.plan)

    @cached_property
    def position(self) -> Mapping[Ref, int]:
        """The position of each objective, children before their parents."""
        return {ref: number for number, ref in enumerate(self.alignment.order)}

    def children(self, ref: Ref) -> tuple[Ref, ...]:
        """The objectives that an objective is measured by; none where it has key results of its own."""
        is_apart = bool(self.plan.objectives[ref].key_results) or ref in self.alignment.looping
        return () if is_apart else self.alignment.children[ref]


class FinalScores:
    """The final scores of the key results and objectives of a plan, as seen from any day."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._views: dict[date, _View] = {}
        self._scores: dict[_Dated, FinalScore] = {}
        self._progress: dict[tuple[Ref, date, date], Fraction | None] = {}

    def _view(self, day: date) -> _View:
        if day not in self._views:
            plan = plan_as_of(self._plan, day)
            known = (view for view in self._views.values() if view.plan is plan)
            self._views[day] = next(known, None) or _View(plan)
        return self._views[day]

    # ── Key results ───────────────────────────────────────────────────────────────────────────────────────────────

    def of_key_result(self, ref: Ref, seen: date) -> FinalScore:
        """The final score of a key result as seen from a day. Raises KeyError where it is not in the plan."""
        end = self._end(ref, seen)
        plan = self._view(min(seen, end)).plan
        if not plan.has(ref):
            return FinalScore(self._plan.type_of(ref), is_left_out=True)
        key_result = plan.key_result(ref)
        final = self._ending(plan, ref, (key_result, plan.objectives[ref.parent]), min(seen, end), end)
        if final.last_day is None or seen < final.last_day or key_result.measure == "baseline":
            return final._replace(last_day=None)
        progress = self._progress_of_key_result(ref, final.last_day, end)
        return final._replace(value=progress, type=self._view(final.last_day).plan.type_of(ref))

    def _end(self, ref: Ref, seen: date) -> date:
        """The end of a key result by the plan of that day: moving an `end_date` that is over moves it no more."""
        key_result, cycle = self._plan.key_result(ref), self._plan.cycles[ref.cycle].period
        for moved in sorted({c.date for c in key_result.changes if c.field == "end_date" and c.date <= seen}):
            end = key_result_as_of(key_result, days_later(moved, -1)).end_date or cycle.end
            if end < moved:
                return end
        return key_result_as_of(key_result, seen).end_date or cycle.end

    def _progress_of_key_result(self, ref: Ref, day: date, end: date | None = None) -> Fraction | None:
        """The progress of a key result on a day, with its fields and days of that day."""
        plan = self._view(day).plan
        period = plan.period_of(ref)
        key = (ref, day, end or period.end)
        if key not in self._progress:
            history = history_of(plan, ref, day)
            days = Period(period.start, end or period.end)
            self._progress[key] = measure(plan.key_result(ref), history, day, days).progress
        return self._progress[key]

    # ── Objectives ────────────────────────────────────────────────────────────────────────────────────────────────

    def of_objective(self, ref: Ref, seen: date) -> FinalScore:
        """The final score of an objective as seen from a day."""
        wanted = _Dated(ref, seen)
        if wanted not in self._scores:
            endings = self._endings(wanted)
            over = [(ending.last_day, dated) for dated, ending in endings.items() if ending.last_day is not None]
            for last, dated in sorted(over, key=lambda pair: (pair[0], self._view(pair[0]).position[pair[1].ref])):
                parts = tuple(self._parts(dated.ref, last))
                value = mean((part.weight, part.value) for part in parts)
                self._scores[dated] = endings[dated]._replace(value=value, parts=parts)
            self._scores.setdefault(wanted, endings[wanted])
        return self._scores[wanted]

    def _endings(self, wanted: _Dated) -> dict[_Dated, FinalScore]:
        """The last day of an objective, and of those that contribute to its score; without values, which follow."""
        endings: dict[_Dated, FinalScore] = {}
        waiting = [wanted]
        while waiting:
            dated = waiting.pop()
            if dated in endings or dated in self._scores:
                continue
            endings[dated] = self._ending_of_objective(dated)
            last = endings[dated].last_day
            if last is not None:
                waiting.extend(_Dated(child, last) for child in self._view(last).children(dated.ref))
        return endings

    def _ending_of_objective(self, dated: _Dated) -> FinalScore:
        ref, seen = dated
        end = self._plan.cycles[ref.cycle].period.end
        plan = self._view(min(seen, end)).plan
        if ref not in plan.objectives:
            return FinalScore(self._plan.type_of(ref), is_left_out=True)
        final = self._ending(plan, ref, (plan.objectives[ref],), min(seen, end), end)
        if final.last_day is None or seen < final.last_day:
            return final._replace(last_day=None)
        return final._replace(type=self._view(final.last_day).plan.type_of(ref))

    def _ending(self, plan: Plan, ref: Ref, items: Iterable[KeyResult | Objective], day: date, end: date) -> FinalScore:
        """The type and the last day by the decisions in force on `day`: `end`, or the day of an early closing.

        There is no last day where an item is draft, paused, postponed or cancelled, or closed before it was added.
        """
        last = end
        for item in items:
            decision = decision_on(item, day)
            if decision in LEFT_OUT:
                return FinalScore(plan.type_of(ref), is_left_out=True)
            if decision == "closed":
                last = min(last, item.since or day)
        if last < end and not self._view(last).plan.has(ref):
            return FinalScore(plan.type_of(ref), is_left_out=True)
        return FinalScore(plan.type_of(ref), last_day=last)

    def _parts(self, ref: Ref, day: date) -> Iterator[ScorePart]:
        """The parts of the score of an objective whose last day is `day`.

        A part whose own time was over by then brings its score, any other its progress on that day.
        """
        view, plan = self._view(day), self._view(day).plan
        for key_result_ref, key_result in plan.key_results_of(ref):
            final = self.of_key_result(key_result_ref, day)
            if final.last_day is None:
                value = self._progress_of_key_result(key_result_ref, day)
            else:
                value = _counting(self._plan.key_result(key_result_ref), final)
            if value is not None and key_result.weight > 0 and not final.is_left_out:
                yield ScorePart(key_result_ref, key_result.weight, value)
        dated = {child: _Dated(child, day) for child in view.children(ref)}
        finals = {child: self._scores.get(of) or self._ending_of_objective(of) for child, of in dated.items()}
        progress = self._progress_of_objectives([c for c, final in finals.items() if final.last_day is None], day)
        for child, final in finals.items():
            weight = plan.objectives[child].weight
            is_over = final.last_day is not None
            value = _counting(self._plan.objectives[child], final) if is_over else progress[child]
            if value is not None and weight > 0 and not final.is_left_out:
                yield ScorePart(child, weight, value)

    def _progress_of_objectives(self, refs: Iterable[Ref], day: date) -> dict[Ref, Fraction | None]:
        """The progress of objectives on a day, and of all that contribute to them."""
        view, plan = self._view(day), self._view(day).plan
        reached = view.alignment.with_descendants(refs)
        progress_of: dict[Ref, Fraction | None] = {}
        for ref in sorted(reached, key=view.position.__getitem__):
            parts: list[tuple[KeyResult | Objective, Fraction | None]] = [
                (key_result, self._progress_of_key_result(key_result_ref, day))
                for key_result_ref, key_result in plan.key_results_of(ref)
            ] or [(plan.objectives[child], progress_of[child]) for child in view.children(ref)]
            progress_of[ref] = mean(
                (item.weight, progress)
                for item, progress in parts
                if item.weight and decision_on(item, day) not in LEFT_OUT
            )
        return progress_of


def _counting(item: KeyResult | Objective, final: FinalScore) -> Fraction | None:
    """The score that counts: what people gave instead of the computed one, where they did."""
    given = overriding(item, final)
    return final.value if given is None else given
