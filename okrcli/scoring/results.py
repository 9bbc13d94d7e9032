"""Results of scoring as data: the status with its inputs and reason, final scores, and the scores of a plan.

Only measurements and the model are imported here, so that every module of this package can name its result.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from okrcli.model.number_format import quantity
from okrcli.model.period import Period
from okrcli.model.plan import Checkin, Ref
from okrcli.model.records import Guardrail, KeyResult, State
from okrcli.model.settings import ObjectiveType, PaceSettings
from okrcli.scoring.confidence import Opinion, spread_of
from okrcli.scoring.measurement import ONE, ZERO, Cadence, Measurement, Reported, Tally

LEFT_OUT: Final = frozenset(("draft", "cancelled", "postponed", "paused"))
"""Decisions that take a key result or objective out of every average."""


# ── Status ────────────────────────────────────────────────────────────────────────────────────────────────────────

ReasonCode = Literal[
    "confidence",
    "decision",
    "guardrail",
    "limit",
    "mismatch",
    "no_checkin",
    "no_parts",
    "no_value",
    "not_begun",
    "not_done",
    "overdue",
    "pace",
    "past_due",
    "reported",
    "share",
    "stale",
    "to_be_measured",
    "unchanged",
    "unusable",
]


class Reason(NamedTuple):
    """The reason of a status, in words and as data."""

    text: str
    """The whole sentence; only a terminal shortens it."""
    code: ReasonCode
    value: Decimal | Fraction | int | None = None
    """The reached value, in the unit of the code: a value, a share of 1, a number of days or of periods."""
    limit: Decimal | Fraction | int | None = None
    """The value to compare with, in the same unit."""
    item: Ref | None = None
    """The objective, key result or guardrail that it is about."""


@dataclass(frozen=True, slots=True)
class GuardrailState:
    """One guardrail, seen from a day."""

    ref: Ref
    """The guardrail; its `holder` is the objective or key result that has it."""
    guardrail: Guardrail
    state: Literal["breached", "warning", "kept", "no_data"]
    value: Decimal | None
    """The latest value; None before the first."""
    date: date | None
    """The day of that value."""
    breaches: int
    """The number of check-ins of the cycle up to the day that were beyond a limit."""
    checkins: tuple[Checkin, ...]
    """Those with a value up to the day, oldest first, corrections applied."""

    @property
    def is_breached(self) -> bool:
        """True if the latest value is beyond a limit."""
        return self.state == "breached"

    @property
    def reason(self) -> Reason | None:
        """The reason of a breach; None if it is not breached."""
        if self.value is None or not self.is_breached:
            return None
        highest = self.guardrail.must_not_exceed
        is_above = highest is not None and self.value > highest
        limit = highest if is_above else self.guardrail.must_not_fall_below
        side = "above" if is_above else "below"
        text = f"{self.guardrail.id}: {quantity(self.value)} is {side} {quantity(limit)}"
        return Reason(text, "guardrail", self.value, limit, self.ref)


@dataclass(frozen=True, slots=True)
class Status:
    """The shown, the computed and the reported status, with the reason and marks."""

    shown: str | None
    """The reported status where there is one, else the computed one; None where nothing can be measured."""
    computed: str | None
    """`not_started`, `on_track`, `at_risk`, `off_track`, `achieved`, or the decision (`paused`, `closed` …)."""
    reported: str | None
    """The status that the owner reported last, carried forward."""
    reason: str | None
    """The reason if it is not on track or achieved without doubt: a whole sentence, which only a terminal shortens."""
    marks: tuple[str, ...]
    """`mismatch`, `stale`, `overdue`, `not_started_late`, `unchanged`, in this order."""
    rule: str | None = None
    """The rule that decided the computed status, a key of `status.ORDER`; `worst` for an objective."""
    uncapped: str | None = None
    """The computed status before a breached guardrail lowered it; None where none did."""
    cause: Reason | None = None
    """The reason as data; that of an objective is about the part that decided, without its name in the text."""


@dataclass(frozen=True, slots=True)
class StatusInputs:
    """All that the status of a key result depends on, as known on `day`."""

    key_result: KeyResult
    type: ObjectiveType
    period: Period
    day: date
    elapsed: Fraction
    """The share of the time that is over, 0 to 1."""
    expected: Fraction | None
    decision: State | None
    measurement: Measurement
    confidence: int | None
    """The one that counts."""
    opinions: tuple[Opinion, ...]
    reported: Reported | None
    frequency: str
    cadence: Cadence
    unchanged: int
    """The number of latest readings that repeat the one before."""
    pace: PaceSettings
    guardrails: tuple[GuardrailState, ...]

    @property
    def planned(self) -> Fraction:
        """The share of the way that is planned by now: with a path what it expects, else the share of the time."""
        return self.expected if self.key_result.follows_path and self.expected is not None else self.elapsed


# ── Final scores ─────────────────────────────────────────────────────────────────────────────────────────────────────


class ScorePart(NamedTuple):
    """A key result or objective in the final score of the objective above."""

    ref: Ref
    weight: Decimal
    """Its weight on the last day of the objective."""
    value: Fraction
    """Its score where its own time was over by then, else its progress on that day."""


class FinalScore(NamedTuple):
    """The score of an objective or key result at its end, seen from a day."""

    type: ObjectiveType
    """The type of the objective: on the last day, before that on the day."""
    last_day: date | None = None
    """The day whose progress is the score: the end, or the day of an early closing. None before it, and where it is
    left out."""
    value: Fraction | None = None
    """The score, 0 to 1; None before the end, and where nothing can be measured."""
    is_left_out: bool = False
    """True if it is draft, paused, postponed or cancelled: at the end, before that on the day."""
    parts: tuple[ScorePart, ...] = ()
    """Of an objective, from its last day on: the parts of the score."""


# ── Scores ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Contribution:
    """A key result, or an objective that contributes, as the objective above sees it."""

    ref: Ref
    origin: Ref
    """The objective or key result that the reason is about; for an objective mostly one of its key results."""
    reason: Reason | None
    """The reason of `origin`, without its name."""
    weight: Decimal
    decision: State | None
    progress: Fraction | None
    expected: Fraction | None
    confidence: int | Fraction | None
    status: Status
    raw: Fraction | None = None
    """Progress as it is, also below 0; that of an objective."""
    due: Fraction = ONE
    """The progress that the objective above expects by now, also for kinds without a pace."""
    breaches: tuple[GuardrailState, ...] = ()
    """Breached guardrails of a key result; they lower the status of its objective too."""

    @property
    def is_counted(self) -> bool:
        """True if it is in the average (docs/semantics.md, "From key results to objectives")."""
        return self.decision not in LEFT_OUT and self.progress is not None and self.weight > 0

    @property
    def counts_for_status(self) -> bool:
        """True if it decides the status of the objective above. A closed one does not."""
        return self.is_counted and self.decision != "closed"

    @property
    def is_fallback(self) -> bool:
        """True if it decides the status of the objective above where no other part does."""
        return self.decision is not None or self.progress is None

    @property
    def shortfall(self) -> Fraction:
        """Expected progress minus progress, also below 0; 1 is expected of kinds without a pace."""
        done = self.progress if self.raw is None else min(self.raw, ONE)
        return (ONE if self.expected is None else self.expected) - (done or ZERO)


@dataclass(frozen=True, slots=True)
class KeyResultScore:
    """One key result, seen from a day."""

    ref: Ref
    current: Decimal | Fraction | None
    """The value now, in its unit; the start before the first one. None for kinds without a value."""
    raw: Fraction | None
    """Progress as it is, also below 0 and above 1."""
    progress: Fraction | None
    """Progress between 0 and 1; None where the numbers cannot be used."""
    expected: Fraction | None
    """The progress that is expected on the day, 0 to 1; None for kinds that are met or not (thresholds, `binary`)."""
    due: Fraction
    """The progress that its objective expects on the day: the same; for kinds that are met or not, 0 or 1."""
    end: FinalScore
    """The computed grade: progress on the last day."""
    override: Fraction | None
    """The grade that people gave instead, once there is a computed one."""
    has_data: bool
    """True if anything was measured; without, progress counts as 0."""
    status: Status
    confidence: int | None
    """The one that counts, 0 to 10: the last one of who checks in, else the last one of all."""
    previous_confidence: int | None
    """The one before of the same person."""
    opinions: tuple[Opinion, ...]
    """The latest confidence of each person, first the one that counts."""
    last_checkin: Checkin | None
    """The last check-in, also one that is only a note."""
    days_silent: int | None
    """Days since then."""
    next_due: date | None
    """The last day on which the next check-in is not overdue; None where none is asked for."""
    overdue: bool
    unchanged: int
    """The number of latest readings that repeat the one before: 2 after 22, 22, 22."""
    history: tuple[Checkin, ...]
    """The check-ins up to the day in order, corrections applied."""
    tally: Tally | None
    """The count of periods or check-ins that were good enough; None for other measures."""
    guardrails: tuple[GuardrailState, ...]

    @property
    def spread(self) -> tuple[int, int] | None:
        """The lowest and the highest confidence, where the people are wide apart."""
        return spread_of(self.opinions)

    def confidence_before(self, earlier: KeyResultScore) -> int | None:
        """The confidence of an earlier day with which the one of this day can be compared: that of the same person."""
        by = self.opinions[0].by if self.opinions else None
        return next((opinion.value for opinion in earlier.opinions if opinion.by == by), None)

    @property
    def score(self) -> Fraction | None:
        """The computed grade, 0 to 1; None before the end."""
        return self.end.value

    @property
    def final(self) -> Fraction | None:
        """The grade that counts: the override, else the computed one; None before the end."""
        return self.score if self.override is None else self.override


@dataclass(frozen=True, slots=True)
class ObjectiveScore:
    """One objective with its key results, seen from a day."""

    ref: Ref
    progress: Fraction | None
    """The weighted mean of its own key results, else of the objectives that contribute to it; None if none counts."""
    expected: Fraction | None
    """The weighted mean of what is expected of all that its progress is made of; None where none of them has a pace."""
    due: Fraction
    """The same, also where none has a pace."""
    end: FinalScore
    """The computed grade: the weighted mean of its parts on the last day."""
    override: Fraction | None
    """The grade that people gave instead, once there is a computed one."""
    status: Status
    confidence: Fraction | None
    """The weighted mean of those that have one, 0 to 10."""
    net_confidence: Fraction | None
    """The key results that count and are on track less those off track, in percent of all, −100 to 100."""
    key_results: tuple[KeyResultScore, ...]
    children: tuple[Ref, ...]
    """The objectives that contribute to it, whether its progress comes from them or not."""
    from_children: bool
    """True if its progress comes from them: it has no key results of its own."""
    parts: tuple[Contribution, ...]
    """The parts of its numbers: its key results, else the objectives that contribute to it; also uncounted ones."""
    guardrails: tuple[GuardrailState, ...]
    """Its own."""

    @property
    def score(self) -> Fraction | None:
        """The computed grade, 0 to 1; None before the end."""
        return self.end.value

    @property
    def final(self) -> Fraction | None:
        """The grade that counts: the override, else the computed one; None before the end."""
        return self.score if self.override is None else self.override
