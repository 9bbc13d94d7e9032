"""What moved: key results on two days, side by side, with what was said in between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from okrcli.model.plan import Checkin, Plan, Win
from okrcli.reports.status import KeyResultRow
from okrcli.scoring.score import KeyResultScore, score_plan


@dataclass(frozen=True, slots=True)
class Move:
    """A key result that was checked in after a day, and where it was on that day."""

    row: KeyResultRow
    before: KeyResultScore
    entries: tuple[Checkin, ...]
    """What was said since, oldest first."""

    @property
    def by(self) -> Fraction:
        """How far its progress went, as a share of the whole way; 0 where it cannot be told."""
        now, then = self.row.score.raw, self.before.raw
        return Fraction(0) if now is None or then is None else now - then

    @property
    def is_change(self) -> bool:
        """Whether value, progress, confidence or status are not what they were."""
        one, other = self.before, self.row.score
        return (one.current, one.raw, one.confidence, one.status.shown, one.has_data) != (
            other.current,
            other.raw,
            other.confidence,
            other.status.shown,
            other.has_data,
        )

    @property
    def note(self) -> str | None:
        """The last words that were said of it."""
        return next((entry.reading.note for entry in reversed(self.entries) if entry.reading.note), None)


def moves(plan: Plan, rows: Iterable[KeyResultRow], cycle: str, since: date) -> Iterator[Move]:
    """Those of these key results that were checked in after a day, the farthest way first."""
    scores = score_plan(plan, since, cycle)
    then = {score.ref: score for objective in scores.values() for score in objective.key_results}
    found = []
    for row in rows:
        entries = tuple(entry for entry in row.score.history if entry.date > since)
        if entries:
            found.append(Move(row, then[row.ref], entries))
    return iter(sorted(found, key=lambda move: -abs(move.by)))


def wins_between(plan: Plan, since: date, day: date, people: frozenset[str] | None = None) -> tuple[Win, ...]:
    """What went well after one day and up to another, the newest first; with `people` what one of them told."""
    found = [win for win in plan.wins if since < win.date <= day and (people is None or win.by in people)]
    return tuple(sorted(found, key=lambda win: win.date, reverse=True))
