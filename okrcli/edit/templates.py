"""Templates of objectives, from the package and from a workspace, and the blanks that they leave open.

A template is a YAML file: an objective as in a plan file, with `___` in place of a number or a unit, and some words
about its readers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from importlib.resources import files
from typing import Any, Final

from okrcli.edit.draft import KeyResultDraft, ObjectiveDraft
from okrcli.errors import RefusedError, UsageError
from okrcli.model.assignments import value_of
from okrcli.model.records import Guardrail, KeyResult
from okrcli.model.scalars import InvalidValueError
from okrcli.suggest import did_you_mean
from okrcli.text import number_text, quote_value
from okrcli.workspace.sources import Source
from okrcli.yaml import reader

BLANK: Final = "___"
"""The text in a template in place of a value that a person fills in."""

BLANKS: Final = {
    "start": ("What is the value today?", "Look it up, and do not guess: progress is counted from this value."),
    "target": (
        "What is the target for the last day?",
        "For an aspirational objective, 0.7 of the target is a success.",
    ),
    "must_not_fall_below": (
        "Which value must it not fall below?",
        "A guardrail: a number that must not get worse.",
    ),
    "must_not_exceed": (
        "Which value must it not exceed?",
        "A guardrail: a number that must not get worse.",
    ),
    "unit": ("In which unit?", "For example €, million €, tỷ, 万元. Enter leaves it out."),
}
"""The question for each blank, and its reason."""

_FIELDS: Final = ("title", "about", "function", "level", "objective")


@dataclass(frozen=True, slots=True)
class Template:
    """An objective with blanks, and what the list of templates shows about it."""

    name: str
    title: str
    about: str
    function: str
    level: str
    path: str
    """The path in the workspace; empty for a template of the package."""
    draft: ObjectiveDraft


def templates_of(source: Source | None, folder: str) -> tuple[list[Template], list[RefusedError]]:
    """The templates, sorted by function and name, and the errors in those of the workspace.

    A template of the workspace replaces that of the package with the same name.
    """
    templates = {template.name: template for template in _of_package()}
    wrong: list[RefusedError] = []
    if folder.startswith("/") or ".." in folder.split("/"):
        wrong.append(RefusedError(f"`templates: {folder}` is outside of the workspace", "name a folder in it"))
        source = None
    for entry in source.entries(folder) if source else []:
        if entry.name.endswith(".yaml"):
            path = f"{folder}/{entry.name}"
            try:
                templates[entry.name.removesuffix(".yaml")] = _read(path, source.read(path) if source else b"", path)
            except OSError as error:
                wrong.append(RefusedError(f"{path}: {(error.strerror or 'cannot be read').lower()}"))
            except RefusedError as error:
                wrong.append(error)
    return sorted(templates.values(), key=lambda template: (template.function, template.name)), wrong


def template_named(templates: Sequence[Template], name: str) -> Template:
    """The template with this name. Raises RefusedError, with the nearest name as its hint."""
    found = next((template for template in templates if template.name == name), None)
    if found is None:
        hint = (
            did_you_mean(name, [template.name for template in templates]) or "okr new --templates shows all templates"
        )
        raise RefusedError(f"there is no template {quote_value(name)}", hint)
    return found


def blanks_of(draft: ObjectiveDraft) -> list[str]:
    """The names of all blanks for `--set`: `mql.start`."""
    parts = [part for key_result in draft.key_results for part, _ in parts_with_blanks(key_result)]
    return [f"{_id(part)}.{blank}" for part in parts for blank in part.blanks]


def with_values(draft: ObjectiveDraft, typed: Mapping[str, str]) -> ObjectiveDraft:
    """The draft with typed values in its blanks. Raises UsageError for an unknown blank or an unfit value."""
    known = blanks_of(draft)
    for name, text in typed.items():
        if name not in known:
            hint = did_you_mean(name, known) or f"the choices are {', '.join(known)}"
            raise UsageError(f"there is no blank {quote_value(name)}", hint)
        own, _, field = name.partition(".")
        for position, key_result in enumerate(draft.key_results):
            for part, put_back in parts_with_blanks(key_result):
                if _id(part) == own:
                    draft = draft.with_key_result(put_back(_filled(part, name, field, text)), position)
    return draft


def _filled(key_result: KeyResultDraft, name: str, field: str, text: str) -> KeyResultDraft:
    try:
        return with_blank_filled(key_result, field, text)
    except InvalidValueError as refusal:
        raise UsageError(f"{name}: {refusal.message}", *filter(None, [refusal.hint])) from None
    except RefusedError as error:
        raise UsageError(f"{name}: {error.message}", *error.hints) from None


def without_taken_id(draft: ObjectiveDraft, taken: Collection[str]) -> ObjectiveDraft:
    """The draft with an id that is not in `taken`: the template's own, else with a number behind it."""
    names = [draft.id, *(f"{draft.id}-{number}" for number in range(2, len(taken) + 3))]
    return ObjectiveDraft(
        id=next(name for name in names if name not in taken),
        title=draft.title,
        type=draft.type,
        key_results=draft.key_results,
        has_all=True,
    )


def _id(key_result: KeyResultDraft) -> str:
    return (key_result.measure or {})["id"]


# ── Blanks ────────────────────────────────────────────────────────────────────────────────────────────────────────


