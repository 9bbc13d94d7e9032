"""A trend drawn in a terminal: the value as a line of steps, what was expected as dots, today's day below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise

from rich.cells import cell_len
from rich.text import Text

from okrcli.model.assignments import change_text
from okrcli.model.number_format import estimate, percent_text, value_text
from okrcli.render.labels import day_text, percent_of
from okrcli.render.terminal.console import STATUS_STYLES, folded, status_text
from okrcli.render.terminal.lines import flow, legend
from okrcli.render.terminal.show import heading, title_lines
from okrcli.reports.status import KeyResultRow
from okrcli.reports.trend import Trend, TrendPoint, level_text
from okrcli.sanitize import visible

_READABLE = 80
_FEW, _MANY = 5, 10
"""Rows of a drawing with up to three points, and of one with more."""
_EMPTY = " "
Grid = list[list[tuple[str, str]]]


def charts_lines(trends: Sequence[Trend], width: int | None) -> Iterator[Text]:
    """The charts below each other."""
    for position, trend in enumerate(trends):
        if position:
            yield Text("")
        yield from chart_lines(trend, width)


def chart_lines(trend: Trend, width: int | None) -> Iterator[Text]:
    """Title, numbers and drawing in lines of at most `width` cells, and of 80."""
    width = min(width or _READABLE, _READABLE)
    state = status_text(trend.row.score.status.shown)
    yield from heading(Text(str(trend.ref), style="cyan"), trend.ref.cycle, state, width)
    yield from title_lines(trend.title, width)
    yield from flow(_numbers(trend), width)
    yield Text("")
    measured = [point for point in trend.points if trend.level(point) is not None]
    if len(measured) < 2:
        yield from _single(trend, measured)
        return
    yield from _drawing(trend, width)


def _numbers(trend: Trend) -> Iterator[Text]:
    """Value, progress, and expected progress."""
    score = trend.row.score
    if isinstance(trend.row, KeyResultRow) and trend.has_values:
        yield Text(visible(value_text(trend.row.key_result, trend.row.score.current)))
    yield Text(percent_of(score), style=STATUS_STYLES.get(score.status.shown or "", ""))
    if isinstance(trend.row, KeyResultRow) and trend.row.score.spread:
        yield Text("confidence {} to {}".format(*trend.row.score.spread), style="yellow")
    if score.expected is not None:
        yield Text(f"expected {percent_text(score.expected)} by today", style="dim")


def _single(trend: Trend, points: list[TrendPoint]) -> Iterator[Text]:
    """Too little for a drawing."""
    if not points:
        yield Text("nothing was measured yet", style="dim")
    for point in points:
        yield Text.assemble(
            f"{level_text(trend, trend.level(point))} on {day_text(point.date)}", (", the only one so far", "dim")
        )


# ── The drawing ───────────────────────────────────────────────────────────────────────────────────────────────────


class _Frame:
    """The positions of days and levels in the drawing."""

    def __init__(self, trend: Trend, width: int) -> None:
        levels = [level for point in trend.points if (level := trend.level(point)) is not None]
        ends = [level for _, level in trend.expected] or ([] if trend.has_values else [Fraction(0), Fraction(100)])
        self.marks = _marks(trend, levels[-1])
        self.low, self.high = (pick([*levels, *ends, *(level for level, _ in self.marks)]) for pick in (min, max))
        self.rows = _FEW if len(trend.points) <= 3 else _MANY
        self.label = max(cell_len(text) for _, text in self.marks)
        self.columns = max(width - self.label - 2, 12)
        self.first = min(trend.period.start, trend.points[0].date)
        self.last = max(trend.period.end, trend.points[-1].date)

    def column(self, day: date) -> int:
        span = max((self.last - self.first).days, 1)
        return min(max((day - self.first).days, 0), span) * (self.columns - 1) // span

    def row(self, level: Fraction) -> int:
        """The row from the top."""
        if self.high == self.low:
            return self.rows // 2
        share = (self.high - level) / (self.high - self.low)
        return int(share * (self.rows - 1) + Fraction(1, 2))


def _marks(trend: Trend, now: Fraction) -> list[tuple[Fraction, str]]:
    """The levels that are named at the left; earlier ones win where two share a row."""
    return [(level, level_text(trend, level)) for level in dict.fromkeys([now, *trend.limits])]


def _drawing(trend: Trend, width: int) -> Iterator[Text]:
    frame = _Frame(trend, width)
    grid: Grid = [[(_EMPTY, "")] * frame.columns for _ in range(frame.rows)]
    _draw_limits(grid, trend, frame)
    for change in trend.changes:
        for row in grid:
            row[frame.column(change.date)] = ("┊", "dim")
    _draw_expected(grid, trend, frame)
    _draw_projection(grid, trend, frame)
    _draw_steps(grid, trend, frame)
    names: dict[int, str] = {}
    for level, text in frame.marks:
        names.setdefault(frame.row(level), text)
    for number, row in enumerate(grid):
        label = Text(names.get(number, ""))
        label.align("right", frame.label)
        line = Text.assemble(label, (" ┤" if number in names else " │", "dim"))
        for sign, style in row:
            line.append(sign, style=style)
        yield line
    yield from _days(trend, frame)
    yield from legend(_signs(trend), width)
    for change in trend.changes:
        what = f"{day_text(change.date)}: {change.field} {visible(change_text(change.from_, change.to))}"
        yield from (Text(part, style="dim") for part in folded(what, width))
    for text in forecast_texts(trend):
        yield from (Text(part, style="dim") for part in folded(text, width))


def _draw_limits(grid: Grid, trend: Trend, frame: _Frame) -> None:
    """A line where a limit is, for what is met or not."""
    if trend.is_linear or not trend.has_values:
        return
    for level, _ in frame.marks[1:]:
        grid[frame.row(level)] = [("┄", "dim")] * frame.columns


def _draw_expected(grid: Grid, trend: Trend, frame: _Frame) -> None:
    corners = trend.expected
    for (day, level), (next_day, next_level) in pairwise(corners):
        begin, end = frame.column(day), frame.column(next_day)
        for column in range(begin, end + 1):
            share = Fraction(column - begin, max(end - begin, 1))
            grid[frame.row(level + share * (next_level - level))][column] = ("⋅", "dim")


def _draw_projection(grid: Grid, trend: Trend, frame: _Frame) -> None:
    """From today to the end at the pace so far, as far as that is inside of the drawing."""
    for (day, level), (end, goal) in pairwise(trend.projection):
        first, last = frame.column(day) + 1, frame.column(end)
        for column in range(first, last + 1):
            row = frame.row(level + Fraction(column - first + 1, last - first + 1) * (goal - level))
            if 0 <= row < frame.rows:
                grid[row][column] = ("╌", "cyan")


def _draw_steps(grid: Grid, trend: Trend, frame: _Frame) -> None:
    """Each value from its day to the next one, and the last to the day from which it is seen."""
    style = STATUS_STYLES.get(trend.row.score.status.shown or "", "")
    known = [
        (frame.column(point.date), frame.row(level))
        for point in trend.points
        if (level := trend.level(point)) is not None
    ]
    today = frame.column(min(trend.day, frame.last))
    for position, (column, row) in enumerate(known):
        following = known[position + 1] if position + 1 < len(known) else (today, row)
        for between in range(column + 1, following[0] + (position + 1 == len(known))):
            grid[row][between] = ("─", style)
        if following[1] != row and following[0] > column:
            _draw_rise(grid, row, following, style)
    for column, row in known:
        grid[row][column] = ("●", style)


def _draw_rise(grid: Grid, row: int, to: tuple[int, int], style: str) -> None:
    """The upright part of a step, in the column of the later value."""
    column, target = to
    is_up = target < row
    grid[row][column] = ("╯" if is_up else "╮", style)
    for between in range(min(row, target) + 1, max(row, target)):
        grid[between][column] = ("│", style)


def _days(trend: Trend, frame: _Frame) -> Iterator[Text]:
    """The line below with its days: the first, the last, and today where it is between them."""
    line = ["─"] * frame.columns
    labels = [" "] * (frame.columns + 1)
    ends = [(0, _short(frame.first)), (frame.columns - 1, _short(frame.last))]
    today = frame.column(trend.day)
    if frame.first < trend.day < frame.last:
        ends.append((today, _short(trend.day)))
    for column, text in ends:
        start = min(
            max(column - (len(text) // 2 if 0 < column < frame.columns - 1 else 0), 0), frame.columns - len(text)
        )
        if all(sign == " " for sign in labels[max(start - 1, 0) : start + len(text) + 1]):
            labels[start : start + len(text)] = text
            line[column] = "┬"
    before = " " * (frame.label + 1)
    yield Text(f"{before}└{''.join(line)}", style="dim")
    yield Text(f"{before} {''.join(labels).rstrip()}", style="dim")


def _short(day: date) -> str:
    return day_text(day).rsplit(" ", 1)[0]


def _signs(trend: Trend) -> Iterator[str]:
    yield f"● {visible(trend.unit or 'value') if trend.has_values else 'progress'}"
    if trend.expected:
        yield "⋅ expected"
    elif trend.has_values:
        yield "┄ limit"
    if trend.projection:
        yield "╌ projection"
    if trend.changes:
        yield "┊ changed"


def forecast_texts(trend: Trend) -> Iterator[str]:
    """The projections in words."""
    for forecast in trend.forecasts:
        if forecast.value is None or not trend.projection:
            continue
        text = estimate(forecast.value, *trend.limits) if trend.has_values else percent_text(forecast.value)
        is_curved = isinstance(trend.row, KeyResultRow) and trend.row.key_result.follows_path
        line = "in proportion to the path" if is_curved else "on a straight line"
        how = "at the pace so far" if forecast.method == "run_rate" else line
        reached = f", the target on {day_text(forecast.reached)}" if forecast.reached else ""
        yield f"projection {how}: {text} on {day_text(trend.period.end)}{reached}"
