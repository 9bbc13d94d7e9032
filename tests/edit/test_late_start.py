"""What is written in the middle of a cycle: it begins on that day, and is neither red nor late on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from okrcli.edit.add import add_key_result, add_step
from okrcli.edit.add_objective import TypedObjective, add_objective, add_whole_objective
from okrcli.edit.dependencies import Asked, depend
from okrcli.edit.init import first_file
from okrcli.edit.rename import move_key_result
from okrcli.model.period import Period
from okrcli.model.plan import Ref
from okrcli.model.records import Action, Milestone
from okrcli.reports.agenda import agenda
from okrcli.reports.due import duties
from okrcli.scoring.score import score_plan
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.references import resolve_item
from okrcli.workspace.workspace import Workspace
from tests.support.workspaces import in_memory, text_of

DAYS = (
    *(("2026-Q4", number) for number in (0, 1, 45, 60, -7, -2, -1)),
    *(("2026-W48", number) for number in (0, 4, -1)),
    ("2026", 200),
)
"""Days of cycles, counted from the first day, or from the last one (-1)."""
KINDS: tuple[Mapping[str, str], ...] = (
    {"id": "metric", "start": "20", "target": "30"},
    {"id": "sum", "target": "30", "aggregate": "sum"},
    {"id": "limit", "kind": "at_most", "target": "3"},
    {"id": "range", "low": "1", "high": "3"},
    {"id": "share", "kind": "at_least", "target": "3", "measured_by": "share"},
    {"id": "binary", "done": "false"},
    {"id": "steps", "done": "false"},
    {"id": "baseline", "kind": "baseline"},
    {"id": "each-week", "target_per_period": "2", "period": "week"},
    {"id": "draft", "target": "3", "state": "draft"},
)


def written_on(day: date, cycle: str) -> Workspace:
    """A workspace of which everything is written on one day: by init, new, add and depend."""
    period = in_memory({"okrs.yaml": f"cycle: {cycle}\n"}, day.isoformat()).plan.cycles[cycle].period
    text = first_file(cycle, "mai", "Mai", "", email=None).replace("objectives: []", "objectives:")
    begins = period.late_start(day)
    text += f"  - {{id: first, title: First, {f'start_date: {begins}, ' if begins else ''}"
    text += "owner: mai, key_results: [{id: result, title: Result, target: 10}]}\n"
    text += "  - {id: old, title: Old, owner: mai, key_results: [{id: k, title: K, target: 1}]}\n"
    workspace = in_memory({"okrs.yaml": text}, day.isoformat())
    pending = PendingFiles(workspace.source)
    objective = {"id": "new", "title": "New", "owner": "mai"}
    draft = TypedObjective(objective, [({"title": "K", **kind}, [], []) for kind in KINDS])
    add_whole_objective(pending, workspace, cycle, draft, "okrs.yaml")
    workspace = again(pending, day)
    pending = PendingFiles(workspace.source)
    add_objective(pending, workspace, cycle, {"id": "empty", "title": "Empty", "owner": "mai"}, "okrs.yaml")
    workspace = again(pending, day)
    pending = PendingFiles(workspace.source)
    add_key_result(pending, workspace, resolve_item(workspace, "old"), {"title": "K", **KINDS[0]}, "why")
    workspace = again(pending, day)
    for number, step in enumerate([Milestone, Action]):
        pending = PendingFiles(workspace.source)
        add_step(pending, workspace, resolve_item(workspace, "new/steps"), step, {"title": f"Step {number}"}, "why")
        workspace = again(pending, day)
    pending = PendingFiles(workspace.source)
    depend(
        pending,
        workspace.plan,
        resolve_item(workspace, "old/metric"),
        resolve_item(workspace, "empty"),
        Asked("an API"),
        day,
    )
    return again(pending, day)


def again(pending: PendingFiles, day: date) -> Workspace:
    """The workspace with the pending files, without findings."""
    workspace = in_memory({"okrs.yaml": text_of(pending)}, day.isoformat())
    assert not workspace.diagnostics
    return workspace


def day_of(cycle: str, number: int) -> tuple[date, Period]:
    """A day of a cycle by its number, held inside of the cycle; and the days of the cycle."""
    period = in_memory({"okrs.yaml": f"cycle: {cycle}\n"}, "2026-12-01").plan.cycles[cycle].period
    day = period.start + timedelta(number) if number >= 0 else period.end + timedelta(number + 1)
    return min(max(day, period.start), period.end), period


@pytest.mark.parametrize(("cycle", "number"), DAYS)
def test_on_the_day_it_is_written_nothing_is_red_or_late(cycle: str, number: int) -> None:
    day, period = day_of(cycle, number)
    workspace = written_on(day, cycle)
    plan = workspace.plan
    scores = score_plan(plan, day, cycle)
    results = [result for score in scores.values() for result in score.key_results if str(result.ref) != "old/k"]
    assert {result.status.shown for result in results} <= {"not_started", "draft"}
    assert not any(result.overdue or result.status.marks for result in results)
    assert {scores[Ref(cycle, name)].status.shown for name in ("first", "new")} == {"not_started"}
    late = [duty for duty in duties(plan, plan.cycles[cycle], day) if duty.days_late > 0 and str(duty.ref) != "old/k"]
    assert late == []
    untouched = agenda(plan, plan.cycles[cycle], day, day).untouched
    assert [thing for thing in untouched if str(thing.ref) != "old/k"] == []
    week_later = min(day + timedelta(days=6), period.end)
    for score in score_plan(plan, week_later, cycle).values():
        for result in score.key_results:
            assert str(result.ref) == "old/k" or result.status.shown in ("not_started", "draft")


def test_a_first_day_is_written_only_where_it_is_later_and_nobody_typed_one() -> None:
    text = "cycle: 2026-Q4\nobjectives:\n  - {id: o, title: O, owner: mai, START}\n"
    for start, day, typed, expected in (
        ("weight: 1", "2026-11-16", {}, "start_date: 2026-11-16"),
        ("weight: 1", "2026-10-01", {}, None),
        ("weight: 1", "2026-09-20", {}, None),
        ("weight: 1", "2027-01-05", {}, None),
        ("start_date: 2026-11-16", "2026-11-16", {}, None),
        ("start_date: 2026-11-16", "2026-11-17", {}, "start_date: 2026-11-17"),
        ("weight: 1", "2026-11-16", {"start_date": "2026-11-01"}, "start_date: 2026-11-01"),
        ("weight: 1", "2026-11-16", {"start_date": ""}, None),
        ("weight: 1", "2026-11-16", {"end_date": "2026-11-02"}, None),
    ):
        workspace = in_memory({"okrs.yaml": text.replace("START", start)}, day)
        pending = PendingFiles(workspace.source)
        item = resolve_item(workspace, "2026-Q4/o")
        edit = add_key_result(pending, workspace, item, {"title": "K", "id": "k", "target": "1", **typed}, "why")
        added = text_of(pending).removeprefix(workspace.source.read("okrs.yaml").decode()[:-2])
        assert (expected in added) if expected else ("start_date" not in added), (start, day, typed)
        assert bool(edit.notes) == (expected is not None and not typed)


def test_the_note_about_a_first_day_has_the_command_that_changes_it() -> None:
    workspace = in_memory({"okrs.yaml": "cycle: 2026-Q4\nobjectives:\n  - {id: o, title: O, owner: mai}\n"})
    edit = add_key_result(
        PendingFiles(workspace.source),
        workspace,
        resolve_item(workspace, "o"),
        {"title": "K", "id": "k", "target": "1"},
        "why",
    )
    command = 'okr set o/k start_date=2026-10-01 --reason "…"'
    assert edit.notes == (f"it begins on 2026-11-16, not on 2026-10-01. To change this: {command}",)


def test_a_key_result_that_moves_keeps_its_first_day() -> None:
    text = (
        "cycle: 2026-Q4\nobjectives:\n  - {id: young, title: Y, owner: mai, start_date: 2026-11-16}\n"
        "  - id: old\n    title: O\n    owner: mai\n    key_results:\n      - {id: k, title: K, target: 1}\n"
    )
    workspace = in_memory({"okrs.yaml": text})
    pending = PendingFiles(workspace.source)
    move_key_result(pending, workspace, resolve_item(workspace, "k"), resolve_item(workspace, "young"))
    moved = in_memory({"okrs.yaml": text_of(pending)}).plan
    assert moved.period_of(Ref("2026-Q4", "young", "k")).start == date(2026, 10, 1)


def test_a_request_without_a_day_has_no_age() -> None:
    text = "cycle: 2026-Q4\nobjectives:\n" + "".join(
        f"  - {{id: {name}, title: O, owner: mai, depends_on: [{{to: on, need: x{asked}}}]}}\n"
        for name, asked in (("known", ", asked: 2026-11-14"), ("unknown", ""), ("tomorrow", ", asked: 2026-11-17"))
    )
    workspace = in_memory({"okrs.yaml": text + "  - {id: on, title: O, owner: mai}\n"})
    plan = workspace.plan
    found = [duty for duty in duties(plan, plan.cycles["2026-Q4"], workspace.day) if duty.kind == "request"]
    assert {(duty.ref.objective, duty.days_late, duty.about) for duty in found} == {
        ("known", 2, "request to on"),
        ("unknown", 0, "request to on, not answered yet"),
    }
