"""What a title of a key result says of its measure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrcli.language.title_parser import propose
from okrcli.model.calendar import period_of_label
from tests.support.counting import calls, characters

QUARTER = period_of_label("2026-Q4")

WAYS = """
Grow inbound MQLs from 20 to 30                              | 20      | 30      | MQLs
Grow inbound MQLs from 20 to 30 a month                      | 20      | 30      | MQLs
Grow inbound MQLs to 30 (from 20)                            | 20      | 30      | MQLs
Grow inbound MQLs to 30, from 20 today                       | 20      | 30      | MQLs
MQL 20 → 30                                                  | 20      | 30      | MQL
Onboarding NPS > 60 (currently 32)                           | 32      | 60      | NPS
Reduce churn from 4.5% to under 3%                           | 4.5     | 3       | %
Grow conversion from 10 to 25%                               | 10      | 25      | %
Cut response time from 12 to 4 hours by 31 March 2027        | 12      | 4       | hours
Grow users from 20k to 50k                                   | 20000   | 50000   | users
Grow users from 1,200 to 3,000 in Q4 2026                    | 1200    | 3000    | users
Increase ARR from $1.2M to $2M                               | 1200000 | 2000000 | $
Increase ARR from $1.2 million to $2 million                 | 1.2     | 2       | million $
Grow revenue from €1.5m to €2.25m                            | 1500000 | 2250000 | €
Grow users from 4 to 6 million                               | 4       | 6       | million users
Grow users from 0 to 2 million                               | 0       | 2       | million users
Grow users from 800 to 1.2 million                           | 800     | 1200000 | users
Grow users from ~20 to about 30                              | 20      | 30      | users
Lift NPS from −10 to +20                                     | -10     | 20      | NPS
Improve the app rating from 4.1/5 to 4.6/5                   | 4.1     | 4.6     |
Reduce defects from 12 per 1,000 units to 4 per 1,000 units  | 12      | 4       | defects
Cut people who leave within 2 years from 11% to 7%           | 11      | 7       | %
Lift week-4 retention of v2 from 31% to 45%                  | 31      | 45      | %
Hire 3 engineers                                             | 0       | 3       | engineers
Hire three engineers (2 backend, 1 data)                     | 0       | 3       | engineers
Publish 12 articles by 15 December 2026                      | 0       | 12      | articles
Win 5 enterprise customers with 500+ employees               | 0       | 5       | enterprise customers
Tăng doanh thu từ 4,3 tỷ lên 5,6 tỷ                          | 4.3     | 5.6     | tỷ
Tăng doanh thu từ 4,3 tỉ lên 5,6 tỉ đồng mỗi quý             | 4.3     | 5.6     | tỉ đồng
Tăng người dùng từ 1.200 lên 3.000                           | 1200    | 3000    |
Tăng doanh thu từ 500k lên 1 triệu                           | 500000  | 1000000 |
Tăng doanh thu từ 800 nghìn lên 1,2 triệu                    | 800000  | 1200000 |
Giảm tỷ lệ rời bỏ từ 4,5% xuống dưới 3% trong quý 4          | 4.5     | 3       | %
Giảm thời gian xử lý từ 3 ngày xuống 1 ngày                  | 3       | 1       | ngày
Tuyển 3 kỹ sư trước ngày 15/12                               | 0       | 3       | kỹ sư
เพิ่ม MQL จาก 20 เป็น 30                                       | 20      | 30      | MQL
เพิ่ม MQL จาก ๒๐ เป็น ๓๐ ภายใน 31 ธ.ค. 2569                    | 20      | 30      | MQL
เพิ่มรายได้จาก 2 ล้านบาท เป็น 3 ล้านบาท                          | 2       | 3       | ล้านบาท
เพิ่มผู้ใช้จาก 8 แสนคนเป็น 1.2 ล้านคน                            | 800000  | 1200000 | คน
ลดอัตราการยกเลิกจาก 4.5% เหลือ 3%                             | 4.5     | 3       | %
จ้างวิศวกร 3 คน                                                | 0       | 3       | คน
将转化率从10%提高到25%                                       | 10      | 25      | %
将转化率从１０％提高到２５％                                 | 10      | 25      | %
月活用户从30万增长到50万                                     | 30      | 50      | 万
月活用户从8000万增长到1.2亿                                  | 80000000 | 120000000 |
响应时间从12小时缩短到4小时                                  | 12      | 4       | 小时
Q4完成3个客户签约                                            | 0       | 3       | 个
招聘三名工程师                                               | 0       | 3       | 名
"""

LIMITS = """
NPS ≥ 45 every week                               | at_least | 45   | NPS | up
NPS of at least 45 in every survey                | at_least | 45   | NPS | up
Keep churn under 3%                               | below    | 3    | %   | down
Keep p95 latency below 200 ms                     | below    | 200  | ms  | down
No more than 2 outages a month                    | at_most  | 2    | outages | down
Zero security incidents                           | at_most  | 0    | security incidents | down
Uptime stays above 99.9%                          | above    | 99.9 | %   | up
At least 95% of orders ship within 24 hours       | at_least | 95   | %   | up
Duy trì NPS ít nhất 45                            | at_least | 45   | NPS | up
Giữ chi phí không quá 30 triệu đồng mỗi tháng     | at_most  | 30   | triệu đồng | down
รักษา NPS ไม่ต่ำกว่า 45 ทุกสัปดาห์                   | at_least | 45   | NPS | up
客户满意度保持在90%以上                           | at_least | 90   | %   | up
"""

DONE = """
Ship the partner portal by 15 Dec                 | 2026-12-15
By 15 December, ship the partner portal           | 2026-12-15
Ship version 2.0 of the portal on Dec 15th        | 2026-12-15
Migrate from Python 3.8 to Python 3.12            |
Get SOC 2 certified in 2026                       |
Launch v2 in Q4                                   |
Publish the price list by 2027-01-15              | 2027-01-15
Ra mắt cổng đối tác trước 15/12                   | 2026-12-15
Hoàn thành báo cáo trước ngày 15 tháng 12         | 2026-12-15
เปิดตัวพอร์ทัลคู่ค้าภายใน 15 ธ.ค. 2569              | 2026-12-15
在12月15日前上线合作伙伴门户                      | 2026-12-15
"""

UNCLEAR = """
Delight our customers                             | no number
Grow revenue by 20%                               | a change
Grow revenue 20% by Q4 2026                       | a change
Double revenue                                    | a change
提高销售额20%                                     | a change
Close 10-15 deals                                 | a range
Grow users from 1.200 to 3.000                    | 1200 or 1.2
Grow users from 2025 to 2030                      | can be a year
10 of 12 teams use the template                   | 2 numbers
Increase A from 1 to 2 and B from 3 to 4          | two measures
Grow sales from $3M to $4M and margin to 20%      | two measures
Answer within 4h → 30min while CSAT stays ≥ 4.4   | 2 numbers
Cut response time from 2 days to 4 hours          | two units
Grow from 10% to 25 customers                     | not
Grow from $10 to €25                              | differ
Keep NPS from 45 to 45                            | ends where it begins
99.9% of orders are complete                      | a limit to keep
Rise from 45                                      | to what
Grow to 1234567890123456789                       | digits
"""


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


@pytest.mark.parametrize(("title", "start", "target", "unit"), rows(WAYS))
def test_from_and_to_are_read_in_each_language(title: str, start: str, target: str, unit: str) -> None:
    found = propose(title, QUARTER)
    assert (found.kind, found.start, found.target) == ("metric", Decimal(start), Decimal(target))
    assert found.unit == (unit or None)
    assert found.direction == ("up" if Decimal(target) > Decimal(start) else "down")


@pytest.mark.parametrize(("title", "kind", "target", "unit", "direction"), rows(LIMITS))
def test_a_limit_to_keep_is_read_as_one(title: str, kind: str, target: str, unit: str, direction: str) -> None:
    found = propose(title)
    assert (found.kind, found.target, found.unit, found.direction) == (kind, Decimal(target), unit, direction)


@pytest.mark.parametrize(
    ("title", "period", "unit"),
    [
        ("Interview 20 customers per month and listen", "month", "customers"),
        ("Publish 20 articles a week", "week", "articles"),
        ("Publish 20 articles every quarter", "quarter", "articles"),
        ("Đăng 20 bài viết mỗi tuần", "week", "bài viết"),
        ("每月发布20篇文章", "month", "篇"),
        ("เขียนบทความ 20 ชิ้นต่อเดือน", "month", "ชิ้น"),
    ],
)
def test_a_count_for_each_period_is_recurring(title: str, period: str, unit: str) -> None:
    assert propose(title).fields == {"target_per_period": "20", "period": period, "unit": unit}


def test_what_is_to_be_found_out_is_a_baseline() -> None:
    assert propose("Find out how long people wait").fields == {"kind": "baseline"}


def test_two_limits_are_a_corridor() -> None:
    assert propose("Between 40 and 60 open tickets").fields == {"low": "40", "high": "60", "unit": "open tickets"}


@pytest.mark.parametrize(("title", "day"), rows(DONE))
def test_what_is_there_or_not_has_a_last_day_and_no_number(title: str, day: str) -> None:
    found = propose(title, QUARTER)
    assert (found.kind, found.due) == ("binary", day or None)


def test_a_day_without_a_year_needs_a_period() -> None:
    assert propose("Ship the portal by 15 Dec").due is None
    assert propose("Ship the portal by 3/4/2026").due == "2026-04-03"


@pytest.mark.parametrize(("title", "why"), rows(UNCLEAR))
def test_what_can_be_read_in_two_ways_is_not_guessed(title: str, why: str) -> None:
    found = propose(title, QUARTER)
    assert found.fields == {}
    assert why in found.remark


@pytest.mark.parametrize("title", ["Raise NPS to 45", "Reach 45 NPS", "Đạt NPS 45", "将NPS提高到45", "เพิ่ม NPS เป็น 45"])
def test_a_goal_without_a_beginning_says_that_it_lacks_one(title: str) -> None:
    found = propose(title)
    assert (found.kind, found.start, found.target, found.lacks_start) == ("metric", None, Decimal(45), True)


@pytest.mark.parametrize("line", [line[0] for line in rows(WAYS)])
def test_the_spelling_of_a_letter_makes_no_difference(line: str) -> None:
    apart = unicodedata.normalize("NFD", line)
    assert propose(apart) == propose(line)


TWO_UNITS = """
Cut page load from 3s to 500ms
Cut page load to 500 ms (now 1 sec)
Cut the archive from 2 GB to 300 MB
Cut the parcel from 2 kg to 500 g
Cut the way to work from 5 km to 800 m
Grow from 3 shops to 40 staff
Grow from $10 to 25 customers
Between 500 ms and 3 s
Giảm thời gian từ 2h xuống 30p
Giảm thời gian từ 1 giờ rưỡi xuống 45 phút
Tăng từ 20 khách lên 3 cửa hàng
ลดเวลาจาก 2 ชม. เหลือ 30 นาที
ลดเวลาจาก 3 วินาที เหลือ 500 มิลลิวินาที
เพิ่มจาก 20 คน เป็น 3 ทีม
响应时间从2秒降到300毫秒
从2个工作日缩短到4小时
从20人增加到3个团队
"""

ONE_UNIT = """
Cut cycle time from 60 sec to 30 seconds | 60 | 30
Cut the wait from 1 day to 3 days today  | 1  | 3
Grow from 20 customers to 30 paying customers | 20 | 30
Tăng từ 20 khách lên 30 khách hàng       | 20 | 30
เพิ่มจาก 20 ร้าน เป็น 30 ร้านค้า            | 20 | 30
从5个客户增长到10家客户                  | 5  | 10
从3个月延长到6个月                       | 3  | 6
"""


@pytest.mark.parametrize("title", TWO_UNITS.strip().splitlines())
def test_two_numbers_are_one_measure_only_with_the_same_unit(title: str) -> None:
    proposal = propose(title, QUARTER)
    assert proposal.fields == {}
    assert "unit" in proposal.remark or "give both" in proposal.remark


@pytest.mark.parametrize(("title", "start", "target"), rows(ONE_UNIT))
def test_two_spellings_of_a_unit_are_one(title: str, start: str, target: str) -> None:
    proposal = propose(title.replace("Cut the wait", "Move the wait"), QUARTER)
    assert (proposal.start, proposal.target) == (Decimal(start), Decimal(target))


WORDS_OF_DIRECTION = [
    *(("down", f"{verb} the wait from {{}} to {{}}") for verb in ("Cut", "Reduce", "Lower", "Shorten", "Decrease")),
    *(("up", f"{verb} revenue from {{}} to {{}}") for verb in ("Grow", "Increase", "Raise", "Lift", "Boost")),
    ("down", "Churn falls from {} to {}"),
    ("up", "Revenue rises from {} to {}"),
    ("down", "Giảm chi phí từ {} thành {}"),
    ("down", "Chi phí từ {} xuống {}"),
    ("up", "Tăng doanh thu từ {} thành {}"),
    ("up", "Doanh thu từ {} lên {}"),
    ("down", "ลดต้นทุนจาก {} เป็น {}"),
    ("down", "ต้นทุนจาก {} เหลือ {}"),
    ("up", "เพิ่มยอดขายจาก {} เป็น {}"),
    ("down", "降低成本从{}到{}"),
    ("down", "成本从{}降到{}"),
    ("down", "縮短時間從{}到{}"),
    ("up", "提高收入从{}到{}"),
    ("up", "收入由{}提升至{}"),
]


@pytest.mark.parametrize(("direction", "title"), WORDS_OF_DIRECTION)
@given(st.tuples(st.integers(0, 999), st.integers(0, 999)).filter(lambda pair: pair[0] != pair[1]))
def test_a_verb_that_falls_never_proposes_a_rise(direction: str, title: str, pair: tuple[int, int]) -> None:
    proposal = propose(title.format(*pair))
    goes = "up" if pair[1] > pair[0] else "down"
    assert (proposal.direction if proposal.kind else None) == (direction if goes == direction else None)
    assert proposal.kind or f"says {direction}" in proposal.remark


@pytest.mark.parametrize(
    "title", ["Improve churn from {} to {}", "Cải thiện từ {} đến {}", "ปรับปรุงจาก {} เป็น {}", "优化从{}到{}"]
)
def test_what_is_better_can_be_more_or_less(title: str) -> None:
    assert propose(title.format(3, 5)).direction == "up"
    assert propose(title.format(5, 3)).direction == "down"


HALVES = """
Grow revenue from 4 and a half million to 6 million | 4.5 | 6
Grow revenue from 4½ million to 6 million           | 4.5 | 6
Tăng doanh thu từ 4 tỷ rưỡi lên 6 tỷ                | 4.5 | 6
Tăng doanh thu từ 2 triệu lên 3 triệu rưỡi          | 2   | 3.5
Giảm thời gian từ 3 tiếng rưỡi xuống 2 tiếng        | 3.5 | 2
เพิ่มรายได้จาก 4 ล้านครึ่ง เป็น 6 ล้าน                 | 4.5 | 6
ลดเวลาจาก 3 ชั่วโมงครึ่ง เหลือ 2 ชั่วโมง              | 3.5 | 2
收入从4万半增长到6万                                | 4.5 | 6
响应时间从4个半小时缩短到2小时                      | 4.5 | 2
交付周期从3天半缩短到2天                            | 3.5 | 2
"""


@pytest.mark.parametrize(("title", "start", "target"), rows(HALVES))
def test_a_half_behind_a_number_belongs_to_it(title: str, start: str, target: str) -> None:
    proposal = propose(title)
    assert (proposal.start, proposal.target) == (Decimal(start), Decimal(target))


@pytest.mark.parametrize("title", ["Tăng doanh thu từ 4 tỷ 3 lên 6 tỷ", "Tăng doanh thu từ 1tr5 lên 2tr"])
def test_a_number_of_two_parts_is_not_cut(title: str) -> None:
    assert propose(title).fields == {}


@pytest.mark.parametrize(
    ("title", "fields"),
    [
        ("全年零重大安全事故", {"kind": "at_most", "target": "0"}),
        ("订阅者达到三万", {"target": "30000"}),
        ("完成率达到百分之八十", {"target": "80", "unit": "%"}),
        ("三家店提高到十家店", {}),
        ("เพิ่มจากร้อยละ 60 เป็นร้อยละ 75", {"start": "60", "target": "75", "unit": "%"}),
        ("At least one customer call a week", {"kind": "at_least", "target": "1", "unit": "customer call"}),
        ("MTTR 从 45 分钟降低到 20 分钟以内", {"start": "45", "target": "20", "unit": "分钟"}),
        ("Increase driver happiness to the 75th percentile", {}),
    ],
)
def test_numbers_in_letters_and_percent_in_words_are_read(title: str, fields: dict[str, str]) -> None:
    assert propose(title, QUARTER).fields == fields


@pytest.mark.parametrize(
    "title", ["Doanh thu gấp 3 lần", "ยอดขายเพิ่มขึ้นเป็นสองเท่า", "ยอดขายเป็น 2 เท่า", "销售额翻倍", "增长到3倍"]
)
def test_a_factor_is_a_change(title: str) -> None:
    assert "reads like a change" in propose(title).remark


PIECES = ["from", "to", "10", "2,5", "1.000", "%", "tỷ", "จาก", "เป็น", "从", "到", "≥", "by", "15", "Dec", "(", "$"]


@given(st.text(max_size=80) | st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_any_text_has_an_answer(text: str) -> None:
    found = propose(text, QUARTER)
    assert bool(found.kind) != bool(found.remark)


@given(st.decimals(0, 10**6, places=2), st.decimals(0, 10**6, places=2))
def test_a_way_has_the_numbers_that_were_written(start: Decimal, target: Decimal) -> None:
    found = propose(f"Bring x from {start} to {target}")
    assert found.kind is None if start == target else (found.start, found.target) == (start, target)


@pytest.mark.parametrize("work", [calls, characters])
@pytest.mark.parametrize(
    "piece",
    [
        *("from 1 to 2 ", "1", "1,", "a b ", "từ ", "จาก", "从", "(", " ", "1.000 "),
        *("từ 1 lên 2 ", "จาก 1 เป็น 2 ", "从1到2", "(1 ", "x% ", "三万", "below 5% ", "top 3 ", "grow "),
    ],
)
def test_the_work_grows_no_faster_than_the_text(work: Callable[[Callable[[], object]], int], piece: str) -> None:
    short, long = (piece * (length // len(piece)) for length in (500, 2000))
    propose(short)
    assert work(lambda: propose(long)) <= 5 * work(lambda: propose(short))
