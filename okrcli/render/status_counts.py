"""The number of key results in each status, in the order and words of every view."""

from __future__ import annotations

from typing import Final

from okrcli.render.status_words import STATUS_ORDER, status_word
from okrcli.reports.status import StatusReport

NOTHING: Final = "nothing to show"
"""The text where no key result counts."""
_COUNTED: Final = frozenset(STATUS_ORDER) - {"closed", "paused", "postponed", "cancelled"}
"""Statuses of key results that go on."""


def counts_text(report: StatusReport) -> str:
    """The number of key results in each status, in words: `2 off track, 1 at risk, 5 on track, 1 overdue`."""
    counts = [f"{count} {status_word(status)}" for status, count in status_counts(report).items() if status in _COUNTED]
    overdue = sum(row.score.overdue for row in report.key_results)
    return ", ".join([*counts, *([f"{overdue} overdue"] if overdue else [])]) or NOTHING


def status_counts(report: StatusReport) -> dict[str, int]:
    """Key results by status, the worst first; those of objectives that do not count are left out."""
    out = ("cancelled", "postponed", "paused", "draft")
    counted = [row for row in report.objectives if row.score.status.shown not in out]
    shown = [inner.score.status.shown for row in counted for inner in row.key_results]
    return {status: shown.count(status) for status in STATUS_ORDER if status in shown}
