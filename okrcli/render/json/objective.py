"""Objectives and key results with everything that was computed for them, as most documents hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from okrcli.model.records import Origin
from okrcli.model.settings import ObjectiveType
from okrcli.render.json.key_result import GuardrailJson, KeyResultJson, StatusJson
from okrcli.render.json.tripwire import TripwireJson
from okrcli.render.json.view import Day, JsonObject, Number, Text

if TYPE_CHECKING:
    from okrcli.model.plan import Win
    from okrcli.reports.status import ObjectiveRow


class ObjectiveConfidenceJson(JsonObject):
    """The confidence in an objective."""

    value: Number | None
    """The weighted mean of its key results that have one, 0 to 10."""
    net: Number | None
    """Key results on track less those off track, in percent of all, −100 to 100."""


class ObjectiveJson(JsonObject):
    """An objective with its roll-up and its key results."""

    id: Text
    """The id inside its cycle."""
    reference: Text
    """The whole name: `2026-Q4/demand`."""
    title: Text
    """The title."""
    owner: Text | None
    """The id of its person or team."""
    type: ObjectiveType
    """`committed`, `aspirational` or `learning`."""
    origin: Origin | None
    """The origin: `own` or `handed_down`; null where the plan does not say."""
    weight: Number
    """Its weight in the mean of what it contributes to."""
    progress: Number | None
    """The weighted mean of its key results, else of what contributes to it, 0 to 1; null if none counts."""
    expected: Number | None
    """The weighted mean of what is expected of those that have a pace, 0 to 1."""
    score: Number | None
    """The weighted mean of final scores, 0 to 1, once all that count have one."""
    override: Number | None
    """The grade that people gave instead, 0 to 1."""
    status: StatusJson
    """The status."""
    confidence: ObjectiveConfidenceJson
    """The confidence of the owners."""
    guardrails: tuple[GuardrailJson, ...]
    """Its own guardrails, without those of its key results."""
    tripwires: tuple[TripwireJson, ...]
    """Its own tripwires; only in `okr status` and `okr show`."""
    children: tuple[Text, ...]
    """The objectives that contribute to it."""
    key_results: tuple[KeyResultJson, ...]
    """Its key results, or those that were asked for."""

    @classmethod
    def of(cls, row: ObjectiveRow) -> ObjectiveJson:
        """The JSON of a row of a report."""
        return cls(**objective_values(row))


def objective_values(row: ObjectiveRow) -> dict[str, Any]:
    """The values of the fields of `ObjectiveJson`."""
    score = row.score
    return {
        "id": row.ref.objective,
        "reference": row.ref.full,
        "title": row.objective.title,
        "owner": row.objective.owner,
        "type": row.type,
        "origin": row.objective.origin,
        "weight": row.objective.weight,
        "progress": score.progress,
        "expected": score.expected,
        "score": score.score,
        "override": score.override,
        "status": StatusJson.of(score.status),
        "confidence": ObjectiveConfidenceJson(value=score.confidence, net=score.net_confidence),
        "guardrails": tuple(map(GuardrailJson.of, score.guardrails)),
        "tripwires": tuple(map(TripwireJson.of, row.tripwires)),
        "children": tuple(ref.full for ref in score.children),
        "key_results": tuple(map(KeyResultJson.of, row.key_results)),
    }


class WinJson(JsonObject):
    """Something that went well."""

    date: Day
    """The day of the check-in that told it."""
    by: Text | None
    """The id of the person who told it."""
    text: Text
    """The win."""

    @classmethod
    def of(cls, win: Win) -> WinJson:
        """The JSON of a win."""
        return cls(date=win.date, by=win.by, text=win.text)
