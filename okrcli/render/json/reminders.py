"""`okr remind` as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from okrcli.render.json.cycle import CycleJson
from okrcli.render.json.due import DutyJson
from okrcli.render.json.view import DatedView, JsonObject, Text

if TYPE_CHECKING:
    from okrcli.git.web_address import WebAddress
    from okrcli.model.plan import Plan
    from okrcli.reports.reminders import Reminder, Reminders


class ReminderJson(JsonObject):
    """The duties of one person."""

    person: Text | None
    """The id of the person; null without an owner."""
    name: Text
    """The person as people write it."""
    email: Text | None
    """The e-mail address of the person."""
    is_now: bool
    """True when the day of any of it has come."""
    text: Text
    """A message for this person, to be pasted into a chat."""
    duties: tuple[DutyJson, ...]
    """The duties, the most overdue first."""

    @classmethod
    def of(cls, reminder: Reminder, plan: Plan, form: WebAddress | None = None) -> ReminderJson:
        """The JSON of a reminder."""
        from okrcli.render.pages.reminders import reminder_text

        return cls(
            person=reminder.person,
            name=reminder.name,
            email=reminder.email,
            is_now=reminder.is_now,
            text=reminder_text(reminder, plan, form),
            duties=tuple(map(DutyJson.of, reminder.duties)),
        )


class RemindersView(DatedView):
    """`okr remind`: a message for each person who has to do something."""

    kind: Literal["reminders"] = "reminders"
    cycles: tuple[CycleJson, ...]
    """The cycles that are looked at."""
    people: tuple[ReminderJson, ...]
    """The people, first those with the latest duty."""
    left_out: tuple[Text, ...]
    """The files that cannot be read."""

    @classmethod
    def of(cls, reminders: Reminders, plan: Plan, left_out: tuple[str, ...]) -> RemindersView:
        """The document of a report."""
        return cls(
            on=reminders.day,
            cycles=tuple(CycleJson.of(cycle, reminders.day) for cycle in reminders.cycles),
            people=tuple(ReminderJson.of(reminder, plan, reminders.form) for reminder in reminders.people),
            left_out=left_out,
        )
