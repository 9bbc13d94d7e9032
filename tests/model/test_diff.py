"""What `compare` finds between two plans: in the words of OKRs, by ids, and never because something moved in a file."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli.model.diff import compare
from okrcli.model.diff_text import change_in_words, name_of
from okrcli.model.plan import Plan, Ref
from okrcli.model.plan_change import PlanChange
from okrcli.model.records import WorkspaceFile
from okrcli.reports.diff import diff_report
from okrcli.workspace.file_loader import read_file
from okrcli.workspace.plan_builder import assemble
from tests.support.examples import examples

DAY = date(2026, 11, 16)

BASE = """\
cycle: 2026-Q4
objectives:
  - id: demand
    title: Open a channel
    owner: mai
    key_results:
      - id: mql
        title: Grow MQLs
        start: 20
        target: 30
        actions:
          - {id: guide, title: A guide, due: 2026-11-20}
          - {title: A talk}
        milestones: [{id: beta, title: Beta}]
      - {id: calls, title: Fifty calls, target: 50}
  - id: growth
    title: We grow
    contributes_to: [demand]
    depends_on: [{to: demand/mql, need: a list}]
"""
CHECKIN = """\
id: 7k2m9x4t
cycle: 2026-Q4
date: 2026-10-12
at: 2026-10-12T09:04:05Z
by: mai
checkins:
  - {kr: demand/mql, value: 22, confidence: 7}
wins: [A win]
"""
ROOT = """\
people: [{id: mai, name: Mai}]
teams: [{id: sales, members: [mai]}]
cycles: [{id: 2026-Q4, state: active, title: Autumn}]
definitions: {mql: A lead}
settings: {checkin: {frequency: weekly}}
"""


def plan_of(files: Mapping[str, str]) -> Plan:
    """The plan of these files; each must be readable."""
    records = {}
    for path, text in files.items():
        content = read_file(text.encode(), path)
        assert content.record is not None, content.diagnostics
        records[path] = content.record
    root = records.get("okrs.yaml", WorkspaceFile())
    assert isinstance(root, WorkspaceFile)
    return assemble(root, records, [record.cycle for record in records.values() if record.cycle])[0]


def told(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The differences, one sentence each."""
    one, other = plan_of(before), plan_of(after)
    return [f"{name_of(d, '2026-Q4')}: {change_in_words(d, other)}" for d in compare(one, other)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("target: 30", "target: 25", ["demand/mql: target 30 → 25"]),
        ("target: 30", "target: 30.0", []),
        ("        start: 20\n", "", ["demand/mql: start 20 removed"]),
        ("title: Grow MQLs", "title: Grow leads", ["demand/mql: title “Grow MQLs” → “Grow leads”"]),
        ("    owner: mai\n", "    owner: linh\n", ["demand: owner mai → linh"]),
        ("due: 2026-11-20}", "due: 2026-11-20, done: 2026-11-12}", ["demand/mql: action guide: done 2026-11-12"]),
        ("due: 2026-11-20", "due: 2026-12-20", ["demand/mql: action guide: due 2026-11-20 → 2026-12-20"]),
        ("          - {title: A talk}\n", "", ["demand/mql: action removed: A talk"]),
        ("{title: A talk}", "{title: Two talks}", ["demand/mql: action “Two talks”: title “A talk” → “Two talks”"]),
        ("title: Beta}]", "title: Beta}, {title: Out}]", ["demand/mql: milestone added: Out"]),
        ("[demand]\n", "[]\n", ["growth: no longer contributes to demand"]),
        ("need: a list", "need: two lists", ["growth: dependency demand/mql: need “a list” → “two lists”"]),
        ("    depends_on: [{to: demand/mql, need: a list}]\n", "", ["growth: no longer depends on demand/mql"]),
        ("      - {id: calls, title: Fifty calls, target: 50}\n", "",
         ["demand/calls: removed key result: Fifty calls (50)"]),
        ("  - id: growth", "  - id: more", ["growth: removed objective: We grow", "more: new objective: We grow"]),
    ],
)  # fmt: skip
def test_an_edit_is_told_in_the_words_of_okrs(old: str, new: str, expected: list[str]) -> None:
    assert old in BASE
    assert told({"okrs/a.yaml": BASE}, {"okrs/a.yaml": BASE.replace(old, new)}) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("value: 22", "value: 23", ["demand/mql: check-in of 2026-10-12 by mai altered: value 22 → 23"]),
        ("date: 2026-10-12", "date: 2026-10-11",
         ["demand/mql: check-in of 2026-10-11 by mai altered: date 2026-10-12 → 2026-10-11",
          "win: A win", "win: removed: A win"]),
        ("  - {kr: demand/mql, value: 22, confidence: 7}\n", "",
         ["demand/mql: check-in of 2026-10-12 by mai removed (22, confidence 7)"]),
        ("[A win]", "[A win, Another]", ["win: Another"]),
        ("[A win]", "[]", ["win: removed: A win"]),
    ],
)  # fmt: skip
def test_a_check_in_that_was_altered_is_told(old: str, new: str, expected: list[str]) -> None:
    plan = {"okrs/a.yaml": BASE}
    assert told({**plan, "c.yaml": CHECKIN}, {**plan, "c.yaml": CHECKIN.replace(old, new)}) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("name: Mai", "name: Mai Tran", ["person mai: name Mai → “Mai Tran”"]),
        ("{id: mai, name: Mai}", "{id: mai, name: Mai}, {id: linh}", ["person linh: added"]),
        ("members: [mai]", "members: [mai, linh]", ["team sales: members added: linh"]),
        ("state: active", "state: closed", ["cycle 2026-Q4: state active → closed"]),
        ("frequency: weekly", "frequency: monthly", ["setting checkin.frequency: weekly → monthly"]),
        ("{mql: A lead}", "{mql: A good lead}", ["definition mql: text “A lead” → “A good lead”"]),
        ("{mql: A lead}", "{}", ["definition mql: removed"]),
    ],
)
def test_what_the_workspace_says_is_compared_too(old: str, new: str, expected: list[str]) -> None:
    assert told({"okrs.yaml": ROOT}, {"okrs.yaml": ROOT.replace(old, new)}) == expected


