"""New values as text: quotes, brackets, indentation, and the lines of a text after `|`."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from okrcli.yaml.emitter import OneLine, block_text, flow_text, literal_lines, scalar_like
from okrcli.yaml.scalar_text import is_block_text, scalar_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (Decimal("1E+3"), "1000"),
        (date(2026, 10, 31), "2026-10-31"),
        (datetime(2026, 10, 31, 9, 0, 0, 5000, tzinfo=UTC), "2026-10-31T09:00:00.005Z"),
        ("plain", "plain"),
        ("no", '"no"'),
        ("x\u2028y", '"x\\u2028y"'),
    ],
)
def test_a_scalar_on_one_line(value: object, text: str) -> None:
    assert scalar_text(value) == text
    assert flow_text(value) == text


@pytest.mark.parametrize(
    ("value", "quote", "text"),
    [
        ("don't", "'", "'don''t'"),
        ("two\nlines", "'", '"two\\nlines"'),
        ("x", '"', '"x"'),
        (date(2026, 10, 31), "'", "'2026-10-31'"),
        (Decimal(3), "'", "3"),
        ("a, b", "", '"a, b"'),
        (["a", {"b": None}], "", "[a, {b: null}]"),
        ({"a": "b"}, '"', '{"a": "b"}'),
        ([], "", "[]"),
        ("k" * 300, "", "k" * 300),
        ({"k" * 300: "v"}, "", "{" + "k" * 300 + ": v}"),
    ],
)
def test_a_value_in_brackets_with_the_quotes_of_its_neighbours(value: object, quote: str, text: str) -> None:
    assert flow_text(value, quote) == text
    assert scalar_like(value, quote, in_flow=True) == text


@pytest.mark.parametrize(
    ("fields", "list_indent", "group_indent", "text"),
    [
        ({}, 2, 2, "{}\n"),
        ({"a": {"b": "c"}, "d": ["x y"]}, 0, 4, "a:\n    b: c\nd:\n- x y\n"),
        ({"d": [{"e": "f"}, {}]}, 4, 2, "d:\n    - e: f\n    - {}\n"),
        ({"ids": ["a", "b"]}, 2, 2, "ids: [a, b]\n"),
        ({"ids": ["long-name"] * 9}, 2, 2, "ids:\n" + "  - long-name\n" * 9),
        ({"o": [OneLine(a="x", c="d")]}, 2, 2, "o:\n  - {a: x, c: d}\n"),
        ({"o": [OneLine(a="x" * 120)]}, 2, 2, f"o:\n  - a: {'x' * 120}\n"),
        ({"o": [OneLine(a="x\ny")]}, 2, 2, "o:\n  - a: |-\n      x\n      y\n"),
        ({"m": "x\n\n"}, 2, 2, "m: |+\n  x\n\n"),
    ],
)
def test_a_group_one_field_a_line(fields: dict[str, Any], list_indent: int, group_indent: int, text: str) -> None:
    assert block_text(fields, list_indent, group_indent) == text


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one", ["|-", "one"]),
        ("one\n\n  two\n", ["|", "one", "", "  two"]),
        ("one\n\n", ["|+", "one", ""]),
        (" one", []),
        ("", []),
        ("bell\x07", []),
    ],
)
def test_the_lines_of_a_text(text: str, lines: list[str]) -> None:
    assert literal_lines(text) == lines
    assert is_block_text(text) == bool(lines)


def test_a_value_without_a_yaml_form_is_a_bug_of_the_caller() -> None:
    with pytest.raises(TypeError):
        flow_text(3)
