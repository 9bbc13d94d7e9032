"""Candidates for an edit: the first one is the edit that a careful person would make, the others are ways out."""

from __future__ import annotations

import pytest

from okrcli.yaml.document import Document
from okrcli.yaml.edit_candidates import append_edits, field_line_edits, fill_edits, line_edits, put_edits, scalar_edits
from okrcli.yaml.layout import Layout
from okrcli.yaml.removals import remove_edits
from okrcli.yaml.splice import EditCandidate

TEXT = """\
# the plan
a: 'one'   # behind
list:
  - id: x
    note: |
      first
      second

  # above y
  - id: y
short: [p, q]
group: {k: 1}
empty:
"""


def layout_of(text: str = TEXT) -> Layout:
    return Layout(Document("x.yaml", text.encode()).tree)


def applied(layout: Layout, candidate: EditCandidate) -> str:
    """The text after an edit."""
    text = layout.text
    for splice in sorted(candidate, key=lambda splice: splice.start, reverse=True):
        text = text[: splice.start] + splice.text + text[splice.end :]
    return text


def test_a_scalar_keeps_its_quotes_and_the_comment_behind_it() -> None:
    layout = layout_of()
    first, second = scalar_edits(layout, layout.entry(["a"]), "it's")
    assert "a: 'it''s'   # behind\n" in applied(layout, first)
    assert 'a: "it\'s"   # behind\n' in applied(layout, second)


def test_a_text_of_several_lines_stays_one_with_its_indentation() -> None:
    layout = layout_of()
    first, *others = scalar_edits(layout, layout.entry(["list", 0, "note"]), "other\nlines\n")
    assert "    note: |\n      other\n      lines\n\n  # above y\n" in applied(layout, first)
    assert '    note: "other\\nlines\\n"\n' in applied(layout, others[-1])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x", "empty: x\n"),
        ([{"id": "a"}], "empty:\n  - id: a\n"),
        ({"k": "v"}, "empty:\n  k: v\n"),
        ([], "empty: []\n"),
    ],
)
def test_an_empty_field_is_filled(value: object, text: str) -> None:
    layout = layout_of()
    assert applied(layout, next(fill_edits(layout, layout.entry(["empty"]), value))).endswith(text)


@pytest.mark.parametrize(
    ("order", "before", "after"),
    [
        (("id", "title", "note"), "- id: x\n", "    note: |\n"),
        (("title", "id"), "  - ", "id: x\n"),
        ((), "      second\n", "\n  # above y\n"),
    ],
)
def test_a_new_field_stands_where_the_order_has_it(order: tuple[str, ...], before: str, after: str) -> None:
    layout = layout_of()
    group = layout.entry(["list", 0]).item
    text = applied(layout, next(put_edits(layout, group, "title", "T", order)))
    new = "title: T\n    " if before == "  - " else "    title: T\n"
    assert before + new + after in text


def test_a_new_field_of_a_group_in_braces_stands_in_them() -> None:
    layout = layout_of()
    group = layout.entry(["group"]).item
    assert "group: {k: 1, l: x}\n" in applied(layout, next(put_edits(layout, group, "l", "x", ())))


def test_a_new_item_has_the_dash_and_the_blank_lines_of_the_last_one() -> None:
    layout = layout_of()
    text = applied(layout, next(append_edits(layout, layout.entry(["list"]), {"id": "z"})))
    assert "  # above y\n  - id: y\n\n  - id: z\nshort:" in text
    text = applied(layout, next(append_edits(layout, layout.entry(["short"]), "r")))
    assert "short: [p, q, r]\n" in text


def test_the_lines_of_an_item_are_taken_over_with_its_comments_in_another_column() -> None:
    layout, target = layout_of(), layout_of("list:\n- id: a\n")
    text = applied(target, next(line_edits(target, target.entry(["list"]), layout, layout.entry(["list", 1]))))
    assert text == "list:\n- id: a\n# above y\n- id: y\n"


def test_the_lines_of_a_field_are_taken_over_with_its_comment() -> None:
    layout, target = layout_of("a:\n    # why\n    b: 1   # one\n"), layout_of("a: 1\nc: 2\n")
    entry = layout.entry(["a", "b"])
    text = applied(target, next(field_line_edits(target, target.root, ("a", "b", "c"), layout, entry)))
    assert text == "a: 1\n# why\nb: 1   # one\nc: 2\n"


@pytest.mark.parametrize(
    ("keys", "gone", "kept"),
    [
        (("list", 1), "\n  # above y\n  - id: y\n", "      second\nshort: [p, q]\n"),
        (("list", 0, "id"), "id: x\n    ", "  - note: |\n"),
        (("short", 0), "p, ", "short: [q]\n"),
        (("short", 1), ", q", "short: [p]\n"),
        (("group", "k"), "k: 1", "group: {}\n"),
        (("a",), "a: 'one'   # behind\n", "# the plan\nlist:\n"),
    ],
)
def test_an_entry_is_removed_with_its_comments_and_nothing_else(
    keys: tuple[str | int, ...], gone: str, kept: str
) -> None:
    layout = layout_of()
    holder = layout.entry(keys[:-1]) if len(keys) > 1 else None
    text = applied(layout, next(remove_edits(layout, holder, layout.entry(keys))))
    assert text == TEXT.replace(gone, "")
    assert kept in text


def test_the_only_item_of_a_list_leaves_empty_brackets() -> None:
    layout = layout_of("list:\n  # of the list\n  - a   # behind\n")
    text = applied(layout, next(remove_edits(layout, layout.entry(["list"]), layout.entry(["list", 0]))))
    assert text == "list: []\n  # of the list\n"


def test_a_file_without_a_last_line_break_gets_none() -> None:
    layout = layout_of("list:\n  - a\n  - b")
    assert applied(layout, next(append_edits(layout, layout.entry(["list"]), "c"))) == "list:\n  - a\n  - b\n  - c"
    edits = remove_edits(layout, layout.entry(["list"]), layout.entry(["list", 1]))
    assert applied(layout, next(edits)) == "list:\n  - a"
