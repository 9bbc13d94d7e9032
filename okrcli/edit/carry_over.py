"""Objectives and key results that go on in the next cycle, and the value at which each begins.

The rules are docs/semantics.md, "What goes on in the next cycle".

Only what people decided to carry forward or to modify goes on. Nothing is written here: `opening` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

from okrcli.model.number_format import quantity
from okrcli.model.plan import Plan, PlannedCycle, Ref
from okrcli.model.records import Action, Decision, KeyResult, Milestone, Objective
from okrcli.model.validation import fields_of
from okrcli.scoring.alignment import resolve
from okrcli.scoring.checkin_history import action_states, apply_corrections, milestone_states
from okrcli.scoring.progress import ONE
from okrcli.scoring.score import KeyResultScore, score_key_result

GOES_ON: Final[tuple[Decision, ...]] = ("carry_forward", "modify")
_OVER: Final = frozenset(
    [
        "changes",
        "checkins",
        "decision",
        "end_date",
        "reason",
        "rolled_from",
        "score",
        "since",
        "start_date",
        "state",
        "was",
    ]
)
"""Fields that speak of the cycle that is over."""
_COMPLETION: Final = "percent_complete"


class Carried(NamedTuple):
    """An objective that goes on, with those of its key results that do."""

    ref: Ref
    key_results: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Handover:
    """From which cycle to which one, and what is needed to tell what a key result begins with."""

    plan: Plan
    """Both cycles, as they are written."""
    previous: PlannedCycle
    following: PlannedCycle
    day: date
    targets: Mapping[Ref, Decimal]
    """New targets, by the key result of the cycle that is over."""

    @property
    def last_day(self) -> date:
        """The day whose values are handed over."""
        return min(self.day, self.previous.period.end)

    def goes_on(self) -> list[Carried]:
        """Every objective that goes on itself, or has a key result that does."""
        found = []
        for ref, objective in self.plan.objectives_of(self.previous.id):
            results = tuple(one for one, kr in self.plan.key_results_of(ref) if kr.decision in GOES_ON)
            if results or objective.decision in GOES_ON:
                found.append(Carried(ref, results))
        return found

    def reached(self) -> list[tuple[Ref, KeyResultScore]]:
        """The key results that go on although their target is reached, and no new one was given."""
        return [
            (ref, score)
            for carried in self.goes_on()
            for ref in carried.key_results
            if ref not in self.targets
            and self.plan.key_result(ref).measure == "metric"
            and self.plan.key_result(ref).unit != _COMPLETION
            and (score := self.score(ref)).raw is not None
            and score.raw >= ONE
        ]

    def finished(self) -> list[Ref]:
        """The key results that go on although none of their milestones is open."""
        return [
            ref
            for carried in self.goes_on()
            for ref in carried.key_results
            if self.plan.key_result(ref).measure == "milestones" and self.score(ref).raw == ONE
        ]

    def score(self, ref: Ref) -> KeyResultScore:
        """The score of a key result at its end."""
        return score_key_result(self.plan, ref, self.last_day)

    def new_ref(self, ref: Ref) -> Ref:
        """The reference in the following cycle of an item of the previous one."""
        return ref._replace(cycle=self.following.id)


# ── Records of the next cycle ─────────────────────────────────────────────────────────────────────────────────────


def next_objective(handover: Handover, ref: Ref, written: Mapping[str, Any]) -> dict[str, Any]:
    """An objective as it begins the next cycle, without key results. `written` is how its file has it."""
    objective = handover.plan.objectives[ref]
    data = {name: value for name, value in written.items() if name not in _OVER | {"key_results"}}
    if objective.decision == "modify":
        data["state"] = "draft"
    return _in_order(Objective, _with_links(handover, data))


def next_key_result(handover: Handover, ref: Ref, written: Mapping[str, Any]) -> dict[str, Any]:
    """A key result as it begins the next cycle. `written` is how its file has it."""
    key_result = handover.plan.key_result(ref)
    kind = type(written) if isinstance(written, dict) else dict
    data: dict[str, Any] = {name: value for name, value in written.items() if name not in _OVER}
    data["rolled_from"] = ref.full
    if ref in handover.targets:
        data["target"] = handover.targets[ref]
    elif key_result.decision == "modify":
        data["state"] = "draft"
    if key_result.measure == "metric" and key_result.unit != _COMPLETION:
        reached = handover.score(ref).current
        if reached is not None:
            data["start"] = _plain(reached)
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


def _in_order(record: type, data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in fields_of(record) if data.get(name) not in (None, [], {})}


def _plain(value: Decimal | Fraction) -> Decimal:
    """A value as it is written: the digits that were typed, or at most three decimals of an average."""
    return value if isinstance(value, Decimal) else Decimal(quantity(value))


def _drop_days(handover: Handover, data: dict[str, Any], thing: KeyResult | Milestone | Action) -> None:
    """Take away a last day that does not lie in the next cycle."""
    if thing.due not in handover.following.period:
        data.pop("due", None)


def _open_steps(
    handover: Handover, states: Iterator[tuple[Milestone | Action, bool]], written: Any
) -> Iterator[dict[str, Any]]:
    """The milestones or actions that are not done yet, with the days that lie in the next cycle."""
    for (step, done), data in zip(states, written, strict=True):
        if done:
            continue
        kept = type(data)({name: value for name, value in data.items() if name != "done"})
        _drop_days(handover, kept, step)
        yield kept


# ── Links ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _with_links(handover: Handover, data: dict[str, Any]) -> dict[str, Any]:
    """The links that lead somewhere in the next cycle; what was agreed with others has to be agreed anew."""
    for name in ("contributes_to", "supports"):
        if name in data:
            data[name] = [new for text in data[name] or () if (new := next_link(handover, text))]
    if data.get("depends_on"):
        data["depends_on"] = [
            type(need)({"to": new, **({"need": need["need"]} if need.get("need") else {})})
            for need in data["depends_on"]
            if (new := next_link(handover, need["to"]))
        ]
    for guardrail in data.get("guardrails") or ():
        guardrail.pop("checkins", None)
    return data


def next_link(handover: Handover, text: str) -> str | None:
    """A reference of the previous cycle as it is written in the next one; None where it would lead nowhere."""
    plan, found = handover.plan, resolve(handover.plan, handover.previous.id, text)
    if len(found) != 1:
        return None
    target = found[0]
    if target.cycle != handover.previous.id:
        overlaps = plan.cycles[target.cycle].period.overlaps(handover.following.period)
        return text if overlaps else None
    new = handover.new_ref(target)
    carried = {handover.new_ref(ref) for one in handover.goes_on() for ref in (one.ref, *one.key_results)}
    return str(new) if new in plan.homes or new in carried else None