def test_a_rename_is_one_change_and_what_refers_to_it_is_none() -> None:
    after = BASE.replace("id: mql\n", "id: leads\n        was: [mql]\n").replace("to: demand/mql", "to: demand/leads")
    before = {"okrs/a.yaml": BASE, "c.yaml": CHECKIN}
    assert told(before, {"okrs/a.yaml": after, "c.yaml": CHECKIN}) == ["demand/leads: renamed from mql"]
    assert told({"okrs/a.yaml": after, "c.yaml": CHECKIN}, before) == ["demand/mql: renamed from leads"]


def test_an_objective_takes_its_key_results_along_when_it_is_renamed() -> None:
    after = BASE.replace("- id: demand\n", "- id: sales\n    was: [demand]\n").replace(
        "[demand]\n    dep", "[sales]\n    dep"
    )
    after = after.replace("to: demand/mql", "to: sales/mql")
    assert told({"okrs/a.yaml": BASE, "c.yaml": CHECKIN}, {"okrs/a.yaml": after, "c.yaml": CHECKIN}) == [
        "sales: renamed from demand"
    ]


def test_a_key_result_that_moves_is_the_same_one() -> None:
    line = "      - {id: calls, title: Fifty calls, target: 50}\n"
    moved = "    key_results: [{id: calls, title: Fifty calls, target: 55, was: [demand/calls]}]\n"
    after = BASE.replace(line, "") + moved
    assert told({"okrs/a.yaml": BASE}, {"okrs/a.yaml": after}) == [
        "growth/calls: moved from demand/calls",
        "growth/calls: target 50 → 55",
    ]


def test_a_recorded_change_gives_its_reason_and_is_not_told_twice() -> None:
    record = "\n        changes: [{date: 2026-11-02, field: target, from: 30, to: 25, reason: No budget}]"
    after = plan_of({"okrs/a.yaml": BASE.replace("target: 30", "target: 25" + record)})
    (found,) = compare(plan_of({"okrs/a.yaml": BASE}), after)
    assert (found.field, found.before, found.after, found.reason) == ("target", 30, 25, "No budget")
    late = compare(plan_of({"okrs/a.yaml": BASE.replace("target: 30", "target: 25")}), after)
    assert [change_in_words(d, after) for d in late] == ["recorded: target 30 → 25"]


