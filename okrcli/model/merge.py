"""Merge of three versions of a file by their meaning, with the lines that people wrote.

`merged_data` is the data of the merge, field by field and item by item, by id and not by position. `merge` finds a text
with this data: git's own text merge where that is clean and right, else our version with their changes spliced in. The
text is taken only when it has the data of the merge and every comment that either side has written. Where both sides
changed one field, it is a conflict.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from okrcli.errors import RefusedError
from okrcli.text import quote_value
from okrcli.yaml import editor
from okrcli.yaml.reader import as_read, read

Keys = tuple[str | int, ...]
_MISSING: Final = object()


@dataclass(frozen=True, slots=True)
class Merge:
    """The result of a merge."""

    text: bytes | None
    """The merged file; None where people have to decide."""
    conflicts: tuple[str, ...] = ()
    """What both sides changed, in words: `demand/mql target: 25 and 45`; or why no text could be found."""


def merge(base: bytes, ours: bytes, theirs: bytes, path: str, by_git: bytes | None = None) -> Merge:
    """The merge of three versions of a file. `by_git` is git's clean text merge; None where it has conflicts."""
    documents = [read(raw, path) for raw in (base, ours, theirs)]
    broken = [bool(findings) for _, findings in documents]
    if any(broken):
        side = ("the common version", "our version", "their version")[broken.index(True)]
        return Merge(by_git, () if by_git else (f"{side} cannot be read",))
    old, mine, other = (data for data, _ in documents)
    wanted, conflicts = merged_data(old, mine, other)
    if conflicts:
        return Merge(None, tuple(conflicts))
    if by_git is not None and _means(by_git, path, wanted):
        return Merge(by_git)
    try:
        splicing = _Splicing(ours, theirs, path)
        splicing.group((), (), Sides(old, mine, other), wanted)
    except RefusedError as refused:
        return Merge(None, (refused.message,))
    text = _with_comments(splicing.text, base, theirs)
    if not _means(text, path, wanted):
        return Merge(None, ("the merged text would mean something else",))
    lost = _lost_comment(base, ours, theirs, text)
    return Merge(None, (f"the comment {quote_value(lost)} would be lost",)) if lost else Merge(text)


# ── The data of the merge ─────────────────────────────────────────────────────────────────────────────────────────


def merged_data(base: object, ours: object, theirs: object) -> tuple[Any, list[str]]:
    """The data of the merge of three documents, and its conflicts in words."""
    conflicts: list[str] = []
    return _merged(Sides(base, ours, theirs), (), conflicts), conflicts


class Sides(NamedTuple):
    """One value in the three versions; `_MISSING` where a version does not have it."""

    base: Any
    ours: Any
    theirs: Any

    def part(self, key: Hashable) -> Sides:
        """The three values below a key; `_MISSING` where a version is no group."""
        return Sides(*(side.get(key, _MISSING) if isinstance(side, dict) else _MISSING for side in self))

    def named(self) -> Sides:
        """Three lists as groups, each item under its key (see `_named`)."""
        base, ours, theirs = (side if isinstance(side, list) else [] for side in self)
        old = dict(_named(base, ()))
        return Sides(old, dict(_named(ours, old)), dict(_named(theirs, old)))


def _merged(sides: Sides, name: tuple[str, ...], conflicts: list[str]) -> Any:
    base, ours, theirs = sides
    if editor.is_same(ours, theirs) or editor.is_same(base, theirs):
        return ours
    if editor.is_same(base, ours):
        return theirs
    if isinstance(ours, dict) and isinstance(theirs, dict) and not isinstance(base, list | str):
        parts = ((key, _merged(sides.part(key), (*name, key), conflicts)) for key in {**ours, **theirs})
        return {key: value for key, value in parts if value is not _MISSING}
    if all(isinstance(side, list) or side is None for side in (ours, theirs)) and not isinstance(base, dict | str):
        by_name = sides.named()
        above = tuple(part for part in name if part not in ("objectives", "key_results"))
        merged = (
            _merged(by_name.part(key), (*above, _shown_key(key)), conflicts) for key in {**by_name[1], **by_name[2]}
        )
        return [value for value in merged if value is not _MISSING]
    is_gone = _MISSING in (ours, theirs)
    both = " and ".join(
        "taken out"
        if value is _MISSING
        else "changed"
        if is_gone and isinstance(value, dict | list)
        else quote_value(value)
        for value in (ours, theirs)
    )
    conflicts.append(f"{'/'.join(name)}: {both}")
    return ours


def _shown_key(key: Hashable) -> str:
    return str(key[1]) if isinstance(key, tuple) and len(key) > 1 else str(key)


def _named(items: list[Any], known: object) -> Iterator[tuple[Hashable, Any]]:
    """Each item of a list with its key: its id (an earlier one where it was renamed), title or target."""
    counts: Counter[Hashable] = Counter()
    ids = {item["id"] for item in items if isinstance(item, dict) and isinstance(item.get("id"), str)}
    for item in items:
        key = _key(item, known, ids)
        counts[key] += 1
        yield (key if counts[key] == 1 else (key, counts[key])), item


def _key(item: Any, known: Any, ids: set[str]) -> Hashable:
    if not isinstance(item, dict):
        return ("value", quote_value(item), str(item))
    if isinstance(item.get("id"), str):
        was = item.get("was")
        for name in was if isinstance(was, list) else ():
            if ("id", item["id"]) not in known and ("id", name) in known and name not in ids:
                return ("id", name)
        return ("id", item["id"])
    for key in ("to", "title"):
        if isinstance(item.get(key), str):
            return (key, item[key])
    return ("entry", str(item.get("date", item.get("kr", ""))), repr(sorted(item.items(), key=str)))


