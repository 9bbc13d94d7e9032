"""Words around a number in a title: from and to, limits, verbs, periods."""

from __future__ import annotations

import pytest

from okrcli.language.lexicons import lexicon_of
from okrcli.language.measure_words import Direction, MeasureWords

ENGLISH = lexicon_of("Grow users").measure
VIETNAMESE = lexicon_of("Tăng người dùng").measure
THAI = lexicon_of("เพิ่ม").measure
CHINESE = lexicon_of("提高").measure


@pytest.mark.parametrize(
    ("words", "before", "between", "is_way"),
    [
        (ENGLISH, "Grow users from ", " to ", True),
        (ENGLISH, "Grow users ", " → ", True),
        (ENGLISH, "Grow users ", " to ", False),
        (ENGLISH, "Grow users from ", "; margin to ", False),
        (VIETNAMESE, "Tăng người dùng từ ", " lên ", True),
        (THAI, "เพิ่ม MQL จาก ", " เป็น ", True),
        (CHINESE, "将转化率从", "提高到", True),
    ],
)
def test_a_word_for_from_and_one_for_to_make_two_numbers_a_way(
    words: MeasureWords, before: str, between: str, is_way: bool
) -> None:
    assert words.is_way(before, between) == is_way


def test_the_first_number_can_be_the_target() -> None:
    assert ENGLISH.is_way_back("Grow users to ", " (from ")
    assert not ENGLISH.is_way_back("Grow users ", " (from ")


@pytest.mark.parametrize(
    ("words", "before", "after", "limit"),
    [
        (ENGLISH, "NPS ≥ ", "", "at_least"),
        (ENGLISH, "churn below ", "%", "below"),
        (ENGLISH, "", " or more", "at_least"),
        (ENGLISH, "NPS ", " points", None),
        (VIETNAMESE, "không quá ", " triệu", "at_most"),
        (CHINESE, "保持在", "%以上", None),
    ],
)
def test_a_limit_stands_before_or_behind_a_number(
    words: MeasureWords, before: str, after: str, limit: str | None
) -> None:
    assert words.limit_of(before, after) == limit


@pytest.mark.parametrize(
    ("text", "directions"),
    [
        ("Cut the wait", [("down", "Cut")]),
        ("Grow up to", [("up", "Grow"), ("up", "up to")]),
        ("Improve churn", []),
        ("Cutlery", []),
    ],
)
def test_verbs_say_a_direction_or_none(text: str, directions: list[tuple[Direction, str]]) -> None:
    assert list(ENGLISH.directions(text)) == directions


@pytest.mark.parametrize(
    ("words", "after", "period"),
    [
        (ENGLISH, " articles a week", "week"),
        (ENGLISH, " articles", None),
        (VIETNAMESE, " bài mỗi tuần", "week"),
        (THAI, " ชิ้นต่อเดือน", "month"),
    ],
)
def test_a_count_can_hold_for_a_period(words: MeasureWords, after: str, period: str | None) -> None:
    assert words.period_of("", after) == period


def test_a_verb_of_work_before_a_number_begins_a_count() -> None:
    assert ENGLISH.is_count("Hire ", " engineers")
    assert THAI.is_count("จ้างวิศวกร ", " คน")
    assert not ENGLISH.is_count("Keep ", " engineers")


def test_a_time_in_which_something_happens_is_an_aside() -> None:
    assert ENGLISH.is_aside("people who leave within ", " years")
    assert not ENGLISH.is_aside("Cut the wait to ", " hours")


def test_a_month_has_a_number() -> None:
    assert (ENGLISH.month_of("dec"), ENGLISH.month_of("sept"), THAI.month_of("ธ.ค")) == (12, 9, 12)
