"""The views: status on one screen, tree, due, trend, cycle. What a lead, an owner and a program see."""

from __future__ import annotations

import csv
import json
import re
import shutil
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from rich.cells import cell_len

from okrcli.model.plan import Ref
from okrcli.model.records import Team
from okrcli.render.export.csv import text_cell
from okrcli.render.export.graph import dot, mermaid
from okrcli.render.export.icalendar import calendar
from okrcli.render.terminal.tree import tree_lines
from okrcli.reports.cycle import cycle_rows
from okrcli.reports.due import duties, lead
from okrcli.reports.duty import report
from okrcli.reports.groups import groups
from okrcli.reports.owners import teams_around, teams_in_order
from okrcli.reports.show import detail
from okrcli.reports.status import status_report
from okrcli.reports.tree import tree
from okrcli.reports.trend import trend
from tests.support.commands import PLAN, TODAY, Answer, okr, snapshot, write
from tests.support.hostile import ATTACKS, LIVE, MARKUP, SCRIPTS
from tests.support.plans import CYCLE, cycle, day, plan

COMPANY = Path(__file__).parents[2] / "examples" / "company"
VIEWS = (
    "status",
    "status --group team",
    "tree",
    "tree -k",
    "due",
    "trend mql demand",
    "cycle list",
    "cycle show",
    "list mql",
    "cycle score",
    "cycle score --cycle 2026-Q4 mql",
    "explain mql",
    "explain demand",
)
BROKEN = {"okrs.yaml": PLAN, "okrs/2026-Q4/b.yaml": "cycle: 2026-Q4\nobjectives: [{id: x, title: X, targt: 3}]\n"}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", TODAY)
    monkeypatch.setenv("OKR_USER", "mai")


@pytest.fixture
def company(tmp_path: Path) -> Path:
    return Path(shutil.copytree(COMPANY, tmp_path / "company"))


def said(answer: Answer) -> Any:
    assert answer.code == 0, answer.err
    return json.loads(answer.out)


# ── All of them ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("words", VIEWS)
def test_a_view_says_what_was_left_out_and_fails(tmp_path: Path, words: str) -> None:
    write(tmp_path, BROKEN)
    answer = okr(tmp_path, *words.split())
    assert answer.code == 1
    assert "okrs/2026-Q4/b.yaml:2:32: error[OKR103]" in answer.err
    assert okr(tmp_path, *words.split(), "--allow-invalid").code == 0


@pytest.mark.parametrize("words", VIEWS)
def test_every_view_has_json_with_its_version_and_kind(tmp_path: Path, words: str) -> None:
    write(tmp_path, {"okrs.yaml": PLAN})
    found = said(okr(tmp_path, *words.replace(" -k", "").split(), "--json"))
    kinds = {
        "cycle show": "cycle",
        "cycle list": "cycles",
        "explain mql": "explanation",
        "explain demand": "explanation",
        "cycle score": "score",
        "cycle score --cycle 2026-Q4 mql": "score",
    }
    assert list(found)[:3] == ["schema_version", "kind", "on"]
    assert found["kind"] == kinds.get(words, words.split()[0])


@pytest.mark.parametrize("words", [*VIEWS, "due --format ics", "trend mql --format svg", "trend mql --format csv"])
def test_a_view_changes_nothing(tmp_path: Path, words: str) -> None:
    write(tmp_path, {"okrs.yaml": PLAN})
    before = snapshot(tmp_path)
    assert okr(tmp_path, *words.split()).code == 0
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
@pytest.mark.parametrize("words", [view for view in VIEWS if not view.startswith("cycle")])
@pytest.mark.parametrize("script", ["thai", "chinese", "vietnamese", "long", "unbroken"])
def test_lines_fit_whatever_the_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, columns: int, script: str
) -> None:
    text = PLAN.replace("Grow inbound MQLs", SCRIPTS[script]).replace("Open a channel that", SCRIPTS[script])
    write(tmp_path, {"okrs.yaml": text})
    monkeypatch.setenv("COLUMNS", str(columns))
    answer = okr(tmp_path, *words.split())
    assert answer.code == 0
    assert max(map(cell_len, answer.out.splitlines())) <= columns


