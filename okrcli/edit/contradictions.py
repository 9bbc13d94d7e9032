"""Decisions at the end of a cycle that cannot all be carried out, each with the decisions that would fit.

The rules are docs/semantics.md, "What goes on in the next cycle".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from okrcli.edit.carry_over import GOES_ON
from okrcli.edit.grades import NOTHING, GradeInput, Item
from okrcli.model.plan import Ref
from okrcli.model.records import Decision

_MOST_NAMES: Final = 4


def contradictions(
    items: Sequence[Item], inputs: Mapping[Ref, GradeInput], *, only_inputs: bool = False
) -> Iterator[str]:
    """A line for each contradiction. With `only_inputs`, only those that one of the inputs takes part in."""
    decisions = {item.ref: inputs.get(item.ref, NOTHING).decision or item.record.decision for item in items}
    typed = {ref for ref, grade_input in inputs.items() if grade_input.decision is not None}
    for objective in items:
        if objective.ref.key_result is not None:
            continue
        key_results = [item for item in items if item.ref.key_result and item.ref.parent == objective.ref]
        group = {objective.ref, *(item.ref for item in key_results)}
        if only_inputs and not group & typed:
            continue
        yield from _of_cancelled([objective, *key_results], decisions)
        yield from _of_objective(objective, key_results, decisions)


def _of_cancelled(items: Iterable[Item], decisions: Mapping[Ref, Decision | None]) -> Iterator[str]:
    for item in items:
        if item.state == "cancelled" and (decision := decisions[item.ref]) in GOES_ON:
            holder = item.ref if item.record.state == "cancelled" else item.ref.parent
            yield (
                f"{item.ref} is cancelled, so it cannot be {decision}: okr set {holder.full} state=active, "
                f"or --decide {item.ref}=abandon"
            )


def _of_objective(
    objective: Item, key_results: Sequence[Item], decisions: Mapping[Ref, Decision | None]
) -> Iterator[str]:
    own, ref = decisions[objective.ref], objective.ref
    going = [item.ref for item in key_results if decisions[item.ref] in GOES_ON]
    waiting = [item.ref for item in key_results if decisions[item.ref] == "defer"]
    if own in ("abandon", "defer") and going:
        yield (
            f"{ref} is {own}, but {_names(going, decisions)}: a key result that goes on needs its objective; "
            f"--decide {ref}=carry_forward, or --decide {going[0]}={own}"
        )
    elif own == "abandon" and waiting:
        yield (
            f"{ref} is abandon, but {_names(waiting, decisions)}: a deferred key result needs its objective; "
            f"--decide {ref}=defer, or --decide {waiting[0]}=abandon"
        )
    if own == "carry_forward" and key_results and not going:
        yield (
            f"{ref} is carry_forward, but none of its key results goes on: "
            f"--decide {ref}=modify if it gets new ones, or --decide {key_results[0].ref}=carry_forward"
        )


def _names(refs: Sequence[Ref], decisions: Mapping[Ref, Decision | None]) -> str:
    names = [f"{ref} is {decisions[ref]}" for ref in refs[:_MOST_NAMES]]
    more = len(refs) - _MOST_NAMES
    return f"{', '.join(names)}{f' and {more} more' if more > 0 else ''}"
