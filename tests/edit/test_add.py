"""New objectives, key results, actions and milestones: ids, fields, and the file that gets them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from okrcli.edit import add
from okrcli.errors import OkrError, RefusedError, UsageError
from okrcli.model.history import key_result_as_of
from okrcli.model.records import Action, Milestone
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.references import resolve_item
from tests.support.commands import PLAN
from tests.support.workspaces import in_memory, text_of

DAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("title", "taken", "name"),
    [
        ("Grow inbound leads every week", (), "inbound-leads"),
        ("Grow inbound leads", ("inbound-leads",), "inbound"),
        ("Grow inbound leads", ("inbound-leads", "inbound"), "inbound-2"),
        ("The guide for the new pricing", (), "guide-pricing"),
        ("Share of regulars ordering again", (), "regulars"),
        ("Tăng doanh thu từ 4,3 tỷ lên 5,6 tỷ", (), "doanh-thu"),
        ("A", (), "kr-"),
        ("客户每周找到我们", (), "kr-"),
    ],
)
def test_an_id_is_proposed_from_the_title(title: str, taken: tuple[str, ...], name: str) -> None:
    proposed = add.proposed_id(title, taken, "kr")
    assert proposed.startswith(name)
    assert proposed == add.proposed_id(title, taken, "kr")


def test_a_proposed_id_is_never_taken() -> None:
    taken: set[str] = set()
    for _ in range(50):
        name = add.proposed_id("客户", taken, "kr")
        assert name not in taken
        taken.add(name)


def test_a_key_result_stands_at_the_end_of_its_objective() -> None:
    shop = in_memory({"okrs.yaml": PLAN})
    pending = PendingFiles(shop.source)
    typed = {"title": "Fewer calls", "start": "20", "target": "5"}
    edit = add.add_key_result(pending, shop, resolve_item(shop, "growth"), typed, "They cost us most")
    assert text_of(pending).startswith(PLAN)
    assert "id: fewer-calls" in text_of(pending).removeprefix(PLAN)
    assert edit.words == ("growth/fewer-calls: Fewer calls",)
    assert edit.following == "okr show growth/fewer-calls"


def test_a_key_result_needs_a_title_and_an_objective() -> None:
    shop = in_memory({"okrs.yaml": PLAN})
    with pytest.raises(UsageError, match="what is it called"):
        add.add_key_result(PendingFiles(shop.source), shop, resolve_item(shop, "growth"), {"target": "5"})
    with pytest.raises(RefusedError, match="demand/mql is a key result"):
        add.add_key_result(PendingFiles(shop.source), shop, resolve_item(shop, "mql"), {"title": "x"})


@pytest.mark.parametrize("given", ["Two words", "a/b", "-x"])
def test_an_id_that_the_format_does_not_have_is_refused(given: str) -> None:
    shop = in_memory({"okrs.yaml": PLAN})
    with pytest.raises(RefusedError, match="`id`: "):
        add.add_key_result(PendingFiles(shop.source), shop, resolve_item(shop, "growth"), {"title": "x", "id": given})


def test_an_action_has_an_id_only_where_one_is_given() -> None:
    shop = in_memory({"okrs.yaml": PLAN})
    pending = PendingFiles(shop.source)
    edit = add.add_step(pending, shop, resolve_item(shop, "mql"), Action, {"title": "Call ten customers"})
    assert "{title: Call ten customers, start_date: 2026-11-16}" in text_of(pending)
    assert (edit.words, edit.following) == (("to demand/mql: Call ten customers",), 'okr done "Call ten customers"')


AUDIT = {"title": "The audit is over", "id": "audit"}


def test_a_yes_or_no_gets_its_first_milestone_instead() -> None:
    shop = in_memory({"okrs.yaml": PLAN})
    pending = PendingFiles(shop.source)
    add.add_step(pending, shop, resolve_item(shop, "soc2"), Milestone, AUDIT, "The auditor asked for steps")
    changed = in_memory({"okrs.yaml": text_of(pending)})
    assert not changed.diagnostics
    assert resolve_item(changed, "soc2").value.measure == "milestones"
    assert key_result_as_of(resolve_item(changed, "soc2").value, DAY - timedelta(days=1)).measure == "binary"


@pytest.mark.parametrize("reason", [None, "", " … "])
def test_what_is_added_to_what_was_agreed_needs_a_reason(reason: str | None) -> None:
    shop = in_memory({"okrs.yaml": PLAN})
    with pytest.raises(UsageError, match="growth began on 2026-10-01: a new key result needs a reason"):
        add.add_key_result(PendingFiles(shop.source), shop, resolve_item(shop, "growth"), {"title": "x"}, reason)
    with pytest.raises(UsageError, match="a new milestone needs a reason"):
        add.add_step(PendingFiles(shop.source), shop, resolve_item(shop, "launch"), Milestone, {"title": "x"}, reason)


def test_nothing_is_agreed_of_a_draft_and_of_what_was_added_today() -> None:
    draft = PLAN.replace("title: We grow", "title: We grow\n    state: draft")
    today = PLAN.replace("title: We grow", f"title: We grow\n    start_date: {DAY}")
    for text in (draft, today):
        shop = in_memory({"okrs.yaml": text})
        pending = PendingFiles(shop.source)
        add.add_key_result(pending, shop, resolve_item(shop, "growth"), {"title": "More", "target": "5"})
        assert "changes" not in text_of(pending)


def test_a_number_gets_no_milestones() -> None:
    shop = in_memory({"okrs.yaml": PLAN})
    with pytest.raises(RefusedError, match="is measured as metric"):
        add.add_step(PendingFiles(shop.source), shop, resolve_item(shop, "mql"), Milestone, {"title": "x"})


def test_an_objective_goes_into_the_only_file_of_the_cycle() -> None:
    shop = in_memory({"okrs.yaml": PLAN})
    pending = PendingFiles(shop.source)
    edit = add.add_objective(pending, shop, "2026-Q4", {"title": "Quiet nights", "owner": "mai"})
    assert list(pending.changed) == ["okrs.yaml"]
    assert edit.words == ("quiet-nights: Quiet nights",)


SALES = "cycle: 2026-Q4\nobjectives:\n  - {id: deals, title: Deals, owner: linh}\n"
BRAND = "cycle: 2026-Q4\nobjectives:\n  - {id: brand, title: Brand, owner: mai}\n"


@pytest.mark.parametrize(
    ("owner", "path"), [("linh", "sales"), ("mai", "brand"), ("jonas", "jonas"), ("", "objectives")]
)
def test_an_objective_goes_to_the_others_of_its_owner(owner: str, path: str) -> None:
    files = {"okrs/2026-Q4/sales.yaml": SALES, "okrs/2026-Q4/brand.yaml": BRAND}
    assert add.file_for(in_memory(files), "2026-Q4", owner) == f"okrs/2026-Q4/{path}.yaml"


def test_a_file_of_another_cycle_takes_no_objective() -> None:
    shop = in_memory({"okrs/2026-Q4/sales.yaml": SALES})
    with pytest.raises(RefusedError, match="holds 2026-Q4, not 2027-Q1"):
        add.add_objective(PendingFiles(shop.source), shop, "2027-Q1", {"title": "x"}, "okrs/2026-Q4/sales.yaml")


def test_a_whole_objective_is_valid_as_it_is_written() -> None:
    shop = in_memory({"okrs.yaml": PLAN})
    pending = PendingFiles(shop.source)
    below = [({"title": "Answer within four hours", "start": "12", "target": "4"}, (), [{"title": "Hire for nights"}])]
    edit = add.add_whole_objective(
        pending, shop, "2026-Q4", add.TypedObjective({"title": "We are easy to reach"}, below)
    )
    assert [word.split(":")[0] for word in edit.words] == ["easy", "easy/answer-within"]
    assert not in_memory({"okrs.yaml": text_of(pending)}).diagnostics


@pytest.mark.parametrize("text", ["okrs.yaml", "okrs/2026-Q4/sales.yaml", "okrs/a/b.yaml"])
def test_a_place_for_objectives(text: str) -> None:
    assert add.checked_path(text) == text


@pytest.mark.parametrize(
    "text",
    ["", "/etc/passwd", "okrs", "../okrs/a.yaml", "okrs/a.yml", "okrs/.a.yaml", "okrs/checkins/a.yaml", "a.yaml"],
)
def test_no_place_for_objectives(text: str) -> None:
    with pytest.raises(OkrError, match="is no place for objectives"):
        add.checked_path(text)
