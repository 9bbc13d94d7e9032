"""Reading YAML, finding places in it, and writing new files; and that no bytes whatever break the reader."""

import math
import random
import re
import string
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pytest
import ruamel.yaml
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from okrcli.diagnostics import CODES
from okrcli.yaml import reader, source
from okrcli.yaml.document import Document
from okrcli.yaml.editor import text_of
from okrcli.yaml.examination import examine
from okrcli.yaml.reader import read
from okrcli.yaml.scalar_text import reads_plain
from tests.support.examples import MANY, examples
from tests.support.second_reader import is_read_so_by_ruamel

Keys = tuple[str | int, ...]
ROOT = Path(__file__).parents[2]

PLAN = """\
# a plan
cycle: 2026-Q4
objectives:
  - id: demand
    title: Open a channel
    owner:
    contributes_to: [growth, reach]
    key_results:
      - id: mql
        start: 20
        target: 30.50
        note: |
          two
          lines
        actions:
          - {title: Publish, due: 2026-10-20}
          -
  - id: second
"""


def data_of(text: str) -> Any:
    data, findings = read(text.encode(), "x")
    assert findings == []
    return data


# ── Scalars ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL"])
def test_nothing(text: str) -> None:
    assert data_of(f"a: {text}\n") == {"a": None}


@pytest.mark.parametrize("text", ["true", "True", "TRUE", "false", "False", "FALSE"])
def test_true_and_false(text: str) -> None:
    assert data_of(f"a: {text}\nb: [{text}]\n") == {"a": text.lower() == "true", "b": [text.lower() == "true"]}


@pytest.mark.parametrize("text", ["0", "-0", "20", "-5", "0.1", "30.50", "400", "12345678901234567890.123", "9" * 30])
def test_numbers_keep_their_digits(text: str) -> None:
    number = data_of(f"a: {text}\n")["a"]
    assert isinstance(number, Decimal)
    assert format(number, "f") == text


@pytest.mark.parametrize(
    "text",
    [
        *("no", "yes", "on", "off", "y", "n", "nO", "tRUE", "nUll", "-"),
        *("12:30", "010", "1e5", "0x1f", "0o17", "0b1", ".inf", "-.inf", ".nan", "+5", "5.", ".5", "1_000", "1,000"),
        *("45%", "٤٥", "9" * 31, "1" * 20 + "." + "2" * 11, "2026-10-12", "2026-10-12T09:04:05Z"),
    ],
)
def test_everything_else_is_text(text: str) -> None:
    if text != "-":
        assert data_of(f"a: {text}\n") == {"a": text}
    assert data_of(f"a: '{text}'\n") == {"a": text}


@pytest.mark.parametrize("text", ["20", "true", "null", "", "~"])
def test_quoted_is_text(text: str) -> None:
    assert data_of(f"a: '{text}'\nb: \"{text}\"\nc: ['{text}']\n") == {"a": text, "b": text, "c": [text]}


def test_a_document() -> None:
    assert data_of(PLAN)["objectives"][0]["key_results"][0] == {
        "id": "mql",
        "start": Decimal(20),
        "target": Decimal("30.50"),
        "note": "two\nlines\n",
        "actions": [{"title": "Publish", "due": "2026-10-20"}, None],
    }


# ── Places ────────────────────────────────────────────────────────────────────────────────────────────────────────

KR = ("objectives", 0, "key_results", 0)


