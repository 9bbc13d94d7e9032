"""Advice about sets of key results: those of an objective, of a cycle and of two cycles.

The question is written in the language of the objective's title.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from okrcli.checks.registry import rule
from okrcli.checks.wording import ask, key_results_at_work, objectives_at_work, remarks_on, words_of
from okrcli.diagnostics import Severity
from okrcli.model.plan import Location, Plan, Ref
from okrcli.model.records import KeyResult, Objective
from okrcli.workspace.located_finding import LocatedFinding
from okrcli.workspace.workspace import Workspace

# ── What is measured ──────────────────────────────────────────────────────────────────────────────────────────────


def _all_key_results(plan: Plan) -> Iterator[tuple[Ref, Location, KeyResult]]:
    for ref, _ in objectives_at_work(plan):
        for key_result_ref, key_result in key_results_at_work(plan, ref):
            yield key_result_ref, plan.locations[key_result_ref], key_result


@rule("OKR826", "no-baseline", Severity.INFO, is_advice=True)
def no_baseline(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A key result that grows or shrinks has a `start`.

    Why: without it progress counts from 0, and a number that is 40 today looks half done on the first day.

    Bad: `{id: nps, title: Raise NPS to 45, target: 45}`

    Good: `{id: nps, title: Raise NPS to 45, start: 32, target: 45}`
    """
    plan = workspace.plan
    for _, location, key_result in _all_key_results(plan):
        if key_result.measure != "metric" or key_result.target is None or key_result.start is not None:
            continue
        is_asked = any(remark.rule in ("percent-of-what", "task-as-result") for remark in remarks_on(plan, key_result))
        if not is_asked and _is_change(plan, key_result):
            yield LocatedFinding(location.child("target"), ask(plan, key_result.title, "no_baseline"), "`start: …`")


def _is_change(plan: Plan, key_result: KeyResult) -> bool:
    from okrcli.language.text import Text

    text = Text(key_result.title, words_of(plan.settings.lint).of(key_result.title))
    return bool(text.lead_roles & {"rises", "falls"}) or key_result.unit == "%"