@pytest.mark.parametrize("words", [*VIEWS, "tree --format mermaid", "tree --format dot", "due --format ics"])
@pytest.mark.parametrize("name", ["clear", "link", "bidi", "bell", "bytes"])
def test_titles_of_others_command_no_terminal(tmp_path: Path, words: str, name: str) -> None:
    escaped = json.dumps(ATTACKS[name].encode("utf-8", "replace").decode())
    write(tmp_path, {"okrs.yaml": PLAN.replace("title: Grow inbound MQLs", f"title: {escaped}")})
    answer = okr(tmp_path, *words.split())
    assert not LIVE.search((answer.out + answer.err).replace("\r\n", "\n"))


@pytest.mark.parametrize("words", VIEWS)
def test_nothing_but_ascii_where_the_terminal_has_nothing_else(tmp_path: Path, words: str) -> None:
    write(tmp_path, {"okrs.yaml": PLAN})
    answer = okr(tmp_path, *words.split(), encoding="ascii")
    assert answer.code == 0
    assert "\\u" not in answer.out


# ── Status ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("columns", "most"), [("80", 42), ("100", 41), ("120", 40)])
def test_a_lead_sees_the_company_on_one_screen(
    company: Path, monkeypatch: pytest.MonkeyPatch, columns: str, most: int
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    lines = okr(company, "status").out.splitlines()
    assert len(lines) <= most
    text = "\n".join(lines)
    for worry in ("win-rate", "organic", "offers-accepted", "data-contract", "phone-calls", "1 open request"):
        assert worry in text
    assert text.index("fair-deals") < text.index("good-work") < text.index("quiet-mondays")
    assert "mentors" not in text
    assert "okr status --all  28 more key results" in text
    assert "mentors" in okr(company, "status", "--all").out


def test_25_silent_key_results_fill_no_screen(tmp_path: Path) -> None:
    results = "".join(f"      - {{id: kr-{n}, title: Result {n}, owner: p{n % 3}, target: 9}}\n" for n in range(25))
    write(
        tmp_path,
        {
            "okrs.yaml": "cycle: 2026-Q4\nobjectives:\n  - id: o\n    title: Much\n    owner: mai\n    key_results:\n"
            + results
        },
    )
    answer = okr(tmp_path, "status")
    assert len(answer.out.splitlines()) <= 14
    assert all(f"kr-{n}" in answer.out for n in range(25))
    assert "okr due  25 overdue check-ins" in answer.out


def test_few_key_results_are_shown_in_full_and_many_by_name_too(company: Path) -> None:
    assert "more key results" not in okr(company, "status", "demand").out
    assert "3 more key results" in okr(company, "status", "demand", "--compact").out
    assert "more key results" not in okr(company, "status", "--all").out


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("team", ["Fenja", "Marketing", "Sales", "Product", "Platform", "People"]),
        ("type", ["committed", "aspirational", "learning"]),
        ("owner", ["Marketing", "Sales", "Product", "Platform", "Anna Lindqvist", "Tomás Herrera"]),
        ("parent", ["Grow at a pace that our onboarding can carry"]),
    ],
)
def test_groups_have_the_names_that_people_use(company: Path, by: str, expected: list[str]) -> None:
    found = said(okr(company, "status", "--group", by, "--json"))
    names = [group["name"] for group in found["groups"]]
    assert [name for name in names if name in expected] == expected
    assert sum(len(group["objectives"]) for group in found["groups"]) == len(found["objectives"])
    if by == "team":
        assert {"name": "Marketing", "within": ["Fenja", "Go to market"]}.items() <= found["groups"][1].items()
        assert "Marketing  in Go to market, Fenja" in okr(company, "status", "--group", "team").out