@pytest.mark.parametrize(
    ("keys", "on", "line", "column", "width"),
    [
        (("cycle",), "value", 2, 8, 7),
        (("cycle",), "key", 2, 1, 5),
        ((), "value", 2, 1, 5),
        (("objectives",), "value", 4, 3, 1),
        (("objectives",), "key", 3, 1, 10),
        (("objectives", 0), "value", 4, 5, 2),
        (("objectives", 0, "contributes_to"), "value", 7, 21, 15),
        (("objectives", 0, "contributes_to", 1), "value", 7, 30, 5),
        ((*KR, "target"), "value", 11, 17, 5),
        ((*KR, "note"), "value", 12, 15, 1),
        ((*KR, "actions", 0, "due"), "value", 16, 35, 10),
        ((*KR, "actions", 0), "value", 16, 13, 33),
        # Empty values: the key, or the dash
        (("objectives", 0, "owner"), "value", 6, 5, 5),
        ((*KR, "actions", 1), "value", 17, 11, 1),
        # What is not there: the group it is missing in
        (("objectives", 1, "title"), "value", 18, 5, 2),
        (("objectives", 1, "key_results", 3, "id"), "key", 18, 5, 2),
        ((*KR, "actions", 0, "owner"), "value", 16, 13, 33),
        ((*KR, "actions", 7), "value", 15, 9, 7),
        ((*KR, "target", "deeper"), "value", 11, 9, 6),
        (("nothing", "of", 4), "value", 2, 1, 5),
    ],
)
def test_locate(keys: Keys, on: Literal["key", "value"], line: int, column: int, width: int) -> None:
    place = Document("plan.yaml", PLAN.encode()).locate(keys, on)
    assert place == ("plan.yaml", line, column, width)


@pytest.mark.parametrize("raw", [b"", b"\xff", b"a: [", b"- x", b"x", b"a: @b", b"a: *x"])
def test_locate_answers_for_any_file(raw: bytes) -> None:
    document = Document("x", raw)
    for keys in [(), ("a",), ("a", 0), (0,)]:
        assert document.locate(keys).line >= 1


@pytest.mark.parametrize(
    ("keys", "comment"),
    [
        (("a",), "#1 x"),
        (("b", 0, "c"), "# y"),
        (("b", 1), "#z"),
        (("d",), None),
        (("e",), None),
        (("f",), None),
        (("g",), None),
        (("b",), None),
        (("b", 7), None),
        ((), None),
    ],
)
def test_a_comment_where_a_value_should_be(keys: Keys, comment: str | None) -> None:
    text = "a: #1 x\nb:\n  - c:   # y\n  - #z\nd: x # y\ne:\n# z\nf: ~ # x\ng: '' # x\n"
    assert Document("x", text.encode()).comment_for_value(keys) == comment
    assert Document("x", b"").comment_for_value(keys) is None


def test_lines_for_excerpts() -> None:
    document = Document("x", "\ufeffa: 1\r\nb: đ\n".encode())
    assert [document.line(number) for number in (0, 1, 2, 3)] == ["", "a: 1", "b: đ", ""]


