"""`okr remind --discipline` as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from okrcli.render.json.cycle import CycleJson
from okrcli.render.json.view import Count, DatedView, JsonObject, Text

if TYPE_CHECKING:
    from okrcli.reports.reminders import DisciplineReport
    from okrcli.scoring.checkin_rate import CheckinRate


class DisciplineJson(JsonObject):
    """The check-in periods of a person or team, and those of them that have a check-in."""

    who: Text
    """The id of the person or team; `all` for all people."""
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
    """All people together."""
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
