"""The effect of a check-in on its key result: value, progress and confidence, before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from okrcli.edit.checkin_files import new_files, with_files
from okrcli.model.number_format import measured_text, moved_text, percent_texts, quantity
from okrcli.model.plan import Plan, Ref
from okrcli.model.records import CheckinEntry, KeyResult
from okrcli.scoring.results import KeyResultScore
from okrcli.scoring.score import score_key_result

FAR = 3
"""The part of the way from start to target, in both directions, beyond which a value is doubted."""


@dataclass(frozen=True, slots=True)
class CheckinEffect:
    """The effect of one entry, as texts."""

    value: str
    """`690 → 720 of 1000 requests`, `388 ms unchanged`, `beta done`; empty for an entry without a value."""
    progress: tuple[str, str] | None
    """Progress before and after; None where it cannot be told, and for an entry without a value."""
    confidence: tuple[int | None, int | None]
    """Confidence before and after."""
    is_unblocked: bool
    """True if the last check-in had a blocker, and this entry has none."""
    doubts: tuple[str, ...]
    """Sentences about what may be a typing error."""

    def with_doubt(self, sentence: str) -> CheckinEffect:
        """The same effect with one more doubt."""
        return replace(self, doubts=(*self.doubts, sentence))


def effect_of(
    plan: Plan, ref: Ref, entry: CheckinEntry, day: date, at: datetime, who: str | None = None
) -> CheckinEffect:
    """The effect that an entry of a day would have on its key result, if this person entered it at this moment."""
    by = who or next(iter(plan.duty_holders(ref)), "me")
    file = new_files([(ref.cycle, entry)], (), by, day, at, None)[0]
    after = with_files(plan, {"new": file})
    was, now = score_key_result(plan, ref, day), score_key_result(after, ref, day)
    key_result = plan.key_result(ref)
    is_measured = entry.value is not None or entry.done is not None
    has_progress = is_measured and now.progress is not None and key_result.measure not in ("binary", "recurring")
    return CheckinEffect(
        value=_value_text(key_result, was, now, entry),
        progress=percent_texts(_share(was), _share(now)) if has_progress else None,
        confidence=(_own(was, by), _own(now, by)),
        is_unblocked=bool(was.last_checkin and was.last_checkin.reading.blocker and not entry.blocker),
        doubts=tuple(doubts(key_result, now, entry)),
    )


def _share(score: KeyResultScore) -> Fraction | None:
    return score.progress if score.raw is None else score.raw


def _value_text(key_result: KeyResult, was: KeyResultScore, now: KeyResultScore, entry: CheckinEntry) -> str:
    if entry.missed:
        return "missed"
    if entry.done is not None:
        if isinstance(entry.done, tuple):
            return f"{', '.join(entry.done)} done"
        is_same = entry.done == (was.progress == 1)
        return f"{'done' if entry.done else 'not done'}{' unchanged' if is_same else ''}"
    return value_change(key_result, was, now) if entry.value is not None else ""


def value_change(key_result: KeyResult, was: KeyResultScore, now: KeyResultScore) -> str:
    """The change of a value with its unit: `690 → 720 of 1000 requests`, `388 ms unchanged`."""
    unit = f" {key_result.unit}" if key_result.unit else ""
    if was.has_data and was.current == now.current and key_result.aggregation == "latest":
        return f"{measured_text(key_result, now.current)}{unit} unchanged"
    had_value = (was.has_data and key_result.measure != "recurring") or key_result.start is not None
    return moved_text(key_result, was.current if had_value else None, key_result, now.current)


def doubts(key_result: KeyResult, now: KeyResultScore, entry: CheckinEntry) -> Iterator[str]:
    """Sentences about a value that may be a typing error. `now` is the score with it."""
    if entry.value is None or key_result.measure != "metric" or now.raw is None or -FAR <= now.raw <= FAR:
        return
    value = measured_text(key_result, now.current)
    if now.raw > 0:
        yield f"{value} is far beyond the target of {quantity(key_result.target)}. A typo?"
    else:
        start, target = quantity(key_result.start or Decimal(0)), quantity(key_result.target)
        yield f"{value} is far from the start, {start}, and the target, {target}. A typo?"


def _own(score: KeyResultScore, by: str) -> int | None:
    """The confidence of one person, who may have checked in without a name too."""
    values = [each.value for each in score.opinions if each.by in (by, None)]
    return values[0] if values else None