# ── Writing ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_text_of_a_checkin_file() -> None:
    fields = {
        "id": "7k2m9x4t",
        "cycle": "2026-Q4",
        "date": date(2026, 10, 12),
        "at": datetime(2026, 10, 12, 9, 4, 5, tzinfo=UTC),
        "by": "mai",
        "checkins": [
            {"kr": "demand/mql", "value": Decimal("22.50"), "note": 'It\'s: "q" #1'},
            {"kr": "demand/nps", "done": ["pilot", "launch"], "note": "First line\n\n  - second\n"},
            {"kr": "demand/x", "done": True, "blocker": None},
        ],
        "wins": ["The pricing guide is read.", "yes"],
        "tags": [],
        "nested": {"a": {"b": [["x", "z"], [Decimal(1)], {}]}},
    }
    assert text_of(fields) == (
        "id: 7k2m9x4t\n"
        "cycle: 2026-Q4\n"
        "date: 2026-10-12\n"
        "at: 2026-10-12T09:04:05Z\n"
        "by: mai\n"
        "checkins:\n"
        "  - kr: demand/mql\n"
        "    value: 22.50\n"
        '    note: "It\'s: \\"q\\" #1"\n'
        "  - kr: demand/nps\n"
        "    done: [pilot, launch]\n"
        "    note: |\n"
        "      First line\n"
        "\n"
        "        - second\n"
        "  - kr: demand/x\n"
        "    done: true\n"
        "    blocker: null\n"
        "wins:\n"
        "  - The pricing guide is read.\n"
        '  - "yes"\n'
        "tags: []\n"
        "nested:\n"
        "  a:\n"
        "    b:\n"
        "      - [x, z]\n"
        "      -\n"
        "          - 1\n"
        "      - {}\n"
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Ship it", "Ship it"),
        ("Đường dẫn mới", "Đường dẫn mới"),
        ("增长 20%", "增长 20%"),
        ("5 customers, 3 (or more) & it's fine", "5 customers, 3 (or more) & it's fine"),
        ("no", '"no"'),
        ("On", '"On"'),
        ("y", '"y"'),
        ("12:30", '"12:30"'),
        ("010", '"010"'),
        ("0o17", '"0o17"'),
        ("1e5", '"1e5"'),
        ("12e45678", '"12e45678"'),
        ("1_000", '"1_000"'),
        ("20", '"20"'),
        ("2026-10-12", '"2026-10-12"'),
        ("2026-10-12 is the day", '"2026-10-12 is the day"'),
        ("~", '"~"'),
        ("", '""'),
        (" x", '" x"'),
        ("x ", '"x "'),
        ("a: b", '"a: b"'),
        ("a:", '"a:"'),
        ("a #b", '"a #b"'),
        ("- x", '"- x"'),
        ("@ana", '"@ana"'),
        ("x\ty", '"x\\ty"'),
        ("👩\u200d💻", '"👩\u200d💻"'),
        ("x\u2028y", '"x\\u2028y"'),
        ("x\xa0y", '"x\xa0y"'),
        ("two\nlines", "|-\n  two\n  lines"),
        ("two\nlines\n", "|\n  two\n  lines"),
        ("two\nlines\n\n", "|+\n  two\n  lines\n"),
        (" two\nlines", '" two\\nlines"'),
        ("two \nlines", '"two \\nlines"'),
        ("\ntwo", '"\\ntwo"'),
        ("\n", '"\\n"'),
        ("two\r\nlines", None),
        ("bell \x07", None),
        ("turn \u202e", None),
        ("half \ud800", None),
    ],
)
def test_how_a_text_is_written(text: str, written: str | None) -> None:
    if written is None:
        with pytest.raises(AssertionError, match="does not read back as its data"):
            text_of({"a": text})
    else:
        assert text_of({"a": text}) == f"a: {written}\n"


def test_numbers_are_written_without_exponent() -> None:
    assert text_of({"a": Decimal("1E+3"), "b": Decimal("0.10"), "c": Decimal("-4")}) == "a: 1000\nb: 0.10\nc: -4\n"
    with pytest.raises(AssertionError):
        text_of({"a": Decimal("NaN")})


LETTERS = st.sampled_from(
    [*string.printable.replace("\r", "").replace("\x0b", "").replace("\x0c", ""), *"đế增\u200d\xa0😀"]
)
TEXTS = st.one_of(
    st.text(LETTERS, max_size=20),
    st.sampled_from(["no", "2026-10-12", "12:30", "0x1f", "a: b", "x #y", "null", "<<", "=", "---", "...", "a\nb\n"]),
    st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Cn"]), max_size=10),
)
KEYS = TEXTS.filter(lambda key: "\u200d" not in key)
NUMBERS = st.decimals(-(10**9), 10**9, places=3)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, max_size=5)


@settings(max_examples=examples(300), deadline=None)
@given(DOCUMENTS)
def test_what_is_written_reads_back(document: dict[str, Any]) -> None:
    text = text_of(document)
    assert read(text.encode(), "x") == (document, [])
    assert is_read_so_by_ruamel(text.encode(), document)


@settings(max_examples=examples(300), deadline=None)
@given(TEXTS)
def test_plain_texts_are_texts_for_yaml_1_1_and_1_2(text: str) -> None:
    if reads_plain(text):
        assert yaml.safe_load(f"a: {text}\n") == {"a": text}
        assert ruamel.yaml.YAML(typ="safe", pure=True).load(f"a: {text}\n") == {"a": text}


# ── Against the other library ─────────────────────────────────────────────────────────────────────────────────────


