"""Merge of three versions of a file by their meaning, with the lines that people wrote.

`merge_data` has the data of the merge. `merge` finds a text with this data: git's own text merge where that is clean
and right, else our version with their changes spliced in. The text is taken only when it has the data of the merge and
every comment that either side has written. Where both sides changed one field, it is a conflict.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from okrcli.errors import RefusedError
from okrcli.model.merge_comments import LostCommentError, lost_comment, with_comments
from okrcli.model.merge_data import MISSING, ThreeVersions, content, is_list_of_items, merged_data
from okrcli.text import quote_value
from okrcli.yaml import editor
from okrcli.yaml.edited_file import is_same
from okrcli.yaml.reader import as_read, read

Keys = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """The result of a merge."""

    text: bytes | None
    """The merged file; None where people have to decide."""
    conflicts: tuple[str, ...] = ()
    """The conflicting changes in words: `demand/mql target: 25 and 45`; or the reason why no merged text exists."""


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
    is_right = by_git is not None and _means(by_git, path, wanted)
    if is_right and by_git is not None and _with_comments(by_git, base, ours, theirs, path) == by_git:
        return Merge(by_git)
    result = _spliced(base, ours, theirs, path, ThreeVersions(old, mine, other), wanted)
    if result.text is None and is_right and by_git is not None and not lost_comment(base, ours, theirs, by_git, path):
        return Merge(by_git)
    return result


def _spliced(base: bytes, ours: bytes, theirs: bytes, path: str, sides: ThreeVersions, wanted: dict[str, Any]) -> Merge:
    """Our version with their changes, if it can have the data and the comments of the merge."""
    try:
        splicing = _Splicing(ours, theirs, path)
        splicing.group((), (), sides, wanted)
    except RefusedError as refused:
        return Merge(None, (refused.message,))
    if not _means(splicing.text, path, wanted):
        return Merge(None, ("the merged text would mean something else",))
    text = _with_comments(splicing.text, base, ours, theirs, path)
    return Merge(text) if isinstance(text, bytes) else Merge(None, (text,))


def _with_comments(text: bytes, base: bytes, ours: bytes, theirs: bytes, path: str) -> bytes | str:
    """The text with the comments of the merge; the reason where it cannot have them."""
    try:
        return with_comments(text, base, ours, theirs, path)
    except LostCommentError as lost:
        return f"the comment {quote_value(lost.text)} would be lost"
    except RefusedError as refused:
        return refused.message


# ── The text of the merge ─────────────────────────────────────────────────────────────────────────────────────────


def _means(text: bytes, path: str, wanted: object) -> bool:
    """True where a text has the data of the merge; the order of items counts only where it says something."""
    data, findings = read(text, path)
    return not findings and content(data) == content(wanted)


class _Splicing:
    """Their changes spliced into our text."""

    def __init__(self, ours: bytes, theirs: bytes, path: str) -> None:
        self.text = ours
        self.theirs = theirs
        self.path = path

    def group(self, keys: Keys, their_keys: Keys, sides: ThreeVersions, wanted: dict[str, Any]) -> None:
        """Give a group of fields the wanted values. `their_keys` is its path in their text."""
        for key in [key for key in sides.ours if key not in wanted]:
            self.text = editor.remove(self.text, self.path, (*keys, key))
        order = list(sides.theirs) if isinstance(sides.theirs, dict) else []
        for key, value in wanted.items():
            part = sides.part(key)
            if part.ours is MISSING:
                self._new_field(keys, (*their_keys, key), order)
            elif not is_same(part.ours, value):
                self._value((*keys, key), (*their_keys, key), part, value)

    def _new_field(self, keys: Keys, their_keys: Keys, order: Sequence[str]) -> None:
        try:
            self.text = editor.copy_field(self.theirs, self.path, their_keys, self.text, self.path, keys, order)
        except RefusedError:
            value = editor.as_written(self.theirs, self.path, their_keys)
            self.text = editor.set_value(self.text, self.path, (*keys, their_keys[-1]), value, order)

    def _value(self, keys: Keys, their_keys: Keys, sides: ThreeVersions, wanted: Any) -> None:
        if isinstance(sides.ours, dict) and isinstance(wanted, dict):
            self.group(keys, their_keys, sides, wanted)
        elif isinstance(sides.ours, list) and isinstance(wanted, list):
            if is_list_of_items(_field(keys), [sides.ours, wanted]):
                self._items(keys, their_keys, sides, wanted)
            else:
                self._numbers(keys, sides.ours, wanted)
        else:
            value = editor.as_written(self.theirs, self.path, their_keys)
            is_theirs = is_same(as_read(value), wanted)
            self.text = editor.set_value(self.text, self.path, keys, value if is_theirs else wanted)

    def _items(self, keys: Keys, their_keys: Keys, sides: ThreeVersions, wanted: list[Any]) -> None:
        """Give a list of items the wanted ones, the new ones at its end."""
        field = _field(keys)
        base, ours, theirs = sides.positions(field)
        want = sides._replace(theirs=wanted).positions(field).theirs
        changed: list[tuple[int | None, int, int | None, Any]] = []
        gone = [number for name, numbers in ours.items() if name not in want for number in numbers]
        new: list[int] = []
        for name, numbers in want.items():
            mine, other = ours.get(name, []), theirs.get(name, [])
            if len(numbers) == len(mine) == 1:
                old = base.get(name, [None])[0]
                changed.append((old, mine[0], other[0] if other else None, wanted[numbers[0]]))
            elif _unmatched(numbers, wanted, mine, sides.ours):
                stale = _unmatched(mine, sides.ours, other, sides.theirs)
                fresh = _unmatched(other, sides.theirs, mine, sides.ours)
                changed += [
                    (None, stale_item, fresh_item, sides.theirs[fresh_item])
                    for stale_item, fresh_item in zip(stale, fresh, strict=False)
                ]
                gone += stale[len(fresh) :]
                new += fresh[len(stale) :]
            else:
                gone += _unmatched(mine, sides.ours, numbers, wanted)
        for *numbers, value in changed:
            items = (MISSING if number is None else side[number] for side, number in zip(sides, numbers, strict=True))
            parts = ThreeVersions(*items)
            if not is_same(parts.ours, value):
                self._value((*keys, numbers[1]), (*their_keys, numbers[2] or 0), parts, value)
        for number in new:
            self._append(keys, (*their_keys, number))
        for number in sorted(gone, reverse=True):
            self.text = editor.remove(self.text, self.path, (*keys, number))

    def _numbers(self, keys: Keys, ours: list[Any], wanted: list[Any]) -> None:
        """Give a list whose items mean something by their place the wanted ones."""
        for number, value in enumerate(wanted):
            if number < len(ours):
                self.text = editor.set_value(self.text, self.path, (*keys, number), value)
            else:
                self.text = editor.append_item(self.text, self.path, keys, value)
        for number in range(len(ours) - 1, len(wanted) - 1, -1):
            self.text = editor.remove(self.text, self.path, (*keys, number))

    def _append(self, keys: Keys, their_keys: Keys) -> None:
        try:
            self.text = editor.copy_item(self.theirs, self.path, their_keys, self.text, self.path, keys)
        except RefusedError:
            value = editor.as_written(self.theirs, self.path, their_keys)
            self.text = editor.append_item(self.text, self.path, keys, value)


def _field(keys: Keys) -> str:
    """The name of the field that a path leads to."""
    return next((key for key in reversed(keys) if isinstance(key, str)), "")


def _unmatched(numbers: Sequence[int], items: list[Any], others: Sequence[int], other_items: list[Any]) -> list[int]:
    """The positions of items whose content is not among some other items."""
    rest = Counter(content(other_items[number]) for number in others)
    unmatched = []
    for number in numbers:
        rest[content(items[number])] -= 1
        if rest[content(items[number])] < 0:
            unmatched.append(number)
    return unmatched
