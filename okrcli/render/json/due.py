"""`okr due` and `okr remind` as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from okrcli.render.json.cycle import CycleJson
from okrcli.render.json.view import Count, DatedView, Day, JsonObject, Text

if TYPE_CHECKING:
    from okrcli.model.plan import Plan
    from okrcli.reports.due import DueReport, Duty
    from okrcli.reports.reminders import DisciplineReport, Reminder, Reminders
    from okrcli.scoring.checkin_rate import CheckinRate


class DutyJson(JsonObject):
    """Something that has to be done."""

    kind: Literal["checkin", "agree", "refused", "draft", "grade"]
    """`checkin`, `agree` (answer a dependency), `refused` (find another way), `draft` (finish it) or `grade`."""
    reference: Text
    """The objective or key result that it is about."""
    title: Text
    """What that one is about."""
    people: tuple[Text, ...]
    """The ids of the people who can do it; of a team where nobody is named in it."""
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
    """What has to be done, the latest first."""
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


class ReminderJson(JsonObject):
    """What one person has to do."""

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
    """What has to be done, the latest first."""

    @classmethod
    def of(cls, reminder: Reminder, plan: Plan) -> ReminderJson:
        """The JSON of a reminder."""
        from okrcli.render.terminal.reminders import reminder_text

        return cls(
            person=reminder.person,
            name=reminder.name,
            email=reminder.email,
            is_now=reminder.is_now,
            text=reminder_text(reminder, plan),
            duties=tuple(map(DutyJson.of, reminder.duties)),
        )


class RemindersView(DatedView):
    """`okr remind`: a message for everybody who has to do something."""

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
            people=tuple(ReminderJson.of(reminder, plan) for reminder in reminders.people),
            left_out=left_out,
        )


class DisciplineJson(JsonObject):
    """The check-in periods of a person or team, and those of them that have a check-in."""

    who: Text
    """The id of the person or team; `all` for everybody."""
    checked_in: Count
    """The number of periods that have a check-in."""
    expected: Count
    """The number of periods in which one was expected: those that are over, and those that have one already."""

    @classmethod
    def of(cls, who: str, discipline: CheckinRate) -> DisciplineJson:
        """The JSON of a count."""
        return cls(who=who, checked_in=discipline.checked_in, expected=discipline.expected)


class DisciplineView(DatedView):
    """`okr remind --discipline`: how many check-in periods have a check-in."""

    kind: Literal["discipline"] = "discipline"
    cycle: CycleJson
    """The cycle."""
    people: tuple[DisciplineJson, ...]
    """The people, by their ids."""
    teams: tuple[DisciplineJson, ...]
    """The teams with what they, the teams in them and their members own."""
    all: DisciplineJson
    """Everybody together."""
    left_out: tuple[Text, ...]
    """The files that cannot be read."""

    @classmethod
    def of(cls, report: DisciplineReport, left_out: tuple[str, ...]) -> DisciplineView:
        """The document of a report."""
        return cls(
            on=report.day,
            cycle=CycleJson.of(report.cycle, report.day),
            people=tuple(DisciplineJson.of(who, discipline) for who, discipline in report.people),
            teams=tuple(DisciplineJson.of(team, discipline) for team, discipline in report.teams),
            all=DisciplineJson.of("all", report.all),
            left_out=left_out,
        )
