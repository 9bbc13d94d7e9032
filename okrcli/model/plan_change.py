"""The records of a comparison: one change between two plans, and a check-in without its location."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date  # noqa: N812  (for a class with a field of that name)
from datetime import datetime
from operator import attrgetter
from typing import Any, Final, Literal, NamedTuple

from okrcli.model.plan import Checkin, Ref
from okrcli.model.record_base import field_names
from okrcli.model.records import ChangeRecord, CheckinValues, Dependency

Kind = Literal["added", "removed", "renamed", "moved", "changed"]


class RecordedCheckin(NamedTuple):
    """A check-in without its location."""

    date: Date
    at: datetime | None
    by: str | None
    document: str | None
    reading: CheckinValues

    @property
    def entered(self) -> Date | None:
        """The day on which it was entered, where that was more than a day from the one that it speaks of."""
        day = self.at.date() if self.at else None
        return day if day and abs((day - self.date).days) > 1 else None


PROMISED: Final = ("promised_amount", "promised_due")
"""The fields of what is promised, in the order of `Dependency.promise`."""


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One difference between two plans.

    `before` and `after` are values of a field, records that were added or removed, `RecordedCheckin` for check-ins, and
    the two references of an objective or key result that was renamed or moved.
    """

    kind: Kind
    noun: str
    """The kind of part: `objective`, `key result`, `action`, `check-in`, `contributes to`, `person` …"""
    ref: Ref | None = None
    """The objective, key result or action it belongs to, by its name after the change; None for other parts."""
    item: str = ""
    """The item of a list or group: the id or title of an action, the id of a person, the name of a definition."""
    field: str = ""
    before: Any = None
    after: Any = None
    reason: str | None = None
    """The reason that was recorded with the change."""
    agreed_since: Date | None = None
    """The day from which the value before was agreed; None for what is not agreed on."""
    records: tuple[ChangeRecord, ...] = ()
    """The recorded changes, new with it, that lead from the value before to the one after."""

    answer: Dependency | None = None
    """The dependency after, where the change is an answer to a request or moves a promise."""
    asked: Dependency | None = None
    """The same dependency before."""

    @property
    def sides(self) -> tuple[Any, Any]:
        """The values before and after as people read them.

        Of a promise it is what was promised, also where that was the amount or day asked; no state is `active`.
        """
        if self.field in PROMISED and self.asked and self.answer:
            number = PROMISED.index(self.field)
            return self.asked.promise[number], self.answer.promise[number]
        if self.field == "state" and self.kind == "changed" and self.noun != "cycle":
            return self.before or "active", self.after or "active"
        return self.before, self.after

    @property
    def is_progress(self) -> bool:
        """True for a report of progress, False for a change of the plan itself."""
        is_ticked = self.field == "done" and self.after is not None and self.after is not False
        return self.noun in ("check-in", "win") or is_ticked

    @property
    def alters_record(self) -> bool:
        """True where an earlier check-in or win has another content now, or was removed."""
        return self.noun in ("check-in", "win") and self.kind != "added"

    @property
    def part(self) -> tuple[str, str, str]:
        """The part of its objective, key result or workspace that it is about."""
        return (self.noun, self.item, self.field)

    def moves_goalpost(self, day: Date) -> bool:
        """True where, made on `day`, it changes a value that was agreed by then."""
        return self.agreed_since is not None and self.agreed_since <= day

    def takes_back(self, earlier: PlanChange) -> bool:
        """True where it leads back to what was before an earlier change of the same part of the same thing."""
        is_same = self.part == earlier.part
        return is_same and bool(self.before == earlier.after) and bool(self.after == earlier.before)


_values_of = attrgetter(*field_names(CheckinValues))


def contents_of(checkin: Checkin) -> tuple[object, ...]:
    """A check-in as plain values without its location. It is compared very often, so no record is made."""
    return checkin.date, checkin.at, checkin.by, checkin.document, _values_of(checkin.reading)


def recorded(checkin: Checkin) -> RecordedCheckin:
    """A check-in without its location."""
    values = zip(field_names(CheckinValues), _values_of(checkin.reading), strict=True)
    return RecordedCheckin(checkin.date, checkin.at, checkin.by, checkin.document, CheckinValues(**dict(values)))
