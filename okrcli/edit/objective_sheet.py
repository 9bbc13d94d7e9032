"""The sheet of a new objective for the text editor: its text, and reading it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Any, Final

from okrcli.edit.draft import KeyResultDraft, ObjectiveDraft, Typed
from okrcli.edit.templates import BLANK
from okrcli.errors import OkrError, RefusedError
from okrcli.model.assignments import value_of
from okrcli.model.records import Action, Guardrail, KeyResult
from okrcli.model.scalars import InvalidValueError, read_title
from okrcli.text import number_text, quote_value
from okrcli.yaml import reader
from okrcli.yaml.emitter import OneLine, block_text

NAME: Final = "the sheet"
_FIELDS: Final = ("id", "title", "owner", "type", "contributes_to", "key_results")
_HEAD: Final = """\
# The new objective. Change, add and remove lines, then save and close. Nothing is written before the review.
# A key result has a title, an id, and a measure: start and target, or kind and target, or `done: false`.
"""


def sheet_text(draft: ObjectiveDraft, errors: Sequence[str] = ()) -> str:
    """The text of the sheet: `errors` at its top, then the objective as it stands in a plan file."""
    fields: dict[str, object] = {"title": draft.title or "", **draft.fields, "key_results": []}
    fields["key_results"] = [_key_result(key_result) for key_result in draft.key_results]
    return "".join(f"# error: {error}\n" for error in errors) + _HEAD + block_text(fields)


def _key_result(draft: KeyResultDraft) -> dict[str, object]:
    fields = _own_fields(draft, KeyResult)
    if draft.guardrails:
        fields["guardrails"] = [OneLine(_own_fields(part, Guardrail)) for part in draft.guardrails]
    if draft.actions:
        fields["actions"] = [OneLine(_values(Action, action)) for action in draft.actions]
    return fields


def _own_fields(draft: KeyResultDraft, kind: type) -> dict[str, object]:
    blanks = dict.fromkeys(draft.blanks, BLANK)
    return {"title": draft.title, **_values(kind, draft.measure or {}), **blanks}


def _values(kind: type, typed: Typed) -> dict[str, object]:
    """The typed fields with the values of a file, so that a number has no quotes."""
    values: dict[str, object] = dict(typed)
    for name, text in typed.items():
        with suppress(InvalidValueError, OkrError):
            values[name] = value_of(kind, name, text)
    return values


def without_errors(text: str) -> str:
    """The text of a sheet without the errors at its top."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("# error: "))


def read_sheet(text: str) -> ObjectiveDraft:
    """The draft in a sheet. What is missing in it is asked for. Raises RefusedError for a text that is no sheet."""
    data, findings = reader.read(text.encode(), NAME)
    if findings:
        raise RefusedError(f"line {findings[0].place.line}: {findings[0].message}")
    if not isinstance(data, dict):
        raise RefusedError("it has no fields")
    if odd := next((name for name in data if name not in _FIELDS), None):
        raise RefusedError(f"there is no field {quote_value(odd)}", f"the fields are {', '.join(_FIELDS)}")
    key_results = data.get("key_results") or []
    if not isinstance(key_results, list):
        raise RefusedError("`key_results` is not a list")
    parents = data.get("contributes_to")
    try:
        title = read_title(_text(data["title"])) if data.get("title") else None
        return ObjectiveDraft(
            id=_text(data.get("id")) or None,
            title=title,
            owner=_text(data.get("owner")) or None,
            type=_text(data.get("type")),
            parent=",".join(map(_text, parents)) if isinstance(parents, list) else _text(parents),
            key_results=tuple(map(_read_key_result, key_results)),
            has_all=bool(key_results),
            covers=bool(key_results),
        )
    except InvalidValueError as refusal:
        raise RefusedError(refusal.message, *filter(None, [refusal.hint])) from None


def _read_key_result(item: object) -> KeyResultDraft:
    draft = _part(item, "key result")
    below: Mapping[str, Any] = item if isinstance(item, dict) else {}
    actions, guardrails = (below.get(name) or [] for name in ("actions", "guardrails"))
    if not isinstance(actions, list) or not all(isinstance(action, dict) and action.get("title") for action in actions):
        raise RefusedError(f"the actions of {quote_value(draft.title)} are not a list of titles")
    if not isinstance(guardrails, list):
        raise RefusedError(f"the guardrails of {quote_value(draft.title)} are not a list")
    return KeyResultDraft(
        draft.title,
        draft.measure,
        actions=tuple({name: _text(value) for name, value in action.items()} for action in actions),
        has_all_actions=True,
        blanks=draft.blanks,
        guardrails=tuple(_part(guardrail, "guardrail") for guardrail in guardrails),
    )


def _part(item: object, noun: str) -> KeyResultDraft:
    """A key result or guardrail with its own fields and blanks."""
    if not isinstance(item, dict) or not item.get("title"):
        raise RefusedError(f"a {noun} has no title")
    fields = {name: _text(value) for name, value in item.items() if name not in ("title", "actions", "guardrails")}
    return KeyResultDraft(
        read_title(_text(item["title"])),
        {name: text for name, text in fields.items() if text and text != BLANK},
        blanks=tuple(name for name, text in fields.items() if text == BLANK),
    )


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return number_text(value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
