"""A tripwire as JSON, in every view that shows one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from okrcli.render.json.view import Day, JsonObject, Number, Text

if TYPE_CHECKING:
    from okrcli.scoring.tripwires import TripwireState


class TripwireJson(JsonObject):
    """A tripwire with its state on the day of the view."""

    reference: Text
    """The objective or key result that has it."""
    on: Day
    """The day on which progress is compared."""
    below: Number
    """The progress, 0 to 1, below which it is reached."""
    then: Text
    """The step that was agreed for that case."""
    people: tuple[Text, ...]
    """The ids of the people who are asked."""
    state: Literal["waiting", "passed", "reached", "answered"]
    """`waiting` before its day; `passed` where progress was enough, or a person had stopped the item; `reached` until
    it is answered."""
    progress: Number | None
    """Progress of its day, as it was known then, 0 to 1; null before, and where nothing can be measured."""
    answer: Text | None
    """The answer: what was done, or why not."""
    answered_by: Text | None
    """The id of the person who answered."""
    answered: Day | None
    """The day of the answer; null before it."""

    @classmethod
    def of(cls, state: TripwireState) -> TripwireJson:
        """The JSON of a tripwire."""
        tripwire, is_answered = state.tripwire, state.state == "answered"
        return cls(
            reference=state.ref.full,
            on=tripwire.on,
            below=tripwire.below,
            then=tripwire.then,
            people=state.holders,
            state=state.state,
            progress=state.progress,
            answer=tripwire.answer if is_answered else None,
            answered_by=tripwire.answered_by if is_answered else None,
            answered=tripwire.answered if is_answered else None,
        )
