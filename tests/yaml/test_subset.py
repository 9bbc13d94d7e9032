"""What is refused in a YAML file: one row per slip, with its code, its place, and what the hint says.

The list of failures is docs/failures.md, "What a file may hold".
"""

import pytest

from okrcli.diagnostics import CODES
from okrcli.yaml import reader

PLAN = "a:\n  - id: o\n    krs:\n      - id: m\n        start: 1\n"

# (text, code name, line, column, words of message and hint)
REFUSED: list[tuple[str | bytes, str, int, int, list[str]]] = [
    # Anchors, aliases, merge keys
    ("a: &a [x, x]\nb: &b [*a, *a]\n", "anchor", 1, 4, ["`&a`", "write the value out"]),
    ("a: &a [x, x]\nb: [*a, *a]\n", "alias", 2, 5, ["`*a`", "write the value out here"]),
    ("a: &a {x: 1}\nb:\n  <<: *a\n", "merge-key", 3, 3, ["`<<`", "write the fields out"]),
    ("a: &a [*a]\n", "anchor", 1, 4, ["`&a`"]),
    ("krs:\n  - &kr {id: x}\n  - *kr\n", "anchor", 2, 5, ["`&kr`"]),
    ("target: &t 30\n", "anchor", 1, 9, ["`&t`"]),
    # Keys
    ("id: a\ntitle: x\nid: b\n", "duplicate-key", 3, 1, ["`id`", "line 1, column 1", "keep one"]),
    ("a: {b: 1, b: 2}\n", "duplicate-key", 1, 11, ["`b`", "line 1, column 5"]),
    ('a: 1\n"a": 2\n', "duplicate-key", 2, 1, ["`a`"]),
    ("1: x\n", "key-not-text", 1, 1, ["`1`", "quotes"]),
    ("a:\n  true: x\n", "key-not-text", 2, 3, ["`true`", "quotes"]),
    ("a: {: x}\n", "not-key-value", 1, 5, ["before the colon is missing"]),
    ("[a]: x\n", "key-not-text", 1, 1, ["not a list", "`key: value`"]),
    ("{a: b}: x\n", "key-not-text", 1, 1, ["not a list or group"]),
    ("? a\n: b\n", "explicit-key", 1, 1, ["`?`", "write `key: value`"]),
    ("a: {? b : c}\n", "explicit-key", 1, 5, ["`?`"]),
    (": x\n", "not-key-value", 1, 1, ["before the colon is missing"]),
    ("ti\u200btle: x\n", "hidden-character", 1, 3, ["U+200B", "delete"]),
    # Tags and directives
    ("a: !!python/object/apply:os.system [ls]\n", "tag", 1, 4, ["tags are not allowed", "delete it"]),
    ("a: !<tag:x> b\n", "tag", 1, 4, ["tags are not allowed"]),
    ("a: !e!x b\n", "tag", 1, 4, ["tags are not allowed"]),
    ("%YAML 1.3\n---\na: 1\n", "directive", 1, 1, ["delete the line"]),
    ("%YAML 2.0\n---\na: 1\n", "directive", 1, 1, ["`%`"]),
    ("%YAML 1.1\n---\na: 1\n", "directive", 1, 1, ["`%`"]),
    ("%TAG ! tag:x,2000:\n---\na: 1\n", "directive", 1, 1, ["`%`"]),
    # What is no file of ours
    ("", "not-a-mapping", 1, 1, ["empty", "`cycle: 2026-Q4`"]),
    ("# only words\n", "not-a-mapping", 1, 1, ["empty"]),
    ("---\n", "not-a-mapping", 1, 1, ["empty"]),
    ("null\n", "not-a-mapping", 1, 1, ["empty"]),
    ("just words\n", "not-a-mapping", 1, 1, ["a single value"]),
    ("cycle:2026-Q4\n", "not-a-mapping", 1, 1, ["space after the colon"]),
    ("- a\n- b\n", "not-a-mapping", 1, 1, ["a list"]),
    ("a: 1\n---\nb: 2\n", "several-documents", 2, 1, ["second document", "file of its own"]),
    ("a: 1\n...\nb: 2\n", "several-documents", 3, 1, ["second document"]),
    ("a: 1\n---\n", "several-documents", 2, 1, ["second document"]),
    # Characters
    (b"a: caf\xe9\n", "not-utf-8", 1, 7, ["byte 0xe9", "UTF-8"]),
    (b"a: x\nb: \xed\xa0\x80\n", "not-utf-8", 2, 4, ["byte 0xed"]),
    ("a: x\n".encode("utf-16"), "not-utf-8", 1, 1, ["UTF-16"]),
    ("a: x\n".encode("utf-16-be"), "not-utf-8", 1, 1, ["UTF-16"]),
    ("a: x\n".encode("utf-32"), "not-utf-8", 1, 1, ["UTF-32"]),
    ("a: x\0y\n", "control-character", 1, 5, ["U+0000", "delete it"]),
    ("a: \x1b[31mred\n", "control-character", 1, 4, ["U+001B"]),
    ("a: x\x07\n", "control-character", 1, 5, ["U+0007"]),
    ("a: x\x7f\n", "control-character", 1, 5, ["U+007F"]),
    ("a: x\x9b\n", "control-character", 1, 5, ["U+009B"]),
    ("a: x\x85y\n", "control-character", 1, 5, ["U+0085", "ordinary new line"]),
    ("a: x\u2028y\n", "control-character", 1, 5, ["U+2028"]),
    ("a: x\u2029y\n", "control-character", 1, 5, ["U+2029"]),
    ("a: x\ufeffy\n", "control-character", 1, 5, ["U+FEFF"]),
    ("a: x\uffff\n", "control-character", 1, 5, ["U+FFFF"]),
    ('a: "red \\e[31m"\n', "control-character", 1, 9, ["`\\e`"]),
    ('a: "\\\\0 \\0"\n', "control-character", 1, 9, ["`\\0`"]),
    ('a: "x\n  \\x07"\n', "control-character", 2, 3, ["`\\x07`"]),
    ('"\\r": x\n', "control-character", 1, 2, ["`\\r`"]),
    ('a: "\\N"\n', "control-character", 1, 5, ["`\\N`"]),
    ("a: x\u202ey\n", "bidi-control", 1, 5, ["U+202E", "delete it"]),
    ("a: x\u2066y\n", "bidi-control", 1, 5, ["U+2066"]),
    ('a: "\\u202e"\n', "bidi-control", 1, 5, ["`\\u202e`"]),
    ("a: x\U000e0041\n", "hidden-character", 1, 5, ["U+E0041"]),
    ('a: "\\ud83d\\ude00"\n', "bad-escape", 1, 5, ["write the character itself"]),
    ('a: "\\UFFFFFFFF"\n', "bad-escape", 1, 5, ["write the character itself"]),
    ('a: "C:\\path"\n', "bad-escape", 1, 7, ["`\\p`", "two backslashes"]),
    ("a: 1\rb: 2\r", "carriage-return", 1, 5, ["LF or CRLF"]),
    ("a: 1\r\r\nb: 2\r\n", "carriage-return", 1, 5, ["LF or CRLF"]),
    # Tabs
    ("a:\n\tb: 1\n", "tab", 2, 1, ["use spaces"]),
    ("a:\n  - \tb: 1\n", "tab", 2, 5, ["use spaces"]),
    ("a:\tb\n", "tab", 1, 3, ["use spaces"]),
    ("a: b\n\tc\n", "tab", 2, 1, ["use spaces"]),
    ("a: |\n\tb\n", "tab", 2, 1, ["use spaces"]),
    ("a: [\n\tb]\n", "tab", 2, 1, ["use spaces"]),
    # Slips: a text that wants quotes
    ("title: Reduce: cost\n", "colon-in-text", 1, 14, ['"Reduce: cost"']),
    ('- id: x\n  title: Re: "x" # why\n', "colon-in-text", 2, 12, ["'Re: \"x\"'"]),
    ("a: {title: Re: cost, b: c}\n", "colon-in-text", 1, 14, ['"Re: cost"']),
    ("owner: @ana\n", "needs-quotes", 1, 8, ['"@ana"']),
    ("owners: [@ana, x]\n", "needs-quotes", 1, 10, ['"@ana"']),
    ("title: *bold*\n", "needs-quotes", 1, 8, ['"*bold*"']),
    ("title: **bold** move\n", "needs-quotes", 1, 8, ['"**bold** move"']),
    ("title: *bold\n", "alias", 1, 8, ['"*bold"']),
    ("unit: %5\n", "needs-quotes", 1, 7, ['"%5"']),
    ("unit: %\n", "needs-quotes", 1, 7, ['"%"']),
    ("%5: x\n", "directive", 1, 1, ["`%`"]),
    ("title: `code` first\n", "needs-quotes", 1, 8, ["a backtick", '"`code` first"']),
    ("note: - [x] done\n", "needs-quotes", 1, 7, ['"- [x] done"', "a list starts on the next line"]),
    ("notes:\n  - [x] done\n", "needs-quotes", 2, 5, ['"[x] done"']),
    ('title: "Ship" it\n', "needs-quotes", 1, 8, ["put single quotes around it: '\"Ship\" it'"]),
    ('title: "Ship" the "it"\n', "needs-quotes", 1, 8, ['around it: \'"Ship" the "it"\'']),
    ('title: "A "big" thing"\n', "needs-quotes", 1, 8, ["write 'A \"big\" thing'"]),
    (f"title: [Q4] {'x' * 60}\n", "needs-quotes", 1, 8, [f'put the text in quotes: "[Q4] {"x" * 60}"']),
    ("title: % more\n", "needs-quotes", 1, 8, ['"% more"']),
    ("title: {x} y\n", "needs-quotes", 1, 8, ['"{x} y"']),
    ("title: 'it's'\n", "needs-quotes", 1, 8, ['write "it\'s"']),
    ("title: > 5 customers\n", "needs-quotes", 1, 8, ['"> 5 customers"']),
    ("title: | x\n", "needs-quotes", 1, 8, ['"| x"']),
    ("title: ? why\n", "needs-quotes", 1, 8, ['"? why"']),
    ("title: , and\n", "needs-quotes", 1, 8, ['", and"']),
    (f"title: @{'x' * 100}\n", "needs-quotes", 1, 8, ["put the text in quotes"]),
    ("title: &co ship it\n", "anchor", 1, 8, ['"&co ship it"']),
    ("title: & ship it\n", "needs-quotes", 1, 8, ['"& ship it"']),
    ("title: !important fix\n", "tag", 1, 8, ['"!important fix"']),
    ("title: ! fix\n", "tag", 1, 8, ['"! fix"']),
    # Conflicts
    (
        "a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\n",
        "conflict-marker",
        2,
        1,
        ["unresolved", "keep the lines you want, and remove the three marker lines"],
    ),
    ("a: 1\n<<<<<<< HEAD\r\nb: @x\n", "conflict-marker", 2, 1, ["unresolved merge conflict"]),
    ("a: 1\n=======\nb: 3\n", "conflict-marker", 2, 1, ["unresolved merge conflict"]),
    ("a: 1\nb: 3\n>>>>>>> theirs\n", "conflict-marker", 3, 1, ["unresolved merge conflict"]),
    # Quotes, brackets, indentation
    ("a: 'x\nb: 1\n", "unclosed-quote", 1, 4, ["`'`", "write it twice"]),
    ('a: "x\nb: "y"\nc: z\n', "unclosed-quote", 1, 4, ['`"`', '`\\"`']),
    ('a: "x\n---\n', "unclosed-quote", 1, 4, ["not closed"]),
    ("a: [b, c\nd: 1\n", "unclosed-bracket", 1, 4, ["`[`", "close it with `]`"]),
    ("a: [b, c", "unclosed-bracket", 1, 4, ["`[`"]),
    ("a: {b: c\nd: 1\n", "unclosed-bracket", 1, 4, ["`{`", "close it with `}`"]),
    ("a: [b, c}\n", "unclosed-bracket", 1, 4, ["`[`"]),
    ("a: [b,, c]\n", "syntax", 1, 7, ["comma"]),
    ("a: 1\n  b: 2\n", "bad-indentation", 2, 3, ["deeper than line 1", "same indentation"]),
    ("a:\n  b: 1\n c: 2\n", "bad-indentation", 3, 2, ["column 1 or 3"]),
    ("a:\n  - b: 1\n   c: 2\n", "bad-indentation", 3, 4, ["column 5 or 1"]),
    ("a:\n  - b: 1\n   b: 2\n", "bad-indentation", 3, 4, ["start it in column 1"]),
    (PLAN + "     - id: n\n        start: 2\n", "bad-indentation", 6, 6, ["start it in column 7"]),
    (
        PLAN + "     - id: n\n       start: 2\n",
        "bad-indentation",
        6,
        6,
        ["start it in column 7 or 3, and move the lines below it in the same way"],
    ),
    (PLAN + "       target: 2\n", "bad-indentation", 6, 8, ["start it in column 9 or 5"]),
    ("a:\n  - b: 1\n  c: 2\n", "bad-indentation", 3, 3, ["among `-` items", "column 1 or 5"]),
    ("a:\n  - b: 1\n    c:\n- b: 1\n", "bad-indentation", 4, 1, ["`-` item among", "column 3 or 5"]),
    (
        "a:\n  - b: 1\n\n c: 2\n    d:\n e: 3\n# " + "x" * (1 << 19),
        "bad-indentation",
        4,
        2,
        ["like the lines it belongs to"],
    ),
    ("a: 1\n- b\n", "bad-indentation", 2, 1, ["`-` item among"]),
    ("- a\nb: 1\n", "bad-indentation", 2, 1, ["among `-` items"]),
    ("a: 1\nfoo\nb: 2\n", "not-key-value", 2, 1, ["`foo` is not", "indent the line deeper"]),
    ("a: 1\nb:2\nc: 3\n", "not-key-value", 2, 1, ["space after the colon"]),
    ("foo\nbar: 1\n", "not-key-value", 1, 1, ["`foo`", "write `key: value`"]),
    ("a:\n  - b: 1\n    krs\n      - id: k\n", "not-key-value", 3, 5, ["`krs` is not", "write `krs:`"]),
    ("a: 1\nkrs # why\n\n- id: k\n", "not-key-value", 2, 1, ["write `krs:`"]),
    ("a: 1\nwins\n  - x\n  - y\nb: 1\n", "not-key-value", 2, 1, ["write `wins:`"]),
    ("wins\n  - x\n  - y: z\n", "not-key-value", 1, 1, ["write `wins:`"]),
    ("a:\n  - krs\n      id: k\n", "not-key-value", 2, 5, ["write `krs:`"]),
    (f"{'k' * 50}\n  a: 1\n", "not-key-value", 1, 1, ["this line is not", f"write `{'k' * 50}:`"]),
    ("key results\n  - id: k\n", "not-key-value", 1, 1, ["write `key: value`"]),
    ("a: 1\nkrs\n  - id: k\n   b: 1\n", "bad-indentation", 4, 4, ["column 5 or 1"]),
    # A forgotten dash
    (
        "a:\n  - id: x\n    b: 1\n    c: 1\n    id: y\n    b: 2\n    c: 3\n",
        "duplicate-key",
        5,
        5,
        ["line 2, column 5", "is a `- ` missing before `id`?"],
    ),
    ("a:\n  - id: x\n    b: 1\n    b: 2\n", "duplicate-key", 4, 5, ["keep one of the two"]),
    ("a: [{id: x, id: y}]\n", "duplicate-key", 1, 13, ["keep one of the two"]),
    # Characters that look like YAML's
    ("a:\n\xa0\xa0b: 1\n", "look-alike", 2, 1, ["this is a no-break space (U+00A0), not a space", "a plain space"]),
    ("a:\n  b: 1\n\xa0\xa0c: 2\n", "look-alike", 3, 1, ["no-break space"]),
    ("a:\n  - b: 1\n  \xa0 c: 1\n    d: 2\n", "look-alike", 3, 3, ["no-break space"]),
    ("a:\n  - b: 1\n    \u2003c: 1\n", "look-alike", 3, 5, ["a special space (U+2003)"]),
    ("a:\n  - b\n  -\xa0c\n", "look-alike", 3, 4, ["no-break space"]),
    ("a:\n  - b: 1\n  -\xa0b: 2\n    c: 3\n", "look-alike", 3, 4, ["no-break space"]),
    ("a:\xa0b\n", "look-alike", 1, 3, ["no-break space"]),
    ("a: \xa0\xa030\n", "look-alike", 1, 4, ["no-break space"]),
    ("a: 1\nb:\u202fc\nd: 1\n", "look-alike", 2, 3, ["a narrow no-break space (U+202F)"]),
    ("a:\u3000b\nc: 1\n", "look-alike", 1, 3, ["a full-width space (U+3000)"]),
    ("a: 1\n\u3000b: 1\n", "look-alike", 2, 1, ["a full-width space"]),
    ("a: 1\n\u205fb: 1\n", "look-alike", 2, 1, ["a special space"]),
    ("a:\xa0@b\nc: 1\n", "look-alike", 1, 3, ["no-break space"]),
    ("a:\xa0@b\nc: 1\n", "needs-quotes", 1, 4, ['"@b"']),
    ('"a":\xa0b\nc: 1\n', "look-alike", 1, 5, ["no-break space"]),
    ("a:\n  - title:\xa0b\n", "look-alike", 2, 11, ["no-break space"]),
    ("a: 1\n\xa0\nb: 1\n", "look-alike", 2, 1, ["no-break space"]),
    ("a: |\n  b\n\xa0\xa0c\nd: 1\n", "look-alike", 3, 1, ["no-break space"]),
    ("target：30\n", "look-alike", 1, 7, ["this is a full-width colon", "type a plain `:`, and a space after it"]),
    ("a: 1\ntarget：30\nb: 1\n", "look-alike", 2, 7, ["full-width colon"]),
    ("target： 30\nb: 1\n", "look-alike", 1, 7, ["full-width colon"]),
    ("a：\n  - b: 1\n", "look-alike", 1, 2, ["full-width colon"]),
    ("a:\n  - b：1\n    c: 2\n", "look-alike", 2, 6, ["full-width colon"]),
    ("a：1\nb：2\nc: 3\n", "look-alike", 1, 2, ["full-width colon"]),
    ("a: {b: 1，c: 2}\n", "look-alike", 1, 9, ["this is a full-width comma", "type a plain `,`"]),
    ("a: {\n  b: 1，c: 2}\n", "look-alike", 2, 7, ["full-width comma"]),
    ("a: “Re: x”\n", "look-alike", 1, 4, ["`“` is not a quote for YAML", 'type plain quotes: "Re: x"']),
    ("a: “Re” is: x\n", "colon-in-text", 1, 11, ['"“Re” is: x"']),
    (f"{'k' * 1100}: 1\n", "syntax", 1, 1, ["key is too long"]),
    # Limits
    ("a: " + "[" * 40 + "]" * 40, "too-deep", 1, 35, ["nested more than 32 deep"]),
    ("- " * 40 + "x", "too-deep", 1, 65, ["nested more than 32 deep"]),
    ("#" * (1 << 20) + "\n", "too-large", 1, 1, ["larger than 1 MiB"]),
    ("a: " + "x" * 65537, "scalar-too-long", 1, 4, ["64 kB"]),
    ("a: " + "ế" * 30000, "scalar-too-long", 1, 4, ["64 kB"]),
    ("a: [" + "1," * 100_000 + "]", "too-many-nodes", 1, 199_999, ["100 000 values"]),
]


