"""The agreement of a person to an objective as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from okrcli.model.settings import Concerned
from okrcli.render.json.view import Day, JsonObject, Text

if TYPE_CHECKING:
    from okrcli.scoring.agreements import AgreementState


class AgreementJson(JsonObject):
    """The answer of a person or team to an objective, as it is on the day of the view."""

    name: Text
    """The id of the person or team whose agreement it is."""
    role: Concerned | None
    """The reason for which it is wanted: `lead`, `contributors` or `needed`; null where it is not wanted."""
    people: tuple[Text, ...]
    """The ids of the people who are asked."""
    answer: Literal["asked", "agreed", "refused", "outdated"]
    """`asked` until there is an answer; `outdated` where a draft has changed since the answer."""
    by: Text | None
    """The id of the person who answered."""
    since: Day | None
    """The day of the answer."""
    condition: Text | None
    """The condition of the agreement."""
    reason: Text | None
    """The reason of the answer."""
    is_of_earlier_version: bool
    """True if the objective has changed since the answer."""

    @classmethod
    def of(cls, state: AgreementState) -> AgreementJson:
        """The JSON of an answer."""
        given = state.given
        return cls(
            name=state.name,
            role=state.role,
            people=state.people,
            answer=state.answer,
            by=given.by if given else None,
            since=given.since if given else None,
            condition=given.condition if given else None,
            reason=given.reason if given else None,
            is_of_earlier_version=state.is_of_earlier_version,
        )
