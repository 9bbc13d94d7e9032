"""Blame: the commit that set each field of a key result."""

from __future__ import annotations

from okrcli.model.plan import Plan
from okrcli.reports.blame import blame_report
from okrcli.reports.log import Following
from tests.reports.test_log import steps
from tests.support.plans import KR, one, plan


def subjects(*plans: Plan) -> dict[str, str | None]:
    report = blame_report(plans[-1], KR, steps(list(plans)), Following([KR], plans[-1]))
    return {line.field: line.commit.subject if line.commit else None for line in report.lines}


def test_a_field_belongs_to_the_last_commit_that_changed_it() -> None:
    found = subjects(plan({"o": {}}), one({"start": 0, "target": 100}), one({"start": 0, "target": 80}))
    assert (found["start"], found["target"]) == ("commit 1", "commit 2")


def test_a_field_keeps_the_value_before_its_commit() -> None:
    before, after = one({"start": 0, "target": 100}), one({"start": 0, "target": 80})
    lines = blame_report(after, KR, steps([before, after]), Following([KR], after)).lines
    assert [(line.before, line.value) for line in lines if line.field == "target"] == [(100, 80)]


def test_a_field_from_before_the_known_history_has_no_commit() -> None:
    assert subjects(one({"start": 0, "target": 100}), one({"start": 0, "target": 80}))["start"] is None
