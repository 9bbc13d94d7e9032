"""Rules about the numbers of a key result: they fit its kind and can be used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from okrcli.checks.registry import rule
from okrcli.diagnostics import Severity
from okrcli.model.plan import Location, Plan, Ref
from okrcli.model.records import THRESHOLD_KINDS, KeyResult, Objective
from okrcli.model.scalars import has_thousands_point
from okrcli.text import number_text
from okrcli.workspace.located_finding import LocatedFinding
from okrcli.workspace.workspace import Workspace


def _key_results(plan: Plan) -> Iterator[tuple[Ref, Location, KeyResult]]:
    for ref in plan.objectives:
        for key_result_ref, key_result in plan.key_results_of(ref):
            yield key_result_ref, plan.locations[key_result_ref], key_result


@rule("OKR111", "missing-target")
def missing_target(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A key result has the fields of its kind: `target`, `low` and `high`, `milestones`, or `done`.

    Why: without them it is unclear when the result is reached. It is shown as –, and does not count.

    Bad: `{id: mql, title: More MQLs}`

    Good: `{id: mql, title: Grow MQLs from 20 to 30, start: 20, target: 30}`
    """
    for _, location, key_result in _key_results(workspace.plan):
        kind = key_result.measure
        if kind is None:
            hint = "add `target: 30`, or `low` and `high`, `milestones`, `done: false`, `target_per_period`"
            yield LocatedFinding(location, f"key result `{key_result.id}` has no measure", hint)
        elif kind in ("metric", *THRESHOLD_KINDS - {"between"}) and key_result.target is None:
            yield LocatedFinding(
                location, f"key result `{key_result.id}` of kind {kind} has no `target`", "add a line `target: …`"
            )
        elif kind == "between" and (key_result.low is None or key_result.high is None):
            yield LocatedFinding(
                location, f"key result `{key_result.id}` needs both `low` and `high`", "add the one that is missing"
            )
        elif kind == "milestones" and not key_result.milestones:
            yield LocatedFinding(
                location, f"key result `{key_result.id}` has no milestones", "list at least one below `milestones:`"
            )


@rule("OKR112", "start-equals-target")
def start_equals_target(workspace: Workspace) -> Iterator[LocatedFinding]:
    """The start of a metric is not its target.

    Why: progress is the share of the way from start to target; here the way is 0. For a value to keep, use `at_least`
    or `at_most`.

    Bad: `{start: 99, target: 99}`

    Good: `{kind: at_least, target: 99}`
    """
    for _, location, key_result in _key_results(workspace.plan):
        if key_result.measure != "metric" or key_result.target is None:
            continue
        if key_result.start is None and key_result.target == 0:
            message = f"key result `{key_result.id}` has target 0 and no start"
            yield LocatedFinding(location.child("target"), message, "add `start:`, the value of today")
        elif key_result.start == key_result.target:
            number = number_text(key_result.target)
            hint = f"to keep a value, write `kind: at_least` (or at_most) and `target: {number}` without `start`"
            yield LocatedFinding(
                location.child("target"), f"key result `{key_result.id}` starts at its target, {number}", hint
            )


_MEASURES: Final[Mapping[str, tuple[str, ...]]] = {
    "metric": ("target",),
    **dict.fromkeys(sorted(THRESHOLD_KINDS - {"between"}), ("target",)),
    "between": ("low", "high"),
    "milestones": ("milestones",),
    "binary": ("done",),
    "recurring": ("target_per_period",),
    "baseline": (),
}
"""The fields that each kind measures by."""


