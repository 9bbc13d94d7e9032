"""A question about the draft of an objective, and the facts that the questions need."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from okrcli.edit.draft import ObjectiveDraft
from okrcli.edit.new_fields import proposed_id
from okrcli.model.hints import proposed_slug
from okrcli.model.period import Period
from okrcli.model.records import Person, Team
from okrcli.model.scalars import InvalidValueError, read_slug

Style = Literal["question", "detail", "advice", "plain"]
Step = Literal["objective", "owner", "type", "parent", "key results", "review"]
"""The part of the conversation to which a question belongs."""

MANY: Final = 5
"""Key results beyond which an objective has too many."""


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


def id_question(
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
