"""References: a text that a person typed becomes a part of the plan with its location."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from okrcli.errors import HiddenNameError, RefusedError
from okrcli.model.calendar import current_cycle
from okrcli.model.plan import Location, Plan, Ref
from okrcli.model.records import Action, KeyResult, Milestone, Objective
from okrcli.suggest import did_you_mean
from okrcli.text import quote_value
from okrcli.workspace.workspace import Workspace


class PlanItem(NamedTuple):
    """An objective, key result, action or milestone of the plan."""

    ref: Ref
    """Itself, or for an action or milestone the key result that it belongs to."""
    name: str
    """Its name for people: `demand/mql`, and for an action or milestone with its id or title behind."""
    value: Any
    """The record."""
    location: Location

    @property
    def kind(self) -> type:
        """Its record class."""
        return type(self.value)

    @property
    def is_step(self) -> bool:
        """True for an action or a milestone."""
        return isinstance(self.value, Action | Milestone)

    def at(self, *keys: str | int) -> tuple[str | int, ...]:
        """The path of a field of it inside its file."""
        return (*self.location.keys, *keys)


def resolve_ref(plan: Plan, cycle: str | None, text: str, broken: Sequence[str] = ()) -> Ref:
    """The objective, key result, action or guardrail that `text` names: `mql`, `demand/mql`, or with a cycle in front.

    The cycle in focus wins; the last part of a reference will do while it names one thing only. Raises RefusedError
    with the nearest names when nothing fits, and with the full names when several do; `broken` files, which may hold
    what was not found, are named too.
    """
    head, _, rest = text.partition("/")
    if rest and head in plan.cycles:
        cycle, text = head, rest
    for near in (True, False):
        refs = [ref for ref in _all(plan) if (ref.cycle == cycle) == near]
        for names in (str, _short):
            found = [ref for ref in refs if names(ref) == text]
            if len(found) == 1:
                return found[0]
            if found:
                raise RefusedError(
                    f"{quote_value(text)} can mean several things",
                    "write " + " or ".join(ref.full for ref in found[:5]),
                )
    earlier = [old for old in plan.renamed if old.cycle == cycle and text in (str(old), _short(old))]
    if len({plan.present(old) for old in earlier}) == 1:
        return plan.present(earlier[0])
    known = dict.fromkeys(name for ref in _all(plan) for name in (_short(ref), str(ref)))
    hint = did_you_mean(text, list(known)) or "okr list shows what there is"
    where = f" in {cycle}" if cycle else ""
    lost = [f"or it is in a file that cannot be read: {', '.join(broken[:3])} (okr validate)"] if broken else []
    error = HiddenNameError if broken else RefusedError
    raise error(f"there is no {quote_value(text)}{where}", hint, *lost)


class ClearNames:
    """The shortest texts with which a command without `--cycle` finds the parts of a plan, on a day.

    What is not in the cycle that runs on that day has its cycle in front.
    """

    def __init__(self, plan: Plan, day: date) -> None:
        running = current_cycle(plan.cycles, day)
        self._focus = running.id if running else None
        self._count = Counter((ref.cycle, name) for ref in _all(plan) for name in {ref.short, str(ref)})

    def __call__(self, ref: Ref) -> str:
        """The last part of a reference where that is clear, else the whole reference."""
        if ref.cycle != self._focus:
            return ref.full
        return ref.short if self._count[ref.cycle, ref.short] == 1 else str(ref)

    def whole(self, ref: Ref) -> str:
        """The reference as files write it, with its cycle in front where that does not run."""
        return str(ref) if ref.cycle == self._focus else ref.full


def clear_name(plan: Plan, ref: Ref) -> str:
    """The last part of a reference where only one part of its cycle has that name, else the reference as in files."""
    names = ({other.short, str(other)} for other in _all(plan) if other.cycle == ref.cycle)
    return ref.short if sum(ref.short in each for each in names) == 1 else str(ref)


def _short(ref: Ref) -> str:
    return ref.short


def _all(plan: Plan) -> Iterator[Ref]:
    for ref, objective in plan.objectives.items():
        yield ref
        for guardrail in objective.guardrails:
            yield ref._replace(guardrail=guardrail.id)
        for key_result in objective.key_results:
            own = Ref(ref.cycle, ref.objective, key_result.id)
            yield own
            for action in key_result.actions:
                if action.id:
                    yield own._replace(action=action.id)
            for guardrail in key_result.guardrails:
                yield own._replace(guardrail=guardrail.id)


def resolve_item(workspace: Workspace, text: str) -> PlanItem:
    """The item that a text names: an objective or key result by id, an action or milestone by id or words of its title.

    Raises RefusedError with the nearest names when nothing fits, and with all of them when several do.
    """
    plan = workspace.plan
    focus = workspace.focus.id if workspace.focus else None
    try:
        ref = resolve_ref(plan, focus, text, workspace.broken)
    except RefusedError as unknown:
        head, _, rest = text.partition("/")
        named, step = (head, rest) if head in plan.cycles else (focus, text)
        return _step(list(milestones_and_actions(plan, named)), step, unknown)
    if ref.guardrail:
        raise RefusedError(f"`{ref}` is a guardrail", f"it is changed in its file: okr edit {ref.holder}")
    if ref.action is None:
        value = plan.key_result(ref) if ref.key_result else plan.objectives[ref]
        return PlanItem(ref, str(ref), value, plan.locations[ref])
    return next(step for step in _steps_of(plan, Ref(*ref[:3])) if step.value.id == ref.action)


def milestones_and_actions(plan: Plan, cycle: str | None) -> Iterator[PlanItem]:
    """Every action and milestone of a cycle, in file order."""
    for ref in plan.locations:
        if ref.key_result and ref.cycle == cycle:
            yield from _steps_of(plan, ref)


def _steps_of(plan: Plan, ref: Ref) -> Iterator[PlanItem]:
    key_result: KeyResult = plan.key_result(ref)
    for field in ("milestones", "actions"):
        for position, step in enumerate(getattr(key_result, field)):
            location = plan.locations[ref]
            name = f"{ref}/{step.id}" if step.id else f"{ref}: {step.title}"
            yield PlanItem(ref, name, step, location.child(field, position))


def _step(known: list[PlanItem], text: str, unknown: RefusedError) -> PlanItem:
    """The action or milestone with that id, or with these words in its title."""
    folded = text.strip().casefold()
    if not folded:
        raise unknown
    by_id = [step for step in known if step.value.id and (step.name == text or step.name.endswith(f"/{text}"))]
    by_title = [step for step in known if folded in step.value.title.casefold()]
    exact = [step for step in by_title if step.value.title.casefold() == folded]
    for matches in (by_id, exact, by_title):
        if len(matches) == 1:
            return matches[0]
        if matches:
            names = [step.name for step in matches[:5]]
            raise RefusedError(f"{quote_value(text)} can mean several things", *names)
    raise unknown


def noun_of(item: PlanItem) -> str:
    """The noun for the kind of an item."""
    nouns: dict[type, str] = {Objective: "objective", KeyResult: "key result", Action: "action", Milestone: "milestone"}
    return nouns[item.kind]
