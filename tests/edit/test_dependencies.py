"""What one objective or key result needs from another, and the answers of the other side."""

from __future__ import annotations

from datetime import date

import pytest

from okrcli.edit import dependencies
from okrcli.errors import RefusedError
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.references import resolve_item
from okrcli.workspace.workspace import Workspace
from tests.support.commands import PLAN
from tests.support.workspaces import in_memory, text_of

DAY = date(2026, 11, 16)


def asked(need: str | None = "Contacts") -> Workspace:
    """A workspace in which demand/mql needs growth."""
    shop = in_memory({"okrs.yaml": PLAN})
    pending = PendingFiles(shop.source)
    edit = dependencies.depend(pending, resolve_item(shop, "mql"), resolve_item(shop, "growth"), need, DAY)
    assert edit.words == ("demand/mql needs growth" + (f": {need}" if need else ""),)
    assert edit.following == "the other side answers: okr request agree demand/mql --to growth"
    return in_memory({"okrs.yaml": text_of(pending)})


@pytest.mark.parametrize(
    ("need", "line"),
    [("Contacts", "{to: growth, need: Contacts, asked: 2026-11-16}"), (None, "{to: growth, asked: 2026-11-16}")],
)
def test_a_need_is_written_in_one_line(need: str | None, line: str) -> None:
    assert line in asked(need).source.read("okrs.yaml").decode()


@pytest.mark.parametrize(
    ("name", "on", "message"),
    [
        ("mql", "mql", "cannot depend on itself"),
        ("mql", "demand", "cannot depend on demand"),
        ("demand", "mql", "cannot depend on demand/mql"),
        ("guide", "growth", "cannot depend on anything"),
        ("growth", "guide", "cannot be depended on"),
    ],
)
def test_what_cannot_depend_on_what(name: str, on: str, message: str) -> None:
    shop = in_memory({"okrs.yaml": PLAN})
    with pytest.raises(RefusedError, match=message):
        dependencies.depend(PendingFiles(shop.source), resolve_item(shop, name), resolve_item(shop, on), None, DAY)


def test_the_same_is_needed_once() -> None:
    shop = asked()
    with pytest.raises(RefusedError, match="depends on growth already"):
        dependencies.depend(
            PendingFiles(shop.source), resolve_item(shop, "mql"), resolve_item(shop, "growth"), "More", DAY
        )


@pytest.mark.parametrize("agreement", ["agreed", "refused"])
def test_an_answer_has_a_name_and_a_day(agreement: str) -> None:
    shop = asked()
    link = dependencies.link_between(shop.plan, resolve_item(shop, "mql"), None, agreement, DAY)
    pending = PendingFiles(shop.source)
    edit = dependencies.answer(pending, link, agreement, "linh", DAY, "We can")
    assert edit.words == ("growth for demand/mql: Contacts",)
    assert edit.reason == "We can"
    wanted = f"agreement: {agreement}, by: linh, since: 2026-11-16"
    assert wanted in text_of(pending)


def test_only_the_other_side_answers() -> None:
    shop = asked()
    link = dependencies.link_between(shop.plan, resolve_item(shop, "mql"), None, "agreed", DAY)
    dependencies.refuse_stranger(shop.plan, link, "linh")
    with pytest.raises(RefusedError, match="growth is not yours, mai"):
        dependencies.refuse_stranger(shop.plan, link, "mai")


def test_nothing_is_answered_that_nobody_asked() -> None:
    shop = in_memory({"okrs.yaml": PLAN})
    with pytest.raises(RefusedError):
        dependencies.link_between(shop.plan, resolve_item(shop, "mql"), None, "agreed", DAY)
