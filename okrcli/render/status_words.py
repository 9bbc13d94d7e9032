"""The words of a status: those of the program or of the workspace, their order and their mood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from okrcli.sanitize import visible

STATUS_ORDER: Final = (
    *("off_track", "at_risk", "not_started", "in_progress", "on_track", "achieved"),
    *("closed", "paused", "postponed", "cancelled"),
)
"""Statuses as views list them, the worst first."""
MOODS: Final = {"achieved": "good", "on_track": "good", "closed": "good", "at_risk": "warn", "off_track": "bad"}
"""The mood of a status in a page: green, yellow or red."""

status_labels: Mapping[str, str] = {}
"""The workspace's own words for statuses (its setting `status.labels`). Set by `use_status_labels` alone."""


def use_status_labels(labels: Mapping[str, str | None]) -> None:
    """Show statuses in these words from here on; a status without one keeps the name that it has in files."""
    global status_labels
    status_labels = {status: label for status, label in labels.items() if label}


def status_word(status: str | None) -> str:
    """A status as people say it: `on track`, or the workspace's own word; – where there is none."""
    return visible(status_labels.get(status or "") or (status or "–").replace("_", " "))
