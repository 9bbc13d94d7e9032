"""`okr setup codeowners`: owners become review rules, check-ins stay free, and people's own lines stay theirs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrcli.reports.codeowners import BEGIN, END, joined
from tests.conftest import Work
from tests.support.commands import okr, write
from tests.support.owners import PEOPLE, plan


def lines_of(folder: Path, **files: str) -> list[str]:
    write(folder, {"okrs.yaml": PEOPLE, **{f"okrs/2026-Q4/{name}.yaml": text for name, text in files.items()}})
    answer = okr(folder, "setup", "codeowners")
    assert answer.code == 0, answer.err
    first, *between, last = answer.out.splitlines()
    assert (first, last) == (BEGIN, END)
    between = between[:-2]
    return between[between.index("# The plans.") + 1 :] if "# The plans." in between else between


@pytest.mark.parametrize(
    ("owners", "expected"),
    [
        (["mai"], ["/okrs/2026-Q4/a.yaml mai@example.com"]),
        (["mai", "linh", "mai"], ["/okrs/2026-Q4/a.yaml mai@example.com linh@example.com"]),
        (["marketing"], ["/okrs/2026-Q4/a.yaml mai@example.com linh@example.com"]),
        (["company"], ["/okrs/2026-Q4/a.yaml linh@example.com mai@example.com"]),
        (["omar"], ["# /okrs/2026-Q4/a.yaml: no account or e-mail address of omar in okrs.yaml"]),
        (
            ["omar", "mai"],
            [
                "# /okrs/2026-Q4/a.yaml: no account or e-mail address of omar in okrs.yaml",
                "/okrs/2026-Q4/a.yaml mai@example.com",
            ],
        ),
        (["odd"], ["# /okrs/2026-Q4/a.yaml: no account or e-mail address of odd in okrs.yaml"]),
        ([""], ["# /okrs/2026-Q4/a.yaml: nothing in it has an owner"]),
    ],
    ids=lambda value: " ".join(value) if len(value) < 4 else "",
)
def test_a_file_belongs_to_the_owners_of_its_objectives(tmp_path: Path, owners: list[str], expected: list[str]) -> None:
    assert lines_of(tmp_path, a=plan(*owners)) == expected


def test_settings_and_new_files_belong_to_the_owners_at_the_top(tmp_path: Path) -> None:
    below = plan("linh").replace("title: T", "title: T, contributes_to: [o0]").replace("id: o0", "id: p")
    other = plan("linh").replace("2026-Q4", "2027-Q1")
    files = {"okrs.yaml": PEOPLE, "okrs/2026-Q4/a.yaml": plan("mai"), "okrs/2026-Q4/b.yaml": below}
    write(tmp_path, {**files, "okrs/2027-Q1/a.yaml": other})
    lines = okr(tmp_path, "setup", "codeowners").out.splitlines()
    assert lines[2 : lines.index("# The plans.")] == [
        "/okrs.yaml mai@example.com linh@example.com",
        "/okrs/ mai@example.com linh@example.com",
        "/okrs/2026-Q4/ mai@example.com",
        "/okrs/2027-Q1/ linh@example.com",
    ]


def test_a_small_workspace_in_one_file_has_owners_for_new_files(tmp_path: Path) -> None:
    write(tmp_path, {"okrs.yaml": PEOPLE + plan("mai")})
    lines = okr(tmp_path, "setup", "codeowners").out.splitlines()
    assert [line for line in lines if line.startswith("/")] == [
        "/okrs/ mai@example.com",
        "/okrs.yaml mai@example.com",
        "/okrs/*/checkins/",
    ]


def test_the_owner_of_a_key_result_stands_in_for_an_objective_without_one(tmp_path: Path) -> None:
    text = (
        "cycle: 2026-Q4\nobjectives:\n  - {id: o, title: T, key_results: [{id: k, title: K, target: 1, owner: mai}]}\n"
    )
    assert lines_of(tmp_path, a=text) == ["/okrs/2026-Q4/a.yaml mai@example.com"]


def test_names_that_the_file_cannot_write_become_comments(tmp_path: Path) -> None:
    names = ("a b", "[x]*", "ü", "x\ny")
    shown = lines_of(tmp_path, **{name: plan("mai").replace("o0", f"o{at}") for at, name in enumerate(names)})
    assert "/okrs/2026-Q4/a\\ b.yaml mai@example.com" in shown
    assert "/okrs/2026-Q4/ü.yaml mai@example.com" in shown
    assert sum(line.startswith("# okrs/2026-Q4/") for line in shown) == 2
    assert len(shown) == 4


def test_check_ins_come_last_and_have_no_owner(tmp_path: Path) -> None:
    write(tmp_path, {"okrs.yaml": PEOPLE, "okrs/2026-Q4/a.yaml": plan("mai")})
    assert okr(tmp_path, "setup", "codeowners").out.splitlines()[-2] == "/okrs/*/checkins/"


def test_paths_begin_at_the_top_of_the_repository(empty_work: Work) -> None:
    folder = empty_work.path / "teams/shop"
    assert lines_of(folder, a=plan("mai")) == ["/teams/shop/okrs/2026-Q4/a.yaml mai@example.com"]
    answer = okr(folder, "setup", "codeowners", "--write")
    assert answer.code == 3
    assert "outside of it" in answer.err


def test_a_broken_file_is_named_and_the_others_are_there(tmp_path: Path) -> None:
    write(tmp_path, {"okrs.yaml": PEOPLE, "okrs/2026-Q4/a.yaml": plan("mai"), "okrs/2026-Q4/b.yaml": "- x\n"})
    answer = okr(tmp_path, "setup", "codeowners")
    assert answer.code == 1
    assert "/okrs/2026-Q4/a.yaml mai@example.com" in answer.out
    assert "okrs/2026-Q4/b.yaml" in answer.err


def test_it_is_written_where_the_service_looks_and_again_only_when_something_changed(empty_work: Work) -> None:
    write(empty_work.path, {"okrs.yaml": PEOPLE, "okrs/2026-Q4/a.yaml": plan("mai")})
    empty_work.write("docs/CODEOWNERS", "* @everybody\n")
    empty_work.commit("start")
    assert okr(empty_work.path, "setup", "codeowners", "--write").code == 0
    assert empty_work.paths_of("HEAD") == ["docs/CODEOWNERS"]
    text = (empty_work.path / "docs/CODEOWNERS").read_text()
    assert text.startswith("* @everybody\n\n# okr setup codeowners: begin")
    before = empty_work.state()
    assert "nothing to do" in okr(empty_work.path, "setup", "codeowners", "--write").out
    assert empty_work.state() == before
    empty_work.write("docs/CODEOWNERS", f"{text}/.github/ @admins\n")
    empty_work.write("okrs/2026-Q4/a.yaml", plan("linh"))
    empty_work.commit("another owner")
    assert okr(empty_work.path, "setup", "codeowners", "--write").code == 0
    after = (empty_work.path / "docs/CODEOWNERS").read_text()
    assert after == f"{text}/.github/ @admins\n".replace(" mai@", " linh@")


def test_it_goes_to_a_file_that_is_named(tmp_path: Path) -> None:
    write(tmp_path, {"okrs.yaml": PEOPLE, "okrs/2026-Q4/a.yaml": plan("mai")})
    printed = okr(tmp_path, "setup", "codeowners").out
    assert okr(tmp_path, "setup", "codeowners", "-o", "OWNERS").out == ""
    assert (tmp_path / "OWNERS").read_text() == printed
    assert okr(tmp_path, "setup", "codeowners", "--write", "-o", "x").code == 2


ACCOUNTS = PEOPLE.replace("{id: mai, email: mai@example.com}", "{id: mai, github: mai-tran, gitlab: mai}").replace(
    "{id: marketing, parent", "{id: marketing, github: acme/marketing, parent"
)


@pytest.mark.parametrize(
    ("remote", "words", "owners"),
    [
        ("git@github.com:acme/okrs.git", [], "@mai-tran @acme/marketing"),
        ("https://gitlab.example.com/acme/okrs", [], "@mai linh@example.com"),
        (None, [], "@mai-tran @acme/marketing"),
        ("git@github.com:acme/okrs.git", ["--service", "gitlab"], "@mai linh@example.com"),
    ],
)
def test_accounts_and_team_handles_are_those_of_the_service(
    empty_work: Work, remote: str | None, words: list[str], owners: str
) -> None:
    write(empty_work.path, {"okrs.yaml": ACCOUNTS, "okrs/2026-Q4/a.yaml": plan("mai", "marketing")})
    if remote:
        empty_work.git("remote", "add", "origin", remote)
    assert f"/okrs/2026-Q4/a.yaml {owners}\n" in okr(empty_work.path, "setup", "codeowners", *words).out
    assert okr(empty_work.path, "setup", "codeowners", "--service", "gitub").code == 2


@given(st.text(alphabet="ab#\n "), st.lists(st.sampled_from(["/a x@y", "/b z@y"])))
def test_other_lines_stay_and_a_second_time_changes_nothing(existing: str, between: list[str]) -> None:
    lines = [BEGIN, *between, END]
    once = joined(existing, lines)
    assert once.startswith(existing)
    assert joined(once, lines) == once
    assert joined(f"{once}tail\n", [BEGIN, END]).endswith(f"{END}\ntail\n")
