"""The value before a check-in, in `okr log` and `okr diff`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from okrcli.model import diff_text
from okrcli.model.plan import Checkin, Ref
from okrcli.model.plan_change import RecordedCheckin, recorded
from okrcli.workspace.sources import WorkingTree
from okrcli.workspace.workspace import load
from tests.support.commands import PLAN, write

REF = Ref("2026-Q4", "demand", "mql")


def test_the_value_before_each_checkin_costs_one_look_at_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    count = 60
    head = "cycle: 2026-Q4\ndate: 2026-11-02\nby: mai\n"
    files = {
        f"okrs/2026-Q4/checkins/mai/2026-11-02-aa{number:02}.yaml": f"id: aa{number:02}aaaa\n{head}"
        f"at: 2026-11-02T08:00:{number:02}Z\ncheckins:\n  - {{kr: demand/mql, value: {number}}}\n"
        for number in range(count)
    }
    plan = load(WorkingTree(write(tmp_path, {"okrs.yaml": PLAN, **files})), date(2026, 11, 16)).plan
    entries = [recorded(checkin) for checkin in plan.checkins[REF]]
    assert len(entries) == count
    looks: list[Checkin] = []

    def look(checkin: Checkin) -> RecordedCheckin:
        looks.append(checkin)
        return recorded(checkin)

    monkeypatch.setattr(diff_text, "recorded", look)
    values = [diff_text.value_before(entry, REF, plan) for entry in entries]
    assert values == [20, *range(count - 1)]
    assert len(looks) == count


def test_the_value_before_a_checkin_inside_a_key_result_is_that_of_the_one_before(tmp_path: Path) -> None:
    plan_text = (
        "cycle: 2026-Q4\npeople: [{id: mai}]\nobjectives:\n  - id: demand\n    title: D\n    owner: mai\n"
        "    key_results:\n      - id: mql\n        title: M\n        start: 20\n        target: 30\n"
        "        checkins:\n"
        "          - {date: 2026-10-12, value: 22}\n          - {date: 2026-10-19, value: 25}\n"
    )
    plan = load(WorkingTree(write(tmp_path, {"okrs.yaml": plan_text})), date(2026, 11, 16)).plan
    entries = [recorded(checkin) for checkin in plan.checkins[REF]]
    assert [diff_text.value_before(entry, REF, plan) for entry in entries] == [20, 22]
