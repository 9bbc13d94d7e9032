"""`okr cycle open`: what goes on in the next cycle, where it begins, and what stays behind."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from okrcli.cli import context
from okrcli.cli.conversation import prompts
from okrcli.model.plan import Ref
from okrcli.workspace.sources import WorkingTree
from okrcli.workspace.workspace import load
from okrcli.yaml import reader
from tests.conftest import Work
from tests.support.commands import Answer, okr, write

ROOT = """\
cycles:
  - {id: 2026}
  - {id: 2026-Q4, state: closed, frequency: two_weeks, type: committed}
people:
  - {id: mai, email: mai@example.com}
  - {id: linh, email: linh@example.com}
"""
YEAR = "cycle: 2026\nobjectives:\n  - {id: trusted, title: Trusted, key_results: [{id: a, title: A, target: 5}]}\n"
PLAN = """\
cycle: 2026-Q4
objectives:
  # the big one
  - id: demand
    title: เปิดช่องทาง
    owner: mai
    weight: 2
    contributes_to: [growth, 2026-Q4/left, 2026/trusted]
    supports: [nobody-decided]
    was: [leads]
    depends_on:
      - {to: growth/revenue, need: leads, agreement: agreed, by: linh, since: 2026-10-10}
      - {to: left, need: more}
    decision: carry_forward
    key_results:
      - id: mql
        title: Grow inbound MQLs
        owner: mai
        start: 20          # in September
        target: 30
        unit: MQL
        was: [old-mql]
        end_date: 2026-12-20
        decision: carry_forward
        changes:
          - {date: 2026-11-01, field: target, from: 25, to: 30, reason: "more: better"}
        actions:
          - {title: Publish the pricing guide, due: 2026-10-20, owner: linh, done: true}
          - {id: call, title: Call ten customers, due: 2027-01-20}
          - {id: visit, title: Visit them, due: 2026-11-20}
          - {id: film, title: Film it}
        checkins:
          - {date: 2026-11-06, value: 24}
          - {date: 2026-12-11, value: 27.50}
      - {id: calls, title: Calls, target: 50, aggregate: sum, decision: carry_forward}
      - {id: nps, title: NPS, start: 10, target: 60, aggregate: average, decision: modify}
      - {id: percent, title: Built, target: 100, unit: percent_complete, decision: carry_forward}
      - {id: launch, title: Out, decision: carry_forward, milestones: [{id: beta, title: Beta, due: 2026-11-01},
          {id: public, title: Public, due: 2026-12-01}, {id: press, title: Press, done: 2026-12-02}]}
      - {id: soc2, title: We are certified, done: 2026-12-02, due: 2026-12-20, decision: carry_forward}
      - {id: uptime, title: Up, kind: at_least, target: 99.9, decision: carry_forward}
      - {id: team, title: Between, low: 1, high: 3, decision: defer}
      - {id: gone, title: Gone, target: 5, decision: abandon}
      - {id: silent, title: Silent, target: 5}
  - id: growth
    title: We grow
    decision: achieved
    key_results:
      - {id: revenue, title: Revenue, start: 100, target: 150, decision: carry_forward}
  - {id: left, title: Left, decision: abandon, key_results: [{id: x, title: X, target: 1, decision: achieved}]}
  - {id: nobody-decided, title: Nothing, key_results: [{id: x, title: X, target: 1}]}
  - {id: rewrite, title: Rewrite, decision: modify, key_results: [{id: x, title: X, target: 1, decision: defer}]}
"""
CHECKINS = """\
id: aaaa1111
cycle: 2026-Q4
date: 2026-12-11
at: 2026-12-11T09:00:00Z
by: mai
checkins:
  - {kr: demand/calls, value: 12}
  - {kr: demand/nps, value: 40}
  - {kr: demand/percent, value: 60}
  - {kr: demand/launch, done: [beta]}
  - {action: demand/mql/film, done: true}
  - {kr: growth/revenue, value: 121}