def test_teams_that_are_part_of_each_other_end_somewhere() -> None:
    teams = {name: Team(id=name, parent=parent) for name, parent in (("a", "b"), ("b", "a"), ("c", "c"), ("d", "x"))}
    found = replace(plan({}), teams=teams)
    assert sorted(teams_in_order(found)) == ["a", "b", "c", "d"]
    assert teams_around(found, "a") == ("b",)
    assert teams_around(found, "c") == ()


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("attention", ["late", "new", "fine"]),
        ("progress", ["new", "late", "fine"]),
        ("title", ["fine", "late", "new"]),
        ("file", ["fine", "new", "late"]),
    ],
)
def test_rows_are_sorted_as_asked(sort: str, order: list[str]) -> None:
    given = {"fine": [(40, 90)], "new": [], "late": [(40, 5)]}
    results = {name: {"target": 100, "checkins": checkins} for name, checkins in given.items()}
    found = plan({name: {"key_results": {"k": result}} for name, result in results.items()})
    rows = status_report(found, found.cycles[CYCLE], day(41), sort=sort).objectives
    assert [row.ref.objective for row in rows] == order


def test_an_objective_is_in_the_group_of_its_first_parent() -> None:
    found = plan({"a": {}, "b": {}, "c": {"contributes_to": ["b", "a"]}})
    made = groups(found, status_report(found, found.cycles[CYCLE], day(1)), "parent")
    assert [(group.id, [row.ref.objective for row in group.objectives]) for group in made] == [
        ("c/b", ["c"]),
        (None, ["a", "b"]),
    ]


# ── Tree ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def shape(found: Any) -> list[str]:
    return ["  " * node.depth + node.row.ref.objective + ("*" if node.is_again else "") for node in found.nodes]


def test_a_tree_shows_what_contributes_below_what_it_contributes_to() -> None:
    made = plan(
        {
            "top": {},
            "left": {"contributes_to": ["top"]},
            "right": {"contributes_to": ["top"]},
            "low": {"contributes_to": ["right", "left"]},
        }
    )
    assert shape(tree(made, made.cycles[CYCLE], day(1))) == ["top", "  left", "    low", "  right", "    low*"]


def test_loops_are_shown_once_and_marked() -> None:
    made = plan({"a": {"contributes_to": ["b"]}, "b": {"contributes_to": ["a"]}, "c": {"contributes_to": ["a"]}})
    found = tree(made, made.cycles[CYCLE], day(1))
    assert shape(found) == ["a", "  b", "    a*", "  c"]
    assert [ref.objective for ref in found.nodes[0].loop] == ["a", "b"]
    assert not found.nodes[3].loop


def test_a_selector_keeps_the_way_to_the_top(company: Path) -> None:
    found = said(okr(company, "tree", "win-rate", "--json"))
    chosen = {row["id"]: row["is_selected"] for row in found["objectives"]}
    assert chosen == {"nordics": False, "steady-growth": False, "fair-deals": True}


@pytest.mark.parametrize(
    ("owner", "links", "expected"),
    [("team", [], True), ("boss", [], False), ("team", ["top"], False), ("stranger", [], False), ("member", [], True)],
)
def test_an_orphan_is_below_the_top_and_contributes_to_nothing(owner: str, links: list[str], expected: bool) -> None:
    made = plan({"top": {"owner": "boss"}, "o": {"owner": owner, "contributes_to": links}})
    teams = {"all": Team(id="all", members=("boss",)), "team": Team(id="team", parent="all", members=("member",))}
    found = tree(replace(made, teams=teams), made.cycles[CYCLE], day(1))
    assert {node.row.ref.objective: node.is_orphan for node in found.nodes} == {"top": False, "o": expected}


