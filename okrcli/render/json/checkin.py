"""A check-in as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from okrcli.render.json.view import Day, JsonObject, Moment, Number, Text

if TYPE_CHECKING:
    from okrcli.model.plan import Checkin
    from okrcli.model.plan_change import RecordedCheckin


class CheckinTime(JsonObject):
    """The time of a check-in."""

    date: Day
    """The day that it speaks of."""
    at: Moment | None
    """The time of entry; null if it was not recorded."""
    by: Text | None
    """The id of the person who checked in."""


class CheckinFileId(JsonObject):
    """The file of a check-in, or its place in a plan."""

    id: Text | None
    """The id of its file; null for one that is written inside its key result."""


class CheckinReading(JsonObject):
    """The values of a check-in."""

    value: Number | None
    """The measured value in the unit of the key result; with `aggregate: sum` the amount to add."""
    done: bool | tuple[Text, ...] | None
    """True when it is done; of milestones the ids of those that are now done."""
    missed: bool
    """True when nothing was measured this time."""
    confidence: Annotated[int, Field(ge=0, le=10)] | None
    """The confidence of the owner that the target will be reached, 0 to 10."""
    status: Literal["on_track", "at_risk", "off_track", "auto"] | None
    """The status in the owner's own word; `auto` takes it back."""
    note: Text | None
    """The note."""
    blocker: Text | None
    """The blocker."""


class CheckinCorrection(JsonObject):
    """The earlier check-in that a check-in replaces."""

    corrects: Text | None
    """The id of the check-in file whose entry this one replaces."""


class CheckinJson(CheckinCorrection, CheckinFileId, CheckinReading, CheckinTime):
    """A check-in as it was entered."""

    @classmethod
    def of(cls, checkin: Checkin) -> CheckinJson:
        """The JSON of a check-in of the plan."""
        return cls(**_values(checkin))


class RecordedCheckinJson(CheckinCorrection, CheckinReading, CheckinFileId, CheckinTime):
    """A check-in as the history has it."""

    @classmethod
    def of(cls, checkin: RecordedCheckin) -> RecordedCheckinJson:
        """The JSON of a check-in of the history."""
        return cls(**_values(checkin))


def _values(checkin: Checkin | RecordedCheckin) -> dict[str, Any]:
    reading = checkin.reading
    return {
        "date": checkin.date,
        "at": checkin.at,
        "by": checkin.by,
        "id": checkin.document,
        "value": reading.value,
        "done": reading.done,
        "missed": bool(reading.missed),
        "confidence": reading.confidence,
        "status": reading.status,
        "note": reading.note,
        "blocker": reading.blocker,
        "corrects": reading.corrects,
    }