@pytest.mark.parametrize(
    ("text", "name", "line", "column", "words"),
    REFUSED,
    ids=[f"{row[1]} {row[0][:30]!r}" for row in REFUSED],
)
def test_refused_with_place_and_hint(text: str | bytes, name: str, line: int, column: int, words: list[str]) -> None:
    raw = text if isinstance(text, bytes) else text.encode()
    data, findings = reader.read(raw, "plan.yaml")
    assert data is None
    matching = [finding for finding in findings if CODES[finding.code].name == name]
    assert matching, findings
    found = matching[0]
    assert (found.place.path, found.place.line, found.place.column) == ("plan.yaml", line, column)
    said = f"{found.message} · {found.hint}"
    for word in words:
        assert word in said


@pytest.mark.parametrize("text", [row[0] for row in REFUSED], ids=[f"{row[1]} {row[0][:30]!r}" for row in REFUSED])
def test_words_are_for_people(text: str | bytes) -> None:
    raw = text if isinstance(text, bytes) else text.encode()
    for finding in reader.read(raw, "plan.yaml")[1]:
        assert finding.hint, finding
        for said in (finding.message, finding.hint):
            assert not said.endswith(".")
            assert not any(word in said for word in ("Error", "Token", "Event", "scalar", "node", "NoneType"))
            assert said[0] == said[0].lower() or said.startswith("U+")


