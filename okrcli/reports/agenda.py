"""The weekly meeting: movement, items to talk about, decisions and wins.

The rules are docs/how-to/meetings.md, "The weekly meeting".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from okrcli.model.period import PlannedCycle
from okrcli.model.plan import Plan, Ref, Win
from okrcli.reports.due import duties
from okrcli.reports.duty import Duty
from okrcli.reports.movement import Movement, movements_since
from okrcli.reports.open_work import OpenStep, Untouched, open_steps, running, steps_done, untouched
from okrcli.reports.owners import name_of, short_names
from okrcli.reports.status import KeyResultRow, ObjectiveRow, StatusReport, status_report
from okrcli.reports.wins import wins_between
from okrcli.scoring.confidence import opinions_text
from okrcli.scoring.results import LEFT_OUT, GuardrailState
from okrcli.workspace.plan_names import ClearNames
from okrcli.workspace.selectors import EVERYTHING, Selector

MINUTES: Final[Mapping[str, int]] = {
    "tripwires": 10,
    "guardrails": 5,
    "moved": 5,
    "concerns": 10,
    "promises": 5,
    "agreements": 5,
    "untouched": 5,
    "decisions": 10,
    "wins": 5,
}
"""The sections in their order, and the minutes of each in a meeting of the default length."""
_STOPPED: Final = LEFT_OUT | {"closed", "achieved"}
_GRAVITY: Final = {"off_track": 0, "at_risk": 1}


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that the meeting has to decide."""

    ref: Ref
    title: str
    owner: str | None
    question: str
    why: str
    command: str


@dataclass(frozen=True, slots=True)
class Agenda:
    """All that a meeting needs, seen from its day."""

    status: StatusReport
    whose: str | None
    """The team that meets, as people call it; None if all people meet."""
    since: date
    """The day of the meeting before: what was said later is new."""
    health: tuple[GuardrailState, ...]
    """All guardrails of what is shown."""
    moved: tuple[Movement, ...]
    unmoved: int
    """Number of key results that were checked in without a change."""
    concerns: tuple[KeyResultRow, ...]
    """Red items, then yellow ones, then those without a check-in; in each group the longest silence first."""
    agreements: tuple[Duty, ...]
    """Requests and agreements that wait for an answer, or were refused."""
    untouched: tuple[Untouched, ...]
    decisions: tuple[Decision, ...]
    wins: tuple[Win, ...]
    steps: tuple[OpenStep, ...]
    """Actions and milestones that are open."""
    done: tuple[tuple[KeyResultRow, str], ...]
    """Actions and milestones that were done since the meeting before."""

    @property
    def day(self) -> date:
        """The day of the meeting."""
        return self.status.day

    @property
    def cycle(self) -> PlannedCycle:
        """The cycle it is about."""
        return self.status.cycle

    def owner_of(self, ref: Ref) -> str | None:
        """The owner of the objective or key result that a guardrail belongs to."""
        rows = {row.ref: row.objective.owner for row in self.status.objectives}
        return ({row.ref: row.owner for row in self.status.key_results} | rows).get(ref.holder)

    def sizes(self) -> dict[str, int]:
        """The number of items in each section."""
        return {
            "tripwires": len(self.status.tripwires),
            "guardrails": len(self.status.breached),
            "moved": len(self.moved) + self.unmoved,
            "concerns": len(self.concerns),
            "promises": len(self.status.promises),
            "agreements": len(self.agreements),
            "untouched": len(self.untouched),
            "decisions": len(self.decisions),
            "wins": len(self.wins),
        }


def agenda(
    plan: Plan,
    cycle: PlannedCycle,
    day: date,
    since: date,
    selector: Selector = EVERYTHING,
    team: str | None = None,
) -> Agenda:
    """The agenda of one cycle, or of what the selector means in it."""
    status = status_report(plan, cycle, day, selector)
    rows = list(running(status.objectives))
    moved = list(movements_since(plan, running(status.objectives, and_paused=True), cycle.id, since))
    due = list(duties(plan, cycle, day, selector))
    return Agenda(
        status=status,
        whose=name_of(plan, team) if team else None,
        since=since,
        health=tuple(_health(status.objectives)),
        moved=tuple(move for move in moved if move.is_change),
        unmoved=sum(not move.is_change for move in moved),
        concerns=concerns(rows),
        agreements=tuple(duty for duty in due if duty.kind in ("request", "agree", "refused")),
        untouched=untouched(plan, running(status.objectives, and_paused=True), day),
        decisions=tuple(_decisions(status.objectives, due, short_names(plan), ClearNames(plan, day))),
        wins=wins_between(plan, since, day, selector, status.refs),
        steps=open_steps(plan, rows, day),
        done=tuple(steps_done(plan, status.key_results, since, day)),
    )


