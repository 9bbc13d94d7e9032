"""The days of a cycle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from datetime import date as Date  # noqa: N812  (for classes with a field of that name)
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from okrcli.model.records import Cycle, CycleState


class Period(NamedTuple):
    """Days from `start` to `end`, both included."""

    start: date
    end: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day <= self.end

    def overlaps(self, other: Period) -> bool:
        """True where the two periods share a day."""
        return self.start <= other.end and other.start <= self.end

    def late_start(self, day: date) -> date | None:
        """The `start_date` of what is added on `day`: that day where it comes after the first one, else None."""
        return day if self.start < day <= self.end else None


@dataclass(frozen=True, slots=True)
class PlannedCycle:
    """A cycle with its days, whether they came from its label or from `cycles:`."""

    id: str
    period: Period
    declared: Cycle
    has_plan: bool = True
    """True if a file belongs to it; False if `cycles:` lists it and nothing is written for it yet."""

    def is_coming(self, day: Date) -> bool:
        """True before its first day."""
        return day < self.period.start

    def is_over(self, day: Date) -> bool:
        """True after its last day."""
        return self.period.end < day

    @property
    def state(self) -> CycleState:
        """`draft`, `active`, `grading` or `closed`."""
        return self.declared.state