def test_a_check_in_written_into_the_plan_is_the_same_when_it_gets_a_file() -> None:
    inline = "\n        checkins: [{date: 2026-10-12, at: 2026-10-12T09:04:05Z, by: mai, value: 22, confidence: 7}]"
    before = {"okrs/a.yaml": BASE.replace("target: 30", "target: 30" + inline)}
    assert told(before, {"okrs/a.yaml": BASE, "c.yaml": CHECKIN.replace("wins: [A win]\n", "")}) == []


def test_two_equal_check_ins_are_two() -> None:
    plan = {"okrs/a.yaml": BASE, "c.yaml": CHECKIN}
    again = CHECKIN.replace("7k2m9x4t", "aaaaaaaa").replace("wins: [A win]\n", "")
    assert len(told(plan, {**plan, "d.yaml": again})) == 1
    twice = "\n        checkins: [{date: 2026-10-12, value: 22}, {date: 2026-10-12, value: 22}]"
    after = plan_of({"a.yaml": BASE.replace("target: 30", "target: 30" + twice)})
    (row,) = diff_report(plan_of({"a.yaml": BASE}), after, DAY, ("A", "B"), [], []).checkins
    assert len(row.entries) == 2


# ── Laws ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_IDS = st.sampled_from(["a", "b", "c"])
_TITLES = st.sampled_from(["One", "Two words", "三个"])
_NUMBERS = st.sampled_from(["1", "2", "3.5"])
_DAYS = st.sampled_from(["2026-10-12", "2026-11-02"])


@st.composite
def workspaces(draw: st.DrawFn) -> dict[str, list[str]]:
    """Small files as lists of blocks that can stand in any order: objectives with key results, and check-ins."""
    files: dict[str, list[str]] = {}
    for name in draw(st.lists(_IDS, unique=True, max_size=3)):
        lines = [f"  - id: {name}", f"    title: {draw(_TITLES)}", "    key_results:"]
        for inner in draw(st.lists(_IDS, unique=True, min_size=1, max_size=3)):
            titles = draw(st.lists(_TITLES, max_size=2))
            actions = ", ".join(f"{{title: {title}}}" for title in titles)
            lines.append(
                f"      - {{id: {inner}, title: {draw(_TITLES)}, target: {draw(_NUMBERS)}, actions: [{actions}]}}"
            )
        files.setdefault(draw(st.sampled_from(["x.yaml", "y.yaml"])), []).append("\n".join(lines))
    for number in range(draw(st.integers(0, 3))):
        said = f"{{kr: {draw(_IDS)}/{draw(_IDS)}, value: {draw(_NUMBERS)}}}"
        head = f"id: {number:08}\ncycle: 2026-Q4\ndate: {draw(_DAYS)}\nat: 2026-11-12T09:04:05Z\nby: mai\ncheckins:\n"
        files[f"checkin-{number}.yaml"] = [f"{head}  - {said}"]
    return files


def built(files: Mapping[str, list[str]], seed: int = 0) -> Plan:
    """The plan of these files, with files and blocks in an order of chance, objectives in files of chance."""
    chance = random.Random(seed)
    texts: dict[str, str] = {}
    blocks = [block for path, several in files.items() if not path.startswith("checkin") for block in several]
    chance.shuffle(blocks)
    for block in blocks:
        path = chance.choice(["x.yaml", "y.yaml"]) if seed else "x.yaml"
        texts[path] = texts.get(path, "cycle: 2026-Q4\nobjectives:\n") + block + "\n"
    texts.update({path: f"{block}\n" for path, (block, *_) in files.items() if path.startswith("checkin")})
    paths = list(texts)
    chance.shuffle(paths)
    return plan_of({path: texts[path] for path in paths})


@settings(max_examples=examples(60), deadline=None)
@given(workspaces(), st.integers(1, 99))
def test_nothing_differs_from_itself_in_any_order(files: dict[str, list[str]], seed: int) -> None:
    assert compare(built(files), built(files)) == ()
    assert compare(built(files), built(files, seed)) == ()


@settings(max_examples=examples(60), deadline=None)
@given(workspaces(), workspaces(), st.integers(1, 99))
def test_the_order_of_files_and_lists_changes_no_difference(
    one: dict[str, list[str]], other: dict[str, list[str]], seed: int
) -> None:
    assert compare(built(one), built(other)) == compare(built(one, seed), built(other, seed + 1))


