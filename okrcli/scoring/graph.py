"""Loops and components of a graph of references."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from okrcli.model.plan import Ref


Graph: TypeAlias = "Mapping[Ref, tuple[Ref, ...]]"


def is_loop(graph: Graph, component: tuple[Ref, ...]) -> bool:
    """True if the references of a component reach each other, or its only one reaches itself."""
    return len(component) > 1 or component[0] in graph[component[0]]


def shortest_loops(graph: Graph, component: list[Ref]) -> Iterator[tuple[Ref, ...]]:
    """Shortest loops that together hold every member of a component of which all parts reach each other."""
    inside = set(component)
    shown: set[Ref] = set()
    for start in component:
        if start not in shown:
            loop = _shortest_loop(graph, start, inside)
            shown.update(loop)
            yield loop


def _shortest_loop(graph: Graph, start: Ref, inside: set[Ref]) -> tuple[Ref, ...]:
    """A shortest way from `start` back to itself, by breadth-first search."""
    before: dict[Ref, Ref] = {}
    waiting = deque([start])
    while start not in before:
        ref = waiting.popleft()
        for following in graph[ref]:
            if following in inside and following not in before:
                before[following] = ref
                waiting.append(following)
    way = [start]
    while (ref := before[way[-1]]) != start:
        way.append(ref)
    return (start, *reversed(way[1:]))


def components(graph: Graph) -> Iterator[tuple[Ref, ...]]:
    """The strongly connected components, each after all those it leads to (Tarjan 1972, without recursion)."""
    index: dict[Ref, int] = {}
    low: dict[Ref, int] = {}
    open_refs: list[Ref] = []
    is_open: set[Ref] = set()
    for root in graph:
        if root in index:
            continue
        walk: list[tuple[Ref, Iterator[Ref]]] = [(root, iter(graph[root]))]
        index[root] = low[root] = len(index)
        open_refs.append(root)
        is_open.add(root)
        while walk:
            ref, following = walk[-1]
            step = next(following, None)
            if step is None:
                walk.pop()
                if walk:
                    above = walk[-1][0]
                    low[above] = min(low[above], low[ref])
                if low[ref] == index[ref]:
                    yield _closed(open_refs, is_open, ref)
            elif step not in index:
                index[step] = low[step] = len(index)
                open_refs.append(step)
                is_open.add(step)
                walk.append((step, iter(graph[step])))
            elif step in is_open:
                low[ref] = min(low[ref], index[step])


def _closed(open_refs: list[Ref], is_open: set[Ref], first: Ref) -> tuple[Ref, ...]:
    """Take a finished component, which begins at `first`, off the stack."""
    start = len(open_refs) - 1
    while open_refs[start] != first:
        start -= 1
    component = tuple(open_refs[start:])
    del open_refs[start:]
    is_open.difference_update(component)
    return component
