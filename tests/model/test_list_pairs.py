"""Items of two lists that belong together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable

from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli.model.list_pairs import item_name, itself, matched, without_title
from tests.support.examples import examples

TEXTS = st.lists(st.sampled_from(["a", "A", "b", "Tăng", "เพิ่ม", "增加"]), max_size=6)


def folded(text: str) -> Hashable:
    return text.casefold()


@given(TEXTS, TEXTS)
@settings(max_examples=examples(100))
def test_no_item_is_lost_and_none_counts_twice(before: list[str], after: list[str]) -> None:
    pairs, gone, new = matched(before, after, [itself, folded])
    assert Counter([old for old, _ in pairs] + gone) == Counter(before)
    assert Counter([text for _, text in pairs] + new) == Counter(after)
    assert not set(map(folded, gone)) & set(map(folded, new))


@given(TEXTS, TEXTS)
@settings(max_examples=examples(100))
def test_positions_do_not_count(before: list[str], after: list[str]) -> None:
    forward, backward = matched(before, after, [itself]), matched(before[::-1], after[::-1], [itself])
    assert [Counter(items) for items in forward] == [Counter(items) for items in backward]


def test_the_first_name_that_both_share_decides() -> None:
    assert matched(["a", "A"], ["A"], [itself, folded]) == ([("A", "A")], ["a"], [])
    assert matched(["a"], ["A"], [itself, folded]) == ([("a", "A")], [], [])


def test_none_is_no_key() -> None:
    assert matched(["a"], ["a"], [lambda _: None]) == ([], ["a"], ["a"])


def test_a_text_is_its_own_name_and_has_no_title() -> None:
    assert item_name("Tăng doanh thu") == "Tăng doanh thu"
    assert without_title("Tăng doanh thu") is None
