"""The comments of a merge: each belongs to an entry of the data, in each of the three versions.

An entry is known by the names of `merge_data`, not by its position and not by the words of its line. So a comment goes
where its entry goes, and two comments with the same words stay two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from okrcli.model.merge_data import MISSING, ThreeVersions, content, is_list_of_items
from okrcli.yaml import editor
from okrcli.yaml.comments import Anchor, Place
from okrcli.yaml.edited_file import Keys
from okrcli.yaml.reader import read

Name = tuple[object, ...]
"""The path of an entry: keys of groups, and keys of items."""


class _NamedAnchor(NamedTuple):
    name: Name
    place: Place


class LostCommentError(Exception):
    """A comment would have no place in the merged file, or both sides changed it."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def with_comments(text: bytes, base: bytes, ours: bytes, theirs: bytes, path: str) -> bytes:
    """A text that has the data of the merge, with the comments of the merge at their entries.

    Raises LostCommentError, and RefusedError where a comment has no place in lines.
    """
    old = read(base, path)[0]
    versions = [_comments(raw, path, old) for raw in (base, ours, theirs)]
    names = {name: keys for keys, name in _names(read(text, path)[0], old, (), ())}
    wanted = dict(_merged(versions, names))
    present = _comments(text, path, old)
    changes = {
        Anchor(names[anchor.name], anchor.place): wanted.get(anchor, [])
        for anchor in {**wanted, **present}
        if wanted.get(anchor, []) != present.get(anchor, [])
    }
    after = editor.set_comments(text, path, changes)
    result = _comments(after, path, old)
    for anchor, texts in wanted.items():
        if missing := Counter(texts) - Counter(result.get(anchor, [])):
            raise LostCommentError(next(iter(missing)))
    for anchor, texts in result.items():
        if more := Counter(texts) - Counter(wanted.get(anchor, [])):
            raise LostCommentError(next(iter(more)))
    return after


def lost_comment(base: bytes, ours: bytes, theirs: bytes, text: bytes, path: str) -> str | None:
    """A comment that a side has written and the text lacks, or has too often; None where it has all of them."""
    old, mine, other, new = (_counts(raw, path) for raw in (base, ours, theirs, text))
    for comment in {**old, **mine, **other, **new}:
        sides = (mine[comment], other[comment])
        both = sum(sides) - old[comment]
        least = max(sides) if min(sides) >= old[comment] else max(both, 0)
        most = min(sides) if max(sides) <= old[comment] else both
        if not least <= new[comment] <= max(most, least):
            return comment
    return None


def _counts(raw: bytes, path: str) -> Counter[str]:
    return Counter(text for texts in editor.comments_by_anchor(raw, path).values() for text in texts)


def _comments(raw: bytes, path: str, base: Any) -> dict[_NamedAnchor, list[str]]:
    names = dict(_names(read(raw, path)[0], base, (), ()))
    by_anchor = editor.comments_by_anchor(raw, path)
    return {_NamedAnchor(names[anchor.keys], anchor.place): texts for anchor, texts in by_anchor.items()}


def _names(data: Any, base: Any, keys: Keys, name: Name) -> Iterator[tuple[Keys, Name]]:
    """Every path of a document, with the names of its entries. `base` is the same part of the common version."""
    yield keys, name
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _names(value, base.get(key) if isinstance(base, dict) else None, (*keys, key), (*name, key))
    elif isinstance(data, list):
        field = next((key for key in reversed(keys) if isinstance(key, str)), "")
        if not is_list_of_items(field, [data]):
            for number, value in enumerate(data):
                yield from _names(value, None, (*keys, number), (*name, number))
            return
        known, positions, _ = ThreeVersions(base, data, MISSING).positions(field)
        for key, numbers in positions.items():
            old = base[known[key][0]] if key in known else None
            for count, number in enumerate(numbers):
                twin = (content(data[number]), count) if len(numbers) > 1 else ()
                yield from _names(data[number], old, (*keys, number), (*name, (key, *twin)))


def _merged(
    versions: Sequence[Mapping[_NamedAnchor, list[str]]], names: Mapping[Name, Keys]
) -> Iterator[tuple[_NamedAnchor, list[str]]]:
    """The comments of the merge at each entry that it has."""
    for anchor in {key: None for version in versions for key in version}:
        old, mine, other = (version.get(anchor, []) for version in versions)
        if anchor.name in names:
            yield anchor, _merged_texts(old, mine, other, anchor.place)
        else:
            for side in (mine, other):
                if new := Counter(side) - Counter(old):
                    raise LostCommentError(next(iter(new)))


def _merged_texts(old: list[str], mine: list[str], other: list[str], place: Place) -> list[str]:
    if mine == other or old == other:
        return mine
    if old == mine:
        return other
    gone = [Counter(old) - Counter(side) for side in (mine, other)]
    new = [Counter(side) - Counter(old) for side in (mine, other)]
    both = new[1] - new[0]
    if both and new[0] and (gone[0] & gone[1] or place in ("behind", "opening")):
        raise LostCommentError(next(iter(both)))
    result = []
    for text in mine:
        if gone[1][text] > gone[0][text]:
            gone[1][text] -= 1
        else:
            result.append(text)
    return [*result, *both.elements()]
