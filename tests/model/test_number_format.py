"""How numbers are shown (docs/semantics.md, "How numbers are shown")."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli.model.number_format import (
    estimate,
    percent_text,
    percent_texts,
    quantity,
    score_text,
    value_text,
)
from okrcli.model.records import KeyResult
from tests.support.examples import examples


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
        ("-0.001", "-1 %"),  # below 0 never 0 %
        ("-0.0149", "-1 %"),
        ("100", "10000 %"),
        ("101", ">9999 %"),
        ("-1e20", "<-9999 %"),
        ("-0.125", "-13 %"),
    ],
)
def test_percent(share: str | None, text: str) -> None:
    """Whole percent; null is not 0."""
    assert percent_text(share and Fraction(share)) == text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("score", "text"),
    [
        (None, "–"),
        ("0", "0.00"),
        ("0.7", "0.70"),
        ("0.695", "0.70"),
        ("0.999", "0.99"),
        ("1/900", "0.01"),
        ("1", "1.00"),
        ("1/3", "0.33"),
    ],
)
def test_scores(score: str | None, text: str) -> None:
    """Two decimals, below 1 at most 0.99, above 0 at least 0.01."""
    assert score_text(score and Fraction(score)) == text  # type: ignore[arg-type]


def test_a_score_does_not_read_like_a_limit_that_it_has_not_reached() -> None:
    """The verdict beside it is that of the exact number."""
    limits = (Decimal("0.4"), Decimal("0.7"))
    assert score_text(Fraction("0.6999"), *limits) == "0.6999"
    assert score_text(Fraction("0.7"), *limits) == "0.70"
    assert score_text(Fraction("0.695"), Decimal("0.69")) == "0.70"
    assert score_text(Fraction("0.9999"), *limits, Decimal(1)) == "0.99"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (Decimal("12.50"), "12.50"),  # as typed
        (Decimal("1E+3"), "1000"),
        (Fraction(100), "100"),
        (Fraction(4, 3), "1.333"),
        (Fraction(-1, 2), "-0.5"),
        (Fraction(-1, 10**9), "-0.000000001"),
        (Fraction("0.30010"), "0.3001"),
        (Fraction(-1, 3 * 10**4), "-0.00003"),
        (Fraction(2, 3), "0.667"),
    ],
)
def test_quantities(value: Decimal | Fraction | None, text: str) -> None:
    """As typed, in full where there is an end, else with three decimals, and never 0 for what is not."""
    assert quantity(value) == text


def test_a_computed_number_does_not_read_like_the_limit_it_has_not_reached() -> None:
    """As many decimals as it takes; three where that is enough."""
    assert quantity(Fraction("6.001") / 3, Decimal(2)) == "2.0003"
    assert quantity(Fraction("8.999") / 3, Decimal("3.0")) == "2.9997"
    assert quantity(Fraction("299.699") / 3, Decimal("99.9")) == "99.8997"
    assert quantity(Fraction(7, 3), Decimal(2)) == "2.333"
    assert quantity(Fraction(1, 3), Fraction(10001, 30000)) == "0.3333"


@pytest.mark.parametrize(
    ("value", "ends", "text"),
    [
        ("53.125", (0, 100), "53"),
        ("26.04", (20, 30), "26"),
        ("0.00013", ("0.0009", "0.0001"), "0.00013"),
        ("-0.0001", ("0.0009", "0.0001"), "-0.0001"),
        ("99.96", (0, 100), "99.96"),  # not 100, which it does not reach
        ("4/3", (), "1.333"),
    ],
)
def test_projections(value: str, ends: tuple[int | str, ...], text: str) -> None:
    """A projection has few digits, but stays on its side of start, target and 0."""
    assert estimate(Fraction(value), *map(Decimal, ends)) == text


_NUMBERS = st.fractions(-1000, 1000, max_denominator=4000) | st.decimals(-1000, 1000, places=4).map(Fraction)


@given(_NUMBERS, st.lists(st.decimals(-1000, 1000, places=3), max_size=3), st.integers(-40, 40))
@settings(max_examples=examples(300))
def test_a_text_lies_on_the_same_side_of_every_limit_as_the_number(
    value: Fraction, limits: list[Decimal], nudge: int
) -> None:
    """Whoever reads a number and its limit side by side sees which is larger."""
    values = [value, *(Fraction(limit) + Fraction(nudge, 70_000) for limit in limits)]
    for number in values:
        for text in (quantity(number, *limits), estimate(number, *limits)):
            for limit in (Decimal(0), *limits):
                assert _sign(Fraction(text) - Fraction(limit)) == _sign(number - Fraction(limit))
    assert Fraction(quantity(Fraction(limits[0]))) == Fraction(limits[0]) if limits else True


@given(st.fractions(-2, 3, max_denominator=3000), st.fractions(0, 1, max_denominator=3000))
@settings(max_examples=examples(300))
def test_two_shares_that_differ_never_read_alike(share: Fraction, other: Fraction) -> None:
    """With decimals where whole percents are the same; 0 and 100 % only for exactly these."""
    texts = percent_texts(share, other)
    assert (texts[0] == texts[1]) == (share == other)
    for number, text in zip((share, other), texts, strict=True):
        shown = Fraction(text.removesuffix(" %").replace("<1", "0.1")) / 100
        assert (_sign(shown), _sign(shown - 1)) == (_sign(number), _sign(number - 1))


def _sign(number: Fraction) -> int:
    return (number > 0) - (number < 0)


@pytest.mark.parametrize(("value", "text"), [("1", "1, limit 3 incidents"), ("2", "2 incidents, limit 3")])
def test_a_plural_unit_never_stands_behind_a_one(value: str, text: str) -> None:
    limit = KeyResult(id="i", title="Incidents", kind="at_most", target=Decimal(3), unit="incidents")
    assert value_text(limit, Decimal(value)) == text
