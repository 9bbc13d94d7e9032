"""Automatic fixes where only one correction is possible: bytes in, bytes out.

Examples: a number in quotes, a date in another order, `Paused` for `paused`. A fix is made only if the format accepts
the corrected value. Misspelt fields and names are never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from okrcli.errors import RefusedError
from okrcli.model.field_errors import UNKNOWN_WORD, WRONG_VALUE, FieldError, Keys
from okrcli.model.hints import days_meant
from okrcli.model.validation import read_record
from okrcli.text import number_text, quote_value
from okrcli.workspace.file_loader import kind_of
from okrcli.yaml import editor, reader
from okrcli.yaml.document import Document

_QUOTED: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_WORDS: Final = {"true": True, "yes": True, "false": False, "no": False}
_LISTS: Final = frozenset(("contributes_to", "supports", "was", "members"))
"""Lists of names, in which a repeated name means nothing."""


@dataclass(frozen=True, slots=True)
class Fix:
    """A fix that was made: the code of the finding, its line before the fix, and both values in words."""

    code: str
    line: int
    words: str


Wanted = Callable[[str, int, int], bool]
"""A function of code, line and column of a finding; it returns True if the finding is to be fixed."""


def fix_all(raw: bytes, path: str, wanted: Wanted) -> tuple[bytes, list[Fix]]:
    """The file with all wanted and certain fixes, and the fixes by line. A file with a syntax error stays as it is."""
    data, findings = reader.read(raw, path)
    if findings or not isinstance(data, dict):
        return raw, []
    document = Document(path, raw)
    after, fixes = raw, []
    for problem, value in _certain_fixes(path, data):
        position = document.locate(problem.keys)
        if not wanted(problem.code.number, position.line, position.column):
            continue
        try:
            after = editor.replace_scalars(after, path, {problem.keys: value})
        except RefusedError:
            continue
        words = f'`{problem.keys[-1]}`: "{quote_value(_at(data, problem.keys)).strip("`")}" → {_text(value)}'
        fixes.append(Fix(problem.code.number, position.line, words))
    for keys in reversed(list(_repeated_names(data))):
        position = document.locate(keys)
        if wanted("OKR211", position.line, position.column):
            try:
                after = editor.remove(after, path, keys)
            except RefusedError:
                continue
            name = next(key for key in reversed(keys) if isinstance(key, str))
            fixes.append(Fix("OKR211", position.line, f"`{name}`: {quote_value(_at(data, keys))} once"))
    return after, sorted(fixes, key=lambda fix: fix.line)


def _certain_fixes(path: str, data: Any) -> Iterator[tuple[FieldError, object]]:
    """The errors with only one possible correction that the format accepts, each with the corrected value."""
    kind = kind_of(path, data)
    _, problems = read_record(kind, data)
    for problem in problems:
        value = _at(data, problem.keys)
        if not isinstance(value, str):
            continue
        meanings: Iterable[object] = ()
        if problem.code is WRONG_VALUE:
            meanings = _values(value, _at(data, problem.keys[:-1]))
        elif problem.code is UNKNOWN_WORD:
            meanings = (re.sub(r"[ -]+", "_", value.strip().lower()),)
        for meaning in meanings:
            corrected = deepcopy(data)
            _at(corrected, problem.keys[:-1])[problem.keys[-1]] = reader.as_read(meaning)
            _, remaining = read_record(kind, corrected)
            if not any(other.keys[: len(problem.keys)] == problem.keys for other in remaining):
                yield problem, meaning
                break


def _values(text: str, group: object) -> Iterator[object]:
    """The values that a text can mean, in the order in which they are tried."""
    plain = text.strip()
    if _QUOTED.fullmatch(plain):
        yield Decimal(plain)
    in_percent = isinstance(group, dict) and group.get("unit") == "%"
    if in_percent and _QUOTED.fullmatch(number := plain.removesuffix("%").rstrip()):
        yield Decimal(number)
    if len(days := days_meant(plain)) == 1:
        try:
            yield date.fromisoformat(days[0])
        except ValueError:
            return
    if plain.lower() in _WORDS:
        yield _WORDS[plain.lower()]


def _repeated_names(data: Any, keys: Keys = ()) -> Iterator[Keys]:
    """The key path of each name that its list holds already."""
    pairs: Iterable[tuple[str | int, Any]] = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in pairs:
        if key in _LISTS and isinstance(value, list):
            for position, name in enumerate(value):
                if isinstance(name, str) and name in value[:position]:
                    yield (*keys, key, position)
        elif isinstance(value, dict | list):
            yield from _repeated_names(value, (*keys, key))


def _at(data: Any, keys: Keys) -> Any:
    key: Any
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else data[key] if isinstance(data, list) else None
    return data


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return number_text(value) if isinstance(value, Decimal) else str(value)
