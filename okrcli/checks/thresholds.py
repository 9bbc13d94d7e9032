"""Rules about limits, recurring targets and guardrails: fields that fit their kind, and usable numbers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from okrcli.checks.registry import rule
from okrcli.diagnostics import Severity
from okrcli.model.plan import Location, Plan, Ref
from okrcli.model.records import THRESHOLD_KINDS, Guardrail, KeyResult
from okrcli.scoring.progress import measure_problem
from okrcli.scoring.recurring import has_too_many
from okrcli.text import number_text
from okrcli.workspace.located_finding import LocatedFinding
from okrcli.workspace.workspace import Workspace

_FALLS: Final = ("at_most", "below")


def _key_results(plan: Plan) -> Iterator[tuple[Ref, Location, KeyResult]]:
    for ref in plan.objectives:
        for key_result_ref, key_result in plan.key_results_of(ref):
            yield key_result_ref, plan.locations[key_result_ref], key_result


def guardrails(plan: Plan) -> Iterator[tuple[Ref, Location, Guardrail]]:
    """Every guardrail with its reference and location."""
    for ref, location in plan.locations.items():
        holder = plan.item(ref)
        for position, guardrail in enumerate(holder.guardrails):
            yield ref._replace(guardrail=guardrail.id), location.child("guardrails", position), guardrail


@rule("OKR150", "incomplete-recurring")
def incomplete_recurring(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A recurring key result has `target_per_period`, above 0, and `period`.

    Why: without both fields it is unclear if a week was good. It is shown as –, and does not count.

    Bad: `{kind: recurring, target_per_period: 3}`

    Good: `{kind: recurring, period: week, target_per_period: 3}`
    """
    plan = workspace.plan
    for ref, location, key_result in _key_results(plan):
        if key_result.measure != "recurring":
            continue
        target, name = key_result.target_per_period, f"key result `{key_result.id}`"
        if target is None:
            yield LocatedFinding(
                location, f"{name} of kind recurring has no `target_per_period`", "add `target_per_period: 3`"
            )
        elif target <= 0:
            hint = "for an upper limit: `kind: at_most` with `measured_by: share`"
            yield LocatedFinding(location.child("target_per_period"), f"{name} needs a target per period above 0", hint)
        if key_result.period is None:
            yield LocatedFinding(location, f"{name} of kind recurring has no `period`", "add `period: week`")
        elif has_too_many(key_result.period, plan.period_of(ref)):
            yield LocatedFinding(location.child("period"), f"{name} has too many periods", "choose a longer period")


