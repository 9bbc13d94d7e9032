"""The day that a title names: `by 15 Dec`, `trước 15/12`, `12月15日`, `2026-12-15`."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from okrcli.model.plan import Period

_ENGLISH: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905
_THAI: Final = "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.".split()  # noqa: SIM905
_THAI_LONG: Final = (
    "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม".split()  # noqa: SIM905
)
_MONTHS: Final = {name: number for names in (_ENGLISH, _THAI, _THAI_LONG) for number, name in enumerate(names, 1)}
_NAME: Final = rf"(?P<name>(?:{'|'.join(_ENGLISH)})[a-z]*\.?|{'|'.join(map(re.escape, (*_THAI, *_THAI_LONG)))})"
_YEAR: Final = r"(?:,?\s*(?:năm |พ\.ศ\. ?)?(?P<year>\d{4})(?!\d))?"
_PATTERNS: Final = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)",
        r"(?:(?P<year>\d{4}) ?年)?(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2}) ?[日号號]",
        rf"(?<![\w])(?P<day>\d{{1,2}})(?:/| tháng )(?P<month>\d{{1,2}})(?:/(?=\d{{4}}))?{_YEAR}(?![\d%])",
        rf"(?<![\w])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ?{_NAME}(?![a-z]){_YEAR}",
        rf"(?<![a-z]){_NAME} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d%]){_YEAR}",
    )
]


_BEFORE: Final = re.compile(r"(?:\b(?:by|before|until|on|due|trước|đến)(?: ngày)?|ภายใน|ก่อน|在|于)\s*$", re.IGNORECASE)


def last_day_in(text: str, period: Period | None) -> str | None:
    """The only day that a plain text names, as `YYYY-MM-DD`; None where its year cannot be told, or there are two."""
    days = {day for found in _found(text) for day in _days(found, period)}
    return days.pop().isoformat() if len(days) == 1 else None


def _found(text: str) -> list[re.Match[str]]:
    for pattern in _PATTERNS:
        if found := list(pattern.finditer(text)):
            return found
    return []


def _days(found: re.Match[str], period: Period | None) -> list[date]:
    """The days that a match can mean: of its year, else those within the period."""
    parts = found.groupdict()
    name = (parts.get("name") or "").lower()
    month = _MONTHS.get(name) or _MONTHS.get(name[:3]) or int(parts.get("month") or 0)
    if parts["year"]:
        year = int(parts["year"])
        return _valid([year - 543 if year > 2400 else year], month, int(parts["day"]))
    if period is None:
        return []
    years = range(period.start.year, period.end.year + 1)
    return [day for day in _valid(years, month, int(parts["day"])) if day in period]


def _valid(years: range | list[int], month: int, day: int) -> list[date]:
    found = []
    for year in years:
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    return found


def without_last_day(text: str) -> str:
    """The text without the day at its end and the word before it: `Publish the guide by 20 Oct`."""
    ends = [found for found in _found(text) if not text[found.end() :].strip(" .。前")]
    if not ends:
        return text
    return _BEFORE.sub("", text[: ends[-1].start()]).strip(" ,") or text
