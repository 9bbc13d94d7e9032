"""New targets and new titles that the options of `okr cycle open` give to what goes on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TypeVar

from okrcli.commandline import command_line
from okrcli.edit.carry_over import Handover
from okrcli.errors import RefusedError, UsageError
from okrcli.model.assignments import value_of
from okrcli.model.number_format import measured_text, quantity
from okrcli.model.plan import Plan, Ref
from okrcli.model.records import KeyResult, Objective
from okrcli.text import quote_value

T = TypeVar("T")


def targets_of(plan: Plan, previous: str, typed: Mapping[str, Decimal]) -> dict[Ref, Decimal]:
    """New targets by key result. Raises RefusedError for an unknown name, UsageError for two names of one."""
    targets = _by_item("--target", plan, previous, typed)
    for ref in targets:
        if ref.key_result is None:
            raise RefusedError(f"{quote_value(str(ref))} is not a key result")
    return targets


def titles_of(plan: Plan, previous: str, typed: Mapping[str, str]) -> dict[Ref, str]:
    """New titles by objective or key result.

    Raises RefusedError for an unknown name and for what is no title, UsageError for two names of one.
    """
    titles = _by_item("--title", plan, previous, typed)
    return {
        ref: str(value_of(KeyResult if ref.key_result else Objective, "title", text)) for ref, text in titles.items()
    }


def _by_item(option: str, plan: Plan, previous: str, typed: Mapping[str, T]) -> dict[Ref, T]:
    from okrcli.workspace.references import resolve_ref

    values: dict[Ref, T] = {}
    names: dict[Ref, str] = {}
    for text, value in typed.items():
        ref = resolve_ref(plan, previous, text, is_write=True)
        if ref.action is not None or ref.guardrail is not None:
            raise RefusedError(f"{quote_value(text)} is not an objective or a key result")
        if ref in names:
            raise UsageError(f"{option} names {ref} twice: `{names[ref]}` and `{text}`", "give it once")
        names[ref], values[ref] = text, value
    return values


def refuse_wrong_options(handover: Handover, titles: Mapping[Ref, str]) -> None:
    """Raise UsageError or RefusedError for new targets and titles that mean nothing, or lie behind the new start."""
    for ref, target in handover.targets.items():
        key_result = handover.plan.key_result(ref)
        new = f'target={quantity(target)} --reason "…"'
        _refuse_unless_written(handover, ref, "target", handover.key_results, new)
        if key_result.target is None:
            raise UsageError(f"`{ref}` has no target")
        if key_result.measure == "metric":
            _refuse_target_behind(handover, ref, target, key_result)
    objectives = [carried.ref for carried in handover.carried if not carried.is_there]
    for ref, title in titles.items():
        new = command_line(f"title={title}").removeprefix("okr ")
        _refuse_unless_written(handover, ref, "title", [*objectives, *handover.key_results], new)


def _refuse_unless_written(handover: Handover, ref: Ref, noun: str, refs: Iterable[Ref], assignment: str) -> None:
    """Raise UsageError if an item is not written by this run. `assignment` is what `okr set` takes for it."""
    if ref in refs:
        return
    if (new := handover.known.get(ref)) is not None:
        there = f"`{ref}` is in {new.cycle} already{'' if str(new) == str(ref) else f', as {new}'}"
        raise UsageError(f"{there}, so --{noun} changes nothing", f"okr set {new.full} {assignment}")
    raise UsageError(f"`{ref}` does not go on, so it needs no {noun}", "okr cycle retro shows what was decided")


def _refuse_target_behind(handover: Handover, ref: Ref, target: Decimal, key_result: KeyResult) -> None:
    """Raise RefusedError for a target that the new start has reached, or that lies in the other direction."""
    start = handover.new_start(ref) or Decimal(0)
    start_text = measured_text(key_result, start)
    rises = (key_result.target or 0) >= (key_result.start or 0)
    if target > start if rises else target < start:
        return
    way, beyond = ("rises", "above") if rises else ("falls", "below")
    name = handover.following.id
    raise RefusedError(
        f"`{ref}` {way} and begins {name} at {start_text}, so it has passed a target of {quantity(target)} already",
        f"give one {beyond} {start_text}: --target {ref}=NUMBER",
        f"or change its direction after {name} is open: okr set {name}/{ref} start=NUMBER target={quantity(target)}",
    )
