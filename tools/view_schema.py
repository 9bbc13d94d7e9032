"""The JSON Schema of all views (draft-07), made by pydantic from the models in `okrcli/render/json/`."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, cast

from pydantic.json_schema import GenerateJsonSchema, models_json_schema
from pydantic_core import core_schema

import okrcli.render.json
from okrcli.render.json.view import View
from okrcli.urls import SCHEMAS
from tools.field_texts import field_texts
from tools.file_schema import DRAFT

Schema = dict[str, Any]


@cache
def view_models() -> tuple[type[View], ...]:
    """Every model of a whole document, by its name."""
    for module in pkgutil.iter_modules(okrcli.render.json.__path__):
        importlib.import_module(f"{okrcli.render.json.__name__}.{module.name}")
    models = (model for model in _below(View) if isinstance(model.model_fields["kind"].default, str))
    return tuple(sorted(models, key=lambda model: model.__name__))


def _below(model: type[View]) -> Iterator[type[View]]:
    for inner in model.__subclasses__():
        yield inner
        yield from _below(inner)


def kinds() -> set[str]:
    """The kinds of documents."""
    return {model.model_fields["kind"].default for model in view_models()}


@cache
def report_schema() -> Schema:
    """One schema for all documents; the field `kind` says which view a document is of."""
    models = view_models()
    references, definitions = models_json_schema(
        [(model, "serialization") for model in models],
        ref_template="#/definitions/{model}",
        schema_generator=_ViewSchema,
    )
    return {
        "$schema": DRAFT,
        "$id": f"{SCHEMAS}/report.json",
        "title": "JSON of a view of okr",
        "description": "What `--format json` prints. Within a schema_version fields are added, and none is taken away.",
        "oneOf": [references[model, "serialization"] for model in models],
        "definitions": definitions["$defs"],
    }


class _ViewSchema(GenerateJsonSchema):
    """Fields in their order, each with its docstring; fields that are not known yet are allowed everywhere."""

    def normalize_name(self, name: str) -> str:
        """The name of a definition: `key_result` of `KeyResultJson`."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.removesuffix("Json")).lower()

    def sort(self, value: Any, parent_key: str | None = None) -> Any:
        """The order of the fields is that of the documents."""
        return value

    def field_title_should_be_set(self, schema: Any) -> bool:
        """A title would repeat the name of the field."""
        return False

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> Schema:
        """The schema alone: every field is written."""
        return self.generate_inner(schema["schema"])

    def model_schema(self, schema: core_schema.ModelSchema) -> Schema:
        """A group of fields with its texts. Later versions may add fields."""
        model, made = schema["cls"], super().model_schema(schema)
        texts = _texts(model)
        properties = {
            name: {"description": texts[name], **({"allOf": [content]} if "$ref" in content else content)}
            for name, content in made["properties"].items()
        }
        return {
            "description": inspect.getdoc(model),
            "type": "object",
            "properties": properties,
            "required": made["required"],
        }


def _texts(model: type) -> dict[str, str]:
    return {name.removesuffix("_"): text for name, text in field_texts(model).items()}


def form_of(schema: Schema) -> str:
    """The values that a schema allows, in a few words; other groups by a link to their heading."""
    match schema:
        case {"$ref": reference} | {"allOf": [{"$ref": reference}]}:
            name = cast(str, reference).rpartition("/")[2]
            return f"[{name}](#{name})"
        case {"anyOf": choices}:
            return " or ".join(map(form_of, choices))
        case {"const": value}:
            return f"`{value}`"
        case {"enum": values}:
            return ", ".join(f"`{value}`" for value in values)
        case {"type": "array", "items": items}:
            return f"list of {form_of(items)}"
        case {"type": "object", "additionalProperties": content}:
            return f"names, each with {form_of(content)}"
        case {"format": text} | {"type": text}:
            return cast(str, text)
    return "any value"
