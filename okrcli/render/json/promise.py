"""A promise as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from okrcli.render.json.view import Day, JsonObject, Number, Text
from okrcli.scoring.promises import PromiseState

if TYPE_CHECKING:
    from okrcli.scoring.promises import Promise


class PromiseJson(JsonObject):
    """A promise of one side to another, compared with the pace."""

    from_: Text = Field(serialization_alias="from")
    """The reference of the objective or key result that needs it."""
    to: Text
    """The reference of the one that delivers it."""
    amount: Number | None
    """The promised value, in the unit of the key result; null where the whole of it is promised."""
    due: Day | None
    """The promised day; null where neither an amount nor a day is promised."""
    asked_amount: Number | None
    """The amount that was asked for."""
    asked_due: Day | None
    """The day that was asked for."""
    condition: Text | None
    """The condition of the agreement."""
    since: Day | None
    """The day of the answer."""
    by: Text | None
    """The id of the person who answered."""
    state: PromiseState
    """`open`, `reached`, `short` or `failed`; after its day `kept`, `missed` or `late`."""
    value: Number | None
    """The value on the day of the view, after the promised day the value of that day; progress without an amount."""
    forecast: Number | None
    """The value on the promised day at the pace so far; null without a forecast, and after that day."""
    text: Text
    """The promise in a sentence."""

    @classmethod
    def of(cls, promise: Promise) -> PromiseJson:
        """The JSON of a promise."""
        need = promise.link.dependency
        return cls(
            from_=promise.link.ref.full,
            to=promise.target.full,
            amount=promise.amount,
            due=promise.due,
            asked_amount=need.amount,
            asked_due=need.due,
            condition=need.condition,
            since=need.since,
            by=need.by,
            state=promise.state,
            value=promise.value,
            forecast=promise.forecast,
            text=promise.text,
        )
