"""The types of single values: a reader for each, with its error messages, and its JSON Schema.

A reader takes one scalar of YAML or JSON and returns the value, or raises `InvalidValueError`. The aliases at the end
(`Slug`, `Text`, `Day` …) carry their reader as `ScalarType`, which pydantic calls. The command line uses the same
readers, so a value is refused in the same words wherever it is typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Annotated, Any, Final

from okrcli.model.hints import PLAIN_NUMBER, day_hint, number_hint, proposed_slug
from okrcli.text import MAX_DIGITS, number_text, quote_value

_SLUG = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_CYCLE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*){0,3}")
_DAY_PATTERN: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DAY = re.compile(_DAY_PATTERN)
_MOMENT_PATTERN: Final = (
    rf"{_DAY_PATTERN}T[0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}}(\.[0-9]{{1,6}})?)?(Z|[+-][0-9]{{2}}:[0-9]{{2}})"
)
_MOMENT = re.compile(_MOMENT_PATTERN)
_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+")
_ACCOUNT: Final = re.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,253}[A-Za-z0-9_])?")
_HANDLE: Final = re.compile(f"{_ACCOUNT.pattern}(?:/{_ACCOUNT.pattern})+")
_FREQUENCY = re.compile(r"daily|weekly|two_weeks|twice_monthly|monthly|quarterly|never|[1-9][0-9]{0,2}d")
_LENGTH = re.compile(r"[1-9][0-9]{0,2}[dwm]")
WINDOWS_NAMES = frozenset(
    ["con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))]
)
_NO_DEVICE: Final = r"(?!(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$))"
"""The same in a pattern, for readers of the JSON Schema."""


class InvalidValueError(ValueError):
    """A value that cannot be read, with a message and a hint what to write instead."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True, eq=False)
class ScalarType:
    """A type of scalar: its reader, and its description in a JSON Schema and in the reference.

    The two dunder methods are the protocol of pydantic for annotations; they return plain dictionaries.
    """

    name: str
    read: Callable[[object], object]
    json_schema: Mapping[str, Any]

    def __get_pydantic_core_schema__(self, source: object, handler: object) -> dict[str, Any]:
        return {"type": "function-plain", "function": {"type": "no-info", "function": self.read}}

    def __get_pydantic_json_schema__(self, core_schema: object, handler: object) -> dict[str, Any]:
        return dict(self.json_schema)


@dataclass(frozen=True, slots=True, eq=False)
class NullAsDefault:
    """Marks a list or group that may be left empty (`actions:` with nothing after it is as if it were not there)."""

    empty: object = ()

    def __get_pydantic_core_schema__(self, source: object, handler: Callable[[object], Any]) -> dict[str, Any]:
        def read(value: object) -> object:
            return self.empty if value is None else value

        return {
            "type": "function-before",
            "function": {"type": "no-info", "function": read},
            "schema": handler(source),
        }


def read_text(value: object) -> str:
    """Text. A plain number is read as the characters that were typed (`cycle: 2026`)."""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, bool):
        raise InvalidValueError(f"expected text, found {quote_value(value)}", "put it in quotes")
    raise InvalidValueError(f"expected text, found {quote_value(value)}")


def read_title(value: object) -> str:
    """Text that is not empty."""
    text = read_text(value)
    if not text.strip():
        raise InvalidValueError("expected text, found an empty text", "write a few words")
    return text


def _read_pattern(value: object, pattern: re.Pattern[str], letters: str) -> str:
    return _matched(read_text(value), pattern, letters)


@lru_cache(maxsize=4096)  # the same few ids stand in thousands of files
def _matched(text: str, pattern: re.Pattern[str], letters: str) -> str:
    if not pattern.fullmatch(text):
        slug = proposed_slug(text)
        proposal = f"write `{slug}`: " if slug and len(slug) > 1 else ""
        raise InvalidValueError(
            f"{quote_value(text)} is not an id",
            f"{proposal}an id has {letters}, digits, `.`, `_`, `-`, begins with a letter or digit, has at most 64",
        )
    if text.split(".")[0].lower() in WINDOWS_NAMES:
        raise InvalidValueError(
            f"{quote_value(text)} is a device name on Windows, and no file can have that name there",
            "choose another id",
        )
    return text


def read_slug(value: object) -> str:
    """An id: `[a-z0-9][a-z0-9._-]{0,63}`, chosen by people, usable as a file name everywhere."""
    return _read_pattern(value, _SLUG, "small letters a to z")


