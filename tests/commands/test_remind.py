"""Reminders by person, and the share of check-ins in time (docs/semantics.md, "The rhythm of check-ins")."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli.model.plan import Plan
from okrcli.model.records import Person, Team
from okrcli.reports.due import duties
from okrcli.reports.duty import report
from okrcli.reports.reminders import Reminders, discipline_report, reminders
from tests.support.commands import TODAY, okr, write
from tests.support.examples import examples
from tests.support.plans import CYCLE, day, plan

COMPANY = Path(__file__).parents[2] / "examples" / "company"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", TODAY)
    monkeypatch.delenv("COLUMNS", raising=False)


def of(key_results: dict[str, Any], on: int = 50, within: int | None = None, person: str | None = None) -> Reminders:
    built = shop(key_results)
    cycle = built.cycles[CYCLE]
    return reminders(built, report(day(on), [cycle], duties(built, cycle, day(on))), within, person)


def shop(key_results: dict[str, Any]) -> Plan:
    """A plan with two people, and a team of both."""
    people = {name: Person(id=name, name=name.title(), email=f"{name}@example.com") for name in ("mai", "linh")}
    teams = {
        "shop": Team(id="shop", name="The shop", members=("mai", "linh")),
        "street": Team(id="street", name="The street"),
        "corner": Team(id="corner", parent="street", members=("linh",)),
    }
    return replace(plan({"o": {"owner": "mai", "key_results": key_results}}), people=people, teams=teams)


def owed(found: Reminders) -> dict[str, list[str]]:
    return {reminder.name: [duty.ref.short for duty in reminder.duties] for reminder in found.people}


def number(**fields: Any) -> dict[str, Any]:
    return {"start": 0, "target": 100, **fields}


# ── Who owes what ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("key_results", "within", "told"),
    [
        ({"k": number(checkins=[(49, 1)])}, None, {}),  # fresh
        ({"k": number(checkins=[(44, 1)])}, None, {"Mai": ["k"]}),  # tomorrow: near enough
        ({"k": number(checkins=[(46, 1)])}, None, {}),  # in three days
        ({"k": number(checkins=[(46, 1)])}, 3, {"Mai": ["k"]}),
        ({"k": number(checkins=[(44, 1)])}, 0, {}),
        ({"k": number(checkins=[(43, 1)])}, 0, {"Mai": ["k"]}),  # today
        ({"k": number()}, 0, {"Mai": ["k"]}),
        ({"k": number(owner="linh")}, None, {"Linh": ["k"]}),
        ({"k": number(owner="shop")}, None, {"Mai": ["k"], "Linh": ["k"]}),  # any of them can do it
        ({"k": number(owner="shop", updater="linh")}, None, {"Linh": ["k"]}),
        ({"a": number(checkins=[(40, 1)]), "b": number(checkins=[(10, 1)])}, None, {"Mai": ["b", "a"]}),
        ({"a": number(owner="linh", checkins=[(40, 1)]), "b": number()}, None, {"Mai": ["b"], "Linh": ["a"]}),
        ({"k": number(state="paused", since=9)}, None, {}),
        ({"k": number(frequency="never")}, None, {}),
    ],
)
def test_everybody_is_told_what_is_theirs_and_the_fresh_are_left_in_peace(
    key_results: dict[str, Any], within: int | None, told: dict[str, list[str]]
) -> None:
    assert owed(of(key_results, within=within)) == told


def test_what_is_nobodys_is_not_forgotten() -> None:
    built = plan({"o": {"key_results": {"k": number()}}})
    found = reminders(built, report(day(50), [], duties(built, built.cycles[CYCLE], day(50))))
    assert [(each.person, each.name) for each in found.people] == [(None, "no owner")]


@settings(max_examples=examples(60), deadline=None)
@given(
    st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.sampled_from(["mai", "linh", "shop"]), st.integers(0, 60))),
    st.integers(0, 20),
)
def test_more_days_never_mean_fewer_duties_and_nobody_is_told_twice(
    made: dict[str, tuple[str, int]], within: int
) -> None:
    key_results = {name: number(owner=owner, checkins=[(said, 1)]) for name, (owner, said) in made.items()}
    near, far = (owed(of(key_results, within=days)) for days in (within, within + 5))
    assert all(set(names) <= set(far.get(who, [])) for who, names in near.items())
    assert all(len(names) == len(set(names)) for names in far.values())


# ── Discipline ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_it_is_told_by_person_by_team_and_together() -> None:
    """Periods with a check-in. A team has what it owns, and what the teams in it and their members own."""
    built = shop(
        {
            "a": number(checkins=[(7, 1)]),  # mai's: the first week
            "b": number(owner="linh", checkins=[(9, 1)]),  # linh's: the second week, which is not over
            "c": number(owner="shop", checkins=[(7, 1)]),  # of the team
        }
    )
    found = discipline_report(built, built.cycles[CYCLE], day(14))
    assert dict(found.people) == {"mai": (1, 1), "linh": (1, 2)}
    assert dict(found.teams) == {"shop": (3, 4), "street": (1, 2), "corner": (1, 2)}
    assert found.all == (3, 4)


def test_nothing_has_been_due_on_the_first_day(tmp_path: Path) -> None:
    write(
        tmp_path, {"okrs.yaml": "cycle: 2026-Q4\nobjectives: [{id: a, title: A, key_results: [{id: k, title: K}]}]\n"}
    )
    answer = okr(tmp_path, "remind", "--discipline", "--on", "2026-10-01")
    assert (answer.code, "no check-in has been expected yet" in answer.out) == (0, True)


# ── The command ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_text_for_one_person_is_ready_to_paste() -> None:
    assert okr(COMPANY, "remind", "--to", "tomas", "--format", "text").out == (
        "Hi Tomás Herrera,\n"
        "\n"
        "this key result needs a check-in:\n"
        "- A German clinic's own lawyer signs our data processing contract by 27 November"
        " (3 days late, no check-in for 10 days)\n"
        "  okr checkin data-contract\n"
    )


def test_it_owes_what_due_says_is_due() -> None:
    due, told = (json.loads(okr(COMPANY, name, "--json").out) for name in ("due", "remind"))
    now = {(duty["kind"], duty["reference"]) for duty in due["duties"] if duty["is_now"]}
    assert {(d["kind"], d["reference"]) for each in told["people"] for d in each["duties"] if d["is_now"]} == now
    assert told["people"][0]["email"] == "olek.bondar@example.com"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--exit-code"], 1, ""),
        (["--exit-code", "--to", "priya"], 0, ""),
        (["--exit-code", "team:people"], 0, ""),
        (["--exit-code", "--on", "2026-10-01", "--within", "0"], 1, ""),  # a dependency waits from the first day
        ([], 0, ""),
        (["--within", "-1"], 2, "not a number of days"),
        (["--to", "jonsa"], 3, "did you mean `jonas`?"),
        (["--format", "csv"], 2, "there is no format"),
        (["--discipline", "--exit-code"], 2, "cannot be used with"),
    ],
)
def test_how_it_ends(words: list[str], code: int, told: str) -> None:
    answer = okr(COMPANY, "remind", *words)
    assert answer.code == code, answer
    assert told in answer.err


def test_when_nobody_owes_anything_it_says_so() -> None:
    for format in ("terminal", "text", "markdown"):
        answer = okr(COMPANY, "remind", "--to", "priya", "--format", format)
        assert (answer.code, "nothing is due on 16 Nov 2026" in answer.out) == (0, True)
