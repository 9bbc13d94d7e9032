"""The days between two cycles, and what leads from one cycle into another."""

from __future__ import annotations

import json
import re
import shlex
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.commands import TODAY, okr, snapshot, write
from tests.support.examples import examples

ROOT = """\
cycles: [{id: 2026-Q3, state: closed}, {id: 2027-Q1, state: draft}]
people: [{id: mai, email: mai@example.com}]
"""
OVER = """\
cycle: 2026-Q3
objectives:
  - id: demand
    title: Demand
    owner: mai
    decision: abandon
    key_results: [{id: mql, title: MQLs, target: 30, decision: abandon}]
"""
LATER = """\
cycle: 2027-Q1
objectives:
  - id: reach
    title: Reach
    owner: mai
    key_results: [{id: web, title: Visits of the page, target: 9}]
"""
FILES = {"okrs.yaml": ROOT, "okrs/2026-Q3/a.yaml": OVER, "okrs/2027-Q1/b.yaml": LATER}


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", TODAY)


@pytest.fixture
def between(tmp_path: Path) -> Path:
    """A workspace on a day on which no cycle runs: 2026-Q3 is closed, 2027-Q1 has not begun."""
    return write(tmp_path / "w", FILES)


@pytest.mark.parametrize("command", [["due"], ["due", "--json"], ["due", "demand"], ["remind"], ["remind", "--json"]])
def test_a_job_that_runs_every_night_goes_on_between_two_cycles(between: Path, command: list[str]) -> None:
    answer = okr(between, *command, "--exit-code")
    line = (
        "2026-Q3 ended 47 days ago and is closed" if "demand" in command else "2027-Q1 begins in 46 days, on 2027-01-01"
    )
    assert (answer.code, answer.err) == (0, f"{line}\n")
    assert line[:7] in answer.out or command[0] == "remind"


def test_before_the_first_cycle_nothing_is_due_of_anything(between: Path) -> None:
    answer = okr(between, "due", "--on", "2025-01-01", "--exit-code")
    assert (answer.code, answer.err) == (0, "2026-Q3 begins in 546 days, on 2026-07-01\n")


@pytest.mark.parametrize(
    ("today", "line"),
    [
        ("2026-12-17", ""),
        ("2026-12-18", "2027-Q1 begins in 14 days, on 2027-01-01: okr status --cycle 2027-Q1\n"),
        ("2026-12-31", "2027-Q1 begins in 1 day, on 2027-01-01: okr status --cycle 2027-Q1\n"),
        ("2027-01-01", ""),
    ],
)
def test_while_only_a_longer_cycle_runs_the_one_to_come_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, today: str, line: str
) -> None:
    monkeypatch.setenv("OKR_TODAY", today)
    longer = LATER.replace("2027-Q1", "two-years").replace("reach", "years")
    root = "cycles: [{id: two-years, start: 2026-01-01, end: 2027-12-31}]\n" + ROOT.partition("\n")[2]
    folder = write(tmp_path, {"okrs.yaml": root, "okrs/2027-Q1/b.yaml": LATER, "okrs/two-years/c.yaml": longer})
    for view in ("", "status"):
        assert okr(folder, *view.split()).err == line


VIEWS = (
    *("", "status", "due", "show mql", "list", "tree", "trend mql", "cycle score", "agenda", "remind", "report"),
    *("explain mql", "cycle", "cycle show", "cycle current", "due --format ics"),
    *("status --json", "due --json", "show mql --json", "list --json", "tree --json", "trend mql --json"),
    *("cycle score --json", "agenda --json", "remind --json", "report --format json", "explain mql --json"),
)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    ("today", "line"),
    [
        ("2026-06-30", "2026-Q3 begins in 1 day, on 2026-07-01\n"),
        ("2026-07-01", ""),
        ("2026-09-30", ""),
        ("2026-10-01", "2026-Q3 ended 1 day ago: okr cycle close\n"),
        ("2031-01-01", "2026-Q3 ended 1554 days ago: okr cycle close\n"),
    ],
)
def test_every_view_shows_the_cycle_that_is_near(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, view: str, today: str, line: str
) -> None:
    monkeypatch.setenv("OKR_TODAY", today)
    plan = OVER.replace("decision: abandon", "")
    folder = write(tmp_path, {"okrs.yaml": ROOT.partition("\n")[2], "okrs/2026-Q3/a.yaml": plan})
    answer = okr(folder, *view.split())
    assert (answer.code, answer.err) == (0, "" if view == "cycle" else line)
    assert view.startswith(("due", "remind")) or any(word in answer.out for word in ("2026-Q3", "demand", "MQLs"))
    if view == "status --json":
        assert json.loads(answer.out)["cycle"]["is_ended"] is (today > "2026-09-30")