def with_blank_filled(key_result: KeyResultDraft, name: str, text: str) -> KeyResultDraft:
    """The key result or guardrail with a typed value in one blank. Raises RefusedError or InvalidValueError."""
    value = value_of(Guardrail if name.startswith("must_not_") else KeyResult, name, text)
    if isinstance(value, Decimal):
        text = number_text(value)
        if name == "target" and text == (key_result.measure or {}).get("start"):
            raise InvalidValueError("this is the value of today", "give the target for the last day")
    return replace(
        key_result,
        title=" ".join(key_result.title.replace(f"{{{name}}}", text).split()),
        measure={**(key_result.measure or {}), **({name: text} if text else {})},
        blanks=tuple(blank for blank in key_result.blanks if blank != name),
    )


def title_with_lines(key_result: KeyResultDraft) -> str:
    """The title of a key result, with `___` for each value that is not filled in."""
    title = key_result.title
    for name in key_result.blanks:
        title = title.replace(f"{{{name}}}", BLANK)
    return title


def parts_with_blanks(
    key_result: KeyResultDraft,
) -> Iterator[tuple[KeyResultDraft, Callable[[KeyResultDraft], KeyResultDraft]]]:
    """The key result and its guardrails that have blanks, each with a function that puts a changed one back.

    The function returns the whole key result.
    """
    if key_result.blanks:
        yield key_result, lambda changed: changed
    for position, guardrail in enumerate(key_result.guardrails):
        if guardrail.blanks:
            yield guardrail, partial(_with_guardrail, key_result, position)


def _with_guardrail(key_result: KeyResultDraft, position: int, guardrail: KeyResultDraft) -> KeyResultDraft:
    known = key_result.guardrails
    return replace(key_result, guardrails=(*known[:position], guardrail, *known[position + 1 :]))


# ── Reading ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _of_package() -> Iterator[Template]:
    for item in files("okrcli").joinpath("templates").iterdir():
        if item.name.endswith(".yaml"):
            yield _read(item.name, item.read_bytes(), "")


def _read(name: str, raw: bytes, path: str) -> Template:
    """The template in a file. Raises RefusedError, with the position, for a file that is no template."""
    data, diagnostics = reader.read(raw, name)
    if diagnostics:
        first = diagnostics[0]
        raise RefusedError(f"{name}:{first.place.line}:{first.place.column}: {first.message}")
    if not isinstance(data, dict):
        raise _no_template(name, "it has no fields")
    if odd := next((key for key in data if key not in _FIELDS), None):
        raise _no_template(name, f"there is no field {quote_value(odd)}")
    objective = data.get("objective")
    if not isinstance(objective, dict) or not objective.get("title"):
        raise _no_template(name, "`objective` is missing, or has no title")
    stem = name.rpartition("/")[2].removesuffix(".yaml")
    title, about, function, level = (" ".join(str(data.get(field, "")).split()) for field in _FIELDS[:4])
    return Template(stem, title or stem, about, function or "own", level, path, _draft(name, stem, objective))


def _no_template(name: str, why: str) -> RefusedError:
    return RefusedError(
        f"{name} is not a template: {why}", f"a template has {', '.join(_FIELDS)}; okr new --template inbound --show"
    )


def _draft(name: str, stem: str, objective: dict[str, Any]) -> ObjectiveDraft:
    key_results = objective.get("key_results")
    if odd := next((key for key in objective if key not in ("id", "title", "type", "key_results")), None):
        raise _no_template(name, f"its objective has {quote_value(odd)}, which a template cannot set")
    if not isinstance(key_results, list) or not key_results:
        raise _no_template(name, "it has no key results")
    return ObjectiveDraft(
        id=_text(objective.get("id", stem)),
        title=_text(objective["title"]),
        type=_text(objective.get("type", "")),
        key_results=tuple(_key_result(name, item) for item in key_results),
        has_all=True,
    )


def _key_result(name: str, item: object) -> KeyResultDraft:
    draft = _part(name, item, ("title", "actions", "guardrails"))
    below = item if isinstance(item, dict) else {}
    actions, guardrails = (below.get(field) or [] for field in ("actions", "guardrails"))
    if not isinstance(actions, list) or not all(isinstance(action, dict) and action.get("title") for action in actions):
        raise _no_template(name, f"the actions of {quote_value(_id(draft))} are not a list of titles")
    if not isinstance(guardrails, list):
        raise _no_template(name, f"the guardrails of {quote_value(_id(draft))} are not a list")
    return replace(
        draft,
        actions=tuple({key: _text(value) for key, value in action.items()} for action in actions),
        guardrails=tuple(_part(name, guardrail, ("title",)) for guardrail in guardrails),
    )


def _part(name: str, item: object, apart: Collection[str]) -> KeyResultDraft:
    """A key result or guardrail with its own fields and blanks. Fields in `apart` are read elsewhere."""
    if not isinstance(item, dict) or not item.get("title") or not item.get("id"):
        raise _no_template(name, "a key result or guardrail has no title, or no id")
    fields = {key: _text(value) for key, value in item.items() if key not in apart}
    return KeyResultDraft(
        _text(item["title"]),
        {key: text for key, text in fields.items() if text != BLANK},
        has_all_actions=True,
        blanks=tuple(key for key, text in fields.items() if text == BLANK),
    )


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return number_text(value)
    return str(value).lower() if isinstance(value, bool) else str(value)
