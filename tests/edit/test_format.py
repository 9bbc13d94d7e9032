"""The canonical format: what it looks like, what it keeps, and that it never changes what a file says."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import assume, event, given, settings

from okrcli.edit.format import first_change, formatted
from okrcli.errors import RefusedError
from okrcli.model.records import KeyResult, PlanFile, WorkspaceFile
from okrcli.yaml.reader import read
from tests.support.documents import plain
from tests.support.examples import examples
from tests.support.second_reader import is_read_so_by_ruamel
from tests.support.yamllayouts import files

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path for path in (ROOT / "examples").rglob("*.yaml") if "checkins" not in path.parts)

CASES: dict[str, tuple[str, str]] = {
    "fields come in the order of the reference": (
        "target: 3\ntitle: T\nid: a\nstart: 1\n",
        "id: a\ntitle: T\nstart: 1\ntarget: 3\n",
    ),
    "fields the format does not have come last": ("x: 1\nid: a\n", "id: a\nx: 1\n"),
    "one space stands after a colon and a dash": (
        "id:    a\ntitle :  T\nactions:\n  -   title:  b\n      due:    2026-10-01\n",
        "id: a\ntitle: T\nactions:\n  - title: b\n    due: 2026-10-01\n",
    ),
    "lists are indented below their key": (
        "id: a\nactions:\n- title: b\n- title: c\n",
        "id: a\nactions:\n  - title: b\n  - title: c\n",
    ),
    "four spaces become two": (
        "id: a\nactions:\n    - title: b\n      owner: c\n",
        "id: a\nactions:\n  - title: b\n    owner: c\n",
    ),
    "a value below its key moves up": ("id:\n  a\ntitle:\n\n  T\n", "id: a\ntitle: T\n"),
    "an item below its dash moves up": ("actions:\n  -\n    title: b\n", "actions:\n  - title: b\n"),
    "a list in a list stays on the line of its dash": (
        "x:\n- - 1\n  - 2\n-\n  - 3\n",
        "x:\n  - - 1\n    - 2\n  - - 3\n",
    ),
    "two blank lines become one, and none stays at either end": (
        "\n\nid: a\n\n\ntitle: T\n\n\n",
        "id: a\n\ntitle: T\n",
    ),
    "there is no blank line below a key": ("actions:\n\n  - title: b\n", "actions:\n  - title: b\n"),
    "blanks at the end of a line go": (
        "id: a  \ntitle: T \t # c \t\nactions: [b, \n  c]\n",
        "id: a\ntitle: T   # c\nactions: [b,\n  c]\n",
    ),
    "a file without a last line end gets one": ("id: a", "id: a\n"),
    "what is not there stays so": ("title:\nid: # c\nactions:\n  -\n", "id: # c\ntitle:\nactions:\n  -\n"),
    "brackets on one line stay as they are": ("{title: T,   id: a}\n", "{title: T,   id: a}\n"),
    "a file in brackets loses blank lines around it": ("\n{id: a} \n\n", "{id: a}\n"),
    "brackets over several lines move with their key": (
        "actions:\n    - title: b\n      owner: [\n        x,\n      ]\n",
        "actions:\n  - title: b\n    owner: [\n      x,\n    ]\n",
    ),
    "quotes and digits stay": ('target: 1.50\nid: \'a\'\n"title": "T"\n', 'id: \'a\'\n"title": "T"\ntarget: 1.50\n'),
    "a text over several lines moves with its key": (
        "actions:\n    - title: one\n        two\n",
        "actions:\n  - title: one\n      two\n",
    ),
    "a text after a bar is indented like the rest": (
        "unit: |  # c\n      one\n        two\n\n      three\nid: a\n",
        "id: a\nunit: |  # c\n  one\n    two\n\n  three\n",
    ),
    "a text with a digit keeps its indentation": ("id: |2\n    one\n", "id: |2\n    one\n"),
    "a text that keeps blank lines keeps them": (
        "title: |+\n  one\n\n\nid: a\nunit: b\n",
        "id: a\ntitle: |+\n  one\n\n\nunit: b\n",
    ),
    "a text that keeps blank lines may come last": ("x: |+\n  one\n\nid: a\n", "id: a\nx: |+\n  one\n\n"),
    "a text without a last line end stays without": ("id: |\n   one", "id: |\n  one"),
    "a comment goes with what it is behind": ("title: T  # t\nid: a # i\n", "id: a # i\ntitle: T  # t\n"),
    "a comment goes with what it is above": ("start: 1\n# t\ntitle: T\n", "# t\ntitle: T\nstart: 1\n"),
    "comments in a column stay in it": (
        "id:     a    # one\ntitle:  T    # two\n",
        "id: a        # one\ntitle: T     # two\n",
    ),
    "a comment behind a value that moved up keeps its distance": ("id:\n  abcdef  # c\n", "id: abcdef  # c\n"),
    "the comment at the top stays at the top": (
        "# file\n\n# t\ntitle: T\nid: a\n",
        "# file\n\nid: a\n\n# t\ntitle: T\n",
    ),
    "a comment between dash and fields stays above the item": (
        "actions:\n  - title: b\n    # c\n    owner: d\n  -\n    # e\n    title: f\n",
        "actions:\n  - title: b\n    # c\n    owner: d\n  # e\n  - title: f\n",
    ),
    "a comment above the field that becomes the first stands above the item": (
        "actions:\n  - due: 2026-10-01\n    # t\n    title: b\n",
        "actions:\n  # t\n  - title: b\n    due: 2026-10-01\n",
    ),
    "a comment behind a dash stays there": (
        "actions:\n  - # c\n    title: b\n",
        "actions:\n  - # c\n    title: b\n",
    ),
    "comments between a key and its value stay there": (
        "id: # c\n   # d\n   a\ntitle:\n  # e\n  T\n",
        "id: # c\n   # d\n   a\ntitle:\n  # e\n  T\n",
    ),
    "a comment below an entry is indented with it": (
        "id: a\n     # c\ntitle: |\n    one\n  # d\n",
        "id: a\n  # c\ntitle: |\n  one\n # d\n",
    ),
    "a comment at the end of a list stays at its end": (
        "actions:\n- title: b\n  # c\n\n# d\n",
        "actions:\n  - title: b\n    # c\n\n# d\n",
    ),
    "a blank line stays above the second field when the first one moves": (
        "title: T\n\nid: a\n",
        "id: a\n\ntitle: T\n",
    ),
    "a mark of the document stays": ("---\nid:  a\n", "---\nid: a\n"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_canonical_format(case: str) -> None:
    before, after = CASES[case]
    assert formatted(before.encode(), "x.yaml", KeyResult).decode() == after
    assert formatted(after.encode(), "x.yaml", KeyResult).decode() == after


@pytest.mark.parametrize("case", CASES)
def test_line_ends_and_the_mark_at_the_beginning_stay(case: str) -> None:
    before, after = (b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() for text in CASES[case])
    if b"\n" in before:
        assert formatted(before, "x.yaml", KeyResult) == after


PLAN = """\
objectives:
  - id: one
    key_results:
      - id: a
        title: A
      - id: b
        title: B
    title: One
  # about two
  - {id: two, title: Two}
  - {id: three, title: Three}


  - id: four
    title: Four
