"""How numbers are shown (docs/semantics.md, "How numbers are shown")."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from okrcli.model.number_format import compact_percent, percent_text, quantity, score_text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (None, "–"),
        ("0", "0 %"),
        ("1/1000000", "<1 %"),  # above 0 never 0 %
        ("0.0049", "<1 %"),
        ("0.005", "1 %"),
        ("0.2", "20 %"),
        ("0.125", "13 %"),  # half away from zero
        ("0.285", "29 %"),  # a float would print 28
        ("0.994", "99 %"),
        ("0.999999", "99 %"),  # below 100 % at most 99 %
        ("1", "100 %"),
        ("1.0349", "103 %"),
        ("-0.001", "0 %"),
        ("-0.125", "-13 %"),
    ],
)
def test_percent(share: str | None, text: str) -> None:
    """Whole percent; null is not 0."""
    assert percent_text(share and Fraction(share)) == text  # type: ignore[arg-type]
    assert compact_percent(share and Fraction(share)) == text.replace(" ", "")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("score", "text"),
    [(None, "–"), ("0", "0.00"), ("0.7", "0.70"), ("0.695", "0.70"), ("0.999", "0.99"), ("1", "1.00"), ("1/3", "0.33")],
)
def test_scores(score: str | None, text: str) -> None:
    """Two decimals, below 1 at most 0.99."""
    assert score_text(score and Fraction(score)) == text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (Decimal("12.50"), "12.50"),  # as typed
        (Decimal("1E+3"), "1000"),
        (Fraction(100), "100"),
        (Fraction(4, 3), "1.333"),
        (Fraction(-1, 2), "-0.5"),
        (Fraction(-1, 10**9), "0"),
    ],
)
def test_quantities(value: Decimal | Fraction | None, text: str) -> None:
    """Display rounds, data does not."""
    assert quantity(value) == text
