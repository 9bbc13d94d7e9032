"""The conversation of `okr new`: an objective, its key results and actions, until the draft is approved.

The next question follows from the draft alone, so going back means taking the draft before. It asks and shows through
functions that it gets as arguments, so tests need no terminal. It writes nothing: it returns a draft.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from okrcli.edit.draft import KeyResultDraft, ObjectiveDraft, in_words, read_action, read_measure
from okrcli.edit.templates import BLANKS, parts_with_blanks, title_with_lines, with_blank_filled
from okrcli.errors import OkrError
from okrcli.language.title_parser import propose
from okrcli.model.plan import Period
from okrcli.model.records import Person, Team
from okrcli.model.scalars import InvalidValueError, parse_number, read_title
from okrcli.suggest import did_you_mean
from okrcli.text import quote_value
from okrcli.workspace.people import id_hint, id_of

Style = Literal["heading", "question", "detail", "advice", "plain"]

MANY: Final = 5
"""Key results beyond which an objective has too many."""
_TYPES: Final = ("aspirational", "committed", "learning")


class Declined(Exception):  # noqa: N818
    """The person does not want the draft to be written."""


@dataclass(frozen=True, slots=True)
class ObjectiveContext:
    """The facts about the workspace that the questions need."""

    cycle: str
    period: Period
    me: str
    type: str
    """The type of an objective without a type of its own."""
    members: Mapping[str, Person | Team]
    """People and teams by id; empty if the workspace lists none."""
    parents: Sequence[tuple[str, str]]
    """Possible parents: the reference and the title of each."""
    preview: Callable[[ObjectiveDraft], Sequence[tuple[str, Style]]]
    """A function that returns the lines that would be written."""


@dataclass(frozen=True, slots=True)
class ObjectiveQuestion:
    """A question."""

    heading: str
    text: str
    help: Sequence[str]
    read: Callable[[str], ObjectiveDraft]
    """The draft with the answer. Raises InvalidValueError or OkrError."""
    enter: str | None = None
    """The answer that Enter gives, as it is shown; None where an answer is needed."""
    details: Sequence[tuple[str, Style]] = ()
    kind: str = ""
    """The kind of text that gets advice; empty for an answer without advice."""


def next_question(draft: ObjectiveDraft, ground: ObjectiveContext) -> ObjectiveQuestion | None:
    """The question for the first gap of a draft; None if there is none."""
    if draft.title is None:
        return _title(draft, ground)
    for position, key_result in enumerate(draft.key_results):
        for part, put_back in parts_with_blanks(key_result):
            return _blank(draft, position, part, put_back)
    if draft.owner is None:
        return about_owner(draft, ground)
    if draft.type is None:
        return about_type(draft, ground)
    if draft.parent is None and ground.parents:
        return about_parent(draft, ground)
    for position, key_result in enumerate(draft.key_results):
        if key_result.measure is None:
            return _measure(draft, ground, position)
        if key_result.lacks_start:
            return _start(draft, position)
        if not key_result.has_all_actions:
            return _action(draft, ground, position)
    if not draft.has_all:
        return _key_result(draft)
    if not draft.covers:
        return _covers(draft)
    return None if draft.is_approved else _review(draft, ground)


def _title(draft: ObjectiveDraft, ground: ObjectiveContext) -> ObjectiveQuestion:
    return ObjectiveQuestion(
        "Objective",
        f"Where do you want to be at the end of {ground.cycle}?",
        (
            "If nothing else moved, what would still make it a success?",
            "A sentence that people remember, a place and no task, without a number: “Customers find us by themselves”",
        ),
        lambda typed: replace(draft, title=read_title(typed)),
        kind="objective",
    )


def about_owner(draft: ObjectiveDraft, ground: ObjectiveContext) -> ObjectiveQuestion:
    """The question for the owner, a person or team of the workspace."""

    def read(typed: str) -> ObjectiveDraft:
        name = id_of(typed, ground.members) if typed else ground.me
        if ground.members and name not in ground.members:
            raise InvalidValueError(
                f"there is no {quote_value(name)} among people and teams",
                id_hint(name, ground.members) or f"there are {', '.join([*ground.members][:12])}",
            )
        return replace(draft, owner=name)

    return ObjectiveQuestion(
        "Objective",
        "Who owns it?",
        ("The person or team that everybody asks how it goes, by its id.",),
        read,
        enter=ground.me or None,
    )


def about_type(draft: ObjectiveDraft, ground: ObjectiveContext) -> ObjectiveQuestion:
    """The question for the type; the answer is empty for the default type."""

    def read(typed: str) -> ObjectiveDraft:
        word = [name for name in _TYPES if name.startswith(typed.lower() or ground.type)]
        if len(word) != 1:
            raise InvalidValueError(
                f"{quote_value(typed)} is none of them", "write aspirational, committed or learning"
            )
        return replace(draft, type="" if word[0] == ground.type else word[0])

    return ObjectiveQuestion(
        "Objective",
        "What is it held to: aspirational, committed or learning?",
        (
            "aspirational reaches far, 70 % is a success; committed is a promise, below 100 % it is missed;",
            "learning is for finding something out",
        ),
        read,
        enter=ground.type,
    )


def about_parent(draft: ObjectiveDraft, ground: ObjectiveContext) -> ObjectiveQuestion:
    """The question for the parent; the answer is empty for none."""

    known = [name for name, _ in ground.parents]

    def read(typed: str) -> ObjectiveDraft:
        if typed.lower() not in ("", "none", "-") and typed not in known:
            hint = did_you_mean(typed, known) or "okr list shows what there is"
            raise InvalidValueError(f"there is no objective {quote_value(typed)}", hint)
        return replace(draft, parent=typed if typed in known else "")

    return ObjectiveQuestion(
        "Objective",
        "Which objective does it contribute to?",
        [f"{name}: {title}" for name, title in ground.parents[:12]],
        read,
        enter="none",
    )


def _key_result(draft: ObjectiveDraft) -> ObjectiveQuestion:
    count = len(draft.key_results)

    def read(typed: str) -> ObjectiveDraft:
        return draft.with_key_result(KeyResultDraft(read_title(typed))) if typed else replace(draft, has_all=True)

    return ObjectiveQuestion(
        f"Key result {count + 1}",
        "What else would you see?" if count else "What would you see on the last day that says it worked?",
        (
            "What changes for customers or for the business, with a number: “Grow inbound MQLs from 20 to 30”.",
            "What you would do although nothing changed is a task: keep it as an action.",
            "Two to five are enough. 12 of 40 customers say more than 30 %.",
        ),
        read,
        enter="no more" if count else None,
        details=[(f"{count} are many: which of them would you drop?", "advice")] if count >= MANY else (),
        kind="key_result",
    )


def _measure(draft: ObjectiveDraft, ground: ObjectiveContext, position: int) -> ObjectiveQuestion:
    key_result = draft.key_results[position]
    proposal = propose(key_result.title, ground.period)

    def read(typed: str) -> ObjectiveDraft:
        measure = read_measure(typed, ground.period) if typed else proposal
        return draft.with_key_result(key_result.measured(measure), position)

    remark = proposal.remark
    if proposal.kind == "binary":
        remark = "done or not done: is there a number that would move once it is there?"
    return ObjectiveQuestion(
        f"Key result {position + 1}",
        "How is it measured?",
        (
            "20 to 30 MQL     from where it is today to where it shall be",
            "at least 45      a limit to keep, also at most, above, under, between 40 and 60",
            "3 calls a week   each period has to reach it",
            "done             there or not there, done by 15 Dec with its last day",
            "find out         nobody knows it yet: the result is the number",
        ),
        read,
        enter=in_words(proposal) if proposal.kind else None,
        details=[(remark, "advice")] if remark else (),
    )


def _start(draft: ObjectiveDraft, position: int) -> ObjectiveQuestion:
    key_result = draft.key_results[position]

    def read(typed: str) -> ObjectiveDraft:
        measure = dict(key_result.measure or {})
        number = parse_number(typed or "0")
        if f"{number:f}" == measure.get("target"):
            raise InvalidValueError(
                "it is there already", "what shall it be in the end? back goes to the question before"
            )
        measure = {"start": f"{number:f}", **measure} if number else measure
        return draft.with_key_result(replace(key_result, measure=measure, lacks_start=False), position)

    return ObjectiveQuestion(
        f"Key result {position + 1}",
        "What is it today?",
        ("The value at the beginning. Nobody knows it? Write back, then find out.",),
        read,
        enter="0",
    )


def _action(draft: ObjectiveDraft, ground: ObjectiveContext, position: int) -> ObjectiveQuestion:
    key_result = draft.key_results[position]

    def read(typed: str) -> ObjectiveDraft:
        if not typed:
            return draft.with_key_result(replace(key_result, has_all_actions=True), position)
        actions = (*key_result.actions, read_action(typed, ground.period))
        return draft.with_key_result(replace(key_result, actions=actions), position)

    return ObjectiveQuestion(
        f"Key result {position + 1}",
        "What must happen next, and by when?" if key_result.actions else "What must happen first, and by when?",
        ("What somebody does for it, with a day and an @owner: “Publish the guide by 20 Oct @linh”. It never counts.",),
        read,
        enter="nothing more" if key_result.actions else "nothing yet",
    )


def _covers(draft: ObjectiveDraft) -> ObjectiveQuestion:
    def read(typed: str) -> ObjectiveDraft:
        if typed.lower() in ("", "y", "yes"):
            return replace(draft, covers=True)
        if typed.lower() in ("n", "no"):
            return replace(draft, has_all=False)
        raise InvalidValueError(f"{quote_value(typed)} is neither y nor n")

    return ObjectiveQuestion(
        "All together",
        f"If all of these are reached, is it reached: {draft.title}",
        ("n asks for one more key result; back corrects the last answer.",),
        read,
        enter="y",
        details=[(f"- {key_result.title}", "plain") for key_result in draft.key_results],
    )


def _review(draft: ObjectiveDraft, ground: ObjectiveContext) -> ObjectiveQuestion:
    def read(typed: str) -> ObjectiveDraft:
        if typed.lower() in ("n", "no"):
            raise Declined
        if typed.lower() not in ("", "y", "yes"):
            raise InvalidValueError(f"{quote_value(typed)} is neither y nor n", "back goes to the question before")
        return replace(draft, is_approved=True)

    return ObjectiveQuestion(
        "This is what will be written",
        "Write it?",
        ("y writes it in one commit; n writes nothing; back corrects the last answer.",),
        read,
        enter="y",
        details=ground.preview(draft),
    )


def _blank(
    draft: ObjectiveDraft, position: int, part: KeyResultDraft, put_back: Callable[..., KeyResultDraft]
) -> ObjectiveQuestion:
    """The question for the first blank of a key result from a template, or of its guardrail."""
    name = part.blanks[0]
    text, why = BLANKS.get(name, (f"What is its {name}?", "As it will stand in the file."))
    return ObjectiveQuestion(
        f"Key result {position + 1}",
        text,
        (why,),
        lambda typed: draft.with_key_result(put_back(with_blank_filled(part, name, typed)), position),
        enter="none" if name == "unit" else None,
        details=[(title_with_lines(part), "plain")],
    )


# ── The conversation ──────────────────────────────────────────────────────────────────────────────────────────────────


Ask = Callable[[str], str]
"""A function of the answer that Enter gives; it returns the typed text without spaces around it."""
Show = Callable[[str, Style], None]
Advise = Callable[[str, str], Sequence[str]]
"""A function of a text and its kind (`objective`, `key_result`); it returns questions that improve the text."""


def interview(draft: ObjectiveDraft, ground: ObjectiveContext, ask: Ask, show: Show, advise: Advise) -> ObjectiveDraft:
    """The draft after all questions, approved by the person. Raises Declined."""
    before: list[ObjectiveDraft] = []
    heading = ""
    while question := next_question(draft, ground):
        if question.heading != heading:
            show("", "plain")
            show(question.heading, "heading")
            heading = question.heading
        typed = _ask_question(question, ask, show, advise)
        if typed is not None:
            before.append(draft)
            draft = typed
        elif before:
            draft, heading = before.pop(), ""
        else:
            show("this is the first question", "detail")
    return draft


def _ask_question(question: ObjectiveQuestion, ask: Ask, show: Show, advise: Advise) -> ObjectiveDraft | None:
    """The draft with the answer to a question; None to go back."""
    for line, style in question.details:
        show(line, style)
    show(question.text, "question")
    with_answer: Sequence[str] = ()
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
        with_answer = advise(typed, question.kind) if question.kind and typed and typed != kept else ()
        if not with_answer:
            return draft
        for line in with_answer:
            show(line, "advice")
        show("Enter keeps it as it is; or write it anew", "detail")
        kept = typed


def _with_hint(message: str, hint: str | None) -> str:
    join = " " if message.endswith("?") else ": "
    return f"{message}{join}{hint}" if hint else message
