"""Number of random examples of a law: a few in every run, many with `OKR_EXAMPLES=many`."""

from __future__ import annotations

import os
from typing import Final

MANY: Final = os.environ.get("OKR_EXAMPLES") == "many"
"""A long run is wanted: every example of every law. Read before a test takes the variables of `okr` away."""


def examples(number: int, least: int = 10) -> int:
    """Return `number` in a long run, else about a sixth of it and at least `least`: fewer where each takes a second."""
    return number if MANY else max(least, number // 6)
