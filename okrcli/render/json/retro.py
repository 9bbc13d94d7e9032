"""`okr cycle retro` as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from okrcli.model.assignments import value_text
from okrcli.model.records import Decision
from okrcli.render.json.cycle import CycleJson
from okrcli.render.json.objective import WinJson
from okrcli.render.json.promise import PromiseJson
from okrcli.render.json.score import OriginsJson
from okrcli.render.json.view import Count, DatedView, Day, JsonObject, Number, Text
from okrcli.scoring.grades import Verdict

if TYPE_CHECKING:
    from okrcli.model.records import QuestionAnswer
    from okrcli.reports.retro import Foresight, Moved, Retro, Silence
    from okrcli.reports.score import GradeRow
    from okrcli.scoring.results import GuardrailState


class RetroGradeJson(JsonObject):
    """The result of an objective or key result."""

    reference: Text
    """The whole name: `2026-Q4/demand/mql`."""
    title: Text
    """The title."""
    type: Text
    """`committed`, `aspirational` or `learning`."""
    score: Number | None
    """The grade that counts, 0 to 1."""
    computed: Number | None
    """The computed score, 0 to 1."""
    verdict: Verdict | None
    """The verdict on the grade."""
    decision: Decision | None
    """The decision for the next cycle."""
    reason: Text | None
    """The reason of a score that people set."""
    explanation: Text | None
    """The explanation of the score."""
    learnings: Text | None
    """The learnings."""

    @classmethod
    def of(cls, row: GradeRow, decision: Decision | None) -> RetroGradeJson:
        """The JSON of a row of the report."""
        grade, score = row.grade, row.thing.score
        return cls(
            reference=grade.ref.full,
            title=row.thing.title,
            type=grade.type,
            score=grade.value,
            computed=grade.computed,
            verdict=grade.verdict,
            decision=decision,
            reason=score.reason if score else None,
            explanation=score.explanation if score else None,
            learnings=score.learnings if score else None,
        )


class MovedGoalpostJson(JsonObject):
    """A field that was agreed, and changed after the cycle had begun."""

    reference: Text
    """The objective or key result."""
    field: Text
    """The field that was changed."""
    from_: Text | None = Field(serialization_alias="from")
    """The value before, as text; null where there was none."""
    to: Text | None
    """The value after, as text."""
    date: Day
    """The day of the change."""
    by: Text | None
    """The one who committed it; null where only the file tells."""
    reason: Text | None
    """The reason of the change."""

    @classmethod
    def of(cls, moved: Moved) -> MovedGoalpostJson:
        """The JSON of a goalpost that moved."""
        return cls(
            reference=moved.ref.full,
            field=moved.field,
            from_=None if moved.before is None else value_text(moved.before),
            to=None if moved.after is None else value_text(moved.after),
            date=moved.date,
            by=moved.by,
            reason=moved.reason,
        )


class SilenceJson(JsonObject):
    """A key result whose check-ins came later than they were due."""

    reference: Text
    """The key result."""
    overdue_days: Count
    """The days on which a check-in was overdue, all together."""
    longest_days: Count
    """The days of the longest time without a check-in."""
    from_: Day = Field(serialization_alias="from")
    """The first day of that time."""
    to: Day
    """The last day of that time."""

    @classmethod
    def of(cls, silence: Silence) -> SilenceJson:
        """The JSON of a silence."""
        return cls(
            reference=silence.ref.full,
            overdue_days=silence.overdue,
            longest_days=silence.longest,
            from_=silence.first,
            to=silence.last,
        )


class ForesightJson(JsonObject):
    """The forecast at half-time, beside the result."""

    reference: Text
    """The key result."""
    date: Day
    """Half-time of the key result."""
    projected: Number
    """The value at the end at the pace up to then; without a value, progress as a share of 1."""
    confidence: int | None
    """The last confidence given by then, 0 to 10."""
    outcome: Number
    """The value, or progress, at the end."""
    score: Number | None
    """The score, 0 to 1."""

    @classmethod
    def of(cls, foresight: Foresight) -> ForesightJson:
        """The JSON of a foresight."""
        return cls(
            reference=foresight.ref.full,
            date=foresight.day,
            projected=foresight.projected,
            confidence=foresight.confidence,
            outcome=foresight.outcome,
            score=foresight.score,
        )


class BreachedGuardrailJson(JsonObject):
    """A guardrail that was beyond a limit at least once."""

    reference: Text
    """The whole name: `2026-Q4/demand/mql/cost`."""
    title: Text
    """The title of the number that must not get worse."""
    breaches: Count
    """The number of check-ins that were beyond a limit."""
    state: Text
    """The state at the end: `breached`, `warning`, `kept` or `no_data`."""

    @classmethod
    def of(cls, state: GuardrailState) -> BreachedGuardrailJson:
        """The JSON of a guardrail."""
        return cls(reference=state.ref.full, title=state.guardrail.title, breaches=state.breaches, state=state.state)


class QuestionJson(JsonObject):
    """A question of the retrospective."""

    question: Text
    """The question."""
    answer: Text | None
    """The answer."""

    @classmethod
    def of(cls, question: QuestionAnswer) -> QuestionJson:
        """The JSON of a question."""
        return cls(question=question.question, answer=question.answer)


class RetroView(DatedView):
    """`okr cycle retro`: looking back on a cycle."""

    kind: Literal["retro"] = "retro"
    cycle: CycleJson
    """The cycle."""
    is_final: bool
    """True when every grade is final."""
    grades: tuple[RetroGradeJson, ...]
    """The objectives, each followed by its key results."""
    origins: OriginsJson
    """The objectives by their origin."""
    goalposts: tuple[MovedGoalpostJson, ...]
    """The agreed fields that changed after the cycle began."""
    silences: tuple[SilenceJson, ...]
    """The key results whose check-ins came late."""
    foresights: tuple[ForesightJson, ...]
    """The forecasts at half-time."""
    promises: tuple[PromiseJson, ...]
    """The promises with an amount or a day, and those that failed, as of the last day of the cycle."""
    guardrails: tuple[BreachedGuardrailJson, ...]
    """The guardrails that were breached."""
    wins: tuple[WinJson, ...]
    """The win."""
    questions: tuple[QuestionJson, ...]
    """The questions with their answers."""
    left_out: tuple[Text, ...]
    """The files that cannot be read."""

    @classmethod
    def of(cls, retro: Retro, left_out: tuple[str, ...]) -> RetroView:
        """The document of a report."""
        return cls(
            on=retro.day,
            cycle=CycleJson.of(retro.cycle, retro.day),
            is_final=retro.scores.is_final,
            grades=tuple(RetroGradeJson.of(row, retro.decision(row.grade.ref)) for row in retro.scores.rows),
            origins=OriginsJson.of(retro.scores.origins),
            goalposts=tuple(map(MovedGoalpostJson.of, retro.moved)),
            silences=tuple(map(SilenceJson.of, retro.silences)),
            foresights=tuple(map(ForesightJson.of, retro.foresights)),
            promises=tuple(map(PromiseJson.of, retro.promises)),
            guardrails=tuple(map(BreachedGuardrailJson.of, retro.breached)),
            wins=tuple(map(WinJson.of, retro.wins)),
            questions=tuple(map(QuestionJson.of, retro.questions)),
            left_out=left_out,
        )
