"""Other names and places: references follow, check-ins under the old name still count, and nothing is used twice."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli.errors import RefusedError
from okrcli.model.plan import Ref
from okrcli.urls import modeline
from okrcli.yaml import editor
from okrcli.yaml.reader import read
from tests.conftest import Work
from tests.support.commands import PLAN as SHOP
from tests.support.commands import TODAY, okr
from tests.support.examples import examples
from tests.support.yamllayouts import files

ADVICE = "OKR118,OKR5"
"""Codes about plans that are thin on purpose here: no key results, needs nobody has agreed to."""

PLAN = """\
cycle: 2026-Q4
people: [{id: mai, email: mai@example.com}]
objectives:
  # why we are here
  - id: demand
    title: Demand
    owner: mai
    key_results:
      # watched daily
      - id: mql   # inbound
        title: MQLs
        target: 30
      - {id: calls, title: Calls, target: 9}
  - id: growth
    title: Growth
    contributes_to: [2026/brand]
    supports: [demand]
"""
SALES = """\
cycle: 2026-Q4
objectives:
  - id: deals
    title: Deals
    contributes_to:
      - demand/mql      # counts there
      - growth
    depends_on:
      - {to: demand/mql, need: leads}
"""
YEAR = """\
cycle: "2026"
objectives:
  - id: brand
    title: Brand
    contributes_to: [2026-Q4/demand, 2026-Q4/demand/mql]
"""


@pytest.fixture
def company(empty_work: Work, monkeypatch: pytest.MonkeyPatch) -> Work:
    monkeypatch.setenv("OKR_TODAY", TODAY)
    empty_work.write("okrs/2026-Q4/sales.yaml", SALES)
    empty_work.write(
        "okrs/2026/year.yaml", YEAR.replace("    contributes_to: [2026-Q4/demand, 2026-Q4/demand/mql]\n", "")
    )
    empty_work.commit("plan", okrs_yaml=PLAN)
    return empty_work


def done(work: Work, *words: str) -> str:
    answer = okr(work.path, *words)
    assert answer.code == 0, answer.err
    return answer.out


def text(work: Work, path: str) -> str:
    return (work.path / path).read_text("utf-8")


def value_of(work: Work, name: str) -> object:
    return json.loads(done(work, "show", name, "--json"))["key_result"]["current"]


def test_a_rename_mends_references_in_every_file_of_every_cycle(company: Work) -> None:
    company.write("okrs/2026/year.yaml", YEAR)
    company.write("okrs.yaml", PLAN.replace("    contributes_to: [2026/brand]\n", ""))
    company.commit("links")
    assert "(5 references fixed)" in done(company, "set", "demand", "id=inbound")
    assert company.paths_of("HEAD") == ["okrs.yaml", "okrs/2026-Q4/sales.yaml", "okrs/2026/year.yaml"]
    assert text(company, "okrs/2026/year.yaml") == YEAR.replace("Q4/demand", "Q4/inbound")
    assert text(company, "okrs/2026-Q4/sales.yaml") == SALES.replace("demand/mql", "inbound/mql")
    assert "    supports: [inbound]\n" in text(company, "okrs.yaml")
    assert "  - id: inbound\n    title: Demand\n    owner: mai\n    was: [demand]\n" in text(company, "okrs.yaml")
    assert okr(company.path, "validate", "--strict", "--ignore", ADVICE).code == 0


def test_check_ins_stay_as_they_are_and_still_count(company: Work) -> None:
    done(company, "checkin", "mql", "12")
    files_before = {path: raw for path, raw in company.files().items() if "checkins" in path}
    done(company, "set", "mql", "id=leads")
    done(company, "set", "demand", "id=inbound")
    done(company, "checkin", "leads", "15")
    done(company, "move", "leads", "growth")
    assert files_before.items() <= company.files().items()
    assert value_of(company, "growth/leads") == 15
    assert value_of(company, "mql") == 15
    shown = done(company, "show", "leads")
    assert "12" in shown
    assert "15" in shown
    assert okr(company.path, "validate", "--strict", "--ignore", ADVICE).code == 0


def test_a_check_in_on_another_branch_counts_after_the_merge(company: Work) -> None:
    company.git("checkout", "-q", "-b", "friday")
    done(company, "checkin", "mql", "21")
    company.git("checkout", "-q", "main")
    done(company, "set", "mql", "id=leads")
    done(company, "move", "leads", "growth")
    company.git("merge", "-q", "--no-edit", "friday")
    assert okr(company.path, "validate", "--strict", "--ignore", ADVICE).code == 0
    assert value_of(company, "growth/leads") == 21


@pytest.mark.parametrize(
    "words", [["set", "mql", "id=mql"], ["move", "mql", "demand"], ["move", "demand", "./okrs.yaml"]]
)
def test_what_is_so_already_changes_nothing(company: Work, words: list[str]) -> None:
    before = company.state()
    assert done(company, *words).startswith("nothing to do: ")
    assert company.state() == before


def test_a_reference_that_leads_nowhere_is_no_reason_to_stop(company: Work) -> None:
    company.write("okrs/2026-Q4/sales.yaml", SALES.replace("- growth\n", "- nowhere\n"))
    company.commit("a slip")
    assert "(2 references fixed)" in done(company, "set", "mql", "id=leads")


def test_a_file_of_something_else_gets_no_objective(company: Work) -> None:
    company.write("okrs/2026/other.yaml", 'cycle: "2026"\n')
    company.commit("another year")
    before = company.state()
    answer = okr(company.path, "move", "growth", "okrs/2026/other.yaml")
    assert answer.code == 3
    assert "okrs/2026/other.yaml holds no objectives of 2026-Q4" in answer.err
    assert company.state() == before


def test_a_key_result_stays_in_its_cycle(company: Work) -> None:
    before = company.state()
    answer = okr(company.path, "move", "mql", "2026/brand")
    assert answer.code == 3
    assert "demand/mql belongs to 2026-Q4, brand to 2026" in answer.err
    assert company.state() == before


def test_a_step_that_check_ins_name_keeps_its_id(company: Work) -> None:
    done(company, "add", "kr", "growth", "It is out", "id=out", "done=false", "--reason", "Asked for")
    done(company, "add", "action", "out", "Print it", "id=print")
    done(company, "checkin", "growth/out/print", "--done")
    before = company.state()
    for words in (["set", "print", "id=press"], ["remove", "print", "--yes"]):
        answer = okr(company.path, *words)
        assert answer.code == 3
        assert "check-ins name growth/out/print: okrs/2026-Q4/checkins/mai/" in answer.err
    assert company.state() == before


def test_back_again_leaves_no_earlier_name_of_itself(company: Work) -> None:
    done(company, "set", "mql", "id=leads")
    done(company, "set", "leads", "id=mql")
    assert "was: [leads]" in text(company, "okrs.yaml")
    done(company, "move", "calls", "growth")
    done(company, "move", "growth/calls", "demand")
    assert "was: [growth/calls]" in text(company, "okrs.yaml")
    assert okr(company.path, "validate", "--strict", "--ignore", ADVICE).code == 0


def test_a_move_keeps_lines_and_comments(company: Work) -> None:
    done(company, "move", "mql", "growth")
    assert (
        text(company, "okrs.yaml")
        == """\
