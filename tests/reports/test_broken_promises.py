"""Promises in views: on both sides, in the diff of what breaks them, as moved goalposts, and as one answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from okrcli.model.diff import compare, paired
from okrcli.model.diff_text import change_in_words
from okrcli.model.plan import Plan, Ref
from okrcli.reports.broken_promises import promises_broken_by
from okrcli.reports.due import duties
from okrcli.reports.status import mine
from tests.support.plans import CYCLE, day, plan

AGREED = {"to": "ads/leads", "need": "Leads", "amount": 3000, "agreement": "agreed", "by": "linh", "since": 5}


def two_sides(need: dict[str, Any] | None = None, **leads: Any) -> Plan:
    """A plan in which `care` of mai needs `ads/leads` of linh."""
    return plan(
        {
            "ads": {"owner": "linh", "key_results": {"leads": {"target": 4000, "checkins": [(40, 1000)], **leads}}},
            "care": {"owner": "mai", "depends_on": [{**AGREED, **(need or {})}], "key_results": {"a": {"target": 3}}},
        }
    )


def broken(after: Plan) -> list[tuple[str, str]]:
    """The changes from the plan that keeps its promise, each with who needs what it breaks."""
    before = two_sides()
    changes = compare(before, after)
    earlier = {new: old for old, new in paired(before, after).items()}
    found = promises_broken_by(changes, before, after, earlier, day(50))
    return [(each.change.field, ", ".join(str(link.ref) for link in each.links)) for each in found]


def test_both_sides_see_a_promise_that_falls_short() -> None:
    held = two_sides()
    for person in ("mai", "linh"):
        assert [each.text for each in mine(held, CYCLE, person, day(50)).promises] == [
            "3000 promised by 11 Apr, heading for 2000"
        ]
    assert not mine(held, CYCLE, "omar", day(50)).promises
    assert [duty.holders for duty in duties(held, held.cycles[CYCLE], day(50)) if duty.kind == "promise"] == [
        ("linh", "mai")
    ]


@pytest.mark.parametrize(
    ("need", "leads", "expected"),
    [
        ({}, {"target": 2500}, [("target", "care")]),
        ({}, {"target": 3000}, []),
        ({}, {"state": "cancelled", "since": 50, "reason": "no budget"}, [("state", "care")]),
        ({"due": 90}, {"target": 2500}, [("target", "care")]),
        ({"promised_amount": 2500}, {"target": 2500}, []),
        ({"agreement": "refused"}, {"target": 2500}, []),
    ],
)
def test_a_change_breaks_the_promises_that_cannot_be_kept_any_more(
    need: dict[str, Any], leads: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert broken(two_sides(need, **leads)) == expected


def test_a_key_result_that_is_taken_out_breaks_its_promises() -> None:
    before, ref = two_sides(), Ref(CYCLE, "ads", "leads")
    gone = plan({"ads": {"owner": "linh", "key_results": {}}, "care": {"owner": "mai", "depends_on": [AGREED]}})
    gone = replace(gone, locations={name: each for name, each in gone.locations.items() if name != ref})
    assert broken(gone) == [("", "care")]
    assert before.has(ref)


@pytest.mark.parametrize(
    ("need", "field", "words"),
    [
        ({"amount": 2500}, "amount", "dependency ads/leads: amount 3000 → 2500"),
        ({"due": 90}, "due", "dependency ads/leads: due 2026-04-01"),
        ({"condition": "If the budget stays"}, "condition", "dependency ads/leads: condition “If the budget stays”"),
        (
            {"agreement": "refused", "by": "omar", "since": 50, "reason": "No budget"},
            "agreement",
            "request to ads/leads refused by omar",
        ),
    ],
)
def test_a_promise_that_moves_is_one_goalpost(need: dict[str, Any], field: str, words: str) -> None:
    after = two_sides(need)
    changes = compare(two_sides(), after)
    assert [(change.field, change.agreed_since) for change in changes] == [(field, day(5))]
    assert change_in_words(changes[0], after) == words
    assert changes[0].reason == need.get("reason")


def test_who_asks_for_more_moves_no_promise() -> None:
    changes = compare(two_sides(), two_sides({"amount": 3500, "promised_amount": 3000}))
    assert {change.field: change.agreed_since for change in changes} == {"amount": None}


def test_a_promise_that_moves_shows_what_was_promised_before() -> None:
    (change,) = compare(two_sides(), two_sides({"promised_amount": 2200}))
    assert change_in_words(change, two_sides()) == "dependency ads/leads: promised amount 3000 → 2200"


def test_a_recorded_reason_explains_a_moved_promise() -> None:
    record = {"amount": 2500, "changes": [(50, "amount", 3000, 2500, "Less budget")]}
    (change,) = compare(two_sides(), two_sides(record))
    assert change.reason == "Less budget"
