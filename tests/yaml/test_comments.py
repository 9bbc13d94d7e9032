"""Comments of a file: what each belongs to, and which of them go along with an entry that is removed or moved."""

from __future__ import annotations

import pytest

from okrcli.errors import RefusedError
from okrcli.yaml.comments import Anchor
from okrcli.yaml.editor import append_item, comments_by_anchor, move_item, remove, set_comments, set_value

FILE = """\
# top

# of a
a: 1  # behind a
b:  # behind b
  # above x
  - x: "# no comment"
    # below x
  - y: [  # the numbers
      1,  # one
      2
      # below two
    ]  # behind y
c: |  # behind c
  text # no comment
# the end
"""


def test_every_comment_belongs_to_an_entry_or_to_the_file() -> None:
    assert comments_by_anchor(FILE.encode(), "f") == {
        Anchor((), "above"): ["# top", "# of a"],
        Anchor(("a",), "behind"): ["# behind a"],
        Anchor(("b",), "behind"): ["# behind b"],
        Anchor(("b", 0), "above"): ["# above x"],
        Anchor(("b", 0), "below"): ["# below x"],
        Anchor(("b", 1, "y"), "opening"): ["# the numbers"],
        Anchor(("b", 1, "y", 0), "behind"): ["# one"],
        Anchor(("b", 1, "y"), "inside"): ["# below two"],
        Anchor(("b", 1, "y"), "behind"): ["# behind y"],
        Anchor(("c",), "behind"): ["# behind c"],
        Anchor((), "below"): ["# the end"],
    }


def test_comments_are_changed_taken_out_and_put_back() -> None:
    anchors = comments_by_anchor(FILE.encode(), "f")
    without = set_comments(FILE.encode(), "f", dict.fromkeys(anchors, ()))
    assert comments_by_anchor(without, "f") == {}
    again = set_comments(without, "f", anchors)
    assert comments_by_anchor(again, "f") == anchors
    other = {anchor: [text.upper() for text in texts] for anchor, texts in anchors.items()}
    assert comments_by_anchor(set_comments(FILE.encode(), "f", other), "f") == other


LIST = """\
a:
  # ---- money ----
  # about p
  - p: 1
  # next quarter:
  # - id: old
  - q: 2  # two
    # inside
    r: 3

    # set apart
  ## people
  - s: 4
# after
"""


@pytest.mark.parametrize(
    ("position", "gone"),
    [(0, ["# about p"]), (1, ["# two", "# inside"]), (2, [])],
    ids=["below a heading", "below commented YAML, above a blank line", "below a heading of signs"],
)
def test_a_removal_takes_only_its_own_comments(position: int, gone: list[str]) -> None:
    after = remove(LIST.encode(), "f", ("a", position)).decode()
    comments = [line.partition("#")[2] for line in LIST.splitlines() if "#" in line]
    assert [comment for comment in comments if f"#{comment}" not in after] == [text[1:] for text in gone]


def test_what_stays_never_becomes_part_of_a_text() -> None:
    text = b"a:\n  - p: |\n      x\n  - q: 2\n\n      # set apart\n  - r: 3\n"
    assert remove(text, "f", ("a", 1)) == b"a:\n  - p: |\n      x\n  - r: 3\n"


def test_the_last_item_that_moves_takes_its_comment_along_and_leaves_no_copy() -> None:
    source, target = b"a:\n  ## all\n  # mine\n  - p: 1  # one\n", b"b:\n  - q: 2\n"
    rest, after = move_item(source, "f", ("a", 0), target, "g", ("b",))
    assert rest == b"a: []\n  ## all\n"
    assert after == b"b:\n  - q: 2\n  # mine\n  - p: 1  # one\n"
    assert remove(source, "f", ("a", 0)) == b"a: []\n  ## all\n  # mine\n"


def test_a_new_item_has_the_spaces_of_its_neighbours_in_braces() -> None:
    assert append_item(b"a:\n  - { p: 1 }\n", "f", ("a",), {"p": "x"}) == b"a:\n  - { p: 1 }\n  - { p: x }\n"
    assert append_item(b"a: [{ p: 1 }]\n", "f", ("a",), {"p": "x"}) == b"a: [{ p: 1 }, { p: x }]\n"
    assert append_item(b"a: [{p: 1}]\n", "f", ("a",), {"p": "x"}) == b"a: [{p: 1}, {p: x}]\n"


def test_hints_are_about_what_helps() -> None:
    with pytest.raises(RefusedError) as refused:
        set_value(b"a: x\n", "f", ("a",), "x\x85y")
    assert refused.value.hints == ("delete it, or write an ordinary new line",)
    with pytest.raises(RefusedError) as refused:
        append_item(b"a:\n  - x\nb:\n  - p: |\n      text", "f", ("b",), {"p": "x"})
    assert refused.value.hints == (
        "the text after `|` in line 4 ends without a line end: add one, or write `|-` there",
    )