def _by_ruamel(text: str) -> object:
    """ruamel's own composer (pure, YAML 1.2), scalars by their tags."""
    loader = ruamel.yaml.YAML(typ="safe", pure=True)
    loader.version = (1, 2)

    def plain(node: Any) -> object:
        if isinstance(node, ruamel.yaml.nodes.MappingNode):
            return {key.value: plain(value) for key, value in node.value}
        if isinstance(node, ruamel.yaml.nodes.SequenceNode):
            return [plain(item) for item in node.value]
        kind = node.tag.rpartition(":")[2]
        if kind == "null":
            return None
        if kind == "bool":
            return node.value.lower() == "true"
        if kind in ("int", "float") and reader._NUMBER.fullmatch(node.value):
            return Decimal(node.value)
        return node.value

    return plain(loader.compose(text))


@settings(max_examples=examples(200), deadline=None)
@given(
    st.dictionaries(st.text(LETTERS, min_size=1, max_size=12).filter(lambda key: "\u200d" not in key), VALUES),
    st.sampled_from([None, "'", '"', "|", ">"]),
    st.sampled_from([True, False, None]),
    st.integers(2, 6),
    st.sampled_from([20, 80]),
)
@example({"0": "\u2028"}, None, True, 2, 20)
def test_the_same_as_ruamel_in_every_style(
    document: dict[str, Any], style: str | None, flow: bool | None, indent: int, width: int
) -> None:
    def plain(value: object) -> object:
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        if isinstance(value, list):
            return [plain(item) for item in value]
        return format(value, "f") if isinstance(value, Decimal) else value

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: object) -> bool:
            return True

    styles: Any = {"default_style": style, "default_flow_style": flow, "indent": indent, "width": width}
    text = yaml.dump(plain(document), Dumper=Dumper, allow_unicode=True, sort_keys=False, **styles)
    data, findings = read(text.encode(), "x")
    refused = {"tag", "explicit-key", "tab", "look-alike"}
    if re.search("[\u2028\u2029]", text):
        refused.add("control-character")
    if {CODES[finding.code].name for finding in findings} <= refused and findings:
        # PyYAML's way to write numbers in a forced style, long keys, tabs in continued lines, no-break spaces, and line
        # separators as themselves: YAML 1.1 takes these for line ends and YAML 1.2 does not, so they are refused
        return
    assert findings == []
    assert data == _by_ruamel(text)


def test_a_line_separator_is_read_where_it_is_escaped_and_refused_where_it_is_not() -> None:
    assert read(b'a: "\\L"\n', "x") == ({"a": "\u2028"}, [])
    assert [CODES[finding.code].name for finding in read("a: 'x\u2028'\n".encode(), "x")[1]] == ["control-character"]


@settings(max_examples=examples(500), deadline=None)
@given(st.lists(st.sampled_from([*"ab0-?:,[]{}#'\" \n", "a: ", "- ", "\n  ", "|\n", "\r\n", "é", "x y"]), max_size=30))
def test_what_we_accept_ruamel_reads_the_same(parts: list[str]) -> None:
    text = "".join(parts)
    data, findings = read(text.encode(), "x")
    if not findings:
        try:
            other = _by_ruamel(text)
        except ruamel.yaml.error.YAMLError:
            return  # stricter than libyaml in places; such files are not edited
        assert data == other


# ── Any bytes ─────────────────────────────────────────────────────────────────────────────────────────────────────

PIECES = [
    *"ab1-?:,[]{}#&*!|>'\"%@`~ \n\t\r\\<=.",
    *("a: ", "- ", "\n  ", "\n", "---\n", "...", "&a ", "*a", "!t ", "<<: ", "\\e", "\\u202e", "true", "é"),
    *("\xa0", "\u3000", "\u2003", "：", "，", "“", "”", "word\n"),
    *("\ufeff", "\u2028", "\x85", "\0", "\u202e", "\u200b", "<<<<<<< x\n", "=======\n", "%YAML 1.1\n"),
]
SPECIAL = st.lists(st.sampled_from(PIECES), max_size=40).map(lambda parts: "".join(parts).encode())
MUTATED = st.lists(st.tuples(st.integers(0, len(PLAN)), st.integers(0, 3), SPECIAL), min_size=1, max_size=4).map(
    lambda edits: _edited(PLAN.encode(), edits)
)


