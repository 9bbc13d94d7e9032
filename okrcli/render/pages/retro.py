"""Facts of `okr cycle retro` in words, for a terminal and for Markdown."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from okrcli.model.assignments import change_text
from okrcli.model.number_format import estimate, limits_of, percent_text, quantity, score_text
from okrcli.render.labels import day_text
from okrcli.sanitize import visible

if TYPE_CHECKING:
    from okrcli.reports.retro import Foresight, Moved, Retro, Silence
    from okrcli.scoring.grades import TypeLine
    from okrcli.scoring.promises import Promise


def goalpost_text(goalpost: Moved) -> str:
    """A goalpost in words: day, field, values, who and why."""
    who = f", by {goalpost.by}" if goalpost.by else ""
    change = change_text(goalpost.before, goalpost.after)
    return f"{day_text(goalpost.date)}{who}: {goalpost.field} {change} · {goalpost.reason or 'no reason given'}"


def silence_text(silence: Silence) -> str:
    """The overdue days: all together, and the longest time without a check-in."""
    return f"{overdue_weeks(silence)} overdue; nothing for {silence.longest} days from {day_text(silence.first)}"


def promise_text(promise: Promise) -> str:
    """A promise as it ended: `kept: 3000 leads promised by 4 Dec, from ads/leads`."""
    outcome = "" if promise.outcome in ("", promise.state) else f", {promise.outcome}"
    return f"{promise.state}: {promise.promised}, from {promise.target}{outcome}"


def foresight_text(retro: Retro, foresight: Foresight) -> str:
    """The outlook at half-time beside the outcome, in a sentence."""
    promised, came = foresight_values(retro, foresight)
    sure = "" if foresight.confidence is None else f", confidence {foresight.confidence}"
    score = "" if foresight.score is None else f" ({score_text(foresight.score)})"
    return f"on {day_text(foresight.day)} heading for {promised}{sure}; came to {came}{score}"


def verdict_counts(line: TypeLine) -> str:
    """`: 1 achieved, 2 missed + 1 made of these`; nothing where nothing is judged yet."""
    counts = ", ".join(f"{count} {word}" for word, count in line.verdicts.items() if count)
    more = f" + {line.above} made of {'it' if line.graded == 1 else 'these'}" if line.above else ""
    return f": {counts}{more}" if counts else more


def overdue_weeks(silence: Silence) -> str:
    """The time that check-ins were overdue, all together: in days, from two weeks on in weeks."""
    return (
        f"{silence.overdue // 7} weeks"
        if silence.overdue >= 14
        else f"{silence.overdue} day{'' if silence.overdue == 1 else 's'}"
    )


def foresight_values(retro: Retro, foresight: Foresight) -> tuple[str, str]:
    """The outlook at half-time and what came, in the unit of the key result, or in percent."""
    key_result = retro.plan.key_result(foresight.ref)
    if key_result.measure not in ("metric", "recurring") or key_result.counts_periods:
        return percent_text(foresight.projected), percent_text(Fraction(foresight.outcome))
    unit = f" {visible(key_result.unit)}" if key_result.unit else ""
    ends = limits_of(key_result)
    return estimate(foresight.projected, *ends), f"{quantity(foresight.outcome, *ends)}{unit}"