def test_what_supports_is_drawn_named_by_the_parent_and_no_orphan() -> None:
    made = plan({"top": {"owner": "boss"}, "helper": {"owner": "team", "supports": ["top"]}})
    teams = {"all": Team(id="all", members=("boss",)), "team": Team(id="team", parent="all")}
    found = tree(replace(made, teams=teams), made.cycles[CYCLE], day(1))
    assert shape(found) == ["top", "helper"]  # what only supports stands below nothing
    assert not found.nodes[1].is_orphan
    assert "⇢ supports top" in "\n".join(line.plain for line in tree_lines(found, made, None, with_key_results=False))
    assert 'o2 -.->|"supports"| o1' in mermaid(found)
    assert 'o2 -> o1 [style=dotted constraint=false label="supports"]' in dot(found)
    top, helper = (detail(made, Ref(CYCLE, name), day(1)) for name in ("top", "helper"))
    assert [ref.objective for ref in top.supporters] == ["helper"]
    assert [ref.objective for ref in helper.supports] == ["top"]


def test_what_one_needs_of_another_is_told_with_the_answer(company: Path) -> None:
    out = okr(company, "tree").out
    assert "⇢ stories needs calm-front-desk/no-shows, agreed" in out
    assert "⇢ two-way needs reminder-queue/throughput, asked on 1 Oct 2026, not agreed yet" in out
    assert "⇢ supports steady-growth" in out


HOSTILE = [
    *MARKUP.values(),
    '"] --> x; click o1 "http://evil"',
    'a\\" ] ; b [label="',
    "%%{init}%%",
    "</script>",
    "end",
    "`x`",
    "#quot;",
]


@pytest.mark.parametrize("title", [*HOSTILE, *SCRIPTS.values()])
def test_drawings_hold_hostile_titles_as_text(title: str) -> None:
    made = plan({"a": {"title": title}, "b": {"title": title, "contributes_to": ["a"], "depends_on": ["a"]}})
    found = tree(made, made.cycles[CYCLE], day(1))
    lines = mermaid(found).splitlines()
    node = r'  o\d+\["(?:[^"<>&`;#\[\]]|#\d+;)*"\]'
    allowed = (
        r"flowchart LR",
        node,
        r"  style o\d+ fill:#\w+,stroke:#\w+,color:#\w+",
        r"  o\d+ --> o\d+",
        r'  o\d+ -.->(?:\|"[^"|]*"\|)? o\d+',
    )
    assert [line for line in lines if not any(re.fullmatch(form, line) for form in allowed)] == []
    drawn = dot(found)
    assert len(re.sub(r'"(?:[^"\\]|\\.)*"', "", drawn).splitlines()) == len(drawn.splitlines())


# ── Due ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def kinds(made: Any, on: int, **declared: Any) -> list[tuple[str, str, int]]:
    running = cycle(CYCLE, **declared)
    return [
        (duty.kind, str(duty.ref), duty.days_late)
        for duty in report(day(on), [running], duties(made, running, day(on))).duties_soon()
    ]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (4, []),
        (5, [("checkin", "o/k", -2)]),
        (7, [("checkin", "o/k", 0)]),
        (10, [("checkin", "o/k", 3)]),
        (90, [("checkin", "o/k", 83), ("grade", "o", -10)]),
        (101, [("grade", "o", 1)]),
        (117, []),
    ],
)
def test_a_weekly_check_in_is_told_two_days_before_and_grades_in_the_last_sixth(on: int, expected: list[Any]) -> None:
    assert kinds(plan({"o": {"owner": "mai", "key_results": {"k": {"target": 9}}}}), on) == expected


@pytest.mark.parametrize(
    ("frequency", "days"),
    [("daily", 0), ("weekly", 2), ("two_weeks", 2), ("monthly", 5), ("quarterly", 7), ("never", 0), ("10d", 2)],
)
def test_a_longer_rhythm_is_told_earlier(frequency: str, days: int) -> None:
    assert lead(frequency, day(0)) == days


def test_a_closed_cycle_asks_for_nothing() -> None:
    made = plan({"o": {"owner": "mai", "state": "draft", "depends_on": ["p"]}, "p": {}})
    assert kinds(made, 100, state="closed") == []


