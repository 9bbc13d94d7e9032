"""Errors of fields in words: the place, the cause, and the line to write instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

from okrcli.diagnostics import Code, code
from okrcli.model import records, settings
from okrcli.model.hints import proposed_slug
from okrcli.model.record_base import field_infos
from okrcli.model.scalars import InvalidValueError
from okrcli.suggest import did_you_mean
from okrcli.text import quote_value

Keys = tuple[str | int, ...]

MISSING_FIELD = code(
    "OKR101",
    "missing-field",
    "A field that the format needs is not there: an `id` and a `title` for everything that is referred to, the `cycle` "
    "of a file, the day and author of a check-in. Add the line.",
    bad="`{title: Grow MQLs, target: 30}`",
    good="`{id: mql, title: Grow MQLs, target: 30}`",
)
WRONG_VALUE = code(
    "OKR102",
    "wrong-value",
    "A value does not have the form its field needs: a number, a date, an id, a list. Numbers are plain decimals and "
    "dates are `YYYY-MM-DD`, so that no two people, and no two programs, read them differently.",
    bad="`target: 1.5k`",
    good="`target: 1500`",
    is_fixable=True,
)
UNKNOWN_FIELD = code(
    "OKR103",
    "unknown-field",
    "The format has no such field. It is refused rather than ignored, because an ignored `targt: 30` is a key result "
    "without a target that looks as if it had one.",
    bad="`targt: 30`",
    good="`target: 30`",
)
UNKNOWN_WORD = code(
    "OKR104",
    "unknown-word",
    "The field takes one of a few words, and this word is not among them.",
    bad="`type: comitted`",
    good="`type: committed`",
    is_fixable=True,
)

NOUNS: dict[type, str] = {
    records.WorkspaceFile: "the workspace file",
    records.PlanFile: "the plan file",
    records.CheckinFile: "the check-in file",
    records.PackFile: "the packed check-ins",
    records.PeopleFile: "the people file",
    records.Objective: "objective",
    records.KeyResult: "key result",
    records.PathPoint: "point of the path",
    records.Milestone: "milestone",
    records.Action: "action",
    records.Guardrail: "guardrail",
    records.Tripwire: "tripwire",
    records.Agreement: "agreement",
    records.OwnScore: "score",
    records.Dependency: "dependency",
    records.ChangeRecord: "change",
    records.CheckinEntry: "check-in",
    records.InlineCheckin: "check-in",
    records.Cycle: "cycle",
    records.QuestionAnswer: "answer",
    records.ClosingSheet: "the closing sheet",
    records.ClosingItem: "item of a closing sheet",
    records.Person: "person",
    records.Team: "team",
    settings.Settings: "settings",
    settings.CheckinSettings: "settings",
    settings.CycleSettings: "settings",
    settings.TypeSettings: "settings",
    settings.LintSettings: "settings",
    settings.LintWords: "words of lint",
    settings.PaceSettings: "settings",
    settings.ScoreSettings: "settings",
    settings.VerdictSettings: "settings",
    settings.StatusSettings: "settings",
    settings.StatusLabels: "settings",
    settings.AuditSettings: "settings",
    settings.RuleSetting: "setting of a rule",
}
"""The noun for each record. The reference lists them in this order."""


class FieldError(NamedTuple):
    """A field that does not fit the format: its path in the file, the code of the finding, message and hint."""

    keys: Keys
    on: Literal["key", "value"]
    code: Code
    message: str
    hint: str | None


def value_at(data: Any, keys: Keys) -> object:
    """The value at a path of keys; None where there is none."""
    for key in keys:
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            return None
    return data


@cache
def fields_of(record: Any) -> dict[str, Any]:
    """The fields of a record with their full type annotations, in the order of the documentation."""
    fields = {}
    for name, part in field_infos(record).items():
        parts = (part.annotation, *part.metadata)
        fields[name_in_files(name)] = Annotated[parts] if part.metadata else part.annotation
    return fields


def name_in_files(name: str) -> str:
    """The name of a field in files: `from` for `from_`, which has an underscore because `from` is a word of Python."""
    return name.removesuffix("_")


def record_in(annotation: object) -> type | None:
    """The record an annotation holds (in a list or group), or None for a plain value."""
    if isinstance(annotation, type) and annotation in NOUNS:
        return annotation
    return next(filter(None, map(record_in, get_args(annotation))), None)


def field_error(record: type, data: object, details: Any) -> FieldError:
    """The error of a field, from the details that pydantic gives."""
    keys: Keys = details["loc"]
    kind, value = details["type"], details["input"]
    if kind == "missing":
        message = f"`{keys[-1]}` is missing{_in_which_record(record, data, keys)}"
        return FieldError(keys, "value", MISSING_FIELD, message, _missing_hint(data, keys))
    if kind in ("extra_forbidden", "unexpected_keyword_argument"):
        return _unknown_field(record, data, keys)
    if kind == "value_error":
        refusal: InvalidValueError = details["ctx"]["error"]
        return FieldError(keys, "value", WRONG_VALUE, f"{_field_name(keys)}{refusal.message}", refusal.hint)
    if kind == "literal_error":
        return _unknown_word(record, keys, value)
    wanted = "a list" if kind == "tuple_type" else "a group of fields"
    message = f"{_field_name(keys)}expected {wanted}, found {quote_value(value)}"
    return FieldError(keys, "value", WRONG_VALUE, message, _shape_hint(record, keys, kind, value))


def _missing_hint(data: object, keys: Keys) -> str:
    """The line to write; an id is proposed from the title beside it."""
    name, around = keys[-1], value_at(data, keys[:-1])
    title = around.get("title") if isinstance(around, dict) else None
    slug = "-".join(proposed_slug(title).split("-")[:2]) if name == "id" and isinstance(title, str) else ""
    return f"add a line `id: {slug}`: a short id that does not change" if slug else f"add a line `{name}: …`"


def _shape_hint(record: type, keys: Keys, kind: str, value: object) -> str | None:
    """The hint for a value that should be a list or a group of fields."""
    if kind == "tuple_type" and isinstance(value, dict):
        return f"begin each of the {str(keys[-1]).replace('_', ' ')} with a dash: - id: …"
    if not isinstance(value, str):
        return None
    if kind == "tuple_type":
        return f"write {keys[-1]}: [{value}]"
    known = fields_of(_record_at(record, keys))
    if {"id", "title"} <= known.keys():
        return f"write - {{id: {proposed_slug(value) or 'name'}, title: {value}}}"
    return next((f"write - {{{name}: {value}}}" for name in ("to", "id") if name in known), None)


def without_echoes(problems: list[FieldError]) -> list[FieldError]:
    """Leaves out a missing field where a misspelt one beside it is the cause."""
    meant = {(problem.keys[:-1], problem.hint) for problem in problems if problem.code is UNKNOWN_FIELD}
    return [
        problem
        for problem in problems
        if problem.code is not MISSING_FIELD or (problem.keys[:-1], f"did you mean `{problem.keys[-1]}`?") not in meant
    ]


def _field_name(keys: Keys) -> str:
    name = next((key for key in reversed(keys) if isinstance(key, str)), None)
    return f"`{name}`: " if name else ""


def _in_which_record(record: type, data: object, keys: Keys) -> str:
    """The record around the last key in words: ` in key result `mql``."""
    names = [(NOUNS[record], None)]
    current: Any = record
    for key in keys[:-1]:
        data = value_at(data, (key,))
        if isinstance(key, str):
            current = record_in(fields_of(current).get(key))
            if current is None:
                break
        name = data.get("id") if isinstance(data, dict) else None
        names.append((NOUNS[current], name))
    noun, name = names[-1]
    return f" in {noun} {quote_value(name)}" if name is not None else f" in {noun}"


def _record_at(record: type, keys: Keys) -> type:
    current: type | None = record
    for key in keys:
        if isinstance(key, str) and current is not None:
            current = record_in(fields_of(current).get(key))
    return current or record


def _unknown_field(record: type, data: object, keys: Keys) -> FieldError:
    name = str(keys[-1])
    known = list(fields_of(_record_at(record, keys[:-1])))
    message = f"unknown field {quote_value(name)}{_in_which_record(record, data, keys)}"
    if lookalikes := [letter for letter in name if "\u0370" <= letter <= "\u058f" or "\uff00" <= letter <= "\uffef"]:
        message += " (" + " ".join(f"U+{ord(letter):04X}" for letter in lookalikes) + ")"
    here = _record_at(record, keys[:-1])
    hint = did_you_mean(name, known) or _other_place_hint(name, here) or f"it can have {_in_backticks(known)}"
    if re.search(r"[\s,]", name) and value_at(data, keys) is None:
        hint = "a comma inside { } begins the next field: put the text in quotes"
    return FieldError(keys, "key", UNKNOWN_FIELD, message, hint)


def _other_place_hint(name: str, here: type) -> str | None:
    """The hint for a field that belongs to another record."""
    owners = (
        records.Objective,
        records.KeyResult,
        records.Milestone,
        records.Action,
        records.WorkspaceFile,
        records.CheckinFile,
    )
    nouns = [NOUNS[other] for other in owners if other is not here and name in fields_of(other)]
    if here is records.WorkspaceFile and name.rstrip("s") in ("include", "import", "extend"):
        return "no file is included: people and teams can be in files directly below okrs/, such as okrs/people.yaml"
    if name == "team" and "owner" in fields_of(here):
        return "a team can be the owner: write owner: TEAM"
    return f"`{name}` belongs to the {' or the '.join(nouns[:2])}" if nouns else None


def _unknown_word(record: type, keys: Keys, value: object) -> FieldError:
    position = max(number for number, key in enumerate(keys) if isinstance(key, str))  # of an item of a list its field
    annotation = fields_of(_record_at(record, keys[:position]))[str(keys[position])]
    words = [word for word in _literal_words(annotation) if isinstance(word, str)]
    message = f"`{keys[position]}`: unknown value {quote_value(value)}"
    hint = did_you_mean(str(value), words) or f"write {_in_backticks(words)}"
    return FieldError(keys, "value", UNKNOWN_WORD, message, hint)


def _literal_words(annotation: Any) -> list[object]:
    if get_origin(annotation) is Literal:
        return list(get_args(annotation))
    return [word for argument in get_args(annotation) for word in _literal_words(argument)]


def _in_backticks(words: Sequence[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)
