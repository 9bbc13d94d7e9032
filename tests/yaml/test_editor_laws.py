"""Laws of editing, over files in many layouts: what goes in comes out again, and nothing else is touched."""

import copy
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from okrcli.errors import RefusedError
from okrcli.yaml.editor import append_item, copy_field, move_item, remove, replace_scalars, set_value
from okrcli.yaml.reader import read
from tests.support.documents import plain
from tests.support.examples import examples
from tests.support.second_reader import is_read_so_by_ruamel
from tests.support.yamllayouts import NUMBERS, ORDER, TEXTS, Keys, files

_COMMENT = re.compile(r"# \d+ of [^\r\n]+")
SCALARS = [*TEXTS, *map(Decimal, NUMBERS), True, False, date(2026, 10, 31)]
ITEMS: list[Any] = [
    *SCALARS,
    {"id": "new", "title": "A new one: here", "owner": "mai"},
    {"title": "Tăng", "due": date(2026, 11, 1), "note": "two\nlines\n"},
    {"id": "deep", "actions": [{"title": "x"}, {"title": "y"}], "contributes_to": ["a", "b"]},
]
many = settings(max_examples=examples(150), deadline=None)


def data_of(raw: bytes) -> Any:
    data, findings = read(raw, "x.yaml")
    assume(not findings)
    return data


def assert_says(raw: bytes, wanted: Any) -> None:
    """A file says what is wanted to both readers: libyaml and ruamel.yaml."""
    data, findings = read(raw, "x.yaml")
    assert not findings
    assert plain(data) == plain(wanted)
    assert is_read_so_by_ruamel(raw, data)


def ways(data: Any, before: Keys = ()) -> Iterator[Keys]:
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pairs:
        yield (*before, key)
        yield from ways(value, (*before, key))


def at(data: Any, keys: Keys) -> Any:
    for key in keys:
        data = data[key]
    return data


def is_scalar(value: Any) -> bool:
    return not isinstance(value, dict | list)


def done(edit: Any, *arguments: Any) -> Any:
    """The edit, or the end of this example where it is refused; how often that is, is counted."""
    try:
        after = edit(*arguments)
    except RefusedError:
        event(f"{edit.__name__} refused")
        assume(False)
        raise
    event(f"{edit.__name__} done")
    return after


def comments(raw: bytes) -> set[str]:
    return set(_COMMENT.findall(raw.decode()))


def is_back(after: bytes, before: bytes) -> bool:
    """Whether the old bytes are back. A text after `|` may have needed a line end at the end of the file; it stays."""
    return after == before or (not before.endswith(b"\n") and after.removesuffix(b"\n").removesuffix(b"\r") == before)


def lost_lines(before: bytes, after: bytes) -> int:
    """How many lines of `before` are no lines of `after`, in their order."""
    old, new = before.split(b"\n"), after.split(b"\n")
    return len(old) - sum(block.size for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks())


@many
@given(files(), st.data())
def test_appending_and_taking_out(raw: bytes, choices: st.DataObject) -> None:
    data = data_of(raw)
    lists = [keys for keys in ways(data) if isinstance(at(data, keys), list)]
    assume(lists)
    keys, item = choices.draw(st.sampled_from(lists)), choices.draw(st.sampled_from(ITEMS))
    after = done(append_item, raw, "x.yaml", keys, item)
    wanted = copy.deepcopy(data)
    at(wanted, keys).append(item)
    assert_says(after, wanted)
    assert comments(after) == comments(raw)
    assert lost_lines(raw, after) <= 1
    back = remove(after, "x.yaml", (*keys, len(at(data, keys))))
    if at(data, keys):
        assert is_back(back, raw)
    else:  # lines took the place of brackets; the gap that was before these is not remembered
        assert is_back(re.sub(rb" +\[\]", b" []", back), re.sub(rb" +\[\]", b" []", raw))


@many
@given(files(), st.data())
def test_putting_and_taking_out(raw: bytes, choices: st.DataObject) -> None:
    data = data_of(raw)
    groups = [(), *(keys for keys in ways(data) if isinstance(at(data, keys), dict))]
    keys = (*choices.draw(st.sampled_from(groups)), choices.draw(st.sampled_from([*ORDER, "ключ", "yes"])))
    assume(keys[-1] not in at(data, keys[:-1]))
    value = choices.draw(st.sampled_from([*ITEMS, ["a", "b"], [{"id": "x"}], [], {}, None]))
    after = done(set_value, raw, "x.yaml", keys, value, ORDER)
    wanted = copy.deepcopy(data)
    at(wanted, keys[:-1])[keys[-1]] = value
    assert_says(after, wanted)
    assert comments(after) == comments(raw)
    assert lost_lines(raw, after) <= 1
    assert is_back(remove(after, "x.yaml", keys), raw)


@many
@given(files(), st.data())
def test_setting_and_setting_back(raw: bytes, choices: st.DataObject) -> None:
    data = data_of(raw)
    scalars = [keys for keys in ways(data) if is_scalar(at(data, keys))]
    assume(scalars)
    keys, value = choices.draw(st.sampled_from(scalars)), choices.draw(st.sampled_from(SCALARS))
    old = at(data, keys)
    after = done(set_value, raw, "x.yaml", keys, value)
    wanted = copy.deepcopy(data)
    at(wanted, keys[:-1])[keys[-1]] = value
    assert_says(after, wanted)
    assert comments(after) == comments(raw)
    assert (after == raw) == (plain(old) == plain(value))
    again = set_value(after, "x.yaml", keys, value)
    assert again == after
    back = set_value(after, "x.yaml", keys, old)
    assert_says(back, data)
    assert comments(back) == comments(raw)


