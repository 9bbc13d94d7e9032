"""Advice about the wording of objectives and key results, in the language in which they are written.

Good OKRs that the authors of the method published break every one of these rules, so the rules ask and never forbid.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from okrcli.checks.registry import rule
from okrcli.diagnostics import Severity
from okrcli.model.plan import Location, Plan, Ref
from okrcli.model.records import KeyResult, Objective
from okrcli.model.settings import LintSettings
from okrcli.workspace.located_finding import LocatedFinding
from okrcli.workspace.workspace import Workspace

if TYPE_CHECKING:
    from okrcli.language.advice import Fields, Remark
    from okrcli.language.lexicons import Words

_OVER: Final = frozenset(("cancelled", "closed", "postponed"))


def words_of(settings: LintSettings) -> Words:
    """The word lists of this workspace. The same settings give the same object, because building it is slow."""
    return _words(tuple((entry.language, entry.list, entry.add, entry.remove) for entry in settings.words))


@lru_cache(maxsize=4)
def _words(changes: tuple[tuple[str | None, str, Sequence[str], Sequence[str]], ...]) -> Words:
    from okrcli.language.lexicons import Words

    return Words(changes)


def ask(plan: Plan, title: str, say: str, **values: object) -> str:
    """A question in the language of a title."""
    return words_of(plan.settings.lint).of(title).say[say].format(**values)


def objectives_at_work(plan: Plan) -> Iterator[tuple[Ref, Objective]]:
    """The objectives whose wording can still change: not closed, cancelled or postponed."""
    return ((ref, objective) for ref, objective in plan.objectives.items() if objective.state not in _OVER)


def key_results_at_work(plan: Plan, ref: Ref) -> list[tuple[Ref, KeyResult]]:
    """The key results of one objective that are not closed, cancelled or postponed."""
    return [(name, key_result) for name, key_result in plan.key_results_of(ref) if key_result.state not in _OVER]


def remarks_on(plan: Plan, item: Objective | KeyResult) -> Sequence[Remark]:
    """The remarks on one title."""
    from okrcli.language.advice import NOTHING_SAID

    words = words_of(plan.settings.lint)
    if isinstance(item, Objective):
        return _judged(item.title, "objective", words, NOTHING_SAID)
    return _judged(item.title, "key_result", words, _fields(item))


def _fields(key_result: KeyResult) -> Fields:
    from okrcli.language.advice import Fields

    if key_result.measure == "baseline":
        return Fields(is_measured=True, has_number=True, has_start=True, has_level=True)
    numbers = (key_result.target, key_result.low, key_result.high, key_result.target_per_period)
    has_number = any(number is not None for number in numbers)
    is_measured = has_number or bool(key_result.milestones) or key_result.done is not None
    has_level = bool(key_result.start) or key_result.unit == "%"
    return Fields(is_measured, has_number, key_result.start is not None, has_level)


@lru_cache(maxsize=1 << 16)
def _judged(title: str, kind: str, words: Words, fields: Fields) -> Sequence[Remark]:
    from okrcli.language.advice import judge

    return judge(title, "objective" if kind == "objective" else "key_result", words.of(title), fields)


class _ByIdentity:
    """A plan as a cache key: equal only to itself."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def __hash__(self) -> int:
        return id(self.plan)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and other.plan is self.plan


@lru_cache(maxsize=1)
def _asked_in(key: _ByIdentity) -> Mapping[str, Sequence[LocatedFinding]]:
    """Every remark on the titles of a plan, by rule. Cached, because each rule of this module needs its own."""
    plan = key.plan
    by_rule: defaultdict[str, list[LocatedFinding]] = defaultdict(list)
    for ref, objective in objectives_at_work(plan):
        items: list[tuple[Ref, Objective | KeyResult]] = [(ref, objective), *key_results_at_work(plan, ref)]
        for name, item in items:
            for remark in remarks_on(plan, item):
                path, keys = plan.locations[name]
                location, severity = Location(path, (*keys, "title")), Severity(remark.weight)
                by_rule[remark.rule].append(LocatedFinding(location, remark.question, remark.shape, severity=severity))
    return by_rule


def _asked(workspace: Workspace, name: str) -> Iterator[LocatedFinding]:
    """The findings of the remark with this name."""
    yield from _asked_in(_ByIdentity(workspace.plan)).get(name, ())


# ── Key results ───────────────────────────────────────────────────────────────────────────────────────────────────


