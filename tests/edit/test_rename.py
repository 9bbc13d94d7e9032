"""Other names and places for objectives and key results: references follow, lines and comments stay."""

from __future__ import annotations

import pytest

from okrcli.edit import rename
from okrcli.errors import RefusedError
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.references import resolve_item
from tests.support.workspaces import in_memory, text_of

PLAN = """\
cycle: 2026-Q4
objectives:
  - id: demand
    title: Demand
    key_results:
      - id: mql   # inbound
        title: MQLs
        target: 30
        actions: [{id: guide, title: A guide}]
  - id: growth
    title: Growth
    contributes_to: [demand]
    depends_on: [{to: demand/mql}]
    key_results:
      - {id: revenue, title: Revenue, target: 150}
"""
CHECKIN = """\
id: abcd2345
cycle: 2026-Q4
date: 2026-11-09
at: 2026-11-09T08:00:00Z
by: mai
checkins: [{kr: demand/mql, value: 21}]
"""
PATH = "okrs/2026-Q4/checkins/mai/2026-11-09-abcd.yaml"


def test_references_follow_and_the_old_name_is_kept() -> None:
    shop = in_memory({"okrs.yaml": PLAN, PATH: CHECKIN})
    pending = PendingFiles(shop.source)
    edit = rename.rename(pending, shop, resolve_item(shop, "mql"), "leads")
    assert edit.words == ("demand/mql → demand/leads (1 reference fixed)",)
    text = text_of(pending)
    assert "- id: leads   # inbound" in text
    assert "depends_on: [{to: demand/leads}]" in text
    assert list(pending.changed) == ["okrs.yaml"]
    renamed = in_memory({"okrs.yaml": text, PATH: CHECKIN})
    ref = resolve_item(renamed, "leads").ref
    assert len(renamed.plan.checkins[ref]) == 1


def test_a_name_and_back_is_the_file_as_it_was() -> None:
    shop = in_memory({"okrs.yaml": PLAN})
    pending = PendingFiles(shop.source)
    rename.rename(pending, shop, resolve_item(shop, "demand"), "inbound")
    later = in_memory({"okrs.yaml": text_of(pending)})
    assert [str(use.target) for use in rename.reference_uses(later.plan)] == ["inbound", "inbound/mql"]
    back = PendingFiles(later.source)
    rename.rename(back, later, resolve_item(later, "inbound"), "demand")
    assert text_of(back).replace("    was: [inbound]\n", "").replace("    was:\n      - inbound\n", "") == PLAN


@pytest.mark.parametrize("name", ["Two words", "", "a/b"])
def test_a_name_that_the_format_does_not_have_is_refused(name: str) -> None:
    shop = in_memory({"okrs.yaml": PLAN})
    with pytest.raises(RefusedError, match="the new id: "):
        rename.rename(PendingFiles(shop.source), shop, resolve_item(shop, "mql"), name)


def test_a_key_result_moves_with_its_comments() -> None:
    shop = in_memory({"okrs.yaml": PLAN})
    pending = PendingFiles(shop.source)
    edit = rename.move_key_result(pending, shop, resolve_item(shop, "mql"), resolve_item(shop, "growth"))
    assert edit.words == ("demand/mql → growth/mql (1 reference fixed)",)
    text = text_of(pending)
    assert "- id: mql   # inbound" in text
    moved = in_memory({"okrs.yaml": text})
    assert str(resolve_item(moved, "mql").ref) == "growth/mql"
    assert resolve_item(moved, "mql").value.was == ("demand/mql",)


def test_an_objective_moves_to_a_new_file() -> None:
    shop = in_memory({"okrs.yaml": PLAN})
    pending = PendingFiles(shop.source)
    rename.move_objective(pending, shop, resolve_item(shop, "growth"), "okrs/2026-Q4/sales.yaml")
    assert "id: growth" not in text_of(pending)
    assert "id: growth" in text_of(pending, "okrs/2026-Q4/sales.yaml")


def test_what_is_used_is_not_removed() -> None:
    shop = in_memory({"okrs.yaml": PLAN, PATH: CHECKIN})
    with pytest.raises(RefusedError) as refusal:
        rename.remove(PendingFiles(shop.source), shop, resolve_item(shop, "mql"))
    assert refusal.value.message == "demand/mql is still in use"
    assert refusal.value.hints[:2] == (
        "okrs.yaml:13: `growth` refers to `demand/mql`",
        "1 check-in would have no target",
    )


def test_what_is_not_used_is_removed() -> None:
    shop = in_memory({"okrs.yaml": PLAN.replace("id: revenue,", "id: revenue, state: draft,")})
    pending = PendingFiles(shop.source)
    edit = rename.remove(pending, shop, resolve_item(shop, "revenue"))
    assert edit.words == ("growth/revenue: Revenue",)
    assert "revenue" not in text_of(pending)


def test_what_was_agreed_on_an_earlier_day_stays_in_the_file() -> None:
    shop = in_memory({"okrs.yaml": PLAN})
    with pytest.raises(RefusedError, match="part of the plan since 2026-10-01, so it stays") as error:
        rename.remove(PendingFiles(shop.source), shop, resolve_item(shop, "revenue"))
    assert "state=cancelled" in error.value.hints[0]
    begun = in_memory({"okrs.yaml": PLAN.replace("2026-Q4", "2026-11")}, "2026-11-01")
    assert rename.remove(PendingFiles(begun.source), begun, resolve_item(begun, "revenue")).verb == "Removed"
