"""The clock. No other module reads it."""

from __future__ import annotations

from datetime import UTC, date, datetime


def day_of_clock() -> date:
    """The day where the person is."""
    return date.today()


def moment_of_clock() -> datetime:
    """The moment in UTC."""
    return datetime.now(UTC)
