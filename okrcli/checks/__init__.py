"""The rules of validate, lint and audit, one file a topic.

In: a workspace, or a commit and its parent. Out: findings, each with a code and a position.
Rules only look: nothing here changes or prints a file. A rule's docstring says why the rule exists and shows a bad and
a good file; the reference page, `okr explain` and the tests read it."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace
from typing import Final

from okrcli.checks import (
    alignment,
    cadence,
    changes,
    closing,
    counts,
    grades,
    history,
    ids,
    key_result_sets,
    measures,
    references,
    thresholds,
    wording,
)
from okrcli.checks.registry import RULES, Rule
from okrcli.checks.severities import as_set
from okrcli.checks.waivers import excused
from okrcli.diagnostics import CODES, Code, Finding
from okrcli.model.plan import Location, Plan, Ref
from okrcli.model.records import Objective, changed
from okrcli.workspace.plan_builder import Duplicate, LocatedFinding
from okrcli.workspace.workspace import Workspace

__all__ = [
    "ANSWERS",
    "RULES",
    "Rule",
    "advice",
    "alignment",
    "cadence",
    "catalogue",
    "changes",
    "closing",
    "counts",
    "findings",
    "grades",
    "history",
    "ids",
    "key_result_sets",
    "measures",
    "references",
    "thresholds",
    "wording",
]

ANSWERS: Final = frozenset(["OKR511", "OKR512"])
"""What people have answered, or not yet: an edit that says so may bring these, and says it in its own words."""
_DOUBLES: Final = 20
"""Things under a taken name that rules look into; each costs one more run of all rules."""


def catalogue() -> list[Code]:
    """Every code of the program, in order: importing this package has declared them all."""
    return [CODES[number] for number in sorted(CODES)]


def findings(workspace: Workspace) -> list[Finding]:
    """Everything that is wrong in a workspace: what reading found, and what the rules find; sorted by place.

    As severe as the settings have it, and without what is excused where it stands.
    """
    found = [*_of_rules(workspace)]
    for double in workspace.doubles[:_DOUBLES]:
        swapped = replace(workspace, plan=_with_double(workspace.plan, double))
        found.extend(finding for finding in _of_rules(swapped) if _lies_in(finding, double.home))
    settings = workspace.plan.settings.rules
    judged = as_set({*workspace.diagnostics, *map(workspace.place, found)}, settings)
    return sorted(as_set(excused(workspace, judged), settings))


def advice(workspace: Workspace, only: Set[Location] | None = None) -> list[Finding]:
    """What there is to ask about the wording and the cut of a workspace, or `only` of what is written at these places.

    Sorted by place, set and excused as the findings of `okr validate` are.
    """
    settings = workspace.plan.settings.rules
    asked = (one for one in _of_rules(workspace, is_advice=True) if only is None or _lies_in_one(one, only))
    found = as_set(map(workspace.place, asked), settings)
    return sorted(as_set(excused(workspace, found, is_advice=True), settings))


def _of_rules(workspace: Workspace, *, is_advice: bool = False) -> Iterator[LocatedFinding]:
    rules = [rule for rule in RULES if rule.code.is_advice == is_advice]
    return (finding for rule in rules for finding in rule.check(workspace) if not _is_echo(workspace, finding))


def _is_echo(workspace: Workspace, finding: LocatedFinding) -> bool:
    """Whether a finding is about a field or group whose form is wrong: then that is the cause, and it is reported."""
    return finding.location.keys in workspace.doubtful.get(finding.location.path, frozenset())


def _lies_in(finding: LocatedFinding, home: Location) -> bool:
    return finding.location.path == home.path and finding.location.keys[: len(home.keys)] == home.keys


def _lies_in_one(finding: LocatedFinding, homes: Set[Location]) -> bool:
    path, keys = finding.location
    return any(Location(path, keys[:length]) in homes for length in range(len(keys) + 1))


def _with_double(plan: Plan, double: Duplicate) -> Plan:
    """The plan in which the second thing of a name stands in the place of the first, so that rules look into it."""
    ref, home, thing = double
    homes = {**plan.homes, ref: home}
    if isinstance(thing, Objective):
        objective = thing
        homes = {of: where for of, where in homes.items() if of.parent != ref or of == ref}
        for position, key_result in enumerate(thing.key_results):
            homes[Ref(*ref[:2], key_result.id)] = home.child("key_results", position)
    else:
        first = plan.objectives.get(ref.parent)
        others = [kr for kr in first.key_results if kr.id != thing.id] if first else []
        objective = changed(first, key_results=(*others, thing)) if first else Objective(id=ref.objective, title="-")
    return replace(plan, objectives={**plan.objectives, ref.parent: objective}, homes=homes)
