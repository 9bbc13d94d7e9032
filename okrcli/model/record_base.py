"""The base class of the records, their fields, and the copy of a record with other values.

A record is one group of fields of a file, frozen. It is the only definition of that group: pydantic makes the validator
and the JSON Schema from it, and the string under a field is its text in the reference.
"""

from __future__ import annotations

from typing import Any, TypeVar, cast, dataclass_transform

from pydantic import BaseModel, ConfigDict, TypeAdapter
from pydantic.dataclasses import dataclass
from pydantic.fields import FieldInfo

T = TypeVar("T")


class Record(BaseModel):
    """A group of fields of a file: frozen, by keyword, and closed: an unknown field is refused.

    In Python a field has its own name (`from_`), in files its alias (`from`); see `read_record`.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_by_name=True,
        validate_by_alias=True,
    )


@dataclass_transform(frozen_default=True, kw_only_default=True)
def entry(cls: type[T]) -> type[T]:
    """Make a class a record that is a slotted dataclass. Its own fields come before the inherited ones."""
    config = ConfigDict(extra="forbid", validate_by_name=True, validate_by_alias=True)
    record: Any = dataclass(frozen=True, slots=True, kw_only=True, config=config)(cls)
    for fields in (record.__dataclass_fields__, record.__pydantic_fields__):
        inherited = [name for name in fields if name not in cls.__annotations__]
        for name in inherited:
            fields[name] = fields.pop(name)
    return cast(type[T], record)


def field_infos(record: Any) -> dict[str, FieldInfo]:
    """The fields of a record with annotation, default and alias, in the order of the documentation."""
    return cast(dict[str, FieldInfo], record.__pydantic_fields__)


def field_names(record: Any) -> tuple[str, ...]:
    """The fields of a record in the order of the documentation, by their names in Python."""
    return tuple(field_infos(record))


def is_record(value: object) -> bool:
    """True for a record, a slotted one too; False for a scalar or a collection."""
    return hasattr(type(value), "__pydantic_fields__")


def adapter(record: Any) -> TypeAdapter[Any]:
    """The pydantic adapter of a record class, which validates data and makes the JSON Schema; one for each class."""
    if record not in _ADAPTERS:
        _ADAPTERS[record] = TypeAdapter(record)
    return _ADAPTERS[record]


_ADAPTERS: dict[object, TypeAdapter[Any]] = {}


def changed(record: T, **values: Any) -> T:
    """The record with other values in some fields, validated like those of a file. Raises ValidationError.

    Not `model_copy(update=…)`, which takes any value.
    """
    current = {name: getattr(record, name) for name in field_names(type(record))}
    return cast(T, adapter(type(record)).validate_python(current | values, by_name=True))