# ── The text of the merge ─────────────────────────────────────────────────────────────────────────────────────────


def _means(text: bytes, path: str, wanted: object) -> bool:
    """True where a text has the data of the merge; the order of items with names does not count."""
    data, findings = read(text, path)
    return not findings and editor.is_same(_in_order(data), _in_order(wanted))


def _in_order(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _in_order(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_in_order(item) for _, item in sorted(_named(data, ()), key=lambda named: str(named[0]))]
    return data


def _lost_comment(base: bytes, ours: bytes, theirs: bytes, text: bytes) -> str | None:
    """A comment that a side has written and the text lacks; None where it has all of them."""
    old, mine, other, new = map(_comments, (base, ours, theirs, text))
    for side, opposite in ((mine, other), (other, mine)):
        for comment, count in (side - old).items():
            taken_out = max(old[comment] - opposite[comment], 0)
            if new[comment] < old[comment] + count - taken_out:
                return comment
    return None


def _with_comments(text: bytes, base: bytes, theirs: bytes) -> bytes:
    """The text with the new comments of their version that no splice has brought, above or behind their line.

    A comment whose line is not in the text, or is in it twice, stays out; `_lost_comment` finds it then.
    """
    lines, new = text.decode("utf-8", "surrogateescape").split("\n"), _comments(theirs) - _comments(base)
    missing = new - (_comments(text) - _comments(base))
    above: list[str] = []
    for line in theirs.decode("utf-8", "surrogateescape").split("\n"):
        match = _COMMENT.search(line)
        is_missing = match is not None and missing[match[0].rstrip()] > 0
        words = line[: match.start()].strip() if match else line.strip()
        if match and not words:
            above += [match[0].rstrip()] if is_missing else []
        elif words:
            numbers = [number for number, existing in enumerate(lines) if _without_comment(existing) == words]
            if len(numbers) == 1 and match and is_missing and not _COMMENT.search(lines[numbers[0]]):
                lines[numbers[0]] = f"{lines[numbers[0]].rstrip()}  {match[0].rstrip()}"
            if len(numbers) == 1 and above:
                existing = lines[numbers[0]]
                indent = existing[: len(existing) - len(existing.lstrip())]
                lines[numbers[0] : numbers[0]] = [f"{indent}{comment}" for comment in above]
            above = []
    return "\n".join(lines).encode("utf-8", "surrogateescape")


def _without_comment(line: str) -> str:
    comment = _COMMENT.search(line)
    return (line[: comment.start()] if comment else line).strip()


_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")


def _comments(raw: bytes) -> Counter[str]:
    """The text behind a `#` in each line; a `#` inside of a value counts too, which does no harm."""
    matches = map(_COMMENT.search, raw.decode("utf-8", "replace").splitlines())
    return Counter(match[0].rstrip() for match in matches if match)


class _Splicing:
    """Their changes spliced into our text."""

    def __init__(self, ours: bytes, theirs: bytes, path: str) -> None:
        self.text = ours
        self.theirs = theirs
        self.path = path

    def group(self, keys: Keys, their_keys: Keys, sides: Sides, wanted: dict[str, Any]) -> None:
        """Give a group of fields the wanted values. `their_keys` is its path in their text."""
        for key in [key for key in sides.ours if key not in wanted]:
            self.text = editor.remove(self.text, self.path, (*keys, key))
        order = list(sides.theirs) if isinstance(sides.theirs, dict) else []
        for key, value in wanted.items():
            part = sides.part(key)
            if part.ours is _MISSING:
                self._new_field(keys, (*their_keys, key), order)
            elif not editor.is_same(part.ours, value):
                self._value((*keys, key), (*their_keys, key), part, value)

    def _new_field(self, keys: Keys, their_keys: Keys, order: Sequence[str]) -> None:
        try:
            self.text = editor.copy_field(self.theirs, self.path, their_keys, self.text, self.path, keys, order)
        except RefusedError:
            value = editor.as_written(self.theirs, self.path, their_keys)
            self.text = editor.set_value(self.text, self.path, (*keys, their_keys[-1]), value, order)

    def _value(self, keys: Keys, their_keys: Keys, sides: Sides, wanted: Any) -> None:
        if isinstance(sides.ours, dict) and isinstance(wanted, dict):
            self.group(keys, their_keys, sides, wanted)
        elif isinstance(sides.ours, list) and isinstance(wanted, list):
            self._list(keys, their_keys, sides.named(), wanted)
        else:
            value = editor.as_written(self.theirs, self.path, their_keys)
            is_theirs = editor.is_same(as_read(value), wanted)
            self.text = editor.set_value(self.text, self.path, keys, value if is_theirs else wanted)

    def _list(self, keys: Keys, their_keys: Keys, items: Sides, wanted: list[Any]) -> None:
        want = dict(_named(wanted, items.base))
        positions = {name: position for position, name in enumerate(items.ours)}
        their_positions = {name: position for position, name in enumerate(items.theirs)}
        for name, value in want.items():
            if name in positions and not editor.is_same(items.ours[name], value):
                self._value(
                    (*keys, positions[name]), (*their_keys, their_positions.get(name, 0)), items.part(name), value
                )
        for name in want:
            if name not in positions:
                self._append(keys, (*their_keys, their_positions[name]))
        for name in reversed([name for name in positions if name not in want]):
            self.text = editor.remove(self.text, self.path, (*keys, positions[name]))

    def _append(self, keys: Keys, their_keys: Keys) -> None:
        try:
            self.text = editor.copy_item(self.theirs, self.path, their_keys, self.text, self.path, keys)
        except RefusedError:
            value = editor.as_written(self.theirs, self.path, their_keys)
            self.text = editor.append_item(self.text, self.path, keys, value)