def read_cycle_id(value: object) -> str:
    """The id of a cycle: as any id, also with capitals (`2026-Q4`)."""
    quarter = re.fullmatch(r"[qQ]([1-4])[ /-]?([0-9]{4})", value) if isinstance(value, str) else None
    if quarter:
        raise InvalidValueError(
            f"{quote_value(value)} is not the label of a quarter", f"write {quarter[2]}-Q{quarter[1]}"
        )
    return _read_pattern(value, _CYCLE_ID, "letters a to z, A to Z")


def read_reference(value: object) -> str:
    """A reference to an objective (`demand`), a key result (`demand/mql`), or either in another cycle."""
    text = read_text(value)
    match = _is_reference(text)
    if match is None:
        raise InvalidValueError(
            f"{quote_value(text)} is not a reference", "write `objective`, `objective/key-result` or `cycle/…`"
        )
    return match.string  # the first text of these letters: thousands of check-ins have the same one


_is_reference = lru_cache(maxsize=4096)(_REFERENCE.fullmatch)


def read_yaml_number(value: object) -> Decimal:
    """A number of a file. Raises InvalidValueError for text, also when it looks like a number in quotes."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str):
        if PLAIN_NUMBER.fullmatch(value):
            if sum(map(str.isdigit, value)) > MAX_DIGITS:
                raise InvalidValueError(f"{quote_value(value)} has more than {MAX_DIGITS} digits")
            raise InvalidValueError(
                f"expected a number, found the text {quote_value(value)}", f"write {value} without quotes"
            )
        parse_number(value)
    raise InvalidValueError(f"expected a number, found {quote_value(value)}")


def parse_number(text: str) -> Decimal:
    """The number that `text` spells. Raises InvalidValueError, with the plain form as hint."""
    if PLAIN_NUMBER.fullmatch(text):
        if sum(map(str.isdigit, text)) > MAX_DIGITS:
            raise InvalidValueError(
                f"{quote_value(text)} has more than {MAX_DIGITS} digits", "round it, or use a larger unit"
            )
        return Decimal(text)
    raise InvalidValueError(f"{quote_value(text)} is not a plain number", number_hint(text))


def has_thousands_point(number: Decimal | None) -> bool:
    """True for a number written like thousands in Vietnam or Germany: `1.000`, `12.500` (read as 1 and 12.5)."""
    return (
        number is not None
        and number.as_tuple().exponent == -3
        and 1 <= abs(number) < 1000
        and number_text(number).endswith("0")
    )


def refuse_thousands_point(number: Decimal) -> None:
    """Raise InvalidValueError for a typed number that may be meant as thousands (see `has_thousands_point`)."""
    if has_thousands_point(number):
        text = number_text(number)
        raise InvalidValueError(
            f"`{text}` means a thousand in some countries", f"write {text.replace('.', '')} or {number.normalize():f}"
        )


def read_value(value: object) -> Decimal | str:
    """A number or a text."""
    return value if isinstance(value, Decimal) else read_text(value)


def read_weight(value: object) -> Decimal:
    """A number that may be 0 but not negative: how much an item counts beside its neighbours."""
    number = read_yaml_number(value)
    if number < 0:
        raise InvalidValueError(
            f"a weight cannot be negative, found {quote_value(number)}", "use 0 to show it without counting"
        )
    return number


def read_share(value: object) -> Decimal:
    """A part of a whole: a number from 0 to 1."""
    number = read_yaml_number(value)
    if not 0 <= number <= 1:
        hint = f"write {(number / 100).normalize():f} for {number_text(number)} %" if 1 < number <= 100 else None
        raise InvalidValueError(f"expected a number from 0 to 1, found {quote_value(number)}", hint)
    return number


def read_positive(value: object) -> int:
    """A count: a whole number from 1."""
    number = read_yaml_number(Decimal(value) if type(value) is int else value)
    if number < 1 or number != number.to_integral_value():
        raise InvalidValueError(f"expected a whole number from 1, found {quote_value(number)}")
    return int(number)


def read_levels(value: object) -> tuple[Decimal, ...]:
    """One number, or several that rise."""
    numbers = tuple(map(read_yaml_number, value)) if isinstance(value, list | tuple) else (read_yaml_number(value),)
    if not numbers:
        raise InvalidValueError("expected a number, found an empty list")
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        raise InvalidValueError(
            "the numbers are not in rising order", f"write [{', '.join(map(number_text, sorted(set(numbers))))}]"
        )
    return numbers


def read_limits(value: object) -> tuple[Decimal, ...]:
    """Two numbers from 0, the larger one first: from where it is good, and from where it is not yet bad."""
    numbers = tuple(map(read_weight, value)) if isinstance(value, list | tuple) else ()
    if len(numbers) != 2:
        raise InvalidValueError(
            f"expected two numbers, found {quote_value(value)}", "write [0.7, 0.4]: on track from, at risk from"
        )
    if numbers[0] < numbers[1]:
        raise InvalidValueError("the first number is below the second", f"write [{numbers[1]:f}, {numbers[0]:f}]")
    return numbers


def read_flag(value: object) -> bool:
    """`true` or `false`, and no other spelling."""
    if isinstance(value, bool):
        return value
    raise InvalidValueError(f"expected `true` or `false`, found {quote_value(value)}")


def read_day(value: object) -> date:
    """A calendar day, `YYYY-MM-DD` and no other spelling."""
    if type(value) is date:
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return _day_of(value)
        except ValueError:
            raise InvalidValueError(
                f"{quote_value(value)} is not a day of the calendar", "dates are year-month-day"
            ) from None
    raise InvalidValueError(f"{quote_value(value)} is not a date", day_hint(str(value)))


_day_of = lru_cache(maxsize=4096)(date.fromisoformat)


def read_done(value: object) -> bool | date:
    """The field `done` of an action or milestone: `true`, `false`, or the day it was done."""
    if isinstance(value, bool) or type(value) is date:
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        return read_day(value)
    raise InvalidValueError(f"expected `true`, `false` or the day it was done, found {quote_value(value)}")


def read_done_now(value: object) -> bool | tuple[str, ...]:
    """The field `done` of a check-in: `true`, or the ids of milestones."""
    if isinstance(value, bool):
        return value
    if isinstance(value, list | tuple):
        return tuple(read_slug(item) for item in value)
    raise InvalidValueError(f"expected `true` or a list of milestone ids, found {quote_value(value)}")


def read_moment(value: object) -> datetime:
    """A moment with its time zone, `2026-10-12T09:04:05Z`; returned in UTC."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        try:
            return datetime.fromisoformat(value).astimezone(UTC)
        except (ValueError, OverflowError):
            raise InvalidValueError(f"{quote_value(value)} is not a time of the calendar") from None
    raise InvalidValueError(f"{quote_value(value)} is not a time with a time zone", "write it as 2026-10-31T09:04:05Z")


