"""The amount and the day of a request in the four languages, and numbers that are no amounts of what is measured."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from okrcli.language.request_words import amount_in, day_in
from okrcli.model.period import Period

QUARTER = Period(date(2026, 10, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("text", "measured", "amount"),
    [
        ("3,000 leads by 4 Dec", "leads Qualified leads from ads", 3000),
        ("3k leads by December 4", "leads", 3000),
        ("3000 qualified leads until 2026-12-04", "leads", 3000),
        ("an open rate of 25 %", "% Open rate rises from 18 to 30 %", 25),
        ("12月4日前3000个线索", "线索 广告带来3500个线索", 3000),
        ("3.000 khách hàng tiềm năng trước 4/12", "khách Quảng cáo mang về 3.500 khách hàng", 3000),
        ("ลูกค้า 3,000 ราย ภายใน 4 ธ.ค.", "ราย โฆษณานำลูกค้าเป้าหมาย 3,500 ราย", 3000),
        ("2 people for the leads", "leads", None),
        ("300 more leads", "leads", None),
        ("3,000 or 4,000 leads", "leads", None),
        ("Links that say where a reader came from", "links", None),
        ("", "leads", None),
    ],
)
def test_an_amount_is_in_the_unit_of_what_is_measured(text: str, measured: str, amount: int | None) -> None:
    assert amount_in(text, measured) == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize(
    "text",
    [
        "3,000 leads by 4 Dec",
        "12月4日前3000个线索",
        "3.000 khách trước 4/12",
        "ลูกค้า 3,000 ราย ภายใน 4 ธ.ค.",
        "2026-12-04",
    ],
)
def test_a_day_without_a_year_is_one_of_the_cycle(text: str) -> None:
    assert day_in(text, QUARTER) == date(2026, 12, 4)
    assert day_in(text.partition("4")[0], QUARTER) is None