@rule("OKR151", "aggregate-not-allowed")
def aggregate_not_allowed(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A key result that is measured by the sum adds up its check-ins.

    Why: a sum of averages or of latest values has no meaning.

    Bad: `{kind: recurring, measured_by: sum, aggregate: average}`

    Good: `{kind: recurring, measured_by: sum}`
    """
    for _, location, key_result in _key_results(workspace.plan):
        if key_result.measure == "recurring" and not key_result.counts_periods and key_result.aggregation != "sum":
            message = f"key result `{key_result.id}` is measured by the sum, and its check-ins are not added up"
            yield LocatedFinding(
                location.child("aggregate"), message, "remove `aggregate`, or write `measured_by: share`"
            )


@rule("OKR152", "no-distance")
def no_distance(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A distance is measured to one limit above 0.

    Why: it is value ÷ limit. A range has two limits, and a division by 0 is impossible.

    Bad: `{kind: at_most, target: 0, measured_by: distance}`

    Good: `{kind: at_most, target: 5, measured_by: distance}`
    """
    for _, location, key_result in _key_results(workspace.plan):
        problem = measure_problem(key_result)
        if key_result.measured_by == "distance" and problem and problem.startswith("no distance"):
            message = f"key result `{key_result.id}` has {problem}"
            yield LocatedFinding(
                location.child("measured_by"), message, "leave `measured_by` out, or write `measured_by: share`"
            )


_MEASURES: Final = {
    "measured_by": (*sorted(THRESHOLD_KINDS), "recurring"),
    "periods": tuple(sorted(THRESHOLD_KINDS)),
    "period": ("recurring",),
    "target_per_period": ("recurring",),
    "risk_threshold": ("at_least", "at_most", "above", "below"),
    "risk_low": ("between",),
    "risk_high": ("between",),
    "due": ("binary",),
    "path": ("metric",),
    "start": ("metric", *sorted(THRESHOLD_KINDS)),
    "aggregate": ("metric", "recurring", *sorted(THRESHOLD_KINDS), "baseline"),
}
"""The fields that say how a key result is measured, with the kinds that use them."""
_WORDS: Final = {"recurring": ("share", "sum")}


@rule("OKR153", "unfitting-measure", Severity.WARNING)
def unfitting_measure(workspace: Workspace) -> Iterator[LocatedFinding]:
    """The fields about measuring fit the kind of the key result.

    Why: a field of another kind does not count, but looks as if it did.

    Bad: `{kind: metric, target: 30, measured_by: share}`

    Good: `{kind: at_least, target: 30, measured_by: share}`
    """
    for _, location, key_result in _key_results(workspace.plan):
        kind = key_result.measure
        if kind is None:
            continue
        for field, kinds in _MEASURES.items():
            if getattr(key_result, field) not in (None, ()) and kind not in kinds:
                message = f"`{field}` does not count in key result `{key_result.id}`, which is of kind {kind}"
                yield LocatedFinding(location.child(field), message, f"it is for kind {', '.join(kinds)}", on="key")
        if kind in _MEASURES["measured_by"]:
            yield from _unfitting_word(location, key_result, kind)


def _unfitting_word(location: Location, key_result: KeyResult, kind: str) -> Iterator[LocatedFinding]:
    allowed = _WORDS.get(kind, ("latest", "share", "average", "distance"))
    if key_result.measured_by is not None and key_result.measured_by not in allowed:
        message = f"`measured_by: {key_result.measured_by}` does not count for kind {kind}"
        yield LocatedFinding(location.child("measured_by"), message, f"write {', '.join(allowed)}")
    elif key_result.periods is not None and key_result.measured_by != "share" and kind in THRESHOLD_KINDS:
        message = f"`periods` of key result `{key_result.id}` counts with `measured_by: share` alone"
        yield LocatedFinding(location.child("periods"), message, "add `measured_by: share`, or remove it", on="key")


@rule("OKR154", "risk-on-the-good-side", Severity.WARNING)
def risk_on_the_good_side(workspace: Workspace) -> Iterator[LocatedFinding]:
    """The yellow zone is beyond the limit, on the side that misses it.

    Why: on the other side every value keeps the limit, so nothing would ever be yellow.

    Bad: `{kind: at_most, target: 5, risk_threshold: 4}`

    Good: `{kind: at_most, target: 5, risk_threshold: 7}`
    """
    for _, location, key_result in _key_results(workspace.plan):
        falls, target = key_result.measure in _FALLS, key_result.target
        for field, limit, is_upper in (
            ("risk_threshold", target, falls),
            ("risk_low", key_result.low, False),
            ("risk_high", key_result.high, True),
        ):
            risk: Decimal | None = getattr(key_result, field)
            if risk is None or limit is None or (risk > limit if is_upper else risk < limit):
                continue
            side = "above" if is_upper else "below"
            yield LocatedFinding(
                location.child(field),
                f"`{field}` is not {side} the limit, {number_text(limit)}",
                f"write a number {side} it",
            )


@rule("OKR160", "guardrail-without-limit", Severity.WARNING)
def guardrail_without_limit(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A guardrail has a limit: `must_not_exceed`, `must_not_fall_below`, or both.

    Why: a guardrail without a limit can never be breached.

    Bad: `{id: overtime, title: Hours of overtime}`

    Good: `{id: overtime, title: Hours of overtime, must_not_exceed: 4}`
    """
    for ref, location, guardrail in guardrails(workspace.plan):
        if guardrail.must_not_exceed is None and guardrail.must_not_fall_below is None:
            yield LocatedFinding(
                location, f"guardrail `{ref}` has no limit", "add `must_not_exceed:` or `must_not_fall_below:`"
            )


@rule("OKR161", "guardrail-limits-crossed")
def guardrail_limits_crossed(workspace: Workspace) -> Iterator[LocatedFinding]:
    """Between the two limits of a guardrail some value is allowed.

    Why: otherwise every value breaches it.

    Bad: `{must_not_fall_below: 40, must_not_exceed: 30}`

    Good: `{must_not_fall_below: 30, must_not_exceed: 40}`
    """
    for ref, location, guardrail in guardrails(workspace.plan):
        highest, lowest = guardrail.must_not_exceed, guardrail.must_not_fall_below
        if highest is not None and lowest is not None and lowest > highest:
            message = f"guardrail `{ref}`: `must_not_fall_below` is above `must_not_exceed`"
            yield LocatedFinding(location.child("must_not_fall_below"), message, "swap the two")


@rule("OKR162", "unfitting-warning", Severity.WARNING)
def unfitting_warning(workspace: Workspace) -> Iterator[LocatedFinding]:
    """`warn_at` of a guardrail is on its good side: one number for one limit, a pair for two.

    Why: a warning after the breach comes too late, and a second number has no limit to which it belongs.

    Bad: `{must_not_exceed: 4, warn_at: 5}`

    Good: `{must_not_exceed: 4, warn_at: 3}`
    """
    for ref, location, guardrail in guardrails(workspace.plan):
        if guardrail.warn_at is None:
            continue
        lowest, highest = guardrail.must_not_fall_below, guardrail.must_not_exceed
        limits = [limit for limit in (lowest, highest) if limit is not None]
        if len(guardrail.warn_at) != len(limits):
            hint = "write a pair, the lower one first: [32, 38]" if len(limits) > 1 else "write one number"
            yield LocatedFinding(
                location.child("warn_at"), f"`warn_at` of guardrail `{ref}` does not fit its limits", hint
            )
            continue
        low_warning, high_warning = guardrail.warn_at[0], guardrail.warn_at[-1]
        is_late = lowest is not None and low_warning < lowest
        if is_late or (highest is not None and high_warning > highest):
            yield LocatedFinding(
                location.child("warn_at"),
                f"`warn_at` of guardrail `{ref}` is beyond its limit",
                "write a value before the limit",
            )
