"""The words that say what a view shows: what each means, and the laws they keep."""

from __future__ import annotations

import shlex
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli.errors import OkrError
from okrcli.model.plan import Plan, Ref
from okrcli.scoring.results import ObjectiveScore
from okrcli.scoring.score import score_plan
from okrcli.text import folded
from okrcli.workspace.selectors import KEYS, NEEDS, PACE_WORDS, parse
from okrcli.workspace.sources import WorkingTree
from okrcli.workspace.workspace import load
from tests.support.examples import examples

COMPANY = Path(__file__).parents[2] / "examples" / "company"
DAY = date(2026, 11, 16)
CYCLE = "2026-Q4"


@cache
def company() -> tuple[Plan, dict[Ref, ObjectiveScore]]:
    workspace = load(WorkingTree(COMPANY), DAY)
    return workspace.plan, score_plan(workspace.plan, DAY, CYCLE)


def picked(*words: str) -> frozenset[Ref]:
    plan, scores = company()
    refs = [ref for ref, _ in plan.objectives_of(CYCLE)]
    return parse(plan, CYCLE, words).pick(plan, refs, DAY, scores)


def names(*words: str) -> set[str]:
    return {str(ref) for ref in picked(*words)}


def complaint(*words: str) -> str:
    with pytest.raises(OkrError) as caught:
        picked(*words)
    return "\n".join([caught.value.message, *caught.value.hints])


# ── What words mean ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("organic", {"demand/organic"}),
        ("demand/organic", {"demand/organic"}),
        ("2026-Q4/demand/organic", {"demand/organic"}),
        (
            "fair-deals",
            {
                "fair-deals",
                "fair-deals/win-rate",
                "fair-deals/days-to-sign",
                "fair-deals/groups",
                "fair-deals/group-demos",
            },
        ),
        ("organic groups", {"demand/organic", "fair-deals/groups"}),
        (
            "fair-deals not:groups",
            {"fair-deals", "fair-deals/win-rate", "fair-deals/days-to-sign", "fair-deals/group-demos"},
        ),
        ("demand status:at_risk", {"demand", "demand/organic"}),
        ("demand status:at-risk", {"demand", "demand/organic"}),
        ("demand not:owner:mai", set()),
        ("team:marketing status:at_risk", {"demand", "demand/organic"}),
        (
            "team:go-to-market needs:checkin",
            {"fair-deals/win-rate", "fair-deals/days-to-sign", "fair-deals/groups", "fair-deals/group-demos"},
        ),
        (
            "type:learning",
            {
                "germany-pilot",
                "germany-pilot/data-contract",
                "germany-pilot/pilot-clinics",
                "germany-pilot/german-price",
            },
        ),
        ("status:paused", {"calm-front-desk/phone-calls"}),
        ("needs:agreement", {"calm-front-desk/two-way", "reminder-queue/throughput"}),
        ("spreadsheet organic", {"demand/organic"}),
        ("title:WEEK,", set()),
        ("title:SPREADSHEET demo-requests", {"demand/demo-requests"}),
        ("german lawyer", {"germany-pilot/data-contract"}),
    ],
)
def test_words_mean(words: str, expected: set[str]) -> None:
    assert names(*words.split()) == expected


def test_a_team_stands_for_the_teams_in_it_and_their_members() -> None:
    assert picked("team:marketing") | picked("team:sales") <= picked("team:go-to-market")
    assert "demand" in names("team:marketing")
    assert picked("team:company") == picked()


def test_a_comma_means_any_of_them() -> None:
    assert picked("owner:mai,jonas") == picked("owner:mai") | picked("owner:jonas")
    assert picked("status:at_risk,off_track") == picked("status:at_risk") | picked("status:off_track")


