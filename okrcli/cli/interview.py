"""The conversation of `okr new`: what a draft lacks is asked, until it is approved.

It asks through two functions it is given, so it can be tested without a terminal. It writes nothing: it returns a
draft.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from okrcli.cli.prompts_objective import ObjectiveContext, ObjectiveQuestion, Style, next_question
from okrcli.edit.draft import ObjectiveDraft
from okrcli.errors import OkrError
from okrcli.model.scalars import InvalidValueError

Ask = Callable[[str], str]
"""Asks with what Enter means; returns what was typed, stripped."""
Show = Callable[[str, Style], None]
Advise = Callable[[str, str], Sequence[str]]
"""What there is to say of a text of a kind (`objective`, `key_result`): questions that mend it."""


def interview(draft: ObjectiveDraft, ground: ObjectiveContext, ask: Ask, show: Show, advise: Advise) -> ObjectiveDraft:
    """Ask what a draft lacks, until it is approved. Raises Declined."""
    before: list[ObjectiveDraft] = []
    heading = ""
    while question := next_question(draft, ground):
        if question.heading != heading:
            show("", "plain")
            show(question.heading, "heading")
            heading = question.heading
        typed = _asked(question, ask, show, advise)
        if typed is not None:
            before.append(draft)
            draft = typed
        elif before:
            draft, heading = before.pop(), ""
        else:
            show("this is the first question", "detail")
    return draft


def _asked(question: ObjectiveQuestion, ask: Ask, show: Show, advise: Advise) -> ObjectiveDraft | None:
    """The draft with the answer to a question; None for going back."""
    for line, style in question.details:
        show(line, style)
    show(question.text, "question")
    told: Sequence[str] = ()
    kept = ""
    while True:
        typed = ask("keep" if kept else question.enter or "") or kept
        if typed == "?":
            for line in question.help:
                show(line, "detail")
            continue
        if typed.lower() in ("back", "b"):
            return None
        try:
            if not typed and question.enter is None:
                raise InvalidValueError("an answer is needed here", "? explains the question")
            draft = question.read(typed)
        except InvalidValueError as refusal:
            show(_with_hint(refusal.message, refusal.hint), "advice")
            continue
        except OkrError as error:
            show(_with_hint(error.message, error.hints[0] if error.hints else None), "advice")
            continue
        told = advise(typed, question.kind) if question.kind and typed and typed != kept else ()
        if not told:
            return draft
        for line in told:
            show(line, "advice")
        show("Enter keeps it as it is; or write it anew", "detail")
        kept = typed


def _with_hint(message: str, hint: str | None) -> str:
    join = " " if message.endswith("?") else ": "
    return f"{message}{join}{hint}" if hint else message
