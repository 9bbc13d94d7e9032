"""What `okr doctor` says of each thing that it looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "note", "missing"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is set up (`ok`), could be (`note`), or is needed and not there (`missing`)."""

    name: str
    state: State
    text: str
    help: str | None = None
    """The command that mends it."""
