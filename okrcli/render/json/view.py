"""The base of every JSON document, its kinds of values, and its text. A document is a frozen model with one class.

The class is the only definition of a document: the JSON Schema and the reference page are made from it.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, SkipValidation, WithJsonSchema

from okrcli.model.number_format import decimal_places, quantity
from okrcli.text import number_text


def json_number(value: Decimal | Fraction | int) -> int | float | str:
    """A number for `as_json`: between NULs as typed, or as computed where it has an end; else with 12 digits."""
    if isinstance(value, Decimal):
        return f"\0{number_text(value)}\0"
    if (places := decimal_places(Fraction(value))) is not None:
        return f"\0{quantity(Fraction(value))}\0" if places else int(value)
    return float(f"{float(value):.12g}")


Day = date
"""A date, as YYYY-MM-DD."""
Moment = Annotated[
    datetime,
    PlainSerializer(datetime.isoformat, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A day and a time with its offset from UTC."""
Number = Annotated[Decimal | Fraction, SkipValidation, PlainSerializer(json_number), WithJsonSchema({"type": "number"})]
"""A number: digit for digit as typed, or as computed where it has an end; else with 12 significant digits."""
Text = Annotated[str, SkipValidation]
"""A text as it is: the name of a file may hold bytes that are no UTF-8."""
Count = Annotated[int, Field(ge=0)]
"""A number of things, or of days."""
LineNumber = Annotated[int, Field(ge=1)]
"""A line or a column of a file, from 1."""


class JsonObject(BaseModel):
    """A group of fields in a document. All of them are always there; what is not known is null."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_serialization_defaults_required=True)


class View(JsonObject):
    """A document as a whole."""

    schema_version: Literal[1] = 1
    """The version of all documents. Within one, fields are added, and none is taken away or changes its meaning."""
    kind: str
    """The view that this document is of."""


class DatedView(View):
    """A document that is seen from a day."""

    on: Day
    """The day from which everything is seen: what happened later is not in it."""


def as_json(view: View, indent: int | None = 2) -> str:
    """The text of a document: keys in the order of the fields, ISO dates, no NaN, typed numbers digit for digit."""
    document = view.model_dump(mode="json", by_alias=True)
    text = json.dumps(document, ensure_ascii=False, indent=indent, allow_nan=False)
    return re.sub(r'"\\u0000([-0-9.]+)\\u0000"', r"\1", text)
