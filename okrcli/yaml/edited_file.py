"""A file before an edit, and the choice of the first candidate that has exactly the wanted data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, TypeAlias

from okrcli.errors import RefusedError
from okrcli.text import number_text
from okrcli.yaml.document import Document
from okrcli.yaml.layout import Layout
from okrcli.yaml.reader import read
from okrcli.yaml.splice import EditCandidate, Splice

Keys: TypeAlias = tuple[str | int, ...]
"""A path of keys and positions, as in `Document.locate`."""

_BOM: Final = b"\xef\xbb\xbf"


class EditedFile:
    """A file before an edit. Raises RefusedError when it cannot be read: such a file is corrected first."""

    def __init__(self, raw: bytes, path: str) -> None:
        self.raw = raw
        self.path = path
        data, findings = read(raw, path)
        if findings:
            finding = findings[0]
            hints = (finding.hint,) if finding.hint else ()
            raise RefusedError(f"{path}:{finding.place.line}: {finding.message}", *hints)
        self.data: Any = data

    @cached_property
    def _document(self) -> Document:
        return Document(self.path, self.raw)

    @cached_property
    def layout(self) -> Layout:
        """The offsets and lines of all entries."""
        return Layout(self._document.tree)

    def at(self, keys: Keys) -> Any:
        """The value at `keys`. Raises RefusedError where there is none."""
        value = self.data
        for number, step in enumerate(keys):
            if not has_step(value, step):
                raise self.novalue_at(keys[: number + 1])
            value = value[step]
        return value

    def data_with(self, keys: Keys, value: object) -> object:
        """The data with another value at `keys`."""
        data = deepcopy(self.data)
        put_in(data, keys, value)
        return data

    def novalue_at(self, keys: Keys) -> RefusedError:
        """The refusal for a path that does not exist."""
        return self.refusal(keys, "there is no such place in the file", [])

    def refusal(self, keys: Keys, reason: str, hints: Iterable[str]) -> RefusedError:
        """The refusal of an edit at `keys`, with the line of the value there or around it."""
        position = self._document.locate(keys)
        name = "/".join(map(str, keys))
        return RefusedError(f"{self.path}:{position.line}: `{name}` cannot be changed: {reason}", *hints)

    def first_valid(self, candidates: Iterable[EditCandidate], wanted: object, keys: Keys) -> bytes:
        """The new file by the first candidate that has the wanted data. Raises RefusedError where none has."""
        reason, hints = "okr cannot change this part safely: edit the file", list[str]()
        for candidate in self._also_with_line_end(candidates):
            after = self._with(candidate)
            wrong = verify_edit(after, wanted, self.path)
            if wrong is None:
                return after
            if not hints:
                reason, hints = wrong, self._hints(candidate, after)
        raise self.refusal(keys, reason, hints)

    def _hints(self, candidate: EditCandidate, after: bytes) -> list[str]:
        """The hints for an edit that is refused: how to do it by hand, if that can be done at all."""
        _, findings = read(after, self.path)
        if findings:
            return [hint for finding in findings[:1] if (hint := finding.hint)]
        last = self.layout.last_scalar()
        if last.style in ("|", ">") and not self.layout.text.endswith("\n"):
            where = f"the text after `{last.style}` in line {last.start.line + 1}"
            return [f"{where} ends without a line end: add one, or write `{last.style}-` there"]
        return list(self._by_hand(candidate))

    def _also_with_line_end(self, candidates: Iterable[EditCandidate]) -> Iterator[EditCandidate]:
        """Each candidate; where the file has no final line break also with one, which a text after `|` may need."""
        end = len(self.layout.text)
        for candidate in candidates:
            yield candidate
            if not self.layout.text.endswith("\n"):
                yield [*candidate, Splice(end, end, "\n")]

    def _with(self, candidate: EditCandidate) -> bytes:
        text, parts, done = self.layout.text, list[str](), 0
        for splice in sorted(candidate, key=lambda splice: splice[:2]):
            parts += (text[done : splice.start], splice.text.replace("\n", self.layout.newline_at(splice.start)))
            done = splice.end
        new = "".join([*parts, text[done:]]).encode("utf-8", "surrogatepass")
        return _BOM + new if self.raw.startswith(_BOM) else new

    def _by_hand(self, candidate: EditCandidate) -> Iterator[str]:
        """The changes of a candidate as lines for a person who makes them by hand."""
        for splice in candidate:
            line = self.layout.line_of(splice.start) + 1
            gone, new = self.layout.text[splice.start : splice.end].strip(), splice.text.strip("\n")
            yield f"by hand, {'write' if new else 'remove'} at line {line}:"
            yield from (new or gone).splitlines()


def has_step(value: object, step: str | int) -> bool:
    """True where a group has that key, or a list that position."""
    if isinstance(step, int):
        return isinstance(value, list) and 0 <= step < len(value)
    return isinstance(value, dict) and step in value


def value_at(data: Any, keys: Keys) -> Any:
    """The value at a path that exists."""
    for step in keys:
        data = data[step]
    return data


def put_in(data: Any, keys: Keys, value: object) -> None:
    """Put a value into data, in place."""
    value_at(data, keys[:-1])[keys[-1]] = value


def verify_edit(raw: bytes, wanted: object, path: str) -> str | None:
    """The reason why a new text must not be written; None where it has exactly the wanted data."""
    data, findings = read(raw, path)
    if findings:
        return f"the file would be broken ({findings[0].message})"
    if not is_same(data, wanted):
        return "something else in the file would change its meaning"
    return None


def is_same(first: object, second: object) -> bool:
    """True where two documents are equal to the digit: `1` is neither `1.0` nor `true`."""
    if type(first) is not type(second):
        return False
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(is_same(value, second[key]) for key, value in first.items())
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(map(is_same, first, second))
    if isinstance(first, Decimal) and isinstance(second, Decimal):
        return number_text(first) == number_text(second)
    return first == second
