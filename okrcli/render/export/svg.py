"""Trends as one SVG document, without script, style sheet, font or anything that is fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple

from okrcli.model.assignments import change_text
from okrcli.model.number_format import percent_text, value_text
from okrcli.render.export.xml import xml_text
from okrcli.render.html.template import load_template
from okrcli.render.labels import day_text
from okrcli.render.status_words import status_word
from okrcli.reports.status import KeyResultRow
from okrcli.reports.trend import Trend, level_text

_WIDTH, _HEIGHT = 760, 300
"""Size of one panel in pixels. Each trend has a panel, and they stand below each other."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 84, 736, 68, 256
"""Edges of the chart in its panel."""
_MAX_LABEL: Final = 84
"""Characters of a text in the picture; a longer one is cut."""
_MIN_LABEL_GAP: Final = 14
"""Pixels between two labels at the left; one that is closer to an earlier one is left out."""
_MIN_TODAY_GAP: Final = 120
"""Pixels from today to each edge of the chart; closer to it, today has no label."""
_COLORS: Final = {
    "achieved": "#1a7f37",
    "on_track": "#1a7f37",
    "closed": "#1a7f37",
    "at_risk": "#9a6700",
    "off_track": "#cf222e",
}
_OTHER_COLOR, _INK, _GRAY, _GRID = "#57606a", "#1f2328", "#6e7781", "#d8dee4"


class _Level(NamedTuple):
    """A horizontal line at a level of interest, such as the target."""

    y: Fraction
    text: str
    is_current: bool
    has_label: bool


class _Dot(NamedTuple):
    """A measured level, with the text that a browser shows when the pointer is on it."""

    x: Fraction
    y: Fraction
    text: str


class _Change(NamedTuple):
    """An upright line on the day of a recorded change, with the text that a browser shows."""

    x: Fraction
    text: str


class _Chart(NamedTuple):
    """The drawing of one trend. `expected`, `projection` and `steps` are lists of points as SVG writes them."""

    levels: tuple[_Level, ...]
    first_day: str
    last_day: str
    today: str
    today_x: Fraction | None
    """None where the label of today would touch that of the first or the last day."""
    changes: tuple[_Change, ...]
    expected: str
    projection: str
    steps: str
    dots: tuple[_Dot, ...]


class _Panel(NamedTuple):
    """One trend: its title, its numbers and its chart."""

    title: str
    summary: str
    color: str
    chart: _Chart | None
    """None before the first measurement."""


def trend_svg(trends: Sequence[Trend]) -> str:
    """The document, with the trends below each other."""
    template = load_template("trend.svg", xml_text, number=_number, shorten=_shorten)
    text = template.render(
        title=", ".join(trend.title for trend in trends),
        panels=[_panel(trend) for trend in trends],
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=_RIGHT,
        top=_TOP,
        bottom=_BOTTOM,
        ink=_INK,
        gray=_GRAY,
        grid=_GRID,
    )
    return f"{text}\n"


def _panel(trend: Trend) -> _Panel:
    levels = [level for point in trend.points if (level := trend.level(point)) is not None]
    color = _COLORS.get(trend.row.score.status.shown or "", _OTHER_COLOR)
    return _Panel(trend.title, _summary(trend), color, _chart(trend, levels) if levels else None)


def _summary(trend: Trend) -> str:
    score = trend.row.score
    parts = [status_word(score.status.shown), percent_text(score.progress)]
    if score.expected is not None:
        parts.append(f"{percent_text(score.expected)} expected")
    if isinstance(trend.row, KeyResultRow) and trend.has_values:
        parts.append(value_text(trend.row.key_result, trend.row.score.current))
    return " · ".join([*parts, trend.ref.full])


def _chart(trend: Trend, levels: list[Fraction]) -> _Chart:
    scale = _Scale(trend, levels)
    today_x = scale.x(trend.day)
    has_today = _LEFT + _MIN_TODAY_GAP < today_x < _RIGHT - _MIN_TODAY_GAP
    return _Chart(
        levels=tuple(_levels(trend, scale, levels[-1])),
        first_day=day_text(scale.first),
        last_day=day_text(scale.last),
        today=day_text(trend.day),
        today_x=today_x if has_today else None,
        changes=tuple(
            _Change(scale.x(each.date), f"{day_text(each.date)}: {each.field} {change_text(each.from_, each.to)}")
            for each in trend.changes
        ),
        expected=_points(scale, trend.expected),
        projection=_points(scale, [(day, level) for day, level in trend.projection if scale.has(level)]),
        steps=_steps(trend, scale),
        dots=tuple(
            _Dot(scale.x(point.date), scale.y(level), f"{day_text(point.date)}: {level_text(trend, level)}")
            for point in trend.points
            if (level := trend.level(point)) is not None
        ),
    )


class _Scale:
    """The coordinates of days and levels, rounded to a tenth of a pixel."""

    def __init__(self, trend: Trend, measured: list[Fraction]) -> None:
        expected = [level for _, level in trend.expected]
        levels = [*measured, *trend.limits, *(expected or ([] if trend.has_values else [Fraction(0), Fraction(100)]))]
        low, high = min(levels), max(levels)
        margin = (high - low) / 2
        levels += [level for _, level in trend.projection if low - margin <= level <= high + margin]
        self.low, self.high = min(levels), max(levels)
        self.first = min(trend.period.start, trend.points[0].date)
        self.last = max(trend.period.end, trend.points[-1].date)

    def has(self, level: Fraction) -> bool:
        return self.low <= level <= self.high

    def x(self, day: date) -> Fraction:
        span = max((self.last - self.first).days, 1)
        share = Fraction(min(max((day - self.first).days, 0), span), span)
        return Fraction(_number(_LEFT + share * (_RIGHT - _LEFT)))

    def y(self, level: Fraction) -> Fraction:
        share = Fraction(1, 2) if self.high == self.low else (self.high - level) / (self.high - self.low)
        return Fraction(_number(_TOP + share * (_BOTTOM - _TOP)))


def _levels(trend: Trend, scale: _Scale, current: Fraction) -> Iterator[_Level]:
    """The current level, then target, range and start."""
    labelled: list[Fraction] = []
    for level in dict.fromkeys([current, *trend.limits]):
        y = scale.y(level)
        has_label = all(abs(y - other) >= _MIN_LABEL_GAP for other in labelled)
        if has_label:
            labelled.append(y)
        yield _Level(y, level_text(trend, level), level == current, has_label)


def _steps(trend: Trend, scale: _Scale) -> str:
    """The corners of the curve: each level holds until the next one, the last until the day of the report."""
    corners: list[tuple[date, Fraction]] = []
    for point in trend.points:
        level = trend.level(point)
        if level is not None:
            if corners:
                corners.append((point.date, corners[-1][1]))
            corners.append((point.date, level))
    corners.append((min(trend.day, scale.last), corners[-1][1]))
    return _points(scale, corners)


def _points(scale: _Scale, corners: Iterable[tuple[date, Fraction]]) -> str:
    return " ".join(f"{_number(scale.x(day))},{_number(scale.y(level))}" for day, level in corners)


def _shorten(text: str) -> str:
    return text if len(text) <= _MAX_LABEL else text[: _MAX_LABEL - 1] + "…"


def _number(value: Fraction | int) -> str:
    return f"{float(value):.1f}".removesuffix(".0")
