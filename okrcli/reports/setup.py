"""The checks of `okr setup`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "note", "missing"]


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check: set up (`ok`), optional (`note`), or required and not there (`missing`)."""

    name: str
    state: State
    text: str
    help: str | None = None
    """The command that fixes it."""
