"""People by their id, name or address: what a command line takes, and what a finding says of a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from okrcli.errors import AmbiguousNameError
from okrcli.model.records import Person, Team
from okrcli.workspace.people import id_hint, id_of
from tests.support.commands import okr, write
from tests.support.workspaces import in_memory

MEMBERS: dict[str, Person | Team] = {
    "mai": Person(id="mai", name="Mai Tran", email="Mai.Tran@example.com"),
    "linh": Person(id="linh", name="Linh Tran", email="linh@example.com"),
    "shop": Team(id="shop", name="Online Shop", members=("mai",)),
}
PEOPLE = """\
people:
  - {id: mai, name: Mai Tran, email: Mai.Tran@example.com}
  - {id: linh, name: Linh Tran, email: linh@example.com}
teams:
  - {id: shop, name: Online Shop, members: [mai]}
"""
NAMES_OF_MAI = ["Mai Tran", "mai tran", " Mai  Tran", "mai.tran@example.com"]


@pytest.mark.parametrize("text", ["mai", *NAMES_OF_MAI])
def test_an_id_a_name_and_an_address_are_the_same_person(text: str) -> None:
    assert id_of(text, MEMBERS) == "mai"


@pytest.mark.parametrize(
    ("text", "name"), [("MAI", "mai"), ("vo", "hien"), ("Hiền", "hien"), ("hien.v", "hien"), ("tran mai", "tran mai")]
)
def test_a_whole_word_of_the_name_names_the_only_person_that_has_it(text: str, name: str) -> None:
    assert id_of(text, {**MEMBERS, "hien": Person(id="hien", name="Hiền Võ", email="hien.v@example.com")}) == name


def test_a_word_of_several_names_is_answered_with_the_people() -> None:
    with pytest.raises(AmbiguousNameError) as ambiguous:
        id_of("tran", MEMBERS)
    assert ambiguous.value.candidates == (("mai", "Mai Tran"), ("linh", "Linh Tran"))


@pytest.mark.parametrize("text", ["Mia Tran", "tra", "", "zzz"])
def test_what_is_no_whole_name_stays_as_it_is(text: str) -> None:
    assert id_of(text, MEMBERS) == text


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("mai-tran", "did you mean `mai`?"),
        ("mai.tran", "did you mean `mai`?"),
        ("Tran", "did you mean `mai` or `linh`?"),
        ("online-shop", "did you mean `shop`?"),
        ("mia", "did you mean `mai`?"),
        ("zzz", None),
    ],
)
def test_the_hint_knows_parts_of_names_and_addresses(text: str, hint: str | None) -> None:
    assert id_hint(text, MEMBERS) == hint


@pytest.mark.parametrize(
    ("field", "text", "hint"),
    [
        ("owner: {}", "Mai Tran", "write `mai`, the id of Mai Tran"),
        ("owner: {}", "Mai.Tran@example.com", "write `mai`, the id of Mai.Tran@example.com"),
        ("owner: {}", "Online Shop", "write `shop`, the id of Online Shop"),
        (
            "key_results: [{{id: k, title: K, target: 1, updater: {}}}]",
            "Linh Tran",
            "write `linh`, the id of Linh Tran",
        ),
        (
            "key_results: [{{id: k, title: K, target: 1, actions: [{{title: A, owner: {}}}]}}]",
            "Mai Tran",
            "write `mai`,",
        ),
        ("depends_on: [{{to: o, agreement: agreed, by: {}}}]", "Mai Tran", "write `mai`,"),
        ("owner: {}", "Mia Tran", "write `mia-tran`"),
    ],
)
@pytest.mark.parametrize("everything", [True, False])
def test_a_name_in_a_file_is_a_finding_with_the_id(field: str, text: str, hint: str, everything: bool) -> None:
    plan = f"cycle: 2026-Q4\nobjectives:\n  - id: o\n    title: O\n    {field.format(text)}\n"
    for files in ({"okrs.yaml": PEOPLE, "okrs/a.yaml": plan}, {"okrs.yaml": PEOPLE + plan}):
        finding = in_memory(files, everything=everything).diagnostics[0]
        assert finding.hint is not None
        assert finding.hint.startswith(hint)


def test_members_and_authors_are_found_by_name_too() -> None:
    files = {"okrs.yaml": PEOPLE.replace("members: [mai]", "members: [Mai Tran]")}
    assert "write `mai`, the id of Mai Tran" in [finding.hint for finding in in_memory(files).diagnostics]


def test_every_option_that_names_a_person_takes_the_name_and_the_address(tmp_path: Path) -> None:
    plan = (
        "cycle: 2026-Q4\nobjectives:\n  - {id: o, title: O, owner: mai, key_results: [{id: k, title: K, target: 9}]}\n"
    )
    write(tmp_path, {"okrs.yaml": PEOPLE + plan})
    for words in (["checkin", "k", "4", "--dry-run", "--by"], ["remind", "--to"]):
        expected = okr(tmp_path, *words, "mai")
        assert expected.code == 0, expected.err
        for text in NAMES_OF_MAI:
            answer = okr(tmp_path, *words, text)
            assert (answer.code, answer.err) == (0, expected.err)
    for text in NAMES_OF_MAI:
        assert okr(tmp_path, "list", f"owner:{text}").out == okr(tmp_path, "list", "owner:mai").out
    assert "owner: linh" in okr(tmp_path, "set", "k", "owner=Linh Tran", "--dry-run").out
    assert "owner: linh" in okr(tmp_path, "add", "objective", "T", "owner=linh@example.com", "--dry-run").out
    new = ["new", "We are easy to reach", "--kr", "Grow calls from 2 to 4", "--dry-run", "--owner"]
    assert "owner: mai" in okr(tmp_path, *new, "Mai Tran").out
    refused = okr(tmp_path, "set", "k", "owner=Mia Tran")
    assert "unknown person or team `Mia Tran`" in refused.err
    assert okr(tmp_path, "checkin", "k", "4", "--by", "mia").err.splitlines()[1] == "help: did you mean `mai`?"


def test_me_is_the_current_person_wherever_a_person_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = (
        "cycle: 2026-Q4\nobjectives:\n  - {id: o, title: O, owner: mai, key_results: [{id: k, title: K, target: 9}]}\n"
    )
    write(tmp_path, {"okrs.yaml": PEOPLE + plan})
    monkeypatch.setenv("OKR_USER", "linh")
    assert "owner: linh" in okr(tmp_path, "set", "k", "owner=me", "--dry-run").out
    assert "owner: linh" in okr(tmp_path, "add", "objective", "T", "owner=me", "--dry-run").out
    new = ["new", "We are easy to reach", "--kr", "Grow calls from 2 to 4", "--dry-run", "--owner", "me"]
    assert "owner: linh" in okr(tmp_path, *new).out
    assert okr(tmp_path, "list", "owner:mai,me").out == okr(tmp_path, "list", "owner:mai").out
    assert okr(tmp_path, "list", "not:owner:me").out == okr(tmp_path, "list").out
    assert "linh checked in" in okr(tmp_path, "checkin", "k", "4", "--by", "me", "--copyable").out
    assert okr(tmp_path, "remind", "--to", "me").code == 0