cycle: 2026-Q4
"""
PLAN_IN_FORM = """\
cycle: 2026-Q4
objectives:
  - id: one
    title: One
    key_results:
      - id: a
        title: A
      - id: b
        title: B

  # about two
  - {id: two, title: Two}
  - {id: three, title: Three}

  - id: four
    title: Four
"""


def test_one_blank_line_stands_between_objectives_and_none_is_invented_elsewhere() -> None:
    assert formatted(PLAN.encode(), "x.yaml", PlanFile).decode() == PLAN_IN_FORM
    assert formatted(PLAN_IN_FORM.encode(), "x.yaml", PlanFile).decode() == PLAN_IN_FORM


def test_a_check_in_inside_a_key_result_begins_with_its_day() -> None:
    before = "id: a\ncheckins:\n  - value: 1\n    by: mai\n    date: 2026-10-01\n"
    after = "id: a\ncheckins:\n  - date: 2026-10-01\n    by: mai\n    value: 1\n"
    assert formatted(before.encode(), "x.yaml", KeyResult).decode() == after


def test_a_file_that_cannot_be_read_is_refused_with_its_line() -> None:
    with pytest.raises(RefusedError, match=r"^x\.yaml:2: "):
        formatted(b"id: a\nid: b\n", "x.yaml", KeyResult)
    with pytest.raises(RefusedError, match=r"^x\.yaml:1: "):
        formatted(b"", "x.yaml", KeyResult)


def test_a_file_that_would_not_say_the_same_is_refused_with_its_line() -> None:
    """The text ends without a line end, and would have one where the order of fields puts it."""
    with pytest.raises(RefusedError, match=r"^x\.yaml:1: this file cannot be formatted: .*change its meaning"):
        formatted(b"target: 1\ntitle: |\n  one", "x.yaml", KeyResult)


def test_a_file_that_would_lose_a_comment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("okrcli.edit.format._Formatter._gap", lambda *_: [])
    with pytest.raises(RefusedError, match=r"^x\.yaml:1: .*a comment would be lost"):
        formatted(b"# c\nid: a\n", "x.yaml", KeyResult)


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [("a\nb\n", "a\nc\n", 2), ("a\n", "a\nb\n", 1), ("", "a\n", 1), ("a\nb\n\n", "a\nb\n", 2)],
)
def test_the_first_line_that_changes_is_named(before: str, after: str, line: int) -> None:
    assert first_change(before.encode(), after.encode()) == line


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: str(path.relative_to(ROOT)))
def test_our_examples_can_have_the_canonical_format(path: Path) -> None:
    kind = WorkspaceFile if path.name == "okrs.yaml" else PlanFile
    after = formatted(path.read_bytes(), path.name, kind)
    assert formatted(after, path.name, kind) == after
    assert Counter(after.decode().split()) == Counter(path.read_text("utf-8").split())


@settings(max_examples=examples(150), deadline=None)
@given(files())
def test_any_file_says_the_same_in_the_canonical_format_and_has_it_then(raw: bytes) -> None:
    data, findings = read(raw, "x.yaml")
    assume(not findings)
    try:
        after = formatted(raw, "x.yaml", KeyResult)
    except RefusedError as refusal:
        assert "change its meaning" in refusal.message
        assert not raw.endswith(b"\n")
        event("refused")
        return
    event("done")
    assert plain(read(after, "x.yaml")[0]) == plain(data)
    assert is_read_so_by_ruamel(after, read(after, "x.yaml")[0])
    comments = re.compile(r"# \d+ of [^\r\n]+")
    assert sorted(comments.findall(after.decode())) == sorted(comments.findall(raw.decode()))
    assert after.startswith(b"\xef\xbb\xbf") == raw.startswith(b"\xef\xbb\xbf")
    assert (b"\r\n" in after) <= (b"\r\n" in raw)
    assert formatted(after, "x.yaml", KeyResult) == after
