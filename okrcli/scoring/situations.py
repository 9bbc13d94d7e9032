"""What the status of a key result depends on, and what a status is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from okrcli.model.plan import Period
from okrcli.model.records import KeyResult, ObjectiveType, PaceSettings, State
from okrcli.scoring.cadence import Cadence
from okrcli.scoring.checkin_history import Reported
from okrcli.scoring.guardrails import GuardrailState
from okrcli.scoring.progress import Measurement


@dataclass(frozen=True, slots=True)
class Status:
    """What is shown, what was computed, what the owner says, and why."""

    shown: str | None
    """The reported status where there is one, else the computed one; None where nothing can be measured."""
    computed: str | None
    """`not_started`, `on_track`, `at_risk`, `off_track`, `achieved`, or the decision (`paused`, `closed` …)."""
    reported: str | None
    """The owner's last own word, carried forward."""
    reason: str | None
    """Why it is not a plain green, in at most eight words."""
    marks: tuple[str, ...]
    """`mismatch`, `stale`, `overdue`, `not_started_late`, `unchanged`, in this order."""
    rule: str | None = None
    """Which line of `ORDER` decided the computed status; None for an objective."""
    uncapped: str | None = None
    """The computed status before a breached guardrail lowered it; None where none did."""


@dataclass(frozen=True, slots=True)
class StatusInputs:
    """All that the status of a key result depends on, as known on `day`."""

    key_result: KeyResult
    type: ObjectiveType
    period: Period
    day: date
    elapsed: Fraction
    """The part of the time that is over, 0 to 1."""
    expected: Fraction | None
    decision: State | None
    measurement: Measurement
    confidence: int | None
    reported: Reported | None
    frequency: str
    cadence: Cadence
    unchanged: int
    """How many of the latest readings repeat the one before."""
    pace: PaceSettings
    guardrails: tuple[GuardrailState, ...]
