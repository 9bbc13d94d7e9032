"""The words that say which objectives and key results a view shows: names, `owner:mai`, text of a title, `not:`.

Each word selects a set of objectives and key results. The result is what all words select; only several names are
added up, because no objective has two names. So the order of words never matters, and `not:` is the complement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, get_args

from okrcli.errors import HiddenNameError, RefusedError, UsageError
from okrcli.model.plan import Plan, Ref
from okrcli.model.records import State
from okrcli.model.settings import ObjectiveType
from okrcli.suggest import did_you_mean
from okrcli.text import folded, quote_value
from okrcli.workspace.people import id_hint, id_of
from okrcli.workspace.references import Candidate, exact_refs, searched_in, with_words
from okrcli.workspace.selector_terms import (
    Scores,
    SelectionInput,
    Term,
    holders,
    matches,
    unanswered,
    with_key_results,
    with_members,
)

PACE_WORDS: Final = ("off_track", "at_risk", "not_started", "in_progress", "on_track", "achieved")
NEEDS: Final = ("attention", "checkin", "agreement")
NOT: Final = "not"
_ALLOWED: Final[Mapping[str, tuple[str, ...]]] = {
    "type": get_args(ObjectiveType),
    "status": (*PACE_WORDS, *get_args(State)),
    "needs": NEEDS,
}
KEYS: Final = ("owner", "team", *_ALLOWED, "title")
_SCORED: Final = frozenset(("status", "needs"))
_KEY_AND_VALUE: Final = re.compile(r"([A-Za-z_]+):(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Selector:
    """All words of a selector. Without words it selects everything."""

    terms: tuple[Term, ...] = ()
    words: tuple[str, ...] = ()
    """As they were typed."""

    @property
    def is_empty(self) -> bool:
        """True where it selects everything."""
        return not self.terms

    @property
    def needs_scores(self) -> bool:
        """True where the selection depends on scores, and not on the plan alone."""
        return any(term.key in _SCORED for term in self.terms)

    @property
    def names_only(self) -> bool:
        """True where every word is a name."""
        return bool(self.terms) and all(term.key == "name" and not term.is_turned for term in self.terms)

    @property
    def cycles(self) -> tuple[str, ...]:
        """The cycles of the named objectives and key results."""
        return tuple(dict.fromkeys(sorted(ref.cycle for term in self._names for ref in term.refs)))

    @property
    def _names(self) -> Iterator[Term]:
        return (term for term in self.terms if term.key == "name" and not term.is_turned)

    def pick(self, plan: Plan, refs: Iterable[Ref], day: date, scores: Scores | None = None) -> frozenset[Ref]:
        """Those of these objectives, and of their key results, that are meant on a day.

        `scores` may be left out where `needs_scores` is false. What stands below a named or owned objective is meant
        with it; a status is everybody's own.
        """
        refs_left = frozenset(ref for objective in refs for ref in with_key_results(plan, objective))
        named = [term.refs for term in self._names]
        if named:
            together = frozenset[Ref]().union(*named)
            refs_left = frozenset(ref for ref in refs_left if ref in together or ref.parent in together)
        seen = SelectionInput(plan, day, scores or {}, unanswered(plan, day) if self.needs_scores else frozenset())
        for term in self.terms:
            if term.key != "name" or term.is_turned:
                refs_left = frozenset(ref for ref in refs_left if matches(seen, ref, term) != term.is_turned)
        return refs_left

    def pick_each(self, plan: Plan, refs: Iterable[Ref], day: date, scores: Scores | None = None) -> tuple[Ref, ...]:
        """For a view of one thing after the other: what is named, else the key results that are meant; in file order.

        Of a named objective only itself, and not what stands below it.
        """
        refs = list(refs)
        picked = self.pick(plan, refs, day, scores)
        named = frozenset[Ref]().union(*(term.refs for term in self._names))
        candidates = (ref for objective in refs for ref in with_key_results(plan, objective) if ref in picked)
        return tuple(ref for ref in candidates if (ref in named if named else ref.key_result is not None))

    def picks_author(self, plan: Plan, person: str, refs: Iterable[Ref]) -> bool:
        """True if a view of this selection shows the wins of a person.

        The words for people and teams are about the person. For other words the person holds one of `refs`, which are
        the objectives and key results that all words mean.
        """
        of_people = [term for term in self.terms if term.key in ("owner", "team")]
        if any((person in with_members(plan, term.values)) == term.is_turned for term in of_people):
            return False
        is_about_all = len(of_people) == len(self.terms)
        return is_about_all or any(person in with_members(plan, holders(plan, ref)) for ref in refs)


EVERYTHING: Final = Selector()


def hint_for_nothing(selector: Selector, plan: Plan, refs: Sequence[Ref], day: date) -> str | None:
    """The word to write where two words of one key select nothing together; None where that is not the cause."""
    typed = [word.partition(":") for word in selector.words]
    for key in ("owner", "team", "type", "status"):
        values = list(dict.fromkeys(value for own_key, _, value in typed if own_key.lower() == key))
        if len(values) > 1 and (key == "status" or (not selector.needs_scores and not selector.pick(plan, refs, day))):
            return f"words narrow each other; for any of them write {key}:{','.join(values)}"
    return None


def parse(plan: Plan, cycle: str | None, words: Sequence[str], broken: Sequence[str] = ()) -> Selector:
    """The selector that these words make, for a view of `cycle`.

    Raises UsageError for a word that has no form, RefusedError for one that nothing has: a name, person, team, status
    or text; the nearest ones are the hint. `broken` files, which may hold it, are named too.
    """
    return Selector(tuple(_term(plan, cycle, word, broken) for word in words), tuple(words))


def cycle_words(words: Iterable[str]) -> list[str]:
    """The words without `not:`, for whoever looks for a cycle in front of them."""
    return [word.removeprefix(f"{NOT}:") for word in words]


# ── Parsing ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _term(plan: Plan, cycle: str | None, word: str, broken: Sequence[str]) -> Term:
    match = _KEY_AND_VALUE.fullmatch(word)
    key, value = (match[1].lower(), match[2]) if match else ("", word)
    if key == NOT:
        inner = _term(plan, cycle, value, broken)
        return Term(inner.key, inner.values, inner.refs, not inner.is_turned)
    if not value.strip():
        raise UsageError(
            f"{quote_value(word)}: a name is missing after the colon" if key else "a filter is empty", _KNOWN
        )
    if key == "title":
        return Term("title", frozenset((folded(value),)))
    if key in ("owner", "team"):
        return Term(key, frozenset(_holders(plan, key, value.split(","))))
    if key in _ALLOWED:
        return Term(key, frozenset(_allowed(key, name) for name in value.split(",")))
    if refs := _named(plan, cycle, word):
        return Term("name", refs=refs)
    if with_words(_goals(plan, cycle), word):
        return Term("words", frozenset((word,)))
    raise _unknown(plan, cycle, word, key, broken)


_KNOWN: Final = f"a filter is an id, words of a title, or {', '.join(f'{key}:…' for key in KEYS)}"


def _named(plan: Plan, cycle: str | None, word: str) -> frozenset[Ref]:
    """The references that a name can mean: in its cycle, else in any. `2026-Q3/` alone is all of that cycle."""
    head, slash, rest = word.partition("/")
    if slash and not rest and head in plan.cycles:
        return frozenset(ref for ref, _ in plan.objectives_of(head))
    return exact_refs(plan, cycle, word)


def _goals(plan: Plan, cycle: str | None) -> Iterator[Candidate]:
    """The objectives and key results of a cycle, or of all cycles for None, as `with_words` takes them."""
    return (candidate for candidate in searched_in(plan, cycle) if candidate.ref in plan.locations)


def _holders(plan: Plan, key: str, names: list[str]) -> Iterator[str]:
    """The people and teams that are meant by `owner:` or `team:`; a team stands for those in it."""
    known = sorted(plan.teams if key == "team" else people(plan))
    members = plan.teams if key == "team" else plan.members
    for text in names:
        name = text if text in known else id_of(text, members)
        if name not in known:
            missing = "there is no team" if key == "team" else "unknown person or team"
            hint = id_hint(name, members, known) or f"there are: {', '.join(known[:12]) or 'none'}"
            raise RefusedError(f"{missing} {quote_value(name)}", hint)
        yield from plan.team_and_below(name) if key == "team" else (name,)


def people(plan: Plan) -> set[str]:
    """All people and teams that the plan names."""
    owners = {name for ref in plan.locations if (name := plan.owner_of(ref))}
    updaters = {kr.updater for objective in plan.objectives.values() for kr in objective.key_results if kr.updater}
    return owners | updaters | set(plan.people) | set(plan.teams)


def _allowed(key: str, word: str) -> str:
    """A status, type or need that exists, also where it was typed with a dash, a space or capitals."""
    name = re.sub(r"[-\s]+", "_", word.strip()).lower()
    if name in _ALLOWED[key]:
        return name
    hint = did_you_mean(name, _ALLOWED[key]) or f"there are: {', '.join(_ALLOWED[key])}"
    raise UsageError(f"{key}: there is no `{word}`", hint)


def _unknown(plan: Plan, cycle: str | None, word: str, key: str, broken: Sequence[str]) -> RefusedError | UsageError:
    """The error for a word that is no name and in no title."""
    if key and (near := did_you_mean(f"{key}:", [f"{known}:" for known in (*KEYS, NOT)])):
        return UsageError(f"there is no `{key}:`", near)
    hints = []
    if ".." in word:
        hints.append(f"what changed between commits: okr diff {word}; who changed it: okr log {word}")
    if word in people(plan):
        hints.append(f"did you mean `{'team' if word in plan.teams else 'owner'}:{word}`?")
    known = dict.fromkeys(name for ref in plan.locations for name in (ref.short, str(ref)))
    if any(folded(word) in folded(candidate.title) for candidate in _goals(plan, cycle)):
        hints.append(f"did you mean {quote_value(f'title:{word}')}?")
    hints.append(did_you_mean(word, list(known)) or "okr list shows all ids")
    if broken:
        hints.append(f"it may be in a file that cannot be read: {', '.join(broken[:3])} (okr validate)")
    where = f" in {cycle}" if cycle else ""
    error = HiddenNameError if broken else RefusedError
    return error(f"there is no {quote_value(word)}{where}, and no title contains it", *hints)
