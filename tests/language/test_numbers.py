"""Amounts of a text: value, scale, sign and position."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrcli.language.amounts import Scan
from okrcli.language.lexicons import lexicon_of

AMOUNTS = """
20k users              | 20000   |         |
1.5M users             | 1500000 |         |
2 million users        | 2       | million |
4,3 tỷ                 | 4.3     | tỷ      |
đạt 1.200 khách        | 1200    |         |
2 ล้านบาท              | 2       | ล้าน    |
ร้อยละ 60              | 60      |         | %
30万用户               | 30      | 万      |
九成订单               | 90      |         | %
百分之八十             | 80      |         | %
三万五千人             | 35000   |         |
三家店                 | 3       |         |
零事故                 | 0       |         |
three shops            | 3       |         |
at least one shop      | 1       |         |
$5                     | 5       |         | $
5 percent              | 5       |         | %
2个百分点              | 2       |         | %
4.1/5                  | 4.1     |         |
"""


def scanned(text: str) -> Scan:
    """The scan of a text with the words of its language."""
    return lexicon_of(text).scanner.scan(text)


@pytest.mark.parametrize("row", AMOUNTS.strip().splitlines())
def test_an_amount_has_a_number_a_scale_and_a_sign(row: str) -> None:
    text, number, word, sign = (cell.strip() for cell in row.split("|"))
    amounts = scanned(text).amounts
    assert [(amount.number, amount.word, amount.sign) for amount in amounts] == [(Decimal(number), word, sign)]


@pytest.mark.parametrize("text", ["1.200 users", "1,500 khách hàng"])
def test_a_number_that_countries_read_differently_has_no_value(text: str) -> None:
    assert [amount.number for amount in scanned(text).amounts] == [None]


@pytest.mark.parametrize("text", ["v2 in Q3", "version 3", "by 31/12", "第三方", "一个目标", "trong năm nay"])
def test_names_days_and_articles_are_no_amounts(text: str) -> None:
    assert not scanned(text).has_number


@given(st.text(alphabet="x1%.,/ từtoจาก从三万成½半rưỡi$kM-", max_size=60))
def test_an_amount_stands_where_it_says(text: str) -> None:
    scan = scanned(text)
    assert len(scan.text) == len(scan.bare) == len(scan.rest)
    assert all(
        scan.text[amount.begin : amount.end].strip() == amount.written for amount in scan.amounts if amount.digits
    )
