"""`okr diff` as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from okrcli.render.json.checkin import RecordedCheckinJson
from okrcli.render.json.commit import CommitJson
from okrcli.render.json.plan_change import BeforeAfterJson, PlanChangeJson, change_values
from okrcli.render.json.tree import DependencyJson
from okrcli.render.json.view import DatedView, Day, JsonObject, Number, Text
from okrcli.reports.diff_counts import counts

if TYPE_CHECKING:
    from okrcli.reports.broken_promises import BrokenPromises
    from okrcli.reports.diff import AlteredRecord, CheckinRow, DiffReport, Goalpost
    from okrcli.reports.diff_effects import ObjectiveEffect


class ObjectiveProgressJson(JsonObject):
    """The progress of an objective before and after one change alone."""

    reference: Text
    """The whole name: `2026-Q4/demand`."""
    progress: BeforeAfterJson
    """Progress before and after, 0 to 1."""


class GoalpostJson(PlanChangeJson):
    """A change of what had been agreed, after the cycle began."""

    began: Day
    """The day on which the cycle began."""
    progress: BeforeAfterJson
    """Progress on the day of the view with the measure as it was, and as it is, 0 to 1."""
    progress_of_objective: BeforeAfterJson
    """The same of its objective."""
    progress_above: tuple[ObjectiveProgressJson, ...]
    """The same of the objectives to which that one contributes, at any height; only those that move."""
    computed: Number | None
    """Of a grade that people set: the progress on the day, from which the grade is computed."""
    by: CommitJson | None
    """The newest commit that made the change; null where it is not committed."""

    @classmethod
    def of_goalpost(cls, goalpost: Goalpost, people: Mapping[str, str]) -> GoalpostJson:
        """The JSON of a goalpost that moved; `people` are ids by e-mail address in small letters."""
        return cls(
            **change_values(goalpost.difference),
            began=goalpost.began,
            progress=BeforeAfterJson.of(*(goalpost.progress or (None, None))),
            progress_of_objective=BeforeAfterJson.of(*(goalpost.of_objective or (None, None))),
            progress_above=tuple(
                ObjectiveProgressJson(reference=ref.full, progress=BeforeAfterJson.of(*pair))
                for ref, pair in goalpost.above
            ),
            computed=goalpost.computed,
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


class ObjectiveEffectJson(JsonObject):
    """An objective whose progress or status is another one after all changes and check-ins."""

    reference: Text
    """The whole name: `2026-Q4/demand`."""
    progress: BeforeAfterJson
    """Progress before and after, 0 to 1."""
    status_before: Text | None
    """The shown status before; null without one."""
    status: Text | None
    """The shown status after."""

    @classmethod
    def of(cls, effect: ObjectiveEffect) -> ObjectiveEffectJson:
        """The JSON of the effect on an objective."""
        before, after = effect.before, effect.after
        return cls(
            reference=effect.ref.full,
            progress=BeforeAfterJson.of(before.progress, after.progress),
            status_before=before.status.shown,
            status=after.status.shown,
        )


class WaiverChangeJson(JsonObject):
    """A comment that excuses findings, which came or went."""

    kind: Literal["added", "removed"]
    """`added` or `removed`."""
    path: Text
    """The file."""
    line: int
    """The line of the comment, in the file before where it is gone."""
    codes: tuple[Text, ...]
    """The codes of the findings that it excuses."""
    text: Text
    """The comment."""


class BaselineChangeJson(JsonObject):
    """A file of known findings that is another one."""

    path: Text
    """The file."""
    hidden: tuple[Text, ...]
    """The findings that it hides now and did not hide before."""
    shown: int
    """The number of findings that it no longer hides."""


class ProbableRenameJson(JsonObject):
    """Something new with the title of something that is gone."""

    reference: Text
    """The new one."""
    earlier: Text
    """The one that is gone."""


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
    waivers: tuple[WaiverChangeJson, ...]
    """Comments that excuse findings, which came or went."""
    baselines: tuple[BaselineChangeJson, ...]
    """Files of known findings that are another one."""
    agreements: tuple[PlanChangeJson, ...]
    """Answers of people to objectives and requests."""
    probable_renames: tuple[ProbableRenameJson, ...]
    """The new items that have the title of something that is gone."""
    objectives: tuple[ObjectiveEffectJson, ...]
    """The objectives whose progress or status is another one."""
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
            waivers=tuple(WaiverChangeJson(**each._asdict()) for each in report.waivers),
            baselines=tuple(BaselineChangeJson(**each._asdict()) for each in report.baselines),
            agreements=tuple(map(PlanChangeJson.of, report.agreements)),
            probable_renames=tuple(
                ProbableRenameJson(reference=new.full, earlier=old.full) for new, old in report.replaced.items()
            ),
            objectives=tuple(map(ObjectiveEffectJson.of, report.effects)),
            arrivals=tuple(map(PlanChangeJson.of, report.arrivals)),
            others=tuple(map(PlanChangeJson.of, report.others)),
            checkins=tuple(map(CheckinsOfOneJson.of, report.checkins)),
            wins=tuple(map(PlanChangeJson.of, report.wins)),
            no_change_in_meaning=report.quiet,
            left_out=report.unread,
        )
