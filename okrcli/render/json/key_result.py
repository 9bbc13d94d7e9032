"""A key result as JSON, in every view that shows one."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from okrcli.model.records import Kind
from okrcli.render.json.checkin import CheckinJson
from okrcli.render.json.tripwire import TripwireJson
from okrcli.render.json.view import Count, Day, JsonObject, Number, Text
from okrcli.scoring.checkin_history import confidence_series

if TYPE_CHECKING:
    from okrcli.reports.status import KeyResultRow
    from okrcli.scoring.measurement import Tally
    from okrcli.scoring.results import GuardrailState, Reason, Status


class CauseJson(JsonObject):
    """The reason of a status, as data."""

    reference: Text | None
    """The reference that it is about: for an objective mostly one of its parts."""
    code: Text
    """`pace`, `limit`, `guardrail`, `share`, `confidence`, `no_checkin`, `no_value`, `not_done`, `past_due`, `overdue`,
    `stale`, `unchanged`, `mismatch`, `reported`, `decision`, `not_begun`, `to_be_measured`, `unusable`, `no_parts`."""
    value: Number | None
    """The reached value: progress (`pace`), the value (`limit`, `guardrail`), periods or check-ins that were good
    enough (`share`), the confidence, the share of the time that is over (`no_checkin`, `no_value`, `not_done`), days
    (`past_due`, `overdue`, `stale`), or equal readings (`unchanged`)."""
    limit: Number | None
    """The value to compare with: expected progress, the limit, all periods or check-ins so far, or the confidence from
    which it is on track."""

    @classmethod
    def of(cls, reason: Reason) -> CauseJson:
        """The JSON of a reason."""
        value, limit = (None if n is None else Fraction(n) if isinstance(n, int) else n for n in reason[2:4])
        return cls(reference=reason.item.full if reason.item else None, code=reason.code, value=value, limit=limit)


class StatusJson(JsonObject):
    """A status: what is shown, and where that comes from."""

    shown: Text | None
    """The reported status where there is one, else the computed one; null where nothing can be measured."""
    computed: Text | None
    """`not_started`, `on_track`, `at_risk`, `off_track`, `achieved`, or the decision (`paused`, `closed` …)."""
    reported: Text | None
    """The owner's last own word."""
    reason: Text | None
    """The reason if it is not on track or achieved without doubt, as a whole sentence."""
    cause: CauseJson | None
    """The same as data; null where there is no reason."""
    marks: tuple[Text, ...]
    """`mismatch`, `stale`, `overdue`, `not_started_late`, `unchanged`, in this order."""

    @classmethod
    def of(cls, status: Status) -> StatusJson:
        """The JSON of a status."""
        return cls(
            shown=status.shown,
            computed=status.computed,
            reported=status.reported,
            reason=status.reason,
            cause=CauseJson.of(status.cause) if status.cause else None,
            marks=status.marks,
        )


class GuardrailJson(JsonObject):
    """A guardrail with its latest value."""

    id: Text
    """The id inside its objective or key result."""
    reference: Text
    """The whole name: `2026-Q4/demand/mql/cost`."""
    title: Text
    """The title of the number that must not get worse."""
    unit: Text | None
    """The unit of its values."""
    must_not_exceed: Number | None
    """The highest value that is allowed."""
    must_not_fall_below: Number | None
    """The lowest value that is allowed."""
    state: Literal["breached", "warning", "kept", "no_data"]
    """`breached`, `warning` (near a limit), `kept` or `no_data`."""
    value: Number | None
    """The latest value."""
    date: Day | None
    """The day of that value."""
    breaches: Count
    """The number of check-ins of the cycle that were beyond a limit."""
    readings: Count
    """The number of its check-ins with a value."""

    @classmethod
    def of(cls, state: GuardrailState) -> GuardrailJson:
        """The JSON of a guardrail."""
        guardrail = state.guardrail
        return cls(
            id=guardrail.id,
            reference=state.ref.full,
            title=guardrail.title,
            unit=guardrail.unit,
            must_not_exceed=guardrail.must_not_exceed,
            must_not_fall_below=guardrail.must_not_fall_below,
            state=state.state,
            value=state.value,
            date=state.date,
            breaches=state.breaches,
            readings=len(state.checkins),
        )


class TallyJson(JsonObject):
    """The number of periods, or check-ins, that were good enough."""

    met: Count
    """The number of those that were good enough."""
    so_far: Count
    """The number of those that are decided."""
    whole: Count
    """The number of all."""
    share_so_far: Number | None
    """Met ÷ so far, 0 to 1; null before the first."""

    @classmethod
    def of(cls, tally: Tally) -> TallyJson:
        """The JSON of a tally."""
        return cls(met=tally.met, so_far=tally.so_far, whole=tally.whole, share_so_far=tally.share_so_far)


class ConfidencePointJson(JsonObject):
    """The confidence that one person gave."""

    date: Day
    """The day of the check-in."""
    value: int
    """The confidence, 0 to 10."""
    by: Text | None
    """The id of the person who gave it."""


