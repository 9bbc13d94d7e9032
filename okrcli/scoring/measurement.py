"""Measurements of one key result as data: value and progress, counted periods, the check-in duty, the reported status.

The modules that compute them import only this module and the model.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from okrcli.model.plan import Checkin

ZERO: Final = Fraction(0)
ONE: Final = Fraction(1)


class Tally(NamedTuple):
    """The number of periods, or of check-ins, that were good enough (`met`)."""

    met: int
    so_far: int
    """The number that is decided, met or not."""
    whole: int
    """The number of all."""

    @property
    def share_so_far(self) -> Fraction | None:
        """The met ones of those that are decided; None before the first."""
        return Fraction(self.met, self.so_far) if self.so_far else None


@dataclass(frozen=True, slots=True)
class PeriodResult:
    """One period of a recurring key result, seen from a day."""

    first: date
    last: date
    amount: Fraction
    """Its check-ins put together; 0 without one."""
    target: Decimal
    """The target on its last day."""
    is_over: bool

    @property
    def is_met(self) -> bool:
        """True if the target is reached, also before the period is over."""
        return self.amount >= self.target

    @property
    def is_decided(self) -> bool:
        """True if it is met, or over."""
        return self.is_met or self.is_over


@dataclass(frozen=True, slots=True)
class Measurement:
    """The value and progress of one key result, from its check-ins up to a day."""

    current: Decimal | Fraction | None = None
    """The value now, in the unit of the key result; None for kinds without a value."""
    raw: Fraction | None = None
    """Progress as it is: below 0 and above 1 too. None where it cannot be measured."""
    has_data: bool = False
    """True if anything was measured; without, progress is 0."""
    problem: str | None = None
    """The reason why it cannot be measured, in words."""
    is_met: bool = False
    """Thresholds: whether the value keeps the limit."""
    is_near: bool = False
    """Thresholds: whether the value misses it, and lies in the yellow zone beside it."""
    tally: Tally | None = None
    """The count of periods or check-ins that were good enough; None for other measures."""
    periods: tuple[PeriodResult, ...] = ()
    """Kind `recurring`: every period with its amount."""

    @property
    def progress(self) -> Fraction | None:
        """`raw` held between 0 and 1."""
        return None if self.raw is None else min(max(self.raw, ZERO), ONE)


@dataclass(frozen=True, slots=True)
class Cadence:
    """The check-in duty of one key result, seen from a day."""

    last: Checkin | None
    """The last check-in, also one that is only a note."""
    days_silent: int | None
    """Days since then; None without one."""
    next_due: date | None
    """The last day on which the next check-in is not overdue, at most the end date; None without a duty."""
    overdue: bool
    """True if that day is over."""

    def over(self) -> Cadence:
        """The same where no more check-ins are asked for."""
        return replace(self, next_due=None, overdue=False)


class Reported(NamedTuple):
    """The status that an owner reported, and its day."""

    status: Literal["on_track", "at_risk", "off_track"]
    date: date


def mean(weighted: Iterable[tuple[Decimal, Fraction | int | None]]) -> Fraction | None:
    """The weighted mean of the pairs (weight, value) that have a value; None without any."""
    pairs = [(Fraction(weight), value) for weight, value in weighted if value is not None]
    if not pairs:
        return None
    return sum((weight * value for weight, value in pairs), ZERO) / sum((weight for weight, _ in pairs), ZERO)
