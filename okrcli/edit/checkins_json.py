"""Check-ins as JSON: a list of entries, or `{"checkins": […]}` with fields that all entries share."""

from __future__ import annotations

import json
from typing import Any, Final, NoReturn

from okrcli.edit.checkins import CheckinRequest
from okrcli.errors import OkrError, RefusedError, UsageError
from okrcli.model.records import CheckinEntry
from okrcli.model.scalars import InvalidValueError, parse_number, read_day, read_slug, read_title
from okrcli.model.validation import read_record
from okrcli.suggest import did_you_mean
from okrcli.text import quote_value

MAX_BYTES: Final = 1024 * 1024
"""The most bytes of a document."""


def request_of(raw: bytes, name: str) -> CheckinRequest:
    """The check-in request in a JSON document; `name` is its name in messages.

    Raises RefusedError naming every wrong entry, UsageError if there is no entry.
    """
    if len(raw) > MAX_BYTES:
        raise RefusedError(f"{name} is larger than 1 MiB")
    data = _parsed(raw, name)
    if isinstance(data, list):
        data = {"checkins": data}
    elif isinstance(data, dict) and "checkins" not in data and "wins" not in data:
        data = {"checkins": [data]}
    _refuse_half_characters(data, name)
    if not isinstance(data, dict) or not isinstance(data.get("checkins", []), list):
        raise RefusedError(f"{name} is not a list of check-ins", 'write [{"kr": "mql", "value": 22}]')
    return _request(data, name)


def _parsed(raw: bytes, name: str) -> Any:
    def refuse(text: str) -> NoReturn:
        raise ValueError(f"`{text}` is not a number")

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        fields = dict(pairs)
        if len(fields) != len(pairs):
            raise ValueError("a key stands there twice")
        return fields

    try:
        return json.loads(
            raw.decode("utf-8-sig"),
            parse_float=parse_number,
            parse_int=parse_number,
            parse_constant=refuse,
            object_pairs_hook=unique,
        )
    except UnicodeDecodeError as error:
        raise RefusedError(f"{name} is not UTF-8 (byte {error.object[error.start]:#04x})") from None
    except json.JSONDecodeError as error:
        raise RefusedError(
            f"{name}:{error.lineno}:{error.colno}: {error.msg.lower()}", "give JSON: a list of entries"
        ) from None
    except RecursionError:
        raise RefusedError(f"{name} is nested too deeply") from None
    except (ValueError, OkrError) as error:
        raise RefusedError(f"{name}: {error}") from None


def _refuse_half_characters(data: Any, name: str) -> None:
    """Raise RefusedError for half of a surrogate pair (`"\ud83d"`), which JSON allows and no file can hold."""
    waiting = [data]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting.extend((*item, *item.values()))
        elif isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, str) and any("\ud800" <= letter <= "\udfff" for letter in item):
            raise RefusedError(f"{name}: {quote_value(item)} has an incomplete character")


def _request(data: dict[str, Any], name: str) -> CheckinRequest:
    problems: list[str] = []
    entries = []
    for key in data.keys() - {"checkins", "wins", "date", "by"}:
        hint = did_you_mean(key, ["checkins", "wins", "date", "by"])
        problems.append(f"{name}: unknown field `{key}`" + (f": {hint}" if hint else ""))
    for position, item in enumerate(data.get("checkins", []), start=1):
        entry, errors = read_record(CheckinEntry, item)
        problems.extend(f"{name}: entry {position}: {p.message}" + (f" ({p.hint})" if p.hint else "") for p in errors)
        if entry is not None and entry.target is None:
            problems.append(
                f"{name}: entry {position}: it names none, or more than one, of `kr`, `objective`, `action`"
            )
        elif entry is not None:
            entries.append(entry)
    try:
        day = read_day(data["date"]) if "date" in data else None
        by = read_slug(data["by"]) if "by" in data else None
        if not isinstance(data.get("wins", []), list):
            raise InvalidValueError("`wins`: expected a list of texts")
        wins = tuple(read_title(win) for win in data.get("wins", []))
    except InvalidValueError as error:
        problems.append(f"{name}: {error}")
        day, by, wins = None, None, ()
    if problems:
        raise RefusedError("\n".join(problems))
    if not entries and not wins:
        raise UsageError(f"{name} has no check-ins", 'write [{"kr": "mql", "value": 22}]')
    return CheckinRequest(entries=tuple(entries), wins=wins, by=by, day=day)
