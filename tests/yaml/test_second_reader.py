"""The oracle of the laws of editing sees every difference, so that a law which it confirms is worth something."""

from decimal import Decimal

import pytest

from tests.support.second_reader import is_read_so_by_ruamel


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: [", {"a": []}),
        ("a: x", {"a": "y"}),
        ("a: 1", {"a": Decimal(2)}),
        ("a: '1'", {"a": Decimal(1)}),
        ("a: x", {"a": True}),
        ("a: x", {"a": None}),
        ("a: [x]", {"a": ["x", "y"]}),
        ("a: x", {"a": ["x"]}),
        ("a: x", {"a": {"x": "y"}}),
        ("a: [x]", {"a": "x"}),
        ("a: x\nb: y", {"b": "y", "a": "x"}),
    ],
)
def test_the_second_reader_sees_every_difference(text: str, data: object) -> None:
    assert not is_read_so_by_ruamel(text.encode(), data)


def test_the_second_reader_agrees() -> None:
    data = {"a": [Decimal("1.50"), True, None, "x"], "b": {"c": None}}
    assert is_read_so_by_ruamel(b"a: [1.50, True, ~, 'x']\nb: {c: }\n", data)


def test_a_tab_before_a_comment_is_a_space() -> None:
    assert is_read_so_by_ruamel(b"a: 1\t# b\t#\nc: 'x\ty'\t\n", {"a": Decimal(1), "c": "x\ty"})
