"""Reasons of a status that key results and objectives share: of a decision, a breach, a mismatch, an old report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from okrcli.model.records import KeyResult, Objective
from okrcli.scoring.measurement import Reported
from okrcli.scoring.results import GuardrailState, Reason, Status
from okrcli.text import counted

GREEN: Final = frozenset(("on_track", "achieved", "closed"))
"""Statuses that need no reason."""


def with_reason(status: Status, reason: Reason | None) -> Status:
    """The same status with its reason, in words and as data."""
    return replace(status, reason=reason.text if reason else None, cause=reason)


def differs(shown: str | None, computed: str | None) -> bool:
    """True if two statuses disagree; achieved is as good as on track."""
    plain = {"achieved": "on_track"}
    return plain.get(shown or "", shown) != plain.get(computed or "", computed)


def breach_reason(states: Iterable[GuardrailState]) -> Reason | None:
    """The first breached guardrail with its value and limit; None where all are kept."""
    return next((state.reason for state in states if state.reason), None)


def decision_reason(item: KeyResult | Objective, decision: str) -> Reason | None:
    """The reason of a decision, as in `paused: waiting for legal`; None for a closed one without a reason."""
    if item.reason and item.reason.strip():
        text = f"{decision}: {' '.join(item.reason.split())}"
    elif decision == "draft":
        text = "not agreed yet"
    else:
        text = f"{decision} without a reason"
    return None if decision == "closed" and text.endswith(" without a reason") else Reason(text, "decision")


def mismatch_reason(shown: str, computed: str) -> Reason:
    """The reason where the reported and the computed status differ."""
    text = f"reported {shown.replace('_', ' ')}, computed {computed.replace('_', ' ')}"
    return Reason(text, "mismatch")


def age_reason(reported: Reported, day: date) -> Reason:
    """The reason where the reported status is old: its age in days."""
    days = (day - reported.date).days
    return Reason(f"status reported {counted(days, 'day')} ago", "stale", days)
