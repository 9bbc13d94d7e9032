"""One finding in one place of one file, and the catalogue of finding codes.

A module that can find something declares its codes at its top with `code(...)`; the reference page, `okr explain` and
the tests read the same catalogue. A code's meaning never changes; a retired code is never used again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple


class Severity(StrEnum):
    """How much a finding matters. Only errors make a command fail unless `--strict`."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Position(NamedTuple):
    """Where something stands. Line and column are 1-based and count code points; `width` is that of the caret."""

    path: str
    line: int = 1
    column: int = 1
    width: int = 1


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One finding. Sorts by place, so a report reads from top to bottom."""

    place: Position
    code: str
    severity: Severity
    message: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of the catalogue: a stable number, a name that reads as "allow …", and what there is to know."""

    number: str
    name: str
    severity: Severity
    why: str
    bad: str
    good: str
    is_hard: bool = True
    """Whether what is found cannot be used at all; then nothing can turn it off."""
    is_fixable: bool = False
    """Whether `okr validate --fix` mends it, always or where only one thing can be meant."""
    is_advice: bool = False
    """Whether it is about how something is worded or cut: then `okr lint` finds it, and not `okr validate`."""

    def at(self, place: Position, message: str, hint: str | None = None) -> Finding:
        """The finding of this code at `place`."""
        return Finding(place, self.number, self.severity, message, hint)

    @property
    def summary(self) -> str:
        """The first sentence of its page."""
        return self.why.split("\n\n")[0].split(". ")[0].removesuffix(".") + "."

    @property
    def notes(self) -> tuple[str, ...]:
        """What its page says beside the text."""
        fixed = ["`okr validate --fix` mends it where only one thing can be meant."] if self.is_fixable else []
        advice = ["`okr lint` finds it."] if self.is_advice else []
        hard = ["It cannot be turned off: what it finds cannot be used."] if self.is_hard else []
        return (*fixed, *advice, *hard)


CODES: dict[str, Code] = {}


def code(
    number: str,
    name: str,
    why: str,
    severity: Severity = Severity.ERROR,
    *,
    bad: str,
    good: str,
    is_hard: bool | None = None,
    is_fixable: bool = False,
    is_advice: bool = False,
) -> Code:
    """Declare a code, which is hard when it is an error unless said otherwise.

    Raises ValueError when the number or the name is taken: a code has one meaning for ever.
    """
    if number in CODES or any(entry.name == name for entry in CODES.values()):
        raise ValueError(f"code {number} ({name}) is declared twice")
    hard = severity is Severity.ERROR if is_hard is None else is_hard
    CODES[number] = Code(number, name, severity, why, bad, good, hard, is_fixable, is_advice)
    return CODES[number]


def count_by_severity(diagnostics: Sequence[Finding]) -> dict[str, int]:
    """How many findings there are of each severity."""
    return {f"{severity}s": sum(found.severity is severity for found in diagnostics) for severity in Severity}


def counts_text(diagnostics: Sequence[Finding]) -> str:
    """How many there are, in words: `2 errors, 1 warning`."""
    return counts_as_text(count_by_severity(diagnostics))


def counts_as_text(counts: dict[str, int]) -> str:
    """The same from what `counted` gives."""
    return ", ".join(f"{number} {name if number > 1 else name[:-1]}" for name, number in counts.items() if number)


_LINE_NUMBER = re.compile(r":\d+(?=\)|$)")


def fingerprint(diagnostic: Finding, excerpt_line: str) -> str:
    """32 hexadecimal digits from the file, the code, the message and the source line; line numbers play no part.

    Two findings that are alike in all of these have the same fingerprint: tell them apart by counting them.
    """
    message = _LINE_NUMBER.sub("", diagnostic.message)
    parts = (diagnostic.place.path, diagnostic.code, message, " ".join(excerpt_line.split()))
    return sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:32]


def errors_first(diagnostics: Sequence[Finding]) -> list[Finding]:
    """The findings as they matter: errors, warnings, infos, each in place order; for readers that take only so many."""
    order = list(Severity)
    return sorted(diagnostics, key=lambda found: order.index(found.severity))


def fingerprints(diagnostics: Sequence[Finding], line_of: Callable[[str, int], str]) -> list[str]:
    """The fingerprint of each finding; one that would come twice gets a number, because services keep only one."""
    from okrcli.diagnostics import fingerprint

    seen: dict[str, int] = {}
    marks = []
    for found in diagnostics:
        mark = fingerprint(found, line_of(found.place.path, found.place.line))
        seen[mark] = seen.get(mark, 0) + 1
        marks.append(mark if seen[mark] == 1 else f"{mark}-{seen[mark]}")
    return marks
