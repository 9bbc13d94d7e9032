"""The questions of `okr new`, for an objective, its key results and actions.

The next question follows from the draft alone, so going back means taking the draft before.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from okrcli.edit.draft import KeyResultDraft, ObjectiveDraft, in_words, measured_as, read_action
from okrcli.edit.new_fields import proposed_id
from okrcli.edit.templates import BLANKS, parts_with_blanks, title_with_lines, with_blank_filled
from okrcli.errors import RefusedError
from okrcli.language.title_parser import propose
from okrcli.model.hints import proposed_slug
from okrcli.model.period import Period
from okrcli.model.records import Person, Team
from okrcli.model.scalars import InvalidValueError, parse_number, read_slug, read_title
from okrcli.suggest import did_you_mean
from okrcli.text import quote_value
from okrcli.workspace.people import id_hint, id_of

Style = Literal["question", "detail", "advice", "plain"]
Step = Literal["objective", "owner", "type", "parent", "key results", "review"]
"""The part of the conversation to which a question belongs."""

MANY: Final = 5
"""Key results beyond which an objective has too many."""
_TYPES: Final = ("aspirational", "committed", "learning")


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
    """A function that returns the lines that would be written. Raises RefusedError if they cannot be written."""
    taken: Collection[str] = ()
    """The ids that a new objective cannot have."""
    used: Collection[str] = ()
    """The ids of key results that are not proposed again."""

    @property
    def steps(self) -> Sequence[Step]:
        """The parts of the conversation, in their order."""
        return ("objective", "owner", "type", *(["parent"] if self.parents else ()), "key results", "review")


@dataclass(frozen=True, slots=True)
class ObjectiveQuestion:
    """A question."""

    name: str
    """The name under which a draft keeps the answer."""
    step: Step
    heading: str
    text: str
    """The question below the heading; empty if the heading asks it."""
    help: Sequence[str]
    read: Callable[[str], ObjectiveDraft]
    """The draft with the answer. Raises InvalidValueError or OkrError."""
    enter: str | None = None
    """The answer that Enter gives, as it is shown; None where an answer is needed."""
    skip: str | None = None
    """The text that `s` answers; None where the question cannot be skipped."""
    details: Sequence[tuple[str, Style]] = ()
    kind: str = ""
    """The kind of text that gets advice; empty for an answer without advice."""
    completions: Mapping[str, str] = field(default_factory=dict)
    """Texts for Tab, with their meaning."""


def next_question(draft: ObjectiveDraft, ground: ObjectiveContext) -> ObjectiveQuestion | None:
    """The question for the first gap of a draft; None if there is none."""
    if draft.title is None:
        return _title(draft, ground)
    if draft.id is None and not draft.is_approved:
        return _id_of_objective(draft, ground)
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
        if not key_result.is_measured:
            return _measure(draft, ground, position)
        if key_result.lacks_start:
            return _start(draft, position)
        if "id" not in (key_result.measure or {}) and not draft.is_approved:
            return _id_of_key_result(draft, ground, position)
        if not key_result.has_all_actions:
            return _action(draft, ground, position)
    if not draft.has_all:
        return _key_result(draft)
    if not draft.covers:
        return _covers(draft)
    return None if draft.is_approved else _review(draft, ground)


def _title(draft: ObjectiveDraft, ground: ObjectiveContext) -> ObjectiveQuestion:
    return ObjectiveQuestion(
        "title",
        "objective",
        "Objective",
        f"Where do you want to be at the end of {ground.cycle}?",
        (
            "What one change would make the cycle a success?",
            "One short sentence about the result, without a number: “Customers find us by themselves”",
        ),
        lambda typed: replace(draft, title=read_title(typed)),
        kind="objective",
    )


def _id_of_objective(draft: ObjectiveDraft, ground: ObjectiveContext) -> ObjectiveQuestion:
    def with_id(name: str) -> ObjectiveDraft:
        return replace(draft, id=name)

    return _id_question("objective", "Objective", draft.title or "", ground.taken, ground.taken, with_id)


def _id_of_key_result(draft: ObjectiveDraft, ground: ObjectiveContext, position: int) -> ObjectiveQuestion:
    key_result = draft.key_results[position]
    siblings = {(other.measure or {}).get("id", "") for other in draft.key_results}

    def with_id(name: str) -> ObjectiveDraft:
        measure = {"id": name, **(key_result.measure or {})}
        return draft.with_key_result(replace(key_result, measure=measure), position)

    heading, used = f"Key result {position + 1}", {*ground.used, *siblings}
    question = _id_question("key results", heading, key_result.title, siblings, used, with_id)
    fields = ", ".join(f"{name}: {text}" for name, text in (key_result.measure or {}).items())
    return replace(question, details=[(fields, "detail")])


def _id_question(
    step: Step,
    heading: str,
    title: str,
    taken: Collection[str],
    used: Collection[str],
    with_id: Callable[[str], ObjectiveDraft],
) -> ObjectiveQuestion:
    """The question for a short id. Ids in `taken` are refused, those in `used` are not proposed."""
    proposal = proposed_id(title, used, "o" if step == "objective" else "kr")
    is_readable = bool(proposed_slug(title)) and proposal[:1] in proposed_slug(title)

    def read(typed: str) -> ObjectiveDraft:
        name = read_slug(typed or proposal)
        if name in taken:
            raise InvalidValueError(f"there is a `{name}` already", "type another id")
        return with_id(name)

    return ObjectiveQuestion(
        "id",
        step,
        heading,
        "Which short id? You type it in check-ins.",
        ("One or two words: small letters a to z, digits and -. It stays when the title changes.",),
        read,
        enter=proposal if is_readable else None,
        skip=proposal,
    )


def about_owner(draft: ObjectiveDraft, ground: ObjectiveContext) -> ObjectiveQuestion:
    """The question for the owner, a person or team of the workspace."""

    def read(typed: str) -> ObjectiveDraft:
        name = id_of(typed, ground.members) if typed else ground.me
        if ground.members and name not in ground.members:
            raise InvalidValueError(
                f"there is no {quote_value(name)} among people and teams",
                id_hint(name, ground.members) or f"the people and teams are {', '.join([*ground.members][:12])}",
            )
        return replace(draft, owner=name)

    return ObjectiveQuestion(
        "owner",
        "owner",
        "Who owns it?",
        "",
        ("The id of the person or team that is responsible for it.",),
        read,
        enter=ground.me or None,
        completions={name: member.name or "" for name, member in ground.members.items()},
    )


def about_type(draft: ObjectiveDraft, ground: ObjectiveContext) -> ObjectiveQuestion:
    """The question for the type; the answer is empty for the default type."""

    def read(typed: str) -> ObjectiveDraft:
        word = [name for name in _TYPES if name.startswith(typed.lower() or ground.type)]
        if len(word) != 1:
            raise InvalidValueError(f"{quote_value(typed)} is not a type", "write aspirational, committed or learning")
        return replace(draft, type="" if word[0] == ground.type else word[0])

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
        enter=ground.type,
        completions=dict.fromkeys(_TYPES, ""),
    )


def about_parent(draft: ObjectiveDraft, ground: ObjectiveContext) -> ObjectiveQuestion:
    """The question for the parent; the answer is empty for none."""

    known = [name for name, _ in ground.parents]

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
        [f"{name}: {title}" for name, title in ground.parents[:12]],
        read,
        enter="none",
        skip="",
        completions=dict(ground.parents),
    )


def _key_result(draft: ObjectiveDraft) -> ObjectiveQuestion:
    count = len(draft.key_results)

    def read(typed: str) -> ObjectiveDraft:
        return draft.with_key_result(KeyResultDraft(read_title(typed))) if typed else replace(draft, has_all=True)

    return ObjectiveQuestion(
        "key result",
        "key results",
        f"Key result {count + 1}",
        "Which other number shows that it worked?" if count else "Which number shows on the last day that it worked?",
        (
            "What changes for customers or for the business, with a number: “Grow inbound MQLs from 20 to 30”.",
            "Work that you plan to do is a task: add it as an action.",
            "Two to five are enough. “12 of 40 customers” is clearer than “30 %”.",
        ),
        read,
        enter="no more" if count else None,
        skip="" if count else None,
        details=[(f"{count} key results are many. Can you leave one out?", "advice")] if count >= MANY else (),
        kind="key_result",
    )


def _measure(draft: ObjectiveDraft, ground: ObjectiveContext, position: int) -> ObjectiveQuestion:
    key_result = draft.key_results[position]
    proposal = propose(key_result.title, ground.period)

    def read(typed: str) -> ObjectiveDraft:
        measured = measured_as(key_result, typed, ground.period) if typed else key_result.measured(proposal)
        return draft.with_key_result(measured, position)

    remark = proposal.remark
    if proposal.kind == "binary":
        remark = "done or not done: is there a number that changes when it is done?"
    return ObjectiveQuestion(
        "measure",
        "key results",
        f"Key result {position + 1}",
        "How is it measured?",
        (
            "20 to 30 MQL     from the value of today to the target",
            "at least 45      a limit to keep, also at most, above, under, between 40 and 60",
            "3 calls a week   a target for each period",
            "done             done or not done; with a day: done by 15 Dec",
            "find out         the value is not known yet; the result is to find it",
            "Other words, such as “Events per month from 1 to 4”, become the definition.",
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
                "the target has this value already", "type another value, or b to change the measure"
            )
        measure = {"start": f"{number:f}", **measure} if number else measure
        return draft.with_key_result(replace(key_result, measure=measure, lacks_start=False), position)

    return ObjectiveQuestion(
        "start",
        "key results",
        f"Key result {position + 1}",
        "What is the value today?",
        ("The value at the beginning. If you do not know it, type b, then “find out”.",),
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
        "action",
        "key results",
        f"Key result {position + 1}",
        "What must happen next, and by when?" if key_result.actions else "What must happen first, and by when?",
        ("A task for it, with a day and an @owner: “Publish the guide by 20 Oct @linh”. Progress stays the same.",),
        read,
        enter="nothing more" if key_result.actions else "nothing yet",
        skip="",
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


def _review(draft: ObjectiveDraft, ground: ObjectiveContext) -> ObjectiveQuestion:
    refusal: RefusedError | None = None
    try:
        details = ground.preview(draft)
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


def _blank(
    draft: ObjectiveDraft, position: int, part: KeyResultDraft, put_back: Callable[..., KeyResultDraft]
) -> ObjectiveQuestion:
    """The question for the first blank of a key result from a template, or of its guardrail."""
    name = part.blanks[0]
    text, why = BLANKS.get(name, (f"What is its {name}?", "The value for the file."))
    return ObjectiveQuestion(
        f"blank {name}",
        "key results",
        f"Key result {position + 1}",
        text,
        (why,),
        lambda typed: draft.with_key_result(put_back(with_blank_filled(part, name, typed)), position),
        enter="none" if name == "unit" else None,
        skip="" if name == "unit" else None,
        details=[(title_with_lines(part), "plain")],
    )
