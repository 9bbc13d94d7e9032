"""Search of names in any script."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli.workspace.name_search import searchable, word_matcher
from tests.support.examples import examples


@pytest.mark.parametrize(
    ("typed", "text", "is_in"),
    [
        ("organic", "Double organic leads", True),
        ("org", "Double organic leads", True),
        ("ganic", "Double organic leads", False),  # in the middle of a word
        ("organic lea", "double_organic-leads", True),
        ("leads organic", "Double organic leads", False),  # in another order
        ("tang", "Tăng doanh thu", True),
        ("TĂNG", "tăng doanh thu", True),
        ("tâng", "Tăng doanh thu", False),  # another accent
        ("dinh", "Gia đình", True),
        ("รายได้", "เพิ่มรายได้", True),
        ("收入", "增加收入", True),
        ("收支", "增加收入", False),
        ("", "Double organic leads", False),
        ("--", "a -- b", False),
    ],
)
def test_typed_words_are_searched_where_words_begin(typed: str, text: str, is_in: bool) -> None:
    assert word_matcher(typed)(text) is is_in


def test_a_whole_word_is_not_the_begin_of_a_longer_one() -> None:
    assert word_matcher("lead", whole=True)("one lead more")
    assert not word_matcher("lead", whole=True)("organic leads")


@given(st.text(max_size=20))
@settings(max_examples=examples(200))
def test_a_text_is_found_by_itself_in_either_form_of_unicode(text: str) -> None:
    for form in ("NFC", "NFD"):
        other = unicodedata.normalize(form, text)
        assert searchable(other) == searchable(text)
        assert word_matcher(other)(text) is bool(searchable(text))
