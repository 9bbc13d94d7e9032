"""Whose agreement an objective wants, and what an answer is worth when the objective changes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from okrcli.model.plan import Plan, Ref
from okrcli.scoring.agreements import Agreements, leads_of
from tests.support.workspaces import in_memory

TEXT = """
cycle: 2026-Q4
settings: {{cycle: {{agreement: [lead, contributors, needed]}}}}
people: [{{id: mai}}, {{id: linh}}, {{id: nam}}, {{id: boss}}]
teams:
  - {{id: company, lead: boss}}
  - {{id: growth, parent: company, lead: mai, members: [mai, linh]}}
  - {{id: ads, parent: company, members: [nam]}}
  - {{id: lost, parent: lost, members: [nobody]}}
objectives:
  - id: demand
    title: Demand
    owner: {owner}
    {more}
    key_results:
      - {{id: mql, title: MQLs, owner: linh, target: {target}, depends_on: [{{to: ads}}]}}
      - {{id: rate, title: Rate, target: 30}}
  - id: ads
    title: Ads
    owner: ads
    key_results: [{{id: leads, title: Leads, target: 10}}]
  - id: brand
    title: Brand
    owner: thao
    contributes_to: [demand/rate]
    key_results: [{{id: readers, title: Readers, target: 10, owner: fern, contributes_to: [demand]}}]
"""
REF = Ref("2026-Q4", "demand")


def plan_of(owner: str = "mai", more: str = "", target: Any = 30) -> Plan:
    return in_memory({"okrs.yaml": TEXT.format(owner=owner, more=more, target=target)}).plan


def test_each_role_names_its_people_and_the_owner_is_never_among_them() -> None:
    wanted = Agreements(plan_of(), date(2026, 11, 16)).wanted(REF)
    assert wanted == {
        "boss": "lead",
        "linh": "contributors",
        "thao": "contributors",
        "fern": "contributors",
        "ads": "needed",
    }
    assert "mai" in Agreements(plan_of("linh"), date(2026, 11, 16)).wanted(REF)


@pytest.mark.parametrize(
    ("owner", "leads"),
    [
        ("mai", ("boss",)),
        ("linh", ("mai",)),
        ("growth", ("boss",)),
        ("company", ("boss",)),
        ("ads", ("boss",)),
        ("nam", ("boss",)),
        ("boss", ()),
        ("x", ()),
        (None, ()),
    ],
)
def test_a_lead_is_the_nearest_one_above_that_is_another_person(owner: str | None, leads: tuple[str, ...]) -> None:
    assert leads_of(plan_of(), owner) == leads


def test_a_circle_of_teams_ends() -> None:
    assert leads_of(plan_of(), "nobody") == ()


def test_an_owner_without_a_lead_is_named_unless_it_leads() -> None:
    day = date(2026, 11, 16)
    assert [Agreements(plan_of(who), day).lacks_lead(REF) for who in ("mai", "boss", "stranger")] == [
        False,
        False,
        True,
    ]


def test_an_answer_of_a_member_counts_for_the_team_and_the_latest_one_counts() -> None:
    more = """agreements:
      - {by: nam, agreement: agreed, since: 2026-09-20}
      - {by: boss, agreement: agreed, since: 2026-12-01}
      - {by: guest, agreement: refused, since: 2026-09-21, reason: Too early}"""
    states = {state.name: state for state in Agreements(plan_of(more=more), date(2026, 11, 16)).of(REF)}
    assert (states["ads"].answer, states["ads"].given and states["ads"].given.by) == ("agreed", "nam")
    assert states["boss"].answer == "asked"  # the answer is of a later day
    assert (states["guest"].answer, states["guest"].role) == ("refused", None)


def test_a_draft_that_changes_is_asked_again_and_what_is_agreed_is_not() -> None:
    more = "agreements: [{{by: boss, agreement: agreed, since: 2026-09-20, version: {0}}}]\n    state: {1}"
    before = date(2026, 9, 25)
    for state, day, answer in (
        ("draft", date(2026, 11, 16), "outdated"),
        ("paused", before, "outdated"),
        ("paused", date(2026, 11, 16), "agreed"),
    ):
        plan = plan_of(more=more.format("00000000", state))
        first = Agreements(plan, day).of(REF)[0]
        assert (first.name, first.answer, first.is_of_earlier_version) == ("boss", answer, True), state


def test_a_stopped_objective_asks_nobody() -> None:
    plan = plan_of(more="state: cancelled\n    since: 2026-10-20\n    reason: Given up")
    assert not list(Agreements(plan, date(2026, 11, 16)).open(REF))
    assert list(Agreements(plan, date(2026, 10, 16)).open(REF))


def test_a_cycle_can_want_others_or_no_one() -> None:
    text = TEXT.format(owner="mai", more="", target=30)
    for own, names in (("[]", set()), ("[lead]", {"boss"})):
        plan = in_memory({"okrs.yaml": text + f"cycles: [{{id: 2026-Q4, agreement: {own}}}]\n"}).plan
        assert set(Agreements(plan, date(2026, 11, 16)).wanted(REF)) == names
