"""Duties of people now, and the command for each: the rows of `okr due`.

The rules are docs/semantics.md, "The rhythm of check-ins" and "What goes on in the next cycle".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, get_args

from okrcli.model.period import Period, PlannedCycle
from okrcli.model.plan import Plan, Ref
from okrcli.reports.promises import broken_promises
from okrcli.scoring.agreements import Agreements, AgreementState, wanted_by
from okrcli.scoring.alignment import dependency_links
from okrcli.scoring.cadence import due_after
from okrcli.scoring.checkin_history import decision_on
from okrcli.scoring.results import KeyResultScore, ObjectiveScore
from okrcli.scoring.score import score_plan
from okrcli.scoring.tripwires import Tripwires, TripwireState, tripwire_text
from okrcli.text import counted
from okrcli.workspace.plan_names import ClearNames
from okrcli.workspace.selectors import EVERYTHING, Selector

Kind = Literal["tripwire", "checkin", "request", "agree", "refused", "promise", "draft", "grade"]
_GRADING_SHARE: Final = 6
"""Grades are due in the last sixth of a cycle, and for as long after its end."""
_LONGEST_GRADING: Final = 31
"""Days that this is at most, also for a year (own rule)."""
_NOT_GRADED: Final = frozenset(("draft", "postponed", "cancelled"))
_LEADS: Final = ((6, 0), (20, 2), (60, 5))
"""Days of a check-in period, up to which it is announced so many days before."""
_LONGEST_LEAD: Final = 7


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty of a person or team."""

    kind: Kind
    ref: Ref
    title: str
    holders: tuple[str, ...]
    """The people who can do it; a team if no person of it is named."""
    owner: str | None
    """The owner, if several people can do it."""
    due: date
    """The last day for it."""
    days_late: int
    """Days since then; 0 on the day, below 0 before."""
    is_soon: bool
    """True if its day is near enough to be announced."""
    about: str
    """Its subject in a few words."""
    command: str
    """The command to type."""
    other: Ref | None = None
    """The other side of a dependency."""

    @property
    def is_now(self) -> bool:
        """True if the day has come."""
        return self.days_late >= 0


@dataclass(frozen=True, slots=True)
class DueReport:
    """All that has to be done in some cycles, seen from a day."""

    day: date
    cycles: tuple[PlannedCycle, ...]
    duties: tuple[Duty, ...]
    """The earliest due day first."""

    def duties_soon(self) -> tuple[Duty, ...]:
        """The duties of now and of the next days."""
        return tuple(duty for duty in self.duties if duty.is_now or duty.is_soon)


def report(day: date, cycles: Iterable[PlannedCycle], duties: Iterable[Duty]) -> DueReport:
    """The report of these duties, in order."""
    ordered = sorted(duties, key=lambda duty: (duty.due, _KIND_ORDER.index(duty.kind), duty.ref))
    return DueReport(day, tuple(cycles), tuple(ordered))


_KIND_ORDER: Final[tuple[Kind, ...]] = get_args(Kind)


def of_person(duties: Iterable[Duty], person: str) -> Iterator[Duty]:
    """Those that a person can do."""
    return (duty for duty in duties if person in duty.holders)


def duties(plan: Plan, cycle: PlannedCycle, day: date, selector: Selector = EVERYTHING) -> Iterator[Duty]:
    """All that one cycle asks for, also what is due later in it."""
    names = ClearNames(plan, day)
    scores = score_plan(plan, day, cycle.id)
    refs = [ref for ref, _ in plan.objectives_of(cycle.id)]
    picked = selector.pick(plan, refs, day, scores)
    if cycle.state != "closed" and day <= cycle.period.end:
        yield from _drafts(plan, day, picked, names)
        yield from _dependencies(plan, cycle, day, picked, names)
        yield from _promises(plan, cycle, day, picked, names)
        yield from _agreements(plan, cycle, day, picked, names)
    if cycle.state != "closed":
        yield from _tripwires(plan, cycle, day, picked, names)
    for ref in refs:
        for result in scores[ref].key_results:
            if result.ref in picked and result.next_due is not None:
                yield _checkin(plan, result, result.next_due, day, names)
    shown = [scores[ref] for ref in refs if ref in picked or any(r.ref in picked for r in scores[ref].key_results)]
    yield from _grades(plan, cycle, shown, day)


def agreement_duties(plan: Plan, cycle: PlannedCycle, day: date, selector: Selector = EVERYTHING) -> Iterator[Duty]:
    """The agreements that a cycle asks for, also one that begins later."""
    if not wanted_by(plan, cycle.id):
        return
    refs = [ref for ref, _ in plan.objectives_of(cycle.id)]
    picked = selector.pick(plan, refs, day, score_plan(plan, day, cycle.id))
    yield from _agreements(plan, cycle, day, picked, ClearNames(plan, day))


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


