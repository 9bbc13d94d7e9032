"""`okr due` as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from okrcli.render.json.cycle import CycleJson
from okrcli.render.json.view import DatedView, Day, JsonObject, Text

if TYPE_CHECKING:
    from okrcli.reports.duty import DueReport, Duty


class DutyJson(JsonObject):
    """Something that has to be done."""

    kind: Literal["tripwire", "checkin", "request", "agree", "refused", "promise", "draft", "grade"]
    """`tripwire` (say what was done, or why not), `checkin`, `request` (answer a request), `agree` (agree to an
    objective, or refuse it), `refused` (find another way), `promise` (it falls short, failed or was missed), `draft`
    (finish it) or `grade`."""
    reference: Text
    """The objective or key result that it is about."""
    title: Text
    """The title of the other side."""
    people: tuple[Text, ...]
    """The ids of the people who can do it; of a team if no person of it is named."""
    owner: Text | None
    """The id of the person or team whose it is."""
    due: Day
    """The last day for it."""
    days_late: int
    """Days since then; 0 on the day, below 0 before."""
    is_now: bool
    """True when the day has come."""
    about: Text | None
    """More about it, in a few words."""
    command: Text | None
    """The command that does it."""

    @classmethod
    def of(cls, duty: Duty) -> DutyJson:
        """The JSON of a duty."""
        return cls(
            kind=duty.kind,
            reference=duty.ref.full,
            title=duty.title,
            people=duty.holders,
            owner=duty.owner,
            due=duty.due,
            days_late=duty.days_late,
            is_now=duty.is_now,
            about=duty.about,
            command=duty.command,
        )


class DueView(DatedView):
    """`okr due`: what has to be done now, soon and later."""

    kind: Literal["due"] = "due"
    cycles: tuple[CycleJson, ...]
    """The cycles that are looked at."""
    duties: tuple[DutyJson, ...]
    """The duties, the most overdue first."""
    left_out: tuple[Text, ...]
    """The files that cannot be read."""

    @classmethod
    def of(cls, report: DueReport, left_out: tuple[str, ...]) -> DueView:
        """The document of a report."""
        return cls(
            on=report.day,
            cycles=tuple(CycleJson.of(cycle, report.day) for cycle in report.cycles),
            duties=tuple(map(DutyJson.of, report.duties)),
            left_out=left_out,
        )