@settings(max_examples=examples(60), deadline=None)
@given(workspaces(), workspaces())
def test_going_back_is_the_same_seen_from_the_other_side(
    one: dict[str, list[str]], other: dict[str, list[str]]
) -> None:
    there, back = compare(built(one), built(other)), compare(built(other), built(one))
    assert sorted(map(mirrored, there)) == sorted(map(plainly, back))


def plainly(found: PlanChange) -> tuple[str, ...]:
    return (found.kind, found.noun, str(found.ref), found.field, repr(found.before), repr(found.after))


def mirrored(found: PlanChange) -> tuple[str, ...]:
    kind = {"added": "removed", "removed": "added"}.get(found.kind, found.kind)
    return (kind, found.noun, str(found.ref), found.field, repr(found.after), repr(found.before))


# ── The report ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("old", "new", "day", "expected"),
    [
        ("target: 30", "target: 25", DAY, ["target"]),
        ("target: 30", "target: 25", date(2026, 9, 30), []),
        ("    owner: mai\n", "    owner: linh\n", DAY, ["owner"]),
        ("title: Grow MQLs", "title: Grow leads", DAY, []),
        ("        start: 20\n", "        start: 20\n        unit: MQL\n", DAY, []),
        ("title: Grow MQLs\n", "title: Grow MQLs\n        state: draft\n", DAY, ["state"]),
    ],
)
def test_goalposts_are_agreed_fields_that_change_after_the_cycle_began(
    old: str, new: str, day: date, expected: list[str]
) -> None:
    one, other = plan_of({"a.yaml": BASE}), plan_of({"a.yaml": BASE.replace(old, new)})
    report = diff_report(one, other, day, ("A", "B"), ["a.yaml"], [])
    assert [post.difference.field for post in report.goalposts] == expected
    assert report.verdict == "intent"


def test_a_goalpost_shows_what_it_alone_does_to_progress() -> None:
    before = plan_of({"a.yaml": BASE, "c.yaml": CHECKIN})
    more = CHECKIN.replace("7k2m9x4t", "bbbbbbbb").replace("value: 22", "value: 24")
    after = plan_of({"a.yaml": BASE.replace("target: 30", "target: 40"), "c.yaml": CHECKIN, "d.yaml": more})
    (post,) = diff_report(before, after, DAY, ("A", "B"), [], []).goalposts
    assert post.progress is not None
    assert [Decimal(float(share)).quantize(Decimal("0.01")) for share in post.progress if share is not None] == [
        Decimal("0.40"),
        Decimal("0.20"),
    ]


def test_check_ins_and_ticks_are_progress_only() -> None:
    before = plan_of({"a.yaml": BASE})
    ticked = BASE.replace("due: 2026-11-20}", "due: 2026-11-20, done: true}")
    report = diff_report(before, plan_of({"a.yaml": ticked, "c.yaml": CHECKIN}), DAY, ("A", "B"), [], [])
    assert report.verdict == "progress"
    (row,) = report.checkins
    assert (row.ref, row.delta) == (Ref("2026-Q4", "demand", "mql"), Decimal(2))


def test_altering_a_check_in_is_not_progress() -> None:
    files = {"a.yaml": BASE, "c.yaml": CHECKIN}
    after = plan_of({**files, "c.yaml": CHECKIN.replace("value: 22", "value: 29")})
    report = diff_report(plan_of(files), after, DAY, ("A", "B"), ["c.yaml"], [])
    assert (report.verdict, len(report.altered), report.quiet) == ("intent", 1, ())


def test_a_file_that_changed_and_means_the_same_is_named() -> None:
    one, other = plan_of({"a.yaml": BASE}), plan_of({"b.yaml": BASE})
    report = diff_report(one, other, DAY, ("A", "B"), ["a.yaml", "b.yaml"], [])
    assert (report.verdict, report.quiet) == ("nothing", ("a.yaml", "b.yaml"))


def test_what_stands_in_a_file_that_cannot_be_read_is_not_taken_for_gone() -> None:
    report = diff_report(plan_of({"a.yaml": BASE}), Plan(), DAY, ("A", "B"), ["a.yaml"], ["a.yaml"])
    assert (report.arrivals, report.unread, report.verdict) == ((), ("a.yaml",), "unknown")
