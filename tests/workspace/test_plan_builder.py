"""One plan of many records: cycles with days, check-ins at their targets, earlier names, and findings for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from okrcli.model.period import Period
from okrcli.model.plan import Location, Plan, Ref
from okrcli.model.records import CheckinFile, FileRecord, PackFile, PlanFile, WorkspaceFile
from okrcli.model.validation import read_record
from okrcli.workspace.checkin_runs import all_runs, target_ref
from okrcli.workspace.located_finding import Duplicate, LocatedFinding
from okrcli.workspace.plan_builder import assemble
from okrcli.workspace.planned_cycles import planned_cycles
from okrcli.yaml.reader import read

Q4 = "2026-Q4"


def record(kind: type[Any], text: str) -> Any:
    """A record of a file with this text."""
    data, findings = read(text.encode(), "x.yaml")
    assert not findings
    value, errors = read_record(kind, data)
    assert not errors
    return value


def built(records: Mapping[str, FileRecord], root: str = "{}") -> tuple[Plan, list[LocatedFinding], list[Duplicate]]:
    """The plan of these records beside an `okrs.yaml`."""
    names = [each.cycle for each in records.values() if each.cycle]
    return assemble(record(WorkspaceFile, root), records, names)


def plan_file(objectives: str, cycle: str = Q4) -> PlanFile:
    file: PlanFile = record(PlanFile, f"cycle: {cycle}\nobjectives: {objectives}\n")
    return file


def run(entries: str, name: str = "a1b2c3d4", day: str = "2026-11-02") -> CheckinFile:
    """One run of `okr checkin`."""
    head = f"id: {name}\ncycle: {Q4}\ndate: {day}\nat: {day}T09:00:00Z\nby: mai\n"
    file: CheckinFile = record(CheckinFile, f"{head}{entries}")
    return file


DEMAND = "[{id: demand, title: D, key_results: [{id: mql, title: M, target: 30}]}]"


def test_records_of_several_files_are_one_plan_with_locations() -> None:
    plan, findings, _ = built({"a.yaml": plan_file(DEMAND), "b.yaml": plan_file("[{id: growth, title: G}]")})
    assert not findings
    assert plan.locations == {
        Ref(Q4, "demand"): Location("a.yaml", ("objectives", 0)),
        Ref(Q4, "demand", "mql"): Location("a.yaml", ("objectives", 0, "key_results", 0)),
        Ref(Q4, "growth"): Location("b.yaml", ("objectives", 0)),
    }
    assert plan.cycles[Q4].period == Period(date(2026, 10, 1), date(2026, 12, 31))


def test_check_ins_meet_their_targets_in_the_order_of_their_days() -> None:
    inline = "[{id: demand, title: D, key_results: [{id: mql, title: M, checkins: [{date: 2026-11-09, value: 3}]}]}]"
    records: dict[str, FileRecord] = {
        "a.yaml": plan_file(inline),
        "late.yaml": run("checkins: [{kr: demand/mql, value: 4}]\nwins: [We won]\n", day="2026-11-16"),
        "early.yaml": run("checkins: [{kr: demand/mql, value: 2}, {objective: demand, note: n}]\n", name="b"),
    }
    plan, findings, _ = built(records)
    assert not findings
    assert [str(checkin.reading.value) for checkin in plan.checkins[Ref(Q4, "demand", "mql")]] == ["2", "3", "4"]
    assert [checkin.document for checkin in plan.checkins[Ref(Q4, "demand")]] == ["b"]
    assert [(win.text, win.by, win.date) for win in plan.wins] == [("We won", "mai", date(2026, 11, 16))]


def test_the_runs_of_a_pack_count_as_those_of_files() -> None:
    pack = PackFile(cycle=Q4, packed=(run("checkins: [{kr: demand/mql, value: 2}]\n"),))
    plan, _, _ = built({"a.yaml": plan_file(DEMAND), "pack.yaml": pack})
    (checkin,) = plan.checkins[Ref(Q4, "demand", "mql")]
    assert checkin.location == Location("pack.yaml", ("packed", 0, "checkins", 0))
    assert checkin.at == datetime(2026, 11, 2, 9, tzinfo=UTC)
    assert [location.keys for location, _ in all_runs({"pack.yaml": pack})] == [("packed", 0)]


def test_what_check_ins_share_is_in_memory_once() -> None:
    text = "checkins: [{kr: demand/mql, value: 2}, {kr: demand/calls, value: 3}]\n"
    records: dict[str, FileRecord] = {"a.yaml": run(text), "b.yaml": run(text, name="b")}
    checkins = built(records)[0].checkins.values()
    assert [len({id(checkin.reading.kr) for checkin in several}) for several in checkins] == [1, 1]  # type: ignore[attr-defined]
    assert len({id(checkin.run) for several in checkins for checkin in several}) == 2


def test_a_check_in_under_an_earlier_name_belongs_to_the_present_one() -> None:
    objectives = "[{id: demand, title: D, key_results: [{id: leads, title: L, was: [mql]}]}]"
    records: dict[str, FileRecord] = {
        "a.yaml": plan_file(objectives),
        "b.yaml": run("checkins: [{kr: demand/mql, value: 2}]\n"),
    }
    plan, _, _ = built(records)
    assert plan.renamed == {Ref(Q4, "demand", "mql"): Ref(Q4, "demand", "leads")}
    assert set(plan.checkins) == {Ref(Q4, "demand", "leads")}


def test_of_two_objectives_with_one_id_the_first_stays() -> None:
    records: dict[str, FileRecord] = {"a.yaml": plan_file(DEMAND), "b.yaml": plan_file("[{id: demand, title: Other}]")}
    plan, (finding,), (duplicate,) = built(records)
    assert plan.objectives[Ref(Q4, "demand")].title == "D"
    assert (finding.location, finding.first) == (
        Location("b.yaml", ("objectives", 0, "id")),
        Location("a.yaml", ("objectives", 0, "id")),
    )
    assert duplicate.ref == Ref(Q4, "demand")


def test_of_two_key_results_with_one_id_the_first_stays() -> None:
    two = "[{id: o, title: O, key_results: [{id: k, title: First}, {id: k, title: Second}]}]"
    plan, (finding,), (duplicate,) = built({"a.yaml": plan_file(two)})
    assert [key_result.title for key_result in plan.objectives[Ref(Q4, "o")].key_results] == ["First"]
    assert finding.location.keys == ("objectives", 0, "key_results", 1, "id")
    assert duplicate.ref == Ref(Q4, "o", "k")


def test_a_file_of_a_cycle_without_days_is_a_finding() -> None:
    plan, (finding,), _ = built({"a.yaml": plan_file(DEMAND, cycle="autumn")})
    assert not plan.objectives
    assert (finding.location, finding.message) == (Location("a.yaml", ("cycle",)), "cycle `autumn` has no days")


def test_a_declared_cycle_without_days_is_found_once_and_not_in_each_file() -> None:
    _, (finding,), _ = built({"a.yaml": plan_file(DEMAND, cycle="autumn")}, "cycles: [{id: autumn}]")
    assert finding.location == Location("okrs.yaml", ("cycles", 0, "id"))


def test_a_cycle_has_the_days_that_are_declared_or_those_of_its_label() -> None:
    text = "cycles: [{id: 2026-Q4, end: 2026-12-18}, {id: sprint, start: 2026-10-05, length: 2w}]"
    cycles, findings = planned_cycles(record(WorkspaceFile, text), ["2026-Q4", "2027-Q1", "free"])
    assert not findings
    assert {name: (str(cycle.period.start), str(cycle.period.end)) for name, cycle in cycles.items()} == {
        "2026-Q4": ("2026-10-01", "2026-12-18"),
        "sprint": ("2026-10-05", "2026-10-18"),
        "2027-Q1": ("2027-01-01", "2027-03-31"),
    }


def test_a_cycle_that_ends_before_its_start_and_names_given_twice_are_findings() -> None:
    text = "cycles: [{id: 2026-Q4}, {id: x, start: 2026-12-01, end: 2026-11-01}, {id: 2026-Q4}]"
    cycles, findings = planned_cycles(record(WorkspaceFile, text), [])
    assert list(cycles) == ["2026-Q4"]
    assert [(finding.location.keys, finding.message) for finding in findings] == [
        (("cycles", 2, "id"), "cycle `2026-Q4` is listed twice"),
        (("cycles", 1, "end"), "cycle `x` ends 2026-11-01, before its start 2026-12-01"),
    ]


@pytest.mark.parametrize(
    ("field", "text", "ref"),
    [
        ("objective", "o", Ref(Q4, "o")),
        ("objective", "2026-Q3/o", Ref("2026-Q3", "o")),
        ("kr", "o/k", Ref(Q4, "o", "k")),
        ("kr", "2026-Q3/o/k", Ref("2026-Q3", "o", "k")),
        ("kr", "k", None),
        ("action", "o/k/a", Ref(Q4, "o", "k", "a")),
        ("guardrail", "o/g", Ref(Q4, "o", guardrail="g")),
        ("guardrail", "o/k/g", Ref(Q4, "o", "k", guardrail="g")),
        ("guardrail", "2026-Q3/o/k/g", Ref("2026-Q3", "o", "k", guardrail="g")),
        ("guardrail", "g", None),
    ],
)
def test_the_text_of_a_target_has_the_depth_of_its_field(field: str, text: str, ref: Ref | None) -> None:
    assert target_ref(Q4, field, text) == ref
