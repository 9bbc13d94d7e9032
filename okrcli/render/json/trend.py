"""`okr trend` as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal

from okrcli.render.json.show import RecordedChangeJson
from okrcli.render.json.view import DatedView, Day, JsonObject, Number, Text

if TYPE_CHECKING:
    from okrcli.reports.trend import Trend, TrendPoint
    from okrcli.scoring.forecast import Forecast


class TrendPointJson(JsonObject):
    """A day on which something was said."""

    date: Day
    """The day."""
    value: Number | None
    """The value from that day on, in the unit of the key result; null for what has only progress."""
    progress: Number | None
    """Progress on that day, also below 0 and above 1."""
    expected: Number | None
    """The expected progress, 0 to 1."""

    @classmethod
    def of(cls, point: TrendPoint) -> TrendPointJson:
        """The JSON of a point."""
        return cls(date=point.date, value=point.value, progress=point.progress, expected=point.expected)


class ExpectedLevelJson(JsonObject):
    """A day on which the expected line begins, bends or ends."""

    date: Day
    """The day."""
    level: Number
    """The expected value in the unit of the key result; without values expected progress in percent."""


class ForecastJson(JsonObject):
    """A projection to the end, or why there is none."""

    method: Text
    """`run_rate` (the pace so far goes on) or `linear` (a straight line through the last check-ins)."""
    value: Number | None
    """The value at the end, in the unit of the key result; for kinds without a value, progress as a share of 1."""
    reached: Day | None
    """`linear`: the day on which the target is reached; null where that is not before the end."""
    refusal: Text | None
    """The reason for a missing projection: `no_pace`, `no_data`, `too_early` or `too_few_points`."""

    @classmethod
    def of(cls, forecast: Forecast) -> ForecastJson:
        """The JSON of a forecast."""
        return cls(method=forecast.method, value=forecast.value, reached=forecast.reached, refusal=forecast.refusal)


class TrendJson(JsonObject):
    """The way of one key result or objective up to the day."""

    reference: Text
    """The whole name: `2026-Q4/demand/mql`."""
    title: Text
    """The title."""
    unit: Text | None
    """The unit of its values."""
    start: Day
    """The first day of its time."""
    end: Day
    """The last day of its time."""
    points: tuple[TrendPointJson, ...]
    """The days on which something was said, oldest first."""
    expected: tuple[ExpectedLevelJson, ...]
    """The line of what is expected, by day; empty without a pace. Between two days it is straight."""
    changes: tuple[RecordedChangeJson, ...]
    """The recorded changes of the key result up to the day, the earliest first. A point has the values of its day."""
    forecast: tuple[ForecastJson, ...]
    """The projected ends; empty for an objective, and for what is decided."""

    @classmethod
    def of(cls, trend: Trend) -> TrendJson:
        """The JSON of a trend."""
        return cls(
            reference=trend.ref.full,
            title=trend.title,
            unit=trend.unit,
            start=trend.period.start,
            end=trend.period.end,
            points=tuple(map(TrendPointJson.of, trend.points)),
            expected=tuple(ExpectedLevelJson(date=day, level=level) for day, level in trend.expected),
            changes=tuple(map(RecordedChangeJson.of, trend.changes)),
            forecast=tuple(map(ForecastJson.of, trend.forecasts)),
        )


class TrendView(DatedView):
    """`okr trend`: the way up to a day, and where it would end."""

    kind: Literal["trend"] = "trend"
    trends: tuple[TrendJson, ...]
    """The key results and objectives that were asked for."""
    left_out: tuple[Text, ...]
    """The files that cannot be read."""

    @classmethod
    def of(cls, trends: Sequence[Trend], day: date, left_out: tuple[str, ...]) -> TrendView:
        """The document of these trends."""
        return cls(on=day, trends=tuple(map(TrendJson.of, trends)), left_out=left_out)