_CONFIDENCES: Final = {Decimal(number): number for number in range(11)}


def read_confidence(value: object) -> int:
    """Confidence, a whole number from 0 (it will not happen) to 10 (it is certain)."""
    if type(value) is int or (isinstance(value, str) and re.fullmatch(r"[0-9]{1,2}", value, re.ASCII)):
        value = Decimal(value)
    if isinstance(value, Decimal) and value in _CONFIDENCES:
        return _CONFIDENCES[value]
    raise InvalidValueError(f"confidence is a whole number from 0 to 10, found {quote_value(value)}")


def read_frequency(value: object) -> str:
    """The frequency of check-ins: `weekly`, `monthly` … or a number of days, `10d`."""
    text = read_text(value)
    if not _FREQUENCY.fullmatch(text):
        raise InvalidValueError(
            f"{quote_value(text)} is not a frequency",
            "write daily, weekly, two_weeks, twice_monthly, monthly, quarterly, never, or days such as 10d",
        )
    return text


def read_length(value: object) -> str:
    """The length of a cycle: days, weeks or months, `14d`, `6w`, `3m`."""
    text = read_text(value)
    if not _LENGTH.fullmatch(text):
        raise InvalidValueError(f"{quote_value(text)} is not a length", "write days, weeks or months: 14d, 6w, 3m")
    return text


def read_email(value: object) -> str:
    """The e-mail address by which git knows a person."""
    text = read_text(value)
    if not _EMAIL.fullmatch(text):
        raise InvalidValueError(f"{quote_value(text)} is not an e-mail address")
    return text


def read_account(value: object) -> str:
    """The name of an account on GitHub or GitLab, without `@`."""
    text = read_text(value)
    if not _ACCOUNT.fullmatch(text):
        account = text.strip().removeprefix("@").rstrip("/").rpartition("/")[2]
        hint = f"write {account}" if _ACCOUNT.fullmatch(account) else "write the name of the account, without `@`"
        raise InvalidValueError(f"{quote_value(text)} is not the name of an account", hint)
    return text