def test_dependencies_are_answered_by_the_other_side_and_drafts_finished_by_their_owner(company: Path) -> None:
    made = plan({"o": {"owner": "mai", "state": "draft", "key_results": {"k": {"state": "draft", "target": 2}}}})
    assert kinds(made, 3) == [("draft", "o", 3)]
    found = said(okr(company, "due", "--json"))["duties"]
    (asked,) = [duty for duty in found if duty["kind"] == "request"]
    assert asked["people"] == ["olek"]
    assert asked["command"] == "okr request agree two-way --to throughput"


def test_the_commands_that_are_shown_work(company: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_USER", "olek")
    shown = {
        duty["command"] for duty in said(okr(company, "due", "--by", "olek", "--json"))["duties"] if duty["is_now"]
    }
    assert "okr request agree two-way --to throughput" in shown
    for command in shown:
        assert okr(company, *command.split()[1:], "--dry-run").code in (0, 2), command
    assert okr(company, "request", "agree", "two-way", "--to", "throughput", "--no-commit").code == 0
    assert "two-way" not in okr(company, "due", "--by", "olek").out


@pytest.mark.parametrize(
    ("words", "code"),
    [("due", 0), ("due --exit-code", 1), ("due --by priya --exit-code", 0), ("due --mine --exit-code", 0)],
)
def test_the_exit_code_says_whether_anything_is_due_when_asked(company: Path, words: str, code: int) -> None:
    assert okr(company, *words.split()).code == code


def test_grades_of_a_cycle_that_has_ended_are_asked_for_where_no_other_runs(company: Path) -> None:
    found = said(okr(company, "due", "--on", "2027-01-05", "--json"))["duties"]
    assert {duty["kind"] for duty in found} == {"grade"}
    asked = {(duty["title"], *duty["people"]) for duty in found}
    assert asked == {
        ("2026: 3 objectives without a grade", "anna"),
        ("2026-Q4: 13 objectives without a grade", "fatima"),
    }


def test_the_calendar_keeps_to_rfc_5545(company: Path) -> None:
    answer = okr(company, "due", "--format", "ics")
    raw = answer.out.encode()
    assert raw.count(b"\n") == raw.count(b"\r\n") == len(raw.split(b"\r\n")) - 1
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    lines = re.sub(r"\r\n[ ]", "", answer.out).splitlines()
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert all(re.fullmatch(r"[A-Z]+(;VALUE=DATE)?:.*", line) for line in lines)
    identities = [line for line in lines if line.startswith("UID:")]
    assert len(identities) == len(set(identities)) == lines.count("BEGIN:VEVENT") > 20


def test_a_calendar_program_reads_it_and_an_event_keeps_its_identity(company: Path) -> None:
    icalendar = pytest.importorskip("icalendar")
    first, later = (
        {
            str(event["UID"]): event
            for event in icalendar.Calendar.from_ical(okr(company, "due", "--format", "ics", "--on", on).out).walk(
                "VEVENT"
            )
        }
        for on in ("2026-11-16", "2026-11-17")
    )
    assert set(first) == set(later)
    event = first["checkin/2026-Q4/fair-deals/win-rate@okr"]
    assert str(event["SUMMARY"]) == "Check in: Demos that end in a contract rise from 22 to 30 %"
    assert event["DTSTART"].dt.isoformat() == "2026-11-16"
    assert event["DTEND"].dt.isoformat() == "2026-11-17"
    assert str(event["DESCRIPTION"]).endswith("\nokr checkin win-rate")


@pytest.mark.parametrize("title", [*ATTACKS.values(), *SCRIPTS.values(), "a,b;c\\n\nEND:VCALENDAR\r\nX:1"])
def test_a_title_stays_inside_its_event(title: str) -> None:
    made = plan({"o": {"owner": "mai", "key_results": {"k": {"target": 9, "title": title}}}})
    running = made.cycles[CYCLE]
    text = calendar(report(day(9), [running], duties(made, running, day(9))))
    assert text.count("\r\n") == text.count("\n") == text.count("\r")
    assert max(len(line.encode("utf-8", "backslashreplace")) for line in text.split("\r\n")) <= 75
    assert len([line for line in re.sub("\r\n ", "", text).split("\r\n") if line == "END:VCALENDAR"]) == 1


# ── Trend ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_trend_has_a_point_for_each_day_with_a_measurement() -> None:
    said_ = [(10, 30), (20, {"confidence": 7}), (30, 45), (30, 50), (90, 99)]
    made = plan({"o": {"key_results": {"k": {"start": 20, "target": 120, "checkins": said_}}}})
    points = trend(made, Ref(CYCLE, "o", "k"), day(40)).points
    assert [
        (point.date, str(point.value), float(point.progress or 0), float(point.expected or 0)) for point in points
    ] == [
        (day(10), "30", 0.1, 0.1),
        (day(30), "50", 0.3, 0.3),
    ]


def test_an_objective_has_a_trend_of_its_progress(company: Path) -> None:
    (found,) = said(okr(company, "trend", "demand", "--json"))["trends"]
    now = said(okr(company, "status", "demand", "--json"))["objectives"][0]["progress"]
    assert found["points"][-1]["progress"] == now
    assert all(point["value"] is None for point in found["points"])


@pytest.mark.parametrize("columns", ["40", "60", "80", "200"])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_a_drawing_has_the_target_the_value_and_the_days(
    company: Path, monkeypatch: pytest.MonkeyPatch, columns: str, encoding: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    out = okr(company, "trend", "demo-requests", encoding=encoding).out
    assert max(map(cell_len, out.splitlines())) <= min(int(columns), 80)
    assert out.count("●" if encoding == "utf-8" else "*") == 6 + 2
    for mark in ("60 ", "51 ", "34 ", "1 Oct", "31 Dec"):
        assert mark in out


def test_few_points_need_few_lines(tmp_path: Path) -> None:
    write(tmp_path, {"okrs.yaml": PLAN})
    lengths = []
    for value in ("", "22", "24", "26", "25"):
        if value:
            assert okr(tmp_path, "checkin", "mql", value, "--date", f"2026-11-0{value[-1]}").code == 0
        lengths.append(len(okr(tmp_path, "trend", "mql").out.splitlines()))
    assert lengths == [5, 5, 13, 14, 19]
    assert "nothing was measured yet" in okr(tmp_path, "trend", "soc2").out


@pytest.mark.parametrize(
    "fields",
    [
        "start: 5, target: 5",
        "title: no measure",
        "start: -99999999999.99, target: 99999999999.99",
        "low: 1, high: 2",
        "kind: at_most, target: 0",
        "target: 0, start: 1",
        "target: 9, weight: 0",
        "target: 9, state: paused",
        "target: 9, start_date: 2026-12-01, end_date: 2026-12-01",
    ],
)
@pytest.mark.parametrize("values", [[], [5], [5, 5, 5], [1, "-99999999999", 3, 7]])
def test_unusual_numbers_are_drawn_too(tmp_path: Path, fields: str, values: list[object]) -> None:
    checkins = ", ".join(f"{{date: 2026-11-0{n}, value: {value}}}" for n, value in enumerate(values, 1))
    title = "" if "title" in fields else "title: K, "
    write(
        tmp_path,
        {
            "okrs.yaml": "cycle: 2026-Q4\nobjectives:\n  - id: o\n    title: O\n    contributes_to: [o]\n"
            f"    key_results: [{{id: k, {title}{fields}, checkins: [{checkins}]}}]\n"
        },
    )
    for view in ("trend o k", "trend o k --format svg", "trend o k --format csv", "trend o k --json", "tree -k", "due"):
        answer = okr(tmp_path, *view.split())
        assert answer.code == 0, (view, answer.err)


MOVED = """\
cycle: 2026-Q4
objectives:
  - id: o
    title: Leads
    key_results:
      - id: k
        title: Leads, of which there were to be 200
        target: 100
        checkins: [{date: 2026-10-30, value: 40}, {date: 2026-11-13, value: 50}]
        changes: [{date: 2026-11-12, field: target, from: 200, to: 100, reason: The fair was called off}]
"""


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("report --since 2026-10-31", "40 of 200 → 50 of 100, 20 % → 50 %"),
        ("trend k --format csv", "2026-10-30,,40,0.2,"),
        ("trend k", "12 Nov 2026: target 200 → 100"),
        ("trend k --format svg", "<title>12 Nov 2026: target 200 → 100</title>"),
        ("trend k --json", '"field": "target"'),
    ],
)
def test_a_moved_target_stands_beside_the_numbers_of_both_days(tmp_path: Path, words: str, shown: str) -> None:
    write(tmp_path, {"okrs.yaml": MOVED})
    answer = okr(tmp_path, *words.split())
    assert answer.code == 0, answer.err
    assert shown in answer.out


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "＝1", "'quoted"])
def test_no_text_is_a_formula(tmp_path: Path, text: str) -> None:
    assert text_cell(text).startswith("'")
    assert text_cell(f"a{text}") == f"a{text}".replace("\t", " ")
    write(tmp_path, {"okrs.yaml": PLAN.replace("title: Grow inbound MQLs", f"title: {json.dumps(text)}")})
    assert okr(tmp_path, "checkin", "mql=-7", "-m", text.strip() or "x").code == 0
    out = okr(tmp_path, "trend", "mql", "--format", "csv").out
    assert out.count("\n") == out.count("\r\n") == 2
    (row,) = csv.DictReader(StringIO(out))
    assert row["title"] == text_cell(text)
    assert row["note"].startswith("'")
    assert row["value"] == "-7"