@rule("OKR116", "several-measures", Severity.WARNING)
def several_measures(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A key result is measured in one way: by `target`, by `low` and `high`, by `milestones`, or by `done`.

    Why: only one of them counts, and the others look as if they did.

    Bad: `{target: 30, done: false}`

    Good: `target: 30`
    """
    for _, location, key_result in _key_results(workspace.plan):
        kind = key_result.measure
        if kind is None or kind not in _MEASURES:
            continue
        others = ("target", "low", "high", "milestones", "done", "target_per_period")
        given = [name for name in others if getattr(key_result, name) not in (None, ())]
        for name in given:
            if name not in _MEASURES[kind]:
                message = f"`{name}` does not count in key result `{key_result.id}`, which is of kind {kind}"
                hint = f"remove it, or make two key results; {_counts(kind)}"
                yield LocatedFinding(location.child(name), message, hint, on="key")


def _counts(kind: str) -> str:
    names = " and ".join(f"`{name}`" for name in _MEASURES[kind])
    return f"it is measured by {names}" if names else "a baseline has no measure"


@rule("OKR115", "thousands-point", Severity.WARNING)
def thousands_point(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A number such as 1.234 is not meant as a thousand.

    Why: the point is the decimal point here, so `1.000` is one. In Vietnam or Germany it is a thousand, so a wrong
    target looks right to its author.

    Bad: `target: 1.000`

    Good: `target: 1000`
    """
    plan = workspace.plan
    for ref, location, key_result in _key_results(plan):
        for field in ("start", "target", "low", "high", "target_per_period", "risk_threshold", "risk_low", "risk_high"):
            if has_thousands_point(number := getattr(key_result, field)):
                yield _thousands(number, location.child(field))
        for checkin in plan.checkins.get(ref, ()):
            if (number := checkin.reading.value) and has_thousands_point(number):
                yield _thousands(number, checkin.location.child("value"))


def _thousands(number: Decimal, location: Location) -> LocatedFinding:
    text, plain = number_text(number), f"{number.normalize():f}"
    return LocatedFinding(
        location, f"`{text}` is {plain} here", f"write {text.replace('.', '')} for thousands, or {plain}"
    )


@rule("OKR113", "low-above-high")
def low_above_high(workspace: Workspace) -> Iterator[LocatedFinding]:
    """`low` is below `high`.

    Why: otherwise no value is between them.

    Bad: `{low: 30, high: 20}`

    Good: `{low: 20, high: 30}`
    """
    for _, location, key_result in _key_results(workspace.plan):
        if key_result.low is not None and key_result.high is not None and key_result.low > key_result.high:
            yield LocatedFinding(
                location.child("low"), f"`low` is above `high` in key result `{key_result.id}`", "swap the two"
            )


@rule("OKR114", "missing-reason", Severity.WARNING)
def reason_missing(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A paused, postponed or cancelled item has `since` and `reason`.

    Why: the item no longer counts in the average, so a pause can hide a bad number. The reason and the day explain it.

    Bad: `state: paused`

    Good: `{state: paused, since: 2026-11-02, reason: waiting for the licence}`
    """
    plan = workspace.plan
    things: list[tuple[Location, Objective | KeyResult]] = [
        (plan.locations[ref], objective) for ref, objective in plan.objectives.items()
    ]
    things.extend((location, key_result) for _, location, key_result in _key_results(plan))
    for location, item in things:
        if item.state not in ("paused", "postponed", "cancelled"):
            continue
        missing = [name for name in ("since", "reason") if getattr(item, name) is None]
        if missing:
            names = " and ".join(f"`{name}`" for name in missing)
            yield LocatedFinding(
                location.child("state"), f"`{item.id}` is {item.state} without {names}", f"add {names}"
            )


@rule("OKR403", "unfitting-value", Severity.WARNING)
def value_does_not_fit(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A check-in fits its key result: `value` for a measured one, else `done`.

    Why: the other field does not count, and the key result does not change.

    Bad: `value: 1` for a key result of kind `binary`

    Good: `done: true`
    """
    plan = workspace.plan
    for ref, checkins in plan.checkins.items():
        if ref.key_result is None or ref.action is not None or ref not in plan.locations:
            continue
        kind = plan.key_result(ref).measure
        counted = kind not in ("binary", "milestones")
        for checkin in checkins:
            if counted and checkin.reading.done is not None:
                yield LocatedFinding(
                    checkin.location.child("done"),
                    f"`{ref}` is measured by its value, not by `done`",
                    "write `value: …`",
                )
            if not counted and checkin.reading.value is not None:
                hint = "write `done: true`" if kind == "binary" else "write `done: [milestone-id]`"
                yield LocatedFinding(checkin.location.child("value"), f"`{ref}` of kind {kind} has no value", hint)
