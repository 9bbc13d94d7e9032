"""The line on standard error that says how far a long run is: `reading: 12,431 files, 310 commits`."""

from __future__ import annotations

import os
import sys
from collections import Counter
from threading import Lock, Timer
from typing import TYPE_CHECKING, Final

from okrcli.render.terminal import streams
from okrcli.text import counted

if TYPE_CHECKING:
    from rich.live import Live
    from rich.text import Text

_DELAY: Final = 1.0
"""Seconds after the first count until the line is shown: a run that ends earlier shows none."""


class ProgressLine:
    """Counts, shown on standard error after a second, on a line that is removed at the end."""

    def __init__(self, delay: float = _DELAY) -> None:
        self._counts: Counter[str] = Counter()
        self._timer = Timer(delay, self._show)
        self._timer.daemon = True
        self._live: Live | None = None
        self._lock = Lock()
        self._has_ended = False

    def count(self, noun: str) -> None:
        """Take note of one more of these. The first one starts the time until the line is shown."""
        is_first = not self._counts
        self._counts[noun] += 1
        if is_first:
            self._timer.start()

    def end(self) -> None:
        """Remove the line, or never show it."""
        self._timer.cancel()
        with self._lock:
            self._has_ended = True
            if self._live is not None:
                self._live.stop()

    def _show(self) -> None:
        from rich.live import Live

        from okrcli.render.terminal.console import progress_console

        with self._lock:
            if not self._has_ended:
                self._live = Live(
                    console=progress_console(),
                    get_renderable=self._line,
                    transient=True,
                    redirect_stdout=False,
                    redirect_stderr=False,
                )
                self._live.start(refresh=True)

    def _line(self) -> Text:
        from rich.text import Text

        counts = ", ".join(counted(number, noun) for noun, number in dict(self._counts).items())
        return Text(f"reading: {counts}", style="dim", no_wrap=True, overflow="ellipsis")


def has_place_for_progress() -> bool:
    """True if standard error is a terminal that can remove a line, and the reader wants such output."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and not streams.is_flat()
