"""The reader of YAML files: bytes become plain data, or findings. The only module that imports PyYAML.

`read` is fast, by libyaml's events, for thousands of files. Where a file has anything unusual, `examine` reads it once
more with positions, and decides. `Document` gives the line and column of a value.

The format is a small part of YAML 1.2 in which everything means what it looks like: one UTF-8 document, text as
keys, no anchors, aliases, tags or merge keys; `no`, `on`, `12:30` and `010` are texts and only plain decimals numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, Literal, Protocol, TypeAlias, Union

from yaml import YAMLError
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.error import MarkedYAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from yaml.tokens import AliasToken, AnchorToken, DirectiveToken, KeyToken, TagToken

from okrcli.diagnostics import Finding, Position, code
from okrcli.text import MAX_DIGITS
from okrcli.yaml import source as yamltext
from okrcli.yaml import syntax_errors, syntax_findings
from okrcli.yaml.nodes import (
    KEY_NOT_TEXT,
    MAX_DEPTH,
    MAX_NODES,
    MAX_SCALAR_BYTES,
    KeyStep,
    Sign,
    Tree,
    UnreadableError,
    forbidden_signs,
)
from okrcli.yaml.scalar_text import scalar_text
from okrcli.yaml.source import Mark, YamlText
from okrcli.yaml.syntax_findings import SyntaxDiagnosis

Data: TypeAlias = Union[bool, Decimal, str, "list[Data]", "dict[str, Data]", None]
"""The data of a document. Its root is always a dict."""

MAX_BYTES: Final = 1 << 20

TOO_LARGE = code(
    "OKR010",
    "too-large",
    "A file may have 1 MiB, some ten thousand lines. A larger file is refused before it is read, so that no file can "
    "stop the program. Split it by cycle or team.",
    bad="a file of 2 MiB",
    good="one file for each cycle and team",
)
MORE = code(
    "OKR019",
    "more-findings",
    "The file has more than a hundred problems in its syntax. The rest is shown when these are corrected.",
    bad="a file in which each of 150 lines has a control character",
    good="`title: Grow leads`",
)
_WORDS: Final[dict[str, Data]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")

# Bytes that can never matter to `examine`: all but some ASCII signs and the first bytes of characters it looks for.
_ORDINARY = bytes(set(range(256)) - set(range(32)) - set(b"\x7f\\&!?<\xc2\xd8\xe2\xef\xf3") | {10})
_UNUSUAL = re.compile(
    rb"[\x00-\x09\x0b-\x1f\x7f\xc2\xd8\xe2\xef\xf3\\&!?<](?:"
    rb"(?<=[\x00-\x09\x0b\x0c\x0e-\x1f\x7f])|"
    rb"(?<=\r)(?!\n)|"
    rb"(?<=\\)(?=[0abefrvNxuU])|"  # an escape sequence that may spell a refused character
    rb"(?<=[&!?])(?<![^\s\[{,:].)|"  # an anchor, a tag or an explicit key, if it begins a value
    rb"(?<=<)(?=<)|"
    # The characters of yamltext.CONTROLS, BIDI, TAGS and ZERO_WIDTH, in UTF-8
    rb"(?<=\xc2)[\x80-\x9f\xad]|(?<=\xd8)\x9c|(?<=\xe2)(?:\x80[\x8b-\x8f\xa8-\xae]|\x81[\xa0-\xaf])|"
    rb"(?<=\xef)(?:\xbb\xbf|\xbf[\xbe\xbf])|(?<=\xf3)\xa0[\x80\x81]|"
    # yamltext.SPACES, where YAML may want a space. They are in group 1 or 2.
    rb"(?<=\xc2)\xa0(?<![^\n :,\[{?-]..)()|"
    rb"(?<=\xe2)(?:\x80[\x80-\x8a\xaf]|\x81\x9f)(?<![^\n :,\[{?-]...)())"
)
# The full-width space is looked for as a whole: with its first byte begin all Japanese letters.
_FULL_WIDTH_SPACE: Final = "\u3000".encode()
_UNUSUAL_FULL_WIDTH = re.compile(rb"\xe3\x80\x80(?<![^\n :,\[{?-]...)()")


# ── Fast reading ──────────────────────────────────────────────────────────────────────────────────────────────────


class _PlainValues(dict[str, Data]):
    """The values of plain scalars, kept from file to file: the same days, words and numbers come in every file."""

    def __missing__(self, text: str) -> Data:
        value: Data = Decimal(text) if _NUMBER.fullmatch(text) and sum(map(str.isdigit, text)) <= MAX_DIGITS else text
        if len(self) > 10_000:
            self.clear()
            self.update(_WORDS)
        if len(text) <= MAX_DIGITS:
            self[text] = value
        return value


_PLAIN = _PlainValues(_WORDS)
_no_words_in = frozenset(_WORDS).isdisjoint


class _YamlMark(Protocol):
    line: int
    column: int


class _DoubtError(Exception):
    """Raised by fast reading for something that `examine` must look at."""


def read(raw: bytes, path: str, max_bytes: int = MAX_BYTES) -> tuple[Data, list[Finding]]:
    """The data of a file, a dict, and no findings; or None and all findings, in order of position."""
    data, in_doubt = _read_fast(raw, max_bytes)
    if in_doubt:
        findings = examine(raw, path, max_bytes)
        if findings:
            return None, findings
        if data is None:
            raise AssertionError(f"{path}: the fast reader gives up on a file that has no problem")
    return data, []


def _read_fast(raw: bytes, max_bytes: int = MAX_BYTES) -> tuple[Data, bool]:
    """The data, and True where `examine` must check the file before the data may be used."""
    if len(raw) > max_bytes:
        return None, True
    doubts: list[str] = []
    next_event: Callable[[], Any] = CParser(raw).get_event
    try:
        next_event()
        start = next_event()
        if type(start) is not DocumentStartEvent or type(next_event()) is not MappingStartEvent:
            return None, True
        data = _read_group(next_event, doubts, 1)
        next_event()
        if type(next_event()) is DocumentStartEvent or start.version or start.tags:
            return None, True
        unusual = bool(raw.translate(None, _ORDINARY)) and _is_unusual(raw, _UNUSUAL)
        unusual = unusual or (_FULL_WIDTH_SPACE in raw and _is_unusual(raw, _UNUSUAL_FULL_WIDTH))
    except (YAMLError, _DoubtError):
        return None, True
    return data, unusual or bool(doubts) or (len(raw) > MAX_SCALAR_BYTES // 2 and _may_be_too_big(data))


def _is_unusual(raw: bytes, pattern: re.Pattern[bytes]) -> bool:
    """True where there is a character that `examine` must check. `R & D` and `Done !` are fine: a word is before it."""
    for match in pattern.finditer(raw):
        before = raw[max(match.start() - 64, 0) : match.start()].rstrip(b" ")
        anywhere = match.lastindex is None and match[0] not in (b"&", b"!", b"?")
        if anywhere or not before or before[-1:] in b"\n[{,:-?":
            return True
    return False


def _read_group(next_event: Callable[[], Any], doubts: list[str], depth: int) -> dict[str, Data]:
    """The rest of a mapping whose start has been taken. (Two loops without a stack, because they are faster.)"""
    if depth > MAX_DEPTH:
        raise _DoubtError
    result: dict[str, Data] = {}
    count = 0
    while type(event := next_event()) is ScalarEvent:
        count += 1
        key = event.value
        if key < ":":
            doubts.append(key)
        kind = type(event := next_event())
        if kind is ScalarEvent:
            value = event.value
            if (value < ":" or value in _WORDS) and not event.style:
                value = _PLAIN[value]
            result[key] = value
        elif kind is MappingStartEvent:
            result[key] = _read_group(next_event, doubts, depth + 1)
        elif kind is SequenceStartEvent:
            result[key] = _read_list(next_event, doubts, depth + 1)
        else:
            raise _DoubtError
    if type(event) is not MappingEndEvent:
        raise _DoubtError
    if count != len(result) or not _no_words_in(result):
        doubts.append("keys")
    return result


def _read_list(next_event: Callable[[], Any], doubts: list[str], depth: int) -> list[Data]:
    """The rest of a sequence whose start has been taken."""
    if depth > MAX_DEPTH:
        raise _DoubtError
    result: list[Data] = []
    while (kind := type(event := next_event())) is not SequenceEndEvent:
        if kind is MappingStartEvent:
            result.append(_read_group(next_event, doubts, depth + 1))
        elif kind is ScalarEvent:
            value = event.value
            if (value < ":" or value in _WORDS) and not event.style:
                value = _PLAIN[value]
            result.append(value)
        elif kind is SequenceStartEvent:
            result.append(_read_list(next_event, doubts, depth + 1))
        else:
            raise _DoubtError
    return result


def _may_be_too_big(data: Data) -> bool:
    """True where a document comes near a limit. A file with less than half the bytes of a limit cannot."""
    count, waiting = 0, [data]
    while waiting:
        value = waiting.pop()
        count += 1
        if isinstance(value, dict):
            waiting += value.values()
            waiting += value
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and len(value) > MAX_SCALAR_BYTES // 4:
            return True
    return count > MAX_NODES // 2


# ── Examination ─────────────────────────────────────────────────────────────────────────────────────────────────

MAX_SLIPS: Final = 20
MAX_CORRECTED: Final = 1 << 16
"""Characters of a file in which reading goes on after a syntax error, as if the quotes of the hint were there."""
MAX_TRIED: Final = 1 << 20
"""Characters that are read once more to try corrections of a syntax error."""


def examine(raw: bytes, path: str, max_bytes: int = MAX_BYTES) -> list[Finding]:
    """All findings about the syntax of a file, in order of position; at most a hundred."""
    if len(raw) > max_bytes:
        message = f"the file is larger than {max_bytes >> 20} MiB"
        return [TOO_LARGE.at(Position(path), message, "split it by cycle or team")]
    source, findings = yamltext.decoded(raw, path)
    findings = findings or yamltext.conflicts(source)
    if findings:
        return yamltext.in_order(findings, MORE)
    unfit = yamltext.unfit_characters(source)
    tree, slips = _read_on(_tree(source.without_unfit() if unfit else source))
    signs = iter(()) if tree.is_too_large else _signs(tree.source.text)
    findings = forbidden_signs(tree, signs) + unfit
    key_lines = {finding.place.line for finding in findings if finding.code == syntax_findings.EXPLICIT_KEY.number}
    findings += [f for f in tree.findings if f.code != KEY_NOT_TEXT.number or f.place.line not in key_lines]
    if not unfit:  # a refused character may be the cause of the error
        positions = {finding.place[:3] for finding in findings}
        findings += [slip for slip in slips if slip.place[:3] not in positions]
    return yamltext.in_order(findings or tree.root_findings(), MORE)


def _tree(source: YamlText) -> Tree:
    return Tree(source, _steps(source.text))


def _read_on(tree: Tree) -> tuple[Tree, list[Finding]]:
    """The findings about syntax errors. Where the hint would correct an error, reading goes on after it."""
    slips: list[Finding] = []
    original, attempt = tree.source, _attempts()
    while tree.trouble:
        slip = syntax_errors.explain(tree.source, tree.trouble, attempt)
        line_number = slip.finding.place.line - 1
        if len(tree.source.line(line_number)) > len(original.line(line_number)):
            break  # the line was corrected, so this would be about our own quotes
        slips += (slip.finding, *slip.more)
        if len(slips) >= MAX_SLIPS or len(tree.source.text) > MAX_CORRECTED:
            break
        if slip.corrected:
            tree = _tree(slip.corrected)
            continue
        if slip.quote is None:
            break
        (number, start), width = slip.quote
        line = tree.source.line(number)
        rest = line[start + width :].lstrip()
        if rest and rest[0] != "#":
            break  # the columns of what follows would be wrong
        text = syntax_findings.quoted(line[start : start + width])
        corrected = _tree(tree.source.with_lines(number, [line[:start] + text + line[start + width :]]))
        if corrected.trouble and (corrected.trouble.at.line <= number or corrected.trouble.began.line == number):
            break
        tree = corrected
    return tree, slips


def _attempts() -> syntax_findings.Attempt:
    """A function that reads changed texts, up to a limit of characters in all."""
    left = MAX_TRIED

    def attempt(source: YamlText) -> SyntaxDiagnosis | None:
        nonlocal left
        left -= len(source.text)
        if left < 0:
            return None
        tree = _tree(source)
        trouble = tree.trouble
        at = None if trouble is None else trouble.began if "scanning" in trouble.context else trouble.at
        return SyntaxDiagnosis(trouble.problem if trouble else "", at, tree.findings)

    return attempt


def _steps(text: str) -> Iterator[KeyStep]:
    """The parser's events as plain values. Raises UnreadableError at a syntax error."""
    for event in _until_error(CParser(text.encode()).get_event):
        kind = type(event)
        start, end = _mark(event.start_mark), _mark(event.end_mark)
        if kind is ScalarEvent:
            yield KeyStep("scalar", start, end, event.value, event.style or "")
        elif kind is MappingStartEvent:
            yield KeyStep("mapping", start, end, flow=bool(event.flow_style))
        elif kind is SequenceStartEvent:
            yield KeyStep("sequence", start, end, flow=bool(event.flow_style))
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            yield KeyStep("end", start, end)
        elif kind is AliasEvent:
            yield KeyStep("alias", start, end)
        elif kind is DocumentStartEvent:
            yield KeyStep("document", start, end)


