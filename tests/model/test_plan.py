"""References: one total order, and how they are written."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from okrcli.model.plan import Ref

IDS = st.sampled_from(["a", "b", "platform", "z9"])
MAYBE = st.none() | IDS
REFS = st.builds(Ref, st.sampled_from(["2026-Q3", "2026-Q4"]), IDS, MAYBE, MAYBE, MAYBE)


@given(st.lists(REFS, max_size=12))
def test_references_of_every_depth_have_one_order(refs: list[Ref]) -> None:
    ordered = sorted(refs)
    refs.reverse()
    assert ordered == sorted(refs)
    assert all(one <= other and not other < one for one, other in pairwise(ordered))
    assert sorted(refs, reverse=True) == ordered[::-1]


@given(REFS, REFS)
def test_exactly_one_of_smaller_equal_and_greater_holds(one: Ref, other: Ref) -> None:
    assert [one < other, one == other, one > other].count(True) == 1
    assert (one <= other) == (one < other or one == other)
    assert (one >= other) == (one > other or one == other)


def test_an_objective_stands_before_its_key_results() -> None:
    objective = Ref("2026-Q4", "o")
    assert sorted([Ref("2026-Q4", "o", "b"), Ref("2026-Q4", "p"), objective, Ref("2026-Q4", "o", "a")]) == [
        objective,
        Ref("2026-Q4", "o", "a"),
        Ref("2026-Q4", "o", "b"),
        Ref("2026-Q4", "p"),
    ]
