"""The tree of a file: nodes with their marks, positions of paths, limits, and tokens that are not accepted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from okrcli.yaml.document import Document
from okrcli.yaml.forbidden_signs import forbidden_signs
from okrcli.yaml.limits import MAX_DEPTH
from okrcli.yaml.nodes import Node, Tree
from okrcli.yaml.parser import KeyStep, Sign, UnreadableError
from okrcli.yaml.source import Mark, YamlText

TEXT = """\
cycle: 2026-Q4
objectives:
  - id: demand
    title: "Demand"
    owner:
    was: [a, b]
"""


def tree_of(text: str) -> Tree:
    return Document("x.yaml", text.encode()).tree


def at(tree: Tree, *keys: str | int) -> tuple[int, int, int]:
    position = tree.locate(keys, "value")
    return position.line, position.column, position.width


def test_a_node_has_its_kind_its_style_and_its_marks() -> None:
    root = tree_of(TEXT).root
    assert root is not None
    assert [key.value for key in root.keys] == ["cycle", "objectives"]
    (objective,) = root.items[1].items
    kinds = [(item.kind, item.style, item.flow) for item in objective.items]
    assert kinds == [("scalar", "", False), ("scalar", '"', False), ("scalar", "", False), ("sequence", "", True)]
    assert (objective.items[1].start, objective.items[1].end) == (Mark(3, 11), Mark(3, 19))
    assert [item.is_plain for item in objective.items] == [True, False, True, False]


@pytest.mark.parametrize(
    ("keys", "position"),
    [
        (("cycle",), (1, 8, 7)),
        (("objectives", 0, "title"), (4, 12, 8)),
        (("objectives", 0, "was", 1), (6, 14, 1)),
        (("objectives", 0, "owner"), (5, 5, 5)),  # nothing is written: the key
        (("objectives", 0, "weight"), (3, 5, 2)),  # not there: the first key of its group
        (("objectives", 7), (2, 1, 10)),  # not there: the key of the list
        (("teams", 0, "id"), (1, 1, 5)),
    ],
)
def test_a_path_has_the_position_of_its_value_or_of_the_nearest_one_around_it(
    keys: tuple[str | int, ...], position: tuple[int, int, int]
) -> None:
    assert at(tree_of(TEXT), *keys) == position


def test_a_comment_in_the_place_of_a_value_is_found() -> None:
    tree = tree_of("title: #1 in class\nowner: mai # not this one\nempty:\n")
    comments = [tree.comment_for_value([key]) for key in ("title", "owner", "empty", "missing")]
    assert comments == ["#1 in class", None, None, None]


def test_a_key_that_is_there_twice_is_found_once_with_the_line_of_the_first() -> None:
    (finding,) = tree_of("a: 1\nb: 2\na: 3\n").findings
    assert (finding.place.line, finding.message) == (3, "the key `a` is already in line 1, column 1")


def test_a_list_item_without_its_dash_is_one_finding() -> None:
    (finding,) = tree_of("x:\n  - id: a\n    title: A\n    id: b\n    title: B\n").findings
    assert finding.place.line == 4
    assert finding.hint is not None
    assert "is a `- ` missing before `id`?" in finding.hint


def test_a_tree_stops_at_its_limit_of_depth() -> None:
    tree = tree_of(f"a: {'[' * MAX_DEPTH}{']' * MAX_DEPTH}\n")
    assert [finding.code for finding in tree.findings] == ["OKR011"]
    assert tree.stop == Mark(0, 3 + MAX_DEPTH - 1)
    assert not tree_of(f"a: {'[' * (MAX_DEPTH - 1)}{']' * (MAX_DEPTH - 1)}\n").findings


@pytest.mark.parametrize(
    ("text", "message"), [("", "the file is empty"), ("- a\n", "a list, not"), ("a\n", "a single value, not")]
)
def test_a_file_that_is_no_group_of_fields_is_found(text: str, message: str) -> None:
    (finding,) = tree_of(text).root_findings()
    assert message in finding.message


def test_a_syntax_error_ends_the_tree_and_keeps_what_came_before() -> None:
    def steps() -> Iterator[KeyStep]:
        yield KeyStep("mapping", Mark(0, 0), Mark(0, 0))
        yield KeyStep("scalar", Mark(0, 0), Mark(0, 1), "a")
        yield KeyStep("scalar", Mark(0, 3), Mark(0, 4), "1")
        raise UnreadableError("could not find expected ':'", "while scanning a simple key", Mark(1, 2), Mark(1, 0))

    tree = Tree(YamlText("x.yaml", "a: 1\nb\n"), steps())
    assert tree.stop == Mark(1, 2)
    assert tree.trouble is not None
    assert (tree.trouble.at, tree.trouble.began, tree.trouble.in_brackets) == (Mark(1, 2), Mark(1, 0), False)
    assert at(tree, "a") == (1, 4, 1)


@pytest.mark.parametrize(
    ("sign", "code"),
    [
        (Sign("anchor", Mark(0, 3), Mark(0, 5), "&x"), "OKR021"),
        (Sign("alias", Mark(0, 3), Mark(0, 5), "*x"), "OKR022"),
        (Sign("tag", Mark(0, 3), Mark(0, 5)), "OKR023"),
        (Sign("directive", Mark(0, 0), Mark(0, 5)), "OKR025"),
        (Sign("key", Mark(0, 0), Mark(0, 1)), "OKR027"),
    ],
)
def test_each_token_that_is_not_accepted_has_its_code(sign: Sign, code: str) -> None:
    tree = tree_of("a: xx yy\n")
    assert [finding.code for finding in forbidden_signs(tree, iter([sign]))] == [code]


def test_a_tab_between_two_tokens_is_found_and_one_before_a_comment_is_not() -> None:
    source = YamlText("x.yaml", "a:\t1\nb: 2\t# c\n")
    tree = Tree(source, iter(()))
    signs = [
        Sign("other", Mark(0, 0), Mark(0, 2)),
        Sign("other", Mark(0, 3), Mark(0, 4)),
        Sign("other", Mark(1, 0), Mark(1, 2)),
        Sign("other", Mark(1, 3), Mark(1, 4)),
        Sign("other", Mark(2, 0), Mark(2, 0)),
    ]
    places = [
        (finding.code, finding.place.line, finding.place.column) for finding in forbidden_signs(tree, iter(signs))
    ]
    assert places == [("OKR041", 1, 3)]


def test_a_node_is_plain_without_quotes_alone() -> None:
    marks = (Mark(0, 0), Mark(0, 1))
    assert Node("scalar", *marks, "a").is_plain
    assert not Node("scalar", *marks, "a", "'").is_plain
    assert not Node("mapping", *marks).is_plain