def read_handle(value: object) -> str:
    """The handle of a team on GitHub or GitLab, without `@`: `acme/marketing`."""
    text = read_text(value)
    if not _HANDLE.fullmatch(text):
        handle = text.strip().removeprefix("@")
        hint = f"write {handle}" if _HANDLE.fullmatch(handle) else "write organisation and team, such as acme/marketing"
        raise InvalidValueError(f"{quote_value(text)} is not the handle of a team", hint)
    return text


def read_month(value: object) -> int:
    """A month as a number, 1 to 12."""
    if (isinstance(value, Decimal) or type(value) is int) and value in range(1, 13):
        return int(value)
    raise InvalidValueError(f"a month is a number from 1 to 12, found {quote_value(value)}")


_DAY_SCHEMA: Final = {"type": "string", "format": "date", "pattern": f"^{_DAY_PATTERN}$"}
_TEXT_TYPES: Final = ["string", "number"]
_SLUG_SCHEMA: Final = {"type": _TEXT_TYPES, "minimum": 0, "pattern": f"^{_NO_DEVICE}{_SLUG.pattern}$"}

Slug = Annotated[str, ScalarType("id", read_slug, _SLUG_SCHEMA)]
CycleId = Annotated[
    str,
    ScalarType("cycle id", read_cycle_id, {**_SLUG_SCHEMA, "pattern": f"^{_NO_DEVICE}{_CYCLE_ID.pattern}$"}),
]
Reference = Annotated[
    str,
    ScalarType("reference", read_reference, {"type": _TEXT_TYPES, "minimum": 0, "pattern": f"^{_REFERENCE.pattern}$"}),
]
Title = Annotated[str, ScalarType("text", read_title, {"type": _TEXT_TYPES, "minLength": 1, "pattern": r"\S"})]
Text = Annotated[str, ScalarType("text", read_text, {"type": _TEXT_TYPES})]
Number = Annotated[Decimal, ScalarType("number", read_yaml_number, {"type": "number"})]
Value = Annotated[Decimal | str, ScalarType("number or text", read_value, {"type": ["number", "string"]})]
Weight = Annotated[Decimal, ScalarType("number ≥ 0", read_weight, {"type": "number", "minimum": 0})]
Share = Annotated[Decimal, ScalarType("number from 0 to 1", read_share, {"type": "number", "minimum": 0, "maximum": 1})]
Positive = Annotated[int, ScalarType("whole number ≥ 1", read_positive, {"type": "integer", "minimum": 1})]
Levels = Annotated[
    tuple[Decimal, ...],
    ScalarType(
        "number or rising numbers",
        read_levels,
        {"type": ["number", "array"], "items": {"type": "number"}, "minItems": 1},
    ),
]
Limits = Annotated[
    tuple[Decimal, ...],
    ScalarType(
        "two numbers",
        read_limits,
        {"type": "array", "items": {"type": "number", "minimum": 0}, "minItems": 2, "maxItems": 2},
    ),
]
Flag = Annotated[bool, ScalarType("true or false", read_flag, {"type": "boolean"})]
Day = Annotated[date, ScalarType("date", read_day, _DAY_SCHEMA)]
Done = Annotated[
    bool | date, ScalarType("true, false or date", read_done, {**_DAY_SCHEMA, "type": ["boolean", "string"]})
]
DoneNow = Annotated[
    bool | tuple[str, ...],
    ScalarType("true or milestone ids", read_done_now, {"type": ["boolean", "array"], "items": _SLUG_SCHEMA}),
]
Moment = Annotated[
    datetime,
    ScalarType("moment", read_moment, {"type": "string", "format": "date-time", "pattern": f"^{_MOMENT_PATTERN}$"}),
]
Confidence = Annotated[int, ScalarType("0 to 10", read_confidence, {"type": "integer", "minimum": 0, "maximum": 10})]
Frequency = Annotated[
    str, ScalarType("frequency", read_frequency, {"type": "string", "pattern": f"^({_FREQUENCY.pattern})$"})
]
Length = Annotated[str, ScalarType("length", read_length, {"type": "string", "pattern": f"^{_LENGTH.pattern}$"})]
Email = Annotated[str, ScalarType("e-mail address", read_email, {"type": "string", "pattern": f"^{_EMAIL.pattern}$"})]
Account = Annotated[str, ScalarType("account", read_account, {"type": "string", "pattern": f"^{_ACCOUNT.pattern}$"})]
Handle = Annotated[str, ScalarType("team handle", read_handle, {"type": "string", "pattern": f"^{_HANDLE.pattern}$"})]
Month = Annotated[int, ScalarType("month number", read_month, {"type": "integer", "minimum": 1, "maximum": 12})]