ONE_CAUSE = [
    "title: Reduce: cost\nowner: mai\n",
    "a:\n\tb: 1\n\tc: 2\n",
    "a: 1\rb: 2\rc: 3\r",
    "a: 'x\nb: 1\nc: @d\n",
    "a: 1\n---\nb: &x 2\nb: 3\n",
    "a: x\0\nb: 1\n",
    "? [a]\n: b\n",
    "a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\n",
    "a: [\n",
    "- a\n- b\n",
    "a: > 5\n",
    "k" * 70_000 + ": 1\n",
    PLAN + "     - id: n\n        start: 2\n",
    "a:\n  - id: x\n    b: 1\n    id: y\n    b: 2\n    id: z\n    b: 3\n",
    "a:\n  - id: x\n    krs\n      - id: y\n      - id: z\n    b: 2\n",
    "a:\n  - b: 1\n  \xa0 c: 1\n    d: 2\n",
    "a:\n\xa0\xa0b: 1\n",
    "a: 1\ntarget：30\nb: 1\n",
    "a: “Re: x”\n",
]


@pytest.mark.parametrize("text", ONE_CAUSE, ids=[repr(text[:40]) for text in ONE_CAUSE])
def test_one_cause_is_told_once(text: str) -> None:
    assert len(reader.read(text.encode(), "x")[1]) == 1


