"""The JSON Schema of views, without room for fields that it does not describe."""

from __future__ import annotations

from functools import cache
from typing import Any

import jsonschema

from tools.view_schema import report_schema


def closed(schema: Any) -> Any:
    """The schema without the room for fields that may come: a field that is not described fails here."""
    if isinstance(schema, dict):
        found = {key: closed(value) for key, value in schema.items()}
        return found | ({"additionalProperties": False} if "properties" in found else {})
    return [closed(item) for item in schema] if isinstance(schema, list) else schema


@cache
def closed_report_schema() -> Any:
    return jsonschema.Draft7Validator(closed(report_schema()), format_checker=jsonschema.FormatChecker(["date"]))
