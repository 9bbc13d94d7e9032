"""Selection of findings by code: a number, a name or a prefix."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from okrcli.diagnostics import CODES, Code, Finding
from okrcli.errors import UsageError
from okrcli.suggest import did_you_mean
from okrcli.text import quote_value

_PREFIX = re.compile(r"OKR[0-9]{0,2}")


def codes_meant(text: str) -> list[Code]:
    """The codes that a number (`OKR204`), a name (`unknown-name`) or a prefix (`OKR2`) stands for; may be empty."""
    number = text.strip().upper()
    if number in CODES:
        return [CODES[number]]
    if _PREFIX.fullmatch(number):
        return [code for name, code in sorted(CODES.items()) if name.startswith(number)]
    return [code for code in CODES.values() if code.name == text.strip().lower()]


def meant_instead(text: str) -> str:
    """The hint for a text that is no code: the nearest one, or the command that lists all."""
    names = sorted(CODES) if text.upper().startswith("OKR") else [CODES[number].name for number in sorted(CODES)]
    near = did_you_mean(text.strip(), names)
    return near or "okr explain --list shows all codes"


@dataclass(frozen=True, slots=True)
class Selection:
    """The codes that `--select` and `--ignore` leave. Hard codes are always kept: a broken file is never ignored."""

    selected: frozenset[str] | None
    ignored: frozenset[str]

    def __call__(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings whose code is selected."""
        return [finding for finding in findings if self._has(finding.code)]

    def _has(self, number: str) -> bool:
        if CODES[number].is_hard:
            return True
        return (self.selected is None or number in self.selected) and number not in self.ignored


def selection(select: Sequence[str], ignore: Sequence[str]) -> Selection:
    """The selection that the values of `--select` and `--ignore` describe, each a code or several with commas.

    Raises UsageError for an unknown code, and for ignoring one that cannot be ignored.
    """
    ignored = _numbers("--ignore", ignore)
    for word in _words(ignore):
        named = codes_meant(word)
        if len(named) == 1 and named[0].is_hard:
            hard = named[0]
            raise UsageError(f"{hard.number} {hard.name} cannot be ignored", "fix the finding")
    return Selection(_numbers("--select", select) if select else None, ignored)


def _numbers(option: str, texts: Sequence[str]) -> frozenset[str]:
    numbers: set[str] = set()
    for word in _words(texts):
        named = codes_meant(word)
        if not named:
            raise UsageError(f"`{option}`: there is no code {quote_value(word)}", meant_instead(word))
        numbers.update(code.number for code in named)
    return frozenset(numbers)


def _words(texts: Sequence[str]) -> list[str]:
    return [word for text in texts for word in text.replace(",", " ").split()]