@pytest.mark.parametrize(
    "title", [*MARKUP.values(), *SCRIPTS.values(), "<script>alert(1)</script>", "]]>", "&amp;", "\ufffe"]
)
def test_a_picture_is_well_formed_and_holds_titles_as_text(title: str) -> None:
    from okrcli.render.export.svg import trend_svg

    results = {"k": {"title": title, "target": 9, "checkins": [(1, 2), (5, 3)]}, "empty": {"title": title, "target": 1}}
    made = plan({"o": {"key_results": results}})
    text = trend_svg([trend(made, Ref(CYCLE, "o", name), day(9)) for name in results])
    root = ElementTree.fromstring(text)
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "title", "rect", "g", "text", "polyline", "circle", "line"}
    assert not re.search(r"\b(href|onload|style|url)\b", re.sub(r">[^<]*<", "><", text))
    assert any((element.text or "").startswith(title[:20].replace("\ufffe", "\\ufffe")) for element in root.iter())


# ── Cycle ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_cycles_are_listed_newest_first_with_their_time_and_size(company: Path) -> None:
    rows = said(okr(company, "cycle", "list", "--json"))["cycles"]
    assert [(row["id"], row["days"], row["days_gone"], row["is_current"]) for row in rows] == [
        ("2026-Q4", 92, 47, True),
        ("2026", 365, 320, False),
    ]
    assert rows[0]["objectives"] == 14
    assert okr(company, "cycle").out == okr(company, "cycle", "list").out


