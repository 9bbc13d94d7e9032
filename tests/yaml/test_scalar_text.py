"""One value on one line."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli.yaml.scalar_text import is_block_text, reads_plain, scalar_text
from tests.support.examples import examples


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
@settings(max_examples=examples(200))
def test_another_library_reads_the_text_that_was_written(text: str) -> None:
    line = scalar_text(text)
    assert "\n" not in line
    assert yaml.safe_load(f"- {line}") == [text]


@pytest.mark.parametrize(
    "text", ["Grow leads", "Tăng doanh thu", "เพิ่มรายได้", "增加收入", "reach 40 %", "a#b", "10:00 Uhr"]
)
def test_a_plain_text_needs_no_quotes(text: str) -> None:
    assert reads_plain(text)
    assert scalar_text(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        " a",
        "a ",
        "y",
        "NO",
        "NULL",
        "12",
        "1_000",
        "1e5",
        "12:30",
        "2026-1-1",
        "0x1f",
        "<<",
        "=",
        "-",
        "a: b",
        "x #y",
        "a:",
        "a\tb",
    ],
)
def test_a_text_that_means_more_is_quoted(text: str) -> None:
    assert not reads_plain(text)
    assert scalar_text(text).startswith('"')


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (Decimal("1.50"), "1.50"),  # the digits that were typed
        (date(2026, 11, 16), "2026-11-16"),
        (datetime(2026, 11, 16, 9, 30, tzinfo=UTC), "2026-11-16T09:30:00Z"),
        (datetime(2026, 11, 16, 9, 30, tzinfo=timezone(timedelta(hours=7))), "2026-11-16T02:30:00Z"),
    ],
)
def test_other_values_are_written_plain(value: object, line: str) -> None:
    assert scalar_text(value) == line


def test_a_value_of_another_type_is_refused() -> None:
    with pytest.raises(TypeError, match="float"):
        scalar_text(1.5)


@pytest.mark.parametrize(
    ("text", "is_exact"),
    [("a\nb\n", True), ("増加\nเพิ่ม", True), ("", False), (" a", False), ("a \nb", False), ("a\u200bb", False)],
)
def test_a_block_shows_a_text_in_which_all_is_visible(text: str, is_exact: bool) -> None:
    assert bool(is_block_text(text)) is is_exact