cycle: 2026-Q4
people: [{id: mai, email: mai@example.com}]
objectives:
  # why we are here
  - id: demand
    title: Demand
    owner: mai
    key_results:
      - {id: calls, title: Calls, target: 9}
  - id: growth
    title: Growth
    contributes_to: [2026/brand]
    supports: [demand]
    key_results:
      # watched daily
      - id: mql   # inbound
        title: MQLs
        target: 30
        was: [demand/mql]
"""
    )
    assert "      - growth/mql      # counts there\n" in text(company, "okrs/2026-Q4/sales.yaml")


def test_an_objective_moves_to_a_new_file_and_its_empty_one_goes(company: Work) -> None:
    done(company, "move", "deals", "okrs/2026-Q4/team/deals.yaml")
    assert company.paths_of("HEAD") == ["okrs/2026-Q4/sales.yaml", "okrs/2026-Q4/team/deals.yaml"]
    assert not (company.path / "okrs/2026-Q4/sales.yaml").exists()
    assert text(company, "okrs/2026-Q4/team/deals.yaml") == f"{modeline('plan')}\n{SALES}"
    done(company, "move", "demand", "okrs/2026-Q4/team/deals.yaml")
    assert "  # why we are here\n  - id: demand\n" in text(company, "okrs/2026-Q4/team/deals.yaml")
    assert okr(company.path, "validate", "--strict", "--ignore", ADVICE).code == 0


def test_an_earlier_name_cannot_be_given_to_something_else(company: Work) -> None:
    done(company, "set", "mql", "id=leads")
    answer = okr(company.path, "add", "kr", "demand", "Another", "id=mql", "target=3", "--reason", "Asked for")
    assert answer.code == 3
    assert "`demand/mql` is now the id of another item" in answer.err
    assert "id: another" in done(
        company, "add", "kr", "demand", "Another", "target=3", "--dry-run", "--reason", "Asked for"
    )


def test_a_command_that_takes_comments_out_says_which(empty_work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-09-20")  # later it was part of the plan, and is dropped, not removed
    text = SHOP.replace("      - {id: launch", "      # ---- later ----\n      # ask Linh\n      - {id: launch")
    text = text.replace("title: We are certified, done: false}", "title: We are certified, done: false}  # by May")
    empty_work.commit("plan", okrs_yaml=text)
    answer = okr(empty_work.path, "remove", "launch", "--yes")
    assert answer.out.splitlines()[1:3] == ["  with 1 line of comments:", "    # ask Linh"]
    assert "# ---- later ----" in (empty_work.path / "okrs.yaml").read_text("utf-8")
    assert "comments" not in okr(empty_work.path, "move", "soc2", "growth").out
    assert "# by May" in (empty_work.path / "okrs.yaml").read_text("utf-8")


def test_what_is_in_use_is_not_removed_and_each_use_is_named(company: Work) -> None:
    done(company, "checkin", "mql", "12")
    answer = okr(company.path, "remove", "demand", "--yes")
    assert answer.code == 3
    assert answer.err.splitlines() == [
        "error: demand is still in use",
        "help: okrs.yaml:17: `growth` refers to `demand`",
        "help: okrs/2026-Q4/sales.yaml:6: `deals` refers to `demand/mql`",
        "help: okrs/2026-Q4/sales.yaml:9: `deals` refers to `demand/mql`",
        "help: 1 check-in would have no target",
        'help: to keep its history and not count it: okr set demand state=cancelled --reason "…"',
    ]
    done(company, "remove", "deals", "--yes")
    assert text(company, "okrs/2026-Q4/sales.yaml") == "cycle: 2026-Q4\nobjectives: []\n"


def test_milestones_and_actions_have_other_ids_until_a_check_in_names_them(empty_work: Work) -> None:
    plan = PLAN.replace("title: MQLs\n        target: 30", "title: MQLs\n        milestones: [{id: a, title: A}]")
    empty_work.commit("plan", okrs_yaml=plan.replace("contributes_to: [2026/brand]", ""))
    done(empty_work, "set", "mql/a", "id=first")
    assert "milestones: [{id: first, title: A}]" in text(empty_work, "okrs.yaml")
    done(empty_work, "checkin", "mql", "first")
    assert "check-ins name demand/mql/first" in okr(empty_work.path, "set", "first", "id=b").err
    assert "check-ins name demand/mql/first" in okr(empty_work.path, "remove", "first", "--yes").err


def test_present_names_follow_a_chain(company: Work) -> None:
    from datetime import date

    from okrcli.workspace.sources import WorkingTree
    from okrcli.workspace.workspace import load

    for old, new in (("mql", "a"), ("demand", "b"), ("b/a", "c"), ("b", "d")):
        done(company, "set", old, f"id={new}")
    plan = load(WorkingTree(company.path), date(2026, 11, 16)).plan
    for old in ("demand/mql", "demand/a", "b/a", "b/c", "d/c", "d/mql"):
        assert plan.present(Ref("2026-Q4", *old.split("/"))) == Ref("2026-Q4", "d", "c"), old
    assert plan.present(Ref("2026-Q4", "b")) == Ref("2026-Q4", "d")
    assert plan.present(Ref("2026-Q4", "demand", "a", "guide")) == Ref("2026-Q4", "d", "c", "guide")
    assert plan.present(Ref("2026-Q4", "nothing")) == Ref("2026-Q4", "nothing")


FLOW = """\
cycle: 2026-Q4
objectives:
  - id: one
    title: One
    key_results:
      - id: lines
        title: 'On lines'
        target: 3
        actions:
          - {title: First, due: 2026-11-30}
      - id: noted   # why
        title: Noted
        target: 3
  - id: two
    title: Two
    key_results: [{id: flat, title: "It''s flat, all of it", target: 3, actions: [{title: Do, done: 2026-11-02}]}]
  - {id: three, title: Three, owner: mai}
