"""The plan: references in order, earlier names, and settings that the nearest place decides."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from okrcli.model.period import Period, PlannedCycle
from okrcli.model.plan import NEVER, Checkin, CheckinRun, Location, Plan, Ref
from okrcli.model.record_base import changed
from okrcli.model.records import CheckinValues, Cycle, KeyResult, Objective, Team

DEMAND = Ref("2026-Q4", "demand")
MQL = Ref("2026-Q4", "demand", "mql")
QUARTER = Period(date(2026, 10, 1), date(2026, 12, 31))


def plan_with(key_result: KeyResult, objective: dict[str, str] | None = None, cycle: Cycle | None = None) -> Plan:
    """A plan of one cycle, one objective and one key result."""
    held = changed(Objective(id="demand", title="Demand", key_results=(key_result,)), **(objective or {}))
    return Plan(
        cycles={"2026-Q4": PlannedCycle("2026-Q4", QUARTER, cycle or Cycle(id="2026-Q4"))},
        objectives={DEMAND: held},
        teams={"sales": Team(id="sales", members=("mai", "ana"))},
        locations={DEMAND: Location("a.yaml", ()), MQL: Location("a.yaml", ())},
    )


def test_a_reference_is_written_without_and_with_its_cycle() -> None:
    action = MQL._replace(action="guide")
    assert (str(action), action.full, action.short) == ("demand/mql/guide", "2026-Q4/demand/mql/guide", "guide")
    assert (action.parent, action.holder) == (DEMAND, MQL)


def test_an_objective_stands_before_all_that_is_in_it() -> None:
    other = Ref("2026-Q4", "growth")
    assert sorted([other, MQL._replace(action="guide"), MQL, DEMAND]) == [
        DEMAND,
        MQL,
        MQL._replace(action="guide"),
        other,
    ]
    assert DEMAND <= DEMAND < MQL
    assert MQL > DEMAND >= DEMAND


def test_check_ins_of_a_day_are_ordered_by_time_of_entry_then_place() -> None:
    day, home = date(2026, 11, 2), Location("a.yaml", ())
    early = Checkin(CheckinValues(), 0, CheckinRun(day, None, "mai", None, home))
    late = Checkin(CheckinValues(), 0, CheckinRun(day, datetime(2026, 11, 2, 9, tzinfo=UTC), "mai", None, home))
    later = late._replace(run=late.run._replace(date=date(2026, 11, 3)))
    assert early.order[1] == NEVER
    assert sorted([late, late._replace(position=1), early], key=lambda checkin: checkin.order)[0] == early
    assert late.order < late._replace(position=1).order < later.order


def test_an_earlier_name_leads_to_the_present_one() -> None:
    old = Ref("2026-Q4", "demand", "leads")
    plan = plan_with(KeyResult(id="mql", title="M"))
    assert plan.present(old) == old
    renamed = Plan(
        objectives=plan.objectives, locations=plan.locations, renamed={old: MQL, Ref("2026-Q4", "ask"): DEMAND}
    )
    assert renamed.present(old._replace(action="guide")) == MQL._replace(action="guide")
    assert renamed.present(Ref("2026-Q4", "ask", "mql")) == MQL
    assert renamed.present(DEMAND._replace(guardrail="price")) == DEMAND._replace(guardrail="price")


def test_the_nearest_place_decides_the_frequency() -> None:
    bare, own = KeyResult(id="mql", title="M"), KeyResult(id="mql", title="M", frequency="daily")
    monthly = Cycle(id="2026-Q4", frequency="monthly")
    assert plan_with(bare).frequency_of(MQL) == "weekly"
    assert plan_with(bare, cycle=monthly).frequency_of(MQL) == "monthly"
    assert plan_with(bare, {"frequency": "never"}, monthly).frequency_of(MQL) == "never"
    assert plan_with(own, {"frequency": "never"}, monthly).frequency_of(MQL) == "daily"


def test_the_nearest_place_decides_type_and_days() -> None:
    late = KeyResult(id="mql", title="M", start_date=date(2026, 11, 1))
    plan = plan_with(late, cycle=Cycle(id="2026-Q4", type="learning"))
    assert plan.type_of(DEMAND) == "learning"
    assert plan_with(late, {"type": "committed"}).type_of(DEMAND) == "committed"
    assert (plan.period_of(DEMAND), plan.period_of(MQL)) == (QUARTER, Period(date(2026, 11, 1), QUARTER.end))


@pytest.mark.parametrize(
    ("fields", "holders"),
    [
        ({"updater": "bo", "owner": "sales"}, ("bo",)),
        ({"owner": "sales"}, ("mai", "ana")),
        ({"owner": "bo"}, ("bo",)),
        ({}, ("lan",)),
    ],
)
def test_who_has_to_check_in(fields: dict[str, str], holders: tuple[str, ...]) -> None:
    key_result = changed(KeyResult(id="mql", title="M"), **fields)
    assert plan_with(key_result, {"owner": "lan"}).duty_holders(MQL) == holders


def test_a_key_result_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        plan_with(KeyResult(id="mql", title="M")).key_result(MQL._replace(key_result="nps"))
