"""The names of all parts of a plan, and the shortest clear name of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from okrcli.model.calendar import cycle_in_focus
from okrcli.model.plan import Plan, Ref


def all_names(plan: Plan) -> list[str]:
    """The ids and references of everything in the plan, without cycles."""
    return list(dict.fromkeys(name for ref, _ in named_items(plan) for name in (ref.short, str(ref))))


class ClearNames:
    """The shortest texts with which a command without `--cycle` finds the parts of a plan, on a day.

    What is not in the cycle in focus on that day has its cycle in front.
    """

    def __init__(self, plan: Plan, day: date) -> None:
        focus = cycle_in_focus(plan.cycles, day)
        self._focus = focus.id if focus else None
        self._count = Counter((ref.cycle, name) for ref, _ in named_items(plan) for name in {ref.short, str(ref)})

    def __call__(self, ref: Ref) -> str:
        """The last part of a reference where that is clear, else the whole reference."""
        if ref.cycle != self._focus:
            return ref.full
        return ref.short if self._count[ref.cycle, ref.short] == 1 else str(ref)

    def whole(self, ref: Ref) -> str:
        """The reference as files write it, with its cycle in front where that is not in focus."""
        return str(ref) if ref.cycle == self._focus else ref.full


def clear_name(plan: Plan, ref: Ref) -> str:
    """The last part of a reference where only one part of its cycle has that name, else the reference as in files."""
    names = ({other.short, str(other)} for other, _ in named_items(plan) if other.cycle == ref.cycle)
    return ref.short if sum(ref.short in each for each in names) == 1 else str(ref)


def named_items(plan: Plan) -> Iterator[tuple[Ref, str]]:
    """Every objective, key result, guardrail and action with an id, with its title, in file order."""
    for ref, objective in plan.objectives.items():
        yield ref, objective.title
        for guardrail in objective.guardrails:
            yield ref._replace(guardrail=guardrail.id), guardrail.title
        for key_result in objective.key_results:
            own = Ref(ref.cycle, ref.objective, key_result.id)
            yield own, key_result.title
            for action in key_result.actions:
                if action.id:
                    yield own._replace(action=action.id), action.title
            for guardrail in key_result.guardrails:
                yield own._replace(guardrail=guardrail.id), guardrail.title
