"""A value of any field of the plan, or a whole record of it, as JSON."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import PlainSerializer

from okrcli.model.plan import Ref
from okrcli.model.plan_change import RecordedCheckin
from okrcli.model.record_base import field_names, is_record
from okrcli.render.json.checkin import RecordedCheckinJson
from okrcli.render.json.view import json_number


def plain(value: Any) -> Any:
    """A value of the plan as JSON has it: numbers as typed, ISO dates, records as objects of what they say."""
    if isinstance(value, Decimal | Fraction):
        return json_number(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Ref):
        return value.full
    if isinstance(value, RecordedCheckin):
        return RecordedCheckinJson.of(value).model_dump(mode="json")
    if is_record(value):
        pairs = ((name.removesuffix("_"), getattr(value, name)) for name in field_names(type(value)))
        return {name: plain(content) for name, content in pairs if content is not None and content != ()}
    return [plain(item) for item in value] if isinstance(value, tuple) else value


PlanValue = Annotated[Any, PlainSerializer(plain)]
"""A value of a field, or a record as an object of the fields that it has."""
