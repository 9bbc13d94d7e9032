"""References, parents and children, loops, order (docs/semantics.md, "From key results to objectives")."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrcli.model.plan import Plan, Ref
from okrcli.scoring.alignment import alignment_of, children_of, loops, parents_of, resolve
from okrcli.scoring.score import score_plan
from tests.support.plans import cycle, day, plan

LONG = 3_000  # beyond the depth to which Python calls functions


def _o(name: str, where: str = "c") -> Ref:
    return Ref(where, name)


def _linked(**links: list[str]) -> Plan:
    """Objectives without key results that contribute to others: `_linked(a=["b"], b=[])`."""
    return plan({name: {"contributes_to": targets} for name, targets in links.items()})


# ── References (docs/semantics.md, "From key results to objectives") ──────────────────────────────────────────────────

NEIGHBOURS = (cycle("year", -100, 300), cycle("half", 0, 180), cycle("later", 101, 200), cycle("edge", 100, 120))


@pytest.mark.parametrize(
    ("objectives", "text", "expected"),
    [
        (["a"], "a", ["c/a"]),
        (["a"], "b", []),
        (["a", "year/a"], "a", ["c/a"]),  # the own cycle first
        (["year/a"], "a", ["year/a"]),  # then the only other overlapping cycle that has the id
        (["edge/a"], "a", ["edge/a"]),  # one day in common is an overlap
        (["later/a"], "a", []),  # not one that does not overlap
        (["later/a", "year/a"], "a", ["year/a"]),
        (["year/a", "half/a"], "a", ["year/a", "half/a"]),  # several: ambiguous
        (["a", "year/a"], "year/a", ["year/a"]),  # explicit
        (["later/a"], "later/a", ["later/a"]),  # explicit, also without an overlap
        (["a"], "year/a", []),  # explicit, and nothing there
        (["a"], "nowhere/a", []),
    ],
)
def test_references_to_objectives(objectives: list[str], text: str, expected: list[str]) -> None:
    """A reference resolves in its own cycle first, then in the only other overlapping one."""
    found = resolve(plan({name: {} for name in objectives}, cycles=NEIGHBOURS), "c", text)
    assert [ref.full for ref in found] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a/k", ["c/a/k"]),
        ("c/a/k", ["c/a/k"]),
        ("a/other", ["year/a/other"]),
        ("a/missing", []),
        ("a/k/action", []),  # targets are objectives or key results
        ("k", []),  # files store the full reference
    ],
)
def test_references_to_key_results(text: str, expected: list[str]) -> None:
    """Key result ids are unique within their objective."""
    found = plan({"a": {"key_results": {"k": {}}}, "year/a": {"key_results": {"other": {}}}}, cycles=NEIGHBOURS)
    assert [ref.full for ref in resolve(found, "c", text)] == expected


def test_a_reference_from_an_unknown_cycle_leads_nowhere() -> None:
    """Without days there is no overlap."""
    assert resolve(plan({"a": {}}), "unknown", "a") == ()


# ── Parents and children (docs/semantics.md, "From key results to objectives") ────────────────────────────────────────


def test_parents_and_children() -> None:
    """A child that contributes to a key result is a child of its objective, and never twice in one parent."""
    found = plan(
        {
            "top": {"key_results": {"k": {"target": 1}}},
            "a": {"contributes_to": ["top/k", "top", "b", "unknown"]},
            "b": {"contributes_to": ["top"], "key_results": {"help": {"target": 1, "contributes_to": ["top/k"]}}},
        }
    )
    aligned = alignment_of(found)
    assert aligned.parents == {_o("top"): (), _o("a"): (_o("top"), _o("b")), _o("b"): (_o("top"),)}
    assert aligned.children == {_o("top"): (_o("a"), _o("b")), _o("a"): (), _o("b"): (_o("a"),)}
    assert parents_of(found, _o("a")) == (Ref("c", "top", "k"), _o("top"), _o("b"))
    helper = Ref("c", "b", "help")
    assert children_of(found, Ref("c", "top", "k")) == (_o("a"), helper)  # key results are shown, they do not roll up
    assert children_of(found, _o("top")) == (_o("a"), _o("b"), helper)
    assert parents_of(found, helper) == (Ref("c", "top", "k"),)


def test_an_ambiguous_link_is_no_link() -> None:
    """Several matches are an error, not a guess."""
    found = plan({"a": {"contributes_to": ["b"]}, "year/b": {}, "half/b": {}}, cycles=NEIGHBOURS)
    assert alignment_of(found).parents[_o("a")] == ()


@pytest.mark.parametrize(
    "links",
    [
        {"a": ["b"], "b": ["c"], "c": []},
        {"a": [], "b": ["a"], "c": ["a", "b"]},  # a shortcut
        {"d": ["b", "c"], "b": ["a"], "c": ["a"], "a": []},  # a diamond
    ],
)
def test_children_come_before_parents(links: dict[str, list[str]]) -> None:
    """Children are computed before parents; a diamond or shortcut is no cycle."""
    found = _linked(**links)
    order = alignment_of(found).order
    assert sorted(order) == sorted(found.objectives)
    assert all(order.index(_o(child)) < order.index(_o(parent)) for child, up in links.items() for parent in up)
    assert loops(found) == []


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30))
def test_order_and_loops_of_any_links(links: list[tuple[int, int]]) -> None:
    """Every objective is either computed after all its children, or in a loop that is named."""
    names = [f"o{number}" for number in range(10)]
    found = _linked(**{name: [names[to] for at, to in links if names[at] == name] for name in names})
    aligned = alignment_of(found)
    place = {ref: position for position, ref in enumerate(aligned.order)}
    assert len(place) == len(names)
    for parent, children in aligned.children.items():
        for child in children:
            assert place[child] < place[parent] or {child, parent} <= aligned.looping
    named = loops(found)
    assert {ref for members in named for ref in members} == aligned.looping
    for members in named:
        assert len(set(members)) == len(members)
        assert all(
            after in aligned.parents[ref] for ref, after in zip(members, (*members[1:], members[0]), strict=True)
        )


# ── Loops (docs/semantics.md, "From key results to objectives") ───────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ({"a": ["a"]}, ["a"]),  # self link
        ({"a": ["b"], "b": ["a"]}, ["ab"]),
        ({"x": ["a"], "a": ["b"], "b": ["d"], "d": ["a", "y"], "y": []}, ["abd"]),  # only its members
        ({"a": ["b"], "b": ["a", "d"], "d": ["b"]}, ["ab", "bd"]),  # two that share a member
        ({"a": ["b"], "b": ["a"], "d": ["e"], "e": ["d"]}, ["ab", "de"]),
    ],
)
def test_loops_in_contributes_to(links: dict[str, list[str]], expected: list[str]) -> None:
    """The message names only the members of the cycle."""
    found = loops(_linked(**links))
    assert sorted("".join(sorted(ref.objective for ref in members)) for members in found) == expected


def test_a_loop_through_a_key_result() -> None:
    """What contributes to a key result contributes to its objective."""
    found = plan(
        {
            "a": {"contributes_to": ["b/k"]},
            "b": {"contributes_to": ["a"], "key_results": {"k": {"target": 1}}},
            "own": {"contributes_to": ["own/k"], "key_results": {"k": {"target": 1}}},
            "plain": {"key_results": {"k": {"target": 1, "contributes_to": ["plain"]}}},  # says what is so anyway
        }
    )
    assert loops(found) == [(_o("a"), _o("b")), (_o("own"),)]
    assert alignment_of(found).looping == {_o("a"), _o("b"), _o("own")}
    helping = {"a": {"key_results": {"k": {"target": 1, "contributes_to": ["b/k"]}}}}
    helped = {"b": {"key_results": {"k": {"target": 1, "contributes_to": ["a/k"]}}}}
    assert loops(plan({**helping, **helped})) == [(Ref("c", "a", "k"), Ref("c", "b", "k"))]
    assert alignment_of(plan({**helping, **helped})).looping == frozenset()  # shown only, nothing rolls up


def test_loops_in_depends_on() -> None:
    """Key results depend on one another; what needs an objective needs its key results."""
    needs: dict[str, dict[str, Any]] = {
        "a": {"key_results": {"k": {"target": 1, "depends_on": ["b/k"]}}},
        "b": {"key_results": {"k": {"target": 1, "depends_on": ["d"]}}},
        "d": {"key_results": {"k": {"target": 1, "depends_on": ["a/k"]}, "free": {"target": 1}}},
        "e": {"depends_on": ["a"]},
    }
    assert loops(plan(needs), "depends_on") == [(Ref("c", "a", "k"), Ref("c", "b", "k"), Ref("c", "d", "k"))]
    assert loops(plan(needs)) == []
    assert loops(plan({"a": {"depends_on": ["b"]}, "b": {"depends_on": ["a"]}}), "depends_on") == [(_o("a"), _o("b"))]


def test_members_of_a_loop_have_no_progress_from_children() -> None:
    """No crash, no hang, no number; key results of its own still count."""
    found = plan(
        {
            "a": {"contributes_to": ["b"]},
            "b": {"contributes_to": ["a"]},
            "measured": {"contributes_to": ["measured"], "key_results": {"k": {"target": 2, "checkins": [(1, 1)]}}},
            "above": {},
            "leaf": {"contributes_to": ["above", "a"], "key_results": {"k": {"target": 4, "checkins": [(1, 1)]}}},
        }
    )
    scores = score_plan(found, day(50))
    for name in ("a", "b"):
        assert scores[_o(name)].progress is None
        assert scores[_o(name)].status.shown is None
        assert scores[_o(name)].status.reason == "contributes to itself"
    assert scores[_o("measured")].progress == 0.5
    assert scores[_o("above")].progress == 0.25


# ── Long chains ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("is_ring", [False, True])
@pytest.mark.parametrize("is_upward", [False, True])
def test_chains_of_thousands(is_ring: bool, is_upward: bool) -> None:
    """No small depth limit; in either file order, open or closed to a ring."""
    names = [f"o{number}" for number in range(LONG)]
    after = dict(pairwise(names)) | ({names[-1]: names[0]} if is_ring else {})
    leaf = {} if is_ring else {names[0]: {"key_results": {"k": {"target": 2, "checkins": [(1, 1)]}}}}
    listed = names if is_upward else names[::-1]
    found = plan(
        {name: {"contributes_to": [after[name]] if name in after else [], **leaf.get(name, {})} for name in listed}
    )
    scores = score_plan(found, day(50))
    assert [len(members) for members in loops(found)] == ([LONG] if is_ring else [])
    assert scores[_o(names[-1])].progress == (None if is_ring else 0.5)
    assert scores[_o(names[-1])].status.reason == ("contributes to itself" if is_ring else None)


def test_chains_of_thousands_dependencies() -> None:
    """The same for dependencies."""
    found = plan({f"o{n}": {"depends_on": [f"o{(n + 1) % LONG}"]} for n in range(LONG)})
    assert [len(members) for members in loops(found, "depends_on")] == [LONG]
