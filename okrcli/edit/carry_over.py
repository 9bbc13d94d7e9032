"""Objectives and key results that go on in the next cycle, and the value at which each begins.

The rules are docs/semantics.md, "What goes on in the next cycle".

Only items with the decision `carry_forward` or `modify` go on. `open_cycle` writes the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

from okrcli.model.number_format import measured_text
from okrcli.model.plan import Plan, PlannedCycle, Ref
from okrcli.model.records import Action, Decision, KeyResult, Milestone, Objective
from okrcli.model.validation import fields_of
from okrcli.scoring.alignment import resolve
from okrcli.scoring.checkin_history import action_states, apply_corrections, milestone_states
from okrcli.scoring.results import ONE
from okrcli.scoring.score import KeyResultScore, score_key_result

GOES_ON: Final[tuple[Decision, ...]] = ("carry_forward", "modify")
_FIELDS_OF_PREVIOUS: Final = frozenset(
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
"""Fields that belong to the previous cycle and are not carried over."""
_COMPLETION: Final = "percent_complete"


class CarriedObjective(NamedTuple):
    """An objective of which something goes on, and its key results that go on."""

    ref: Ref
    key_results: tuple[Ref, ...]


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

    @property
    def last_day(self) -> date:
        """The last day of the previous cycle, or `day` if that is earlier: its values become the new starts."""
        return min(self.day, self.previous.period.end)

    def goes_on(self) -> list[CarriedObjective]:
        """The objectives that go on, and those with a key result that goes on."""
        carried = []
        for ref, objective in self.plan.objectives_of(self.previous.id):
            results = tuple(result for result, kr in self.plan.key_results_of(ref) if kr.decision in GOES_ON)
            if results or objective.decision in GOES_ON:
                carried.append(CarriedObjective(ref, results))
        return carried

    def reached(self) -> list[tuple[Ref, KeyResultScore]]:
        """The key results that go on although their target is reached, and that have no new target."""
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
        """The key results that go on although all their milestones are reached."""
        return [
            ref
            for carried in self.goes_on()
            for ref in carried.key_results
            if self.plan.key_result(ref).measure == "milestones" and self.score(ref).raw == ONE
        ]

    def score(self, ref: Ref) -> KeyResultScore:
        """The score of a key result on the last day."""
        return score_key_result(self.plan, ref, self.last_day)

    def new_ref(self, ref: Ref) -> Ref:
        """The reference in the following cycle of an item of the previous one."""
        return ref._replace(cycle=self.following.id)


# ── Records of the next cycle ─────────────────────────────────────────────────────────────────────────────────────


def next_objective(handover: Handover, ref: Ref, written: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an objective in the next cycle, without key results. `written` are its fields in the file."""
    objective = handover.plan.objectives[ref]
    data = {name: value for name, value in written.items() if name not in _FIELDS_OF_PREVIOUS | {"key_results"}}
    if objective.decision == "modify":
        data["state"] = "draft"
    return _in_order(Objective, _with_links(handover, data))


def next_key_result(handover: Handover, ref: Ref, written: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a key result in the next cycle. `written` are its fields in the file."""
    key_result = handover.plan.key_result(ref)
    kind = type(written) if isinstance(written, dict) else dict
    data: dict[str, Any] = {name: value for name, value in written.items() if name not in _FIELDS_OF_PREVIOUS}
    data["rolled_from"] = ref.full
    if ref in handover.targets:
        data["target"] = handover.targets[ref]
    elif key_result.decision == "modify":
        data["state"] = "draft"
    if key_result.measure == "metric" and key_result.unit != _COMPLETION:
        reached = handover.score(ref).current
        if reached is not None:
            data["start"] = _plain(reached, key_result)
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


def _plain(value: Decimal | Fraction, key_result: KeyResult) -> Decimal:
    """A value as it is written to a file: as it is shown, so on its side of the target."""
    return Decimal(measured_text(key_result, value))


def _drop_days(handover: Handover, data: dict[str, Any], record: KeyResult | Milestone | Action) -> None:
    """Remove a due date that is not in the next cycle."""
    if record.due not in handover.following.period:
        data.pop("due", None)


def _open_steps(
    handover: Handover, states: Iterator[tuple[Milestone | Action, bool]], written: Any
) -> Iterator[dict[str, Any]]:
    """The milestones or actions that are not done, with due dates only where these are in the next cycle."""
    for (step, done), data in zip(states, written, strict=True):
        if done:
            continue
        kept = type(data)({name: value for name, value in data.items() if name != "done"})
        _drop_days(handover, kept, step)
        yield kept


# ── Links ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _with_links(handover: Handover, data: dict[str, Any]) -> dict[str, Any]:
    """Keep the links whose target is in the next cycle. Agreements of dependencies are not kept."""
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
    """A reference as it is written in the next cycle; None if its target is not there."""
    plan, targets = handover.plan, resolve(handover.plan, handover.previous.id, text)
    if len(targets) != 1:
        return None
    target = targets[0]
    if target.cycle != handover.previous.id:
        overlaps = plan.cycles[target.cycle].period.overlaps(handover.following.period)
        return text if overlaps else None
    new = handover.new_ref(target)
    new_refs = {handover.new_ref(ref) for carried in handover.goes_on() for ref in (carried.ref, *carried.key_results)}
    return str(new) if new in plan.locations or new in new_refs else None