"""
LATER = """\
id: cccc1111
cycle: 2026-Q4
date: 2026-12-11
at: 2026-12-11T10:00:00Z
by: mai
checkins: [{kr: demand/nps, value: 41}]
"""
FILES = {
    "okrs.yaml": ROOT,
    "okrs/2026/year.yaml": YEAR,
    "okrs/2026-Q4/team.yaml": PLAN,
    "okrs/2026-Q4/checkins/mai/2026-12-11-aaaa.yaml": CHECKINS,
    "okrs/2026-Q4/checkins/mai/2026-12-11-cccc.yaml": LATER,
}
NEXT = "okrs/2027-Q1/team.yaml"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", "2027-01-04")
    monkeypatch.delenv("CI", raising=False)


@pytest.fixture
def closed(work: Work) -> Work:
    (work.path / "okrs/plan.yaml").unlink()
    write(work.path, FILES)
    work.commit("start")
    return work


def opened(work: Work, *words: str) -> Answer:
    answer = okr(work.path, "cycle", "open", "2027-Q1", "--from", "2026-Q4", "--yes", *words)
    assert answer.code == 0, answer.err
    return answer


def data(folder: Path) -> dict[str, Any]:
    """The objectives of the new file, by id, each with its key results by id."""
    read: Any = reader.read((folder / NEXT).read_bytes(), NEXT)[0]
    found = {}
    for objective in read["objectives"]:
        results = {kr.pop("id"): kr for kr in objective.pop("key_results", [])}
        found[objective.pop("id")] = {**objective, "key_results": results}
    return found


def test_what_was_decided_to_go_on_goes_on_and_nothing_else(closed: Work) -> None:
    opened(closed)
    found = data(closed.path)
    assert {name: list(objective["key_results"]) for name, objective in found.items()} == {
        "demand": ["mql", "calls", "nps", "percent", "launch", "soc2", "uptime"],
        "growth": ["revenue"],
        "rewrite": [],
    }


def begins(folder: Path, name: str) -> dict[str, str]:
    """A key result of the new cycle, without title and origin, each value as text."""
    fields = data(folder)["demand"]["key_results"][name]
    assert fields.pop("rolled_from") == f"2026-Q4/demand/{name}"
    return {key: str(value) for key, value in fields.items() if key not in ("title", "owner", "actions")}


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("mql", {"start": "27.50", "target": "30", "unit": "MQL"}),
        ("calls", {"start": "12", "target": "50", "aggregate": "sum"}),
        ("nps", {"start": "40.5", "target": "60", "aggregate": "average", "state": "draft"}),
        ("percent", {"target": "100", "unit": "percent_complete"}),
        ("soc2", {"done": "False"}),
        ("uptime", {"kind": "at_least", "target": "99.9"}),
        ("launch", {"milestones": "[{'id': 'public', 'title': 'Public'}]"}),
    ],
)
def test_a_key_result_begins_where_it_ended(closed: Work, name: str, wanted: dict[str, str]) -> None:
    opened(closed)
    assert begins(closed.path, name) == wanted


def test_actions_that_are_open_come_along(closed: Work) -> None:
    opened(closed)
    assert data(closed.path)["demand"]["key_results"]["mql"]["actions"] == [
        {"id": "call", "title": "Call ten customers", "due": "2027-01-20"},
        {"id": "visit", "title": "Visit them"},
    ]


def test_links_lead_into_the_new_cycle_and_are_agreed_anew(closed: Work) -> None:
    opened(closed)
    demand = data(closed.path)["demand"]
    assert demand["contributes_to"] == ["growth"]
    assert "supports" not in demand
    assert demand["depends_on"] == [{"to": "growth/revenue", "need": "leads", "asked": "2027-01-04"}]
    assert "was" not in demand
    assert "decision" not in demand


def test_an_objective_that_is_to_be_modified_is_a_draft(closed: Work) -> None:
    answer = opened(closed)
    assert data(closed.path)["rewrite"]["state"] == "draft"
    assert "to be modified, so drafts: demand/nps, rewrite" in answer.out
    assert "okr set 2027-Q1/demand/nps state=active" in answer.out


def test_what_is_there_already_is_called_no_draft(closed: Work) -> None:
    opened(closed)
    assert okr(closed.path, "cycle", "close", "2026-Q4", "--decide", "mql=modify").code == 0
    again = opened(closed)
    assert "to be modified, so drafts: demand/nps, rewrite" in again.out
    assert "to be modified, but there already, and not as drafts: demand/mql\n" in again.out
    assert "change them: okr edit 2027-Q1/demand/mql\n" in again.out
    assert okr(closed.path, "set", "2027-Q1/demand/nps", "state=active").code == 0
    assert "so drafts: rewrite\n" in opened(closed).out


def test_it_says_what_stays_behind(closed: Work) -> None:
    out = opened(closed).out
    assert out.startswith("Opened 2027-Q1 from 2026-Q4: 3 objectives and 8 key results\n")
    assert "demand/mql  27.50 → 30 MQL\n" in out
    assert "deferred to a later cycle: demand/team, rewrite/x\n" in out
    assert "not decided, so left behind: demand/silent, nobody-decided, nobody-decided/x\n" in out


def test_the_new_cycle_has_a_valid_plan_in_canonical_format(closed: Work) -> None:
    opened(closed)
    plan = load(WorkingTree(closed.path), date(2027, 1, 4), "2027-Q1").plan
    assert plan.key_result(Ref("2027-Q1", "demand", "mql")).rolled_from == "2026-Q4/demand/mql"
    assert okr(closed.path, "validate").code == 0
    assert okr(closed.path, "fmt", "--check", NEXT).code == 0
    declared = plan.cycles["2027-Q1"].declared
    assert (declared.frequency, declared.type) == ("two_weeks", "committed")


def test_it_is_one_commit_and_can_be_undone(closed: Work) -> None:
    before, files = closed.head(), closed.files()
    opened(closed)
    assert closed.log()[0] == "okr cycle open: 2027-Q1 from 2026-Q4: 3 objectives and 8 key results"
    assert closed.git("rev-parse", "HEAD~1").strip() == before
    assert okr(closed.path, "undo").code == 0
    assert closed.files() == files


def test_a_second_time_there_is_nothing_to_do_and_more_is_added(closed: Work) -> None:
    opened(closed)
    assert opened(closed).out.startswith("nothing to do: all that goes on is there already\n")
    place = closed.path / "okrs/2026-Q4/team.yaml"
    place.write_text(
        place.read_text("utf-8").replace("target: 5, decision: abandon", "target: 5, decision: modify"), "utf-8"
    )
    closed.commit("changed our mind")
    assert opened(closed).out.startswith("Opened 2027-Q1 from 2026-Q4: 0 objectives and 1 key result\n")
    assert list(data(closed.path)["demand"]["key_results"])[-1] == "gone"


def test_a_target_that_is_reached_needs_a_new_one(closed: Work) -> None:
    name = "okrs/2026-Q4/checkins/mai/2026-12-18-bbbb.yaml"
    later = CHECKINS.replace("aaaa1111", "bbbb1111").replace("2026-12-11", "2026-12-18").split("  - {kr: demand/nps")[0]
    closed.write(name, later.replace("value: 12", "value: 60"))
    closed.commit("all called")
    before = closed.state()
    answer = okr(closed.path, "cycle", "open", "2027-Q1", "--from", "2026-Q4", "--yes")
    assert answer.code == 2
    assert "demand/calls reached its target, it is at 72: --target demand/calls=NUMBER" in answer.err
    assert closed.state() == before
    opened(closed, "--target", "calls=200", "--target", "demand/nps=70")
    results = data(closed.path)["demand"]["key_results"]
    assert (str(results["calls"]["start"]), str(results["calls"]["target"])) == ("72", "200")
    assert "state" not in results["nps"]


def test_the_change_is_shown_before_it_is_written(closed: Work) -> None:
    before = closed.state()
    for words, code in (((), 2), (("--dry-run",), 0)):
        answer = okr(closed.path, "cycle", "open", "2027-Q1", "--from", "2026-Q4", *words)
        assert answer.code == code
        assert f"+++ b/{NEXT}\n" in answer.out
        assert "+        start: 27.50\n" in answer.out
        assert closed.state() == before


@pytest.mark.parametrize(("answer", "commits"), [("y", 1), ("", 0), ("no", 0)])
def test_a_person_is_asked_before_it_is_written(
    closed: Work, monkeypatch: pytest.MonkeyPatch, answer: str, commits: int
) -> None:
    before = closed.log()
    monkeypatch.setattr(prompts, "ask", lambda question: answer)
    real = context.invocation
    monkeypatch.setattr(context, "invocation", lambda ctx: real(ctx)._replace(may_ask=True))
    shown = okr(closed.path, "cycle", "open", "2027-Q1", "--from", "2026-Q4")
    assert shown.code == 0, shown.err
    assert "+        start: 27.50\n" in shown.out
    assert len(closed.log()) - len(before) == commits


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("winter", "--from", "2026-Q4"), 3, "`winter` has no days"),
        (("2026-Q3", "--from", "2026-Q4"), 3, "2026-Q3 does not follow 2026-Q4"),
        (("2027-Q1", "--from", "2026-Q5"), 3, "there is no cycle `2026-Q5`"),
        (("2027", "--from", "2026"), 3, "2026 is not closed, it is active"),
        (("2027-Q1", "--from", "2026-Q4", "--target", "mql"), 2, "--target `mql` is not of the form ID=…"),
        (("2027-Q1", "--from", "2026-Q4", "--target", "mql=a"), 2, "--target mql: "),
        (("2027-Q1", "--from", "2026-Q4", "--target", "gone=9"), 2, "`demand/gone` does not go on"),
        (("2027-Q1", "--from", "2026-Q4", "--target", "launch=9"), 2, "`demand/launch` has no target"),
        (("2027-Q1", "--from", "2026-Q4", "--target", "demand=9"), 3, "`demand` is not a key result"),
        (("2027-Q1", "--from", "2026-Q4", "--target", "mql=27.5"), 3, "passed a target of 27.5 already"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    closed: Work, words: tuple[str, ...], code: int, said: str
) -> None:
    before = closed.state()
    answer = okr(closed.path, "cycle", "open", *words, "--yes")
    assert answer.code == code
    assert said in answer.err
    assert closed.state() == before


def test_a_broken_file_of_the_cycle_that_is_over_stops_it(closed: Work) -> None:
    closed.write("okrs/2026-Q4/more.yaml", "cycle: 2026-Q4\nobjectives: [{id: y, titel: Y}]\n")
    answer = okr(closed.path, "cycle", "open", "2027-Q1", "--from", "2026-Q4", "--yes")
    assert (answer.code, "okrs/2026-Q4/more.yaml:2:22: unknown field `titel`" in answer.err) == (3, True)


def test_what_comes_again_and_guardrails_keep_their_limits(closed: Work) -> None:
    more = """\
