"""Edits of YAML files, before and after: what a person would have typed, and what is refused."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from okrcli.errors import Exit, RefusedError
from okrcli.yaml import edited_file
from okrcli.yaml.document import Document
from okrcli.yaml.edit_candidates import field_line_edits, line_edits
from okrcli.yaml.editor import append_item, remove, replace_scalars, set_value
from okrcli.yaml.layout import Layout
from okrcli.yaml.reader import read
from tests.support.yamllayouts import Keys

ORDER = ["id", "title", "owner", "start", "target", "unit", "weight", "contributes_to", "key_results", "actions"]
KR = ("objectives", 0, "key_results", 0)

PLAN = """\
# Marketing, autumn
cycle: 2026-Q4                # October to December

objectives:
  - id: demand
    title: "Open a channel"   # the big one
    owner: marketing
    contributes_to: [growth, reach]
    key_results:
      # inbound only
      - id: mql
        title: Grow inbound MQLs
        start: 20
        target: 30            # a month
        note: |
          Two
          lines.
        # weight: 2
        actions:
          - {title: Publish the guide, due: 2026-10-20}

      - id: sql
        title: 'Let''s talk'
        target: 5
        actions: []
"""

# (what it shows, before, edit, after); an edit is the function's name and its arguments
CASES: list[tuple[str, str, tuple[Any, ...], str]] = [
    # Set
    ("the comment behind stays", "a: 30   # c\nb: 1\n", ("set", ("a",), Decimal(1000)), "a: 1000   # c\nb: 1\n"),
    ("double quotes stay", 'a: "x y" # c\n', ("set", ("a",), 'say "hi"'), 'a: "say \\"hi\\"" # c\n'),
    ("single quotes stay", "a: 'it''s'\n", ("set", ("a",), 'a "b" don\'t \\'), "a: 'a \"b\" don''t \\'\n"),
    ("single quotes cannot hold a line end", "a: 'x'\n", ("set", ("a",), "x\ny"), 'a: "x\\ny"\n'),
    ("a text that needs quotes gets them", "a: x\n", ("set", ("a",), "Reduce: cost"), 'a: "Reduce: cost"\n'),
    ("words of YAML 1.1 get quotes", "a: x\n", ("set", ("a",), "yes"), 'a: "yes"\n'),
    ("a number in quotes becomes a number", "a: '3'\n", ("set", ("a",), Decimal("4.50")), "a: 4.50\n"),
    ("a number takes no quotes back", "a: 3\n", ("set", ("a",), "3"), 'a: "3"\n'),
    ("a day keeps its quotes", "a: '2026-10-01'\n", ("set", ("a",), date(2026, 10, 2)), "a: '2026-10-02'\n"),
    ("a day is plain", "a: x\n", ("set", ("a",), date(2026, 10, 2)), "a: 2026-10-02\n"),
    ("true and null", "a: x\nb: 1\n", ("scalars", {("a",): True, ("b",): None}), "a: true\nb: null\n"),
    ("digits are a change", "a: 3\n", ("set", ("a",), Decimal("3.0")), "a: 3.0\n"),
    ("the same says nothing", "a:   ~\nb: 'x'\n", ("scalars", {("a",): None, ("b",): "x"}), "a:   ~\nb: 'x'\n"),
    ("nothing gets a value", "a:   # c\nb:\n", ("set", ("a",), "x"), "a: x   # c\nb:\n"),
    ("an empty item gets a value", "a:\n  -\n  - y\n", ("set", ("a", 0), "x"), "a:\n  - x\n  - y\n"),
    ("a text over two lines", "a: x\n  y\nb: 1\n", ("set", ("a",), "z"), "a: z\nb: 1\n"),
    ("in brackets a comma needs quotes", "a: [x, y]\n", ("set", ("a", 1), "p, q"), 'a: [x, "p, q"]\n'),
    ("nothing in braces", "a: {b: , c: 1}\n", ("set", ("a", "b"), "x"), "a: {b: x , c: 1}\n"),
    ("a list for nothing", "a:\nb: 1\n", ("set", ("a",), ["x", "z"]), "a: [x, z]\nb: 1\n"),
    ("an item below its dash", "a:\n  - x\n  - # c\n    z\n", ("remove", ("a", 1)), "a:\n  - x\n"),
    ("after nothing in braces", "a: {b: }\n", ("put", ("a", "c"), Decimal(1)), "a: {b: , c: 1 }\n"),
    ("a comment after the first", "a: [x, # c\n  w]\n", ("remove", ("a", 0)), "a: [ # c\n  w]\n"),
    ("a comment before the last", "a: [x, # c\n  w]\n", ("remove", ("a", 1)), "a: [x # c\n  ]\n"),
    ("no colon in braces", "a: {b, c: 1}\n", ("set", ("a", "b"), "x"), "a: {b: x, c: 1}\n"),
    ("a literal text", "a: |  # c\n  old\n\nb: 1\n", ("set", ("a",), "x\n\ny\n"), "a: |  # c\n  x\n\n  y\n\nb: 1\n"),
    ("its last line end", "a: |\n  old\nb: 1\n", ("set", ("a",), "new"), "a: |-\n  new\nb: 1\n"),
    ("its many line ends", "a: |\n  old\nb: 1\n", ("set", ("a",), "new\n\n"), "a: |+\n  new\n\nb: 1\n"),
    ("a text that cannot be literal", "a: |  # c\n  old\nb: 1\n", ("set", ("a",), " x"), 'a: " x"  # c\nb: 1\n'),
    ("a number for a text", "a: >-\n  old\nb: 1\n", ("set", ("a",), Decimal(3)), "a: 3\nb: 1\n"),
    ("a folded text", "a: >\n  old\n  text\nb: 1\n", ("set", ("a",), "x\ny\n"), "a: >\n  x\n\n  y\nb: 1\n"),
    (
        "a long folded text is wrapped",
        "a: >-\n    old\nb: 1\n",
        ("set", ("a",), "one two three four five six seven eight nine ten"),
        "a: >-\n    one two three four five six seven eight\n    nine ten\nb: 1\n",
    ),
    ("folding cannot say it", "a: >\n  old\n", ("set", ("a",), "x\n  y\n"), "a: |\n  x\n    y\n"),
    ("a text without lines", "a: |\nb: 1\n", ("set", ("a",), "x\n"), "a: |\n  x\nb: 1\n"),
    ("an indentation in digits", "a: |2\n   old\nb: 1\n", ("set", ("a",), "x\n"), "a: |\n  x\nb: 1\n"),
    # Put
    ("after the field before it", "id: a\nunit: x\n", ("put", ("title",), "T"), "id: a\ntitle: T\nunit: x\n"),
    ("before the first field after it", "unit: x\n", ("put", ("title",), "T"), "title: T\nunit: x\n"),
    ("an unknown field stands last", "id: a\nunit: x\n", ("put", ("zz",), "T"), "id: a\nunit: x\nzz: T\n"),
    ("below the dash", "a:\n  - title: x\n", ("put", ("a", 0, "id"), "i"), "a:\n  - id: i\n    title: x\n"),
    (
        "comments stay with their fields",
        "id: a\n  # more of a\n# of unit\nunit: x\n",
        ("put", ("title",), "T"),
        "id: a\n  # more of a\ntitle: T\n# of unit\nunit: x\n",
    ),
    (
        "the comment of the file stays on top",
        "# the file\nunit: x\n",
        ("put", ("id",), "i"),
        "# the file\nid: i\nunit: x\n",
    ),
    (
        "above the comment of the first field",
        "a:\n  # why\n  unit: x\n",
        ("put", ("a", "id"), "i"),
        "a:\n  id: i\n  # why\n  unit: x\n",
    ),
    ("lined up values", "id:     a\nunit:   x\n", ("put", ("title",), "T"), "id:     a\ntitle:  T\nunit:   x\n"),
    ("quoted keys", '"id": "a"\n', ("put", ("title",), "T"), '"id": "a"\n"title": T\n'),
    ("braces", "a: {id: i}\n", ("put", ("a", "title"), "x, y"), 'a: {id: i, title: "x, y"}\n'),
    ("JSON", '{"id":"i","unit":3}\n', ("put", ("title",), "T"), '{"id":"i","title":"T","unit":3}\n'),
    ("first in braces", "a: {unit: x}\n", ("put", ("a", "id"), "i"), "a: {id: i, unit: x}\n"),
    (
        "before the first of two in braces",
        "a: {title: x,start: 1}\n",
        ("put", ("a", "id"), "i"),
        "a: {id: i,title: x,start: 1}\n",
    ),
    ("empty braces", "a: {}  # c\n", ("put", ("a", "id"), "i"), "a: {id: i}  # c\n"),
    ("a group in braces", "a: {}\n", ("put", ("a", "b", "c"), Decimal(1)), "a: {b: {c: 1}}\n"),
    ("a group that is empty", "a:  # c\nb: 1\n", ("put", ("a", "id"), "i"), "a:  # c\n  id: i\nb: 1\n"),
    ("groups that are missing", "b: 1\n", ("put", ("x", "u", "z"), "v"), "b: 1\nx:\n  u:\n    z: v\n"),
    (
        "first in braces, one a line",
        'a: {\n  # c\n  "unit": 1\n}\n',
        ("put", ("a", "id"), "i"),
        'a: {\n  "id": "i",\n  # c\n  "unit": 1\n}\n',
    ),
    ("no final line end", "id: a", ("put", ("title",), "T"), "id: a\ntitle: T"),
    ("a text that needs a final line end", "id: a", ("put", ("title",), "T\nU\n"), "id: a\ntitle: |\n  T\n  U\n"),
    (
        "after a text of lines",
        "id: |+\n  a\n\nunit: 1\n",
        ("put", ("title",), "T"),
        "id: |+\n  a\n\ntitle: T\nunit: 1\n",
    ),
    # Append
    ("in brackets", "a: [x, y]  # c\n", ("append", ("a",), "z"), "a: [x, y, z]  # c\n"),
    ("tight brackets", "a: [x,y]\n", ("append", ("a",), "z"), "a: [x,y,z]\n"),
    ("a last comma", "a: [x, y,]\n", ("append", ("a",), "z"), "a: [x, y, z,]\n"),
    ("quotes in brackets", "a: ['x', 'y']\n", ("append", ("a",), "z"), "a: ['x', 'y', 'z']\n"),
    ("one a line", "a: [\n  x,\n  y  # c\n]\n", ("append", ("a",), "z"), "a: [\n  x,\n  y,  # c\n  z\n]\n"),
    ("one a line, last comma", "a: [\n  x,\n  y,\n]\n", ("append", ("a",), "z"), "a: [\n  x,\n  y,\n  z,\n]\n"),
    ("commas in front", "a: [\n  x\n, y\n]\n", ("append", ("a",), "z"), "a: [\n  x\n, y, z\n]\n"),
    ("empty brackets", "a: []  # c\n", ("append", ("a",), "z"), "a: [z]  # c\n"),
    ("spaces in empty brackets", "a: [ ]\n", ("append", ("a",), "z"), "a: [ z ]\n"),
    ("lines in empty brackets", "a: [\n ]\n", ("append", ("a",), "z"), "a: [z\n ]\n"),
    ("empty brackets in brackets", "a: [[], 1]\n", ("append", ("a", 0), {"b": "c"}), "a: [[{b: c}], 1]\n"),
    ("a pair in brackets", "a: [b: 1]\n", ("append", ("a",), "z"), "a: [b: 1, z]\n"),
    ("a list in a list", "a:\n  - - x\n", ("append", ("a", 0), "w"), "a:\n  - - x\n    - w\n"),
    ("a list in an item", "a:\n- x\n-\n", ("append", ("a", 1), {"b": "c"}), "a:\n- x\n-\n  - b: c\n"),
    ("not indented", "a:\n- x\nb: 1\n", ("append", ("a",), "w"), "a:\n- x\n- w\nb: 1\n"),
    ("wide dashes", "a:\n  -   x\n", ("append", ("a",), {"b": "c", "d": "e"}), "a:\n  -   x\n  -   b: c\n      d: e\n"),
    ("quotes in a list", 'a:\n  - "x"\n', ("append", ("a",), "w"), 'a:\n  - "x"\n  - "w"\n'),
    ("an empty last item", "a:\n  -\n", ("append", ("a",), "w"), "a:\n  -\n  - w\n"),
    (
        "a last item below its dash",
        "a:\n  -\n    # c\n    x\n",
        ("append", ("a",), "w"),
        "a:\n  -\n    # c\n    x\n  - w\n",
    ),
    ("blank lines between", "a:\n- x\n\n- y\n\nb: 1\n", ("append", ("a",), "z"), "a:\n- x\n\n- y\n\n- z\n\nb: 1\n"),
    (
        "no blank line where it would be text",
        "a:\n- x\n\n- |+\n  y\n",
        ("append", ("a",), "z"),
        "a:\n- x\n\n- |+\n  y\n- z\n",
    ),
    (
        "below the comments of the last item",
        "a:\n  - x\n\n    # of x\n  # not of x\nb: 1\n",
        ("append", ("a",), "w"),
        "a:\n  - x\n\n    # of x\n  - w\n  # not of x\nb: 1\n",
    ),
    ("nothing", "a:  # c\nb: 1\n", ("append", ("a",), {"id": "x"}), "a:  # c\n  - id: x\nb: 1\n"),
    ("nothing, in its file's way", "a:\nb:\n- x\n", ("append", ("a",), {"id": "w"}), "a:\n- id: w\nb:\n- x\n"),
    ("null", "a: null # c\n", ("append", ("a",), {"id": "x"}), "a: # c\n  - id: x\n"),
    (
        "brackets become lines",
        "a: []\n  # hint\nb: 1\n",
        ("append", ("a",), {"x": "w"}),
        "a:\n  # hint\n  - x: w\nb: 1\n",
    ),
    ("nothing in braces, a list", "a: {b: }\n", ("append", ("a", "b"), "x"), "a: {b: [x] }\n"),
    ("missing", "id: i\nunit: u\n", ("append", ("contributes_to",), "x"), "id: i\nunit: u\ncontributes_to: [x]\n"),
    (
        "braces like the last item",
        "a:\n  - {id: x, due: 2026-10-01}\n",
        ("append", ("a",), {"id": "y: z", "due": date(2026, 11, 1)}),
        'a:\n  - {id: x, due: 2026-10-01}\n  - {id: "y: z", due: 2026-11-01}\n',
    ),
    (
        "lines where braces would be too long",
        "a:\n  - {id: x}\n",
        ("append", ("a",), {"id": "w", "note": "long " * 25 + "end"}),
        f"a:\n  - {{id: x}}\n  - id: w\n    note: {'long ' * 25}end\n",
    ),
    (
        "lines where braces would hide lines",
        "a:\n  - {id: x}\n",
        ("append", ("a",), {"id": "w", "note": "p\nq"}),
        "a:\n  - {id: x}\n  - id: w\n    note: |-\n      p\n      q\n",
    ),
    ("no final line end, CRLF", "a:\r\n  - x", ("append", ("a",), "w"), "a:\r\n  - x\r\n  - w"),
    ("a mixture of line ends", "a:\r\n- x\nb: 1\r\n", ("append", ("a",), "w"), "a:\r\n- x\n- w\nb: 1\r\n"),
    ("a byte order mark", "\ufeffa: [x]\n", ("append", ("a",), "w"), "\ufeffa: [x, w]\n"),
    ("after `---` and before `...`", "---\na:\n- x\n...\n", ("append", ("a",), "w"), "---\na:\n- x\n- w\n...\n"),
    # Remove
    ("a field and its comments", "a: 1\n# of b\nb: 2 # c\n  # d\nc: 3\n", ("remove", ("b",)), "a: 1\nc: 3\n"),
    ("the comment of the file stays", "# file\na: 1\nb: 2\n", ("remove", ("a",)), "# file\nb: 2\n"),
    ("a comment apart stays", "a: 1\n# apart\n\nb: 2\nc: 3\n", ("remove", ("b",)), "a: 1\n# apart\n\nc: 3\n"),
    ("the first field below a dash", "a:\n- b: 1\n\n  c: 2\n", ("remove", ("a", 0, "b")), "a:\n- c: 2\n"),
    ("the first item and its blank line", "a:\n- x\n\n- y\n", ("remove", ("a", 0)), "a:\n- y\n"),
    ("an item between blank lines", "a:\n- x\n\n- y\n\n- z\n", ("remove", ("a", 1)), "a:\n- x\n\n- z\n"),
    ("the only item", "a:  # c\n  - x # d\nb: 1\n", ("remove", ("a", 0)), "a: []  # c\nb: 1\n"),
    ("the comment of the only item", "a:\n  # b\n  - x\n", ("remove", ("a", 0)), "a: []\n  # b\n"),
    ("the only item below a dash", "a:\n- - x # c\n", ("remove", ("a", 0, 0)), "a:\n- [] # c\n"),
    ("the only field", "a:\n  b: 1\nc: 2\n", ("remove", ("a", "b")), "a: {}\nc: 2\n"),
    ("the only item in brackets", "a: [x, ]\n", ("remove", ("a", 0)), "a: [ ]\n"),
    ("the only item in spaces", "a: [ x ]\n", ("remove", ("a", 0)), "a: [ ]\n"),
    ("the first in brackets", "a: [x, y]\n", ("remove", ("a", 0)), "a: [y]\n"),
    ("the last in brackets", "a: [x, y]\n", ("remove", ("a", 1)), "a: [x]\n"),
    ("a field in braces", "a: {b: 1, c: 2, d: 3}\n", ("remove", ("a", "c")), "a: {b: 1, d: 3}\n"),
    ("one a line, JSON", 'a: [\n  "x", # c\n  "y"\n]\n', ("remove", ("a", 1)), 'a: [\n  "x" # c\n]\n'),
    ("one a line, the first", "a: [\n  # c\n  x,\n  y\n]\n", ("remove", ("a", 0)), "a: [\n  y\n]\n"),
    ("one a line, the only one", "a: [\n  x\n]\n", ("remove", ("a", 0)), "a: [\n]\n"),
    ("the last line, no final line end", "a: 1\nb: 2", ("remove", ("b",)), "a: 1"),
    ("a text keeps its line end", "a: |\n  x\nb: 2", ("remove", ("b",)), "a: |\n  x\n"),
    ("blank lines that would become text", "a: |+\n  x\n\nb: 2\n\n", ("remove", ("b",)), "a: |+\n  x\n\n"),
    ("items in one line with the next", "a: [x,\n  y, # c\n  z]\n", ("remove", ("a", 0)), "a: [y, # c\n  z]\n"),
]


def edit(raw: bytes, name: str, *arguments: Any) -> bytes:
    if name == "put":
        keys, value = arguments
        return set_value(raw, "plan.yaml", keys, value, ORDER)
    functions: dict[str, Any] = {"set": set_value, "scalars": replace_scalars, "append": append_item, "remove": remove}
    after = functions[name](raw, "plan.yaml", *arguments)
    assert isinstance(after, bytes)
    return after


@pytest.mark.parametrize(("before", "change", "after"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_before_and_after(before: str, change: tuple[Any, ...], after: str) -> None:
    assert edit(before.encode(), *change).decode() == after


def changed(text: str, *replacements: tuple[str, str]) -> str:
    for old, new in replacements:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize(
    ("change", "replacement"),
    [
        (("set", (*KR, "target"), Decimal(46)), ("target: 30 ", "target: 46 ")),
        (("set", ("objectives", 0, "title"), "Tăng"), ('"Open a channel"', '"Tăng"')),
        (("set", ("objectives", 0, "key_results", 1, "title"), "Don't"), ("'Let''s talk'", "'Don''t'")),
        (("set", (*KR, "note"), "One.\n"), ("          Two\n          lines.\n", "          One.\n")),
        (("put", (*KR, "unit"), "MQL"), ("# a month\n", "# a month\n        unit: MQL\n")),
        (("put", (*KR, "owner"), "mai"), ("inbound MQLs\n", "inbound MQLs\n        owner: mai\n")),
        (("append", ("objectives", 0, "contributes_to"), "a/b"), ("reach]", "reach, a/b]")),
        (
            ("append", (*KR, "actions"), {"title": "เขียน", "owner": "linh"}),
            ("10-20}\n", "10-20}\n          - {title: เขียน, owner: linh}\n"),
        ),
        (
            ("append", ("objectives", 0, "key_results"), {"id": "three", "title": "讓客戶回來", "target": Decimal(3)}),
            (
                "actions: []\n",
                "actions: []\n\n      - id: three\n        title: 讓客戶回來\n        target: 3\n",
            ),
        ),
        (
            ("append", ("objectives", 0, "key_results", 1, "actions"), {"title": "Call", "due": date(2026, 11, 1)}),
            ("actions: []\n", "actions:\n          - title: Call\n            due: 2026-11-01\n"),
        ),
        (
            ("append", ("objectives",), {"id": "next", "title": "Next: more 🎯"}),
            ("actions: []\n", 'actions: []\n  - id: next\n    title: "Next: more 🎯"\n'),
        ),
        (("put", ("people",), [{"id": "mai"}]), ("actions: []\n", "actions: []\npeople:\n  - id: mai\n")),
        (("remove", (*KR, "note")), ("        note: |\n          Two\n          lines.\n", "")),
        (
            ("remove", ("objectives", 0, "key_results", 1)),
            ("\n      - id: sql\n        title: 'Let''s talk'\n        target: 5\n        actions: []\n", ""),
        ),
        (("remove", ("objectives", 0, "contributes_to", 0)), ("[growth, reach]", "[reach]")),
        (
            ("remove", (*KR, "actions", 0)),
            ("actions:\n          - {title: Publish the guide, due: 2026-10-20}", "actions: []"),
        ),
        (
            ("put", (*KR, "at"), datetime(2026, 10, 1, 9, 4, 5, tzinfo=UTC)),
            ("due: 2026-10-20}\n", "due: 2026-10-20}\n        at: 2026-10-01T09:04:05Z\n"),
        ),
    ],
)
def test_a_plan(change: tuple[Any, ...], replacement: tuple[str, str]) -> None:
    after = changed(PLAN, replacement)
    assert edit(PLAN.encode(), *change).decode() == after
    windows = PLAN.replace("\n", "\r\n")
    assert edit(windows.encode("utf-8-sig"), *change) == after.replace("\n", "\r\n").encode("utf-8-sig")


def test_a_rename_mends_all_references_at_once() -> None:
    changes: dict[Keys, object] = {("objectives", 0, "contributes_to", 1): "wide", (*KR, "id"): "leads"}
    after = replace_scalars(PLAN.encode(), "plan.yaml", changes)
    assert after.decode() == changed(PLAN, ("reach]", "wide]"), ("id: mql", "id: leads"))


# ── Refused ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("before", "change", "line", "words"),
    [
        ("a: 1\nb: [x]\n", ("set", ("b",), "y"), 2, "`b` cannot be changed: it is a list or group"),
        ("a: 1\nb: 2\n", ("scalars", {("b",): ["y"]}), 2, "it is a list or group"),
        ("a: 1\nb: 2\n", ("append", ("b",), "y"), 2, "it is not a list"),
        ("a: 1\nb: 2\n", ("set", ("b", "c"), "y"), 2, "`b/c` cannot be changed: there is no such place"),
        ("a: 1\nb: [x]\n", ("set", ("b", 4), "y"), 2, "no such place"),
        ("a: 1\nb: [x]\n", ("append", ("b", -1), "y"), 2, "no such place"),
        ("a: 1\n", ("scalars", {("b",): "y"}), 1, "no such place"),
        ("a: 1\n", ("remove", ("b",)), 1, "no such place"),
        ("a: 1\n", ("remove", ("a",)), 1, "a file cannot be empty"),
        ("a: 1\nb: 2\nb: 3\n", ("set", ("a",), "y"), 3, "the key `b` is already in line 2"),
        ("a: 1\nb: é\n", ("set", ("b",), "bell\x07"), 2, "control character"),
        ("a: 1\nb: [c: 1]\n", ("put", ("b", 0, "d"), "y"), 2, "okr cannot change this part safely"),
        ("a: 1\nb: [c: 1]\n", ("remove", ("b", 0, "c")), 2, "okr cannot change this part safely"),
        ("a: 1\nb: [x # c\n, y]\n", ("remove", ("b", 0)), 2, "the file would be broken"),
        ("a: 1\nb: [x # c\n, y]\n", ("remove", ("b", 1)), 3, "okr cannot change this part safely"),
        ("b: {c: 1}\na: |\n  x", ("put", ("id",), "i\nj"), 1, "something else in the file would change its meaning"),
    ],
)
def test_refused(before: str, change: tuple[Any, ...], line: int, words: str) -> None:
    with pytest.raises(RefusedError) as refused:
        edit(before.encode(), *change)
    assert refused.value.message.startswith(f"plan.yaml:{line}: ")
    assert words in refused.value.message
    assert refused.value.exit_code is Exit.REFUSED


def test_a_file_with_a_finding_without_a_hint_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = read(b"a: 1\na: 2\n", "plan.yaml")[1][0]
    monkeypatch.setattr(edited_file, "read", lambda raw, path: (None, [replace(broken, hint=None)]))
    with pytest.raises(RefusedError) as refused:
        remove(b"", "plan.yaml", ("a",))
    assert refused.value.hints == ()


def test_a_refusal_says_what_to_write_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edited_file, "is_same", lambda data, wanted: False)
    with pytest.raises(RefusedError, match="something else in the file would change its meaning") as refused:
        append_item(b"a:\n  - x\nb: 1\n", "plan.yaml", ("a",), {"id": "w", "title": "z"})
    assert refused.value.hints == ("by hand, write at line 3:", "  - id: w", "    title: z")
    with pytest.raises(RefusedError) as refused:
        remove(b"a: 1\nb: 2\n", "plan.yaml", ("b",))
    assert refused.value.hints == ("by hand, remove at line 2:", "b: 2")


def test_a_value_without_a_yaml_form_is_a_bug_of_the_caller() -> None:
    with pytest.raises(TypeError):
        set_value(b"a: 1\n", "plan.yaml", ("a",), 3)


# ── Lines of another file ─────────────────────────────────────────────────────────────────────────────────────────


def test_every_way_to_bring_lines_is_tried() -> None:
    """Behind the last comment of a list or before it, with the blank line of its neighbours or without."""
    layout = Layout(Document("t.yaml", b"list:\n- 1\n\n- 2\n  # deeper\ng:\n  id: x\n  # deeper\n").tree)
    source = Layout(Document("s.yaml", b"from:\n- 3\nunit: x\n").tree)
    item, unit = source.entry(("from", 0)), source.entry(("unit",))
    texts = [way[0].text for way in line_edits(layout, layout.entry(("list",)), source, item)]
    assert texts == ["\n- 3\n", "\n- 3\n", "- 3\n", "- 3\n"]
    group = layout.entry(("g",)).item
    fields = [way[0] for way in field_line_edits(layout, group, ["id", "unit"], source, unit)]
    assert {splice.text for splice in fields} == {"  unit: x\n"}


# ── Tabs ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("behind", ["\t# note", " \t # note", "\t", "\t\r"])
def test_a_file_with_a_tab_before_a_comment_or_at_a_line_end_can_be_edited(behind: str) -> None:
    """YAML allows such a tab, `okr validate` accepts it, and an edit leaves it where it is."""
    before = f"id: mql\ntarget: 30{behind}\nactions:\n  - one{behind}\n"
    assert set_value(before.encode(), "plan.yaml", ("target",), Decimal(31)).decode() == before.replace("30", "31")
    after = append_item(before.encode(), "plan.yaml", ("actions",), "two")
    assert after.startswith(before.encode())
    assert read(after, "plan.yaml")[0] == {"id": "mql", "target": Decimal(30), "actions": ["one", "two"]}
    assert remove(after, "plan.yaml", ("actions", 1)).decode() == before
