"""The format as JSON Schema (draft-07), made from the records of `model`: what editors complete and explain.

`make docs` writes it to `okrcli/schemas/`, and `okr schema` prints what stands there.
"""

from __future__ import annotations

import dataclasses
import inspect
import types
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from okrcli.model import records
from okrcli.model.descriptions import field_texts
from okrcli.model.scalars import NullAsDefault, ScalarType
from okrcli.model.validation import NOUNS, fields_of, name_in_files, record_in
from okrcli.urls import SCHEMAS

ROOTS: Final[dict[str, type]] = {
    "okrs": records.WorkspaceFile,
    "plan": records.PlanFile,
    "checkin": records.CheckinFile,
    "pack": records.PackFile,
}
"""The kinds of files, by the names that `okr schema` gives them."""

DRAFT: Final = "http://json-schema.org/draft-07/schema#"


def file_schema(name: str) -> dict[str, Any]:
    """The schema of one kind of file."""
    root = ROOTS[name]
    others = {record.__name__: _record(record) for record in _records_in(root)}
    return {
        "$schema": DRAFT,
        "$id": f"{SCHEMAS}/{name}.json",
        "title": NOUNS[root].removeprefix("the ").capitalize() + " of okr",
        **_record(root),
        "definitions": dict(sorted(others.items())),
    }


def _records_in(record: type) -> list[type]:
    """Every record that stands somewhere inside of another one."""
    found: dict[type, None] = {}
    waiting = [record]
    while waiting:
        inner = [held for held in map(record_in, fields_of(waiting.pop()).values()) if held and held not in found]
        found |= dict.fromkeys(inner)
        waiting.extend(inner)
    return list(found)


def _record(record: type) -> dict[str, Any]:
    annotations, texts = fields_of(record), field_texts(record)
    properties, required = {}, []
    for part in dataclasses.fields(record):
        name = name_in_files(part.name)
        properties[name] = _property(annotations[name], texts[part.name], part)
        if part.default is part.default_factory is dataclasses.MISSING:
            required.append(name)
    found: dict[str, Any] = {
        "description": inspect.getdoc(record),
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
    return found | ({"required": required} if required else {})


def _property(annotation: Any, text: str, part: dataclasses.Field[Any]) -> dict[str, Any]:
    schema = _schema(annotation)
    if "$ref" in schema:  # draft-07 reads nothing beside a reference
        schema = {"allOf": [schema]}
    return {"description": text, **schema, **dict(_default(part.default))}


def _default(default: object) -> Iterator[tuple[str, object]]:
    """The value that holds where the field is left out, where that is one single value."""
    if isinstance(default, Decimal):
        yield "default", int(default) if default == int(default) else float(default)
    elif isinstance(default, str | int) and not isinstance(default, date):
        yield "default", default


def _schema(annotation: Any) -> dict[str, Any]:
    """The schema of one annotation; the records use no other kinds than these."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        marker = arguments[1]
        if isinstance(marker, ScalarType):
            return dict(marker.json_schema)
        if isinstance(marker, NullAsDefault):
            return _or_empty(_schema(arguments[0]))
    if origin in (Union, types.UnionType):
        (inner,) = (argument for argument in arguments if argument is not types.NoneType)
        return _or_empty(_schema(inner))
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is tuple:
        return {"type": "array", "items": _schema(arguments[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(arguments[1])}
    if dataclasses.is_dataclass(annotation):
        return {"$ref": f"#/definitions/{annotation.__name__}"}  # type: ignore[union-attr]
    raise TypeError(f"a record has an annotation that the format does not know: {annotation!r}")


def _or_empty(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a field after which there may be nothing: `owner:` is as if it were not there."""
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    if "type" in schema:
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        return {**schema, "type": [*kinds, "null"]}
    return {"anyOf": [schema, {"type": "null"}]}