def test_many_causes_are_told_in_one_run_in_order_of_place() -> None:
    text = (
        "a: &a 1\nb: *a\nc: !t x\na: 2\nd: \"\\e\"\n1: x\ne: Re: cost\nf: @ana\ng:\tx\nh: 'it's'\ni: *bold*\nj: 'open\n"
    )
    names = [(CODES[found.code].name, found.place.line) for found in reader.read(text.encode(), "x")[1]]
    assert names == [
        ("anchor", 1),
        ("alias", 2),
        ("tag", 3),
        ("duplicate-key", 4),
        ("control-character", 5),
        ("key-not-text", 6),
        ("colon-in-text", 7),
        ("needs-quotes", 8),
        ("tab", 9),
        ("needs-quotes", 10),
        ("needs-quotes", 11),
        ("unclosed-quote", 12),
    ]


def test_after_a_mended_line_it_reads_on() -> None:
    text = "a：1\nb：2\nc:\xa0@x\nkrs\n  - id：k\n    d: “Re: x”\n    e: {f: 1，g: 2}\nh:\xa0@z\ni: y: z\n"
    names = [(CODES[found.code].name, found.place[1:3]) for found in reader.read(text.encode(), "x")[1]]
    assert names == [
        ("look-alike", (1, 2)),
        ("look-alike", (2, 2)),
        ("look-alike", (3, 3)),
        ("needs-quotes", (3, 4)),
        ("not-key-value", (4, 1)),
        ("look-alike", (5, 7)),
        ("look-alike", (6, 8)),
        ("look-alike", (7, 13)),
        ("look-alike", (8, 3)),
        ("needs-quotes", (8, 4)),
        ("colon-in-text", (9, 5)),
    ]


