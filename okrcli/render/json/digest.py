"""`okr report` as JSON: everything that the digest says, and the objectives in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from okrcli.model.diff_text import change_in_words, name_of
from okrcli.render.json.agenda import MoveJson
from okrcli.render.json.cycle import CycleJson, SettingsJson, TypeFiguresJson
from okrcli.render.json.objective import ObjectiveJson, WinJson
from okrcli.render.json.view import DatedView, Day, JsonObject, Number, Text

if TYPE_CHECKING:
    from okrcli.model.plan import Plan
    from okrcli.model.plan_change import PlanChange
    from okrcli.reports.digest import Digest, DigestNeed, Projection


class EarlierObjectiveJson(JsonObject):
    """An objective on the day before the time of the report."""

    reference: Text
    """The whole name: `2026-Q4/demand`."""
    progress: Number | None
    """Progress on that day, 0 to 1."""
    status: Text | None
    """The status on that day."""


class DigestChangeJson(JsonObject):
    """A change of the plan, in words."""

    reference: Text
    """The name of what was changed."""
    kind: Text
    """`added`, `removed`, `renamed`, `moved` or `changed`."""
    text: Text
    """The change in words."""
    is_goalpost: bool
    """True when it changed what had been agreed, after the cycle began."""
    reason: Text | None
    """The reason, if it was recorded."""

    @classmethod
    def of(cls, change: PlanChange, digest: Digest, plan: Plan) -> DigestChangeJson:
        """The JSON of a change."""
        return cls(
            reference=name_of(change),
            kind=change.kind,
            text=change_in_words(change, plan),
            is_goalpost=id(change) in digest.goalposts,
            reason=change.reason,
        )


class ProjectionJson(JsonObject):
    """A key result that would miss its target at the pace so far."""

    reference: Text
    """The whole name: `2026-Q4/demand/mql`."""
    title: Text
    """The title."""
    value: Number
    """The value at the end at the pace so far, in its unit; without a value, progress as a share of 1."""
    progress: Number
    """The progress that this is."""

    @classmethod
    def of(cls, projection: Projection) -> ProjectionJson:
        """The JSON of a projection."""
        row = projection.row
        return cls(
            reference=row.ref.full, title=row.key_result.title, value=projection.value, progress=projection.share
        )


class NeedJson(JsonObject):
    """A need that people outside of the team can answer."""

    kind: Text
    """`help`, `answer`, `promise` or `silence`."""
    reference: Text
    """The objective or key result that needs it."""
    title: Text
    """The title of the other side."""
    what: Text
    """The need, in words."""
    of: Text | None
    """The name of the one it is asked of, or of the owner."""

    @classmethod
    def of_need(cls, need: DigestNeed) -> NeedJson:
        """The JSON of a need."""
        return cls(kind=need.kind, reference=need.ref.full, title=need.title, what=need.what, of=need.of)


class DigestView(DatedView):
    """`okr report`: what happened since a day, for one audience."""

    kind: Literal["report"] = "report"
    since: Day
    """The day with which it is compared."""
    audience: Text
    """`leadership` or `team`."""
    cycle: CycleJson
    """The cycle."""
    settings: SettingsJson
    """The settings that the numbers depend on."""
    types: tuple[TypeFiguresJson, ...]
    """The objectives by type."""
    breached: tuple[Text, ...]
    """The references of guardrails that are breached."""
    objectives: tuple[ObjectiveJson, ...]
    """The objectives with all their numbers."""
    before: tuple[EarlierObjectiveJson, ...]
    """The same objectives on the day with which they are compared."""
    changes: tuple[DigestChangeJson, ...] | None
    """The changes of the plan since; null without a history."""
    moved: tuple[MoveJson, ...]
    """The key results that moved, the farthest first."""
    projections: tuple[ProjectionJson, ...]
    """The key results that would miss their targets, the farthest from it first."""
    wins: tuple[WinJson, ...]
    """The wins, newest first."""
    needs: tuple[NeedJson, ...]
    """The needs that others can answer."""
    left_out: tuple[Text, ...]
    """The files that cannot be read."""

    @classmethod
    def of(cls, digest: Digest, plan: Plan, left_out: tuple[str, ...]) -> DigestView:
        """The document of a report."""
        status, changes = digest.status, digest.changes
        return cls(
            on=digest.day,
            since=digest.since,
            audience=digest.audience.name,
            cycle=CycleJson.of(digest.cycle, digest.day),
            settings=SettingsJson.of(plan.settings),
            types=tuple(map(TypeFiguresJson.of, digest.types)),
            breached=tuple(state.ref.full for state in status.breached),
            objectives=tuple(map(ObjectiveJson.of, status.objectives)),
            before=tuple(
                EarlierObjectiveJson(reference=row.ref.full, progress=score.progress, status=score.status.shown)
                for row in status.objectives
                if (score := digest.before.get(row.ref))
            ),
            changes=None if changes is None else tuple(DigestChangeJson.of(change, digest, plan) for change in changes),
            moved=tuple(map(MoveJson.of, digest.moved)),
            projections=tuple(map(ProjectionJson.of, digest.projections)),
            wins=tuple(map(WinJson.of, digest.wins)),
            needs=tuple(map(NeedJson.of_need, digest.needs)),
            left_out=left_out,
        )
