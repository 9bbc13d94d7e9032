"""Objectives and key results that go on in the next cycle, and the value at which each begins.

The rules are docs/semantics.md, "What goes on in the next cycle".

Only items with the decision `carry_forward` or `modify` go on. `open_cycle` writes the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

from okrcli.edit.origins import descendants, free_ref, same_key_result, same_objective, successors
from okrcli.model.field_errors import fields_of
from okrcli.model.number_format import measured_text
from okrcli.model.period import Period, PlannedCycle
from okrcli.model.plan import Plan, Ref
from okrcli.model.records import Action, Decision, KeyResult, Milestone, Objective
from okrcli.scoring.alignment import resolve
from okrcli.scoring.checkin_history import action_states, apply_corrections, milestone_states
from okrcli.scoring.measurement import ONE
from okrcli.scoring.results import KeyResultScore
from okrcli.scoring.score import score_at_end

GOES_ON: Final[tuple[Decision, ...]] = ("carry_forward", "modify")
_FIELDS_OF_PREVIOUS: Final = frozenset(
    [
        "agreements",
        "changes",
        "checkins",
        "decision",
        "end_date",
        "path",
        "reason",
        "rolled_from",
        "score",
        "since",
        "start_date",
        "state",
        "tripwires",
        "was",
    ]
)
"""Fields that belong to the previous cycle and are not carried over."""
_COMPLETION: Final = "percent_complete"


class CarriedObjective(NamedTuple):
    """An objective of which something is to be written into the next cycle, with the references there."""

    ref: Ref
    new: Ref
    is_there: bool
    """True if the objective is in the next cycle already, and only key results are missing in it."""
    key_results: Mapping[Ref, Ref]
    """The key results that are not in any later cycle yet, each with its reference in the next one."""


@dataclass(frozen=True, slots=True)
class Handover:
    """Two cycles, and the facts from which the start of each carried key result follows."""

    plan: Plan
    """The plan that holds both cycles."""
    previous: PlannedCycle
    following: PlannedCycle
    day: date
    targets: Mapping[Ref, Decimal]
    """New targets, by the key result of the previous cycle."""
    titles: Mapping[Ref, str] = field(default_factory=dict)
    """New titles, by the objective or key result of the previous cycle."""
    carried: tuple[CarriedObjective, ...] = field(init=False)
    """The objectives and key results to be written, each only if it is in no later cycle yet."""
    known: Mapping[Ref, Ref] = field(init=False)
    """The items that went on already, by item: in the following cycle if it is there, else in another one."""

    def __post_init__(self) -> None:
        known, carried = _what_is_left(self.plan, self.previous.id, self.following.id)
        object.__setattr__(self, "known", known)
        object.__setattr__(self, "carried", carried)

    @property
    def last_day(self) -> date:
        """The last day of the previous cycle, or `day` if that is earlier: its values become the new starts."""
        return min(self.day, self.previous.period.end)

    @property
    def key_results(self) -> list[Ref]:
        """The key results to be written."""
        return [ref for objective in self.carried for ref in objective.key_results]

    def reached(self) -> list[tuple[Ref, KeyResultScore]]:
        """The key results that go on although their target is reached, and that have no new target."""
        return [
            (ref, score)
            for ref in self.key_results
            if ref not in self.targets
            and self.has_moving_start(ref)
            and (score := self.score(ref)).raw is not None
            and score.raw >= ONE
        ]

    def finished(self) -> list[Ref]:
        """The key results that go on although all their milestones are reached."""
        return [
            ref
            for ref in self.key_results
            if self.plan.key_result(ref).measure == "milestones" and self.score(ref).raw == ONE
        ]

    def has_moving_start(self, ref: Ref) -> bool:
        """True if a key result begins in the next cycle at the value that it reached."""
        key_result = self.plan.key_result(ref)
        return key_result.measure == "metric" and key_result.unit != _COMPLETION

    def new_start(self, ref: Ref) -> Decimal | Fraction | None:
        """The value at which a metric begins in the next cycle."""
        reached = self.score(ref).current if self.has_moving_start(ref) else None
        return self.plan.key_result(ref).start if reached is None else reached

    def written_start(self, ref: Ref) -> Decimal | None:
        """The start as it is written: the reached value as it is shown, so on its side of the target."""
        key_result, start = self.plan.key_result(ref), self.new_start(ref)
        if start is None or not self.has_moving_start(ref):
            return key_result.start
        return Decimal(measured_text(key_result, start))

    def score(self, ref: Ref) -> KeyResultScore:
        """The score of a key result on its own last day, or on that of the cycle if it had none before."""
        return score_at_end(self.plan, ref, self.last_day)

    def new_ref(self, ref: Ref) -> Ref | None:
        """The reference in the following cycle of an item of the previous one; None if it is not there."""
        for objective in self.carried:
            if ref == objective.ref:
                return objective.new
            if ref in objective.key_results:
                return objective.key_results[ref]
        new = self.known.get(ref)
        return new if new is not None and new.cycle == self.following.id else None


def goes_on(plan: Plan, cycle: str) -> Iterator[tuple[Ref, tuple[Ref, ...]]]:
    """The objectives of a cycle of which something was decided to go on, each with its key results that go on."""
    for ref, objective in plan.objectives_of(cycle):
        results = tuple(result for result, key_result in plan.key_results_of(ref) if key_result.decision in GOES_ON)
        if results or objective.decision in GOES_ON:
            yield ref, results


def _what_is_left(plan: Plan, previous: str, following: str) -> tuple[dict[Ref, Ref], tuple[CarriedObjective, ...]]:
    """The items that went on already, and what is still to be written."""
    later = successors(plan)
    known: dict[Ref, Ref] = {}
    carried: list[CarriedObjective] = []
    taken: set[Ref] = set()
    for ref, results in goes_on(plan, previous):
        home = _home(plan, later, ref, following)
        went_on = home or next(iter(later.get(ref, ())), None)
        if went_on:
            known[ref] = went_on
        waiting = {}
        for result in results:
            if there := _went_on(plan, later, result, home, following):
                known[result] = there
            else:
                waiting[result] = result
        if not waiting and (went_on or plan.objectives[ref].decision not in GOES_ON):
            continue
        new = home or free_ref(plan, ref._replace(cycle=following), frozenset(taken))
        taken.add(new)
        for result in waiting:
            waiting[result] = free_ref(plan, new._replace(key_result=result.key_result), frozenset(taken))
            taken.add(waiting[result])
        carried.append(CarriedObjective(ref, new, home is not None, waiting))
    return known, tuple(carried)


def _home(plan: Plan, later: Mapping[Ref, tuple[Ref, ...]], ref: Ref, following: str) -> Ref | None:
    """The objective of the following cycle in which an objective goes on."""
    linked = (new for new in descendants(later, ref) if new.cycle == following)
    return next(linked, None) or same_objective(plan, ref, following)


def _went_on(
    plan: Plan, later: Mapping[Ref, tuple[Ref, ...]], ref: Ref, home: Ref | None, following: str
) -> Ref | None:
    """The key result of a later cycle in which one goes on, that of the following cycle first."""
    linked = list(descendants(later, ref))
    here = next((new for new in linked if new.cycle == following), None)
    return here or next(iter(linked), None) or (same_key_result(plan, ref, home) if home else None)


# ── Records of the next cycle ─────────────────────────────────────────────────────────────────────────────────────


def next_objective(handover: Handover, ref: Ref, written: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an objective in the next cycle, without key results. `written` are its fields in the file."""
    objective = handover.plan.objectives[ref]
    data = {name: value for name, value in written.items() if name not in _FIELDS_OF_PREVIOUS | {"key_results"}}
    data.update(_name_and_origin(handover, ref))
    data["start_date"] = handover.following.period.late_start(handover.day)
    if objective.decision == "modify":
        data["state"] = "draft"
    return _in_order(Objective, _with_links(handover, data))


