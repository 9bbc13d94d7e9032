"""A difference between two plans as JSON, in the documents of `okr diff`, `okr log` and `okr blame`."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from okrcli.render.json.plan_value import PlanValue
from okrcli.render.json.view import JsonObject, Number, Text

if TYPE_CHECKING:
    from okrcli.model.plan_change import PlanChange


class PlanChangeJson(JsonObject):
    """A difference in meaning between two states of the plan."""

    kind: Literal["added", "removed", "renamed", "moved", "changed"]
    """`added`, `removed`, `renamed`, `moved` or `changed`."""
    noun: Text
    """The kind of the changed item: `objective`, `key result`, `action`, `check-in`, `person` …"""
    reference: Text | None
    """The objective or key result that it belongs to, by its name after the change."""
    item: Text | None
    """The item of a list: the id or title of an action, the id of a person, the name of a definition."""
    field: Text | None
    """The field that was changed."""
    before: PlanValue
    """The value or record before."""
    after: PlanValue
    """The value or record after."""
    reason: Text | None
    """The reason, if it was recorded with the change."""
    answer: PlanValue
    """The whole dependency after, where the change is an answer to a request or moves a promise; null otherwise."""
    is_progress: bool
    """True when it tells how things go; false when it changes what people intend."""

    @classmethod
    def of(cls, change: PlanChange) -> PlanChangeJson:
        """The JSON of a difference."""
        return cls(**change_values(change))


def change_values(change: PlanChange) -> dict[str, Any]:
    """The fields of a change in JSON, for documents that add to them."""
    return {
        "kind": change.kind,
        "noun": change.noun,
        "reference": change.ref.full if change.ref else None,
        "item": change.item or None,
        "field": change.field or None,
        "before": change.before,
        "after": change.after,
        "reason": change.reason,
        "answer": change.answer,
        "is_progress": change.is_progress,
    }


class BeforeAfterJson(JsonObject):
    """A number before and after."""

    before: Number | None
    """The number before."""
    after: Number | None
    """The number after."""

    @classmethod
    def of(cls, before: Decimal | Fraction | None, after: Decimal | Fraction | None) -> BeforeAfterJson:
        """The JSON of two numbers."""
        return cls(before=before, after=after)
