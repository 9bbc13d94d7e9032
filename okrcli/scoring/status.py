"""The status of a key result, and the reason in words.

The rules are docs/semantics.md, "Expected progress" and "Status".

All constants of the status rules are at the top. A reason is whole, in words and as data; only a terminal shortens it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from okrcli.model.number_format import measured_text, percent_text, percent_texts, quantity
from okrcli.model.records import THRESHOLD_KINDS, KeyResult
from okrcli.model.settings import ObjectiveType, PaceSettings
from okrcli.scoring.cadence import is_old
from okrcli.scoring.guardrails import capped
from okrcli.scoring.measurement import ONE, Measurement
from okrcli.scoring.results import Reason, ReasonCode, Status, StatusInputs
from okrcli.scoring.status_reasons import (
    GREEN,
    age_reason,
    breach_reason,
    decision_reason,
    differs,
    mismatch_reason,
    with_reason,
)
from okrcli.text import counted

SILENT_START: Final = Fraction(1, 2)
"""The share of the time, or of a planned path, after which a key result that has not started is off track."""
LATE_START: Final = 7
"""Days after its first day from which a key result without any check-in is late. Before them it is never off track."""
HIGH_CONFIDENCE: Final = 7
"""The confidence, of 10, from which it is high (docs/semantics.md, "Confidence")."""
UNCHANGED_FROM: Final = 2
"""Repeats after which a value that does not move is marked: three equal readings in a row."""

_WRONG_SIDE: Final[Mapping[str | None, str]] = {
    "at_most": "above",
    "at_least": "below",
    "above": "not above",
    "below": "not below",
}


def key_result_status(inputs: StatusInputs) -> Status:
    """The status of a key result (docs/semantics.md, "What the owner says")."""
    word = inputs.reported.status if inputs.reported else None
    if inputs.decision:
        reason = decision_reason(inputs.key_result, inputs.decision)
        return with_reason(Status(inputs.decision, inputs.decision, word, None, (), "decision"), reason)
    if problem := inputs.measurement.problem:
        return with_reason(Status(None, None, word, None, (), "unusable"), Reason(problem, "unusable"))
    uncapped, rule = _computed(inputs)
    is_baseline = rule == "baseline"
    computed = uncapped if is_baseline else capped(uncapped, inputs.guardrails)
    shown = computed if is_baseline or word is None else capped(word, inputs.guardrails)
    marks = tuple(_marks(inputs, shown, computed))
    is_lowered = shown == "at_risk" and uncapped != computed
    reason = breach_reason(inputs.guardrails) if is_lowered else _reason(inputs, shown, computed, marks)
    status = Status(shown, computed, word, None, marks, rule, None if uncapped == computed else uncapped)
    return with_reason(status, reason)


# ── Computed (docs/semantics.md, "Status") ────────────────────────────────────────────────────────────────────────────

ORDER: Final[Mapping[str, str]] = {
    "decision": "set by a person",
    "unusable": "its numbers cannot be used",
    "baseline": "a baseline has no pace: in progress after the first check-in",
    "silent": "no check-in: not started; off track after half of its time (or path) and its first week",
    "limit": "a limit that is kept is on track (achieved after the last day), one that is not is off track",
    "zone": "a limit is not kept, and the value is in the yellow zone next to it",
    "share": "the share that is met so far, compared with the limits of the type",
    "done": "progress is 1",
    "binary": "binary, still open: off track after its day; before it, by confidence",
    "not_begun": "its first day is in the future",
    "untouched": "milestones with nothing expected, done or reported yet",
    "unexpected": "nothing is expected yet",
    "pace": "progress ÷ expected, compared with the limits of the type",
    "grace": "behind pace, but too early for off track",
}
"""The rules of the computed status in order; the first that fits decides."""


def pace_limits(pace: PaceSettings, of: ObjectiveType) -> tuple[Fraction, Fraction]:
    """Progress ÷ expected from which a key result is on track, and from which it is at risk."""
    on_track, at_risk = pace.committed if of == "committed" else pace.aspirational
    return Fraction(on_track), Fraction(at_risk)


def _computed(inputs: StatusInputs) -> tuple[str, str]:
    """The computed status and the rule that decided it (docs/semantics.md, "Status").

    Decisions and unusable numbers are handled before.
    """
    if inputs.key_result.measure == "baseline":
        return "in_progress" if inputs.cadence.last else "not_started", "baseline"
    if _is_silent(inputs):
        return "off_track" if _is_silence_late(inputs) else "not_started", "silent"
    progress = inputs.measurement.progress
    if inputs.key_result.measure in THRESHOLD_KINDS:
        return _limit(inputs)
    if progress == ONE:
        return "achieved", "done"
    if inputs.key_result.measure == "binary":
        return _open_binary(inputs), "binary"
    if inputs.day < inputs.period.start:
        return "not_started", "not_begun"
    if _is_untouched(inputs):
        return "not_started", "untouched"
    if not inputs.expected:
        return "on_track", "unexpected"
    status = _by_ratio(inputs, (progress or Fraction(0)) / inputs.expected)
    if status == "off_track" and inputs.planned <= Fraction(inputs.pace.grace):
        return "at_risk", "grace"
    return status, "pace"


def _limit(inputs: StatusInputs) -> tuple[str, str]:
    """The status of a limit: kept or not, whatever the time; a share of periods is read like a pace."""
    is_over, tally = inputs.day > inputs.period.end, inputs.measurement.tally
    if tally is not None:
        share = tally.share_so_far or Fraction(0)
        return "achieved" if share == ONE and is_over else _by_ratio(inputs, share), "share"
    if inputs.measurement.is_met:
        return "achieved" if is_over else "on_track", "limit"
    return ("at_risk", "zone") if inputs.measurement.is_near else ("off_track", "limit")


def _by_ratio(inputs: StatusInputs, ratio: Fraction) -> str:
    """The status of progress ÷ expected. A limit itself belongs to the better status."""
    on_track, at_risk = pace_limits(inputs.pace, inputs.type)
    return "on_track" if ratio >= on_track else "at_risk" if ratio >= at_risk else "off_track"


def _is_untouched(inputs: StatusInputs) -> bool:
    """True if nothing is expected, done or reported yet. Such a key result is not started, never on track.

    Nothing is expected on the first day, even if it is also the last one; and in the first week only what is due then.
    """
    is_early = inputs.day <= inputs.period.start or (
        _is_young(inputs) and not any(milestone.due for milestone in inputs.key_result.milestones)
    )
    return not inputs.measurement.progress and (is_early or not inputs.expected) and inputs.cadence.last is None


def _is_silent(inputs: StatusInputs) -> bool:
    """True if there is no measurement yet. For `binary` a confidence counts as one: it means "not done yet"."""
    is_judged = inputs.key_result.measure == "binary" and inputs.confidence is not None
    return not inputs.measurement.has_data and not is_judged


def _is_silence_late(inputs: StatusInputs) -> bool:
    """True if more than half of the time, or of the path, is over, and also the first week or all of the time."""
    return inputs.planned > SILENT_START and not _is_young(inputs)


def _is_young(inputs: StatusInputs) -> bool:
    """True in the first week of the time of a key result."""
    return (inputs.day - inputs.period.start).days < LATE_START and inputs.day <= inputs.period.end


def _last_day(inputs: StatusInputs) -> date:
    return inputs.key_result.due or inputs.period.end


def _open_binary(inputs: StatusInputs) -> str:
    if inputs.day > _last_day(inputs):
        return "off_track"
    if inputs.confidence is None:
        return "at_risk" if inputs.elapsed > SILENT_START else "not_started"
    return "on_track" if inputs.confidence >= HIGH_CONFIDENCE else "at_risk"


# ── Marks (docs/semantics.md, "What the owner says") ──────────────────────────────────────────────────────────────────


def _marks(inputs: StatusInputs, shown: str, computed: str) -> Iterable[str]:
    if differs(shown, computed):
        yield "mismatch"
    if inputs.reported and (is_old(inputs.reported, inputs.frequency, inputs.day) or inputs.cadence.overdue):
        yield "stale"
    if inputs.cadence.overdue:
        yield "overdue"
    is_asked = inputs.frequency != "never" and inputs.day <= inputs.period.end
    if (
        is_asked
        and inputs.cadence.last is None
        and _is_silent(inputs)
        and (inputs.day - inputs.period.start).days >= LATE_START
    ):
        yield "not_started_late"
    is_reached = inputs.measurement.progress == ONE or inputs.measurement.is_met
    if inputs.unchanged >= UNCHANGED_FROM and not is_reached:
        yield "unchanged"


# ── Reasons ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _reason(inputs: StatusInputs, shown: str, computed: str, marks: tuple[str, ...]) -> Reason | None:
    """The reason for the shown status; for a green one the reason for its marks."""
    if "mismatch" in marks:
        return mismatch_reason(inputs.reported.status if inputs.reported else shown, computed)
    if shown not in GREEN:
        return _pace_reason(inputs)
    if "overdue" in marks:
        last = inputs.cadence.days_silent
        if last is None:
            return _nothing_yet(inputs, "no check-in yet", "no_checkin")
        return Reason(f"silent {counted(last, 'day')}", "overdue", last)
    if "stale" in marks and inputs.reported:
        return age_reason(inputs.reported, inputs.day)
    return Reason(f"unchanged ×{inputs.unchanged + 1}", "unchanged", inputs.unchanged + 1) if marks else None


def _pace_reason(inputs: StatusInputs) -> Reason:
    kind = inputs.key_result.measure
    if kind == "baseline":
        if inputs.cadence.last:
            return Reason("to be measured", "to_be_measured")
        return _nothing_yet(inputs, "no check-in yet", "no_checkin")
    if inputs.day < inputs.period.start:
        return Reason(f"starts {inputs.period.start}", "not_begun")
    if _is_silent(inputs):
        if inputs.cadence.last and kind != "binary":
            return _nothing_yet(inputs, "no value yet", "no_value")
        return _nothing_yet(inputs, "no check-in yet", "no_checkin")
    tally = inputs.measurement.tally
    if tally is not None and inputs.key_result.counts_periods:
        noun = "periods met" if kind == "recurring" else "keep the limit"
        return Reason(f"{tally.met} of {tally.so_far} {noun}", "share", tally.met, tally.so_far)
    if kind in THRESHOLD_KINDS:
        return _limit_reason(inputs.key_result, inputs.measurement)
    if kind == "binary":
        if inputs.day > _last_day(inputs):
            return Reason(f"not done, was due {_last_day(inputs)}", "past_due", (inputs.day - _last_day(inputs)).days)
        if inputs.confidence is None:
            return _nothing_yet(inputs, "not done", "not_done")
        return Reason(f"confidence {inputs.confidence} of 10", "confidence", inputs.confidence, HIGH_CONFIDENCE)
    if _is_untouched(inputs):
        return _nothing_yet(inputs, "no check-in yet", "no_checkin")
    raw = inputs.measurement.raw
    done = raw if raw is not None and raw < 0 else inputs.measurement.progress
    now, wanted = percent_texts(done, inputs.expected)
    return Reason(f"{now} done, {wanted} expected", "pace", done, inputs.expected)


def _nothing_yet(inputs: StatusInputs, what: str, code: ReasonCode) -> Reason:
    """The reason where nothing is known; its value is the share of the time that is over."""
    text = f"{what}, {percent_text(inputs.elapsed)} of time gone" if inputs.elapsed else what
    return Reason(text, code, inputs.elapsed)


def _limit_reason(key_result: KeyResult, measurement: Measurement) -> Reason:
    value = measurement.current
    now = measured_text(key_result, value)
    if key_result.measure == "between":
        is_below = Fraction(value or 0) < Fraction(key_result.low or 0)
        text = f"{now} is {'below' if is_below else 'above'} the range"
        text += f" {quantity(key_result.low)} to {quantity(key_result.high)}"
        return Reason(text, "limit", value, key_result.low if is_below else key_result.high)
    text = f"{now} is {_WRONG_SIDE[key_result.measure]} the limit of {quantity(key_result.target)}"
    return Reason(text, "limit", value, key_result.target)
