"""Measurements as data, and the weighted mean."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from okrcli.scoring.measurement import PeriodResult, Tally, mean
from tests.support.plans import day


def test_the_share_of_a_tally_counts_what_is_decided() -> None:
    assert Tally(met=3, so_far=4, whole=10).share_so_far == Fraction(3, 4)
    assert Tally(met=0, so_far=0, whole=10).share_so_far is None


def test_a_period_is_decided_when_it_is_met_or_over() -> None:
    running = PeriodResult(day(0), day(6), Fraction(2), Decimal(3), is_over=False)
    assert not running.is_decided
    assert replace(running, amount=Fraction(3)).is_decided
    assert replace(running, is_over=True).is_decided
    assert not replace(running, is_over=True).is_met


def test_a_mean_is_weighted_and_leaves_out_what_has_no_value() -> None:
    assert mean([(Decimal(3), 1), (Decimal(1), 0), (Decimal(5), None)]) == Fraction(3, 4)
    assert mean([(Decimal(5), None)]) is None
