"""The JSON Schema of each kind of file (draft-07), made by pydantic from the records, for editors.

`make docs` writes it to `okrcli/schemas/`, and `okr setup schema` prints what stands there.
"""

from __future__ import annotations

import inspect
from decimal import Decimal
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from okrcli.model import records
from okrcli.model.field_errors import NOUNS, name_in_files
from okrcli.model.record_base import adapter, field_names
from okrcli.urls import SCHEMAS
from tools.field_texts import field_texts

ROOTS: Final[dict[str, type]] = {
    "okrs": records.WorkspaceFile,
    "plan": records.PlanFile,
    "checkin": records.CheckinFile,
    "pack": records.PackFile,
    "people": records.PeopleFile,
}
"""The kinds of files, by the names that `okr setup schema` gives them."""

DRAFT: Final = "http://json-schema.org/draft-07/schema#"


def file_schema(name: str) -> dict[str, Any]:
    """The schema of one kind of file."""
    root = ROOTS[name]
    made = adapter(root).json_schema(schema_generator=_FileSchema, ref_template="#/definitions/{model}")
    others = made.pop("$defs", {})
    return {
        "$schema": DRAFT,
        "$id": f"{SCHEMAS}/{name}.json",
        "title": NOUNS[root].removeprefix("the ").capitalize() + " of okr",
        **made,
        "definitions": dict(sorted(others.items())),
    }


class _FileSchema(GenerateJsonSchema):
    """Draft-07 in the order of the page: no titles, and nothing is allowed after a field that may be left out."""

    def sort(self, value: Any, parent_key: str | None = None) -> Any:
        """The fields stay in the order of the documentation."""
        return value

    def field_title_should_be_set(self, schema: Any) -> bool:
        """A title would repeat the name of the field."""
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> dict[str, Any]:
        """A group of fields with its texts."""
        return _explained(schema["cls"], super().model_schema(schema))

    def dataclass_schema(self, schema: core_schema.DataclassSchema) -> dict[str, Any]:
        """The same for the slotted ones."""
        return _explained(schema["cls"], super().dataclass_schema(schema))

    def literal_schema(self, schema: core_schema.LiteralSchema) -> dict[str, Any]:
        """One of a few words; a `type` beside it would refuse nothing."""
        return {"enum": schema["expected"]}

    def nullable_schema(self, schema: core_schema.NullableSchema) -> dict[str, Any]:
        """A field after which there may be nothing: `owner:` is as if it were not there."""
        return or_empty(self.generate_inner(schema["schema"]))

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> dict[str, Any]:
        """A list or group after which there may be nothing: `NullAsDefault`."""
        return or_empty(self.generate_inner(schema["schema"]))

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> dict[str, Any]:
        """The value that holds where the field is left out, where that is one single value."""
        inner, default = self.generate_inner(schema["schema"]), schema.get("default")
        if isinstance(default, Decimal):
            default = int(default) if default == int(default) else float(default)
        return {**inner, "default": default} if isinstance(default, str | int | float) else inner


def _explained(record: type, made: dict[str, Any]) -> dict[str, Any]:
    for name in ("title", "description"):
        made.pop(name, None)
    texts = {name_in_files(name): text for name, text in field_texts(record).items()}
    found = made.pop("properties")
    properties = {}
    for name in map(name_in_files, field_names(record)):
        content = found[name]
        if "$ref" in content:  # draft-07 reads nothing beside a reference
            content = {"allOf": [{"$ref": content.pop("$ref")}], **content}
        properties[name] = {"description": texts[name], **content}
    required = made.pop("required", [])
    head = {"description": inspect.getdoc(record), "type": "object", "properties": properties}
    return {**head, **made, **({"required": [name for name in properties if name in required]} if required else {})}


def or_empty(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a field after which there may be nothing."""
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None]}
    if "type" in schema:
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        return {**schema, "type": [*kinds, "null"]}
    return {"anyOf": [schema, {"type": "null"}]}
