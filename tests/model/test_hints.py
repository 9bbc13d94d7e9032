"""Hints: the id, number or day that a text most likely means."""

from __future__ import annotations

import pytest

from okrcli.model.hints import PLAIN_NUMBER, day_hint, days_meant, number_hint, proposed_slug


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Grow MQLs", "grow-mqls"),
        ("Đạt 30 tỷ", "dat-30-ty"),
        ("  --a--  ", "a"),
        ("中文", ""),
        ("x" * 80, "x" * 64),
    ],
)
def test_an_id_is_proposed_from_the_latin_letters(text: str, slug: str) -> None:
    assert proposed_slug(text) == slug


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("1.5k", "write 1500"),
        ("2M", "write 2000000"),
        ("1,000,000", "write 1000000"),
        ("12,5", "write 12.5"),
        ("+7", "write 7"),
        ("007", "write 7"),
        ("80%", "write 80"),
        ("1e3", "write 1000"),
        ("30 MQL", "write 30; what is counted goes into `unit`"),
        ("400ms", "write 400; what is counted goes into `unit`"),
        ("1,000", "write 1000 or 1: a comma has different meanings in different countries"),
        ("many", "give the number alone, such as 12.5"),
    ],
)
def test_a_number_is_proposed_in_plain_form(text: str, hint: str) -> None:
    assert number_hint(text) == hint
    assert not PLAIN_NUMBER.fullmatch(text)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("31.10.2026", ["2026-10-31"]),
        ("2026/10/3", ["2026-10-03"]),
        ("03/04/2026", ["2026-04-03", "2026-03-04"]),
        ("10/10/2026", ["2026-10-10"]),
        ("40.40.2026", []),
        ("tomorrow", []),
    ],
)
def test_a_day_is_proposed_as_year_month_day(text: str, days: list[str]) -> None:
    assert days_meant(text) == days
    assert day_hint(text) == f"write {' or '.join(days) if days else 'year-month-day, such as 2026-10-31'}"
