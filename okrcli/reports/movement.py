"""Movement: key results on two days, side by side, with the check-ins between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from okrcli.model.plan import Checkin, Plan, plan_as_of
from okrcli.model.records import KeyResult
from okrcli.scoring.results import KeyResultScore
from okrcli.scoring.score import score_key_result, score_plan

if TYPE_CHECKING:
    from okrcli.reports.status import KeyResultRow


@dataclass(frozen=True, slots=True)
class Movement:
    """A key result that was checked in after a day, and where it was on that day."""

    row: KeyResultRow
    before: KeyResultScore
    key_result_before: KeyResult
    """The key result with the target, start and kind that held on that day."""
    entries: tuple[Checkin, ...]
    """The check-ins since then, oldest first."""

    @property
    def by(self) -> Fraction:
        """Change of its progress, as a share of 1; 0 if the progress is unknown."""
        now, then = self.row.score.raw, self.before.raw
        return Fraction(0) if now is None or then is None else now - then

    @property
    def is_change(self) -> bool:
        """True if value, progress, confidence or status changed."""
        before, now = self.before, self.row.score
        return (before.current, before.raw, before.confidence, before.status.shown, before.has_data) != (
            now.current,
            now.raw,
            now.confidence,
            now.status.shown,
            now.has_data,
        )

    @property
    def note(self) -> str | None:
        """The last words that were said of it."""
        return next((entry.reading.note for entry in reversed(self.entries) if entry.reading.note), None)


def movements_since(plan: Plan, rows: Iterable[KeyResultRow], cycle: str, since: date) -> Iterator[Movement]:
    """Those of these key results that were checked in after a day, the farthest way first."""
    scores = score_plan(plan, since, cycle)
    then = {score.ref: score for objective in scores.values() for score in objective.key_results}
    held = plan_as_of(plan, since)
    moves = []
    for row in rows:
        entries = tuple(entry for entry in row.score.history if entry.date > since)
        if entries:
            before = then.get(row.ref) or score_key_result(plan, row.ref, since)
            earlier = held.key_result(row.ref) if held.has(row.ref) else row.key_result
            moves.append(Movement(row, before, earlier, entries))
    return iter(sorted(moves, key=lambda move: -abs(move.by)))