def _signs(text: str) -> Iterator[Sign]:
    """The scanner's tokens as plain values. Raises UnreadableError at a syntax error."""
    for token in _until_error(CParser(text.encode()).get_token):
        kind = type(token)
        start, end = _mark(token.start_mark), _mark(token.end_mark)
        if kind is AnchorToken:
            yield Sign("anchor", start, end, f"&{token.value}")
        elif kind is AliasToken:
            yield Sign("alias", start, end, f"*{token.value}")
        elif kind is TagToken:
            yield Sign("tag", start, end)
        elif kind is DirectiveToken:
            yield Sign("directive", start, end)
        elif kind is KeyToken and start != end:  # where no `?` was written it has no width
            yield Sign("key", start, end)
        else:
            yield Sign("other", start, end)


def _until_error(take: Callable[[], Any]) -> Iterator[Any]:
    try:
        while (item := take()) is not None:
            yield item
    except MarkedYAMLError as error:
        if error.problem_mark is None:
            raise
        at, began = _mark(error.problem_mark), _mark(error.context_mark or error.problem_mark)
        raise UnreadableError(error.problem or "", error.context or "", at, began) from None


def _mark(mark: _YamlMark) -> Mark:
    return Mark(mark.line, mark.column)


# ── Positions────────────────────────────────────────────────────────────────────────────────────────


