"""The reader of records: data of a file becomes a record, or a list of `FieldError`.

A `FieldError` has the path of keys in the file and a message of our own, never one of pydantic.
"""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import TypeVar

from pydantic import ValidationError

from okrcli.model.field_errors import UNKNOWN_FIELD, FieldError, Keys, field_error, value_at, without_echoes
from okrcli.model.record_base import adapter

T = TypeVar("T")


def read_record(record: type[T], data: object) -> tuple[T | None, list[FieldError]]:
    """The record in the data of a document and no errors, or None and all errors."""
    try:
        return _read(record, data), []
    except ValidationError as error:
        problems = without_echoes([field_error(record, data, details) for details in error.errors(include_url=False)])
        return None, [*problems, *_below_misspelt(record, data, problems)]


def _read(record: type[T], data: object) -> T:
    """The record by the names of fields in files alone: `from_`, its name in Python, is an unknown field there."""
    return typing.cast(T, adapter(record).validate_python(data, by_alias=True, by_name=False))


def _below_misspelt(record: type, data: object, problems: Sequence[FieldError]) -> Iterator[FieldError]:
    """Errors below fields with misspelt names, read as if the names were right, so that one run reports everything."""
    renamed, typed = deepcopy(data), {}
    for problem in problems:
        if problem.code is not UNKNOWN_FIELD:
            continue
        meant = re.fullmatch(r"did you mean `(\w+)`\?", problem.hint or "")
        group, name = value_at(renamed, problem.keys[:-1]), problem.keys[-1]
        if meant and isinstance(group, dict) and meant[1] not in group and isinstance(group.get(name), dict | list):
            group[meant[1]] = group.pop(name)
            typed[(*problem.keys[:-1], meant[1])] = problem.keys
    if not typed:
        return
    try:
        _read(record, renamed)
    except ValidationError as error:
        details = error.errors(include_url=False)
        for nested in without_echoes([field_error(record, renamed, detail) for detail in details]):
            for prefix, keys in typed.items():
                if nested.keys[: len(prefix)] == prefix and len(nested.keys) > len(prefix):
                    yield nested._replace(keys=(*keys, *nested.keys[len(prefix) :]))


def partial_record(record: type[T], data: object, problems: Sequence[FieldError]) -> T | None:
    """The record without its wrong fields, so that the rest can be checked too; None where too little is left.

    A refused value is left out with its field. A missing `id` or `title` gets a placeholder, so that positions in lists
    stay the same; a list in which another field is missing is left out.
    """
    kept = deepcopy(data)
    for problem in problems:
        _leave_out(kept, problem.keys)
    for attempt in range(2):
        record_left, more = read_record(record, kept)
        if record_left is not None or attempt:
            return record_left
        for position, problem in enumerate(more):
            _put_stand_in(kept, problem.keys, position)
    return None


def _leave_out(data: object, keys: Keys) -> None:
    """Delete the field at the end of a path; for a list item the whole list."""
    if keys and isinstance(keys[-1], int):
        keys = keys[:-1]
    if keys and isinstance(group := value_at(data, keys[:-1]), dict):
        group.pop(keys[-1], None)


def _put_stand_in(data: object, keys: Keys, number: int) -> None:
    group = value_at(data, keys[:-1])
    if isinstance(group, dict) and keys[-1] in ("id", "title"):
        group[keys[-1]] = f"missing-{number}"
    else:
        _leave_out(data, keys[:-1])