@rule("OKR801", "result-without-number", Severity.WARNING, is_advice=True)
def result_without_number(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A key result has a number, in its title or its fields, or names the state to reach.

    Why: without it, two people may disagree at the end if the result was reached. A number, a date or a state that
    others can check is enough. Numbers in names (`B2B`, `v2`, `Q4`) do not count.

    Bad: `{id: nps, title: Raise the NPS, done: false}`

    Good: `{id: nps, title: Raise the NPS, start: 32, target: 45}`
    """
    return _asked(workspace, "result-without-number")


@rule("OKR802", "task-as-result", Severity.WARNING, is_advice=True)
def task_as_result(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A key result names a change, not an activity.

    Why: work can be finished without any effect. Write work as an action of the key result. Authors disagree about
    counted work ("publish 15 posts"): in Thai and Chinese it is an info.

    Bad: `{id: blog, title: Publish 15 blog posts, start: 0, target: 15}`

    Good: `{id: visits, title: Visits grow from 4000 to 9000, start: 4000, target: 9000}`
    """
    return _asked(workspace, "task-as-result")


@rule("OKR803", "vague-result", Severity.WARNING, is_advice=True)
def vague_result(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A key result means the same to all who read it.

    Why: without a number, each reader understands “better”, “faster” and “happier” in another way.

    Bad: `{id: support, title: Happier customers, done: false}`

    Good: `{id: support, title: 9 of 10 customers would order again, kind: at_least, target: 90}`
    """
    return _asked(workspace, "vague-result")


@rule("OKR804", "percent-of-what", Severity.INFO, is_advice=True)
def percent_of_what(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A change in percent names its start.

    Why: 20 % more of an unknown number is an unknown number. With `start` and `target` it can be computed.

    Bad: `{id: leads, title: Grow leads by 20%, target: 20}`

    Good: `{id: leads, title: Grow leads by 20%, start: 250, target: 300}`
    """
    return _asked(workspace, "percent-of-what")


@rule("OKR805", "several-results", Severity.INFO, is_advice=True)
def several_results(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A key result has one measure.

    Why: one number cannot show the progress of two results. Write two key results.

    Bad: `title: 40 new customers and 90 days of runway`

    Good: `title: 40 new customers`
    """
    return _asked(workspace, "several-results")


@rule("OKR806", "vanity-measure", Severity.WARNING, is_advice=True)
def vanity_measure(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A measure grows only if something gets better.

    Why: downloads, page views and followers can be bought without any lasting use. Measure what people do next. (An
    info for followers and likes, on which opinions differ.)

    Bad: `title: 10000 app downloads`

    Good: `title: 2000 people use the app every week`
    """
    return _asked(workspace, "vanity-measure")


@rule("OKR807", "business-as-usual", Severity.WARNING, is_advice=True)
def business_as_usual(workspace: Workspace) -> Iterator[LocatedFinding]:
    """An objective is about a change.

    Why: daily work needs no objective. Use `at_least` to keep a level. (An info for key results, which may keep a
    level.)

    Bad: `title: Keep the ovens running`

    Good: `title: Customers never notice that we are moving house`
    """
    return _asked(workspace, "business-as-usual")


# ── Objectives ────────────────────────────────────────────────────────────────────────────────────────────────────


@rule("OKR811", "vague-objective", Severity.WARNING, is_advice=True)
def vague_objective(workspace: Workspace) -> Iterator[LocatedFinding]:
    """An objective is specific: no other company could have the same.

    Why: a general sentence does not help to choose between tasks. Name the people, or the change for them.

    Bad: `title: Improve customer satisfaction`

    Good: `title: Bakeries get an answer before their ovens cool down`
    """
    return _asked(workspace, "vague-objective")


@rule("OKR812", "objective-is-metric", Severity.WARNING, is_advice=True)
def objective_is_metric(workspace: Workspace) -> Iterator[LocatedFinding]:
    """An objective says what a number is for.

    Why: a number alone is a key result, and its key results can only be parts of it. Authors disagree, so it is an info
    if the title has more than the number, if the number is a change in percent, and in Thai.

    Bad: `title: Reach $5M in revenue`

    Good: `title: Live from our own customers instead of from investors`
    """
    return _asked(workspace, "objective-is-metric")


@rule("OKR813", "topic-without-verb", Severity.WARNING, is_advice=True)
def topic_without_verb(workspace: Workspace) -> Iterator[LocatedFinding]:
    """An objective has a verb: what will happen.

    Why: a topic has no direction, and each reader understands it in another way.

    Bad: `title: Visitor experience`

    Good: `title: Bakeries recommend us to each other`
    """
    return _asked(workspace, "topic-without-verb")


@rule("OKR814", "task-as-objective", Severity.WARNING, is_advice=True)
def task_as_objective(workspace: Workspace) -> Iterator[LocatedFinding]:
    """An objective is a state to reach, and not a piece of work.

    Why: work ends when it is done. An objective is reached when people see its effect.

    Bad: `title: Launch the order page`

    Good: `title: Bakeries find their order without asking us`
    """
    return _asked(workspace, "task-as-objective")
