"""Ids that are proposed."""

from __future__ import annotations

import pytest

from okrcli.edit.new_fields import proposed_id


@pytest.mark.parametrize(
    ("title", "taken", "name"),
    [
        ("Grow inbound leads every week", (), "inbound-leads"),
        ("Grow inbound leads", ("inbound-leads",), "inbound"),
        ("Grow inbound leads", ("inbound-leads", "inbound"), "inbound-2"),
        ("The guide for the new pricing", (), "guide-pricing"),
        ("Share of regulars ordering again", (), "regulars"),
        ("Tăng doanh thu từ 4,3 tỷ lên 5,6 tỷ", (), "doanh-thu"),
        ("A", (), "kr-"),
        ("客户每周找到我们", (), "kr-"),
    ],
)
def test_an_id_is_proposed_from_the_title(title: str, taken: tuple[str, ...], name: str) -> None:
    proposed = proposed_id(title, taken, "kr")
    assert proposed.startswith(name)
    assert proposed == proposed_id(title, taken, "kr")


def test_a_proposed_id_is_never_taken() -> None:
    taken: set[str] = set()
    for _ in range(50):
        name = proposed_id("客户", taken, "kr")
        assert name not in taken
        taken.add(name)