cycle: 2026-Q4
objectives:
  - id: habit
    title: 'Ự án "x": — #1'
    decision: carry_forward
    guardrails: [{id: churn, title: Churn, must_not_exceed: 3, checkins: [{date: 2026-12-01, value: 2}]}]
    key_results:
      - {id: visits, title: Visits, period: week, target_per_period: 3, decision: carry_forward,
          checkins: [{date: 2026-12-01, value: 2}]}
      - {id: find, title: Find out, kind: baseline, decision: carry_forward, checkins: [{date: 2026-12-01, value: 7}]}
"""
    closed.write("okrs/2026-Q4/habit.yaml", more)
    closed.commit("a habit")
    opened(closed)
    read: Any = reader.read((closed.path / "okrs/2027-Q1/habit.yaml").read_bytes(), "habit.yaml")[0]
    (habit,) = read["objectives"]
    assert habit["title"] == 'Ự án "x": — #1'
    assert [{k: str(v) for k, v in one.items()} for one in habit["guardrails"]] == [
        {"id": "churn", "title": "Churn", "must_not_exceed": "3"}
    ]
    assert [sorted(one) for one in habit["key_results"]] == [
        ["id", "period", "rolled_from", "target_per_period", "title"],
        ["id", "kind", "rolled_from", "title"],
    ]
    assert okr(closed.path, "validate").code == 0


def test_a_team_with_one_file_gets_a_file_for_the_next_cycle(work: Work) -> None:
    (work.path / "okrs/plan.yaml").unlink()
    work.commit(
        okrs_yaml="cycle: 2026-W45-W46\ncycles: [{id: 2026-W45-W46, state: closed}]\nobjectives:\n"
        "  - {id: a, title: A, key_results: [{id: b, title: B, target: 9, decision: carry_forward}]}\n"
    )
    answer = okr(work.path, "cycle", "open", "2026-W47-W48", "--from", "2026-W45-W46", "--yes")
    assert answer.code == 0, answer.err
    assert "okrs/2026-W47-W48/objectives.yaml" in work.files()
    assert okr(work.path, "validate").code == 0


TITLES = """\
cycle: 2026-Q4
objectives:
  - id: grow
    title: "เติบโต: by 27 November"
    decision: carry_forward
    key_results:
      - id: clinics
        title: 'Clinics  grow from ๖๑๒ to 1,700 — "all"'
        start: 612
        target: 1700
        decision: carry_forward
        checkins: [{date: 2026-12-20, value: 646}]
      - {id: unclear, title: "3 of 3 teams, from 3 to 9", start: 3, target: 9, decision: carry_forward,
          checkins: [{date: 2026-12-20, value: 5}]}
