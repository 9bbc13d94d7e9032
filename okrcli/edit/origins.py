"""Objectives and key results that went on in another cycle, found by `rolled_from` and not by their ids.

`rolled_from` holds across renames and moves in both cycles. Where an objective has none, the same id or an earlier one
counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from okrcli.model.plan import Plan, Ref
from okrcli.scoring.alignment import resolve


def successors(plan: Plan) -> Mapping[Ref, tuple[Ref, ...]]:
    """The objectives and key results of later cycles that go on from each one, in file order."""
    following: dict[Ref, list[Ref]] = {}
    for ref in plan.locations:
        if origin := origin_of(plan, ref):
            following.setdefault(origin, []).append(ref)
    return {origin: tuple(refs) for origin, refs in following.items()}


def origin_of(plan: Plan, ref: Ref) -> Ref | None:
    """The objective or key result that goes on in this one; None where `rolled_from` is missing or leads nowhere."""
    text = plan.item(ref).rolled_from
    origins = resolve(plan, ref.cycle, text) if text else ()
    same_kind = [origin for origin in origins if (origin.key_result is None) == (ref.key_result is None)]
    return same_kind[0] if len(same_kind) == 1 and same_kind[0].cycle != ref.cycle else None


def descendants(known: Mapping[Ref, tuple[Ref, ...]], ref: Ref) -> Iterator[Ref]:
    """Everything that goes on from `ref`, at any distance, the nearest first."""
    seen, waiting = {ref}, list(known.get(ref, ()))
    while waiting:
        following = waiting.pop(0)
        if following not in seen:
            seen.add(following)
            yield following
            waiting += known.get(following, ())


def same_objective(plan: Plan, ref: Ref, cycle: str) -> Ref | None:
    """The objective of a cycle with the id of `ref`, or an earlier id of it, that does not go on from another one."""
    others = {other.objective for other, _ in plan.objectives_of(ref.cycle)} - {ref.objective}
    names = [ref.objective, *(name for name in plan.objectives[ref].was if name not in others)]
    for name in names:
        candidate = plan.present(Ref(cycle, name))
        if candidate in plan.objectives and origin_of(plan, candidate) in (None, ref):
            return candidate
    return None


def same_key_result(plan: Plan, ref: Ref, objective: Ref) -> Ref | None:
    """The key result of an objective with the id of `ref` that does not go on from another one."""
    candidate = plan.present(Ref(objective.cycle, objective.objective, ref.key_result))
    return candidate if candidate in plan.locations and origin_of(plan, candidate) in (None, ref) else None


def free_ref(plan: Plan, ref: Ref, taken: frozenset[Ref]) -> Ref:
    """The reference, or the next one with a number at its end, that nothing in the plan has or had."""
    for number in range(1, 1_000_000):
        end = "" if number == 1 else f"-{number}"
        if ref.key_result:
            candidate = ref._replace(key_result=f"{ref.key_result[: 64 - len(end)]}{end}")
        else:
            candidate = ref._replace(objective=f"{ref.objective[: 64 - len(end)]}{end}")
        near = Ref(ref.cycle, candidate.key_result or candidate.objective)
        if not {candidate, near if ref.key_result else candidate} & (plan.renamed.keys() | taken) and (
            candidate not in plan.locations
        ):
            return candidate
    raise AssertionError(ref)
