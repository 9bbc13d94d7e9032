"""Titles with the numbers of the next cycle, and what they say of days gone by."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli.language.title_update import Measure, TitleUpdate, outdated_days, updated_title
from okrcli.model.calendar import period_of_label
from okrcli.model.period import PlannedCycle
from okrcli.model.records import Cycle
from tests.support.examples import examples

CHANGED = """
Paying clinics grow from 612 to 700 | 612 700 clinics | 646 800 | Paying clinics grow from 646 to 800
“Grow” — users  from 1,200 to 3,000! | 1200 3000 users | 2150 3000 | “Grow” — users  from 2,150 to 3,000!
Grow users from 900 to 3,000 | 900 3000 users | 1050 10000 | Grow users from 1,050 to 10,000
Grow users from 9000 to 12000 | 9000 12000 users | 9500 12000 | Grow users from 9500 to 12000
Grow users from 20k to 50k | 20000 50000 users | 27500 60000 | Grow users from 27.5k to 60k
Increase ARR from $1.2M to $2M | 1200000 2000000 $ | 1350000 2000000 | Increase ARR from $1.35M to $2M
Lift NPS from −10 to +20 | -10 20 NPS | -5 30 | Lift NPS from −5 to +30
Half of all, up from 31 % | 31 50 % | 37 50 | Half of all, up from 37 %
We send a million instead of 220 thousand | 220 1000 thousand | 690 1000 | We send a million instead of 690 thousand
Calls take 18 minutes instead of 31 | 31 18 minutes | 27.5 18 | Calls take 18 minutes instead of 27.5
40 shops show us at the counter | 0 40 shops | 25 60 | 60 shops show us at the counter
Tăng doanh thu từ 4,3 tỷ lên 5,6 tỷ | 4.3 5.6 tỷ | 4.75 6 | Tăng doanh thu từ 4,75 tỷ lên 6 tỷ
Tăng doanh thu từ 4 tỷ lên 5 tỷ | 4 5 tỷ | 4.5 5 | Tăng doanh thu từ 4,5 tỷ lên 5 tỷ
Tăng người dùng từ 1.200 lên 3.000 | 1200 3000 - | 2150 12000 | Tăng người dùng từ 2.150 lên 12.000
Tỷ lệ trong 30 ngày tăng từ 52 % lên 70 % | 52 70 % | 61.5 70 | Tỷ lệ trong 30 ngày tăng từ 61,5 % lên 70 %
เพิ่ม MQL จาก ๒๐ เป็น ๓๐ | 20 30 MQL | 27 40 | เพิ่ม MQL จาก ๒๗ เป็น ๔๐
เพิ่มผู้ใช้จาก 8 แสนคนเป็น 1.2 ล้านคน | 800000 1200000 คน | 950000 1200000 | เพิ่มผู้ใช้จาก 9.5 แสนคนเป็น 1.2 ล้านคน
เวลารอพบแพทย์ลดลงจาก 142 นาทีเหลือ 90 นาที | 142 90 นาที | 120 90 | เวลารอพบแพทย์ลดลงจาก 120 นาทีเหลือ 90 นาที
将用户从30万提高到50万 | 30 50 万 | 35 60 | 将用户从35万提高到60万
将用户从30万提高到50万 | 300000 500000 - | 345000 500000 | 将用户从34.5万提高到50万
全程温度达标的订单从 91% 提高到 98% | 91 98 % | 94.5 98 | 全程温度达标的订单从 94.5% 提高到 98%
将转化率从１０%提高到２５% | 10 25 % | 12 25 | 将转化率从１２%提高到２５%
"""
LEFT = """
MQL in 30 days from 20 to 30 | 20 30 MQL | 27 40 | 30
Win 5 customers, 0 refunds | 0 5 customers | 3 5 | 0
4 engineers deliver faster | 4 9 releases | 6 9 | 4
Lift NPS from −10 to +20 | -10 20 NPS | 5 20 | -10
Grow users from three to 30 | 3 30 users | 12 30 | three
Grow users from 0k to 5k | 0 5000 users | 700 5000 | 0k
将用户从三万五千提高到五万 | 35000 50000 - | 41000 50000 | 三万五千
Tăng thêm 4 tỷ rưỡi, từ 2 tỷ lên 5 tỷ | 2 5 tỷ | 3 5 | 2 tỷ
"""
SILENT = """
Grow in 3 countries | 612 700 clinics | 646 700
Grow from 612 to 700 | 612 700 clinics | 612 700
Grow from 600 to 700 | 612 700 clinics | 646 700
The scheduler of 2019 is switched off | 2019 2500 - | 2100 2500
"""


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in row.split(" | ")] for row in table.strip().splitlines()]


def updated(title: str, before: str, after: str) -> TitleUpdate:
    """The title with new numbers: `before` is start, target and unit, `after` start and target."""
    start, target, unit = before.split(" ", 2)
    new_start, new_target = map(Decimal, after.split())
    unit = "" if unit == "-" else unit
    old = Measure(Decimal(start), Decimal(target), unit)
    return updated_title(title, old, Measure(new_start, new_target, unit))


@pytest.mark.parametrize(("title", "before", "after", "wanted"), rows(CHANGED))
def test_a_title_gets_the_new_numbers_in_the_form_of_the_old_ones(
    title: str, before: str, after: str, wanted: str
) -> None:
    assert updated(title, before, after) == (wanted, ())


@pytest.mark.parametrize(("title", "before", "after", "left"), rows(LEFT))
def test_a_title_in_which_a_number_is_not_clear_stays_as_it_is_and_is_named(
    title: str, before: str, after: str, left: str
) -> None:
    update = updated(title, before, after)
    assert (update.title, left in update.left) == (title, True), update


@pytest.mark.parametrize(("title", "before", "after"), rows(SILENT))
def test_a_title_that_names_no_old_number_is_silent(title: str, before: str, after: str) -> None:
    assert updated(title, before, after) == (title, ())


NUMBERS = st.integers(0, 99_999).map(str) | st.decimals(0, 999, places=1, allow_nan=False).map(str)
TITLES = st.sampled_from([*(row[0] for row in rows(CHANGED)), *(row[0] for row in rows(LEFT))])
TEXTS = st.text("abcไทย增长ăệ 0123456789๔５.,%k万-→\u0301\u200b'\"", max_size=12)


@settings(max_examples=examples(300), deadline=None)
@given(TEXTS, TITLES, TEXTS, st.tuples(NUMBERS, NUMBERS), st.tuples(NUMBERS, NUMBERS))
def test_nothing_but_the_mapped_numbers_changes(
    head: str, title: str, tail: str, new: tuple[str, str], other: tuple[str, str]
) -> None:
    """Whatever stands around the numbers, and with any numbers before and after."""
    text = head + title + tail
    known = {row[0]: row[1] for row in rows(CHANGED)}.get(title, f"{other[0]} {other[1]} -")
    update = updated(text, known, " ".join(new))
    words = re.split(r"[\d.,]+", text)
    assert re.split(r"[\d.,]+", update.title) == words
    assert not update.left or update.title == text


@settings(max_examples=examples(100), deadline=None)
@given(TEXTS, TITLES, TEXTS, st.tuples(NUMBERS, NUMBERS))
def test_equal_numbers_change_nothing(head: str, title: str, tail: str, numbers: tuple[str, str]) -> None:
    text, same = head + title + tail, " ".join(numbers)
    assert updated(text, f"{same} %", same) == (text, ())


def cycle(label: str) -> PlannedCycle:
    period = period_of_label(label)
    assert period
    return PlannedCycle(label, period, Cycle(id=label))


@pytest.mark.parametrize(
    ("title", "days"),
    [
        ("A lawyer signs our contract by 27 November", ("27 November",)),
        ("It is out by 2026-12-15, at the latest on Dec 20", ("2026-12-15", "Dec 20")),
        ("Grow from 1 to 2 in Q4 2026, as in 2026", ("Q4 2026", "2026")),
        ("Tuyển 3 kỹ sư trước ngày 15/12", ("15/12",)),
        ("เปิดตัวภายใน ๓๑ ธ.ค. ๒๕๖๙", ("31 ธ.ค. 2569",)),
        ("12月15日前上线", ("12月15日",)),
        ("It is out by 15 February, 4.1/5 of all, 24/7, at the end of the quarter, in 2027", ()),
    ],
)
def test_days_of_the_old_cycle_are_named(title: str, days: tuple[str, ...]) -> None:
    assert outdated_days(title, cycle("2026-Q4"), cycle("2027-Q1")) == days


def test_a_day_that_comes_every_year_is_one_of_the_next_year() -> None:
    assert outdated_days("Out by 1 June", cycle("2026"), cycle("2027")) == ()