class SpreadJson(JsonObject):
    """The confidence of people who are wide apart."""

    low: int
    """The lowest of the latest of each person."""
    high: int
    """The highest of them."""


class KeyResultConfidenceJson(JsonObject):
    """The confidence in a key result."""

    value: Annotated[int, Field(ge=0, le=10)] | None
    """The one that counts, 0 to 10: the last one of who checks in, else the last one of all."""
    previous: Annotated[int, Field(ge=0, le=10)] | None
    """The one before it of the same person."""
    of_each: tuple[ConfidencePointJson, ...]
    """The latest of each person, first the one that counts."""
    spread: SpreadJson | None
    """The lowest and the highest of them, where they are 4 or more apart; else null."""
    series: tuple[ConfidencePointJson, ...]
    """All of them, oldest first."""


class NextCheckinJson(JsonObject):
    """The next check-in."""

    next: Day | None
    """The last day on which it is not overdue; null where none is asked for."""
    overdue: bool
    """True when that day has passed."""


class PathPointJson(JsonObject):
    """A point of the planned path."""

    on: Day
    """The day."""
    value: Number
    """The value that is expected on it, in the unit of the key result."""


class KeyResultJson(JsonObject):
    """A key result with everything that was computed for it."""

    id: Text
    """The id inside its objective."""
    reference: Text
    """The whole name: `2026-Q4/demand/mql`."""
    title: Text
    """The title."""
    owner: Text | None
    """The id of its person or team, else of that of the objective."""
    kind: Kind | None
    """The kind of measure; null if its fields give none."""
    unit: Text | None
    """The unit of its values."""
    weight: Number
    """Its weight in the mean of the objective."""
    start: Number | None
    """The value at the beginning."""
    target: Number | None
    """The value to be reached."""
    path: tuple[PathPointJson, ...]
    """The planned path between them; empty where the way is a straight line."""
    value_from_parts: Literal["sum", "average", "weighted"] | None
    """The way in which the values of its parts make its value; null where it is checked in."""
    current: Number | None
    """The value now, in its unit; the start before the first one. Null for kinds without a value."""
    raw: Number | None
    """Progress as it is, also below 0 and above 1."""
    progress: Number | None
    """Progress, 0 to 1; null where the numbers cannot be used."""
    expected: Number | None
    """The progress that is expected on the day, 0 to 1; null for kinds that are met or not."""
    score: Number | None
    """The computed grade, 0 to 1; null before the end."""
    override: Number | None
    """The grade that people gave instead, 0 to 1."""
    has_data: bool
    """False when nothing was measured yet; then progress counts as 0."""
    status: StatusJson
    """The status."""
    periods: TallyJson | None
    """The periods or check-ins that were good enough, where they are counted."""
    indicator: Literal["leading", "lagging"] | None
    """`leading` or `lagging`, where the plan says so."""
    guardrails: tuple[GuardrailJson, ...]
    """Its guardrails."""
    tripwires: tuple[TripwireJson, ...]
    """Its tripwires; only in `okr status` and `okr show`."""
    confidence: KeyResultConfidenceJson
    """The confidence of its owner."""
    last_checkin: CheckinJson | None
    """The last check-in, also one that is only a note."""
    due: NextCheckinJson
    """The day of the next check-in."""

    @classmethod
    def of(cls, row: KeyResultRow) -> KeyResultJson:
        """The JSON of a row of a report."""
        key_result, score = row.key_result, row.score
        return cls(
            id=key_result.id,
            reference=row.ref.full,
            title=key_result.title,
            owner=row.owner,
            kind=key_result.measure,
            unit=key_result.unit,
            weight=key_result.weight,
            start=key_result.start,
            target=key_result.target,
            path=tuple(PathPointJson(on=point.on, value=point.value) for point in key_result.path),
            value_from_parts=key_result.parts if key_result.value_from else None,
            current=score.current,
            raw=score.raw,
            progress=score.progress,
            expected=score.expected,
            score=score.score,
            override=score.override,
            has_data=score.has_data,
            status=StatusJson.of(score.status),
            periods=TallyJson.of(score.tally) if score.tally else None,
            indicator=key_result.indicator,
            guardrails=tuple(map(GuardrailJson.of, score.guardrails)),
            tripwires=tuple(map(TripwireJson.of, row.tripwires)),
            confidence=KeyResultConfidenceJson(
                value=score.confidence,
                previous=score.previous_confidence,
                of_each=tuple(
                    ConfidencePointJson(date=each.date, value=each.value, by=each.by) for each in score.opinions
                ),
                spread=SpreadJson(low=score.spread[0], high=score.spread[1]) if score.spread else None,
                series=tuple(
                    ConfidencePointJson(date=day, value=value, by=by)
                    for day, value, by in confidence_series(score.history)
                ),
            ),
            last_checkin=CheckinJson.of(score.last_checkin) if score.last_checkin else None,
            due=NextCheckinJson(next=score.next_due, overdue=score.overdue),
        )
