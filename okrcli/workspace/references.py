"""References: a text that a person typed becomes a part of the plan with its location."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from okrcli.errors import AmbiguousNameError, HiddenNameError, RefusedError
from okrcli.model.plan import Location, Plan, Ref
from okrcli.model.records import Action, KeyResult, Milestone, Objective
from okrcli.suggest import did_you_mean, one_of_these
from okrcli.text import folded, quote_value
from okrcli.workspace.name_search import searchable, word_matcher
from okrcli.workspace.plan_names import all_names, named_items

if TYPE_CHECKING:
    from okrcli.workspace.workspace import Workspace

GOALS: Final = (Objective, KeyResult)
"""The kinds of items that progress is computed for."""


_NOUNS: Final[dict[type, str]] = {
    Objective: "objective",
    KeyResult: "key result",
    Action: "action",
    Milestone: "milestone",
}


class PlanItem(NamedTuple):
    """An objective, key result, action or milestone of the plan."""

    ref: Ref
    """Itself, or for an action or milestone the key result that it belongs to."""
    name: str
    """Its name for people: `demand/mql`, and for an action or milestone with its id or title behind."""
    value: Any
    """The record."""
    location: Location

    @property
    def kind(self) -> type:
        """Its record class."""
        return type(self.value)

    @property
    def noun(self) -> str:
        """The noun for its kind."""
        return _NOUNS[self.kind]

    @property
    def is_step(self) -> bool:
        """True for an action or a milestone."""
        return isinstance(self.value, Action | Milestone)

    def at(self, *keys: str | int) -> tuple[str | int, ...]:
        """The path of a field of it inside its file."""
        return (*self.location.keys, *keys)


class Candidate(NamedTuple):
    """A part of the plan that a typed name can mean."""

    ref: Ref
    """Itself, or for a milestone and an action without an id the key result that it belongs to."""
    title: str
    item: PlanItem | None = None
    """The action or milestone, where the candidate is one."""

    @property
    def name(self) -> str:
        """The full name: `2026-Q4/demand/mql`."""
        return f"{self.ref.cycle}/{self.item.name}" if self.item else self.ref.full

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids from the objective to itself; the last one is empty for an action or milestone without an id."""
        own = (self.item.value.id or "",) if self.item else ()
        return (*(part for part in self.ref[1:] if part is not None), *own)


# ── From a typed name to one item ─────────────────────────────────────────────────────────────────────────────────


def resolve_ref(
    plan: Plan,
    cycle: str | None,
    text: str,
    broken: Sequence[str] = (),
    *,
    is_write: bool = False,
    may_search: bool = True,
) -> Ref:
    """The objective, key result, action or guardrail that a text names (docs/how-to/looking.md, "Names").

    Without `may_search` only a whole id or reference names one. Raises AmbiguousNameError where several fit. Raises
    RefusedError with the nearest names where none does; `broken` files, which may hold what was not found, are named
    too.
    """
    name = _TypedName.of(plan, cycle, text, is_write=is_write)
    search = name.search_levels(searched_in(plan, name.cycle)) if may_search else ()
    candidate = _first_of(text, chain(name.exact_levels(), search))
    if candidate is None:
        raise _unknown(name, text, broken)
    return candidate.ref


def resolve_item(
    workspace: Workspace, text: str, kinds: Collection[type] = (Objective, KeyResult, Action, Milestone)
) -> PlanItem:
    """The item that a writing command names: an objective, key result, action or milestone.

    Only items of these kinds are found by the beginning of an id or by a word; any item is found by its exact name.
    Raises as `resolve_ref`, and RefusedError for a guardrail.
    """
    plan = workspace.plan
    name = _TypedName.of(plan, workspace.focus.id if workspace.focus else None, text, is_write=True)
    steps = [Candidate(step.ref, step.value.title, step) for step in milestones_and_actions(plan, name.cycle)]
    searched = [*(each for each in searched_in(plan, name.cycle) if not each.ref.guardrail), *steps]
    of_kinds = [candidate for candidate in searched if _kind_of(candidate) in kinds]
    levels = chain(name.exact_levels(), [name.with_ids(steps)], name.search_levels(of_kinds))
    candidate = _first_of(text, levels)
    if candidate is None:
        raise _unknown(name, text, workspace.broken)
    return candidate.item or _item_at(plan, candidate.ref)


