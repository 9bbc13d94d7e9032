"""`okr cycle score` as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from okrcli.render.json.cycle import CycleJson, SettingsJson
from okrcli.render.json.discipline import DisciplineJson
from okrcli.render.json.view import Count, DatedView, JsonObject, Number, Text
from okrcli.scoring.grades import Verdict

if TYPE_CHECKING:
    from okrcli.model.settings import Settings
    from okrcli.reports.score import GradeRow, Origins, ScoreReport
    from okrcli.scoring.grades import TypeLine


class GradeJson(JsonObject):
    """The grade of an objective or key result."""

    reference: Text
    """The whole name: `2026-Q4/demand/mql`."""
    title: Text
    """The title."""
    owner: Text | None
    """The id of its person or team."""
    type: Text
    """`committed`, `aspirational` or `learning`."""
    weight: Number
    """Its weight in a mean."""
    status: Text | None
    """The status that is shown: a decision (cancelled, paused …) explains why there is no grade."""
    is_final: bool
    """True when its time is over; false when all of this is so far."""
    computed: Number | None
    """The computed score, 0 to 1; before the end the progress so far."""
    override: Number | None
    """The grade that people gave instead, 0 to 1."""
    score: Number | None
    """The grade that counts: `override`, else `computed`."""
    band: Text | None
    """The band of this grade; null before the end."""
    verdict: Verdict | None
    """The verdict on this grade; null before the end."""
    hints: tuple[Text, ...]
    """At the end: `raise_target` (it was too easy), `explanation_missing`."""
    reason: Text | None
    """The reason of a score that people set."""
    explanation: Text | None
    """The explanation of the score."""
    learnings: Text | None
    """The learnings."""

    @classmethod
    def of(cls, row: GradeRow) -> GradeJson:
        """The JSON of a row of the report."""
        return cls(**_grade_values(row))


class ObjectiveGradeJson(GradeJson):
    """The grade of an objective, and those of its key results."""

    key_results: tuple[GradeJson, ...]
    """The key results that were asked for."""


def _grade_values(row: GradeRow) -> dict[str, Any]:
    grade, score = row.grade, row.thing.score
    return {
        "reference": grade.ref.full,
        "title": row.thing.title,
        "owner": row.owner,
        "type": grade.type,
        "weight": row.thing.weight,
        "status": row.status,
        "is_final": grade.is_final,
        "computed": grade.computed,
        "override": grade.override,
        "score": grade.value,
        "band": grade.band,
        "verdict": grade.verdict,
        "hints": grade.hints,
        "reason": score.reason if score else None,
        "explanation": score.explanation if score else None,
        "learnings": score.learnings if score else None,
    }


class TypeGradesJson(JsonObject):
    """The grades of the objectives of one type."""

    type: Text
    """`committed`, `aspirational` or `learning`."""
    graded: Count
    """The number of objectives that have a grade, without those of `above`."""
    above: Count
    """The number of objectives more whose grade is made of those of the others; they are in no sum."""
    average: Number | None
    """`aspirational`: the mean of their grades, each as much as any other, 0 to 1. Null for the others."""
    verdicts: dict[str, Count]
    """The number of objectives with each verdict that is possible for the type; before the end none has one."""

    @classmethod
    def of(cls, line: TypeLine) -> TypeGradesJson:
        """The JSON of one type."""
        counts = dict(line.verdicts)
        return cls(type=line.type, graded=line.graded, above=line.above, average=line.average, verdicts=counts)


class OriginsJson(JsonObject):
    """The number of objectives by their origin."""

    own: Count
    """The number of those that their owner set."""
    handed_down: Count
    """The number of those that were handed down."""
    unknown: Count
    """The number of those without an origin."""
    share: Number | None
    """Own ones ÷ those with an origin, 0 to 1; null if none has one."""

    @classmethod
    def of(cls, origins: Origins) -> OriginsJson:
        """The JSON of these numbers."""
        return cls(own=origins.own, handed_down=origins.handed_down, unknown=origins.unknown, share=origins.share)


class ScoreView(DatedView):
    """`okr cycle score`: the grades of a cycle."""

    kind: Literal["score"] = "score"
    cycle: CycleJson
    """The cycle."""
    settings: SettingsJson
    """The settings that the numbers depend on."""
    is_final: bool
    """True when every grade is final; false when they are so far."""
    objectives: tuple[ObjectiveGradeJson, ...]
    """The objectives in the order of the files."""
    types: tuple[TypeGradesJson, ...]
    """The grades by type; there is no number for all together."""
    origins: OriginsJson
    """The objectives by their origin."""
    discipline: tuple[DisciplineJson, ...]
    """The check-in periods, and those of them that have a check-in, by whoever checks in."""
    left_out: tuple[Text, ...]
    """The files that cannot be read."""

    @classmethod
    def of(cls, report: ScoreReport, settings: Settings, left_out: tuple[str, ...]) -> ScoreView:
        """The document of a report."""
        return cls(
            on=report.day,
            cycle=CycleJson.of(report.cycle, report.day),
            settings=SettingsJson.of(settings),
            is_final=report.is_final,
            objectives=tuple(
                ObjectiveGradeJson(
                    **_grade_values(grades.row), key_results=tuple(map(GradeJson.of, grades.key_results))
                )
                for grades in report.objectives
            ),
            types=tuple(map(TypeGradesJson.of, report.types)),
            origins=OriginsJson.of(report.origins),
            discipline=tuple(DisciplineJson.of(who, counted) for who, counted in report.discipline.items()),
            left_out=left_out,
        )
