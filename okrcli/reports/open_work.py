"""Open actions and milestones by due day, and items without a check-in since the cycle began."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

from okrcli.model.plan import Plan, Ref
from okrcli.model.records import Action, Milestone
from okrcli.scoring.checkin_history import action_states, checkins_of_action, milestone_states
from okrcli.scoring.results import LEFT_OUT

if TYPE_CHECKING:
    from okrcli.reports.status import KeyResultRow, ObjectiveRow

QUIET_DAYS: Final = 7
"""Days after its start from which a key result without a check-in is untouched (docs/semantics.md, "Status")."""
IDLE_DAYS: Final = 14
"""Days after which an open action without a day counts as untouched (own rule)."""
_OVER: Final = LEFT_OUT | {"closed"}


@dataclass(frozen=True, slots=True)
class OpenStep:
    """An action or a milestone that is open."""

    kind: Literal["action", "milestone"]
    ref: Ref
    """The key result it belongs to."""
    title: str
    owner: str | None
    due: date | None


@dataclass(frozen=True, slots=True)
class Untouched:
    """A key result without check-ins, or an open action that was not mentioned in a check-in."""

    kind: Literal["key result", "action"]
    ref: Ref
    """The key result, or that of the action."""
    title: str
    owner: str | None
    days: int
    """Since its start; of an action with a day, since that day."""
    is_paused: bool = False
    is_late: bool = False
    """True if its due day has passed."""


def running(rows: Iterable[ObjectiveRow], *, and_paused: bool = False) -> Iterator[KeyResultRow]:
    """The key results of these objectives that are not decided otherwise."""
    over = _OVER - {"paused"} if and_paused else _OVER
    for objective in rows:
        if objective.score.status.shown not in over:
            yield from (row for row in objective.key_results if row.score.status.shown not in over)


def open_steps(plan: Plan, rows: Iterable[KeyResultRow], day: date) -> tuple[OpenStep, ...]:
    """The open actions and milestones of these key results, by due day; those without a day come last."""
    steps = [step for row in rows for step in _steps(plan, row, day)]
    return tuple(sorted(steps, key=lambda step: (step.due or date.max, step.ref)))


def _steps(plan: Plan, row: KeyResultRow, day: date) -> Iterator[OpenStep]:
    for action, done in action_states(plan, row.ref, day):
        if not done:
            yield OpenStep("action", row.ref, action.title, action.owner or row.owner, action.due)
    for milestone, done in milestone_states(row.key_result, row.score.history, day):
        if not done:
            yield OpenStep("milestone", row.ref, milestone.title, row.owner, milestone.due)


def _named(done: bool | tuple[str, ...] | None) -> tuple[str, ...]:
    return done if isinstance(done, tuple) else ()


def steps_done(plan: Plan, rows: Iterable[KeyResultRow], since: date, day: date) -> Iterator[tuple[KeyResultRow, str]]:
    """Actions and milestones that were done after one day and up to another, with the key result each belongs to."""
    for row in rows:
        things: tuple[Action | Milestone, ...] = (*row.key_result.actions, *row.key_result.milestones)
        for step in things:
            if since < (_day_done(plan, row, step, day) or date.min) <= day:
                yield row, step.title


def _day_done(plan: Plan, row: KeyResultRow, step: Action | Milestone, day: date) -> date | None:
    if isinstance(step.done, date):
        return step.done
    if isinstance(step, Action):
        days = [entry.date for entry in checkins_of_action(plan, row.ref, step, day) if entry.reading.done is True]
    else:
        days = [entry.date for entry in row.score.history if step.id and step.id in _named(entry.reading.done)]
    return days[0] if days else None


def untouched(plan: Plan, rows: Iterable[KeyResultRow], day: date) -> tuple[Untouched, ...]:
    """Key results and actions without a check-in since they began, the longest time first."""
    items = [item for row in rows for item in _untouched(plan, row, day)]
    return tuple(sorted(items, key=lambda item: -item.days))


def _untouched(plan: Plan, row: KeyResultRow, day: date) -> Iterator[Untouched]:
    start, is_paused = plan.period_of(row.ref).start, row.score.status.shown == "paused"
    days = (day - start).days
    is_asked = plan.frequency_of(row.ref) != "never" and not row.score.history and not row.score.has_data
    if is_asked and days >= QUIET_DAYS:
        yield Untouched("key result", row.ref, row.key_result.title, row.owner, days, is_paused)
    for action, done in action_states(plan, row.ref, day):
        if done or checkins_of_action(plan, row.ref, action, day):
            continue
        age = (day - max(start, action.start_date or start)).days
        late = (day - action.due).days if action.due else 0
        owner = action.owner or row.owner
        if late > 0:
            yield Untouched("action", row.ref, action.title, owner, late, is_paused, is_late=True)
        elif not action.due and age >= IDLE_DAYS:
            yield Untouched("action", row.ref, action.title, owner, age, is_paused)
