"""Texts of values: their width on a terminal, and numbers with nouns."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from okrcli.text import cell_widths, counted


@pytest.mark.parametrize(
    "line",
    [
        *("Grow MQLs", "Ngữ pháp tiếng Việt", "ภาษาไทย", "增加收入", "한국어", "a\u0301", "…–→"),
        *("❤️", "👩‍👩‍👧", "👍🏽", "1️⃣", "☀️ and ❤️", "🚀 up"),
    ],
)
def test_a_text_is_as_wide_in_a_commit_subject_as_in_a_table(line: str) -> None:
    assert sum(cell_widths(line)) == cell_len(line)


def test_one_of_a_kind_has_no_s() -> None:
    assert [counted(number, "day") for number in (0, 1, 2)] == ["0 days", "1 day", "2 days"]
