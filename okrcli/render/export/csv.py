"""Rows for spreadsheets: CSV in which no text of others is a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from io import StringIO

from okrcli.model.number_format import decimal_places, quantity
from okrcli.reports.trend import Trend, TrendPoint
from okrcli.sanitize import visible

_FORMULA = re.compile(r"\s*['=+\-@\t\r＝＋－＠]")
"""The beginning of a text that a spreadsheet reads as a formula, or that okr has marked as text."""
_HEAD = ("reference", "title", "unit", "date", "by", "value", "progress", "expected", "confidence", "note")


def trend_sheet(trends: Sequence[Trend]) -> str:
    """A row for each point of each trend; progress and expected are shares of 1, numbers have a point."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_HEAD)
    for trend in trends:
        writer.writerows(_row(trend, point) for point in trend.points)
    return out.getvalue()


def text_cell(text: str | None) -> str:
    """A text on one line, with an apostrophe in front where it begins like a formula."""
    shown = visible(text or "")
    return f"'{shown}" if _FORMULA.match(shown) else shown


def number_cell(value: Decimal | Fraction | None) -> str:
    """A number as it was typed, or in full where it has an end; else with 12 digits. Empty for none."""
    if value is None:
        return ""
    if isinstance(value, Decimal) or decimal_places(value) is not None:
        return quantity(value)
    return f"{float(value):.12g}"


def _row(trend: Trend, point: TrendPoint) -> list[str | int | None]:
    checkin = point.checkin
    return [
        trend.ref.full,
        text_cell(trend.title),
        text_cell(trend.unit),
        point.date.isoformat(),
        text_cell(checkin.by if checkin else None),
        number_cell(point.value),
        number_cell(point.progress),
        number_cell(point.expected),
        checkin.reading.confidence if checkin else None,
        text_cell(checkin.reading.note if checkin else None),
    ]