@pytest.mark.parametrize(
    "command",
    [
        ["set", "web", "title=Visits"],
        ["set", "web", "state=postponed", "-m", "No time"],
        ["request", "add", "web", "--to", "2026-Q3/demand", "x"],
        ["set", "reach", "contributes_to=2026-Q3/demand"],
    ],
)
def test_a_name_is_found_in_every_cycle(between: Path, command: list[str]) -> None:
    answer = okr(between, *command, "--no-commit")
    assert answer.code == 0, answer.err


@pytest.mark.parametrize(
    "command",
    [
        ["request", "add", "2027-Q1/web", "--to", "2026-Q4/platform", "x"],
        ["set", "2027-Q1/reach", "contributes_to=2026-Q4/platform"],
        ["add", "objective", "More", "contributes_to=2026-Q3/demand", "--cycle", "2027-Q1"],
    ],
)
def test_a_link_may_lead_into_another_cycle(between: Path, command: list[str]) -> None:
    write(between, {**FILES, "okrs/2026-Q4/c.yaml": "cycle: 2026-Q4\nobjectives: [{id: platform, title: Platform}]\n"})
    answer = okr(between, *command, "--no-commit")
    assert answer.code == 0, answer.err
    assert "okrs/2027-Q1/" in answer.out


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["cycle", "retro", "2027-Q1"], "2027-Q1 begins on 2027-01-01: on 2026-11-16 it has no history"),
        (["cycle", "retro", "2026-Q3", "--on", "2026-06-30"], "2026-Q3 begins on 2026-07-01"),
        (["set", "2026-Q3/mql", "state=paused", "-m", "x", "--date", "2026-12-01"], "2026-12-01 is in the future"),
        (
            ["set", "2026-Q3/mql", "state=cancelled", "-m", "x", "--date", "2020-01-01"],
            "2026-Q3 begins on 2026-07-01, and 2020-01-01",
        ),
        (["set", "2026-Q3/mql", "score=0.5"], "okr cycle close CYCLE --score ID=0.7"),
    ],
)
def test_a_day_or_a_grade_in_the_wrong_place_is_refused(between: Path, command: list[str], said: str) -> None:
    answer = okr(between, *command)
    assert (answer.code in (2, 3), said in answer.err) == (True, True), answer.err


@pytest.mark.parametrize(
    ("words", "recorded", "note"),
    [
        (["mql", "12"], "2026-09-30", "2026-Q3 has ended: this counts for its last day, 2026-09-30"),
        (["mql", "12", "--date", "2026-09-01"], "2026-09-01", ""),
        (["mql", "12", "--date", "2026-10-02"], "2026-10-02", "its score does not change"),
        (["--win", "We did it"], "2026-09-30", "2026-Q3 has ended"),
        (["web", "3", "--date", "2026-10-04"], "2026-10-04", ""),
    ],
)
def test_a_check_in_after_the_last_day_counts_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], recorded: str, note: str
) -> None:
    """Also while the next cycle runs, by the name alone."""
    monkeypatch.setenv("OKR_TODAY", "2026-10-04")
    over = {"okrs.yaml": ROOT.partition("\n")[2], "okrs/2026-Q3/a.yaml": OVER.replace("decision: abandon", "")}
    running = {"okrs/2026-Q4/b.yaml": LATER.replace("2027-Q1", "2026-Q4")}
    folder = write(tmp_path, over if "--win" in words else {**over, **running})
    answer = okr(folder, "checkin", *words, "--no-commit", "--by", "mai")
    assert (answer.code, f"/checkins/mai/{recorded}-" in answer.out) == (0, True), answer.err
    assert note in answer.err and bool(note) == answer.err.startswith("note: 20")


