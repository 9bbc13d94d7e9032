"""New objectives, key results, actions and milestones: ids, fields, and the file that gets them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from okrcli.edit.add import add_key_result, add_step
from okrcli.errors import RefusedError, UsageError
from okrcli.model.history import key_result_as_of
from okrcli.model.records import Action, Milestone
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.references import resolve_item
from tests.support.commands import PLAN
from tests.support.workspaces import in_memory, text_of

DAY = date(2026, 11, 16)


def test_a_key_result_stands_at_the_end_of_its_objective() -> None:
    shop = in_memory({"okrs.yaml": PLAN})
    pending = PendingFiles(shop.source)
    typed = {"title": "Fewer calls", "start": "20", "target": "5"}
    edit = add_key_result(pending, shop, resolve_item(shop, "growth"), typed, "They cost us most")
    assert text_of(pending).startswith(PLAN)
    assert "id: fewer-calls" in text_of(pending).removeprefix(PLAN)
    assert edit.words == ("growth/fewer-calls: Fewer calls",)
    assert edit.following == "okr show growth/fewer-calls"


def test_a_key_result_needs_a_title_and_an_objective() -> None:
    shop = in_memory({"okrs.yaml": PLAN})
    with pytest.raises(UsageError, match="a title is missing"):
        add_key_result(PendingFiles(shop.source), shop, resolve_item(shop, "growth"), {"target": "5"})
    with pytest.raises(RefusedError, match="demand/mql is a key result"):
        add_key_result(PendingFiles(shop.source), shop, resolve_item(shop, "mql"), {"title": "x"})


@pytest.mark.parametrize("given", ["Two words", "a/b", "-x"])
def test_an_id_that_the_format_does_not_have_is_refused(given: str) -> None:
    shop = in_memory({"okrs.yaml": PLAN})
    with pytest.raises(RefusedError, match="`id`: "):
        add_key_result(PendingFiles(shop.source), shop, resolve_item(shop, "growth"), {"title": "x", "id": given})


def test_an_action_has_an_id_only_where_one_is_given() -> None:
    shop = in_memory({"okrs.yaml": PLAN})
    pending = PendingFiles(shop.source)
    edit = add_step(pending, shop, resolve_item(shop, "mql"), Action, {"title": "Call ten customers"})
    assert "{title: Call ten customers, start_date: 2026-11-16}" in text_of(pending)
    assert (edit.words, edit.following) == (("to demand/mql: Call ten customers",), 'okr done "Call ten customers"')


AUDIT = {"title": "The audit is over", "id": "audit"}


def test_a_yes_or_no_gets_its_first_milestone_instead() -> None:
    shop = in_memory({"okrs.yaml": PLAN})
    pending = PendingFiles(shop.source)
    add_step(pending, shop, resolve_item(shop, "soc2"), Milestone, AUDIT, "The auditor asked for steps")
    changed = in_memory({"okrs.yaml": text_of(pending)})
    assert not changed.diagnostics
    assert resolve_item(changed, "soc2").value.measure == "milestones"
    assert key_result_as_of(resolve_item(changed, "soc2").value, DAY - timedelta(days=1)).measure == "binary"


@pytest.mark.parametrize("reason", [None, "", " … "])
def test_what_is_added_to_what_was_agreed_needs_a_reason(reason: str | None) -> None:
    shop = in_memory({"okrs.yaml": PLAN})
    with pytest.raises(UsageError, match="growth began on 2026-10-01: a new key result needs a reason"):
        add_key_result(PendingFiles(shop.source), shop, resolve_item(shop, "growth"), {"title": "x"}, reason)
    with pytest.raises(UsageError, match="a new milestone needs a reason"):
        add_step(PendingFiles(shop.source), shop, resolve_item(shop, "launch"), Milestone, {"title": "x"}, reason)


def test_nothing_is_agreed_of_a_draft_and_of_what_was_added_today() -> None:
    draft = PLAN.replace("title: We grow", "title: We grow\n    state: draft")
    today = PLAN.replace("title: We grow", f"title: We grow\n    start_date: {DAY}")
    for text in (draft, today):
        shop = in_memory({"okrs.yaml": text})
        pending = PendingFiles(shop.source)
        add_key_result(pending, shop, resolve_item(shop, "growth"), {"title": "More", "target": "5"})
        assert "changes" not in text_of(pending)


def test_a_number_gets_no_milestones() -> None:
    shop = in_memory({"okrs.yaml": PLAN})
    with pytest.raises(RefusedError, match="is measured as metric"):
        add_step(PendingFiles(shop.source), shop, resolve_item(shop, "mql"), Milestone, {"title": "x"})
