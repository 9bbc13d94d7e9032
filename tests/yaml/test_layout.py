"""Where entries, comments and lines stand in a text."""

import pytest

from okrcli.yaml.document import Document
from okrcli.yaml.layout import IndentStyle, Layout

TEXT = """\
# the file
a:
  # above x
  - x   # behind

  - y: |
      one

      two

    z:
    # deeper
b: [1, {c: d}]
"""


def layout_of(text: str) -> Layout:
    return Layout(Document("x.yaml", text.encode()).tree)


@pytest.mark.parametrize(
    ("keys", "written"),
    [
        (("a", 0), "- x"),
        (("a", 1, "y"), "y: |\n      one\n\n      two"),
        (("a", 1, "z"), "z:"),
        (("b",), "b: [1, {c: d}]"),
        (("b", 1), "{c: d}"),
        (("b", 1, "c"), "c: d"),
    ],
)
def test_an_entry_goes_from_its_key_or_dash_to_its_last_character(keys: tuple[str | int, ...], written: str) -> None:
    layout = layout_of(TEXT)
    entry = layout.entry(keys)
    assert layout.text[layout.start(entry) : layout.end(entry)] == written


@pytest.mark.parametrize(
    ("keys", "head", "tail"), [(("a",), 1, 11), (("a", 0), 2, 3), (("a", 1), 5, 11), (("a", 1, "z"), 10, 10)]
)
def test_comments_above_and_below_belong_to_an_entry(keys: tuple[str | int, ...], head: int, tail: int) -> None:
    """Lines are counted from 0. The comment at the top speaks of the file."""
    layout = layout_of(TEXT)
    assert (layout.head(layout.entry(keys)), layout.tail(layout.entry(keys))) == (head, tail)


def test_what_stands_before_an_entry_on_its_line() -> None:
    layout = layout_of(TEXT)
    assert layout.is_inline(layout.entry(("a", 1, "y")))
    assert not layout.is_inline(layout.entry(("a", 1, "z")))
    assert layout.has_comments(layout.entry(("a", 0)))
    assert not layout.has_comments(layout.entry(("b", 0)))


def test_blank_lines_around_a_line() -> None:
    layout = layout_of(TEXT)
    assert (layout.blanks_above(5), layout.blanks_below(3), layout.blanks_above(3)) == (1, 1, 0)


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("a: 1\n", IndentStyle(2, 2)),
        ("a:\n- x\nb:\n    c: d\n", IndentStyle(0, 4)),
        ("a:\n  - x\nb:\n- x\nc:\n- y\n", IndentStyle(0, 2)),
    ],
)
def test_the_indentation_that_is_most_frequent(text: str, style: IndentStyle) -> None:
    assert layout_of(text).indent_style() == style


def test_the_line_end_to_write_is_that_of_the_line_above() -> None:
    layout = layout_of("a: 1\r\nb: 2\nc: 3")
    assert [layout.newline_at(offset) for offset in (5, 11, 15)] == ["\r\n", "\n", "\n"]


@pytest.mark.parametrize(("text", "column"), [("a:   1\nbb:  2\n", 5), ("a: 1\nb: 2\n", 0), ("a:  1\nb: 2\n", 0)])
def test_values_that_are_lined_up(text: str, column: int) -> None:
    layout = layout_of(text)
    assert layout.value_column(layout.root) == column
