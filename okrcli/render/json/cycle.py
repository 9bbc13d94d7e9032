"""`okr cycle list` and `okr cycle show` as JSON, and the cycle and its settings inside of other documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal

from okrcli.render.json.view import Count, DatedView, Day, JsonObject, LineNumber, Number, Text

if TYPE_CHECKING:
    from okrcli.model.period import PlannedCycle
    from okrcli.model.settings import Settings
    from okrcli.reports.cycle import CycleRow, TypeFigures


class CycleJson(JsonObject):
    """A cycle with its days."""

    id: Text
    """The name of the cycle: `2026-Q4`."""
    start: Day
    """Its first day."""
    end: Day
    """Its last day."""
    state: Literal["draft", "active", "grading", "closed"]
    """The state: `draft`, `active`, `grading` or `closed`."""
    is_ended: bool
    """True if its last day is before the day of the view, whatever its state says."""

    @classmethod
    def of(cls, cycle: PlannedCycle, day: date) -> CycleJson:
        """The JSON of a cycle of the plan, as of a day."""
        start, end = cycle.period
        return cls(id=cycle.id, start=start, end=end, state=cycle.state, is_ended=cycle.is_over(day))


class TypeFiguresJson(JsonObject):
    """The objectives of one type; types are never blended."""

    type: Text
    """The type: `committed`, `aspirational` or `learning`."""
    objectives: Count
    """The number of objectives of this type."""
    progress: Number | None
    """`aspirational`: the mean progress of those that count, without those measured by others of them, 0 to 1. Null
    for the other types, and where none counts."""
    score: Number | None
    """The mean of the final scores of the same, 0 to 1, once all have one."""
    statuses: dict[str, Count]
    """The number of objectives with each status."""

    @classmethod
    def of(cls, figures: TypeFigures) -> TypeFiguresJson:
        """The JSON of the figures of one type."""
        return cls(
            type=figures.type,
            objectives=figures.objectives,
            progress=figures.progress,
            score=figures.score,
            statuses=dict(figures.statuses),
        )


class CycleFiguresJson(CycleJson):
    """A cycle with what is in it."""

    title: Text | None
    """A name of the cycle for people."""
    is_current: bool
    """True for the cycle that commands are about where none is named: it may be over, or not have begun."""
    days: Count
    """The number of its days."""
    days_gone: Count
    """The number of days up to the day of the view, that day included."""
    time_gone: Number | None
    """The share of its time that is over: 0 on the first day, 1 on the last."""
    objectives: Count
    """The number of its objectives."""
    key_results: Count
    """The number of their key results."""
    types: tuple[TypeFiguresJson, ...]
    """The objectives by type; empty in a list of cycles."""

    @classmethod
    def of_row(cls, row: CycleRow) -> CycleFiguresJson:
        """The JSON of one row of the report."""
        return cls(
            **dict(CycleJson.of(row.cycle, row.day)),
            title=row.cycle.declared.title,
            is_current=row.is_current,
            days=row.days,
            days_gone=row.days_gone,
            time_gone=row.time_gone,
            objectives=row.objectives,
            key_results=row.key_results,
            types=tuple(map(TypeFiguresJson.of, row.types)),
        )


class CyclesView(DatedView):
    """`okr cycle list`: all cycles."""

    kind: Literal["cycles"] = "cycles"
    cycles: tuple[CycleFiguresJson, ...]
    """The cycles, the newest first."""
    left_out: tuple[Text, ...]
    """The files that cannot be read."""

    @classmethod
    def of(cls, rows: Sequence[CycleRow], day: date, left_out: tuple[str, ...]) -> CyclesView:
        """The document of these rows."""
        return cls(on=day, cycles=tuple(map(CycleFiguresJson.of_row, rows)), left_out=left_out)


class CycleView(DatedView):
    """`okr cycle show`: one cycle."""

    kind: Literal["cycle"] = "cycle"
    cycle: CycleFiguresJson
    """The cycle."""
    left_out: tuple[Text, ...]
    """The files that cannot be read."""

    @classmethod
    def of(cls, row: CycleRow, day: date, left_out: tuple[str, ...]) -> CycleView:
        """The document of one row."""
        return cls(on=day, cycle=CycleFiguresJson.of_row(row), left_out=left_out)


# ── Settings ──────────────────────────────────────────────────────────────────────────────────────────────────────


class CheckinSettingsJson(JsonObject):
    """Settings of check-ins."""

    frequency: Text
    """The time between two check-ins: `weekly`, `two_weeks`, `10d` …"""


class CycleSettingsJson(JsonObject):
    """Settings of cycles."""

    fiscal_year_start: LineNumber
    """The month in which the fiscal year begins, 1 to 12."""
    fiscal_year_name: Text
    """The year that gives a fiscal year its name: that of its `start` or its `end`."""


class TypeSettingsJson(JsonObject):
    """Settings of types."""

    default: Text
    """The type of an objective that has none."""


class PaceSettingsJson(JsonObject):
    """Settings of the pace."""

    aspirational: tuple[Number, ...]
    """The shares of the expected progress from which an aspirational key result is on track, and at risk."""
    committed: tuple[Number, ...]
    """The same for committed ones."""
    grace: Number
    """The part of the time, 0 to 1, in which nothing is called late."""


class ScoreSettingsJson(JsonObject):
    """Settings of scores."""

    bands: tuple[Number, ...]
    """The scores from which the next band begins, 0 to 1."""
    band_names: tuple[Text, ...]
    """The names of the bands, one more than there are limits."""


class VerdictSettingsJson(JsonObject):
    """Settings of verdicts."""

    aspirational: Number
    """The score from which an aspirational objective is achieved."""
    partial: Number
    """The score from which it is partly achieved."""
    committed: Number
    """The score from which a committed objective is achieved."""


class SettingsJson(JsonObject):
    """The settings that numbers depend on, so that a report can be made again."""

    checkin: CheckinSettingsJson
    """Settings of check-ins."""
    cycle: CycleSettingsJson
    """Settings of cycles."""
    type: TypeSettingsJson
    """Settings of types."""
    pace: PaceSettingsJson
    """Settings of the pace."""
    score: ScoreSettingsJson
    """Settings of scores."""
    verdict: VerdictSettingsJson
    """Settings of verdicts."""

    @classmethod
    def of(cls, settings: Settings) -> SettingsJson:
        """The JSON of the settings of a workspace."""
        pace, verdict = settings.pace, settings.verdict
        return cls(
            checkin=CheckinSettingsJson(frequency=settings.checkin.frequency),
            cycle=CycleSettingsJson(
                fiscal_year_start=settings.cycle.fiscal_year_start, fiscal_year_name=settings.cycle.fiscal_year_name
            ),
            type=TypeSettingsJson(default=settings.type.default),
            pace=PaceSettingsJson(aspirational=pace.aspirational, committed=pace.committed, grace=pace.grace),
            score=ScoreSettingsJson(bands=settings.score.bands, band_names=settings.score.band_names),
            verdict=VerdictSettingsJson(
                aspirational=verdict.aspirational, partial=verdict.partial, committed=verdict.committed
            ),
        )
