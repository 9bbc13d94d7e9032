"""Items and fields that go from one file to another: with their lines and comments, or written anew, or refused."""

from __future__ import annotations

import pytest

from okrcli.errors import RefusedError
from okrcli.yaml.editor import as_written, copy_field, copy_item, move_item

LINES = """\
a:
  # above
  - k: v   # behind
    d: 2026-11-02
    # below
  - {k: w, d: 2026-11-02, t: 2026-11-02T08:00:00Z, s: 2026-11-02 or so}
"""
FLOW = "b: [{k: x, d: 2026-11-02}, {k: 'u, z', o: [{m: 1}]}]\n"
ROWS = "b: [\n  {k: x},   # first\n  {k: u}\n]\n"


@pytest.mark.parametrize(
    ("source", "keys", "target", "after"),
    [
        (LINES, ("a", 0), "b:\n- k: z\n", "b:\n- k: z\n# above\n- k: v   # behind\n  d: 2026-11-02\n  # below\n"),
        (LINES, ("a", 0), "b:\n  -\n", "b:\n  -\n  # above\n  - k: v   # behind\n    d: 2026-11-02\n    # below\n"),
        (LINES, ("a", 1), "b: [{k: z}]\n", None),
        (FLOW, ("b", 0), "b:\n  - k: z\n", "b:\n  - k: z\n  - k: x\n    d: 2026-11-02\n"),
        (FLOW, ("b", 0), "b:\n  - {k: z}\n", "b:\n  - {k: z}\n  - {k: x, d: 2026-11-02}\n"),
        (FLOW, ("b", 1), "b: [{k: z}]", 'b: [{k: z}, {k: "u, z", o: [{m: 1}]}]'),
        (FLOW, ("b", 1), "b:\n  - k: z\n", "b:\n  - k: z\n  - k: u, z\n    o:\n      - {m: 1}\n"),
        (ROWS, ("b", 1), "b:\n  - k: z\n", "b:\n  - k: z\n  - k: u\n"),
        ("a: [1, [x]]\n", ("a", 1), "b: [y]\n", "b: [y, [x]]\n"),
        ("a:\n- - x\n  - u\n", ("a", 0, 0), "b: [z]\n", "b: [z, x]\n"),
    ],
)
def test_an_item_joins_a_list(source: str, keys: tuple[str | int, ...], target: str, after: str | None) -> None:
    found = copy_item(source.encode(), "one", keys, target.encode(), "two", ("b",)).decode()
    if after is None:
        after = 'b: [{k: z}, {k: w, d: 2026-11-02, t: 2026-11-02T08:00:00Z, s: "2026-11-02 or so"}]\n'
    assert found == after


@pytest.mark.parametrize(
    ("source", "keys", "target", "says"),
    [
        (LINES, ("a", 0), "b: [x]\n", "one:3: `a/0` cannot be changed: its comments cannot move there"),
        (ROWS, ("b", 0), "b:\n  - k: z\n", "one:2: `b/0` cannot be changed: its comments cannot move there"),
        (LINES, ("a", 1), "b: []\n", "two:1: `b` cannot be changed: the list is empty"),
        (LINES, ("a", 2), "b: [x]\n", "there is no such place in the file"),
        ("a: [\n", ("a", 0), "b: [x]\n", "one:"),
    ],
)
def test_an_item_that_does_not_fit_is_refused(source: str, keys: tuple[str | int, ...], target: str, says: str) -> None:
    with pytest.raises(RefusedError) as refused:
        copy_item(source.encode(), "one", keys, target.encode(), "two", ("b",))
    assert says in refused.value.message


def test_an_item_leaves_one_list_of_a_file_for_another() -> None:
    text = "a: [{k: x}, {k: u}]\nb:\n  - k: z # c\n"
    rest, after = move_item(text.encode(), "f", ("a", 1), text.encode(), "f", ("b",))
    assert rest == after == b"a: [{k: x}]\nb:\n  - k: z # c\n  - k: u\n"
    rest, after = move_item(rest, "f", ("b", 1), rest, "f", ("a",))
    assert rest == after == text.encode()


@pytest.mark.parametrize(
    ("source", "keys", "target", "into", "after"),
    [
        ("x: 1\n# above\ny: 2   # behind\n", ("y",), "x: 3\n", (), "x: 3\n# above\ny: 2   # behind\n"),
        ("x: 1\ny: 2\n", ("y",), "g:\n    x: 3\n    z: 4\n", ("g",), "g:\n    x: 3\n    y: 2\n    z: 4\n"),
    ],
)
def test_a_field_joins_a_group(
    source: str, keys: tuple[str | int, ...], target: str, into: tuple[str | int, ...], after: str
) -> None:
    found = copy_field(source.encode(), "one", keys, target.encode(), "two", into, ["x", "y", "z"])
    assert found.decode() == after


@pytest.mark.parametrize(
    ("source", "target", "into"),
    [("{x: 1, y: 2}\n", "x: 3\n", ()), ("x: 1\ny: 2\n", "{x: 3}\n", ()), ("x: 1\ny: 2\n", "g: {x: 3}\n", ("g",))],
)
def test_a_field_that_shares_its_line_is_refused(source: str, target: str, into: tuple[str | int, ...]) -> None:
    with pytest.raises(RefusedError, match="it shares its line with something else"):
        copy_field(source.encode(), "one", ("y",), target.encode(), "two", into, ["x", "y"])


def test_a_moment_without_a_zone_stays_a_text() -> None:
    assert as_written(b"a: 2026-11-02T08:00:00\n", "f", ("a",)) == "2026-11-02T08:00:00"
    assert as_written(b"a: '2026-11-02'\n", "f", ("a",)) == "2026-11-02"
