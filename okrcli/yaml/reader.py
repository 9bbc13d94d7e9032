"""The reader of YAML files: bytes become plain data, or findings.

`read` is fast, by libyaml's events, for thousands of files. Where a file has anything unusual, `examine` reads it once
more with positions, and decides. `Document` gives the line and column of a value.

The format is a small part of YAML 1.2 in which everything means what it looks like: one UTF-8 document, text as
keys, no anchors, aliases, tags or merge keys; `no`, `on`, `12:30` and `010` are texts and only plain decimals numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeAlias, Union

from yaml import YAMLError
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.events import (
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from okrcli.diagnostics import Finding
from okrcli.text import MAX_DIGITS
from okrcli.yaml.limits import MAX_BYTES, MAX_DEPTH, MAX_NODES, MAX_SCALAR_BYTES
from okrcli.yaml.scalar_text import scalar_text

Data: TypeAlias = Union[bool, Decimal, str, "list[Data]", "dict[str, Data]", None]
"""The data of a document. Its root is always a dict."""
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


class _DoubtError(Exception):
    """Raised by fast reading for something that `examine` must look at."""


def read(raw: bytes, path: str, max_bytes: int = MAX_BYTES) -> tuple[Data, list[Finding]]:
    """The data of a file, a dict, and no findings; or None and all findings, in order of position."""
    data, in_doubt = _read_fast(raw, max_bytes)
    if in_doubt:
        from okrcli.yaml.examination import examine  # most files are never in doubt

        findings = examine(raw, path, max_bytes)
        if findings:
            return None, findings
        if data is None:
            raise AssertionError(f"{path}: the fast reader cannot read a file without a problem")
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


def as_read(value: object) -> object:
    """The value as `read` returns it after it was written."""
    if isinstance(value, Mapping):
        return {key: as_read(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [as_read(item) for item in value]
    return scalar_text(value) if isinstance(value, date) else value