def test_the_wins_of_a_view_are_by_the_people_whom_it_is_about(tmp_path: Path) -> None:
    root = "teams: [{id: red, members: [mai]}, {id: blue, members: [bob]}]\npeople: [{id: mai}, {id: bob}]\n"
    plan = LATER.replace("2027-Q1", "2026-Q4")
    folder = write(tmp_path, {"okrs.yaml": root, "okrs/2026-Q4/a.yaml": plan})
    for person in ("mai", "bob"):
        assert okr(folder, "checkin", "--win", f"A win of {person}", "--by", person).code == 0
    for view in ("status", "agenda", "report", "status --json", "agenda --json", "report --format json"):
        for words, expected in (
            ("", {"mai", "bob"}),
            ("team:red", {"mai"}),
            ("team:blue", {"bob"}),
            ("not:team:red", {"bob"}),
            ("owner:bob", {"bob"}),
            ("web", {"mai"}),
            ("not:web", {"mai"}),
        ):
            out = okr(folder, *view.split(), *words.split()).out
            assert {name for name in ("mai", "bob") if f"A win of {name}" in out} == expected, (view, words)


def test_one_person_is_asked_to_close_a_cycle_and_each_command_is_printed_once(tmp_path: Path) -> None:
    plan = "cycle: 2026-Q3\nobjectives:\n"
    for name, owner, above in (("part", "bob", "[top]"), ("top", "red", "[]"), ("more", "bob", "[top]")):
        key_results = f"[{{id: k-{name}, title: K, target: 9}}]"
        plan += f"  - {{id: {name}, title: O, owner: {owner}, contributes_to: {above}, key_results: {key_results}}}\n"
    root = "teams: [{id: red, members: [mai, bob]}]\npeople: [{id: mai}, {id: bob}]\n"
    folder = write(tmp_path, {"okrs.yaml": root, "okrs/2026-Q3/a.yaml": plan})
    out = okr(folder, "remind", "--on", "2026-10-04", "--format", "text").out
    assert out.startswith("Hi mai,") and "bob" not in out
    assert "2026-Q3: 3 objectives without a grade" in out
    assert out.count("okr cycle close 2026-Q3") == 1


def test_who_waits_for_an_answer_is_named(tmp_path: Path) -> None:
    plan = LATER.replace("2027-Q1", "2026-Q4").replace(
        "target: 9", "target: 9, depends_on: [{to: api, need: The *API*}]"
    )
    root = "people: [{id: mai, name: Mai Tran}, {id: bob}]\n"
    plan += "  - {id: api, title: API, owner: bob}\n"
    folder = write(tmp_path, {"okrs.yaml": root, "okrs/2026-Q4/a.yaml": plan})
    out = okr(folder, "remind", "--to", "bob", "--format", "text").out
    assert "Mai Tran is waiting for your answer:\n- reach/web needs “The *API*” (due today" in out


def test_all_that_was_achieved_is_accepted_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-10-04")
    plan = OVER.replace("decision: abandon", "")
    plan = plan.replace("target: 30", "target: 30, checkins: [{date: 2026-09-30, value: 30}]")
    folder = write(tmp_path, {"okrs.yaml": ROOT.partition("\n")[2], "okrs/2026-Q3/a.yaml": plan})
    assert "a decision" in okr(folder, "cycle", "close", "--yes", "--no-commit").err
    answer = okr(folder, "cycle", "close", "--yes", "--accept-achieved", "--no-commit")
    assert answer.code == 0, answer.err
    assert (folder / "okrs/2026-Q3/a.yaml").read_text().count("decision: achieved") == 2


