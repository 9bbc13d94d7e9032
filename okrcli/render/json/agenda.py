"""`okr agenda` as JSON: everything that its pages are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from okrcli.render.json.checkin import CheckinJson
from okrcli.render.json.cycle import CycleJson
from okrcli.render.json.due import DutyJson
from okrcli.render.json.key_result import GuardrailJson
from okrcli.render.json.objective import WinJson
from okrcli.render.json.promise import PromiseJson
from okrcli.render.json.tripwire import TripwireJson
from okrcli.render.json.view import Count, DatedView, Day, JsonObject, Number, Text

if TYPE_CHECKING:
    from okrcli.reports.agenda import Agenda, Decision
    from okrcli.reports.movement import Movement
    from okrcli.reports.open_work import OpenStep, Untouched
    from okrcli.reports.status import KeyResultRow
    from okrcli.scoring.results import KeyResultScore


class SectionMinutesJson(JsonObject):
    """The time for one section of the meeting."""

    section: Text
    """The name of the section."""
    minutes: Annotated[int, Field(ge=1)]
    """The minutes that it may take."""


class MoveFiguresJson(JsonObject):
    """The numbers of a key result on one day."""

    value: Number | None
    """The value, in its unit."""
    progress: Number | None
    """Progress, 0 to 1."""
    confidence: int | None
    """The last confidence given, 0 to 10."""
    status: Text | None
    """The status that is shown."""

    @classmethod
    def of(cls, score: KeyResultScore) -> MoveFiguresJson:
        """The JSON of the numbers of a key result."""
        return cls(value=score.current, progress=score.progress, confidence=score.confidence, status=score.status.shown)


class OwnedJson(JsonObject):
    """An objective or key result with its owner."""

    reference: Text
    """The whole name: `2026-Q4/demand/mql`."""
    title: Text
    """The title of the objective or key result."""
    owner: Text | None
    """The id of its person or team."""


class MoveJson(OwnedJson):
    """A key result on two days, with what was checked in between."""

    unit: Text | None
    """The unit of its values."""
    before: MoveFiguresJson
    """Its numbers on the first day."""
    after: MoveFiguresJson
    """Its numbers on the day of the view."""
    checkins: tuple[CheckinJson, ...]
    """The check-ins since then, oldest first."""

    @classmethod
    def of(cls, move: Movement) -> MoveJson:
        """The JSON of a move."""
        return cls(
            reference=move.row.ref.full,
            title=move.row.key_result.title,
            owner=move.row.owner,
            unit=move.row.key_result.unit,
            before=MoveFiguresJson.of(move.before),
            after=MoveFiguresJson.of(move.row.score),
            checkins=tuple(map(CheckinJson.of, move.entries)),
        )


class ConcernJson(OwnedJson):
    """A key result that has to be talked about."""

    status: Text | None
    """The status that is shown."""
    reason: Text | None
    """The reason if it is not on track or achieved without doubt, as a whole sentence."""
    days_silent: int | None
    """Days since the last check-in; null before the first."""
    overdue: bool
    """True when a check-in is overdue."""
    blocker: Text | None
    """The blocker in the last check-in."""

    @classmethod
    def of(cls, row: KeyResultRow) -> ConcernJson:
        """The JSON of a row of a report."""
        score, last = row.score, row.score.last_checkin
        return cls(
            reference=row.ref.full,
            title=row.key_result.title,
            owner=row.owner,
            status=score.status.shown,
            reason=score.status.reason,
            days_silent=score.days_silent,
            overdue=score.overdue,
            blocker=last.reading.blocker if last else None,
        )


class KindOfWork(JsonObject):
    """The first field of a piece of work."""

    kind: Text
    """`key result`, `action` or `milestone`."""


class UntouchedJson(OwnedJson, KindOfWork):
    """A key result without check-ins, or an open action that was not mentioned in a check-in."""

    days: int
    """Days since its start; of an action with a last day, since that day."""
    is_late: bool
    """True when its last day has passed."""
    is_paused: bool
    """True when it is paused."""

    @classmethod
    def of(cls, untouched: Untouched) -> UntouchedJson:
        """The JSON of a piece of work that has not started."""
        return cls(
            kind=untouched.kind,
            reference=untouched.ref.full,
            title=untouched.title,
            owner=untouched.owner,
            days=untouched.days,
            is_late=untouched.is_late,
            is_paused=untouched.is_paused,
        )


class StepJson(OwnedJson, KindOfWork):
    """An action or milestone that is open."""

    due: Day | None
    """The last day for it."""

    @classmethod
    def of(cls, step: OpenStep) -> StepJson:
        """The JSON of an open action or milestone."""
        return cls(kind=step.kind, reference=step.ref.full, title=step.title, owner=step.owner, due=step.due)


class DecisionJson(OwnedJson):
    """Something that the meeting has to decide."""

    question: Text
    """The question."""
    why: Text
    """The reason of the question."""
    command: Text
    """The command that records the decision."""

    @classmethod
    def of(cls, decision: Decision) -> DecisionJson:
        """The JSON of a decision."""
        return cls(
            reference=decision.ref.full,
            title=decision.title,
            owner=decision.owner,
            question=decision.question,
            why=decision.why,
            command=decision.command,
        )


class DoneStepJson(JsonObject):
    """An action or milestone that was done."""

    reference: Text
    """The key result that it belongs to."""
    title: Text
    """The title of the action."""


class AgendaView(DatedView):
    """`okr agenda`: the weekly meeting."""

    kind: Literal["agenda"] = "agenda"
    since: Day
    """The day of the meeting before: what was said later is new."""
    cycle: CycleJson
    """The cycle."""
    minutes: tuple[SectionMinutesJson, ...]
    """The sections of the meeting with their minutes."""
    breached: tuple[Text, ...]
    """The references of guardrails that are breached."""
    reached: tuple[TripwireJson, ...]
    """The tripwires that are reached and have no answer. The meeting opens with them."""
    health: tuple[GuardrailJson, ...]
    """All guardrails."""
    moved: tuple[MoveJson, ...]
    """The key results that moved, the farthest first."""
    unmoved: Count
    """The number of key results that were checked in and did not move."""
    concerns: tuple[ConcernJson, ...]
    """The items that are off track, then those at risk, then those without a recent check-in."""
    promises: tuple[PromiseJson, ...]
    """Promises that fall short, failed or were missed."""
    agreements: tuple[DutyJson, ...]
    """Dependencies that wait for an answer, or were refused."""
    untouched: tuple[UntouchedJson, ...]
    """The items without any check-in."""
    decisions: tuple[DecisionJson, ...]
    """The decisions to take."""
    wins: tuple[WinJson, ...]
    """The wins, newest first."""
    steps: tuple[StepJson, ...]
    """Actions and milestones that are open."""
    done: tuple[DoneStepJson, ...]
    """Actions and milestones that were done since the meeting before."""
    left_out: tuple[Text, ...]
    """The files that cannot be read."""

    @classmethod
    def of(cls, agenda: Agenda, minutes: Mapping[str, int], left_out: tuple[str, ...]) -> AgendaView:
        """The document of a report; `minutes` of each section by its name."""
        return cls(
            on=agenda.day,
            since=agenda.since,
            cycle=CycleJson.of(agenda.cycle, agenda.day),
            minutes=tuple(SectionMinutesJson(section=name, minutes=count) for name, count in minutes.items()),
            breached=tuple(state.ref.full for state in agenda.status.breached),
            reached=tuple(map(TripwireJson.of, agenda.status.tripwires)),
            health=tuple(map(GuardrailJson.of, agenda.health)),
            moved=tuple(map(MoveJson.of, agenda.moved)),
            unmoved=agenda.unmoved,
            concerns=tuple(map(ConcernJson.of, agenda.concerns)),
            promises=tuple(map(PromiseJson.of, agenda.status.promises)),
            agreements=tuple(map(DutyJson.of, agenda.agreements)),
            untouched=tuple(map(UntouchedJson.of, agenda.untouched)),
            decisions=tuple(map(DecisionJson.of, agenda.decisions)),
            wins=tuple(map(WinJson.of, agenda.wins)),
            steps=tuple(map(StepJson.of, agenda.steps)),
            done=tuple(DoneStepJson(reference=row.ref.full, title=title) for row, title in agenda.done),
            left_out=left_out,
        )
