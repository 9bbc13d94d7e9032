"""What one objective or key result needs from another, and the answers of the other side."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from okrcli.checks import findings
from okrcli.edit import dependencies
from okrcli.edit.dependencies import Asked, Reply
from okrcli.errors import RefusedError, UsageError
from okrcli.model.records import Answer
from okrcli.scoring.alignment import DependencyLink, dependency_links
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
    edit = dependencies.depend(
        pending, shop.plan, resolve_item(shop, "mql"), resolve_item(shop, "growth"), Asked(need), DAY
    )
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
        dependencies.depend(
            PendingFiles(shop.source), shop.plan, resolve_item(shop, name), resolve_item(shop, on), Asked(), DAY
        )


def test_the_same_is_needed_once() -> None:
    shop = asked()
    with pytest.raises(RefusedError, match="depends on growth already"):
        dependencies.depend(
            PendingFiles(shop.source),
            shop.plan,
            resolve_item(shop, "mql"),
            resolve_item(shop, "growth"),
            Asked("More"),
            DAY,
        )


@pytest.mark.parametrize("agreement", ["agreed", "refused"])
def test_an_answer_has_a_name_and_a_day(agreement: Answer) -> None:
    shop = asked()
    link = dependencies.link_between(shop.plan, resolve_item(shop, "mql"), None, agreement, DAY)
    pending = PendingFiles(shop.source)
    edit = dependencies.answer(pending, shop.plan, link, Reply(agreement, "linh", DAY, "We can"), DAY)
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


# ── Amounts, days and conditions ──────────────────────────────────────────────────────────────────────────────────

LEADS = """\
cycle: 2026-Q4
people: [{id: mai, name: Mai}, {id: linh, name: Linh}]
objectives:
  - id: ads
    title: People find us
    owner: linh
    key_results: [{id: leads, title: Leads from ads, target: 4000, unit: leads}]
  - id: care
    title: Every lead is answered
    owner: mai
    key_results:
      - id: answers
        title: Customers
        target: 300
        depends_on:
          - {to: ads/leads, need: Leads, amount: 3000, due: 2026-12-04, asked: 2026-10-01}
"""


def replied(shop: Workspace, day: str, *, agreement: Answer = "agreed", **terms: Any) -> Workspace:
    """The workspace with an answer of Linh's on a day."""
    pending, on = PendingFiles(shop.source), date.fromisoformat(day)
    link = dependencies.link_between(shop.plan, resolve_item(shop, "answers"), None, agreement, on)
    dependencies.answer(pending, shop.plan, link, Reply(agreement, "linh", on, **terms), on)
    return in_memory({"okrs.yaml": text_of(pending)}, day)


def promised(shop: Workspace, day: str) -> tuple[Any, Any, Any]:
    """The answer, the promise and the condition in force on a day."""
    link = next(dependency_links(shop.plan, date.fromisoformat(day)))
    return link.agreement, link.dependency.promise, link.dependency.condition


def test_the_other_side_promises_another_amount_with_a_condition() -> None:
    shop = replied(in_memory({"okrs.yaml": LEADS}, "2026-10-05"), "2026-10-05", amount=Decimal(2500), condition="If")
    assert promised(shop, "2026-10-05") == ("agreed", (2500, date(2026, 12, 4)), "If")
    assert promised(shop, "2026-10-04")[0] == "asked"
    assert "amount: 3000" in shop.source.read("okrs.yaml").decode()
    same = replied(shop, "2026-10-06", amount=Decimal(3000), reason="The budget came", condition="none")
    assert "promised_amount:" not in same.source.read("okrs.yaml").decode()


def test_a_promise_moves_with_a_reason_and_earlier_days_have_the_earlier_promise() -> None:
    shop = replied(in_memory({"okrs.yaml": LEADS}, "2026-10-05"), "2026-10-05")
    with pytest.raises(UsageError, match="a change needs a reason"):
        replied(shop, "2026-11-01", amount=Decimal(2500))
    moved = replied(shop, "2026-11-01", amount=Decimal(2500), due=date(2026, 12, 11), reason="Less budget")
    refused = replied(moved, "2026-11-20", agreement="refused", reason="No budget")
    assert [promised(refused, day)[:2] for day in ("2026-10-04", "2026-10-05", "2026-11-01", "2026-11-20")] == [
        ("asked", (3000, date(2026, 12, 4))),
        ("agreed", (3000, date(2026, 12, 4))),
        ("agreed", (2500, date(2026, 12, 11))),
        ("refused", (3000, date(2026, 12, 4))),
    ]
    assert not [finding for finding in findings(refused) if finding.code != "OKR512"]


def test_who_asks_for_more_does_not_change_what_was_promised() -> None:
    shop = replied(in_memory({"okrs.yaml": LEADS}, "2026-10-05"), "2026-10-05")
    day = date(2026, 10, 20)
    link = dependencies.link_between(shop.plan, resolve_item(shop, "answers"), None, None, day)
    pending = PendingFiles(shop.source)
    more = Asked(amount=Decimal(3500))
    edit = dependencies.change_request(pending, shop.plan, link, more, None, day, day)
    assert edit.words == ("care/answers needs ads/leads: amount 3000 → 3500",)
    assert edit.notes == ("promised: 3000 leads by 4 Dec, wanted: 3500 leads by 4 Dec",)
    assert promised(in_memory({"okrs.yaml": text_of(pending)}), "2026-10-20")[1] == (3000, date(2026, 12, 4))
    with pytest.raises(UsageError, match="a change needs a reason"):
        dependencies.change_request(pending, shop.plan, link, Asked("Other words"), None, day, day)


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ({"amount": Decimal(-1)}, "is no progress: `ads/leads` goes from 0 to 4000"),
        ({"due": date(2027, 1, 1)}, "is outside the days of `ads/leads`"),
    ],
)
def test_what_cannot_be_promised_is_refused(terms: dict[str, Any], message: str) -> None:
    with pytest.raises(RefusedError, match=message):
        replied(in_memory({"okrs.yaml": LEADS}, "2026-10-05"), "2026-10-05", **terms)


def test_the_other_side_is_asked_again_until_it_answers_what_is_wanted_now() -> None:
    shop = replied(in_memory({"okrs.yaml": LEADS}, "2026-10-05"), "2026-10-05")
    day = date(2026, 10, 20)

    def link(of: Workspace) -> DependencyLink:
        return dependencies.link_between(of.plan, resolve_item(of, "answers"), None, None, day)

    assert not link(shop).is_open
    pending = PendingFiles(shop.source)
    more = Asked(amount=Decimal(3500))
    edit = dependencies.change_request(pending, shop.plan, link(shop), more, None, day, day)
    assert edit.following.endswith('--amount 3500 --reason "…"')
    asked_again = in_memory({"okrs.yaml": text_of(pending)}, "2026-10-20")
    assert link(asked_again).is_open
    for amount in (None, Decimal(3200), Decimal(3500)):
        pending = PendingFiles(asked_again.source)
        reply = Reply("agreed", "linh", day, "We talked", amount=amount)
        dependencies.answer(pending, asked_again.plan, link(asked_again), reply, day)
        answered = in_memory({"okrs.yaml": text_of(pending)}, "2026-10-20")
        assert not link(answered).is_open, amount
        assert link(answered).dependency.promise[0] == (amount or Decimal(3000))
        earlier = next(iter(dependency_links(answered.plan, date(2026, 10, 12))))
        assert (earlier.agreement, earlier.dependency.promise[0]) == ("agreed", Decimal(3000)), amount
        assert not list(findings(answered)), amount
