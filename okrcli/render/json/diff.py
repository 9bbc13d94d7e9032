"""`okr diff`, `okr log` and `okr blame` as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from okrcli.render.json.checkin import RecordedCheckinJson
from okrcli.render.json.commit import CommitJson
from okrcli.render.json.plan_value import PlanValue
from okrcli.render.json.tree import DependencyJson
from okrcli.render.json.view import DatedView, Day, JsonObject, Number, Text
from okrcli.reports.diff_counts import counts

if TYPE_CHECKING:
    from okrcli.model.plan_change import PlanChange
    from okrcli.reports.broken_promises import BrokenPromises
    from okrcli.reports.diff import AlteredRecord, CheckinRow, DiffReport, Goalpost


class PlanChangeJson(JsonObject):
    """A difference in meaning between two states of the plan."""

    kind: Literal["added", "removed", "renamed", "moved", "changed"]
    """`added`, `removed`, `renamed`, `moved` or `changed`."""
    noun: Text
    """The kind of the changed item: `objective`, `key result`, `action`, `check-in`, `person` …"""
    reference: Text | None
    """The objective or key result that it belongs to, by its name after the change."""
    item: Text | None
    """The item of a list: the id or title of an action, the id of a person, the name of a definition."""
    field: Text | None
    """The field that was changed."""
    before: PlanValue
    """The value or record before."""
    after: PlanValue
    """The value or record after."""
    reason: Text | None
    """The reason, if it was recorded with the change."""
    answer: PlanValue
    """The whole dependency after, where the change is an answer to a request or moves a promise; null otherwise."""
    is_progress: bool
    """True when it tells how things go; false when it changes what people intend."""

    @classmethod
    def of(cls, change: PlanChange) -> PlanChangeJson:
        """The JSON of a difference."""
        return cls(**change_values(change))


def change_values(change: PlanChange) -> dict[str, Any]:
    """The fields of a change in JSON, for documents that add to them."""
    return {
        "kind": change.kind,
        "noun": change.noun,
        "reference": change.ref.full if change.ref else None,
        "item": change.item or None,
        "field": change.field or None,
        "before": change.before,
        "after": change.after,
        "reason": change.reason,
        "answer": change.answer,
        "is_progress": change.is_progress,
    }


class BeforeAfterJson(JsonObject):
    """A number before and after."""

    before: Number | None
    """The number before."""
    after: Number | None
    """The number after."""

    @classmethod
    def of(cls, before: Decimal | Fraction | None, after: Decimal | Fraction | None) -> BeforeAfterJson:
        """The JSON of two numbers."""
        return cls(before=before, after=after)


class GoalpostJson(PlanChangeJson):
    """A change of what had been agreed, after the cycle began."""

    began: Day
    """The day on which the cycle began."""
    progress: BeforeAfterJson
    """Progress on the day of the view with the measure as it was, and as it is, 0 to 1."""
    by: CommitJson | None
    """The newest commit that made the change; null where it is not committed."""

    @classmethod
    def of_goalpost(cls, goalpost: Goalpost, people: Mapping[str, str]) -> GoalpostJson:
        """The JSON of a goalpost that moved; `people` are ids by e-mail address in small letters."""
        before, after = goalpost.progress or (None, None)
        return cls(
            **change_values(goalpost.difference),
            began=goalpost.began,
            progress=BeforeAfterJson.of(before, after),
            by=_commit_of(goalpost, people),
        )


class AlteredRecordJson(PlanChangeJson):
    """A check-in or win that says something else now, or is gone."""

    by: CommitJson | None
    """The newest commit that altered it; null where it is not committed."""

    @classmethod
    def of_record(cls, record: AlteredRecord, people: Mapping[str, str]) -> AlteredRecordJson:
        """The JSON of an altered record; `people` are ids by e-mail address in small letters."""
        return cls(
            **change_values(record.difference),
            by=_commit_of(record, people),
        )


def _commit_of(row: Goalpost | AlteredRecord, people: Mapping[str, str]) -> CommitJson | None:
    return CommitJson.of(row.commit, people.get(row.commit.email.lower())) if row.commit else None


class CheckinsOfOneJson(JsonObject):
    """All check-ins of one objective or key result."""

    reference: Text
    """The whole name: `2026-Q4/demand/mql`."""
    value: BeforeAfterJson
    """The value before and after them, in its unit."""
    delta: Number | None
    """After less before."""
    progress: BeforeAfterJson
    """Progress before and after them, 0 to 1."""
    confidence: BeforeAfterJson
    """The confidence that counts before and after them, 0 to 10."""
    entries: tuple[RecordedCheckinJson, ...]
    """The check-ins in the order of their days."""
    replaced: tuple[RecordedCheckinJson, ...]
    """The earlier check-ins that they correct."""
    backdated: tuple[RecordedCheckinJson, ...]
    """Those of the entries that speak of a day before one that was known already: the later one still counts."""

    @classmethod
    def of(cls, row: CheckinRow) -> CheckinsOfOneJson:
        """The JSON of a row of the report."""
        before, after = row.before, row.after
        return cls(
            reference=row.ref.full,
            value=BeforeAfterJson.of(before.current if before else None, after.current if after else None),
            delta=row.delta,
            progress=BeforeAfterJson.of(before.progress if before else None, after.progress if after else None),
            confidence=BeforeAfterJson.of(*(None if n is None else Fraction(n) for n in row.confidence)),
            entries=tuple(map(RecordedCheckinJson.of, row.entries)),
            replaced=tuple(map(RecordedCheckinJson.of, row.replaced)),
            backdated=tuple(map(RecordedCheckinJson.of, row.backdated)),
        )


class BrokenPromisesJson(PlanChangeJson):
    """A change that breaks promises."""

    promises: tuple[DependencyJson, ...]
    """The dependencies whose promise can no longer be kept."""

    @classmethod
    def of_broken(cls, broken: BrokenPromises) -> BrokenPromisesJson:
        """The JSON of a change with the promises that it breaks."""
        return cls(**change_values(broken.change), promises=tuple(map(DependencyJson.of, broken.links)))


class DiffView(DatedView):
    """`okr diff`: what changed in meaning between two states of the files."""

    kind: Literal["diff"] = "diff"
    before: Text
    """The first state as people call it."""
    after: Text
    """The second state as people call it."""
    verdict: Literal["intent", "progress", "nothing", "unknown"]
    """`intent` (it changes what people intend), `progress`, `nothing`, or `unknown` where files cannot be read."""
    counts: tuple[Text, ...]
    """The counts in words, the worst first: `2 goalposts moved without a reason`."""
    broken: tuple[BrokenPromisesJson, ...]
    """The changes by which promises can no longer be kept."""
    goalposts: tuple[GoalpostJson, ...]
    """Changes of what had been agreed, after the cycle began."""
    altered: tuple[AlteredRecordJson, ...]
    """Check-ins and wins that say something else now, or are gone."""
    arrivals: tuple[PlanChangeJson, ...]
    """Objectives and key results that are new, gone, renamed or moved."""
    others: tuple[PlanChangeJson, ...]
    """Every other change of what people intend, and what was ticked off."""
    checkins: tuple[CheckinsOfOneJson, ...]
    """The new check-ins."""
    wins: tuple[PlanChangeJson, ...]
    """The win."""
    no_change_in_meaning: tuple[Text, ...]
    """The files that changed and mean the same."""
    left_out: tuple[Text, ...]
    """The files that cannot be read on one side."""

    @classmethod
    def of(cls, report: DiffReport) -> DiffView:
        """The document of a report."""
        people = report.plan.ids_by_email
        return cls(
            on=report.day,
            before=report.before,
            after=report.after,
            verdict=report.verdict,
            counts=counts(report),
            broken=tuple(map(BrokenPromisesJson.of_broken, report.broken)),
            goalposts=tuple(GoalpostJson.of_goalpost(post, people) for post in report.goalposts),
            altered=tuple(AlteredRecordJson.of_record(record, people) for record in report.altered),
            arrivals=tuple(map(PlanChangeJson.of, report.arrivals)),
            others=tuple(map(PlanChangeJson.of, report.others)),
            checkins=tuple(map(CheckinsOfOneJson.of, report.checkins)),
            wins=tuple(map(PlanChangeJson.of, report.wins)),
            no_change_in_meaning=report.quiet,
            left_out=report.unread,
        )