# ── Any cycles, any day ───────────────────────────────────────────────────────────────────────────────────────────

QUARTERS = ("2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1")
PLANNED = """\
cycle: {cycle}
objectives:
  - id: {name}
    title: Objective
    owner: mai
    key_results: [{{id: mql, title: MQLs, target: 30}}]
"""
ANY_DAY = st.dates(date(2025, 11, 1), date(2027, 6, 30)) | st.sampled_from(
    [date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1), date(2026, 12, 31), date(2027, 1, 1), date(2027, 4, 1)]
)


@st.composite
def any_cycles(draw: st.DrawFn) -> dict[str, str]:
    """The files of a workspace: a year and quarters with gaps between them, each with a state, a plan, or both."""
    states = st.sampled_from(["", "draft", "active", "grading", "closed"])
    cycles = {
        name: (draw(states), draw(st.booleans()))
        for name in draw(st.lists(st.sampled_from(("2026", *QUARTERS)), unique=True, min_size=1))
    }
    listed = [f"{{id: {name}, state: {state}}}" for name, (state, _) in cycles.items() if state]
    root = f"people: [{{id: mai, email: mai@example.com}}]\ncycles: [{', '.join(listed)}]\n"
    if not any(has_plan or not state for state, has_plan in cycles.values()):
        cycles[next(iter(cycles))] = ("", True)
    plans = {
        f"okrs/{name}/a.yaml": PLANNED.format(cycle=name, name=f"o{number}")
        for number, (name, (state, has_plan)) in enumerate(cycles.items())
        if has_plan or not state
    }
    return {"okrs.yaml": root, **plans}


@settings(max_examples=examples(200), deadline=None)
@given(any_cycles(), ANY_DAY, st.sampled_from(VIEWS))
def test_every_view_answers_on_any_day_around_any_cycles(files: dict[str, str], day: date, view: str) -> None:
    """Nothing is written, and the line on standard error is one, with a command that works as it is printed."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as environment:
        environment.setenv("OKR_TODAY", day.isoformat())
        environment.setenv("OKR_USER", "mai")
        work = write(Path(folder), files)
        before = snapshot(work)
        plan = min(path for path in files if path.endswith("a.yaml"))
        name = f"{plan.split('/')[1]}/{files[plan].split('id: ')[1].split()[0]}/mql"
        answer = okr(work, *view.replace("mql", name).split())
        assert (answer.code, snapshot(work) == before) == (0, True), answer
        lines = answer.err.splitlines()
        assert len(lines) <= 1, answer.err
        for line in lines:
            for command in re.findall(r"okr [a-z].*", line):
                followed = okr(work, *shlex.split(command)[1:])
                is_asked = f"{line.split()[0]} cannot be closed yet" in followed.err
                assert followed.code == 0 or is_asked, (line, followed.err)
                assert snapshot(work) == before


@pytest.mark.parametrize("view", ["show mql", "explain mql", "trend mql"])
def test_a_name_is_found_while_a_cycle_without_a_plan_runs(tmp_path: Path, view: str) -> None:
    folder = write(
        tmp_path,
        {"okrs.yaml": "cycles: [{id: 2026}]\n", "okrs/2027-Q1/a.yaml": PLANNED.format(cycle="2027-Q1", name="o")},
    )
    answer = okr(folder, *view.split())
    assert (answer.code, "MQLs" in answer.out) == (0, True), answer.err


@pytest.mark.parametrize("words", [[], ["--json"], ["--format", "text"], ["--format", "markdown"]])
def test_reminders_of_two_cycles_come_while_the_last_is_not_closed(tmp_path: Path, words: list[str]) -> None:
    files = {f"okrs/{name}/a.yaml": PLANNED.format(cycle=name, name="o") for name in ("2026-Q3", "2026-Q4")}
    answer = okr(write(tmp_path, files), "remind", "--on", "2026-10-10", *words)
    assert (answer.code, "2026-Q3" in answer.out) == (0, True), answer.err
