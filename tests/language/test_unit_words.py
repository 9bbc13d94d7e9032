"""Units of numbers in a title: spans of time and counted nouns."""

from __future__ import annotations

import pytest

from okrcli.language.lexicons import lexicon_of
from okrcli.language.unit_words import joined_unit


@pytest.mark.parametrize(
    ("after", "noun"),
    [
        (" engineers by May", "engineers"),
        (" paying customers in Hanoi", "paying customers"),
        (" working days until then", "working days"),
        (" of the customers", ""),
        (" คน", "คน"),
        ("个客户", "个"),
        (" khách hàng mỗi tháng", "khách hàng"),
        ("", ""),
    ],
)
def test_the_noun_behind_a_number_is_its_unit(after: str, noun: str) -> None:
    assert lexicon_of(f"Tăng 5{after}" if "khách" in after else f"5{after}").measure.noun_after(after) == noun


@pytest.mark.parametrize(
    ("before", "noun"), [("Raise NPS to ", "NPS"), ("Cut defects from ", "defects"), ("Bring the mood to ", "")]
)
def test_the_noun_before_a_number_is_its_unit_if_it_is_an_abbreviation_or_a_plural(before: str, noun: str) -> None:
    assert lexicon_of(before).measure.noun_before(before) == noun


@pytest.mark.parametrize(
    ("first", "last", "are_two"),
    [
        (" s", " ms", True),
        (" sec", " seconds", False),
        (" shops", " staff", True),
        (" customers", " paying customers", False),
        (" companies", " company", False),
        ("", " staff", False),
        ("个客户", "家客户", False),
        ("人", "个团队", True),
        (" คน", " ทีม", True),
    ],
)
def test_two_nouns_are_two_units_unless_one_is_part_of_the_other(first: str, last: str, are_two: bool) -> None:
    assert lexicon_of(f"5{first}{last}").measure.are_two_units(first, last) == are_two


@pytest.mark.parametrize("after", [" h", " hours", " hrs"])
def test_each_spelling_of_a_span_of_time_has_one_name(after: str) -> None:
    assert lexicon_of("Cut the wait").measure.span_after(after) == "hour"


def test_a_scale_and_a_noun_are_joined_as_their_language_writes_them() -> None:
    assert joined_unit("million", "users") == "million users"
    assert joined_unit("万", "元") == "万元"
    assert joined_unit("", "users") == "users"
