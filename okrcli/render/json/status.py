"""`okr status` as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from okrcli.render.json.cycle import CycleJson, SettingsJson
from okrcli.render.json.objective import ObjectiveJson, WinJson
from okrcli.render.json.promise import PromiseJson
from okrcli.render.json.tripwire import TripwireJson
from okrcli.render.json.view import DatedView, JsonObject, Text

if TYPE_CHECKING:
    from okrcli.model.settings import Settings
    from okrcli.reports.groups import Group
    from okrcli.reports.status import StatusReport


class GroupJson(JsonObject):
    """Objectives that have something in common."""

    id: Text | None
    """The id of the team, person, type or parent; null for the objectives that have none."""
    name: Text
    """The group as people call it."""
    within: tuple[Text, ...]
    """The names of the teams that a team is part of, the largest first."""
    objectives: tuple[Text, ...]
    """The references of its objectives."""


class StatusView(DatedView):
    """`okr status`: the objectives of a cycle with all their numbers."""

    kind: Literal["status"] = "status"
    cycle: CycleJson
    """The cycle."""
    settings: SettingsJson
    """The settings that the numbers depend on."""
    breached: tuple[Text, ...]
    """The references of guardrails that are breached."""
    reached: tuple[TripwireJson, ...]
    """The tripwires that are reached and have no answer."""
    promises: tuple[PromiseJson, ...]
    """Promises that fall short, failed or were missed, of which one side is here."""
    objectives: tuple[ObjectiveJson, ...]
    """The objectives in the order of the files."""
    groups: tuple[GroupJson, ...]
    """The groups of `--group`; empty without it."""
    wins: tuple[WinJson, ...]
    """The wins, newest first."""
    left_out: tuple[Text, ...]
    """The files that cannot be read."""

    @classmethod
    def of(
        cls, report: StatusReport, settings: Settings, left_out: tuple[str, ...], groups: Sequence[Group] = ()
    ) -> StatusView:
        """The document of a report."""
        return cls(
            on=report.day,
            cycle=CycleJson.of(report.cycle, report.day),
            settings=SettingsJson.of(settings),
            breached=tuple(state.ref.full for state in report.breached),
            reached=tuple(map(TripwireJson.of, report.tripwires)),
            promises=tuple(map(PromiseJson.of, report.promises)),
            objectives=tuple(map(ObjectiveJson.of, report.objectives)),
            groups=tuple(
                GroupJson(
                    id=group.id,
                    name=group.name,
                    within=group.within,
                    objectives=tuple(row.ref.full for row in group.objectives),
                )
                for group in groups
            ),
            wins=tuple(map(WinJson.of, report.wins)),
            left_out=left_out,
        )