def answer_command(state: TripwireState, names: ClearNames) -> str:
    """The command that answers a tripwire."""
    return f'okr done {names(state.ref)} --tripwire {state.tripwire.on} --note "…"'


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


# ── Dependencies and drafts ───────────────────────────────────────────────────────────────────────────────────────


def _dependencies(
    plan: Plan, cycle: PlannedCycle, day: date, picked: frozenset[Ref], names: ClearNames
) -> Iterator[Duty]:
    """Dependencies that wait for an answer, and refused ones as duties of the side that asked.

    A request is due on its own day. One without a day is due today, because its age is unknown.
    """
    for link in dependency_links(plan, day):
        if link.ref.cycle != cycle.id or link.target is None or link.agreement == "agreed":
            continue
        if decision_on(plan.objectives[link.ref.parent], day) in _NOT_GRADED:
            continue
        is_refused = link.agreement == "refused"
        holder = link.ref if is_refused else link.target
        if not picked.intersection((link.ref, link.target, link.ref.parent)):
            continue
        need = f"“{link.dependency.need}”" if link.dependency.need else "something"
        asked = link.dependency.asked
        if asked is not None and asked > day:
            continue
        waits = f"request to {link.target}" + ("" if asked else ", not answered yet")
        due = (link.dependency.since if is_refused else asked) or day
        yield Duty(
            kind="refused" if is_refused else "request",
            ref=link.ref,
            title=f"{link.ref} needs {need}",
            holders=plan.people_of(plan.owner_of(holder)),
            owner=plan.owner_of(holder),
            due=due,
            days_late=(day - due).days,
            is_soon=True,
            about=f"refused by {link.dependency.by}" if is_refused else waits,
            command=f"okr show {names(link.ref)}"
            if is_refused
            else f"okr request agree {names(link.ref)} --to {names(link.target)}",
            other=link.target,
        )


def _promises(plan: Plan, cycle: PlannedCycle, day: date, picked: frozenset[Ref], names: ClearNames) -> Iterator[Duty]:
    """Promises that fall short, failed or were missed: a duty of both sides."""
    for promise in broken_promises(plan, day, picked):
        if promise.link.ref.cycle == cycle.id:
            due, sides = promise.due or day, (promise.target, promise.link.ref)
            yield Duty(
                kind="promise",
                ref=promise.link.ref,
                title=f"{promise.target}: {promise.text}",
                holders=tuple(dict.fromkeys(person for ref in sides for person in plan.people_of(plan.owner_of(ref)))),
                owner=plan.owner_of(promise.target),
                due=due,
                days_late=(day - due).days,
                is_soon=True,
                about="agree on another amount or day, or find another way",
                command=f"okr show {names(promise.link.ref)}",
                other=promise.target,
            )


def _agreements(
    plan: Plan, cycle: PlannedCycle, day: date, picked: frozenset[Ref], names: ClearNames
) -> Iterator[Duty]:
    """Agreements to objectives that wait for an answer, and refusals as duties of the owner.

    They are due on the first day of the objective.
    """
    agreements = Agreements(plan, day)
    for ref, objective in plan.objectives_of(cycle.id):
        for state in agreements.open(ref) if ref in picked else ():
            is_refused, given = state.answer == "refused", state.given
            due = given.since if is_refused and given else plan.period_of(ref).start
            yield Duty(
                kind="refused" if is_refused else "agree",
                ref=ref,
                title=objective.title,
                holders=plan.people_of(objective.owner) if is_refused else state.people,
                owner=objective.owner if is_refused else state.name,
                due=due,
                days_late=(day - due).days,
                is_soon=True,
                about=_about_agreement(state),
                command=f"okr {'show' if is_refused else 'agree'} {names(ref)}",
            )


def _about_agreement(state: AgreementState) -> str:
    if state.given and state.answer == "refused":
        return f"refused by {state.given.by}" + (f": {state.given.reason}" if state.given.reason else "")
    if state.given:
        return f"changed since the answer of {state.given.since}"
    return "no answer yet"


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
    is_graded = objective.score or objective.decision or decision_on(objective, day) in _NOT_GRADED
    return not is_graded and bool(score.key_results or score.children)


def closing_person(plan: Plan, cycle: str) -> str | None:
    """The person who closes a cycle: who owns its first objective that contributes to no other one.

    Of a team it is the first member. None if no objective has an owner.
    """
    objectives = [objective for _, objective in plan.objectives_of(cycle)]
    ordered = sorted(objectives, key=lambda objective: bool(objective.contributes_to))
    owners = [objective.owner for objective in ordered if objective.owner]
    return next((person for owner in owners for person in plan.people_of(owner)), None)
