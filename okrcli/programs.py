"""The other programs that a run has started. What they said is not known, so the output of such a run is not kept."""

from __future__ import annotations

from typing import Final

started: Final[list[str]] = []
"""The names of the programs, in order."""
