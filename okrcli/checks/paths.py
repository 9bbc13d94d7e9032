"""Rules about the planned path of a key result: its points are in order, inside its days, and on the way."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from okrcli.checks.registry import rule
from okrcli.model.number_format import quantity
from okrcli.model.plan import Location, Plan, Ref
from okrcli.model.records import KeyResult
from okrcli.scoring.progress import measure_problem
from okrcli.workspace.located_finding import LocatedFinding
from okrcli.workspace.workspace import Workspace


def _with_path(plan: Plan) -> Iterator[tuple[Ref, Location, KeyResult]]:
    """The key results that follow a path and whose numbers can be used, with the location of the path."""
    for ref in plan.objectives:
        for key_result_ref, key_result in plan.key_results_of(ref):
            if key_result.follows_path and not measure_problem(key_result):
                yield key_result_ref, plan.locations[key_result_ref].child("path"), key_result


@rule("OKR163", "path-not-in-order")
def path_not_in_order(workspace: Workspace) -> Iterator[LocatedFinding]:
    """The points of a path have later and later days, and values that do not go back.

    Why: a path says what is expected on the way from start to target. Two values for one day, or a step back, mostly
    are a typing mistake.

    Bad: `path: [{on: 2026-12-10, value: 80}, {on: 2026-11-15, value: 30}]`

    Good: `path: [{on: 2026-11-15, value: 30}, {on: 2026-12-10, value: 80}]`
    """
    for ref, location, key_result in _with_path(workspace.plan):
        is_falling = Fraction(key_result.target or 0) < Fraction(key_result.start or 0)
        for position, (before, point) in enumerate(pairwise(key_result.path), start=1):
            here = location.child(position)
            if point.on <= before.on:
                message = f"the path of `{ref}` has {point.on} after {before.on}"
                yield LocatedFinding(here.child("on"), message, "put the points in the order of their days, one a day")
            elif point.value != before.value and (point.value < before.value) is not is_falling:
                way = "rises" if is_falling else "falls"
                message = f"the path of `{ref}` {way} from {quantity(before.value)} to {quantity(point.value)}"
                hint = (
                    f"its values go from {quantity(Fraction(key_result.start or 0))} to {quantity(key_result.target)}"
                )
                yield LocatedFinding(here.child("value"), message, hint)


@rule("OKR164", "path-beside-its-way")
def path_beside_its_way(workspace: Workspace) -> Iterator[LocatedFinding]:
    """The points of a path are on days of the key result, and between its start and its target.

    On the first day the start is expected and on the last day the target, so these two need no point.

    Why: a point on another day does not count, and a value beyond the target cannot be expected.

    Bad: `path: [{on: 2027-01-15, value: 80}]` in 2026-Q4

    Good: `path: [{on: 2026-12-10, value: 80}]`
    """
    for ref, location, key_result in _with_path(workspace.plan):
        days, start, target = workspace.plan.period_of(ref), Fraction(key_result.start or 0), key_result.target
        ends = {days.start: start, days.end: Fraction(target or 0)}
        low, high = sorted(ends.values())
        way = f"{quantity(start)} to {quantity(target)}"
        for position, point in enumerate(key_result.path):
            here = location.child(position)
            if point.on not in days:
                message = f"the path of `{ref}` has {point.on}, which is not one of its days"
                yield LocatedFinding(here.child("on"), message, f"its days: {days.start} to {days.end}")
            elif not low <= Fraction(point.value) <= high:
                message = f"the path of `{ref}` has {quantity(point.value)}, which is not on the way from {way}"
                yield LocatedFinding(here.child("value"), message, "change the point, or the start or target with it")
            elif ends.get(point.on, point.value) != point.value:
                end = "first" if point.on == days.start else "last"
                message = f"{quantity(ends[point.on])} is expected of `{ref}` on its {end} day, {point.on}"
                yield LocatedFinding(here.child("value"), message, "leave this point out")