def _health(rows: Iterable[ObjectiveRow]) -> Iterator[GuardrailState]:
    for row in rows:
        yield from row.score.guardrails
        for key_result in row.key_results:
            yield from key_result.score.guardrails


def concerns(rows: Iterable[KeyResultRow]) -> tuple[KeyResultRow, ...]:
    """Key results that are not green, or whose check-in is overdue: by risk, then by silence."""
    found = [row for row in rows if row.score.status.shown in _GRAVITY or row.score.overdue]
    return tuple(sorted(found, key=lambda row: (_GRAVITY.get(row.score.status.shown or "", 2), -_silence(row))))


def _silence(row: KeyResultRow) -> int:
    """Days since the last check-in; a key result without check-ins sorts as the longest."""
    return 100_000 if row.score.days_silent is None else row.score.days_silent


# ── Decisions ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _decisions(
    rows: Iterable[ObjectiveRow], due: Iterable[Duty], people: dict[str, str], names: ClearNames
) -> Iterator[Decision]:
    """Decisions for the meeting: paused items, statuses and results that people see differently, drafts, grades."""
    for row in rows:
        objective = row.objective
        if row.score.status.shown == "paused":
            yield _paused(row.ref, objective.title, objective.owner, objective.since, objective.reason, names)
            continue
        for score in row.key_results:
            kr = score.key_result
            if score.score.status.shown == "paused":
                yield _paused(score.ref, kr.title, score.owner, kr.since, kr.reason, names)
            elif "mismatch" in score.score.status.marks:
                yield _mismatch(score, names)
            if score.score.spread and score.score.status.shown not in _STOPPED:
                yield _apart(score, people, names)
    for duty in due:
        if duty.kind == "draft":
            yield Decision(duty.ref, duty.title, duty.owner, "agree to it, or cancel it?", duty.about, duty.command)
        elif duty.kind == "grade":
            yield Decision(duty.ref, duty.title, duty.owner, "which grade, and why?", "the cycle ends", duty.command)


def _paused(
    ref: Ref, title: str, owner: str | None, since: date | None, reason: str | None, names: ClearNames
) -> Decision:
    words = f"paused{f' since {since}' if since else ''}{f': {reason}' if reason else ''}"
    return Decision(ref, title, owner, "resume, postpone or cancel?", words, f"okr set {names.whole(ref)} state=active")


def _apart(row: KeyResultRow, people: dict[str, str], names: ClearNames) -> Decision:
    """The question why people are not equally sure of a key result."""
    low, high = row.score.spread or (0, 0)
    why = f"confidence {opinions_text(row.score.opinions, people)}"
    question = f"what does confidence {low} see that {high} does not?"
    return Decision(row.ref, row.key_result.title, row.owner, question, why, f"okr show {names.whole(row.ref)}")


def _mismatch(row: KeyResultRow, names: ClearNames) -> Decision:
    status = row.score.status
    reported, computed = ((word or "–").replace("_", " ") for word in (status.reported, status.computed))
    why = f"reported {reported}, computed {computed}"
    command = f"okr explain {names.whole(row.ref)}"
    return Decision(row.ref, row.key_result.title, row.owner, f"{reported} or {computed}?", why, command)


# ── Time ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def time_boxes(sizes: Mapping[str, int], minutes: int | None = None) -> dict[str, int]:
    """Minutes for each section that has something to say; together `minutes`, where that is given.

    Each has at least one, so `minutes` must not be less than there are sections.
    """
    weights = {name: weight for name, weight in MINUTES.items() if sizes.get(name)}
    whole = sum(weights.values())
    if minutes is None or not whole:
        return weights
    spare = minutes - len(weights)
    shares = {name: divmod(spare * weight, whole) for name, weight in weights.items()}
    left = spare - sum(each for each, _ in shares.values())
    first = sorted(shares, key=lambda name: -shares[name][1])[:left]
    return {name: 1 + each + (name in first) for name, (each, _) in shares.items()}