def test_what_is_owned_by_the_one_and_checked_in_by_the_other_is_both_theirs() -> None:
    assert "demand/cost-per-demo" in names("owner:mai") & names("owner:marketing")


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("Khách hàng quay lại", "khách"),
        ("Kha\u0301ch hàng", "KHÁCH"),
        ("ลูกค้าซื้อซ้ำภายใน", "ซื้อซ้ำ"),
        ("客户在六十天内再次下单", "再次下单"),
        ("Große Straße", "GROSSE strasse"),
        ("two   spaces", "two spaces"),
    ],
)
def test_text_is_found_in_any_script(title: str, typed: str) -> None:
    assert folded(typed) in folded(title)


# ── What is not there ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("organc", "there is no `organc` in 2026-Q4, and no title contains it\ndid you mean `organic`?"),
        ("mai", "did you mean `owner:mai`?"),
        ("sales", "did you mean `team:sales`?"),
        ("main..demand", "okr diff main..demand; who changed it: okr log main..demand"),
        ("owner:mia", "unknown person or team `mia`\ndid you mean `mai`?"),
        ("team:marketin", "there is no team `marketin`\ndid you mean `marketing`?"),
        ("status:at_rsk", "did you mean `at_risk`?"),
        ("status:green", "there are: off_track, at_risk"),
        ("type:stretch", "there are: committed, aspirational, learning"),
        ("needs:checkins", "did you mean `checkin`?"),
        ("ownr:mai", "there is no `ownr:`\ndid you mean `owner:`?"),
        ("owner:", "a name is missing after the colon"),
        ("not:", "a filter is empty"),
        ("", "a filter is empty"),
        ("not:organc", "did you mean `organic`?"),
    ],
)
def test_a_word_that_nothing_has_is_answered_with_the_nearest_one(word: str, said: str) -> None:
    assert said in complaint(word)


# ── Laws ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def vocabulary() -> tuple[str, ...]:
    plan, _ = company()
    ids = [str(ref) for ref in plan.locations if ref.cycle == CYCLE]
    people = [*(f"owner:{name}" for name in plan.people), *(f"team:{name}" for name in plan.teams)]
    kinds = [*(f"status:{word}" for word in PACE_WORDS), *(f"needs:{word}" for word in NEEDS), "type:committed"]
    return (*ids, *people, *kinds, "type:learning,aspirational", "title:clinics", "spreadsheet", "from", "of")


words = st.lists(st.tuples(st.sampled_from(("", "not:", "not:not:")), st.integers(0, 10**6)), max_size=5).map(
    lambda pairs: [before + vocabulary()[number % len(vocabulary())] for before, number in pairs]
)


@settings(max_examples=examples(80), deadline=None)
@given(words, st.randoms())
def test_the_order_of_words_never_matters(chosen: list[str], random: object) -> None:
    shuffled = list(chosen)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert picked(*shuffled) == picked(*chosen)


@settings(max_examples=examples(60), deadline=None)
@given(words, st.integers(0, 10**6))
def test_not_is_the_rest_and_twice_not_is_nothing(chosen: list[str], number: int) -> None:
    word = vocabulary()[number % len(vocabulary())]
    assert picked(f"not:not:{word}") == picked(word)
    assert picked(word) | picked(f"not:{word}") == picked()
    assert not picked(word) & picked(f"not:{word}")
    assert picked(*chosen, f"not:{word}") == picked(*chosen) - picked(word)


@settings(max_examples=examples(60), deadline=None)
@given(words)
def test_another_word_narrows_and_another_name_adds(chosen: list[str]) -> None:
    for position, word in enumerate(chosen):
        others = [*chosen[:position], *chosen[position + 1 :]]
        is_name = word.replace("not:not:", "") in {str(ref) for ref in company()[0].locations}
        if not is_name:
            assert picked(*chosen) == picked(*others) & picked(word)
    a_name, another = "demand", "fair-deals/groups"
    assert picked(a_name, another) == picked(a_name) | picked(another)


def test_every_word_can_be_typed_without_quotes() -> None:
    typed = [
        *vocabulary(),
        *(f"not:{word}" for word in vocabulary()),
        "status:at_risk,off_track",
        *map("{}:".format, KEYS),
    ]
    assert all(shlex.quote(word) == word and not word.startswith("-") for word in typed)
