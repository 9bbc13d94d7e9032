"""A duty of a person or team, and the report of all that is due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, Literal, get_args

from okrcli.model.period import PlannedCycle
from okrcli.model.plan import Ref
from okrcli.scoring.results import LEFT_OUT

if TYPE_CHECKING:
    from okrcli.scoring.tripwires import TripwireState
    from okrcli.workspace.plan_names import ClearNames

PUT_OFF: Final = LEFT_OUT - {"paused"}
"""Decisions after which nothing is asked about an objective; about a paused one it is."""
Kind = Literal["tripwire", "checkin", "request", "agree", "refused", "promise", "draft", "grade"]


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty of a person or team."""

    kind: Kind
    ref: Ref
    title: str
    holders: tuple[str, ...]
    """The people who can do it; a team if no person of it is named."""
    owner: str | None
    """The owner, if several people can do it."""
    due: date
    """The last day for it."""
    days_late: int
    """Days since then; 0 on the day, below 0 before."""
    is_soon: bool
    """True if its day is near enough to be announced."""
    about: str
    """Its subject in a few words."""
    command: str
    """The command to type."""
    other: Ref | None = None
    """The other side of a dependency."""

    @property
    def is_now(self) -> bool:
        """True if the day has come."""
        return self.days_late >= 0


@dataclass(frozen=True, slots=True)
class DueReport:
    """All that has to be done in some cycles, seen from a day."""

    day: date
    cycles: tuple[PlannedCycle, ...]
    duties: tuple[Duty, ...]
    """The earliest due day first."""

    def duties_soon(self) -> tuple[Duty, ...]:
        """The duties of now and of the next days."""
        return tuple(duty for duty in self.duties if duty.is_now or duty.is_soon)


def report(day: date, cycles: Iterable[PlannedCycle], duties: Iterable[Duty]) -> DueReport:
    """The report of these duties, in order."""
    ordered = sorted(duties, key=lambda duty: (duty.due, _KIND_ORDER.index(duty.kind), duty.ref))
    return DueReport(day, tuple(cycles), tuple(ordered))


_KIND_ORDER: Final[tuple[Kind, ...]] = get_args(Kind)


def of_person(duties: Iterable[Duty], person: str) -> Iterator[Duty]:
    """Those that a person can do."""
    return (duty for duty in duties if person in duty.holders)


def answer_command(state: TripwireState, names: ClearNames) -> str:
    """The command that answers a tripwire."""
    return f'okr done {names(state.ref)} --tripwire {state.tripwire.on} --note "…"'
