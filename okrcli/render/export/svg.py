"""A trend as a picture for a page: one SVG document without script, style sheet, font or anything to fetch."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from okrcli.model.number_format import percent_text, quantity, value_text
from okrcli.render.terminal.console import status_word
from okrcli.render.terminal.status import day_text
from okrcli.reports.status import KeyResultRow
from okrcli.reports.trend import Trend
from okrcli.sanitize import visible

_WIDTH, _HEIGHT = 760, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 84, 24, 68, 44
_TITLE_LETTERS = 84
_COLORS: Final = {
    "achieved": "#1a7f37",
    "on_track": "#1a7f37",
    "closed": "#1a7f37",
    "at_risk": "#9a6700",
    "off_track": "#cf222e",
}
_PLAIN, _INK, _QUIET, _GRID = "#57606a", "#1f2328", "#6e7781", "#d8dee4"


def trend_svg(trends: Sequence[Trend]) -> str:
    """The trends below each other."""
    height = _HEIGHT * len(trends)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" '
        f'viewBox="0 0 {_WIDTH} {height}" font-family="system-ui, sans-serif" role="img">',
        f"<title>{_escaped(', '.join(trend.title for trend in trends))}</title>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    for position, trend in enumerate(trends):
        lines.append(f'<g transform="translate(0 {position * _HEIGHT})">')
        lines.extend(_panel(trend))
        lines.append("</g>")
    return "\n".join([*lines, "</svg>", ""])


def _panel(trend: Trend) -> Iterator[str]:
    yield _text(_LEFT, 28, trend.title, size=16, weight=600)
    yield _text(_LEFT, 48, _about(trend), color=_color(trend), size=13)
    levels = [level for point in trend.points if (level := trend.level(point)) is not None]
    if not levels:
        yield _text(_LEFT, _HEIGHT // 2, "nothing was measured yet", color=_QUIET)
        return
    area = _Area(trend, levels)
    yield from _axes(trend, area, levels[-1])
    if trend.expected:
        yield _line(area, trend.expected, _QUIET, 'stroke-width="1.5" stroke-dasharray="2 5"')
    color = _color(trend)
    if inside := [(day, level) for day, level in trend.projection if area.low <= level <= area.high]:
        yield _line(area, inside, color, 'stroke-width="1.5" stroke-dasharray="6 4" opacity="0.7"')
    yield f'<polyline points="{" ".join(_steps(trend, area))}" fill="none" stroke="{color}" stroke-width="2.5"/>'
    for point in trend.points:
        level = trend.level(point)
        if level is not None:
            hint = f"{day_text(point.date)}: {_level_text(trend, level)}"
            x, y = area.x(point.date), area.y(level)
            yield f'<circle cx="{x}" cy="{y}" r="4" fill="{color}"><title>{_escaped(hint)}</title></circle>'


class _Area:
    """Where days and levels are on the paper."""

    def __init__(self, trend: Trend, levels: list[Fraction]) -> None:
        ends = [level for _, level in trend.expected] or ([] if trend.has_values else [Fraction(0), Fraction(100)])
        span = max([*levels, *ends, *trend.limits]) - min([*levels, *ends, *trend.limits])
        every = [*levels, *ends, *trend.limits]
        every += [level for _, level in trend.projection if min(every) - span / 2 <= level <= max(every) + span / 2]
        self.low, self.high = min(every), max(every)
        self.first = min(trend.period.start, trend.points[0].date)
        self.last = max(trend.period.end, trend.points[-1].date)

    def x(self, day: date) -> str:
        span = max((self.last - self.first).days, 1)
        share = Fraction(min(max((day - self.first).days, 0), span), span)
        return _number(_LEFT + share * (_WIDTH - _LEFT - _RIGHT))

    def y(self, level: Fraction) -> str:
        room = _HEIGHT - _TOP - _BOTTOM
        share = Fraction(1, 2) if self.high == self.low else (self.high - level) / (self.high - self.low)
        return _number(_TOP + share * room)


def _axes(trend: Trend, area: _Area, now: Fraction) -> Iterator[str]:
    """Lines at the levels that mean something, each with its number, and the days below."""
    taken: list[Fraction] = []
    for level in dict.fromkeys([now, *trend.limits]):
        y = Fraction(area.y(level))
        style = f'stroke="{_GRID}"' if level != now else f'stroke="{_GRID}" stroke-dasharray="1 4"'
        yield f'<line x1="{_LEFT}" y1="{_number(y)}" x2="{_WIDTH - _RIGHT}" y2="{_number(y)}" {style}/>'
        if all(abs(y - other) >= 14 for other in taken):
            taken.append(y)
            color = _INK if level == now else _QUIET
            yield _text(_LEFT - 10, y + 4, _level_text(trend, level), color=color, anchor="end")
    base = _HEIGHT - _BOTTOM + 22
    yield _text(_LEFT, base, day_text(area.first), color=_QUIET)
    yield _text(_WIDTH - _RIGHT, base, day_text(area.last), color=_QUIET, anchor="end")
    today = Fraction(area.x(trend.day))
    if _LEFT + 120 < today < _WIDTH - _RIGHT - 120:
        x, foot = _number(today), _HEIGHT - _BOTTOM
        yield f'<line x1="{x}" y1="{_TOP}" x2="{x}" y2="{foot}" stroke="{_GRID}"/>'
        yield _text(today, base, day_text(trend.day), color=_INK, anchor="middle")


def _steps(trend: Trend, area: _Area) -> Iterator[str]:
    """The corners of the line: each value holds until the next one, the last to the day of the report."""
    before = ""
    for point in trend.points:
        level = trend.level(point)
        if level is not None:
            x, y = area.x(point.date), area.y(level)
            if before:
                yield f"{x},{before}"
            yield f"{x},{y}"
            before = y
    yield f"{area.x(min(trend.day, area.last))},{before}"


def _line(area: _Area, corners: Sequence[tuple[date, Fraction]], color: str, more: str) -> str:
    points = " ".join(f"{area.x(day)},{area.y(level)}" for day, level in corners)
    return f'<polyline points="{points}" fill="none" stroke="{color}" {more}/>'


def _about(trend: Trend) -> str:
    score = trend.row.score
    parts = [status_word(score.status.shown), percent_text(score.progress)]
    if score.expected is not None:
        parts.append(f"{percent_text(score.expected)} expected")
    if isinstance(trend.row, KeyResultRow) and trend.has_values:
        parts.append(value_text(trend.row.key_result, trend.row.score.current))
    return " · ".join([*parts, trend.ref.full])


def _color(trend: Trend) -> str:
    return _COLORS.get(trend.row.score.status.shown or "", _PLAIN)


def _level_text(trend: Trend, level: Fraction) -> str:
    return quantity(level) if trend.has_values else percent_text(level / 100)


def _text(
    x: Fraction | int,
    y: Fraction | int,
    text: str,
    *,
    color: str = _INK,
    size: int = 12,
    weight: int = 400,
    anchor: str = "start",
) -> str:
    shown = text if len(text) <= _TITLE_LETTERS else text[: _TITLE_LETTERS - 1] + "…"
    return (
        f'<text x="{_number(x)}" y="{_number(y)}" fill="{color}" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{anchor}">{_escaped(shown)}</text>'
    )


def _number(value: Fraction | int) -> str:
    return f"{float(value):.1f}".removesuffix(".0")


def _escaped(text: str) -> str:
    """A text inside of an element; what XML cannot hold is written out."""
    plain = re.sub("[\ufffe\uffff]", "?", visible(text))
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
