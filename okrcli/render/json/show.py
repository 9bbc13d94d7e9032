"""`okr show` as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from okrcli.render.json.agreement import AgreementJson
from okrcli.render.json.checkin import CheckinJson
from okrcli.render.json.key_result import KeyResultJson
from okrcli.render.json.objective import ObjectiveJson
from okrcli.render.json.plan_value import PlanValue
from okrcli.render.json.promise import PromiseJson
from okrcli.render.json.tree import DependencyJson
from okrcli.render.json.view import DatedView, Day, JsonObject, Number, Text

if TYPE_CHECKING:
    from okrcli.model.records import ChangeRecord
    from okrcli.reports.show import Detail
    from okrcli.scoring.parts import PartValue


class MilestoneJson(JsonObject):
    """A milestone of a key result."""

    id: Text | None
    """The id inside its key result."""
    title: Text
    """The task."""
    weight: Number
    """Its weight in the progress of the key result."""
    done: bool
    """True when it is done."""


class ActionJson(JsonObject):
    """An action of a key result."""

    id: Text | None
    """The id inside its key result."""
    title: Text
    """The task."""
    owner: Text | None
    """The id of the person or team that does it."""
    due: Day | None
    """The last day for it."""
    done: bool
    """True when it is done."""


class RecordedChangeJson(JsonObject):
    """A change of what was agreed, as the plan records it."""

    date: Day
    """The day from which the new value holds."""
    field: Text
    """The field that was changed."""
    from_: PlanValue = Field(serialization_alias="from")
    """The value before; null where the field was not there."""
    to: PlanValue
    """The value from that day on."""
    reason: Text | None
    """The reason of the change."""

    @classmethod
    def of(cls, change: ChangeRecord) -> RecordedChangeJson:
        """The JSON of a recorded change."""
        return cls(date=change.date, field=change.field, from_=change.from_, to=change.to, reason=change.reason)


class PartJson(JsonObject):
    """A part of a key result whose value comes from parts."""

    reference: Text
    """The reference of the part."""
    weight: Number
    """Its weight; it counts with `parts: weighted`."""
    value: Number | None
    """The value of it, before its first check-in its start; null where it has none or does not count."""
    has_data: bool
    """True if it was measured."""
    state: Literal["draft", "postponed", "cancelled"] | None
    """The state for which it does not count."""

    @classmethod
    def of(cls, part: PartValue) -> PartJson:
        """The JSON of a part."""
        return cls(
            reference=part.ref.full, weight=part.weight, value=part.value, has_data=part.has_data, state=part.state
        )


class ObjectiveSubject(DatedView):
    """The objective that a document is about."""

    objective: ObjectiveJson
    """The objective with all its numbers."""


class KeyResultSubject(DatedView):
    """The key result that a document is about."""

    key_result: KeyResultJson
    """The key result with all its numbers."""


class SubjectDetails(JsonObject):
    """Everything else about an objective or key result."""

    first_day: Day | None
    """The first day of it, where it is not that of the cycle."""
    contributes_to: tuple[Text, ...]
    """The references of the objectives that it contributes to."""
    contributors: tuple[Text, ...]
    """The references of the objectives that contribute to it."""
    supports: tuple[Text, ...]
    """The references of the objectives and key results that it supports; empty for a key result."""
    supporters: tuple[Text, ...]
    """The references of the objectives that support it."""
    depends_on: tuple[DependencyJson, ...]
    """The dependencies of it."""
    needed_by: tuple[DependencyJson, ...]
    """The dependencies of others on it and on its key results."""
    promises: tuple[PromiseJson, ...]
    """The promises among both, as they stand."""
    agreements: tuple[AgreementJson, ...]
    """The answers of people to the objective, first those that are wanted; empty for a key result."""
    definition: Text | None
    """The meaning of its metric, from the definitions of the workspace."""
    milestones: tuple[MilestoneJson, ...]
    """Its milestones."""
    changes: tuple[RecordedChangeJson, ...]
    """The changes after the cycle began, newest first."""
    band: Text | None
    """The band of its final score."""
    verdict: Text | None
    """The verdict on its final score."""
    parts: tuple[PartJson, ...]
    """The parts that its value comes from, as they are on that day."""
    actions: tuple[ActionJson, ...]
    """Its actions."""
    checkins: tuple[CheckinJson, ...]
    """Its check-ins, newest first, corrected ones replaced."""


class ObjectiveView(SubjectDetails, ObjectiveSubject):
    """`okr show` of an objective."""

    kind: Literal["show"] = "show"


class KeyResultView(SubjectDetails, KeyResultSubject):
    """`okr show` of a key result."""

    kind: Literal["show"] = "show"


def show_view(detail: Detail) -> ObjectiveView | KeyResultView:
    """The document of an objective or key result."""
    grade = detail.grade
    values: dict[str, Any] = {
        "on": detail.day,
        "first_day": detail.first_day,
        "contributes_to": tuple(ref.full for ref in detail.parents),
        "contributors": tuple(ref.full for ref in detail.children),
        "supports": tuple(ref.full for ref in detail.supports),
        "supporters": tuple(ref.full for ref in detail.supporters),
        "depends_on": tuple(map(DependencyJson.of, detail.dependencies)),
        "needed_by": tuple(map(DependencyJson.of, detail.needed_by)),
        "promises": tuple(map(PromiseJson.of, detail.promises)),
        "agreements": tuple(map(AgreementJson.of, detail.agreements)),
        "definition": detail.definition,
        "milestones": tuple(
            MilestoneJson(id=milestone.id, title=milestone.title, weight=milestone.weight, done=is_done)
            for milestone, is_done in detail.milestones
        ),
        "changes": tuple(map(RecordedChangeJson.of, detail.changes)),
        "band": grade.band,
        "verdict": grade.verdict,
        "parts": tuple(map(PartJson.of, detail.parts)),
        "actions": tuple(
            ActionJson(id=action.id, title=action.title, owner=action.owner, due=action.due, done=is_done)
            for action, is_done in detail.actions
        ),
        "checkins": tuple(map(CheckinJson.of, detail.checkins)),
    }
    if detail.key_result:
        return KeyResultView(key_result=KeyResultJson.of(detail.key_result), **values)
    return ObjectiveView(objective=ObjectiveJson.of(detail.objective), **values)
