"""Duties of people now, and the command for each: the rows of `okr due`.

The rules are docs/semantics.md, "The rhythm of check-ins" and "What goes on in the next cycle".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from okrcli.model.period import Period, PlannedCycle
from okrcli.model.plan import Plan, Ref
from okrcli.reports.due_requests import agreements_asked, promise_duties, request_duties
from okrcli.reports.duty import PUT_OFF, Duty, answer_command
from okrcli.scoring.cadence import due_after
from okrcli.scoring.checkin_history import decision_on
from okrcli.scoring.results import KeyResultScore, ObjectiveScore
from okrcli.scoring.score import score_plan
from okrcli.scoring.tripwires import Tripwires, tripwire_text
from okrcli.text import counted
from okrcli.workspace.plan_names import ClearNames
from okrcli.workspace.selectors import EVERYTHING, Selector

_GRADING_SHARE: Final = 6
"""Grades are due in the last sixth of a cycle, and for as long after its end."""
_LONGEST_GRADING: Final = 31
"""Days that this is at most, also for a year (own rule)."""
_LEADS: Final = ((6, 0), (20, 2), (60, 5))
"""Days of a check-in period, up to which it is announced so many days before."""
_LONGEST_LEAD: Final = 7


def duties(plan: Plan, cycle: PlannedCycle, day: date, selector: Selector = EVERYTHING) -> Iterator[Duty]:
    """All that one cycle asks for, also what is due later in it."""
    names = ClearNames(plan, day)
    scores = score_plan(plan, day, cycle.id)
    refs = [ref for ref, _ in plan.objectives_of(cycle.id)]
    picked = selector.pick(plan, refs, day, scores)
    if cycle.state != "closed" and day <= cycle.period.end:
        yield from _drafts(plan, day, picked, names)
        yield from request_duties(plan, cycle, day, picked, names)
        yield from promise_duties(plan, cycle, day, picked, names)
        yield from agreements_asked(plan, cycle, day, picked, names)
    if cycle.state != "closed":
        yield from _tripwires(plan, cycle, day, picked, names)
    for ref in refs:
        for result in scores[ref].key_results:
            if result.ref in picked and result.next_due is not None:
                yield _checkin(plan, result, result.next_due, day, names)
    shown = [scores[ref] for ref in refs if ref in picked or any(r.ref in picked for r in scores[ref].key_results)]
    yield from _grades(plan, cycle, shown, day)


def is_open(cycle: PlannedCycle, day: date) -> bool:
    """True if a cycle has duties on a day: it runs, or has just ended and is not closed."""
    return cycle.state != "closed" and cycle.period.start <= day <= cycle.period.end + _grading_time(cycle.period)


# ── Tripwires ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _tripwires(plan: Plan, cycle: PlannedCycle, day: date, picked: frozenset[Ref], names: ClearNames) -> Iterator[Duty]:
    """Tripwires that are reached and have no answer."""
    for state in Tripwires(plan, day).reached(cycle.id):
        if picked.intersection((state.ref, state.ref.parent)):
            yield Duty(
                kind="tripwire",
                ref=state.ref,
                title=f"{state.ref} {tripwire_text(state)}",
                holders=state.holders,
                owner=state.tripwire.by or plan.owner_of(state.ref),
                due=state.tripwire.on,
                days_late=(day - state.tripwire.on).days,
                is_soon=True,
                about="",
                command=answer_command(state, names),
            )


# ── Check-ins ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _checkin(plan: Plan, result: KeyResultScore, due: date, day: date, names: ClearNames) -> Duty:
    last = result.last_checkin
    silence = f"{(day - last.date).days} days" if last else "no check-in yet"
    return Duty(
        kind="checkin",
        ref=result.ref,
        title=plan.key_result(result.ref).title,
        holders=plan.duty_holders(result.ref),
        owner=plan.owner_of(result.ref),
        due=due,
        days_late=(day - due).days,
        is_soon=(due - day).days <= lead(plan.frequency_of(result.ref), day),
        about=f"no check-in for {silence}" if last and due < day else silence if not last else f"last {last.date}",
        command=f"okr checkin {names(result.ref)}",
    )


def lead(frequency: str, day: date) -> int:
    """Number of days before its day at which a check-in is announced: 2 if weekly, 5 if monthly, 7 if quarterly."""
    following = due_after(day, frequency)
    length = (following - day).days if following else 0
    return next((days for longest, days in _LEADS if length <= longest), _LONGEST_LEAD)


# ── Drafts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _drafts(plan: Plan, day: date, picked: frozenset[Ref], names: ClearNames) -> Iterator[Duty]:
    """Drafts, which are late from their first day on. Items in a draft objective belong to it."""
    for ref in plan.locations:
        if ref not in picked:
            continue
        item = plan.item(ref)
        is_inside = ref.key_result is not None and decision_on(plan.objectives[ref.parent], day) == "draft"
        if decision_on(item, day) == "draft" and not is_inside:
            owner, due = plan.owner_of(ref), max(plan.period_of(ref).start, item.since or date.min)
            yield Duty(
                kind="draft",
                ref=ref,
                title=item.title,
                holders=plan.people_of(owner),
                owner=owner,
                due=due,
                days_late=(day - due).days,
                is_soon=True,
                about="still a draft",
                command=f"okr set {names(ref)} state=active",
            )


# ── Grades ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _grading_time(period: Period) -> timedelta:
    return timedelta(days=min(((period.end - period.start).days + 1) // _GRADING_SHARE, _LONGEST_GRADING))


def _grades(plan: Plan, cycle: PlannedCycle, scores: Iterable[ObjectiveScore], day: date) -> Iterator[Duty]:
    """The closing of a cycle, from its last sixth on, while an objective has neither a score nor a decision.

    It is one duty of one person, because `okr cycle close` asks for everything at once.
    """
    if not is_open(cycle, day) or day <= cycle.period.end - _grading_time(cycle.period):
        return
    ungraded = [score for score in scores if _lacks_grade(plan, score, day)]
    if not ungraded:
        return
    closer = closing_person(plan, cycle.id)
    yield Duty(
        kind="grade",
        ref=ungraded[0].ref,
        title=f"{cycle.id}: {counted(len(ungraded), 'objective')} without a grade",
        holders=(closer,) if closer else (),
        owner=closer,
        due=cycle.period.end,
        days_late=(day - cycle.period.end).days,
        is_soon=True,
        about="give grades, and decide on each item",
        command=f"okr cycle close {cycle.id}",
    )


def _lacks_grade(plan: Plan, score: ObjectiveScore, day: date) -> bool:
    objective = plan.objectives[score.ref]
    is_graded = objective.score or objective.decision or decision_on(objective, day) in PUT_OFF
    return not is_graded and bool(score.key_results or score.children)


def closing_person(plan: Plan, cycle: str) -> str | None:
    """The person who closes a cycle: who owns its first objective that contributes to no other one.

    Of a team it is the first member. None if no objective has an owner.
    """
    objectives = [objective for _, objective in plan.objectives_of(cycle)]
    ordered = sorted(objectives, key=lambda objective: bool(objective.contributes_to))
    owners = [objective.owner for objective in ordered if objective.owner]
    return next((person for owner in owners for person in plan.people_of(owner)), None)