def test_types_are_never_blended() -> None:
    results = {"k": {"target": 100, "checkins": [(1, 80)]}}
    made = plan(
        {
            "dream": {"key_results": results},
            "promise": {"type": "committed", "key_results": {"k": {"target": 100, "checkins": [(1, 20)]}}},
            "gone": {"type": "committed", "state": "cancelled", "key_results": results},
            "empty": {"type": "learning"},
        }
    )
    (row,) = cycle_rows(made, day(50), with_figures=True)
    assert [
        (figures.type, figures.objectives, figures.progress and float(figures.progress)) for figures in row.types
    ] == [
        ("committed", 2, None),
        ("aspirational", 1, 0.8),
        ("learning", 1, None),
    ]


def test_the_current_cycle_is_one_word_for_scripts(company: Path) -> None:
    assert okr(company, "cycle", "current").out == "2026-Q4\n"
    assert okr(company, "cycle", "current", "--on", "2026-03-01").out == "2026\n"
    assert okr(company, "cycle", "current", "--on", "2031-03-01").out == "2026-Q4\n"
    assert "did you mean `okr cycle current`?" in okr(company, "cycle", "curent").err


def test_a_grade_is_given_once_somebody_has_said_something_of_it() -> None:
    made = plan({"o": {"owner": "mai", "score": {"learnings": "The guide works"}, "key_results": {"k": {"target": 9}}}})
    assert ("grade", "o", 1) not in kinds(made, 101)