def test_a_merge_key_is_not_told_again_as_an_alias() -> None:
    found = reader.read(b"a: &a {x: 1}\nb: {<<: *a}\n", "x")[1]
    assert [CODES[f.code].name for f in found] == ["anchor", "merge-key"]


def test_after_a_hundred_findings_it_says_that_there_are_more() -> None:
    found = reader.read(b"a: 1\n" * 5000, "x")[1]
    assert len(found) == 101
    assert CODES[found[-1].code].name == "more-findings"


def test_columns_count_characters_not_bytes_and_no_byte_order_mark() -> None:
    found = reader.read("\ufeffđường: &x 1\n".encode(), "x")[1]
    assert found[0].place[1:] == (1, 8, 2)


ACCEPTED: list[tuple[str, str, object]] = [
    ("words", "a: no\nb: on\nc: yes\nd: y\n", {"a": "no", "b": "on", "c": "yes", "d": "y"}),
    ("words as keys", "no: 1\non: 2\n", None),
    ("dates stay text", "a: 2026-10-12\nb: 12:30\n", {"a": "2026-10-12", "b": "12:30"}),
    ("emoji with a joiner", "a: 👩\u200d💻 x\n", {"a": "👩\u200d💻 x"}),
    ("byte order mark", "\ufeffa: x\n", {"a": "x"}),
    ("CRLF", "a: x\r\nb: |\r\n  y\r\n  z\r\n", {"a": "x", "b": "y\nz\n"}),
    ("mixed line ends", "a: x\r\nb: y\n", {"a": "x", "b": "y"}),
    ("no final newline", "a: x", {"a": "x"}),
    ("tab before a comment", "a: x\t# y\tz\nb: z\t\n", {"a": "x", "b": "z"}),
    ("tab in quotes", 'a: "x\ty"\nb: "\\t"\n', {"a": "x\ty", "b": "\t"}),
    ("tab in a block text", "a: |\n  x\ty\n", {"a": "x\ty\n"}),
    ("new line and tab escaped", 'a: "x\\n\\ty"\n', {"a": "x\n\ty"}),
    ("escaped line separator", 'a: "\\u2028"\n', {"a": "\u2028"}),
    ("a comment after text", "a: fix #12\n", {"a": "fix"}),
    ("one document with marks", "---\na: x\n...\n", {"a": "x"}),
    ("signs inside text", "a: R&D * 2 != 5% of [x] {y} | z > q @b `c` ? - d\n", None),
    ("a sign at the end", "a: wow !\nb: x & y\nc: what ?\n", {"a": "wow !", "b": "x & y", "c": "what ?"}),
    ("quoted keys", '"1": x\n"true": y\n"<<": z\n', {"1": "x", "true": "y", "<<": "z"}),
    ("escapes of letters", 'a: "\\u0111\\x41\\/\\"\\\\"\n', {"a": 'đA/"\\'}),
    ("lines that look like markers", "a: |\n  =======\n  <<<<<<< x\n", {"a": "=======\n<<<<<<< x\n"}),
    ("32 deep", "a: " + "[" * 31 + "]" * 31, None),
    ("64 kB", "a: " + "x" * 65536, {"a": "x" * 65536}),
    ("many nodes", "a: [" + "x," * 99_000 + "]", {"a": ["x"] * 99_000}),
    ("an empty group", "{}\n", {}),
    (
        "no-break spaces in texts",
        "a: 5\xa0% – «\xa0x\xa0»\nb: x:\xa0y\n",
        {"a": "5\xa0% – «\xa0x\xa0»", "b": "x:\xa0y"},
    ),
    ("no-break spaces at the start of a line of a text", "a: |\n  x\n  \xa0y\nb: x\n  \xa0y\n", None),
    ("no-break spaces in quotes", "a: '\xa0x'\nb: \"x\n  \xa0y\"\n", {"a": "\xa0x", "b": "x \xa0y"}),
    ("full-width signs in texts", "a: x：1，“y”\u3000z\nb: “%”\n", {"a": "x：1，“y”\u3000z", "b": "“%”"}),
    ("full-width signs in brackets", "a: [x，y, z：1]\n", {"a": ["x，y", "z：1"]}),
]


@pytest.mark.parametrize(("text", "data"), [row[1:] for row in ACCEPTED], ids=[row[0] for row in ACCEPTED])
def test_accepted(text: str, data: object) -> None:
    found, findings = reader.read(text.encode(), "x")
    assert findings == []
    assert data is None or found == data