@rule("OKR827", "undefined-metric", Severity.INFO, is_advice=True)
def undefined_metric(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A `metric` that is named is defined, below `definitions:` or in the key result.

    Why: a term such as “qualified lead” has another meaning in every department.

    Bad: `metric: mql`

    Good: `definitions: {mql: A lead that asked for an offer}`
    """
    plan = workspace.plan
    for _, location, key_result in _all_key_results(plan):
        metric = key_result.metric
        if metric and not key_result.definition and metric not in plan.definitions:
            yield LocatedFinding(
                location.child("metric"), ask(plan, key_result.title, "undefined", metric=metric), "`definition: …`"
            )


@rule("OKR828", "definition-conflict", Severity.WARNING, is_advice=True)
def definition_conflict(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A metric has one definition in a cycle.

    Why: people compare two numbers with the same name.

    Bad: `definition: Anybody who left an address`

    Good: `metric: mql`
    """
    plan = workspace.plan
    known: dict[tuple[str, str], tuple[str, str]] = {}
    for ref, location, key_result in _all_key_results(plan):
        metric, text = key_result.metric, key_result.definition
        if not metric or not text:
            continue
        shared = plan.definitions.get(metric)
        first, other = known.setdefault((ref.cycle, metric), (shared or text, "`definitions`" if shared else str(ref)))
        if " ".join(first.split()) != " ".join(text.split()):
            yield LocatedFinding(
                location.child("definition"), ask(plan, key_result.title, "conflict", metric=f"`{metric}`", other=other)
            )


# ── All of them together ──────────────────────────────────────────────────────────────────────────────────────────


@rule("OKR831", "all-due-on-last-day", Severity.INFO, is_advice=True)
def all_due_on_last_day(workspace: Workspace) -> Iterator[LocatedFinding]:
    """Not every day of an objective is the last day of the cycle.

    Why: results that are due at the end get attention only at the end. Key results without a day are left out.

    Bad: `end_date: 2026-12-31` in every key result

    Good: `end_date: 2026-11-15` in one of them
    """
    plan = workspace.plan
    for ref, objective in objectives_at_work(plan):
        last = plan.cycles[ref.cycle].period.end
        days = [kr.due or kr.end_date for _, kr in key_results_at_work(plan, ref)]
        if len(days) > 1 and all(day == last for day in days):
            asked = ask(plan, objective.title, "last_day", count=len(days), day=last)
            yield LocatedFinding(plan.locations[ref].child("key_results"), asked, on="key")


@rule("OKR832", "only-lagging", Severity.INFO, is_advice=True)
def only_lagging(workspace: Workspace) -> Iterator[LocatedFinding]:
    """At least one key result of an objective shows early whether it works.

    Why: revenue, profit and churn are known too late to act on them. `indicator` decides if it is given, otherwise the
    title.

    Bad: `{id: revenue, title: Revenue grows from 40 to 60, start: 40, target: 60}` beside profit

    Good: `{id: offers, title: We send 30 offers a week instead of 12, start: 12, target: 30}` beside revenue
    """
    plan = workspace.plan
    for ref, objective in objectives_at_work(plan):
        key_results = [key_result for _, key_result in key_results_at_work(plan, ref)]
        indicators = {key_result.indicator for key_result in key_results} - {None}
        is_late = "leading" not in indicators if indicators else all(_is_lagging(plan, kr.title) for kr in key_results)
        if len(key_results) > 1 and is_late:
            asked = ask(plan, objective.title, "lagging")
            yield LocatedFinding(plan.locations[ref].child("key_results"), asked, on="key")


def _is_lagging(plan: Plan, title: str) -> bool:
    from okrcli.language.text import Text

    return Text(title, words_of(plan.settings.lint).of(title)).has("lagging")


_FEW: Final = 3
"""The number of objectives from which one type for all of them is reported."""


@rule("OKR833", "only-one-type", Severity.INFO, is_advice=True)
def only_one_type(workspace: Workspace) -> Iterator[LocatedFinding]:
    """Three or more objectives of a cycle do not all have the same type.

    Why: with committed objectives alone no team aims high, and with aspirational ones alone no result is reliable.

    Bad: `type: committed` in all of them

    Good: `type: aspirational` in one of them
    """
    plan = workspace.plan
    by_cycle: defaultdict[str, list[tuple[Ref, Objective]]] = defaultdict(list)
    for ref, objective in objectives_at_work(plan):
        by_cycle[ref.cycle].append((ref, objective))
    for cycle, objectives in by_cycle.items():
        types = {objective.type for _, objective in objectives}
        if len(objectives) >= _FEW and len(types) == 1 and None not in types:
            ref, objective = objectives[0]
            values: dict[str, Any] = {"count": len(objectives), "cycle": cycle, "type": objective.type}
            yield LocatedFinding(plan.locations[ref].child("type"), ask(plan, objective.title, "one_type", **values))


@rule("OKR834", "copied-from-last-cycle", Severity.WARNING, is_advice=True)
def copied_from_last_cycle(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A key result that is repeated has a new target.

    Why: the same title with the same number shows that nothing was learned. A level to keep (`at_least` or `at_most`)
    may stay the same.

    Bad: `{id: orders, title: Repeat orders reach 30 a week, target: 30}` in this cycle and the one before

    Good: `{id: orders, title: Repeat orders reach 45 a week, target: 45}`
    """
    plan = workspace.plan
    earlier = _earlier_key_results(workspace)
    for ref, location, key_result in _all_key_results(plan):
        if key_result.measure not in ("metric", "milestones", "binary", None):
            continue
        cycle = earlier.get((key_result.title.casefold(), key_result.target), {}).get(ref.cycle)
        if cycle:
            yield LocatedFinding(location.child("title"), ask(plan, key_result.title, "copied", cycle=cycle))


def _earlier_key_results(workspace: Workspace) -> dict[tuple[str, Any], dict[str, str]]:
    """By title and target: for each cycle the last earlier cycle that had such a key result."""
    periods = {cycle.id: cycle.period for cycle in workspace.plan.cycles.values()}
    where: defaultdict[tuple[str, Any], set[str]] = defaultdict(set)
    for record in workspace.records.values():
        cycle = getattr(record, "cycle", None)
        if cycle is None or cycle not in periods:
            continue
        for objective in getattr(record, "objectives", ()):
            for key_result in objective.key_results:
                where[key_result.title.casefold(), key_result.target].add(cycle)
    earlier: dict[tuple[str, Any], dict[str, str]] = {}
    for key, cycles in where.items():
        for cycle in cycles if len(cycles) > 1 else ():
            before = [other for other in cycles if periods[other].end < periods[cycle].start]
            if before:
                earlier.setdefault(key, {})[cycle] = max(before, key=lambda other: periods[other].end)
    return earlier


@rule("OKR835", "mostly-tasks", Severity.INFO, is_advice=True)
def mostly_tasks(workspace: Workspace) -> Iterator[LocatedFinding]:
    """The key results of an objective show together that it is reached.

    Why: if most of them are tasks, all can be done without any effect on the objective. This is advice, because a
    program cannot know it.

    Bad: `{id: hire, title: Hire 3 bakers, start: 0, target: 3}` beside another task

    Good: `{id: choice, title: 3 of 10 bakeries in Hanoi order from us, kind: at_least, target: 30}` beside a result
    """
    plan = workspace.plan
    for ref, objective in objectives_at_work(plan):
        are_tasks = [_is_task(plan, key_result) for _, key_result in key_results_at_work(plan, ref)]
        if len(are_tasks) > 1 and sum(are_tasks) * 2 > len(are_tasks):
            asked = ask(plan, objective.title, "cover")
            yield LocatedFinding(plan.locations[ref].child("key_results"), asked, on="key")


def _is_task(plan: Plan, key_result: KeyResult) -> bool:
    return any(remark.rule == "task-as-result" for remark in remarks_on(plan, key_result))
