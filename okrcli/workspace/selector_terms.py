"""One word of a selector, and the objectives and key results that it selects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from okrcli.model.plan import Plan, Ref
from okrcli.scoring.agreements import Agreements
from okrcli.scoring.alignment import dependency_links
from okrcli.scoring.results import KeyResultScore, ObjectiveScore
from okrcli.text import folded
from okrcli.workspace.references import Candidate, words_test

_WORRYING: Final = frozenset(("off_track", "at_risk", None))
Scores = Mapping[Ref, ObjectiveScore]


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a selector, perhaps turned round by `not:`."""

    key: str
    """One of `KEYS`, `name`, or `words`: the beginning of an id, or words of an id or title."""
    values: frozenset[str] = frozenset()
    """Any of them will do: people, statuses … Of words there is one text, as typed, of a title one, folded."""
    refs: frozenset[Ref] = frozenset()
    """The references that a name can mean."""
    is_turned: bool = False


@dataclass(frozen=True, slots=True)
class SelectionInput:
    """The values on which a word can depend."""

    plan: Plan
    day: date
    scores: Scores
    unanswered: frozenset[Ref]


def with_key_results(plan: Plan, ref: Ref) -> Iterator[Ref]:
    """An objective and its key results."""
    yield ref
    for key_result_ref, _ in plan.key_results_of(ref):
        yield key_result_ref


def matches(seen: SelectionInput, ref: Ref, term: Term) -> bool:
    """True where a word selects an objective or key result, without regard to `not:`."""
    if term.key == "name":
        return ref in term.refs or ref.parent in term.refs
    if term.key in ("owner", "team"):
        return not term.values.isdisjoint(holders(seen.plan, ref))
    if term.key == "type":
        return seen.plan.type_of(ref) in term.values
    if term.key == "words":
        (text,) = term.values
        has_words = words_test(text)
        return any(has_words(Candidate(own, title)) for own, title in _with_titles(seen.plan, ref))
    if term.key == "title":
        (text,) = term.values
        return any(text in folded(title) for _, title in _with_titles(seen.plan, ref))
    score = score_of(seen.scores, ref)
    if term.key == "status":
        return score is not None and score.status.shown in term.values
    return any(is_needed(need, score, seen.day, is_open=ref in seen.unanswered) for need in term.values)


def _with_titles(plan: Plan, ref: Ref) -> Iterator[tuple[Ref, str]]:
    """The objective and, of a key result, itself, each with its title."""
    yield ref.parent, plan.objectives[ref.parent].title
    if ref.key_result:
        yield ref, plan.key_result(ref).title


def holders(plan: Plan, ref: Ref) -> set[str]:
    """The owner of the objective; for a key result also its own owner and the people who check in."""
    names = {plan.objectives[ref.parent].owner}
    if ref.key_result:
        names |= {plan.owner_of(ref), *plan.duty_holders(ref)}
    return {name for name in names if name}


def with_members(plan: Plan, names: Iterable[str]) -> set[str]:
    """These people and teams, and the members of the teams."""
    return {person for name in names for person in (plan.team_and_below(name) if name in plan.teams else (name,))}


def score_of(scores: Scores, ref: Ref) -> ObjectiveScore | KeyResultScore | None:
    """The score of an objective, or of one of its key results; None where it was not computed."""
    objective = scores.get(ref.parent)
    if objective is None or ref.key_result is None:
        return objective
    return next((score for score in objective.key_results if score.ref == ref), None)


def is_needed(need: str, score: ObjectiveScore | KeyResultScore | None, day: date, *, is_open: bool) -> bool:
    """True where it needs attention, a check-in by the end of the day, or an agreement (`is_open`)."""
    if need == "agreement":
        return is_open
    is_due = isinstance(score, KeyResultScore) and score.next_due is not None and score.next_due <= day
    if need == "checkin" or score is None:
        return is_due
    return is_open or is_due or score.status.shown in _WORRYING or bool(score.status.marks)


def unanswered(plan: Plan, day: date) -> frozenset[Ref]:
    """The references on both sides of every dependency that is not agreed, and objectives with open agreements."""
    waiting = (link for link in dependency_links(plan, day) if link.is_open or link.agreement == "refused")
    agreements = Agreements(plan, day)
    open_objectives = {ref for ref in plan.objectives if any(agreements.open(ref))}
    return frozenset({ref for link in waiting for ref in (link.ref, link.target) if ref} | open_objectives)
