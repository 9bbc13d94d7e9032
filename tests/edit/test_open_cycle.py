"""The next cycle begins with what people decided to go on, where it ended, in files of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from okrcli.edit import carry_over, open_cycle
from okrcli.edit.carry_over import Handover
from okrcli.edit.set_fields import Edit
from okrcli.errors import RefusedError, UsageError
from okrcli.model.plan import Ref
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.workspace import Workspace
from tests.support.workspaces import in_memory, text_of

DAY = date(2027, 1, 4)
Q4, Q1 = "2026-Q4", "2027-Q1"
PATH = "okrs/2026-Q4/marketing.yaml"
NEXT = "okrs/2027-Q1/marketing.yaml"
WORKSPACE = "cycles: [{id: 2026-Q4, state: closed}]\n"
PLAN = """\
cycle: 2026-Q4
objectives:
  - id: demand
    title: Demand
    owner: mai
    decision: carry_forward
    key_results:
      - id: mql   # inbound
        title: MQLs
        start: 20
        target: 30
        unit: MQL
        decision: carry_forward
        score: {learnings: Begin earlier}
        actions:
          - {id: guide, title: A guide, done: 2026-11-01}
          - {id: call, title: Calls, due: 2026-12-01}
        checkins: [{date: 2026-12-20, value: 25}]
      - {id: nps, title: Recommended, start: 0, target: 60, decision: abandon}
  - id: growth
    title: Growth
    contributes_to: [demand]
    decision: defer
"""


def ended(plan: str = PLAN, workspace: str = WORKSPACE) -> Workspace:
    return in_memory({"okrs.yaml": workspace, PATH: plan}, DAY.isoformat())


def opened(shop: Workspace, targets: Mapping[Ref, Decimal] | None = None) -> tuple[PendingFiles, Edit]:
    pending = PendingFiles(shop.source)
    return pending, open_cycle.open_cycle(pending, shop, Q1, Q4, targets or {}, DAY)


def test_what_goes_on_begins_where_it_ended() -> None:
    pending, edit = opened(ended())
    assert edit.words == ("2027-Q1 from 2026-Q4: 1 objective and 1 key result",)
    assert edit.notes[0] == "demand/mql  25 → 30 MQL"
    after = in_memory({"okrs.yaml": WORKSPACE, PATH: PLAN, NEXT: text_of(pending, NEXT)}, DAY.isoformat())
    key_result = after.plan.key_result(Ref(Q1, "demand", "mql"))
    assert (key_result.start, key_result.target, key_result.rolled_from) == (
        Decimal(25),
        Decimal(30),
        "2026-Q4/demand/mql",
    )
    assert (key_result.decision, key_result.score, key_result.checkins) == (None, None, ())
    assert [(action.id, action.due) for action in key_result.actions] == [("call", None)]


def test_what_did_not_go_on_is_named() -> None:
    _, edit = opened(ended())
    assert "deferred to a later cycle: growth" in edit.notes


def test_what_is_there_already_is_left_as_it_is() -> None:
    pending, _ = opened(ended())
    again = in_memory({"okrs.yaml": WORKSPACE, PATH: PLAN, NEXT: text_of(pending, NEXT)}, DAY.isoformat())
    pending, edit = opened(again)
    assert edit.words == ("all that goes on is there already",)
    assert not pending.changed


def test_a_reached_target_needs_a_new_one() -> None:
    shop = ended(PLAN.replace("value: 25", "value: 31"))
    with pytest.raises(UsageError) as missing:
        opened(shop)
    assert missing.value.hints[0].startswith("demand/mql reached its target, it is at 31")
    pending, _ = opened(shop, {Ref(Q4, "demand", "mql"): Decimal(40)})
    assert "target: 40" in text_of(pending, NEXT)


def test_a_new_target_is_for_what_goes_on() -> None:
    with pytest.raises(UsageError, match="`demand/nps` does not go on"):
        opened(ended(), {Ref(Q4, "demand", "nps"): Decimal(70)})


@pytest.mark.parametrize(
    ("name", "previous", "message"),
    [
        ("winter", Q4, "`winter` does not say its days"),
        (Q1, "2026-Q5", "there is no cycle `2026-Q5`"),
        ("2026-Q3", Q4, "2026-Q3 does not follow 2026-Q4"),
    ],
)
def test_cycles_that_cannot_follow_each_other(name: str, previous: str, message: str) -> None:
    shop = ended()
    with pytest.raises(RefusedError, match=message):
        open_cycle.open_cycle(PendingFiles(shop.source), shop, name, previous, {}, DAY)


def test_a_cycle_that_is_not_closed_hands_nothing_over() -> None:
    with pytest.raises(RefusedError, match="2026-Q4 is not closed"):
        opened(ended(workspace="{}\n"))


def test_new_targets_are_found_by_name() -> None:
    plan = ended().plan
    assert open_cycle.targets_of(plan, Q4, {"mql": Decimal(40)}) == {Ref(Q4, "demand", "mql"): Decimal(40)}
    with pytest.raises(RefusedError, match="`demand` is not a key result"):
        open_cycle.targets_of(plan, Q4, {"demand": Decimal(40)})


# ── What is handed over ───────────────────────────────────────────────────────────────────────────────────────────


def handover(shop: Workspace) -> Handover:
    following = open_cycle.following_cycle(shop.plan, Q1, Q4)
    return Handover(shop.plan, shop.plan.cycles[Q4], following, DAY, {})


def test_only_what_people_decided_goes_on() -> None:
    (carried,) = handover(ended()).goes_on()
    assert (carried.ref, carried.key_results) == (Ref(Q4, "demand"), (Ref(Q4, "demand", "mql"),))


@pytest.mark.parametrize(
    ("text", "following"),
    [("demand", "demand"), ("demand/mql", "demand/mql"), ("growth", None), ("demand/nps", None), ("nothing", None)],
)
def test_a_link_leads_to_what_goes_on_or_nowhere(text: str, following: str | None) -> None:
    assert carry_over.next_link(handover(ended()), text) == following


@pytest.mark.parametrize(
    ("path", "following"),
    [
        (PATH, NEXT),
        ("okrs/2026-Q4/teams/a.yaml", "okrs/2027-Q1/teams/a.yaml"),
        ("okrs.yaml", "okrs/2027-Q1/objectives.yaml"),
    ],
)
def test_a_file_has_the_same_name_in_the_next_cycle(path: str, following: str) -> None:
    assert open_cycle.path_for(handover(ended()), path) == following
