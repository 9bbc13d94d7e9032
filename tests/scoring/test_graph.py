"""Loops and components of a graph of references."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli.model.plan import Ref
from okrcli.scoring.graph import Graph, components, is_loop, shortest_loops
from tests.support.examples import examples

REFS = [Ref("2026-Q4", str(number)) for number in range(6)]
GRAPHS = st.lists(st.lists(st.sampled_from(REFS), max_size=3), min_size=6, max_size=6).map(
    lambda rows: {ref: tuple(row) for ref, row in zip(REFS, rows, strict=True)}
)


def reached(graph: Graph, start: Ref) -> set[Ref]:
    """All that a reference leads to, in one step or more."""
    seen: set[Ref] = set()
    waiting = list(graph[start])
    while waiting:
        ref = waiting.pop()
        if ref not in seen:
            seen.add(ref)
            waiting.extend(graph[ref])
    return seen


@given(GRAPHS)
@settings(max_examples=examples(200))
def test_the_members_of_a_component_reach_each_other(graph: Graph) -> None:
    parts = list(components(graph))
    assert sorted(ref for part in parts for ref in part) == REFS
    for part in parts:
        for ref in part:
            mutual = {other for other in reached(graph, ref) if ref in reached(graph, other)} | {ref}
            assert set(part) == mutual
            assert is_loop(graph, part) is (ref in reached(graph, ref))


@given(GRAPHS)
@settings(max_examples=examples(200))
def test_a_component_comes_after_all_that_it_leads_to(graph: Graph) -> None:
    done: set[Ref] = set()
    for part in components(graph):
        done.update(part)
        assert all(set(graph[ref]) <= done for ref in part)


@given(GRAPHS)
@settings(max_examples=examples(200))
def test_the_loops_of_a_component_hold_each_of_its_members(graph: Graph) -> None:
    for part in components(graph):
        if is_loop(graph, part):
            loops = list(shortest_loops(graph, list(part)))
            assert {ref for loop in loops for ref in loop} == set(part)
            for loop in loops:
                assert len(set(loop)) == len(loop)
                assert all(after in graph[ref] for ref, after in zip(loop, (*loop[1:], loop[0]), strict=True))


def test_an_empty_graph_has_no_component() -> None:
    assert list(components({})) == []


def test_a_chain_of_many_references_needs_no_recursion() -> None:
    refs = [Ref("2026-Q4", f"{number:05}") for number in range(5000)]
    graph = {ref: (after,) for ref, after in zip(refs, [*refs[1:], refs[0]], strict=True)}
    assert [len(part) for part in components(graph)] == [5000]