# ── Words of a workspace ──────────────────────────────────────────────────────────────────────────────────────────


TITLES = ("Clinics find us", "New colleagues", "Monday mornings", "Everybody can see")
"""Of objectives that are at risk, on track and closed."""


def named(company: Path, labels: str) -> None:
    path = company / "okrs.yaml"
    path.write_text(
        path.read_text("utf-8").replace("settings:\n", f"settings:\n  status: {{labels: {{{labels}}}}}\n", 1)
    )


@pytest.mark.parametrize(
    "words", ["status", "status --all", "status --line", "show demand", "tree", "cycle show", "trend organic"]
)
def test_a_workspace_has_its_own_words_for_statuses_on_the_terminal(company: Path, words: str) -> None:
    named(company, "at_risk: cần chú ý, on_track: 正常")
    shown = okr(company, *words.split())
    assert shown.code == 0, shown.err
    assert "cần chú ý" in shown.out
    assert "at risk" not in shown.out
    assert '"at_risk"' in okr(company, "show", "demand", "--json").out


def test_words_of_any_width_keep_the_columns(company: Path) -> None:
    named(company, "at_risk: 需要我们特别注意的事")
    lines = okr(company, "status").out.splitlines()
    starts = {cell_len(line[: line.index(title)]) for line in lines for title in TITLES if title in line}
    assert len(starts) == 1


# ── After the end ─────────────────────────────────────────────────────────────────────────────────────────────────

OVER = """\
cycle: sprint
cycles: [{id: sprint, start: 2026-10-01, end: 2026-11-14}]
people: [{id: mai}]
objectives:
  - id: demand
    title: Demand
    owner: mai
    type: committed
    changes: [{date: 2026-11-15, field: type, from: aspirational, to: committed, reason: A promise}]
    key_results:
      - {id: mql, title: Leads, owner: mai, target: 10, checkins: [{date: 2026-11-10, value: 8}]}
"""


@pytest.mark.parametrize(
    "words", ["status", "report", "report --format html", "cycle show sprint", "report --format markdown"]
)
def test_every_view_of_a_cycle_that_is_over_says_when_it_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    write(tmp_path, {"okrs.yaml": OVER})
    cycle = () if "cycle" in words else ("--cycle", "sprint")
    answer = okr(tmp_path, *words.split(), *cycle)
    assert "ended 14 Nov 2026" in answer.out, answer.err
    assert "day 45" not in answer.out


@pytest.mark.parametrize("name", ["demand", "mql"])
def test_show_names_the_type_that_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    write(tmp_path, {"okrs.yaml": OVER})
    words = " ".join(okr(tmp_path, "show", name, "--cycle", "sprint").out.split())
    assert "score 0.80, green, achieved; judged as aspirational, the type on its last day" in words
    monkeypatch.setenv("OKR_TODAY", "2026-11-14")
    assert "judged" not in okr(tmp_path, "show", name, "--cycle", "sprint").out


def test_two_words_of_one_key_that_select_nothing_name_the_word_for_either() -> None:
    answer = okr(COMPANY, "list", "team:sales", "team:platform")
    assert (answer.code, "help: words narrow each other; for any of them write team:sales,platform" in answer.err) == (
        0,
        True,
    )
    assert okr(COMPANY, "list", "status:achieved", "status:at_risk").err.count("status:achieved,at_risk") == 1
    assert "help" not in okr(COMPANY, "list", "team:sales", "status:at_risk").err
