"""Short texts for days, percentages, confidence and ages, the same in every view and format."""

from __future__ import annotations

from datetime import date
from typing import Final

from okrcli.model.calendar import day_and_month
from okrcli.model.number_format import percent_text
from okrcli.model.period import Period
from okrcli.scoring.results import KeyResultScore, ObjectiveScore

DUTY_VERBS: Final = {
    "tripwire": "decide",
    "checkin": "check in",
    "request": "answer",
    "agree": "agree",
    "refused": "settle",
    "promise": "settle",
    "draft": "finish",
    "grade": "grade",
}
"""The verb of each kind of duty."""


def day_text(day: date) -> str:
    """A day as people write it, the same in every locale: `16 Nov 2026`."""
    return f"{day_and_month(day)} {day.year}"


def when_text(period: Period, day: date, time_gone: str = "") -> str:
    """The part of a cycle that is over on a day, in words: `begins 1 Oct 2026`, `day 2 of 92`, `ended 31 Dec 2026`.

    While it runs, `time_gone` follows, such as `51 % of time gone`.
    """
    if day < period.start:
        return f"begins {day_text(period.start)}"
    if day > period.end:
        return f"ended {day_text(period.end)}"
    days, gone = ((last - period.start).days + 1 for last in (period.end, day))
    return f"day {gone} of {days}{f', {time_gone}' if time_gone else ''}"


def percent_of(score: ObjectiveScore | KeyResultScore) -> str:
    """The percentage to show: the raw one where it leaves 0 to 100 %, – where there is none."""
    raw = score.raw if isinstance(score, KeyResultScore) else None
    if raw is not None and not 0 <= raw <= 1:
        return percent_text(raw)
    return "–" if score.progress is None else percent_text(score.progress)


def confidence_text(score: KeyResultScore) -> str:
    """Confidence now and its change: `7 ▼2`; where people are wide apart also the lowest and the highest: `7 (3–8)`."""
    if score.confidence is None:
        return ""
    before = score.previous_confidence
    change = 0 if before is None else score.confidence - before
    moved = f" {'▲' if change > 0 else '▼'}{abs(change)}" if change else ""
    apart = f" ({score.spread[0]}–{score.spread[1]})" if score.spread else ""
    return f"{score.confidence}{moved}{apart}"


def age_text(score: KeyResultScore) -> str:
    """The age of the last check-in: `today`, `3 d`, `16 d !` if the next one is overdue; – without one."""
    if score.days_silent is None:
        return "–"
    count = score.days_silent
    days = "today" if count == 0 else f"{count} d" if count < 100 else f"{count // 30} mo" if count < 730 else "years"
    return f"{days} !" if score.overdue else days


def lateness_text(days_late: int) -> str:
    """The days late or left: `3 d late`, `today`, `in 2 d`."""
    if days_late > 0:
        return f"{days_late} d late"
    return "today" if days_late == 0 else f"in {-days_late} d"
