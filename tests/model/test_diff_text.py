"""Changes of a plan in words: one short text for each kind of change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from okrcli.model.diff_text import change_in_words, grouped_in_words, name_of
from okrcli.model.plan import Checkin, CheckinRun, Location, Plan, Ref
from okrcli.model.plan_change import PlanChange, RecordedCheckin
from okrcli.model.records import Action, ChangeRecord, CheckinValues, Dependency, KeyResult, Objective

DEMAND = Ref("2026-Q4", "demand")
MQL = Ref("2026-Q4", "demand", "mql")
KEY_RESULT = KeyResult(id="mql", title="Grow MQLs", start=Decimal(20), target=Decimal(30), unit="MQL")
OBJECTIVE = Objective(id="demand", title="Open a channel", key_results=(KEY_RESULT,))
PLAN = Plan(objectives={DEMAND: OBJECTIVE})
DAY = date(2026, 11, 16)


def checkin(**values: object) -> RecordedCheckin:
    return RecordedCheckin(DAY, None, "mai", "7k2m9x4t", CheckinValues(**values))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (PlanChange("changed", "key result", MQL, field="target", before=30, after=25), "target 30 → 25"),
        (
            PlanChange("changed", "action", MQL, "guide", field="done", before=None, after=DAY),
            "action guide: done 2026-11-16",
        ),
        (PlanChange("renamed", "key result", MQL, before=MQL._replace(key_result="a"), after=MQL), "renamed from a"),
        (PlanChange("moved", "key result", MQL, before=Ref("2026-Q4", "b", "mql"), after=MQL), "moved from b/mql"),
        (PlanChange("added", "key result", MQL, after=KEY_RESULT), "new key result: Grow MQLs (20 → 30 MQL)"),
        (PlanChange("removed", "objective", DEMAND, before=OBJECTIVE), "removed objective: Open a channel"),
        (PlanChange("added", "supports", MQL, "a/b", after="a/b"), "supports a/b"),
        (PlanChange("removed", "supports", MQL, "a/b", before="a/b"), "no longer supports a/b"),
        (PlanChange("added", "action", MQL, "guide", after=Action(title="A guide")), "action added: A guide"),
        (
            PlanChange("added", "dependency", MQL, "a/b", after=Dependency(to="a/b", need="a list")),
            "depends on a/b: a list",
        ),
        (
            PlanChange("added", "change", MQL, "target", after=ChangeRecord(date=DAY, field="target", to=Decimal(25))),
            "recorded: target 25",
        ),
        (PlanChange("removed", "person", None, "mai"), "removed"),
    ],
)
def test_a_change_in_words(change: PlanChange, words: str) -> None:
    assert change_in_words(change, PLAN) == words


def test_a_check_in_in_words() -> None:
    new = checkin(value=Decimal(22), confidence=7)
    added = PlanChange("added", "check-in", MQL, after=new)
    assert change_in_words(added, PLAN) == "22, confidence 7"
    home = Location("okrs/2026-Q4.yaml", ())
    known = Checkin(new.reading, 0, CheckinRun(new.date, new.at, new.by, new.document, home))
    assert (
        change_in_words(added, replace(PLAN, locations={MQL: home}, checkins={MQL: (known,)}))
        == "20 → 22 MQL, confidence 7"
    )
    gone = change_in_words(PlanChange("removed", "check-in", MQL, before=checkin(note="x")), PLAN)
    assert gone == "check-in of 2026-11-16 by mai removed (a note)"
    altered = PlanChange("changed", "check-in", MQL, before=new, after=checkin(value=Decimal(22), note="x"))
    assert change_in_words(altered, PLAN) == "check-in of 2026-11-16 by mai altered: confidence 7 removed, other note"


def test_a_change_has_the_name_of_what_it_is_about() -> None:
    change = PlanChange("changed", "key result", MQL, field="target")
    assert name_of(change, "2026-Q4") == "demand/mql"
    assert name_of(change, "2027-Q1") == "2026-Q4/demand/mql"
    assert name_of(PlanChange("added", "person", None, "mai")) == "person mai"
    assert name_of(PlanChange("added", "win", None, "We won")) == "win"


def test_people_that_came_are_one_line() -> None:
    people = [PlanChange("added", "person", None, "mai"), PlanChange("added", "person", None, "bo")]
    assert [texts for _, *texts in grouped_in_words(people, lambda _: PLAN, None)] == [["person", "added: mai, bo"]]
