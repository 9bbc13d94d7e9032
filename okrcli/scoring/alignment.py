"""Links between objectives and key results: resolved references, parents and children, dependencies, loops.

The rules are docs/semantics.md, "From key results to objectives".

`contributes_to` of an *objective* changes its parent's numbers. That of a key result is only shown, unless the key
result it leads to takes its value from parts (`scoring.parts`). No function here is recursive, so a chain of links may
have any length.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, NamedTuple

from okrcli.model.history import answer_on, dependency_as_of
from okrcli.model.plan import Location, Plan, Ref
from okrcli.model.records import Answer, Dependency, KeyResult, Objective
from okrcli.scoring.graph import Graph, components, is_loop, shortest_loops

LinkField = Literal["contributes_to", "supports", "depends_on"]
_NONE: Final[tuple[Ref, ...]] = ()


# ── References ────────────────────────────────────────────────────────────────────────────────────────────────────


def resolve(plan: Plan, cycle: str, text: str) -> tuple[Ref, ...]:
    """The objectives or key results that a reference written in `cycle` can mean.

    An empty tuple: the reference is unknown. Several: it is ambiguous. The own cycle is searched first; where it has
    no such id, every overlapping cycle is. `<cycle>/<id>` is searched in the named cycle only.
    """
    head, _, rest = text.partition("/")
    if rest and head in plan.cycles:
        return _lookup(plan, head, rest)
    if own := _lookup(plan, cycle, text):
        return own
    if cycle not in plan.cycles:
        return _NONE
    period = plan.cycles[cycle].period
    others = (other.id for other in plan.cycles.values() if other.period.overlaps(period))
    return tuple(ref for other in others for ref in _lookup(plan, other, text))


def _lookup(plan: Plan, cycle: str, text: str) -> tuple[Ref, ...]:
    """The reference that `text` (`objective` or `objective/key-result`) has in this cycle: one, or none."""
    name, slash, key_result = text.partition("/")
    ref = plan.present(Ref(cycle, name, key_result if slash else None))
    objective = plan.objectives.get(ref.parent)
    if objective is None:
        return _NONE
    known = not slash or any(candidate.id == ref.key_result for candidate in objective.key_results)
    return (ref,) if known else _NONE


def targets(plan: Plan, ref: Ref, link: LinkField = "contributes_to") -> tuple[Ref, ...]:
    """The targets of the links written in an objective or key result, each once; without unknown and ambiguous ones."""
    item = plan.item(ref)
    return _targets(plan, ref.cycle, item, link)


def _targets(plan: Plan, cycle: str, item: Objective | KeyResult, link: LinkField) -> tuple[Ref, ...]:
    texts: Iterable[str] = (
        (dependency.to for dependency in item.depends_on) if link == "depends_on" else getattr(item, link, ())
    )
    resolved = (resolve(plan, cycle, text) for text in texts)
    return tuple(dict.fromkeys(candidates[0] for candidates in resolved if len(candidates) == 1))


# ── Dependencies ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class DependencyLink:
    """A dependency with both of its ends. It never changes a number (docs/semantics.md, "What is never counted")."""

    ref: Ref
    """The objective or key result that needs it."""
    target: Ref | None
    """The objective or key result that `to` leads to; None where that is nothing, or not clear."""
    dependency: Dependency
    """With the need, amount and days of the day."""
    agreement: Answer
    """The answer in force on the day."""
    location: Location

    def __str__(self) -> str:
        """As it is named on a command line."""
        return f"{self.ref} --to {self.dependency.to}"

    @property
    def is_asked_again(self) -> bool:
        """True if something else was asked for after the agreement, and the other side has not answered that."""
        asked, since = self.dependency.asked, self.dependency.since
        return self.agreement == "agreed" and asked is not None and since is not None and asked > since

    @property
    def is_open(self) -> bool:
        """True if it waits for an answer."""
        return self.agreement == "asked" or self.is_asked_again


def dependency_links(plan: Plan, day: date) -> Iterator[DependencyLink]:
    """Every dependency of a plan, in file order, with the answers in force on `day`."""
    for ref, item in _linked(plan, "depends_on"):
        for position, dependency in enumerate(item.depends_on):
            targets = resolve(plan, ref.cycle, dependency.to)
            target = targets[0] if len(targets) == 1 else None
            location = plan.locations[ref].child("depends_on", position)
            held = dependency_as_of(dependency, day)
            yield DependencyLink(ref, target, held, answer_on(dependency, day), location)


class WrittenReference(NamedTuple):
    """A reference to an objective or key result, as a file has it."""

    source: Ref
    """The objective or key result that refers."""
    text: str
    location: Location


def written_references(plan: Plan) -> Iterator[WrittenReference]:
    """Every reference between objectives and key results, in file order, also those that lead nowhere."""
    for ref, location in plan.locations.items():
        item = plan.item(ref)
        for field in ("contributes_to", "supports"):
            for position, text in enumerate(getattr(item, field, ())):
                yield WrittenReference(ref, text, location.child(field, position))
        for position, dependency in enumerate(item.depends_on):
            yield WrittenReference(ref, dependency.to, location.child("depends_on", position, "to"))


# ── Parents and children ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Alignment:
    """The objectives of a plan as they roll up: a link to a key result counts as one to its objective."""

    parents: Graph
    """By objective: those it contributes to, each once."""
    children: Graph
    """By objective: those that contribute to it, each once, in file order."""
    order: tuple[Ref, ...]
    """All objectives, children before their parents; members of a loop stand together."""
    looping: frozenset[Ref]
    """Objectives that contribute, in the end, to themselves: their children give them no progress."""

    def with_descendants(self, refs: Iterable[Ref]) -> set[Ref]:
        """These objectives, and all that contribute to them at any depth."""
        reached = set(refs)
        waiting = list(reached)
        while waiting:
            new = [child for child in self.children[waiting.pop()] if child not in reached]
            reached.update(new)
            waiting.extend(new)
        return reached


def alignment_of(plan: Plan) -> Alignment:
    """The parents and children of the objectives of all loaded cycles."""
    children: dict[Ref, list[Ref]] = {ref: [] for ref in plan.objectives}
    parents: dict[Ref, tuple[Ref, ...]] = {}
    for ref, objective in plan.objectives.items():
        linked = _targets(plan, ref.cycle, objective, "contributes_to") if objective.contributes_to else _NONE
        parents[ref] = tuple(dict.fromkeys(target.parent for target in linked))
        for parent in parents[ref]:
            children[parent].append(ref)
    graph = {ref: tuple(several) for ref, several in children.items()}
    parts = list(components(graph))
    looping = frozenset(ref for component in parts if is_loop(graph, component) for ref in component)
    return Alignment(parents, graph, tuple(ref for component in parts for ref in component), looping)


def parents_of(plan: Plan, ref: Ref) -> tuple[Ref, ...]:
    """The objectives and key results that `ref` contributes to, as written."""
    return targets(plan, ref)


def children_of(plan: Plan, ref: Ref) -> tuple[Ref, ...]:
    """The objectives and key results that contribute to `ref`; for an objective also to one of its key results."""
    return _linking_to(plan, ref, "contributes_to")


def supporters_of(plan: Plan, ref: Ref) -> tuple[Ref, ...]:
    """The objectives that support `ref`; for an objective also those that support one of its key results."""
    return _linking_to(plan, ref, "supports")


def linked_to(plan: Plan, ref: Ref) -> tuple[Ref, ...]:
    """The objectives and key results that contribute to exactly `ref`, in file order."""
    return plan.contributing(_sources_by_target).get(ref, _NONE)


def _sources_by_target(plan: Plan) -> dict[Ref, tuple[Ref, ...]]:
    """By objective or key result: those that contribute to it, in file order."""
    sources: dict[Ref, list[Ref]] = {}
    for source, item in _linked(plan, "contributes_to"):
        for target in _targets(plan, source.cycle, item, "contributes_to"):
            sources.setdefault(target, []).append(source)
    return {target: tuple(several) for target, several in sources.items()}


def _linking_to(plan: Plan, ref: Ref, link: LinkField) -> tuple[Ref, ...]:
    return tuple(
        source
        for source, item in _linked(plan, link)
        if any(target == ref or target.parent == ref for target in _targets(plan, source.cycle, item, link))
    )


def _linked(plan: Plan, link: LinkField) -> Iterator[tuple[Ref, Objective | KeyResult]]:
    """The objectives and key results that have links of this kind, in file order."""
    for ref, objective in plan.objectives.items():
        if getattr(objective, link):
            yield ref, objective
        for key_result in objective.key_results:
            if getattr(key_result, link, ()):
                yield Ref(ref.cycle, ref.objective, key_result.id), key_result


# ── Loops ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def loops(plan: Plan, link: LinkField = "contributes_to") -> list[tuple[Ref, ...]]:
    """The loops in `contributes_to` or `depends_on`: each one's members in the order of their links.

    Members are the objectives and key results that hold the links; a loop of one links to itself. Every one that is in
    some loop is in one of the answers; a diamond or shortcut is none. What contributes to a key result contributes to
    its objective, and what depends on an objective depends on its key results.
    """
    sources = dict(_linked(plan, link))
    graph: dict[Ref, tuple[Ref, ...]] = {}
    for ref, item in sources.items():
        reached = (near for target in _targets(plan, ref.cycle, item, link) for near in _implied(plan, target, link))
        graph[ref] = tuple(dict.fromkeys(near for near in reached if near in sources))
    shortest: list[tuple[Ref, ...]] = []
    position = {ref: number for number, ref in enumerate(graph)}
    for component in components(graph):
        if is_loop(graph, component):
            shortest.extend(shortest_loops(graph, sorted(component, key=position.__getitem__)))
    return sorted(shortest, key=lambda members: position[members[0]])


def _implied(plan: Plan, target: Ref, link: LinkField) -> Iterator[Ref]:
    """The target of a link, and what the link reaches with it."""
    yield target
    if link == "contributes_to" and target.key_result:
        yield target.parent
    elif link == "depends_on" and not target.key_result:
        for ref, _ in plan.key_results_of(target):
            yield ref


def measured_by_others(plan: Plan, refs: Sequence[Ref]) -> frozenset[Ref]:
    """Those of these objectives whose numbers are made of those of others of them; in a sum they would count twice."""
    alignment, known = alignment_of(plan), frozenset(refs)
    return frozenset(ref for ref in refs if known & _sources(plan, alignment, ref))


def _sources(plan: Plan, alignment: Alignment, ref: Ref) -> set[Ref]:
    """The objectives that an objective is measured by, at any depth; one with key results of its own is by none."""
    found: set[Ref] = set()
    waiting = [ref]
    while waiting:
        above = waiting.pop()
        if plan.objectives[above].key_results or above in alignment.looping:
            continue
        new = [child for child in alignment.children[above] if child not in found]
        found.update(new)
        waiting.extend(new)
    return found
