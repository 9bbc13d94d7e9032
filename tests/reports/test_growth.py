"""The work of a report grows as its plan does, and no faster; it is counted in calls."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from okrcli.model.plan import Plan
from okrcli.reports.retro import retro
from okrcli.reports.trend import trends
from okrcli.scoring.checkin_rate import by_holder
from okrcli.scoring.score import score_plan
from tests.support.counting import calls
from tests.support.plans import CYCLE, cycle, day, plan

CHECKINS = [(place * 8, {"value": place, "confidence": place, "id": f"d{place}"}) for place in range(8)]
CHANGED = {"target": 30, "checkins": CHECKINS, "changes": [(42, "target", 40, 30), (60, "target", 35, 40)]}
LAST = day(100)

REPORTS: dict[str, Callable[[Plan], object]] = {
    "retro": lambda made: retro(made, made.cycles[CYCLE], LAST, ()),
    "trends": lambda made: list(trends(made, [ref for ref in made.locations if ref.key_result], LAST)),
    "check-in rates": lambda made: by_holder(
        made, {ref: score.key_results for ref, score in score_plan(made, LAST).items()}, LAST
    ),
}


def company(count: int) -> Plan:
    """A plan of so many objectives, each with key results whose target was changed; half are of a later cycle."""
    objectives = {
        f"{where}o{number}": {"key_results": {"a": CHANGED, "b": {"target": 30, "checkins": CHECKINS}}}
        for number in range(count)
        for where in ("", "later/")
    }
    return plan(objectives, cycles=[cycle("later", 50, 150)])


@pytest.mark.parametrize("name", REPORTS)
def test_four_times_the_plan_is_at_most_four_times_the_work(name: str) -> None:
    report = REPORTS[name]
    small, large = company(8), company(32)
    assert calls(lambda: report(large)) <= 4.4 * calls(lambda: report(small))
