"""A text, seen with the words of its language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrcli.language.lexicons import lexicon_of
from okrcli.language.text import MAX_SIGNS, Text


def text_of(text: str) -> Text:
    """A text with the lexicon of its language."""
    return Text(text, lexicon_of(text))


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("Ship the portal", "ship"),
        ("KR2: Ship the portal", "ship"),
        ("- We will ship the portal", "ship"),
        ("By 15 December, ship the portal", "ship"),
        ("The portal ships", ""),
        ("Tăng doanh thu", "tăng"),
        ("提高收入", "提高"),
    ],
)
def test_the_verb_at_the_beginning_is_found_behind_labels_and_days(text: str, lead: str) -> None:
    assert text_of(text).lead == lead


def test_a_label_and_the_last_stop_are_no_part_of_a_text() -> None:
    assert text_of(" O1.  Delight   our guests. ").text == "Delight our guests"


def test_work_is_told_from_what_it_brings() -> None:
    assert text_of("Ship the portal").is_delivery
    assert not text_of("Shipping a parcel is easy").is_delivery
    assert text_of("Ship the portal so that churn falls to 3%").brings_something
    assert not text_of("Ship the portal").brings_something


def test_words_that_every_company_could_write_are_empty() -> None:
    assert text_of("Improve our business").is_empty
    assert not text_of("Improve our bread").is_empty
    assert not text_of("Improve our business by 5").is_empty


def test_a_purpose_stands_behind_the_verb() -> None:
    assert text_of("Rewrite the guide so that newcomers finish it").says_why
    assert not text_of("Rewrite the guide").says_why


def test_some_signs_of_a_script_without_spaces_count_as_a_word() -> None:
    assert text_of("Grow the business").size == 3
    assert text_of("提高收入吧吧").size == 2


@given(st.text(max_size=80))
def test_any_text_is_seen(text: str) -> None:
    seen = text_of(text)
    assert seen.size <= len(seen.units) <= MAX_SIGNS * 3
    assert seen.is_empty in (True, False)