@many
@given(files(), st.data())
def test_a_simple_value_set_back_gives_the_old_bytes(raw: bytes, choices: st.DataObject) -> None:
    """Values that any style of text can hold, or numbers among themselves."""
    data = data_of(raw)
    texts = {text for text in TEXTS if re.fullmatch(r"\w[\w ]*\w", text) and text not in ("yes", "12:30")}
    leaves = [keys for keys in ways(data) if is_scalar(at(data, keys))]
    scalars = [keys for keys in leaves if at(data, keys) in texts or isinstance(at(data, keys), Decimal)]
    assume(scalars)
    keys = choices.draw(st.sampled_from(scalars))
    is_number = isinstance(at(data, keys), Decimal)
    value = choices.draw(st.sampled_from([*map(Decimal, NUMBERS)] if is_number else sorted(texts)))
    after = done(set_value, raw, "x.yaml", keys, value)
    old_lines, new_lines = raw.split(b"\n"), after.split(b"\n")
    assert len(old_lines) == len(new_lines)
    changed = sum(old != new for old, new in zip(old_lines, new_lines, strict=True))
    assert changed == (plain(at(data, keys)) != plain(value))
    assert set_value(after, "x.yaml", keys, at(data, keys)) == raw


@many
@given(files(), st.data())
def test_taking_out(raw: bytes, choices: st.DataObject) -> None:
    """Comments that go belong to what goes; all other lines stay."""
    data = data_of(raw)
    keys = choices.draw(st.sampled_from(list(ways(data))))
    after = done(remove, raw, "x.yaml", keys)
    wanted = copy.deepcopy(data)
    del at(wanted, keys[:-1])[keys[-1]]
    assert_says(after, wanted)
    name = ".".join(map(str, keys))
    lost = {comment.split(" of ")[1] for comment in comments(raw) - comments(after)}
    assert all(owner == name or owner.startswith(f"{name}.") for owner in lost)


@many
@given(files(), st.data())
def test_several_scalars_at_once(raw: bytes, choices: st.DataObject) -> None:
    data = data_of(raw)
    scalars = [keys for keys in ways(data) if is_scalar(at(data, keys))]
    assume(scalars)
    some = choices.draw(st.lists(st.sampled_from(scalars), min_size=1, max_size=4, unique=True))
    changes = {keys: choices.draw(st.sampled_from(SCALARS)) for keys in some}
    after = done(replace_scalars, raw, "x.yaml", changes)
    wanted = copy.deepcopy(data)
    for keys, value in changes.items():
        at(wanted, keys[:-1])[keys[-1]] = value
    assert_says(after, wanted)
    assert comments(after) == comments(raw)


@many
@given(files())
def test_the_readers_agree_before_an_edit(raw: bytes) -> None:
    assert is_read_so_by_ruamel(raw, data_of(raw))


@settings(max_examples=examples(40), deadline=None)
@given(files(), files(), st.data())
def test_an_item_moves_to_another_file(raw: bytes, into_raw: bytes, choices: st.DataObject) -> None:
    """Its comments come along, and the comments of the two files are all there but those that belong to it alone."""
    data, into_data = data_of(raw), data_of(into_raw)
    items = [keys for keys in ways(data) if isinstance(keys[-1], int)]
    lists = [keys for keys in ways(into_data) if isinstance(at(into_data, keys), list)]
    assume(items and lists)
    keys, into = choices.draw(st.sampled_from(items)), choices.draw(st.sampled_from(lists))
    rest, after = done(move_item, raw, "x.yaml", keys, into_raw, "y.yaml", into)
    wanted, into_wanted = copy.deepcopy(data), copy.deepcopy(into_data)
    at(into_wanted, into).append(at(wanted, keys[:-1]).pop(keys[-1]))
    assert_says(rest, wanted)
    assert_says(after, into_wanted)
    assert comments(into_raw) <= comments(after)
    assert lost_lines(into_raw, after) <= 1


@settings(max_examples=examples(40), deadline=None)
@given(files(), files(), st.data())
def test_a_field_is_copied_to_another_file(raw: bytes, into_raw: bytes, choices: st.DataObject) -> None:
    data, into_data = data_of(raw), data_of(into_raw)
    fields = [keys for keys in ways(data) if isinstance(keys[-1], str)]
    groups = [(), *(keys for keys in ways(into_data) if isinstance(at(into_data, keys), dict))]
    keys, into = choices.draw(st.sampled_from(fields)), choices.draw(st.sampled_from(groups))
    assume(keys[-1] not in at(into_data, into))
    after = done(copy_field, raw, "x.yaml", keys, into_raw, "y.yaml", into, ORDER)
    wanted = copy.deepcopy(into_data)
    at(wanted, into)[keys[-1]] = at(data, keys)
    assert_says(after, wanted)
    assert comments(into_raw) <= comments(after)


@settings(max_examples=examples(100), deadline=None)
@given(files(), st.data())
def test_another_editor_finds_the_same(raw: bytes, choices: st.DataObject) -> None:
    """`yaml-edit` (Rust, lossless, of other descent) reads the result as it says."""
    yaml_edit = pytest.importorskip("yaml_edit")
    data = data_of(raw)
    lists = [keys for keys in ways(data) if isinstance(at(data, keys), list)]
    assume(lists)
    keys = choices.draw(st.sampled_from(lists))

    def as_read(text: bytes) -> tuple[Any, list[str]]:
        document = yaml_edit.Document.parse(text.decode("utf-8-sig"))
        return document.to_python(), [comment.text() for comment in document.comments()]

    try:
        before, found = as_read(raw)
    except (yaml_edit.YamlError, ValueError):
        assume(False)
    after, found_after = as_read(done(append_item, raw, "x.yaml", keys, "something new"))
    at(before, keys).append("something new")
    assert (after, found_after) == (before, found)
