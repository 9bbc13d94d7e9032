"""Fields typed on a command line as `field=value`, read by the type that the field has in files."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from okrcli.errors import RefusedError, UsageError
from okrcli.model.field_errors import NOUNS, fields_of, record_in
from okrcli.model.planned_path import PATH, is_path, path_change_text, read_path
from okrcli.model.records import KeyResult, QuestionAnswer
from okrcli.model.scalars import InvalidValueError, ScalarType, parse_number, refuse_thousands_point
from okrcli.model.settings import LintWords, RuleSetting
from okrcli.suggest import did_you_mean
from okrcli.text import quote_value

_ASSIGNMENT = re.compile(r"(?P<name>[A-Za-z_]+)=(?P<text>.*)", re.DOTALL)

ELSEWHERE: Final[Mapping[str, str]] = {
    "id": "okr set ID id=NEW changes the id and all references",
    "key_results": "okr add kr adds a key result",
    "milestones": "okr add milestone adds a milestone",
    "actions": "okr add action adds an action",
    "depends_on": "okr request add, okr request agree and okr request refuse write it",
    "guardrails": "write it into the file: okr edit",
    "agreements": "okr agree writes it",
    "tripwires": "okr add tripwire adds one, okr done answers it, okr edit changes it",
    "score": 'okr cycle close CYCLE --score ID=0.7 --reason "…"',
    "checkins": "okr checkin writes it",
    "was": "okr set ID id=NEW writes it",
    "changes": "okr set writes it when an agreed field changes",
}
"""Fields that `field=value` does not set, and the command that does."""


def assignments(words: Sequence[str]) -> dict[str, str]:
    """The texts by field that `field=value` words give. Raises UsageError for other words and for a field twice."""
    texts: dict[str, str] = {}
    for word in words:
        match = _ASSIGNMENT.fullmatch(word)
        if match is None:
            raise UsageError(
                f"{quote_value(word)} is not of the form field=value", 'for instance: target=45 title="A title"'
            )
        if match["name"] in texts:
            raise UsageError(f"`{match['name']}` is given twice", "give each field one value")
        texts[match["name"]] = match["text"].strip()
    return texts


def value_of(record: type, name: str, text: str) -> object:
    """The value of a field of a record for a typed text; None, which removes the field, for an empty text.

    Raises RefusedError, in the words that a file with this value would get.
    """
    known = fields_of(record)
    settable = [field for field in known if field not in ELSEWHERE]
    if name not in known:
        hint = did_you_mean(name, settable) or f"its fields: {', '.join(settable)}"
        raise RefusedError(f"there is no field `{name}` in {NOUNS[record]}", hint)
    if name in ELSEWHERE or (record_in(known[name]) and name != PATH):
        raise RefusedError(f"`{name}` is not set this way", ELSEWHERE.get(name, "edit the file"))
    if not text:
        return None
    try:
        if name == PATH and record is KeyResult:
            return list(_typed_path(text))
        return _typed(known[name], text)
    except InvalidValueError as refusal:
        raise RefusedError(f"`{name}`: {refusal.message}", *filter(None, [refusal.hint])) from None


def _typed_path(text: str) -> Iterator[dict[str, object]]:
    """The points of a typed path, as a file has them."""
    for point in read_path(text):
        refuse_thousands_point(point.value)
        yield {"on": point.on, "value": point.value}


def _typed(annotation: Any, text: str) -> object:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        marker = arguments[1]
        return _read(marker, text) if isinstance(marker, ScalarType) else _typed(arguments[0], text)
    if origin in (Union, types.UnionType):
        return _typed(next(argument for argument in arguments if argument is not types.NoneType), text)
    if origin is Literal:
        return _word(arguments, text)
    if origin is tuple:
        parts = (part.strip() for part in text.removeprefix("[").removesuffix("]").split(","))
        return [_typed(arguments[0], part) for part in parts if part]
    raise TypeError(f"no way to type {annotation!r}")


def _read(scalar_type: ScalarType, text: str) -> object:
    json_types = scalar_type.json_schema.get("type")
    value: object = text
    if json_types in ("number", "integer"):
        value = number = parse_number(text)
        refuse_thousands_point(number)
    elif "boolean" in (json_types if isinstance(json_types, list) else [json_types]) and text in ("true", "false"):
        value = text == "true"
    result = scalar_type.read(value)
    return Decimal(result) if isinstance(result, int) and not isinstance(result, bool) else result


def _word(words: Sequence[object], text: str) -> str:
    if text in words:
        return text
    listed = [str(word) for word in words]
    hint = did_you_mean(text, listed) or f"write {', '.join(listed)}"
    raise InvalidValueError(f"unknown value {quote_value(text)}", hint)


def value_text(value: object, most: int = 40) -> str:
    """A value inside a sentence: at most `most` characters of a text, in quotes where it has spaces."""
    if value is None:
        return "nothing"
    if isinstance(value, str) and is_path(value):
        return value
    if isinstance(value, list | tuple):
        return ", ".join(value_text(each, most) for each in value) or "nothing"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, RuleSetting):
        where = f" in {', '.join(value.paths)}" if value.paths else ""
        return f"{value.rule} {value.severity}{where}" + (f": {value.reason}" if value.reason else "")
    if isinstance(value, LintWords):
        words = (f"{sign} {', '.join(some)}" for sign, some in (("add", value.add), ("remove", value.remove)) if some)
        return f"{value.list}{f' ({value.language})' if value.language else ''} {', '.join(words)}"
    if isinstance(value, QuestionAnswer):
        return f"{value_text(value.question)} {value_text(value.answer)}"
    text = quote_value(value, most)[1:-1]
    return f"“{text}”" if " " in text else text


def change_text(old: object, new: object) -> str:
    """A change of a value in words, `20 → 30`; of long texts only the parts that differ."""
    if old is None:
        return value_text(new)
    if new is None:
        return f"{value_text(old)} removed"
    if isinstance(old, str) and isinstance(new, str) and is_path(old) and is_path(new):
        return path_change_text(old, new)
    if isinstance(old, str) and isinstance(new, str) and max(len(old), len(new)) > 40:
        old, new = _parts_that_differ(old, new)
    return f"{value_text(old)} → {value_text(new)}"


def _parts_that_differ(old: str, new: str) -> tuple[str, str]:
    """Two long texts without most of their common beginning."""
    pairs = enumerate(zip(old, new, strict=False))
    length = next(
        (position for position, (old_letter, new_letter) in pairs if old_letter != new_letter), min(len(old), len(new))
    )
    start = old.rfind(" ", 0, max(length - 12, 0)) + 1
    return (f"…{old[start:]}", f"…{new[start:]}") if start else (old, new)