"""


@pytest.mark.parametrize(
    ("name", "to", "line"),
    [
        (
            "lines",
            "two",
            "{id: lines, title: On lines, target: 3, actions: [{title: First, due: 2026-11-30}], was: [one/lines]}]",
        ),
        ("flat", "one", "        actions:\n          - {title: Do, done: 2026-11-02}\n        was: [two/flat]\n"),
        ("flat", "three", "{id: three, title: Three, owner: mai, key_results: [{id: flat, "),
        ("lines", "three", "was: [one/lines]}]}\n"),
    ],
)
def test_a_key_result_moves_into_brackets_and_out_of_them(company: Work, name: str, to: str, line: str) -> None:
    company.commit("brackets", okrs_yaml=FLOW)
    company.git("rm", "-rq", "okrs")
    company.git("commit", "-qm", "one file")
    done(company, "move", name, to)
    assert line in text(company, "okrs.yaml")
    assert okr(company.path, "validate", "--strict", "--ignore", ADVICE).code == 0
    back = "two" if name == "flat" else "one"
    done(company, "move", name, back)
    assert read(text(company, "okrs.yaml").encode(), "")[0] != read(FLOW.encode(), "")[0]  # `was` stays
    assert okr(company.path, "validate", "--strict", "--ignore", ADVICE).code == 0


def test_days_and_moments_stay_without_quotes_on_the_way_out_of_brackets(company: Work) -> None:
    inside = "checkins: [{date: 2026-11-02, at: 2026-11-02T08:00:00Z, by: mai, value: 2, note: '2026-11-02 was good'}]"
    company.commit("brackets", okrs_yaml=FLOW.replace("target: 3, actions", f"target: 3, {inside}, actions"))
    company.git("rm", "-rq", "okrs")
    company.git("commit", "-qm", "one file")
    done(company, "move", "flat", "one")
    line = '- {date: 2026-11-02, at: 2026-11-02T08:00:00Z, by: mai, value: 2, note: "2026-11-02 was good"}\n'
    assert line in text(company, "okrs.yaml")


def test_a_comment_that_has_no_place_in_brackets_is_not_dropped(company: Work) -> None:
    company.commit("brackets", okrs_yaml=FLOW)
    before = company.state()
    answer = okr(company.path, "move", "noted", "two")
    assert answer.code == 3
    assert "okrs.yaml:11: `objectives/0/key_results/1` cannot be changed: its comments cannot move" in answer.err
    assert company.state() == before


def test_an_objective_goes_and_comes_back_and_leaves_no_file_behind(company: Work) -> None:
    done(company, "move", "demand", "okrs/2026-Q4/demand.yaml")
    assert "# why we are here" in text(company, "okrs/2026-Q4/demand.yaml")
    done(company, "move", "demand", "okrs.yaml")
    assert not (company.path / "okrs/2026-Q4/demand.yaml").exists()
    assert text(company, "okrs.yaml").count("# why we are here") == 1
    assert sorted(text(company, "okrs.yaml").splitlines()) == sorted(PLAN.splitlines())


def test_what_a_broken_file_may_speak_of_is_not_removed(company: Work) -> None:
    done(company, "add", "kr", "demand", "Steps", "id=steps", "done=false", "--reason", "Asked for")
    done(company, "add", "milestone", "steps", "First", "id=first", "--reason", "Asked for")
    entries = "checkins:\n  - {kr: demand/steps, done: [first]}\n  - {kr: demand/mql, value: 5x}\n"
    path = "okrs/2026-Q4/checkins/mai/2026-11-02-abcd.yaml"
    company.write(path, f"id: abcdefgh\ncycle: 2026-Q4\ndate: 2026-11-02\nby: mai\n{entries}")
    company.commit("a slip")
    before = company.state()
    for name in ("steps", "first"):
        answer = okr(company.path, "remove", name, "--yes")
        assert answer.code == 3
        assert f"may be in use in a file with errors: {path}" in answer.err
        assert company.state() == before


# ── The lines of an item, in another file ─────────────────────────────────────────────────────────────────────────


def lists_in(data: object, keys: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The paths of all lists that have an item."""
    found = [keys] if isinstance(data, list) and data else []
    parts: list[tuple[str | int, object]] = []
    if isinstance(data, list):
        parts = list(enumerate(data))
    elif isinstance(data, dict):
        parts = list(data.items())
    for key, value in parts:
        found += lists_in(value, (*keys, key))
    return found


