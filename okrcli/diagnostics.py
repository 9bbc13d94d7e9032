"""Findings: problems at a position in a file, and the catalogue of their codes.

A module that reports findings declares its codes at its top with `code(...)`. The reference page, `okr explain` and the
tests read this catalogue. The meaning of a code never changes; a retired code is never used again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple


class Severity(StrEnum):
    """The severity of a finding. Only errors make a command fail, with `--strict` also warnings."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Position(NamedTuple):
    """A position in a file. Line and column count code points from 1; `width` is the number of carets below it."""

    path: str
    line: int = 1
    column: int = 1
    width: int = 1


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A problem at a position. Findings sort by position, so a report reads from top to bottom."""

    place: Position
    code: str
    severity: Severity
    message: str
    hint: str | None = None
    subject: str = field(default="", compare=False)
    """The item or field that it is about, by ids and not by positions; empty where only its line tells."""


@dataclass(frozen=True, slots=True)
class Code:
    """An entry of the catalogue: a stable number, a name that reads as "allow …", the reason and two examples."""

    number: str
    name: str
    severity: Severity
    why: str
    bad: str
    good: str
    is_hard: bool = True
    """True if data with this finding cannot be used; then no setting turns it off."""
    is_fixable: bool = False
    """True if `okr validate --fix` can fix it, always or where only one correction is possible."""
    is_advice: bool = False
    """True if it is about wording or size: then `okr lint` reports it, and not `okr validate`."""

    def at(self, position: Position, message: str, hint: str | None = None, subject: str = "") -> Finding:
        """A finding of this code at `place`."""
        return Finding(position, self.number, self.severity, message, hint, subject)

    @property
    def summary(self) -> str:
        """The first sentence of the explanation."""
        return self.why.split("\n\n")[0].split(". ")[0].removesuffix(".") + "."

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences that the page of the code adds to the explanation."""
        fixed = ["`okr validate --fix` fixes it where only one correction is possible."] if self.is_fixable else []
        advice = ["`okr lint` finds it."] if self.is_advice else []
        hard = ["It cannot be turned off."] if self.is_hard else []
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
    """Declare a code. Without `is_hard`, errors are hard and other findings are not.

    Raises ValueError when the number or the name is declared already.
    """
    if number in CODES or any(entry.name == name for entry in CODES.values()):
        raise ValueError(f"code {number} ({name}) is declared twice")
    hard = severity is Severity.ERROR if is_hard is None else is_hard
    CODES[number] = Code(number, name, severity, why, bad, good, hard, is_fixable, is_advice)
    return CODES[number]


def count_by_severity(findings: Sequence[Finding]) -> dict[str, int]:
    """The number of findings of each severity, by its plural: `{"errors": 2, "warnings": 1, "infos": 0}`."""
    return {f"{severity}s": sum(finding.severity is severity for finding in findings) for severity in Severity}


def counts_text(findings: Sequence[Finding]) -> str:
    """The numbers of findings in words: `2 errors, 1 warning`."""
    return counts_as_text(count_by_severity(findings))


def counts_as_text(counts: dict[str, int]) -> str:
    """The result of `count_by_severity` in words: `2 errors, 1 warning`."""
    return ", ".join(f"{number} {name if number > 1 else name[:-1]}" for name, number in counts.items() if number)


_POSITION = re.compile(r" \(first in .*:\d+\)$|\bline \d+")


def fingerprint(finding: Finding, excerpt_line: str) -> str:
    """32 hexadecimal digits from the code, the message without positions, and the subject.

    Where a finding has no subject, the source line takes its place; where that is empty too, the file. So neither a
    move to another line or file nor another layout changes it. Findings that are equal in all of these have equal
    fingerprints; `fingerprints` numbers them.
    """
    message = _POSITION.sub("", finding.message)
    about = finding.subject or " ".join(excerpt_line.split()) or finding.place.path
    return sha256("\0".join((about, finding.code, message)).encode("utf-8", "backslashreplace")).hexdigest()[:32]


def errors_first(findings: Sequence[Finding]) -> list[Finding]:
    """The findings sorted by severity, then as before; for services that show a limited number."""
    order = list(Severity)
    return sorted(findings, key=lambda finding: order.index(finding.severity))


def fingerprints(findings: Sequence[Finding], line_of: Callable[[str, int], str]) -> list[str]:
    """The fingerprint of each finding. Equal ones get a number, because services drop findings with equal fingerprints.

    `line_of` returns the source line at a path and line number.
    """
    count_of: dict[str, int] = {}
    marks = []
    for finding in findings:
        digits = fingerprint(finding, line_of(finding.place.path, finding.place.line))
        count_of[digits] = count_of.get(digits, 0) + 1
        marks.append(digits if count_of[digits] == 1 else f"{digits}-{count_of[digits]}")
    return marks


def unmarked(paragraph: str) -> str:
    """A paragraph on one line, without the word that marks it in a docstring."""
    return re.sub(r"^Why: (.)", lambda found: found[1].upper(), " ".join(paragraph.split()))
