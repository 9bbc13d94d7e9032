"""Edits of files that people wrote: bytes in, bytes out, and nothing else in the text changes.

`edit_candidates` yields candidates for an edit. Here the result of each is read again: it must have the data of the
file before with exactly the requested change. The first such candidate is taken; where there is none, the edit is
refused. The tests read every result by ruamel.yaml as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from datetime import date, datetime
from typing import Any, Final

from okrcli.yaml.comments import Anchor, by_anchor, comment_edits, counts
from okrcli.yaml.edit_candidates import append_edits, field_line_edits, fill_edits, line_edits, put_edits, scalar_edits
from okrcli.yaml.edited_file import EditedFile, Keys, has_step, is_same, put_in, value_at, verify_edit
from okrcli.yaml.emitter import OneLine, block_text
from okrcli.yaml.nodes import Node
from okrcli.yaml.reader import as_read
from okrcli.yaml.removals import remove_edits
from okrcli.yaml.splice import EditCandidate

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


def set_value(raw: bytes, path: str, keys: Keys, value: object, order: Sequence[str] = ()) -> bytes:
    """The file with another value at `keys`. Only a scalar is replaced; a field that is missing is added to its group.

    A new field gets its position in `order`, the field order of its group, else the last one; missing groups around it
    are made. `value` is what `read` gives, or a `date` or UTC `datetime`. The same value changes nothing.
    """
    text = EditedFile(raw, path)
    known = 0
    while known < len(keys) and has_step(text.at(keys[:known]), keys[known]):
        known += 1
    if known == len(keys):
        return _with_value(text, keys, value)
    group, missing = text.at(keys[:known]), keys[known:]
    if (group is not None and not isinstance(group, dict)) or any(isinstance(key, int) for key in missing):
        raise text.novalue_at(keys[: known + 1])
    for key in reversed(missing[1:]):
        value = {key: value}
    after = as_read(value)
    if group is None:
        candidates = fill_edits(text.layout, text.layout.entry(keys[:known]), {missing[0]: value})
        return text.first_valid(candidates, text.data_with(keys[:known], {missing[0]: after}), keys)
    node = text.layout.entry(keys[:known]).item if known else text.layout.root
    candidates = put_edits(text.layout, node, str(missing[0]), value, order)
    return text.first_valid(candidates, text.data_with(keys[: known + 1], after), keys)


def _with_value(text: EditedFile, keys: Keys, value: object) -> bytes:
    old = text.at(keys)
    if is_same(old, as_read(value)):
        return text.raw
    if old is None and isinstance(value, Mapping | Sequence) and not isinstance(value, str):
        candidates = fill_edits(text.layout, text.layout.entry(keys), value)
        return text.first_valid(candidates, text.data_with(keys, as_read(value)), keys)
    return _with_scalars(text, {keys: value})


def text_of(fields: Mapping[str, object]) -> str:
    """The text of a new file: block style, in the given order, numbers with their typed digits.

    Takes what `read` gives, and `date` and UTC `datetime`, which are written without quotes. Raises AssertionError when
    the text does not read back as the same values, such as a text with a control character: that is the caller's bug.
    """
    text = block_text(fields)
    reason = verify_edit(text.encode("utf-8", "surrogatepass"), as_read(fields), "new file")
    if reason:
        raise AssertionError(f"the text of a new file does not read back as its data: {reason}")
    return text


def replace_scalars(raw: bytes, path: str, changes: Mapping[Keys, object]) -> bytes:
    """The file with other scalars in the place of scalars, all of them or none."""
    text = EditedFile(raw, path)
    for keys in changes:
        text.at(keys)
    return _with_scalars(text, changes)


def _with_scalars(text: EditedFile, changes: Mapping[Keys, object]) -> bytes:
    real = {keys: value for keys, value in changes.items() if not is_same(text.at(keys), as_read(value))}
    if not real:
        return text.raw
    for keys, value in real.items():
        for scalar in (text.at(keys), value):
            if isinstance(scalar, Mapping | Sequence) and not isinstance(scalar, str):
                raise text.refusal(keys, "it is a list or group, not a single value", ["change it item by item"])
    choices = [list(scalar_edits(text.layout, text.layout.entry(keys), value)) for keys, value in real.items()]
    candidates = (
        [splice for candidate in choices for splice in candidate[min(step, len(candidate) - 1)]] for step in range(4)
    )
    wanted = deepcopy(text.data)
    for keys, value in real.items():
        put_in(wanted, keys, as_read(value))
    return text.first_valid(candidates, wanted, next(iter(real)))


def append_item(raw: bytes, path: str, keys: Keys, item: object, order: Sequence[str] = ()) -> bytes:
    """The file with one more item at the end of the list at `keys`, which may be empty or missing in its group.

    `order` is the field order of the group, for a list that is missing.
    """
    text = EditedFile(raw, path)
    if not has_step(text.at(keys[:-1]), keys[-1]):
        return set_value(raw, path, keys, [item], order)
    old = text.at(keys)
    if old is not None and not isinstance(old, list):
        raise text.refusal(keys, "it is not a list", ["make it a list first"])
    candidates = append_edits(text.layout, text.layout.entry(keys), item)
    return text.first_valid(candidates, text.data_with(keys, [*(old or ()), as_read(item)]), keys)


def remove(raw: bytes, path: str, keys: Keys, *, is_moved: bool = False) -> bytes:
    """The file without the field or list item at `keys`, and without the comments that belong to it.

    Those are the comments behind it, inside it, directly above it in its column, and below it indented deeper.
    Headings, commented YAML, and what a blank line sets apart stay. A list or group that loses its last entry becomes
    `[]` or `{}`, and keeps the comments above it unless the entry `is_moved`.
    """
    text = EditedFile(raw, path)
    text.at(keys)
    if len(keys) == 1 and len(text.data) == 1:
        raise text.refusal(keys, "a file cannot be empty", ["delete the file"])
    holder = text.layout.entry(keys[:-1]) if len(keys) > 1 else None
    candidates = remove_edits(text.layout, holder, text.layout.entry(keys), is_moved=is_moved)
    wanted = deepcopy(text.data)
    del value_at(wanted, keys[:-1])[keys[-1]]
    return text.first_valid(candidates, wanted, keys)


def copy_item(raw: bytes, path: str, keys: Keys, into_raw: bytes, into_path: str, into: Keys) -> bytes:
    """A file with a list item of another file at the end of a list: its lines and comments, indented as they fit.

    Where one of the two lists stands in `[ ]`, the item is written anew. Raises RefusedError where a comment would have
    no place then, or the list has no item yet.
    """
    source, target = EditedFile(raw, path), EditedFile(into_raw, into_path)
    item = deepcopy(source.at(keys))
    entry, target_list = source.layout.entry(keys), target.layout.entry(into)
    if not target.at(into):
        raise target.refusal(into, "the list is empty", ["move it by hand"])
    candidates: Iterable[EditCandidate] = ()
    if not (entry.parent.flow or target_list.item.flow or source.layout.is_inline(entry)):
        candidates = line_edits(target.layout, target_list, source.layout, entry)
    elif source.layout.has_comments(entry):
        raise source.refusal(keys, "its comments cannot move there", ["move it by hand"])
    else:
        candidates = append_edits(target.layout, target_list, _as_written(entry.item, item))
    return target.first_valid(candidates, target.data_with(into, [*target.at(into), item]), into)


def as_written(raw: bytes, path: str, keys: Keys) -> object:
    """The value at `keys` in the form in which it is written again the same way: days as `date`, groups in `{ }`."""
    text = EditedFile(raw, path)
    return _as_written(text.layout.entry(keys).item, deepcopy(text.at(keys)))


def _as_written(node: Node, data: Any) -> object:
    """A value with days and moments that are written without quotes as such, and groups in `{ }` as those."""
    if isinstance(data, dict):
        kind = OneLine if node.flow else dict
        parts = zip(node.keys, node.items, strict=True)
        return kind({key.value: _as_written(item, data[key.value]) for key, item in parts})
    if isinstance(data, list):
        return [_as_written(item, value) for item, value in zip(node.items, data, strict=True)]
    if isinstance(data, str) and node.is_plain and _DAY.match(data):
        with suppress(ValueError):
            value = date.fromisoformat(data) if _DAY.fullmatch(data) else datetime.fromisoformat(data)
            return value if as_read(value) == data else data
    return data


def copy_field(
    raw: bytes, path: str, keys: Keys, into_raw: bytes, into_path: str, into: Keys, order: Sequence[str]
) -> bytes:
    """A file with a field of another file in one of its groups, where `order` has it: its lines and comments.

    Raises RefusedError where the field shares its lines with something else, or the group stands in `{ }`.
    """
    source, target = EditedFile(raw, path), EditedFile(into_raw, into_path)
    value = deepcopy(source.at(keys))
    entry = source.layout.entry(keys)
    is_group = isinstance(target.at(into), dict)
    group = target.layout.entry(into).item if into else target.layout.root
    if entry.parent.flow or group.flow or not is_group or source.layout.is_inline(entry):
        raise source.refusal(keys, "it shares its line with something else", ["move it by hand"])
    candidates = field_line_edits(target.layout, group, order, source.layout, entry)
    return target.first_valid(candidates, target.data_with((*into, keys[-1]), value), into)


def set_comments(raw: bytes, path: str, wanted: Mapping[Anchor, Sequence[str]]) -> bytes:
    """The file with other comments at some entries; the text of each begins with `#`.

    Raises RefusedError where a comment has no place there.
    """
    text = EditedFile(raw, path)
    keys = next((anchor.keys for anchor in wanted), ())
    return text.first_valid([comment_edits(text.layout, wanted)], text.data, keys) if wanted else raw


def comment_counts(raw: bytes, path: str) -> Counter[str]:
    """Every comment of a file with the number of times it occurs. Raises RefusedError for a file with findings."""
    return counts(EditedFile(raw, path).layout) if b"#" in raw else Counter()


def comments_by_anchor(raw: bytes, path: str) -> dict[Anchor, list[str]]:
    """The texts of all comments by the entries that they belong to. Raises RefusedError for a file with findings."""
    comments = by_anchor(EditedFile(raw, path).layout)
    return {anchor: [comment.text for comment in several] for anchor, several in comments.items()}


def move_item(raw: bytes, path: str, keys: Keys, into_raw: bytes, into_path: str, into: Keys) -> tuple[bytes, bytes]:
    """Move a list item to the end of another list, as `graft` does.

    Both files come back, without the item and with it; where it is one file, both are it.
    """
    after = copy_item(raw, path, keys, into_raw, into_path, into)
    rest = remove(after if path == into_path else raw, path, keys, is_moved=True)
    return rest, rest if path == into_path else after
