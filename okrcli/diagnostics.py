"""One finding in one place of one file, and the catalogue of finding codes.

A module that can find something declares its codes at its top with `code(...)`; the reference page, `okr explain` and
the tests read the same catalogue. A code's meaning never changes; a retired code is never used again.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How much a finding matters. Only errors make a command fail unless `--strict`."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Place(NamedTuple):
    """Where something stands. Line and column are 1-based and count code points; `width` is that of the caret."""

    path: str
    line: int = 1
    column: int = 1
    width: int = 1


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One finding. Sorts by place, so a report reads from top to bottom."""

    place: Place
    code: str
    severity: Severity
    message: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of the catalogue: a stable number, a name, and why it is worth a stop."""

    number: str
    name: str
    severity: Severity
    why: str

    def at(self, place: Place, message: str, hint: str | None = None) -> Diagnostic:
        """The finding of this code at `place`."""
        return Diagnostic(place, self.number, self.severity, message, hint)


CODES: dict[str, Code] = {}


def code(number: str, name: str, why: str, severity: Severity = Severity.ERROR) -> Code:
    """Declare a code. Raises ValueError when the number or the name is taken: a code has one meaning for ever."""
    if number in CODES or any(entry.name == name for entry in CODES.values()):
        raise ValueError(f"code {number} ({name}) is declared twice")
    CODES[number] = Code(number, name, severity, why)
    return CODES[number]
