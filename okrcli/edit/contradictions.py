"""Decisions at the end of a cycle that cannot all be carried out, each with the decisions that would fit.

The rules are docs/semantics.md, "What goes on in the next cycle".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from okrcli.edit.carry_over import GOES_ON
from okrcli.edit.grades import NOTHING, GradeInput, Item
from okrcli.model.plan import Ref
from okrcli.model.records import Decision

_MOST_NAMES: Final = 4
_Decisions = Mapping[Ref, Decision | None]


class DecisionWords(NamedTuple):
    """The words in which decisions are named, and in which one is proposed."""

    name: Callable[[str | None], str]
    choose: Callable[[Ref, Decision], str]


OPTIONS: Final = DecisionWords(str, lambda ref, decision: f"--decide {ref}={decision}")
"""Decisions as the options of `okr cycle close` have them."""


def contradictions(
    items: Sequence[Item],
    inputs: Mapping[Ref, GradeInput],
    words: DecisionWords = OPTIONS,
    *,
    only_inputs: bool = False,
) -> Iterator[str]:
    """A line for each contradiction, in these words.

    With `only_inputs`, only those that one of the inputs takes part in.
    """
    decisions = {item.ref: inputs.get(item.ref, NOTHING).decision or item.record.decision for item in items}
    typed = {ref for ref, grade_input in inputs.items() if grade_input.decision is not None}
    for objective in items:
        if objective.ref.key_result is not None:
            continue
        key_results = [item for item in items if item.ref.key_result and item.ref.parent == objective.ref]
        group = {objective.ref, *(item.ref for item in key_results)}
        if only_inputs and not group & typed:
            continue
        yield from _of_cancelled([objective, *key_results], decisions, words)
        yield from _of_objective(objective, key_results, decisions, words)


def _of_cancelled(items: Iterable[Item], decisions: _Decisions, words: DecisionWords) -> Iterator[str]:
    for item in items:
        if item.state == "cancelled" and (decision := decisions[item.ref]) in GOES_ON:
            holder = item.ref if item.record.state == "cancelled" else item.ref.parent
            yield (
                f"{item.ref} is cancelled, so it cannot be {words.name(decision)}: okr set {holder.full} state=active, "
                f"or {words.choose(item.ref, 'abandon')}"
            )


def _of_objective(
    objective: Item, key_results: Sequence[Item], decisions: _Decisions, words: DecisionWords
) -> Iterator[str]:
    own, ref = decisions[objective.ref], objective.ref
    going = [item.ref for item in key_results if decisions[item.ref] in GOES_ON]
    waiting = [item.ref for item in key_results if decisions[item.ref] == "defer"]
    if own in ("abandon", "defer") and going:
        yield (
            f"{ref} is {words.name(own)}, but {_names(going, decisions, words)}: "
            "a key result that goes on needs its objective; "
            f"{words.choose(ref, 'carry_forward')}, or {words.choose(going[0], own)}"
        )
    elif own == "abandon" and waiting:
        yield (
            f"{ref} is {words.name(own)}, but {_names(waiting, decisions, words)}: "
            "a deferred key result needs its objective; "
            f"{words.choose(ref, 'defer')}, or {words.choose(waiting[0], 'abandon')}"
        )
    if own == "carry_forward" and key_results and not going:
        yield (
            f"{ref} is {words.name(own)}, but none of its key results goes on: "
            f"{words.choose(ref, 'modify')} if it gets new ones, or {words.choose(key_results[0].ref, 'carry_forward')}"
        )


def _names(refs: Sequence[Ref], decisions: _Decisions, words: DecisionWords) -> str:
    names = [f"{ref} is {words.name(decisions[ref])}" for ref in refs[:_MOST_NAMES]]
    more = len(refs) - _MOST_NAMES
    return f"{', '.join(names)}{f' and {more} more' if more > 0 else ''}"
