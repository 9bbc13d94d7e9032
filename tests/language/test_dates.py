"""The last day that a text names."""

from __future__ import annotations

import pytest

from okrcli.language.dates import last_day_in, without_last_day
from okrcli.model.calendar import period_of_label

QUARTER = period_of_label("2026-Q4")


@pytest.mark.parametrize(
    "text",
    [
        *("by 15 Dec", "by 15 December 2026", "by Dec 15, 2026", "by 2026-12-15", "by 15/12/2026"),
        *(
            "trước 15/12",
            "trước ngày 15 tháng 12",
            "ภายใน 15 ธ.ค.",
            "ภายใน 15 ธันวาคม 2569",
            "12月15日前",
            "2026年12月15日前",
        ),
    ],
)
def test_a_day_is_read_in_each_language(text: str) -> None:
    assert last_day_in(text, QUARTER) == "2026-12-15"


@pytest.mark.parametrize("text", ["by 1 Oct or 2 Oct", "by 31 Nov", "by 15 Jan", "soon"])
def test_two_days_or_none_are_no_day(text: str) -> None:
    assert last_day_in(text, QUARTER) is None


def test_the_day_at_the_end_can_be_taken_off() -> None:
    assert without_last_day("Publish the guide by 20 Oct") == "Publish the guide"
    assert without_last_day("Viết sổ tay trước 20/10") == "Viết sổ tay"
