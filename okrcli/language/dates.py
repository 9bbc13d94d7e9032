"""The day that a title names: `by 15 Dec`, `trước 15/12`, `12月15日`, `2026-12-15`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Final

from okrcli.language.folding import any_of, plain
from okrcli.language.lexicons import lexicon_of
from okrcli.language.measure_words import MeasureWords
from okrcli.model.period import Period

_YEAR: Final = r"(?:,?\s*(?:năm |พ\.ศ\. ?)?(?P<year>\d{4})(?!\d))?"


def last_day_in(text: str, period: Period | None) -> str | None:
    """The only day that a text names, as `YYYY-MM-DD`; None where its year cannot be told, or there are two."""
    words, text = lexicon_of(text).measure, plain(text)
    days = {day for match in _matches(text, words) for day in _days(match, words, period)}
    return days.pop().isoformat() if len(days) == 1 else None


def days_before(text: str, previous: Period, following: Period) -> tuple[str, ...]:
    """The days of the previous period that a text names and that are not in the next one, as they are written.

    A day without a year that both periods have can be meant of the next one.
    """
    words, text = lexicon_of(text).measure, plain(text)
    days = lexicon_of(text).scanner.day_spans(text)
    outdated = {}
    for pattern in _patterns(words):
        for match in pattern.finditer(text):
            is_day = any(begin < match.end() and match.start() < end for begin, end in days)
            if is_day and _is_before(match, words, previous, following):
                outdated[match.span()] = match[0]
    return tuple(
        written
        for (begin, end), written in sorted(outdated.items())
        if not any((a, b) != (begin, end) and a <= begin and end <= b for a, b in outdated)
    )


def _is_before(match: re.Match[str], words: MeasureWords, previous: Period, following: Period) -> bool:
    """True if a match can mean no day of the next period, and means one of the previous period."""
    if any(day in following for day in _days(match, words, following)):
        return False
    return any(day in previous for day in _days(match, words, previous))


def without_last_day(text: str) -> str:
    """The text without the day at its end and the word before it: `Publish the guide by 20 Oct`."""
    words = lexicon_of(text).measure
    ends = [match for match in _matches(text, words) if not text[match.end() :].strip(" .。前")]
    if not ends:
        return text
    before = rf"{any_of(frozenset([*words.lists['before_days'], *words.lists.get('opening_days', ())]), 'before')}\s*$"
    return re.sub(before, "", text[: ends[-1].start()], flags=re.IGNORECASE).strip(" ,") or text


def _matches(text: str, words: MeasureWords) -> list[re.Match[str]]:
    return next((matches for pattern in _patterns(words) if (matches := list(pattern.finditer(text)))), [])


@cache
def _patterns(words: MeasureWords) -> tuple[re.Pattern[str], ...]:
    names = frozenset(name.rstrip(".") for months in words.months for name in months)
    month = rf"(?P<name>{any_of(names)})(?![a-z])\.?"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)",
            r"(?:(?P<year>\d{4}) ?年)?(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2}) ?[日号號]",
            rf"(?<![\w])(?P<day>\d{{1,2}})(?:/| tháng )(?P<month>\d{{1,2}})(?:/(?=\d{{4}}))?{_YEAR}(?![\d%])",
            rf"(?<![\w])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ?{month}{_YEAR}",
            rf"(?<![a-z]){month} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d%]){_YEAR}",
        )
    )


def _days(match: re.Match[str], words: MeasureWords, period: Period | None) -> list[date]:
    """The days that a match can mean: of its year, else those within the period. A Buddhist year is counted back."""
    parts = match.groupdict()
    name, day = (parts.get("name") or "").lower(), int(parts["day"])
    month = words.month_of(name) if name else int(parts["month"])
    if parts["year"]:
        year = int(parts["year"])
        return _valid([year - 543 if year > 2400 else year], month, day)
    if period is None:
        return []
    return [day for day in _valid(range(period.start.year, period.end.year + 1), month, day) if day in period]


def _valid(years: Iterable[int], month: int, day: int) -> list[date]:
    days = []
    for year in years:
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    return days
