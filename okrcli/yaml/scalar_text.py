"""One value on one line, as a person would have typed it and as every YAML library reads it."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal

from okrcli.text import number_text

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
_SPACE_AT_LINE_END = re.compile(r"[ \t]$", re.MULTILINE)


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
    """True where a text needs no quotes to be read as itself by YAML 1.1, by YAML 1.2, and by a person."""
    return (
        _BEGINS_AND_ENDS_VISIBLY.fullmatch(text) is not None
        and _MEANS_MORE.search(text) is None
        and _INVISIBLE.search(text) is None
        and _NOT_TEXT.fullmatch(text) is None
    )


def _double_quoted(text: str) -> str:
    """JSON's escapes, and some for what a YAML library would refuse or drop; letters and emoji stay as they are."""
    return _MUST_ESCAPE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def is_block_text(text: str) -> bool:
    """True where lines after `|` show a text exactly: nothing in it is invisible."""
    is_odd = _INVISIBLE.search(text.replace("\n", "")) or _SPACE_AT_LINE_END.search(text)
    return bool(text) and not text[0].isspace() and not is_odd
