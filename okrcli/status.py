"""Is the pace enough: the status of a key result, and the reason in words (semantics.md §7.1–7.5).

Every constant that a status depends on stands at the top. Reasons have at most eight words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from okrcli.cadence import Cadence, due_after
from okrcli.model import THRESHOLD_KINDS, KeyResult, Objective, ObjectiveType, State
from okrcli.numbers import percent_text, quantity
from okrcli.plan import Period
from okrcli.progress import ONE, Measurement
from okrcli.readings import Reported

PACE_LIMITS: Final[Mapping[ObjectiveType, tuple[Fraction, Fraction]]] = {
    "aspirational": (Fraction(7, 10), Fraction(4, 10)),
    "learning": (Fraction(7, 10), Fraction(4, 10)),
    "committed": (Fraction(9, 10), Fraction(7, 10)),
}
"""Progress ÷ expected from which a key result is on track, and from which it is at risk (§7.2)."""
PACE_GRACE: Final = Fraction(15, 100)
"""The part of the time in which it is too early for off track (§7.3 step 10)."""
SILENT_START: Final = Fraction(1, 2)
"""The part of the time after which not having started is no excuse (§7.3 steps 3 and 5)."""
HIGH_CONFIDENCE: Final = 7
"""The confidence, of 10, from which it is high (§8)."""
UNCHANGED_FROM: Final = 2
"""Repeats after which a value that does not move is marked: three equal readings in a row."""

GREEN: Final = frozenset(("on_track", "achieved", "closed"))
_WRONG_SIDE: Final[Mapping[str | None, str]] = {
    "at_most": "above",
    "at_least": "below",
    "above": "not above",
    "below": "not below",
}
_MOST_WORDS: Final = 8
_MOST_LETTERS: Final = 60


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
    """`mismatch`, `stale`, `overdue`, `unchanged`, in this order."""


@dataclass(frozen=True, slots=True)
class Situation:
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


def key_result_status(seen: Situation) -> Status:
    """The status of a key result (§7.3, §7.5)."""
    word = seen.reported.status if seen.reported else None
    if seen.decision:
        return Status(seen.decision, seen.decision, word, decision_reason(seen.key_result, seen.decision), ())
    if seen.measurement.problem:
        return Status(None, None, word, seen.measurement.problem, ())
    computed = _computed(seen)
    shown = word or computed
    marks = tuple(_marks(seen, shown, computed))
    return Status(shown, computed, word, _reason(seen, shown, computed, marks), marks)


# ── Computed (§7.3) ───────────────────────────────────────────────────────────────────────────────────────────────


def _computed(seen: Situation) -> str:
    """Steps 3 to 10 of §7.3; decisions and unusable numbers come before."""
    if _is_silent(seen):
        return "off_track" if seen.elapsed > SILENT_START else "not_started"
    progress = seen.measurement.progress
    if seen.key_result.measure in THRESHOLD_KINDS:
        met = "achieved" if seen.day > seen.period.end else "on_track"
        return met if progress == ONE else "off_track"
    if progress == ONE:
        return "achieved"
    if seen.key_result.measure == "binary":
        return _open_binary(seen)
    if seen.day < seen.period.start:
        return "not_started"
    if _is_untouched(seen):
        return "not_started"
    return _pace(seen, progress or Fraction(0), seen.expected or Fraction(0))


def _is_untouched(seen: Situation) -> bool:
    """Milestones of which nothing is expected, done or said yet: no word is never green."""
    return not seen.measurement.progress and not seen.expected and seen.cadence.last is None


def _is_silent(seen: Situation) -> bool:
    """No measurement yet. For `binary` a confidence is one: it says "not done yet", and how sure the owner is."""
    is_judged = seen.key_result.measure == "binary" and seen.confidence is not None
    return not seen.measurement.has_data and not is_judged


def _last_day(seen: Situation) -> date:
    return seen.key_result.due or seen.period.end


def _open_binary(seen: Situation) -> str:
    if seen.day > _last_day(seen):
        return "off_track"
    if seen.confidence is None:
        return "at_risk" if seen.elapsed > SILENT_START else "not_started"
    return "on_track" if seen.confidence >= HIGH_CONFIDENCE else "at_risk"


def _pace(seen: Situation, progress: Fraction, expected: Fraction) -> str:
    """The pace rule with method ratio (§7.2). A limit belongs to the better side."""
    if expected == 0:
        return "on_track"
    on_track, at_risk = PACE_LIMITS[seen.type]
    ratio = progress / expected
    if ratio >= on_track:
        return "on_track"
    return "at_risk" if ratio >= at_risk or seen.elapsed <= PACE_GRACE else "off_track"


# ── Marks (§7.5) ──────────────────────────────────────────────────────────────────────────────────────────────────


def differs(shown: str | None, computed: str | None) -> bool:
    """Whether two statuses disagree; achieved is as good as on track."""
    plain = {"achieved": "on_track"}
    return plain.get(shown or "", shown) != plain.get(computed or "", computed)


def is_old(reported: Reported | None, frequency: str, day: date) -> bool:
    """Whether a reported status is older than one check-in period."""
    fresh_until = due_after(reported.date, frequency) if reported else None
    return fresh_until is not None and fresh_until < day


def _marks(seen: Situation, shown: str, computed: str) -> Iterable[str]:
    if differs(shown, computed):
        yield "mismatch"
    if seen.reported and (is_old(seen.reported, seen.frequency, seen.day) or seen.cadence.overdue):
        yield "stale"
    if seen.cadence.overdue:
        yield "overdue"
    if seen.unchanged >= UNCHANGED_FROM and seen.measurement.progress != ONE:
        yield "unchanged"


# ── Reasons ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _reason(seen: Situation, shown: str, computed: str, marks: tuple[str, ...]) -> str | None:
    """What decided the shown status; for a green one what spoils it."""
    if "mismatch" in marks:
        return mismatch_reason(shown, computed)
    if shown not in GREEN:
        return short(_pace_reason(seen))
    if "overdue" in marks:
        last = seen.cadence.days_silent
        return _nothing_yet(seen, "no check-in yet") if last is None else f"silent {_days(last)}"
    if "stale" in marks and seen.reported:
        return age_reason(seen.reported, seen.day)
    return f"unchanged ×{seen.unchanged + 1}" if marks else None


def _pace_reason(seen: Situation) -> str:
    kind = seen.key_result.measure
    if seen.day < seen.period.start:
        return f"starts {seen.period.start}"
    if _is_silent(seen):
        return _nothing_yet(seen, "no value yet" if seen.cadence.last and kind != "binary" else "no check-in yet")
    if kind in THRESHOLD_KINDS:
        return _limit_reason(seen.key_result, seen.measurement)
    if kind == "binary":
        if seen.day > _last_day(seen):
            return f"not done, was due {_last_day(seen)}"
        return _nothing_yet(seen, "not done") if seen.confidence is None else f"confidence {seen.confidence} of 10"
    if _is_untouched(seen):
        return _nothing_yet(seen, "no check-in yet")
    raw = seen.measurement.raw
    done = raw if raw is not None and raw < 0 else seen.measurement.progress
    return f"{percent_text(done)} done, {percent_text(seen.expected)} expected"


def _nothing_yet(seen: Situation, what: str) -> str:
    return f"{what}, {percent_text(seen.elapsed)} of time gone" if seen.elapsed else what


def _limit_reason(key_result: KeyResult, measurement: Measurement) -> str:
    now = quantity(measurement.current)
    if key_result.measure == "between":
        side = "below" if Fraction(measurement.current or 0) < Fraction(key_result.low or 0) else "above"
        return f"{now} is {side} the range {quantity(key_result.low)} to {quantity(key_result.high)}"
    return f"{now} is {_WRONG_SIDE[key_result.measure]} the limit of {quantity(key_result.target)}"


def decision_reason(thing: KeyResult | Objective, decision: str) -> str | None:
    """Why it was decided, `paused: waiting for legal`; None for a closed one that needs no excuse."""
    if thing.reason and thing.reason.strip():
        return short(f"{decision}: {thing.reason}")
    if decision == "draft":
        return "not agreed yet"
    return None if decision == "closed" else f"{decision} without a reason"


def mismatch_reason(shown: str, computed: str) -> str:
    """What the two words are that do not agree."""
    return f"reported {shown.replace('_', ' ')}, computed {computed.replace('_', ' ')}"


def age_reason(reported: Reported, day: date) -> str:
    """How old the owner's word is."""
    return f"status reported {_days((day - reported.date).days)} ago"


def short(text: str) -> str:
    """The text in at most eight words and 60 letters: the part after its last comma goes first."""
    words = text.split()
    if len(words) > _MOST_WORDS and ", " in text:
        words = " ".join(words).rsplit(", ", 1)[0].split()
    line = " ".join(words[:_MOST_WORDS])
    if len(words) > _MOST_WORDS or len(line) > _MOST_LETTERS:
        return line[: _MOST_LETTERS - 1].rstrip(" ,.;:") + "…"
    return line


def _days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"