def next_key_result(handover: Handover, ref: Ref, written: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a key result in the next cycle. `written` are its fields in the file."""
    key_result = handover.plan.key_result(ref)
    kind = type(written) if isinstance(written, dict) else dict
    data: dict[str, Any] = {name: value for name, value in written.items() if name not in _FIELDS_OF_PREVIOUS}
    data.update(_name_and_origin(handover, ref))
    if (above := handover.new_ref(ref.parent)) in handover.plan.objectives and above is not None:
        data["start_date"] = handover.plan.period_of(above).late_start(handover.day)
    if ref in handover.targets:
        data["target"] = handover.targets[ref]
    elif key_result.decision == "modify":
        data["state"] = "draft"
    if handover.has_moving_start(ref) and (start := handover.written_start(ref)) is not None:
        data["start"] = start
    if key_result.measure == "binary":
        data["done"] = False
    _drop_days(handover, data, key_result)
    history = apply_corrections(handover.plan.checkins.get(ref, ()), handover.day)
    if "milestones" in data:
        states = milestone_states(key_result, history, handover.day)
        data["milestones"] = list(_open_steps(handover, states, data["milestones"]))
    if "actions" in data:
        data["actions"] = list(_open_steps(handover, action_states(handover.plan, ref, handover.day), data["actions"]))
    return kind(_in_order(KeyResult, _with_links(handover, data)))


def _name_and_origin(handover: Handover, ref: Ref) -> dict[str, str]:
    """The id in the next cycle, which is another one where that is taken, where it comes from, and a new title."""
    new, title = handover.new_ref(ref), handover.titles.get(ref)
    return {"id": new.short if new else ref.short, "rolled_from": ref.full, **({"title": title} if title else {})}


def _in_order(record: type, data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in fields_of(record) if data.get(name) not in (None, [], {})}


def _drop_days(handover: Handover, data: dict[str, Any], record: KeyResult | Milestone | Action) -> None:
    """Remove a due date that is not in the next cycle, or that is past when the cycle is opened late."""
    period = handover.following.period
    if record.due not in Period(period.late_start(handover.day) or period.start, period.end):
        data.pop("due", None)


def _open_steps(
    handover: Handover, states: Iterator[tuple[Milestone | Action, bool]], written: Any
) -> Iterator[dict[str, Any]]:
    """The milestones or actions that are not done, with due dates only where these are in the next cycle."""
    for (step, done), data in zip(states, written, strict=True):
        if done:
            continue
        kept = type(data)({name: value for name, value in data.items() if name not in ("done", "start_date")})
        _drop_days(handover, kept, step)
        yield kept


# ── Links ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _with_links(handover: Handover, data: dict[str, Any]) -> dict[str, Any]:
    """Keep the links whose target is in the next cycle. Dependencies are requested again, so answers are not kept."""
    asked = max(handover.day, handover.following.period.start)
    for name in ("contributes_to", "supports"):
        if name in data:
            data[name] = [new for text in data[name] or () if (new := next_link(handover, text))]
    if data.get("depends_on"):
        data["depends_on"] = [
            type(need)({"to": new, **({"need": need["need"]} if need.get("need") else {}), "asked": asked})
            for need in data["depends_on"]
            if (new := next_link(handover, need["to"]))
        ]
    for guardrail in data.get("guardrails") or ():
        guardrail.pop("checkins", None)
    return data


def next_link(handover: Handover, text: str) -> str | None:
    """A reference as it is written in the next cycle; None if its target is not there."""
    plan, targets = handover.plan, resolve(handover.plan, handover.previous.id, text)
    if len(targets) != 1:
        return None
    target = targets[0]
    if target.cycle != handover.previous.id:
        overlaps = plan.cycles[target.cycle].period.overlaps(handover.following.period)
        return text if overlaps else None
    new = handover.new_ref(target)
    if new is None and target not in handover.known:
        same = target._replace(cycle=handover.following.id)
        new = same if same in plan.locations else None
    return str(new) if new else None
