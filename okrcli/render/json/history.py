"""`okr diff`, `okr log` and `okr blame` as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from okrcli.render.json.checkin import RecordedCheckinJson
from okrcli.render.json.plan_value import PlanValue
from okrcli.render.json.view import DatedView, Day, JsonObject, Moment, Number, Text

if TYPE_CHECKING:
    from okrcli.git.log import Commit, Signature
    from okrcli.model.diff import PlanChange
    from okrcli.model.plan import Plan
    from okrcli.reports.blame import BlameLine, BlameReport
    from okrcli.reports.diff import CheckinRow, DiffReport, Goalpost
    from okrcli.reports.log import LogEntry, LogLine


class PlanChangeJson(JsonObject):
    """A difference in meaning between two states of the plan."""

    kind: Literal["added", "removed", "renamed", "moved", "changed"]
    """`added`, `removed`, `renamed`, `moved` or `changed`."""
    noun: Text
    """What was changed: `objective`, `key result`, `action`, `check-in`, `person` …"""
    reference: Text | None
    """The objective or key result that it belongs to, by its name after the change."""
    item: Text | None
    """Which one of several: the id or title of an action, the id of a person, the name of a definition."""
    field: Text | None
    """The field that was changed."""
    before: PlanValue
    """The value or record before."""
    after: PlanValue
    """The value or record after."""
    reason: Text | None
    """Why, where somebody recorded it with the change."""
    is_progress: bool
    """True when it tells how things go; false when it changes what people intend."""

    @classmethod
    def of(cls, change: PlanChange) -> PlanChangeJson:
        """The JSON of a difference."""
        return cls(**_change_values(change))


def _change_values(change: PlanChange) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "noun": change.noun,
        "reference": change.ref.full if change.ref else None,
        "item": change.item or None,
        "field": change.field or None,
        "before": change.before,
        "after": change.after,
        "reason": change.reason,
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

    @classmethod
    def of_goalpost(cls, goalpost: Goalpost) -> GoalpostJson:
        """The JSON of a goalpost that moved."""
        before, after = goalpost.progress or (None, None)
        return cls(
            **_change_values(goalpost.difference), began=goalpost.began, progress=BeforeAfterJson.of(before, after)
        )


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


class DiffView(DatedView):
    """`okr diff`: what changed in meaning between two states of the files."""

    kind: Literal["diff"] = "diff"
    before: Text
    """The first state as people call it."""
    after: Text
    """The second state as people call it."""
    verdict: Literal["intent", "progress", "nothing", "unknown"]
    """`intent` (it changes what people intend), `progress`, `nothing`, or `unknown` where files cannot be read."""
    goalposts: tuple[GoalpostJson, ...]
    """Changes of what had been agreed, after the cycle began."""
    altered: tuple[PlanChangeJson, ...]
    """Check-ins that say something else now, or are gone."""
    arrivals: tuple[PlanChangeJson, ...]
    """Objectives and key results that are new, gone, renamed or moved."""
    others: tuple[PlanChangeJson, ...]
    """Every other change of what people intend, and what was ticked off."""
    checkins: tuple[CheckinsOfOneJson, ...]
    """The new check-ins."""
    wins: tuple[PlanChangeJson, ...]
    """What went well."""
    no_change_in_meaning: tuple[Text, ...]
    """The files that changed and mean the same."""
    left_out: tuple[Text, ...]
    """The files that cannot be read on one side."""

    @classmethod
    def of(cls, report: DiffReport) -> DiffView:
        """The document of a report."""
        return cls(
            on=report.day,
            before=report.before,
            after=report.after,
            verdict=report.verdict,
            goalposts=tuple(map(GoalpostJson.of_goalpost, report.goalposts)),
            altered=tuple(map(PlanChangeJson.of, report.altered)),
            arrivals=tuple(map(PlanChangeJson.of, report.arrivals)),
            others=tuple(map(PlanChangeJson.of, report.others)),
            checkins=tuple(map(CheckinsOfOneJson.of, report.checkins)),
            wins=tuple(map(PlanChangeJson.of, report.wins)),
            no_change_in_meaning=report.quiet,
            left_out=report.unread,
        )


class CommitJson(JsonObject):
    """A commit, as the machine of its author recorded it."""

    commit: Text
    """The hash."""
    at: Moment
    """When it was made."""
    author: Text
    """The name of its author."""
    email: Text
    """The e-mail address of its author."""
    person: Text | None
    """The id of the person of the workspace with this address."""
    subject: Text
    """The first line of its message."""
    is_merge: bool
    """True when it merges a branch."""
    undoes: Text | None
    """The commit that `okr undo` took back by this one."""

    @classmethod
    def of(cls, commit: Commit, person: str | None) -> CommitJson:
        """The JSON of a commit."""
        return cls(**_commit_values(commit, person))


def _commit_values(commit: Commit, person: str | None) -> dict[str, Any]:
    return {
        "commit": commit.hash,
        "at": commit.at,
        "author": commit.author,
        "email": commit.email,
        "person": person,
        "subject": commit.subject,
        "is_merge": commit.is_merge,
        "undoes": commit.undoes,
    }


class SignatureJson(JsonObject):
    """The signature of a commit."""

    state: Annotated[str, Field(pattern="^[GNBUXYRE]$")]
    """The letter of git: G good, N none, B bad, U unknown key, X and Y expired, R revoked, E not to be checked."""
    signer: Text
    """The one who signed, as git found it."""

    @classmethod
    def of(cls, signature: Signature) -> SignatureJson:
        """The JSON of a signature."""
        return cls(state=signature.state, signer=signature.signer)


class LoggedChangeJson(PlanChangeJson):
    """A difference that a commit made."""

    is_goalpost: bool
    """True when it changed what had been agreed, after the cycle began."""
    entered: Day | None
    """The day of entry of a check-in, where that is not the day that it speaks of."""

    @classmethod
    def of_line(cls, line: LogLine) -> LoggedChangeJson:
        """The JSON of a line of the log."""
        return cls(**_change_values(line.difference), is_goalpost=line.is_goalpost, entered=line.entered)


class LogEntryJson(CommitJson):
    """A commit and what it changed in meaning."""

    signature: SignatureJson | None
    """The signature; null where nobody asked for it."""
    changes: tuple[LoggedChangeJson, ...]
    """What it changed."""
    left_out: tuple[Text, ...]
    """The files that cannot be read."""

    @classmethod
    def of_entry(cls, entry: LogEntry) -> LogEntryJson:
        """The JSON of an entry of the log."""
        return cls(
            **_commit_values(entry.commit, entry.person),
            signature=SignatureJson.of(entry.signature) if entry.signature else None,
            changes=tuple(map(LoggedChangeJson.of_line, entry.lines)),
            left_out=entry.unread,
        )


class LogView(DatedView):
    """`okr log`: the commits that changed something in meaning."""

    kind: Literal["log"] = "log"
    is_cut: bool
    """True when the history here does not reach back to its beginning."""
    entries: tuple[LogEntryJson, ...]
    """The commits, newest first."""

    @classmethod
    def of(cls, entries: Sequence[LogEntry], day: date, is_cut: bool) -> LogView:
        """The document of these entries."""
        return cls(on=day, is_cut=is_cut, entries=tuple(map(LogEntryJson.of_entry, entries)))


class BlameLineJson(JsonObject):
    """A field, and the commit that gave it its value."""

    field: Text
    """The name of the field."""
    item: Text | None
    """Which item of a list."""
    value: PlanValue
    """The value."""
    before: PlanValue
    """The value before that commit."""
    reason: Text | None
    """Why it was changed, where somebody recorded it."""
    by: CommitJson | None
    """The commit; null where the history here does not reach so far back."""

    @classmethod
    def of(cls, line: BlameLine, people: dict[str, str]) -> BlameLineJson:
        """The JSON of a line; `people` are ids by e-mail address in small letters."""
        commit = line.commit
        return cls(
            field=line.field,
            item=line.item or None,
            value=line.value,
            before=line.before,
            reason=line.reason,
            by=CommitJson.of(commit, people.get(commit.email.lower())) if commit else None,
        )


class BlameView(DatedView):
    """`okr blame`: the commit that gave each field its value."""

    kind: Literal["blame"] = "blame"
    reference: Text
    """The whole name: `2026-Q4/demand/mql`."""
    title: Text
    """What is to be reached."""
    is_cut: bool
    """True when the history here does not reach back to its beginning."""
    fields: tuple[BlameLineJson, ...]
    """The fields."""

    @classmethod
    def of(cls, report: BlameReport, plan: Plan, day: date, is_cut: bool) -> BlameView:
        """The document of a report."""
        people = {person.email.lower(): person.id for person in plan.people.values() if person.email}
        return cls(
            on=day,
            reference=report.ref.full,
            title=report.title,
            is_cut=is_cut,
            fields=tuple(BlameLineJson.of(line, people) for line in report.lines),
        )
