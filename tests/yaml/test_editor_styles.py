"""Every edit that makes sense, over many styles of YAML and over all our examples: how many are done, not refused."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from okrcli.errors import RefusedError
from okrcli.yaml.reader import read
from tests.support.second_reader import is_read_so_by_ruamel
from tests.support.yamllayouts import Keys
from tests.yaml.test_editor import PLAN, edit

ROOT = Path(__file__).parents[2]
FILES = [ROOT / "okrs.yaml.sample", *sorted((ROOT / "examples").rglob("*.yaml"))]
NEW_ITEMS: list[Any] = ["new", {"id": "new", "title": "A new: one"}]

NOT_INDENTED = """\
name: app
version: 1.20
steps:
- id: a
  run: make
- id: b
  run: |
    make test
    make lint
"""
FOUR_SPACES = """\
services:
    web:
        image: 'nginx:1.25'
        ports:
            - "80:80"
    db:
        image: pg
"""
WORKFLOW = """\
# CI

name: CI

on:
  push:
    branches: [main]
  pull_request:

jobs:
  test:
    strategy:
      matrix:
        python: ['3.11', '3.12']   # all we promise
    steps:
      - uses: actions/checkout@v4

      # the real work
      - name: Test
        run: |
          pip install .
          pytest
"""
JSON = """\
{
  "id": "demand",
  "list": [1, 2],
  "people": [
    {"id": "mai", "name": "Mai"},
    {"id": "linh"}
  ]
}
"""
LINED_UP = """\
id:        demand
title:     Grow
target:    30
list:
  -   a
  -   b
"""
LISTS_OF_LISTS = """\
matrix:
- - 1
  - 2
- - 3
  - 4
empty:
-
- []
- {}
"""
BRACKETS_OVER_LINES = """\
a: [one,
    two,   # second
    three]
b: {x: 1,
    y: 2}
c: [
  p,
  q,
]
d: [
    {"e": 1}
  , {"e": 2}
  ]
"""
TEXTS_OVER_LINES = """\
about: >-
  A long text
  over lines.

  And more.
keep: |+
  x

title: A title that goes on
  in the next line
note: "and one
  in quotes"
list:
  - some words
    more words
last: >
  end
"""
COMMENTS = """\
# top

# of a
a: # behind a
  # in a
  - x # behind x
    # below x
  # between

  # of y
  - y
  # end of a
# of b
b:
  # in b
  c: 1 # behind c

  # of d
  d: 2
# end
"""
QUOTED = """\
'id': 'it''s'
'list':
  - 'a'
  - 'b'
'map': {'x': 'y'}
"""
LANGUAGES = """\
tên: Tăng trưởng
รายการ:
  - เพิ่มลูกค้า
  - 客户
цели: {первая: '🎯', вторая: 👩‍👩‍👧}
"""
STYLES = {
    "plan": PLAN,
    "plan on Windows": "\ufeff" + PLAN.replace("\n", "\r\n"),
    "not indented": NOT_INDENTED,
    "four spaces": FOUR_SPACES,
    "workflow": WORKFLOW,
    "JSON": JSON,
    "compact JSON": '{"id":"x","on":true,"items":[{"a":1},{"a":2}],"none":null}',
    "lined up": LINED_UP,
    "lists of lists": LISTS_OF_LISTS,
    "brackets over lines": BRACKETS_OVER_LINES,
    "texts over lines": TEXTS_OVER_LINES,
    "comments": COMMENTS,
    "quoted": QUOTED,
    "languages": LANGUAGES,
    "document marks": "---\na: 1\nb:\n  - x\n...\n",
    "odd spaces": "a :  1\nb:   \n  - x   \n\n\nc:\n\n   d:   e   \n   f:  \n",
    "pairs": "a: [x: 1, y]\nb: {k, l: 1, m: }\n",
    "no final line end": LINED_UP.rstrip(),
    "no final line end after a text": TEXTS_OVER_LINES.rstrip(),
}


def places(data: Any, before: Keys = ()) -> list[tuple[Keys, Any]]:
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    found = [(before, data)]
    for key, value in pairs:
        found += places(value, (*before, key))
    return found


def edits(data: Any) -> list[tuple[Any, ...]]:
    """Each list gets items, each group a field, each scalar another value, and everything is taken away once."""
    found: list[tuple[Any, ...]] = []
    for keys, value in places(data):
        if isinstance(value, list):
            found += [("append", keys, item) for item in NEW_ITEMS]
        elif isinstance(value, dict):
            found += [("put", (*keys, "unit"), "new"), ("put", (*keys, "zz", "y"), Decimal(1))]
            found += [("append", (*keys, "brand_new"), item) for item in NEW_ITEMS]
        else:
            found += [("set", keys, new) for new in ("new", "it's: new", Decimal(7), "two\nlines\n")]
            found += [("append", keys, item) for item in NEW_ITEMS if value is None]
        if keys and (len(keys) > 1 or len(data) > 1):
            found.append(("remove", keys))
    return found


def test_nearly_every_edit_is_done() -> None:
    """At least 97 of 100, and two readers find the same data in what is done."""
    done, refused = 0, list[str]()
    for style, text in STYLES.items():
        data, findings = read(text.encode(), style)
        assert not findings, style
        for change in edits(data):
            try:
                after = edit(text.encode(), *change)
            except RefusedError as error:
                refused.append(f"{style} {change}: {error.message}")
                continue
            done += 1
            assert is_read_so_by_ruamel(after, read(after, style)[0]), (style, change)
            if change[0] != "remove":
                assert after.count(b"#") == text.count("#"), (style, change)
    assert done > 800
    assert done >= 0.97 * (done + len(refused)), "\n".join(refused)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_edit_of_an_example_is_done_and_keeps_its_comments(path: Path) -> None:
    raw = path.read_bytes()
    data, _ = read(raw, path.name)
    hashes = raw.count(b"#")
    for change in edits(data)[:: 1 + len(raw) // 100]:
        after = edit(raw, *change)
        assert is_read_so_by_ruamel(after, read(after, path.name)[0])
        assert change[0] == "remove" or after.count(b"#") == hashes