class Document:
    """One file with the line and column of each value of its data."""

    def __init__(self, path: str, raw: bytes, max_bytes: int = MAX_BYTES) -> None:
        self.path = path
        self.raw = raw
        self._max_bytes = max_bytes

    @cached_property
    def _source(self) -> YamlText:
        return yamltext.decoded(self.raw[: self._max_bytes], self.path)[0]

    @cached_property
    def _tree(self) -> Tree:
        return _tree(self._source.without_unfit())

    @property
    def tree(self) -> Tree:
        """Every value with its marks, for an edit of the text."""
        return self._tree

    def locate(self, keys: Sequence[str | int], on: Literal["value", "key"] = "value") -> Position:
        """The position of the value, or of the key, at a path of keys and list positions.

        Where the path does not exist, the key of the nearest value around it: for a missing field, the key of its
        group, or the first line of its list item or file. The same where a value is empty.
        """
        return self._tree.locate(keys, on)

    def comment_for_value(self, keys: Sequence[str | int]) -> str | None:
        """The comment in the place of an empty value: `title: #1 in class` has no title."""
        return self._tree.comment_for_value(keys)

    @property
    def lines(self) -> list[str]:
        """All lines without their ends."""
        return self._source.lines

    def line(self, number: int) -> str:
        """The line with that number, counted from 1, without its end; empty where there is none."""
        return self._source.line(number - 1)


def as_read(value: object) -> object:
    """The value as `read` returns it after it was written."""
    if isinstance(value, Mapping):
        return {key: as_read(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [as_read(item) for item in value]
    return scalar_text(value) if isinstance(value, date) else value
