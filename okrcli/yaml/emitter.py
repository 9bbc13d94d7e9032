"""How values are written: YAML that a person would have typed, and that every YAML library reads as the same values."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from okrcli.text import number_text

FLOW_WIDTH: Final = 60
"""A list of ids stays on one line up to this width."""
MAX_FLOW_LINE: Final = 120
"""A group in `{ }` stays on one line up to this width."""

_FLOW_ITEM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
_BEGINS_AND_ENDS_VISIBLY = re.compile(r"[^\W_](?:.*\S)?")
_MEANS_MORE = re.compile(r": |:$| #")
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ud800-\udfff\ufeff\ufffe\uffff"
    "\U000e0000-\U000e007f]"
)
_NOT_TEXT = re.compile(
    r"""~|null|true|false|yes|no|on|off|y|n|=|<<            # words of YAML 1.1 and 1.2
    |[-+]?0b[01_]+|[-+]?0x[0-9a-f_]+|[-+]?0o?[0-7_]+        # numbers in other bases
    |[-+]?[0-9][0-9_,]*(\.[0-9_]*)?(e[-+]?[0-9]+)?          # numbers
    |[-+]?\.[0-9_]+(e[-+]?[0-9]+)?|[-+]?\.inf|\.nan
    |[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?           # base 60: 12:30
    |[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*                       # days and moments
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_MUST_ESCAPE = re.compile("[\x7f-\x9f\xad\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_SPECIAL_IN_FLOW = re.compile(r"[,\[\]{}:]")
_ESCAPE = re.compile(r"\\[^\"\\]")
_SPACE_AT_LINE_END = re.compile(r"[ \t]$", re.MULTILINE)


class OneLine(dict[str, object]):
    """A small group that is written in `{ }` on one line of a list, where it fits and its neighbours are no blocks."""


def scalar_text(value: object) -> str:
    """One value on one line, as it stands after `key: ` or `- `. A `date` or UTC `datetime` is written plain."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, datetime):
        detail = "milliseconds" if value.microsecond else "seconds"
        return value.astimezone(UTC).isoformat(timespec=detail).replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value if reads_plain(value) else _double_quoted(value)
    raise TypeError(f"a document has no place for a {type(value).__name__}")


def reads_plain(text: str) -> bool:
    """Whether a text needs no quotes to be read as itself by YAML 1.1, by YAML 1.2, and by a person."""
    return (
        _BEGINS_AND_ENDS_VISIBLY.fullmatch(text) is not None
        and _MEANS_MORE.search(text) is None
        and _INVISIBLE.search(text) is None
        and _NOT_TEXT.fullmatch(text) is None
    )


def _double_quoted(text: str) -> str:
    """JSON's escapes, and some for what a YAML library would refuse or drop; letters and emoji stay as they are."""
    return _MUST_ESCAPE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def scalar_like(value: object, quote: str, in_flow: bool) -> str:
    """A value on one line, a text in the given quotes where they can hold it."""
    text = scalar_text(value)
    if not isinstance(value, str | date):
        return text
    said = value if isinstance(value, str) else text
    double = text if text[0] == '"' else json.dumps(said, ensure_ascii=False)
    if quote == "'" and not _ESCAPE.search(double.replace("\\\\", "")):
        return "'" + said.replace("'", "''") + "'"
    must_quote = isinstance(value, str) and in_flow and _SPECIAL_IN_FLOW.search(text)
    return double if quote == '"' or must_quote else text


def flow_text(value: object, quote: str = "") -> str:
    """A value on one line as it stands inside `[ ]` or `{ }`."""
    if isinstance(value, Mapping):
        return (
            "{" + ", ".join(f"{flow_text(key, quote)}: {flow_text(item, quote)}" for key, item in value.items()) + "}"
        )
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(flow_text(item, quote) for item in value) + "]"
    return scalar_like(value, quote, in_flow=True)


def block_text(fields: Mapping[str, object]) -> str:
    """A whole document: one line per field, groups and lists indented by two under their key."""
    return _fields(fields, "") or "{}\n"


def _fields(fields: Mapping[str, object], indent: str) -> str:
    """The lines of a group. The first has no indentation when the group is a list item: the caller has written `- `."""
    return "".join(f"{indent}{scalar_text(key)}:{_after_key(value, indent)}" for key, value in fields.items())


def _after_key(value: object, indent: str) -> str:
    if isinstance(value, Mapping):
        return f"\n{_fields(value, indent + '  ')}" if value else " {}\n"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _list(value, indent + "  ")
    return f" {_scalar(value, indent + '  ')}\n"


def _list(items: Sequence[object], indent: str) -> str:
    """A list after its key or dash: ids on the same line, everything else one item a line."""
    if all(isinstance(item, str) and _FLOW_ITEM.fullmatch(item) and reads_plain(item) for item in items):
        flow = f" [{', '.join(map(str, items))}]\n"
        if len(flow) <= FLOW_WIDTH or not items:
            return flow
    return "\n" + "".join(f"{indent}-{_after_dash(item, indent)}" for item in items)


def _after_dash(item: object, indent: str) -> str:
    if isinstance(item, OneLine):
        line = flow_text(item)
        if "\\n" not in line and len(indent) + 2 + len(line) <= MAX_FLOW_LINE:
            return f" {line}\n"
    if isinstance(item, Mapping):
        return f" {_fields(item, indent + '  ').lstrip(' ')}" if item else " {}\n"
    if isinstance(item, Sequence) and not isinstance(item, str):
        return _list(item, indent + "  ")
    return f" {_scalar(item, indent + '  ')}\n"


def _scalar(value: object, indent: str) -> str:
    """A value that may take several lines: a text with line ends is a literal block where that says it exactly."""
    if not isinstance(value, str) or "\n" not in value or value[0].isspace():
        return scalar_text(value)
    if _INVISIBLE.search(value.replace("\n", "")) or _SPACE_AT_LINE_END.search(value):
        return scalar_text(value)
    body = value.rstrip("\n")
    ends = len(value) - len(body)
    lines = [f"{indent}{line}" if line else "" for line in body.split("\n")]
    return "\n".join([f"|{'-' if ends == 0 else '' if ends == 1 else '+'}", *lines, *[""] * (ends - 1)])
