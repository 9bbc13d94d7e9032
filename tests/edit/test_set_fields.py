"""Fields, decisions and what is done: the text of the file, the words for the person, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from okrcli.edit import set_fields
from okrcli.edit.item_state import set_fields_and_state
from okrcli.edit.set_fields import Edit
from okrcli.errors import OkrError, RefusedError, UsageError
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.references import resolve_item
from tests.support.commands import PLAN
from tests.support.workspaces import in_memory, text_of

DAY = date(2026, 11, 16)
BEFORE = date(2026, 9, 1)


def given(name: str, typed: dict[str, str], reason: str | None = None, today: date = DAY) -> tuple[str, Edit]:
    """The plan file and the words after fields were set."""
    shop = in_memory({"okrs.yaml": PLAN})
    pending = PendingFiles(shop.source)
    edit = set_fields_and_state(pending, shop.plan, resolve_item(shop, name), typed, reason, today, today)
    return text_of(pending), edit


def test_a_field_is_set_and_nothing_else_changes() -> None:
    text, edit = given("demand", {"title": "New customers find us"})
    assert text == PLAN.replace("Open a channel that brings us customers every week", "New customers find us")
    assert (edit.verb, edit.ids) == ("Set", ("2026-Q4/demand",))
    assert edit.words == ("demand title “Open a channel that brings us customers…” → “New customers find us”",)


@pytest.mark.parametrize(
    ("name", "typed"), [("launch", {"target": "2"}), ("soc2", {"target": "2"}), ("launch", {"low": "1", "high": "2"})]
)
def test_a_number_does_not_change_how_a_key_result_is_measured(name: str, typed: dict[str, str]) -> None:
    with pytest.raises(RefusedError, match=r"is measured as (milestones|binary): `(target|low)` would make it"):
        given(name, typed, "Another way")


def test_an_empty_text_takes_a_field_away() -> None:
    text, _ = given("mql", {"unit": ""}, today=BEFORE)
    assert "unit: MQL" not in text


def test_what_is_so_already_is_no_change() -> None:
    text, edit = given("mql", {"title": "Grow inbound MQLs"})
    assert (text, edit.words) == (PLAN, ())


def test_what_was_agreed_needs_a_reason_once_the_cycle_has_begun() -> None:
    with pytest.raises(UsageError, match="2026-Q4 began on 2026-10-01: a change needs a reason"):
        given("mql", {"target": "45"})
    text, edit = given("mql", {"target": "45"}, today=BEFORE)
    assert "target: 45" in text
    assert edit.words == ("demand/mql target 30 → 45",)


def test_a_change_of_what_was_agreed_is_recorded_with_its_old_value() -> None:
    text, edit = given("mql", {"target": "45"}, "A second channel")
    key_result = resolve_item(in_memory({"okrs.yaml": text}), "mql").value
    (change,) = key_result.changes
    assert (change.date, change.field, change.reason) == (DAY, "target", "A second channel")
    assert (change.from_, change.to) == (30, 45)
    assert edit.reason == "A second channel"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"colour": "red"}, "colour"),
        ({"target": "many"}, "target"),
        ({"state": "paused"}, "state=paused of demand/mql needs a reason"),
        ({"state": "pause"}, "`state`: unknown value `pause`"),
    ],
)
def test_what_the_format_does_not_have_is_refused(typed: dict[str, str], message: str) -> None:
    with pytest.raises(OkrError, match=message):
        given("mql", typed)


def decided(files: str, name: str, state: str, reason: str | None = "No time") -> tuple[str, Edit]:
    """The plan file and the words after an item got a state."""
    workspace = in_memory({"okrs.yaml": files})
    pending, item = PendingFiles(workspace.source), resolve_item(workspace, name)
    edit = set_fields_and_state(pending, workspace.plan, item, {"state": state}, reason, DAY, DAY)
    return text_of(pending), edit


@pytest.mark.parametrize("state", ["cancelled", "paused", "postponed"])
def test_a_decision_is_taken_and_taken_back(state: str) -> None:
    text, edit = decided(PLAN, "mql", state)
    assert (edit.verb, edit.words, edit.reason) == ("Set", (f"demand/mql state active → {state}",), "No time")
    assert f"state: {state}, since: 2026-11-16, reason: No time" in text
    with pytest.raises(RefusedError, match=f"demand/mql is {state} already, since 2026-11-16"):
        decided(text, "mql", state, "Again")
    back, edit = decided(text, "mql", "active", "It is back")
    assert edit.words == (f"demand/mql state {state} → active",)
    active = resolve_item(in_memory({"okrs.yaml": back}), "mql").value
    assert (active.state, active.since, active.reason) == (None, None, None)
    assert [(change.from_, change.to, change.reason) for change in active.changes] == [
        (None, state, "No time"),
        (state, None, "It is back"),
    ]


def test_a_state_and_other_fields_are_set_together() -> None:
    text, edit = given("mql", {"target": "45", "state": "paused"}, "A second channel")
    assert edit.words == ("demand/mql target 30 → 45, state active → paused",)
    key_result = resolve_item(in_memory({"okrs.yaml": text}), "mql").value
    assert (key_result.target, key_result.state, key_result.reason) == (45, "paused", "A second channel")


def test_what_is_active_is_not_set_to_active() -> None:
    with pytest.raises(RefusedError, match="demand/mql is active already"):
        decided(PLAN, "mql", "active")


def test_an_action_is_done_once() -> None:
    shop = in_memory({"okrs.yaml": PLAN})
    pending = PendingFiles(shop.source)
    edit = set_fields.done(pending, resolve_item(shop, "guide"), DAY)
    assert edit.words == ("demand/mql/guide: A guide",)
    assert "{id: guide, title: A guide, done: 2026-11-16}" in text_of(pending)
    later = in_memory({"okrs.yaml": text_of(pending)})
    with pytest.raises(RefusedError, match="done already, since 2026-11-16"):
        set_fields.done(PendingFiles(later.source), resolve_item(later, "guide"), DAY)


@pytest.mark.parametrize("name", ["demand", "mql"])
def test_only_actions_and_milestones_are_done(name: str) -> None:
    shop = in_memory({"okrs.yaml": PLAN})
    with pytest.raises(RefusedError, match="`okr done` is for actions and milestones"):
        set_fields.done(PendingFiles(shop.source), resolve_item(shop, name), DAY)


def test_a_milestone_is_cancelled_and_active_again_and_never_paused() -> None:
    text, _ = decided(PLAN, "beta", "cancelled")
    assert "state: cancelled, since: 2026-11-16, reason: No time" in text
    with pytest.raises(RefusedError, match="is the only milestone left"):
        decided(text, "public", "cancelled")
    with pytest.raises(UsageError, match="a change needs a reason"):
        decided(text, "beta", "active", None)
    text, _ = decided(text, "beta", "active", "There is time")
    assert "field: state, from: cancelled, reason: There is time" in text
    with pytest.raises(RefusedError, match="is a milestone and cannot be paused"):
        decided(PLAN, "beta", "paused")