"""


def test_titles_get_the_new_numbers_and_a_person_can_decide_otherwise(closed: Work) -> None:
    closed.write("okrs/2026-Q4/titles.yaml", TITLES)
    closed.commit("titles")
    command = ["cycle", "open", "2027-Q1", "--from", "2026-Q4", "--target", "clinics=1800"]
    shown = okr(closed.path, *command, "--dry-run")
    assert 'title “Clinics grow from ๖๑๒ to 1,700 — "all"” → “Clinics grow from ๖๔๖ to 1,800 — "all"”' in shown.err
    assert "check the title of grow: it names 27 November\n" in shown.err
    assert "check the title of grow/unclear: it names 3\n" in shown.err
    assert '--title grow="…"; to leave all as they are: --keep-titles' in shown.err
    place = closed.path / "okrs/2027-Q1/titles.yaml"
    for words, titles in (
        (["--keep-titles"], ['Clinics  grow from ๖๑๒ to 1,700 — "all"', "เติบโต: by 27 November"]),
        (["--title", "clinics=To 1800", "--title", "grow=More"], ["To 1800", "More"]),
        ([], ['Clinics  grow from ๖๔๖ to 1,800 — "all"', "3 of 3 teams, from 3 to 9"]),
    ):
        answer = okr(closed.path, *command, *words, "--yes", "--no-commit")
        assert answer.code == 0, answer.err
        read: Any = reader.read(place.read_bytes(), "titles.yaml")[0]
        objective = read["objectives"][0]
        found = [objective["title"], *(item["title"] for item in objective["key_results"])]
        assert set(titles) <= set(found), found
        assert ("check the title" in answer.out) is (words != ["--keep-titles"])
        for path in (closed.path / "okrs/2027-Q1").iterdir():
            path.unlink()
        closed.git("checkout", "-q", ".")


@pytest.mark.parametrize(
    ("title", "code", "said"),
    [
        ("gone=G", 2, "`demand/gone` does not go on, so it needs no title"),
        ("left=L", 2, "`left` does not go on, so it needs no title"),
        ("mql", 2, "--title `mql` is not of the form ID=…"),
        ("no-such=X", 3, "no-such"),
    ],
)
def test_a_new_title_is_for_what_goes_on(closed: Work, title: str, code: int, said: str) -> None:
    answer = okr(closed.path, "cycle", "open", "2027-Q1", "--from", "2026-Q4", "--title", title, "--yes")
    assert (answer.code, said in answer.err) == (code, True), answer.err


def test_a_title_of_what_is_there_already_is_changed_there(closed: Work) -> None:
    opened(closed)
    answer = okr(closed.path, "cycle", "open", "2027-Q1", "--from", "2026-Q4", "--title", "mql=Our leads", "--yes")
    assert (answer.code, 'okr set 2027-Q1/demand/mql "title=Our leads"' in answer.err) == (2, True), answer.err


def test_without_a_terminal_the_proposed_command_is_named(closed: Work) -> None:
    before = closed.state()
    for words in ([], ["--yes"], ["2027-Q1"], ["--from", "2026-Q4"]):
        answer = okr(closed.path, "cycle", "open", *words)
        assert (answer.code, "okr cycle open 2027-Q1 --from 2026-Q4" in answer.err) == (2, True), answer.err
    assert closed.state() == before