def _edited(raw: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    for start, length, new in edits:
        raw = raw[:start] + new[:4] + raw[start + length :]
    return raw


@settings(max_examples=examples(1500), deadline=None)
@given(st.one_of(st.binary(max_size=60), SPECIAL, MUTATED))
@example(b"\xef\xbb\xbf")
@example(b"a: \xef\xbb\xbfb")
@example(b"\r")
@example(b"a: 1\n...\n\xef\xbb\xbfb: 2\n")
def test_any_bytes_give_data_or_findings_inside_the_file(raw: bytes) -> None:
    data, findings = read(raw, "x")
    assert (data is None) == bool(findings)
    assert findings == sorted(findings)
    document = Document("x", raw)
    for finding in findings:
        line = document.line(finding.place.line)
        assert finding.place.line >= 1
        assert 1 <= finding.place.column <= len(line) + 1
        assert 1 <= finding.place.width <= max(1, len(line) + 1 - finding.place.column)
    if findings:
        document.locate(("a", 0, "b"))
    else:
        assert examine(raw, "x") == []  # the fast way overlooks nothing
        for keys in _paths(data):
            assert document.locate(keys).line >= 1


def test_the_fast_way_stops_at_every_character_that_matters() -> None:
    always = re.compile(f"[{source.CONTROLS}\t\r{source.BIDI}{source.TAGS}{source.ZERO_WIDTH}]")
    for number in {*range(0xD800), *range(0xE000, 0x20000), *range(0xDFF00, 0xE0200)} - {*b"\n\\&!?<"}:
        raw = f"a{chr(number)}b".encode()
        stops = bool(raw.translate(None, reader._ORDINARY)) and bool(reader._UNUSUAL.search(raw))
        assert stops == bool(always.search(chr(number))), hex(number)


@pytest.mark.parametrize(
    "text", ["a: R & D\n", "a: Done !\n", "a: Why ?\n", "a: 'x — “y”'\n", "a: x < 5\n", "a: wow!\r\n"]
)
def test_ordinary_texts_are_read_the_fast_way(text: str) -> None:
    assert reader._read_fast(text.encode())[1] is False


def _paths(data: object, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield above
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from _paths(value, (*above, key))


# ── Speed and size ────────────────────────────────────────────────────────────────────────────────────────────────

MIB = 1 << 20


def laughs(levels: int) -> str:
    """Each line nine times the line above it."""
    lines = (f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, levels))
    return "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(lines)


def noise(size: int) -> bytes:
    return random.Random(size).randbytes(size)


HOSTILE: dict[str, Callable[[int], str | bytes]] = {
    "billion laughs": lambda size: laughs(size // 41),
    "brackets": lambda size: "[" * size,
    "braces": lambda size: "{" * size,
    "dashes": lambda size: "- " * (size // 2),
    "question marks": lambda size: "? " * (size // 2),
    "one key": lambda size: "k" * (size - 4) + ": 1",
    "one quoted key": lambda size: '"' + "k" * (size - 6) + '": 1',
    "an open quote": lambda size: 'a: "' + "x\n" * (size // 2 - 4),
    "tabs": lambda size: "\t" * size,
    "tabs in lines": lambda size: "a: 1\n" + "\t\n" * (size // 2 - 4),
    "tabs after keys": lambda size: "a:\n" + "  b:\t1\n" * (size // 8),
    "tabs before a comment": lambda size: "a: 1" + "\t" * (size - 9) + "# b\n",
    "spaces before a slip": lambda size: "a: b: c" + " " * (size - 9) + "d",
    "the same key": lambda size: "a: 1\n" * (size // 10),
    "empty values": lambda size: "a:\n" * (size // 3),
    "values": lambda size: "a: [" + "1," * (size // 2 - 4) + "]",
    "groups": lambda size: "a: [" + "{}," * (size // 3 - 4) + "]",
    "keys in braces": lambda size: "{" + "a," * (size // 2 - 4) + "}",
    "colons": lambda size: ": " * (size // 2),
    "newlines": lambda size: "\n" * size,
    "carriage returns": lambda size: "\r" * size,
    "zeros": lambda size: "\0" * size,
    "escapes": lambda size: "a:\n" + '  - "\\e"\n' * (size // 9 - 4),
    "conflicts": lambda size: "<<<<<<< x\n" * (size // 10),
    "anchors": lambda size: "a: [" + "&a x," * (size // 5 - 4) + "]",
    "slips": lambda size: "".join(f"a{n}: Re: x\n" for n in range(size // 12)),
    "documents": lambda size: "---\n" * (size // 4),
    "stairs": lambda size: "".join(" " * n + "a:\n" for n in range(math.isqrt(2 * size) - 4)),
    "no text": lambda size: b"\xff" * size,
    "noise": noise,
}


def hostile(name: str, size: int) -> bytes:
    text = HOSTILE[name](size)
    return text if isinstance(text, bytes) else text.encode()


def calls_to_read(raw: bytes) -> int:
    """How many functions are called, in Python and in C, to read a file and to find a place in it."""
    count = 0

    def counted(frame: object, kind: str, argument: object) -> None:
        nonlocal count
        count += kind in ("call", "c_call")

    sys.setprofile(counted)
    try:
        data, findings = read(raw, "x")
        Document("x", raw).locate(("a", 0))
    finally:
        sys.setprofile(None)
    assert (data is None) == bool(findings)
    return count


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_of_twice_the_size_takes_twice_the_work(name: str) -> None:
    """Calls are counted, so that no clock decides. A limit that is met only by the larger file may add a little."""
    small, large = (calls_to_read(hostile(name, size)) for size in (1 << 12, 1 << 13))
    assert large <= 2.3 * small + 1000


@pytest.mark.parametrize("name", ["brackets", "one key", "documents", "slips", "zeros", "noise"])
def test_the_largest_hostile_file_is_answered(name: str) -> None:
    raw = hostile(name, MIB)
    data, findings = read(raw, "x")
    assert (data is None) == bool(findings)


def test_hostile_files_need_little_memory() -> None:
    program = (
        "import sys; from okrcli.yaml.document import Document; from okrcli.yaml.reader import read;"
        "raw = sys.stdin.buffer.read(); read(raw, 'x'); Document('x', raw).locate(('a', 0));"
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    # Not ru_maxrss: a program that is started inherits it from the one that starts it.
    status = Path("/proc/self/status")
    if not status.exists() or "VmHWM" not in status.read_text("utf-8"):
        pytest.skip("the system does not tell a process how much memory it has had")
    size, limit = (MIB, 256 << 10) if MANY else (MIB // 8, 96 << 10)
    for name in ("values", "groups", "empty values", "tabs after keys"):
        done = subprocess.run([sys.executable, "-c", program], input=hostile(name, size), capture_output=True, cwd=ROOT)
        assert int(done.stdout) < limit, name


def test_a_learnt_number_never_becomes_a_text_and_the_store_stays_small() -> None:
    reader._PLAIN.clear()
    reader._PLAIN.update(reader._WORDS)
    numbers = [str(number) for number in range(12_000)]
    assert data_of("a: [" + ", ".join(numbers) + "]\n") == {"a": [Decimal(number) for number in numbers]}
    assert len(reader._PLAIN) <= 10_010
    assert data_of("a: [true, ~, 7, '7']\n") == {"a": [True, None, Decimal(7), "7"]}


def test_reading_needs_no_slow_import() -> None:
    program = "import sys; import okrcli.yaml.reader; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT).stdout.split()
    assert not {"ruamel", "ruamel.yaml", "pydantic", "typer", "rich", "git"} & set(modules)
