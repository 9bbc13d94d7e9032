"""`okr new --templates` as JSON: each template whole, with its blanks as `--set` names them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from okrcli.edit.templates import blanks_of
from okrcli.render.json.view import JsonObject, Text, View

if TYPE_CHECKING:
    from okrcli.edit.draft import KeyResultDraft
    from okrcli.edit.templates import Template


class KeyResultDraftJson(JsonObject):
    """A key result of a template."""

    id: Text
    """The id inside its objective."""
    title: Text
    """The title, with its blanks."""
    guardrails: tuple[Text, ...]
    """The titles of its guardrails."""
    actions: tuple[Text, ...]
    """The titles of its first actions."""

    @classmethod
    def of(cls, draft: KeyResultDraft) -> KeyResultDraftJson:
        """The JSON of a key result."""
        return cls(
            id=(draft.measure or {})["id"],
            title=draft.title,
            guardrails=tuple(guardrail.title for guardrail in draft.guardrails),
            actions=tuple(action["title"] for action in draft.actions),
        )


class TemplateJson(JsonObject):
    """An objective with blanks."""

    name: Text
    """The name by which commands call it."""
    title: Text
    """A title for people."""
    about: Text
    """The people and the situation for which it is made."""
    function: Text
    """The function: `marketing`, `sales`, `hr` …"""
    level: Text
    """`head`, `manager`, `team` or `person`."""
    path: Text | None
    """Its file in the workspace; null for one of the package."""
    objective: Text
    """The title of the objective."""
    key_results: tuple[KeyResultDraftJson, ...]
    """Its key results."""
    blanks: tuple[Text, ...]
    """The blanks as `--set` names them: `mql.start`."""

    @classmethod
    def of(cls, template: Template) -> TemplateJson:
        """The JSON of a template."""
        return cls(
            name=template.name,
            title=template.title,
            about=template.about,
            function=template.function,
            level=template.level,
            path=template.path or None,
            objective=template.draft.title or "",
            key_results=tuple(map(KeyResultDraftJson.of, template.draft.key_results)),
            blanks=tuple(blanks_of(template.draft)),
        )


class TemplatesView(View):
    """`okr new --templates`: objectives to begin with."""

    kind: Literal["templates"] = "templates"
    templates: tuple[TemplateJson, ...]
    """The templates by function and name."""
    left_out: tuple[Text, ...]
    """The problems of templates that cannot be read."""

    @classmethod
    def of(cls, templates: Sequence[Template], left_out: Sequence[str]) -> TemplatesView:
        """The document of these templates."""
        return cls(templates=tuple(map(TemplateJson.of, templates)), left_out=tuple(left_out))
