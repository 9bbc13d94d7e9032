"""Rules about key results whose value comes from parts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from okrcli.checks.hidden_files import HiddenFiles
from okrcli.checks.registry import rule
from okrcli.diagnostics import Severity
from okrcli.model.number_format import quantity
from okrcli.model.plan import Location, Ref
from okrcli.model.records import KeyResult
from okrcli.scoring.alignment import targets
from okrcli.scoring.parts import has_value, is_counted, parts_of, parts_since
from okrcli.workspace.located_finding import LocatedFinding
from okrcli.workspace.plan_names import ClearNames
from okrcli.workspace.workspace import Workspace


def _made_of_parts(workspace: Workspace) -> Iterator[tuple[Ref, Location, KeyResult]]:
    """The key results whose value comes from parts, in cycles that are not closed."""
    plan = workspace.plan
    for objective in plan.objectives:
        for ref, key_result in plan.key_results_of(objective):
            if key_result.value_from and plan.cycles[ref.cycle].state != "closed":
                yield ref, plan.locations[ref], key_result


@rule("OKR171", "no-parts", Severity.WARNING)
def no_parts(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A key result with `value_from: parts` has a value, and parts with a value.

    Why: a value that comes from nothing never moves, and no check-in is asked for.

    Bad: `value_from: parts` where no key result contributes to it

    Good: a key result of another objective contributes to it
    """
    hidden = HiddenFiles(workspace)
    names = ClearNames(workspace.plan, workspace.day)
    for ref, location, key_result in _made_of_parts(workspace):
        if not has_value(key_result):
            message = f"`{ref}` of kind {key_result.measure} has no value that parts can make"
            yield LocatedFinding(location.child("value_from"), message, "give it a `target`, or remove `value_from`")
            continue
        parts = parts_of(workspace.plan, ref)
        if not parts and not hidden.may_hold(ref.objective):
            hint = f"write them: okr split {names.whole(ref)} NAME NAME; or contribute: contributes_to: [{ref}]"
            yield LocatedFinding(location.child("value_from"), f"nothing contributes to `{ref}`", hint)
        for part in parts:
            if not has_value(workspace.plan.key_result(part)):
                message = f"`{part}` has no value, so it is no part of `{ref}`"
                yield LocatedFinding(location.child("value_from"), message, "measure it by a `target`, or unlink it")
    yield from hidden.unchecked("what contributes to")


@rule("OKR172", "parts-do-not-add-up", Severity.WARNING)
def parts_do_not_add_up(workspace: Workspace) -> Iterator[LocatedFinding]:
    """The targets of the parts of a sum make its target, and their starts its start.

    Parts that are a draft, postponed or cancelled do not count. For other ways to put parts together it is not checked.

    Why: each team can reach its part while the whole is missed, or a part was dropped and no one took it over.

    Bad: a target of 100, and parts with 40 and 50

    Good: a target of 100, and parts with 40 and 60
    """
    plan, names = workspace.plan, ClearNames(workspace.plan, workspace.day)
    for ref, location, key_result in _made_of_parts(workspace):
        counted = [part for part in parts_of(plan, ref) if is_counted(plan, part)]
        if key_result.parts != "sum" or key_result.target is None or not counted:
            continue
        ends = [(plan.key_result(part).start or Decimal(0), plan.key_result(part).target) for part in counted]
        whole = {"start": key_result.start or Decimal(0), "target": key_result.target}
        sums = {
            "start": sum((start for start, _ in ends), Decimal(0)),
            "target": sum((target for _, target in ends if target is not None), Decimal(0)),
        }
        for field, number in whole.items():
            if sums[field] != number:
                message = f"the {field}s of the parts of `{ref}` add up to {quantity(sums[field])}, not"
                hint = f'change a part, or: okr set {names.whole(ref)} {field}={sums[field]:f} --reason "…"'
                place = location.child(field) if getattr(key_result, field) is not None else location
                yield LocatedFinding(place, f"{message} {quantity(number)}", hint)


@rule("OKR173", "typed-value-of-parts", Severity.WARNING)
def typed_value(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A value that comes from parts is not checked in.

    Why: the typed value does not count, and two values of one thing confuse. Check in the parts; a note, a confidence
    and a status of the whole are welcome.

    Bad: `value: 20` in a check-in of a key result with `value_from: parts`

    Good: `confidence: 7` there, and the value in a check-in of the part
    """
    for ref, _, key_result in _made_of_parts(workspace):
        since = parts_since(key_result)
        for checkin in workspace.plan.checkins.get(ref, ()):
            if checkin.reading.value is not None and (since is None or checkin.date > since):
                message = f"`{ref}` takes its value from its parts, so this value does not count"
                yield LocatedFinding(checkin.location.child("value"), message, "check in the parts, and remove it")


@rule("OKR174", "unused-parts", Severity.WARNING)
def unused_parts(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A key result with `parts: average` or `weighted` takes its value from parts.

    Why: without `value_from` the field changes nothing, and the value is the one that is checked in.

    Bad: `parts: average`

    Good: `value_from: parts, parts: average`
    """
    plan, names = workspace.plan, ClearNames(workspace.plan, workspace.day)
    for objective in plan.objectives:
        for ref, key_result in plan.key_results_of(objective):
            if key_result.parts != "sum" and not key_result.value_from:
                message = f"`{ref}` does not take its value from parts"
                hint = f"take it from there: okr set {names.whole(ref)} value_from=parts; or remove `parts`"
                yield LocatedFinding(plan.locations[ref].child("parts"), message, hint)


@rule("OKR506", "contribution-without-parts", Severity.INFO)
def contribution_without_parts(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A key result contributes to one that takes its value from parts.

    Why: otherwise the link changes no number: the value above is typed by hand, and can differ from what is below.

    Bad: a link to a key result whose value is checked in

    Good: `value_from: parts` at that key result
    """
    plan, names = workspace.plan, ClearNames(workspace.plan, workspace.day)
    for objective in plan.objectives:
        for ref, key_result in plan.key_results_of(objective):
            for target in targets(plan, ref) if key_result.contributes_to else ():
                if target.key_result and not plan.key_result(target).value_from and plan.locations.get(ref):
                    message = f"`{ref}` contributes to `{target}`, whose value is typed"
                    hint = f'count it there: okr set {names.whole(target)} value_from=parts --reason "…"'
                    yield LocatedFinding(plan.locations[ref].child("contributes_to"), message, hint)
