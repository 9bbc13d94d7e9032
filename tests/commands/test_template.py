"""`okr new --template`: the sets of the package, those of a workspace, and what becomes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from okrcli.edit.templates import blanks_of, templates_of, title_with_lines
from okrcli.language.title_parser import propose
from okrcli.render.terminal import streams
from tests.conftest import Work
from tests.support.commands import PLAN, TODAY, okr

NAMES = [template.name for template in templates_of(None, "")[0]]
EMPTY = """\
cycle: 2026-Q4
people:
  - id: mai
    name: Mai Tran
    email: mai@example.com
objectives: []
"""
OWN = """\
title: Our bakery
function: bakery
objective:
  title: The street smells of our bread
  key_results:
    - {id: loaves, title: "Sell {target} loaves", target: ___, aggregate: sum}
    - {id: late, title: No bread comes late, done: false, actions: [{title: Buy a clock, owner: linh}]}
"""


@pytest.fixture
def shop(empty_work: Work, monkeypatch: pytest.MonkeyPatch) -> Work:
    monkeypatch.setenv("OKR_TODAY", TODAY)
    monkeypatch.setenv("OKR_USER", "mai")
    monkeypatch.delenv("CI", raising=False)
    empty_work.commit("plan", okrs_yaml=PLAN)
    return empty_work


def values(name: str) -> list[str]:
    """Something for every blank of a template."""
    [template] = [template for template in templates_of(None, "")[0] if template.name == name]
    told = {"start": "11", "target": "44", "unit": "€", "must_not_exceed": "5", "must_not_fall_below": "80"}
    return [word for blank in blanks_of(template.draft) for word in ("--set", f"{blank}={told[blank.split('.')[1]]}")]


@pytest.mark.parametrize("name", NAMES)
def test_a_template_with_its_blanks_filled_is_a_plan_without_a_finding(shop: Work, name: str) -> None:
    shop.commit("empty", okrs_yaml=EMPTY)
    answer = okr(shop.path, "new", "--template", name, *values(name), "--yes")
    assert (answer.code, answer.err) == (0, "")
    checked = okr(shop.path, "validate", "--strict")
    assert checked.code == 0, checked.out
    assert okr(shop.path, "fmt", "--check").code == 0
    assert okr(shop.path, "lint", "--json").out.count('"code"') == 0
    text = (shop.path / "okrs.yaml").read_text("utf-8")
    assert "___" not in text
    assert "{target}" not in text


@pytest.mark.parametrize("name", NAMES)
def test_the_title_of_a_key_result_says_what_its_fields_say(name: str) -> None:
    """So a template is read as a person would read it, and no number stands in the title alone."""
    [template] = [template for template in templates_of(None, "")[0] if template.name == name]
    for key_result in template.draft.key_results:
        start, target = ("44", "11") if key_result.title.startswith("Cut ") else ("11", "44")
        title = key_result.title.replace("{start}", start).replace("{target}", target).replace("{unit}", "€")
        proposal, fields = propose(title), key_result.measure or {}
        assert (proposal.kind, proposal.fields.get("target")) == ("metric", target), title
        assert proposal.fields.get("start", "0") == (start if "start" in key_result.blanks else "0"), title
        assert fields.get("unit") in (proposal.unit, None) or fields["unit"] != "%", title
        assert 2 <= len(template.draft.key_results) <= 5


@pytest.mark.parametrize("name", NAMES)
def test_a_title_that_is_filled_against_its_verb_is_not_read_as_a_measure(name: str) -> None:
    [template] = [template for template in templates_of(None, "")[0] if template.name == name]
    for title in (key_result.title for key_result in template.draft.key_results if key_result.title.startswith("Cut ")):
        assert "Cut says down" in propose(title.replace("{start}", "11").replace("{target}", "44")).remark, title


def test_every_function_has_a_team_and_every_level_is_there() -> None:
    known = templates_of(None, "")[0]
    assert {template.function for template in known} == {
        *("marketing", "sales", "operations", "hr", "product", "engineering")
    }
    assert {template.level for template in known} == {"head", "manager", "team", "person"}


def test_the_list_and_one_of_them_are_shown_outside_of_a_workspace_too(tmp_path: Path) -> None:
    listed = okr(tmp_path, "new", "--templates", "--function", "marketing")
    assert [line.split()[0] for line in listed.out.splitlines()[2:]] == [
        *("content", "email", "event", "inbound", "marketing-head")
    ]
    assert okr(tmp_path, "new", "--templates", "--json").code == 0
    shown = okr(tmp_path, "new", "--template", "inbound", "--show")
    assert "Grow qualified inbound leads from ___ to ___ a month" in shown.out
    assert "blanks: mql.start, mql.target" in shown.out
    assert okr(tmp_path, "new", "--template", "inbound").code == 3


def test_a_workspace_has_templates_of_its_own_which_go_first(shop: Work) -> None:
    shop.write("templates/bakery.yaml", OWN)
    shop.write("templates/inbound.yaml", OWN.replace("Our bakery", "Ours"))
    listed = okr(shop.path, "new", "--templates").out
    assert [line.split()[0] for line in listed.splitlines()[:3]] == ["template", "bakery", "bakery"]
    assert "(templates/inbound.yaml)" in listed
    assert listed.count("  inbound ") == 1
    assert okr(shop.path, "new", "--template", "inbound", "--show").out.startswith("inbound  Ours")
    assert okr(shop.path, "new", "--template", "bakery", "--set", "loaves.target=500", "-y").code == 0
    text = (shop.path / "okrs.yaml").read_text("utf-8")
    for line in ("id: bakery", "title: Sell 500 loaves", "aggregate: sum", "{title: Buy a clock, owner: linh}"):
        assert line in text
    assert okr(shop.path, "new", "--template", "bakery", "--set", "loaves.target=9", "-y").out.startswith(
        "Added bakery-2:"
    )


def test_their_folder_is_a_setting(shop: Work) -> None:
    shop.write("okrs.yaml", "settings: {templates: shapes}\n" + PLAN)
    shop.write("shapes/bakery.yaml", OWN)
    assert "bakery" in okr(shop.path, "new", "--templates").out


@pytest.mark.parametrize("folder", ["../shapes", "/etc", "a/../../b"])
def test_their_folder_lies_in_the_workspace(shop: Work, folder: str) -> None:
    shop.write("okrs.yaml", f"settings: {{templates: {folder}}}\n" + PLAN)
    answer = okr(shop.path, "new", "--templates")
    assert (answer.code, "is outside of the workspace" in answer.err) == (1, True)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title: [", "templates/mine.yaml:"),
        ("- a\n", "templates/mine.yaml:1:1: the file is a list"),
        ("titel: A\n", "there is no field `titel`"),
        ("title: A\n", "`objective` is missing"),
        ("objective: {title: A}\n", "it has no key results"),
        ("objective: {title: A, key_results: [{title: B}]}\n", "has no title, or no id"),
        ("objective: {title: A, owner: mai, key_results: []}\n", "its objective has `owner`"),
        ("objective: {title: A, key_results: [{id: b, title: B, actions: [x]}]}\n", "the actions of `b`"),
        ("objective: {title: A, key_results: [{id: b, title: B, guardrails: 1}]}\n", "the guardrails of `b`"),
        ("objective: {title: A, key_results: [{id: b, title: B, guardrails: [1]}]}\n", "has no title, or no id"),
    ],
)
def test_a_broken_template_costs_only_itself(shop: Work, text: str, says: str) -> None:
    shop.write("templates/mine.yaml", text)
    listed = okr(shop.path, "new", "--templates")
    assert (listed.code, "inbound" in listed.out) == (1, True)
    assert says in listed.err
    used = okr(shop.path, "new", "--template", "mine")
    assert (used.code, says in used.err) == (3, True)
    assert okr(shop.path, "new", "--template", "inbound", "--show").code == 0


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--template", "inbund", "--show"], 3, "did you mean `inbound`?"),
        (["--templates", "--function", "marketin"], 2, "did you mean `marketing`?"),
        (["--templates", "--level", "boss"], 2, "there is no `boss`"),
        (["--show"], 2, "--show needs --template NAME"),
        (["--set", "mql.start=3"], 2, "--set needs --template NAME"),
        (["--level", "team"], 2, "--level needs --templates"),
        (["--template", "inbound", "--yes"], 2, "a blank: --set mql.start=…"),
        (["--template", "inbound", "--set", "mql"], 2, "gives no value"),
        (["--template", "inbound", "--set", "mlq.start=3"], 2, "did you mean `mql.start`?"),
        (["--template", "inbound", "--set", "mql.start=3k"], 2, "mql.start: `start`: `3k` is not a plain number"),
        (
            ["--template", "inbound", "--set", "mql.start=3", "--set", "mql.target=3"],
            2,
            "this is the value of today",
        ),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(shop: Work, words: list[str], code: int, says: str) -> None:
    before = shop.state()
    answer = okr(shop.path, "new", *words)
    assert (answer.code, says in answer.err) == (code, True), answer.err
    assert shop.state() == before


def test_at_a_terminal_the_blanks_are_asked_for_and_can_be_corrected(
    shop: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "is_interactive", lambda: True)
    typed = "?\n20\nback\n21\n30\n9k\n80\n1\n2\n\n\n\n\n"
    answer = okr(shop.path, "new", "--template", "inbound", given=typed.encode())
    assert answer.code == 0, answer.err
    assert "Grow qualified inbound leads from 21 to ___ a month" in answer.err
    text = (shop.path / "okrs.yaml").read_text("utf-8")
    assert "title: Grow qualified inbound leads from 21 to 30 a month\n        start: 21\n        target: 30\n" in text
    assert '{id: accepted, title: Inbound leads that sales accepts, unit: "%", must_not_fall_below: 80}' in text


def test_a_blank_is_shown_as_a_line() -> None:
    [draft] = [template.draft for template in templates_of(None, "")[0] if template.name == "sales-team"]
    assert title_with_lines(draft.key_results[0]) == "Grow new monthly revenue from ___ to ___ ___"
