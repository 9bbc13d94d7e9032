"""The numbers of key results and objectives, as `scoring` computes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from okrcli.model.plan import Checkin, Ref
from okrcli.model.records import State
from okrcli.scoring.guardrails import GuardrailState
from okrcli.scoring.progress import ONE, ZERO
from okrcli.scoring.situations import Status
from okrcli.scoring.thresholds import Tally

LEFT_OUT: Final = frozenset(("draft", "cancelled", "postponed", "paused"))
"""Decisions that take a key result or objective out of every average."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """A key result, or an objective that contributes, as the objective above sees it."""

    ref: Ref
    origin: Ref
    """Where the reason comes from: the key result itself, or the one at the bottom of an objective's reason."""
    reason: str | None
    """The reason at that place, without its name."""
    weight: Decimal
    decision: State | None
    progress: Fraction | None
    expected: Fraction | None
    score: Fraction | None
    confidence: int | Fraction | None
    status: Status
    breaches: tuple[GuardrailState, ...] = ()
    """Breached guardrails of a key result; they hold its objective down too."""

    @property
    def is_counted(self) -> bool:
        """Whether it is in the average (docs/semantics.md, "From key results to objectives")."""
        return self.decision not in LEFT_OUT and self.progress is not None and self.weight > 0

    @property
    def has_a_say(self) -> bool:
        """Whether it makes the status of the objective above: what is closed is over."""
        return self.is_counted and self.decision != "closed"

    @property
    def is_left_over(self) -> bool:
        """Whether it makes the status of the objective above where nothing has a say."""
        return self.decision is not None or self.progress is None

    @property
    def shortfall(self) -> Fraction:
        """How far it is behind; what has no pace is expected to be met."""
        return (ONE if self.expected is None else self.expected) - (self.progress or ZERO)


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
    """Where progress should be by the day, 0 to 1; None for kinds that are met or not (thresholds, `binary`)."""
    score: Fraction | None
    """The computed grade, 0 to 1: progress at the end date or at early closing; None before."""
    override: Fraction | None
    """The grade that people gave instead, once there is a computed one."""
    has_data: bool
    """Whether anything was measured; without, progress counts as 0."""
    status: Status
    confidence: int | None
    """The last one given, 0 to 10."""
    previous_confidence: int | None
    """The one before."""
    last_checkin: Checkin | None
    """The last check-in, also one that is only a note."""
    days_silent: int | None
    """Days since then."""
    next_due: date | None
    """The last day on which the next check-in is not overdue; None where none is asked for."""
    overdue: bool
    unchanged: int
    """How many of the latest readings repeat the one before: 2 after 22, 22, 22."""
    history: tuple[Checkin, ...]
    """The check-ins up to the day in order, corrections applied."""
    tally: Tally | None
    """Where periods or check-ins are counted: how many were good enough."""
    guardrails: tuple[GuardrailState, ...]

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
    """The weighted mean of what is expected of those that have a pace."""
    score: Fraction | None
    """The weighted mean of final scores, once all that count have one."""
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
    """Whether its progress comes from them: it has no key results of its own."""
    parts: tuple[Contribution, ...]
    """What its numbers are made of: its key results, else what contributes to it; also what is not counted."""
    guardrails: tuple[GuardrailState, ...]
    """Its own."""

    @property
    def final(self) -> Fraction | None:
        """The grade that counts: the override, else the computed one; None before the end."""
        return self.score if self.override is None else self.override
