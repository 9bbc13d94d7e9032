"""The rules of validate, lint and audit, one file a topic.

In: a workspace, or a commit and its parent. Out: findings, each with a code and a position.
Rules only read: nothing here changes or prints a file. A rule's docstring says why the rule exists and shows a bad and
a good file; the reference page, `okr explain` and the tests read it."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace
from typing import Final

from okrcli.checks import (
    agreements,
    alignment,
    authors,
    cadence,
    changes,
    closing,
    counts,
    grades,
    history,
    ids,
    key_result_sets,
    measures,
    parts,
    paths,
    promises,
    references,
    thresholds,
    tripwires,
    weaker_settings,
    wording,
)
from okrcli.checks.registry import RULES, Rule
from okrcli.checks.severities import as_set
from okrcli.checks.waivers import excused
from okrcli.diagnostics import CODES, Code, Finding
from okrcli.model.plan import Location, Plan, Ref
from okrcli.model.record_base import changed
from okrcli.model.records import Objective
from okrcli.workspace.located_finding import Duplicate, LocatedFinding
from okrcli.workspace.workspace import Workspace

__all__ = [
    "ANSWERS",
    "RULES",
    "Rule",
    "advice",
    "agreements",
    "alignment",
    "authors",
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
    "parts",
    "paths",
    "promises",
    "references",
    "thresholds",
    "tripwires",
    "weaker_settings",
    "wording",
]

ANSWERS: Final = frozenset(["OKR511", "OKR512"])
"""Findings about answers to dependencies. An edit of such an answer may cause them, and reports them itself."""
_DOUBLES: Final = 20
"""The most items with a duplicate name that rules check; each costs one more run of all rules."""


def catalogue() -> list[Code]:
    """Every code of the program, in order: importing this package has declared them all."""
    return [CODES[number] for number in sorted(CODES)]


def findings(workspace: Workspace) -> list[Finding]:
    """The findings of a workspace, from reading its files and from the rules, sorted by position.

    Severities are as the settings have them; findings that a waiver excuses are left out.
    """
    located = [*_of_rules(workspace)]
    for double in workspace.duplicates[:_DOUBLES]:
        swapped = replace(workspace, plan=_with_double(workspace.plan, double))
        located.extend(finding for finding in _of_rules(swapped) if _lies_in(finding, double.location))
    settings = workspace.plan.settings.rules
    judged = as_set({*workspace.diagnostics, *map(workspace.place, located)}, settings)
    return sorted(as_set(excused(workspace, judged), settings))


def advice(workspace: Workspace, only: Set[Location] | None = None) -> list[Finding]:
    """Findings about the wording and the number of objectives and key results, or `only` those at or below locations.

    Sorting, severities and waivers are those of `findings`.
    """
    settings = workspace.plan.settings.rules
    located = (each for each in _of_rules(workspace, is_advice=True) if only is None or _lies_in_any(each, only))
    judged = as_set(map(workspace.place, located), settings)
    return sorted(as_set(excused(workspace, judged, is_advice=True), settings))


def _of_rules(workspace: Workspace, *, is_advice: bool = False) -> Iterator[LocatedFinding]:
    rules = [rule for rule in RULES if rule.code.is_advice == is_advice]
    return (finding for rule in rules for finding in rule.check(workspace) if not _is_echo(workspace, finding))


def _is_echo(workspace: Workspace, finding: LocatedFinding) -> bool:
    """True if a finding is only a consequence of a field that could not be read, which is reported itself."""
    return finding.location.keys in workspace.doubtful.get(finding.location.path, frozenset())


def _lies_in(finding: LocatedFinding, location: Location) -> bool:
    return finding.location.path == location.path and finding.location.keys[: len(location.keys)] == location.keys


def _lies_in_any(finding: LocatedFinding, locations: Set[Location]) -> bool:
    path, keys = finding.location
    return any(Location(path, keys[:length]) in locations for length in range(len(keys) + 1))


def _with_double(plan: Plan, double: Duplicate) -> Plan:
    """The plan with the second item of a duplicate name in place of the first, so that rules check it too."""
    ref, location, item = double
    locations = {**plan.locations, ref: location}
    if isinstance(item, Objective):
        objective = item
        locations = {other: location for other, location in locations.items() if other.parent != ref or other == ref}
        for position, key_result in enumerate(item.key_results):
            locations[Ref(*ref[:2], key_result.id)] = location.child("key_results", position)
    else:
        first = plan.objectives.get(ref.parent)
        others = [kr for kr in first.key_results if kr.id != item.id] if first else []
        objective = changed(first, key_results=(*others, item)) if first else Objective(id=ref.objective, title="-")
    return replace(plan, objectives={**plan.objectives, ref.parent: objective}, locations=locations)
