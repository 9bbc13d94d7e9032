"""The progress of a long run: how many files and commits have been read.

Code that reads many of something calls `count`. A display that `show_on` was given shows the counts, until `end`: the
first output, the first question or the end of the run.
"""

from __future__ import annotations

from typing import Protocol


class Display(Protocol):
    """Shows how far a run is."""

    def count(self, noun: str) -> None:
        """Take note of one more of these."""

    def end(self) -> None:
        """Remove all that is shown."""


_display: Display | None = None


def show_on(display: Display) -> None:
    """Show the counts of this run on a display."""
    global _display
    _display = display


def count(noun: str) -> None:
    """One more of these was read: `file`, `commit`."""
    if _display is not None:
        _display.count(noun)


def end() -> None:
    """Show no progress from here on. A display that is shown is removed first."""
    global _display
    display, _display = _display, None
    if display is not None:
        display.end()
