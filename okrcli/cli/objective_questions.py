"""The questions of `okr new`, for an objective, its key results and actions.

The next question follows from the draft alone, so going back means taking the draft before.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from okrcli.cli.draft_question import ObjectiveContext, ObjectiveQuestion, id_question
from okrcli.cli.key_result_questions import (
    about_action,
    about_blank,
    about_key_result,
    about_key_result_id,
    about_measure,
    about_start,
)
from okrcli.edit.draft import ObjectiveDraft
from okrcli.edit.templates import parts_with_blanks
from okrcli.errors import RefusedError
from okrcli.model.scalars import InvalidValueError, read_title
from okrcli.suggest import did_you_mean
from okrcli.text import quote_value
from okrcli.workspace.people import id_hint, id_of

_TYPES: Final = ("aspirational", "committed", "learning")


def next_question(draft: ObjectiveDraft, context: ObjectiveContext) -> ObjectiveQuestion | None:
    """The question for the first gap of a draft; None if there is none."""
    if draft.title is None:
        return _title(draft, context)
    if draft.id is None and not draft.is_approved:
        return _id_of_objective(draft, context)
    for position, key_result in enumerate(draft.key_results):
        for part, put_back in parts_with_blanks(key_result):
            return about_blank(draft, position, part, put_back)
    if draft.owner is None:
        return about_owner(draft, context)
    if draft.type is None:
        return about_type(draft, context)
    if draft.parent is None and context.parents:
        return about_parent(draft, context)
    for position, key_result in enumerate(draft.key_results):
        if not key_result.is_measured:
            return about_measure(draft, context, position)
        if key_result.lacks_start:
            return about_start(draft, position)
        if "id" not in (key_result.measure or {}) and not draft.is_approved:
            return about_key_result_id(draft, context, position)
        if not key_result.has_all_actions:
            return about_action(draft, context, position)
    if not draft.has_all:
        return about_key_result(draft)
    if not draft.covers:
        return _covers(draft)
    return None if draft.is_approved else _review(draft, context)


def _title(draft: ObjectiveDraft, context: ObjectiveContext) -> ObjectiveQuestion:
    return ObjectiveQuestion(
        "title",
        "objective",
        "Objective",
        f"Where do you want to be at the end of {context.cycle}?",
        (
            "What one change would make the cycle a success?",
            "One short sentence about the result, without a number: “Customers find us by themselves”",
        ),
        lambda typed: replace(draft, title=read_title(typed)),
        kind="objective",
    )


def _id_of_objective(draft: ObjectiveDraft, context: ObjectiveContext) -> ObjectiveQuestion:
    def with_id(name: str) -> ObjectiveDraft:
        return replace(draft, id=name)

    return id_question("objective", "Objective", draft.title or "", context.taken, context.taken, with_id)


def about_owner(draft: ObjectiveDraft, context: ObjectiveContext) -> ObjectiveQuestion:
    """The question for the owner, a person or team of the workspace."""

    def read(typed: str) -> ObjectiveDraft:
        name = id_of(typed, context.members) if typed else context.me
        if context.members and name not in context.members:
            raise InvalidValueError(
                f"there is no {quote_value(name)} among people and teams",
                id_hint(name, context.members) or f"the people and teams are {', '.join([*context.members][:12])}",
            )
        return replace(draft, owner=name)

    return ObjectiveQuestion(
        "owner",
        "owner",
        "Who owns it?",
        "",
        ("The id of the person or team that is responsible for it.",),
        read,
        enter=context.me or None,
        completions={name: member.name or "" for name, member in context.members.items()},
    )


def about_type(draft: ObjectiveDraft, context: ObjectiveContext) -> ObjectiveQuestion:
    """The question for the type; the answer is empty for the default type."""

    def read(typed: str) -> ObjectiveDraft:
        word = [name for name in _TYPES if name.startswith(typed.lower() or context.type)]
        if len(word) != 1:
            raise InvalidValueError(f"{quote_value(typed)} is not a type", "write aspirational, committed or learning")
        return replace(draft, type="" if word[0] == context.type else word[0])

    return ObjectiveQuestion(
        "type",
        "type",
        "Which type: aspirational, committed or learning?",
        "",
        (
            "aspirational: ambitious, 70 % is a success; committed: a promise, below 100 % is a miss;",
            "learning: to find something out",
        ),
        read,
        enter=context.type,
        completions=dict.fromkeys(_TYPES, ""),
    )


def about_parent(draft: ObjectiveDraft, context: ObjectiveContext) -> ObjectiveQuestion:
    """The question for the parent; the answer is empty for none."""

    known = [name for name, _ in context.parents]

    def read(typed: str) -> ObjectiveDraft:
        if typed.lower() not in ("", "none", "-") and typed not in known:
            hint = did_you_mean(typed, known) or "okr list shows all ids"
            raise InvalidValueError(f"there is no objective {quote_value(typed)}", hint)
        return replace(draft, parent=typed if typed in known else "")

    return ObjectiveQuestion(
        "parent",
        "parent",
        "Which objective does it contribute to?",
        "",
        [f"{name}: {title}" for name, title in context.parents[:12]],
        read,
        enter="none",
        skip="",
        completions=dict(context.parents),
    )


def _covers(draft: ObjectiveDraft) -> ObjectiveQuestion:
    def read(typed: str) -> ObjectiveDraft:
        if typed.lower() in ("", "y", "yes"):
            return replace(draft, covers=True)
        if typed.lower() in ("n", "no"):
            return replace(draft, has_all=False)
        raise InvalidValueError(f"{quote_value(typed)} is not y or n")

    return ObjectiveQuestion(
        "covers",
        "key results",
        "All together",
        f"Is the objective met when all of these are reached? {draft.title}",
        ("n adds one more key result.",),
        read,
        enter="y",
        details=[(f"- {key_result.title}", "plain") for key_result in draft.key_results],
    )


def _review(draft: ObjectiveDraft, context: ObjectiveContext) -> ObjectiveQuestion:
    refusal: RefusedError | None = None
    try:
        details = context.preview(draft)
    except RefusedError as error:
        refusal = error
        details = [(error.message, "advice"), *((hint, "detail") for hint in error.hints)]

    def read(typed: str) -> ObjectiveDraft:
        if typed.lower() not in ("", "y", "yes"):
            raise InvalidValueError(f"{quote_value(typed)} is not an answer", "Enter writes it, b goes back")
        if refusal:
            raise InvalidValueError("it cannot be written yet", "b goes back, e opens the editor")
        return replace(draft, is_approved=True)

    return ObjectiveQuestion(
        "review",
        "review",
        "This is what will be written",
        "Write it?",
        ("Enter writes it in one commit; n goes back.",),
        read,
        enter="y",
        details=details,
    )