def comments(raw: bytes) -> Counter[bytes]:
    """Every comment; one above a list that is empty now may stand in both files."""
    return Counter(re.findall(rb"# \d+ of [^\r\n]*", raw))


def at(data: Any, keys: tuple[str | int, ...]) -> Any:
    for key in keys:
        data = data[key]
    return data


@settings(max_examples=examples(150), deadline=None)
@given(files(), files(), st.data())
def test_an_item_goes_to_another_file_with_all_its_comments_or_not_at_all(
    one: bytes, two: bytes, data: st.DataObject
) -> None:
    here, findings = read(one, "one.yaml")
    there, more = read(two, "two.yaml")
    if findings or more or not lists_in(here) or not lists_in(there):
        return
    source, target = data.draw(st.sampled_from(lists_in(here))), data.draw(st.sampled_from(lists_in(there)))
    place = data.draw(st.integers(0, len(at(here, source)) - 1))
    item = at(here, (*source, place))
    try:
        rest, after = editor.move_item(one, "one.yaml", (*source, place), two, "two.yaml", target)
    except RefusedError as refused:
        assert refused.message
        return
    assert at(read(after, "two.yaml")[0], target) == [*at(there, target), item]
    kept = [other for number, other in enumerate(at(here, source)) if number != place]
    assert at(read(rest, "one.yaml")[0], source) == kept
    assert comments(rest) + comments(after) >= comments(one) + comments(two)
