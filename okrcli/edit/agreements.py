"""The agreement of a person to an objective, or the refusal, written beside the objective."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from okrcli.edit.dependencies import without_none
from okrcli.edit.new_fields import in_file_order
from okrcli.edit.set_fields import Edit, append, put, written
from okrcli.errors import RefusedError
from okrcli.model.objective_version import objective_version
from okrcli.model.plan import Plan
from okrcli.model.records import Agreement, Objective
from okrcli.scoring.agreements import Agreements
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.references import PlanItem
from okrcli.yaml.emitter import OneLine


@dataclass(frozen=True, slots=True)
class ObjectiveAnswer:
    """An answer to an objective."""

    agreement: Literal["agreed", "refused"]
    by: str
    day: date
    condition: str | None = None
    reason: str | None = None


def agree(pending: PendingFiles, plan: Plan, item: PlanItem, answer: ObjectiveAnswer) -> Edit:
    """Write the answer of a person to an objective, in the place of an earlier answer of the same person.

    The condition of an earlier agreement stays unless another one, or `none`, takes its place.

    Raises RefusedError if the person owns the objective.
    """
    objective: Objective = item.value
    if objective.owner == answer.by:
        waiting = _waiting(plan, item, answer)
        hints = [f"it waits for: {', '.join(waiting)}"] if waiting else ["others agree to it: okr agree … --by NAME"]
        raise RefusedError(f"{item.name} is yours, {answer.by}: an agreement is that of another person", *hints)
    position = next((number for number, each in enumerate(objective.agreements) if each.by == answer.by), None)
    held = objective.agreements[position] if position is not None else None
    condition = without_none(answer.condition) if answer.condition is not None else held.condition if held else None
    fields = {
        "by": answer.by,
        "agreement": answer.agreement,
        "since": answer.day,
        "condition": condition if answer.agreement == "agreed" else None,
        "reason": answer.reason,
        "version": objective_version(objective),
    }
    words = f"{item.name}: {objective.title}"
    verb = "Agreed to" if answer.agreement == "agreed" else "Refused"
    if position is None:
        given = {name: value for name, value in fields.items() if value is not None}
        append(pending, item, "agreements", OneLine(in_file_order(Agreement, given)))
    else:
        target = PlanItem(
            item.ref, item.name, objective.agreements[position], item.location.child("agreements", position)
        )
        before = written(pending, target.location)
        same = {name: str(value) for name, value in fields.items() if value is not None and name != "since"}
        if same == {name: str(value) for name, value in before.items() if name != "since"}:
            return Edit(verb, (f"{words}, since {before['since']}",))
        for name, value in fields.items():
            if value is not None or name in before:
                put(pending, target, name, value)
    waiting = _waiting(plan, item, answer)
    notes = [f"condition: {fields['condition']}"] if fields["condition"] else []
    notes += [f"no answer yet: {', '.join(waiting)}"] if waiting else []
    return Edit(verb, (words,), (item.ref.full,), reason=answer.reason or "", notes=tuple(notes))


def _waiting(plan: Plan, item: PlanItem, answer: ObjectiveAnswer) -> list[str]:
    """The people and teams whose answer is still wanted after this one."""
    states = Agreements(plan, answer.day).of(item.ref)
    return [state.name for state in states if state.is_open and answer.by not in (state.name, *state.people)]