def is_exact_name(plan: Plan, cycle: str | None, text: str) -> bool:
    """True for the whole id or reference of something in the plan, today's or an earlier one, ambiguous or not."""
    return any(_TypedName.of(plan, cycle, text).exact_levels())


def exact_refs(plan: Plan, cycle: str | None, text: str) -> frozenset[Ref]:
    """The objectives and key results with this whole id or reference: in the cycle, elsewhere, else an earlier one."""
    levels = _TypedName.of(plan, cycle, text).exact_levels()
    refs = (frozenset(each.ref for each in level if each.ref in plan.locations) for level in levels)
    return next(filter(None, refs), frozenset())


@dataclass(frozen=True, slots=True)
class _TypedName:
    """A name as it was typed, without the cycle in front of it."""

    plan: Plan
    cycle: str | None
    """The cycle that was typed, else the one in focus; None if no cycle is."""
    text: str
    has_cycle: bool
    """True if the cycle was typed."""
    is_write: bool

    @classmethod
    def of(cls, plan: Plan, cycle: str | None, text: str, *, is_write: bool = False) -> Self:
        """The typed name, of the cycle in front of it or of the one in focus."""
        head, _, rest = text.partition("/")
        if rest and head in plan.cycles:
            return cls(plan, head, rest, has_cycle=True, is_write=is_write)
        return cls(plan, cycle, text, has_cycle=False, is_write=is_write)

    def exact_levels(self) -> Iterator[list[Candidate]]:
        """The items with exactly this name, the best level first: in the cycle, elsewhere, under an earlier name."""
        known = [Candidate(ref, title) for ref, title in named_items(self.plan)]
        near = [candidate for candidate in known if candidate.ref.cycle == self.cycle]
        far = [] if self.has_cycle else [candidate for candidate in known if candidate.ref.cycle != self.cycle]
        for candidates in (near, far):
            yield [candidate for candidate in candidates if str(candidate.ref) == self.text]
            yield self.with_ids(candidates)
        titles = {candidate.ref: candidate.title for candidate in known}
        earlier = (old for old in self.plan.renamed if old.cycle == self.cycle and self.text in (str(old), old.short))
        yield [Candidate(ref, titles.get(ref, "")) for ref in dict.fromkeys(map(self.plan.present, earlier))]

    def with_ids(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        """The candidates whose last ids are these; an action or milestone without an id by its name for people."""
        parts = tuple(self.text.split("/"))
        return [
            candidate
            for candidate in candidates
            if (parts[-1] and candidate.ids[-len(parts) :] == parts)
            or (candidate.item and candidate.item.name == self.text)
        ]

    def search_levels(self, candidates: Sequence[Candidate]) -> Iterator[list[Candidate]]:
        """The items with this title; then those with an id or word that begins so. A write takes no level before the
        other."""
        if not searchable(self.text.rpartition("/")[2]):
            return
        yield [candidate for candidate in candidates if folded(candidate.title) == folded(self.text)]
        begun = [candidate for candidate in candidates if _begins(candidate, self.text.lower().split("/"))]
        if not self.is_write:
            yield begun
        yield [*begun, *(each for each in with_words(candidates, self.text) if each not in begun)]


def with_words(candidates: Iterable[Candidate], text: str) -> list[Candidate]:
    """The candidates with these words in their id or title; before a `/` stands the beginning of the id above."""
    return list(filter(words_test(text), candidates))


@lru_cache(maxsize=64)
def words_test(text: str) -> Callable[[Candidate], bool]:
    """A function that is true for a candidate that `with_words` would give."""
    *above, last = text.split("/")
    has_words, has_text = word_matcher(last), word_matcher(text)
    parts = [*map(str.lower, above), ""]

    def has(candidate: Candidate) -> bool:
        is_meant = has_words(candidate.ids[-1]) or has_words(candidate.title)
        return has_text(candidate.title) or (is_meant and _begins(candidate, parts))

    return has


def searched_in(plan: Plan, cycle: str | None) -> list[Candidate]:
    """The objectives, key results and guardrails of a cycle, or of all cycles for None, in file order."""
    return [
        Candidate(ref, title) for ref, title in named_items(plan) if cycle in (None, ref.cycle) and ref.action is None
    ]


def _begins(candidate: Candidate, parts: Sequence[str]) -> bool:
    """True if the last ids of a candidate begin with these parts."""
    ids = candidate.ids[-len(parts) :]
    return len(ids) == len(parts) and all(id_.startswith(part) for id_, part in zip(ids, parts, strict=True))


def _kind_of(candidate: Candidate) -> type:
    """The record class of a candidate that is no guardrail."""
    if candidate.item:
        return candidate.item.kind
    return KeyResult if candidate.ref.key_result else Objective


def _first_of(text: str, levels: Iterable[list[Candidate]]) -> Candidate | None:
    """The one candidate of the first level that has any. Raises AmbiguousNameError if it has several."""
    candidates = next(filter(None, levels), [])
    if len(candidates) > 1:
        raise AmbiguousNameError(text, [(each.name, each.title) for each in candidates])
    return candidates[0] if candidates else None


def _unknown(name: _TypedName, text: str, broken: Sequence[str]) -> RefusedError:
    """The error for a name that fits nothing, with what is similar or has it in another cycle."""
    elsewhere = (
        []
        if name.has_cycle or name.cycle is None
        else [each for each in with_words(searched_in(name.plan, None), name.text) if each.ref.cycle != name.cycle]
    )
    hint = did_you_mean(text, all_names(name.plan)) or one_of_these([each.name for each in elsewhere])
    if ".." in text:
        hint = f"what changed between commits: okr diff {text}; who changed it: okr log {text}"
    elif text in name.plan.teams:
        hint = f"{quote_value(text)} is a team; list its items: okr list team:{text}"
    where = f" in {name.cycle}" if name.cycle else ""
    lost = [f"it may be in a file that cannot be read: {', '.join(broken[:3])} (okr validate)"] if broken else []
    error = HiddenNameError if broken else RefusedError
    return error(f"there is no {quote_value(text)}{where}", hint or "okr list shows all ids", *lost)


def _item_at(plan: Plan, ref: Ref) -> PlanItem:
    """The item at a reference. Raises RefusedError for a guardrail."""
    if ref.guardrail:
        raise RefusedError(f"`{ref}` is a guardrail", f"change it in its file: okr edit {ref.holder}")
    if ref.action is None:
        value = plan.item(ref)
        return PlanItem(ref, str(ref), value, plan.locations[ref])
    return next(step for step in _steps_of(plan, ref.holder) if step.value.id == ref.action)


def milestones_and_actions(plan: Plan, cycle: str | None) -> Iterator[PlanItem]:
    """Every action and milestone of a cycle, in file order."""
    for ref in plan.locations:
        if ref.key_result and ref.cycle == cycle:
            yield from _steps_of(plan, ref)


def _steps_of(plan: Plan, ref: Ref) -> Iterator[PlanItem]:
    key_result: KeyResult = plan.key_result(ref)
    for field in ("milestones", "actions"):
        for position, step in enumerate(getattr(key_result, field)):
            location = plan.locations[ref]
            name = f"{ref}/{step.id}" if step.id else f"{ref}: {step.title}"
            yield PlanItem(ref, name, step, location.child(field, position))
